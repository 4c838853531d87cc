"""Drawing of small charts as inline SVG: text that scales, prints and follows the page's colours.

Colours come from the page's CSS classes (`c-0` …), never from the drawing, so that light, dark
and print have their own.
"""

from collections.abc import Iterable, Sequence
from html import escape


def svg(width: float, height: float, label: str, parts: Iterable[str]) -> str:
    """A drawing of the given size in its own units; `label` is read aloud in its place."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(label)}" '
        f'preserveAspectRatio="xMidYMid meet">{"".join(parts)}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, kind: str, title: str = "") -> str:
    """A bar; `title` shows on hovering."""
    inner = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<rect class="{kind}" x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" '
        f'height="{max(height, 0):.2f}" rx="{min(3.0, max(height, 0) / 2, max(width, 0) / 2):.2f}">'
        f"{inner}</rect>"
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words at a point."""
    where = f'x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {where}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"/>'


def path(points: Sequence[tuple[float, float]], kind: str) -> str:
    """A filled polygon."""
    steps = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return f'<polygon class="{kind}" points="{steps}"/>'
