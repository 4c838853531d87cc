"""Erasing a person's values: from the lake's files, the ledger, and what is served."""

from resolver.erasing.erase import Erased, erase_values

__all__ = ["Erased", "erase_values"]
