"""`satukan inspect`: a draft of a mapping file, its doubts marked."""

import sys
from pathlib import Path

from resolver.sources.drafting import draft_mapping


def print_draft(files: list[Path]) -> None:
    """Print the draft (TOML) to standard output and what is unsure of it to standard error."""
    draft = draft_mapping(files)
    print(draft.text, end="")
    if not draft.doubts:
        print("Nothing is in doubt. Look at it all the same: satukan check", file=sys.stderr)
        return
    print("In doubt, marked  # ?  in the draft:", file=sys.stderr)
    for doubt in draft.doubts:
        print(f"  {doubt}", file=sys.stderr)
