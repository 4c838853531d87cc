"""The page's chart: how many persons changed in which way."""

from collections.abc import Sequence

from resolver.report.svg import rect, svg, text
from resolver.report.texts import Texts


def bars(counts: dict[str, int], tones: Sequence[str], words: Texts) -> str:
    """One bar a kind of change: label, bar, number. `tones`: `came`, `went` or `other` for each."""
    whole, step, bar, left, right = 640.0, 34.0, 20.0, 210.0, 90.0
    room, top = whole - left - right, max(counts.values(), default=0) or 1
    parts = []
    for index, ((label, count), tone) in enumerate(zip(counts.items(), tones, strict=True)):
        y, width = index * step, max(room * count / top, 2.0)
        number = words.number(count)
        parts += [
            text(left - 12, y + bar / 2 + 5, label, "label", "end"),
            rect(left, y, width, bar, f"w-{tone}", f"{label}: {number}"),
            text(left + width + 10, y + bar / 2 + 5, number, "value"),
        ]
    height = step * max(len(counts), 1) - step + bar
    told = ", ".join(f"{label}: {words.number(count)}" for label, count in counts.items())
    return svg(whole, height, f"{words['kinds']['chart']}: {told or words['kinds']['none']}", parts)
