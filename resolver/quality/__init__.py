"""Data quality (report L1): what each source gave, by area and column, and how it has changed."""

from resolver.quality.assess import Quality, assess
from resolver.quality.history import former_quality, keep_quality, last_quality
from resolver.quality.write import write_quality

__all__ = ["Quality", "assess", "former_quality", "keep_quality", "last_quality", "write_quality"]
