"""Drafting a mapping for a file nobody has seen: what the headers and the values say."""

from resolver.sources.drafting.draft import Draft, draft_mapping

__all__ = ["Draft", "draft_mapping"]
