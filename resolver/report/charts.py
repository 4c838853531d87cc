"""The report's charts: each takes counts and texts and gives an SVG as text."""

import math
from collections.abc import Mapping, Sequence

from resolver.report.facts import LARGEST_SIZE, Counts
from resolver.report.svg import line, path, rect, svg, text
from resolver.report.texts import Texts

WIDTH = 960.0  # of the charts that take the whole page


def funnel(stages: Counts, words: Texts) -> str:
    """The road as centred bars, each joined to the next by a faint band.

    Widths follow the square root: there are some forty times more row-key edges than households.
    """
    whole, step, bar, left, right = 600.0, 46.0, 28.0, 134.0, 84.0
    room = whole - left - right
    centre = left + room / 2
    top = max(stages.values(), default=0) or 1
    widths = [max(room * math.sqrt(count / top), 2.0) for count in stages.values()]
    parts: list[str] = []
    for index in range(len(widths) - 1):
        y, half, after = index * step + bar, widths[index] / 2, widths[index + 1] / 2
        corners = [
            (centre - half, y),
            (centre + half, y),
            (centre + after, y + step - bar),
            (centre - after, y + step - bar),
        ]
        parts.append(path(corners, "band"))
    for index, (name, count) in enumerate(stages.items()):
        y, width = index * step, widths[index]
        label, number = words.label("funnel", name), words.number(count)
        parts += [
            rect(centre - width / 2, y, width, bar, f"f-{name}", f"{label}: {number}"),
            text(left - 14, y + bar / 2 + 5, label, "label", "end"),
            text(whole, y + bar / 2 + 5, number, "value", "end"),
        ]
    height = step * (len(stages) - 1) + bar
    return svg(whole, height, words["funnel"]["heading"], parts)


def statuses(
    by_source: Mapping[str, Counts], order: Sequence[str], label: str, words: Texts
) -> str:
    """One full-width stacked bar per source, its statuses in the given order."""
    step, bar, left = 38.0, 24.0, 96.0
    room = WIDTH - left
    parts: list[str] = []
    for index, (source, counts) in enumerate(by_source.items()):
        total = sum(counts.values()) or 1
        y, x = index * step, left
        parts.append(text(left - 12, y + bar / 2 + 5, source, "label", "end"))
        for status in order:
            width = room * counts.get(status, 0) / total
            if width <= 0:
                continue
            share = words.percent(counts[status], total)
            title = f"{source} · {words.label('status', status)}: {share}"
            parts.append(rect(x, y, max(width - 1.5, 0.6), bar, f"s-{status}", title))
            x += width
    return svg(WIDTH, step * max(len(by_source), 1) - step + bar, label, parts)


def histogram(scores: Sequence[int], thresholds: Mapping[str, float], words: Texts) -> str:
    """Pairs by probability on a logarithmic scale, the thresholds as labelled lines."""
    left, head, height, foot = 72.0, 34.0, 230.0, 44.0
    room = WIDTH - left - 16
    decades = max(math.ceil(math.log10(max(max(scores, default=1), 10))), 1)
    parts: list[str] = []
    for decade in range(decades + 1):
        y = head + height * (1 - decade / decades)
        parts += [
            line(left, y, left + room, y, "grid"),
            text(left - 8, y + 4, words.number(10**decade), "tick", "end"),
        ]
    width = room / max(len(scores), 1)
    bounds = sorted(thresholds.values())
    for index, count in enumerate(scores):
        if not count:
            continue
        low, high = index / len(scores), (index + 1) / len(scores)
        # One pair would have height 0 on this scale: it gets a sliver.
        tall = max(height * math.log10(count) / decades, 2.0)
        zone = sum((low + high) / 2 >= bound for bound in bounds)
        kind = f"z-{zone if len(bounds) > 1 else 2 * zone}"
        title = f"{words.number(low, 2)}–{words.number(high, 2)}: {words.number(count)}"
        parts.append(
            rect(left + index * width + 0.75, head + height - tall, width - 1.5, tall, kind, title)
        )
    for row, (name, bound) in enumerate(sorted(thresholds.items(), key=lambda item: item[1])):
        x = left + room * bound
        anchor, shift = ("end", -5) if bound > 0.8 else ("start", 5)
        label = f"{words.label('threshold', name)} {words.number(bound, 2)}"
        parts += [
            line(x, 4 + 13 * (row % 2), x, head + height, "mark"),
            text(x + shift, 14 + 13 * (row % 2), label, "tick strong", anchor),
        ]
    for tenth in range(0, 11, 2):
        x = left + room * tenth / 10
        parts.append(text(x, head + height + 18, words.number(tenth / 10, 1), "tick", "middle"))
    parts.append(
        text(left + room / 2, head + height + 38, words["scores"]["axis"], "tick", "middle")
    )
    return svg(WIDTH, head + height + foot, words["scores"]["heading"], parts)


def sizes(counts: Mapping[int, int], label: str, words: Texts) -> str:
    """Columns for sizes 1, 2, …; the last class holds all larger ones. Square-root scale."""
    width, head, height, foot = 340.0, 20.0, 130.0, 24.0
    last = max(counts, default=1)
    top = max(counts.values(), default=0) or 1
    step = width / max(last, 4)
    parts = [line(0, head + height, width, head + height, "grid")]
    for size in range(1, last + 1):
        count = counts.get(size, 0)
        x = (size - 1) * step
        # Square root: the tail of a few large groups must stay visible beside thousands of ones.
        tall = height * math.sqrt(count / top) if count else 0.0
        name = f"{size}+" if size == LARGEST_SIZE else str(size)
        if count:
            parts += [
                rect(
                    x + 3,
                    head + height - max(tall, 2),
                    step - 6,
                    max(tall, 2),
                    "c-0",
                    f"{name}: {words.number(count)}",
                ),
                text(
                    x + step / 2,
                    head + height - max(tall, 2) - 5,
                    short(count, words),
                    "tick",
                    "middle",
                ),
            ]
        parts.append(text(x + step / 2, head + height + 18, name, "tick", "middle"))
    return svg(width, head + height + foot, label, parts)


def short(count: int, words: Texts) -> str:
    """A number short enough for a narrow column: 950, 1.2k, 12k, 3.4M (1,2rb, 3,4jt)."""
    if count >= 1_000_000:
        return f"{words.number(count / 1e6, 1)}{words['million']}"
    if count >= 1_000:
        return f"{words.number(count / 1e3, int(count < 10_000))}{words['thousand']}"
    return words.number(count)


def meter(part: float, whole: float) -> str:
    """A thin bar for a table's cell; the number beside it says the same, so it is not read."""
    share = part / whole if whole else 0.0
    return (
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="8"/>'
        f'<rect class="c-0" width="{100 * share:.1f}" height="8"/></svg>'
    )
