"""Normalisation: from the texts of the sources to values that can be compared."""

from resolver.normalise.records import CLEAN_COLUMNS, normalise_records

__all__ = ["CLEAN_COLUMNS", "normalise_records"]
