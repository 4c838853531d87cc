"""Engines that run the portable SQL texts of the road; DuckDB is the one on a single machine."""

from resolver.engine.duck import DuckEngine

__all__ = ["DuckEngine"]
