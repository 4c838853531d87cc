"""The resolver: from extracts to persons, families and households. Read `resolver.pipeline`."""
