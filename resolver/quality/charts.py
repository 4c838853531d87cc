"""The page's small drawings: a bar of parts for a table's cell."""

from html import escape

from resolver.report.svg import rect


def stack(parts: list[tuple[str, int, str]], label: str) -> str:
    """A thin bar of parts (class, count, title), which says what `label` says in words."""
    total = sum(count for _, count, _ in parts) or 1
    drawn, x = [], 0.0
    for kind, count, title in parts:
        width = 100 * count / total
        if width > 0:
            drawn.append(rect(x, 0, width, 8, kind, title))
            x += width
    return (
        f'<svg class="meter stack" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{"".join(drawn)}</svg>'
    )
