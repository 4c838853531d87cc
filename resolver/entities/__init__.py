"""Persons, families and households from the partition of the records: start at `build`."""
