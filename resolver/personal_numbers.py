"""Numbers that may be a person's or a family's: they go on no page, in no log and no manifest."""

from typing import Final

#: Eleven digits may be one, with or without signs between them (a village's code has ten). A
#: pattern for Python and RE2 alike.
PERSONAL_NUMBER: Final = r"(?:[0-9][\s.'\-/_,]{0,2}){10,}[0-9]"
