"""Mapping files: how to read a layout, as data, checked strictly (docs/mapping.md)."""

from resolver.sources.mapping.document import read_mapping, shipped_mapping
from resolver.sources.mapping.layout import Layout, Mapping, Scope

__all__ = ["Layout", "Mapping", "Scope", "read_mapping", "shipped_mapping"]
