"""Adapters of the source bases: any extract in, accepted rows and rejects out."""

from resolver.sources.extracts import Extracts, read_extracts

__all__ = ["Extracts", "read_extracts"]
