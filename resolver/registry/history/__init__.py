"""Identity over time: the ids of all runs, what became of them, who held which record when."""

from resolver.registry.history.fate import Event, Fate, person_of_record, story_of
from resolver.registry.history.former import Former, publications, read_former
from resolver.registry.history.keep import Base

__all__ = [
    "Base",
    "Event",
    "Fate",
    "Former",
    "person_of_record",
    "publications",
    "read_former",
    "story_of",
]
