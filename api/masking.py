"""What of a number may be shown."""

import re

from resolver.keys_table import mask as mask_number

# Sixteen digits with a day (+40 for women) and a month where a NIK has them: a source's own id
# that is no NIK must stay whole, or its owner could not find the row again.
_NIK = re.compile(
    r"(?<!\d)\d{6}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}(?!\d)"
)


def masked(number: str | None) -> str | None:
    """Mask a NIK or KK number; None stays None."""
    return None if number is None else mask_number(number)


def without_niks(text: str) -> str:
    """Mask every NIK that stands in a text, such as a source's own id of a row."""
    return _NIK.sub(lambda found: mask_number(found.group()), text)
