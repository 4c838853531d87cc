"""Alembic's migrations of the registry, run from :mod:`resolver.registry.database`."""
