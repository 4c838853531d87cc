"""The card's charts: reliability, precision and recall, weights; SVG as text."""

from collections.abc import Sequence
from itertools import pairwise

from resolver.report.svg import line, rect, svg, text
from resolver.report.texts import Texts
from training.card.measure import Bin, Feature
from training.thresholds import Outcome

SIDE, LEFT, FOOT, HEAD = 300.0, 56.0, 44.0, 12.0


def reliability_chart(bins: Sequence[Bin], words: Texts) -> str:
    """Share that matches over probability said, with 95 % bounds and the diagonal."""
    parts = _frame(words["reliability"]["said"], words)
    parts.append(line(LEFT, HEAD + SIDE, LEFT + SIDE, HEAD, "mark"))
    for one in bins:
        if not one.pairs:
            continue
        x, share = LEFT + SIDE * one.said, one.matches / one.pairs
        low, high = one.bounds
        title = f"{words.number(one.said, 2)} → {words.number(share, 2)}, n = {one.pairs}"
        parts += [
            line(x, _y(low), x, _y(high), "bound"),
            rect(x - 4, _y(share) - 4, 8, 8, "c-0", title),
        ]
    return svg(LEFT + SIDE + 12, HEAD + SIDE + FOOT, words["reliability"]["heading"], parts)


def threshold_chart(tried: Sequence[Outcome], accept: float, words: Texts) -> str:
    """Precision and recall over the accepting threshold, from 0.8 up (or the lowest value)."""
    least = min([0.9, *(min(one.precision, one.recall) for one in tried)])
    floor = max(0.0, int(least * 10) / 10)
    parts = _frame(words["thresholds"]["accept"], words, floor)

    def place(one: Outcome, value: float) -> tuple[float, float]:
        return LEFT + SIDE * one.accept, HEAD + SIDE * (1 - (value - floor) / (1 - floor))

    for kind, name in (("p-line", "precision"), ("r-line", "recall")):
        points = [place(one, getattr(one, name)) for one in tried]
        for (x1, y1), (x2, y2) in pairwise(points):
            parts.append(line(x1, y1, x2, y2, kind))
        # at the right end, where the two lie apart
        right, high = points[-1]
        parts.append(text(right, high + 16, words["thresholds"][name], "tick", "end"))
    parts.append(line(LEFT + SIDE * accept, HEAD, LEFT + SIDE * accept, HEAD + SIDE, "mark"))
    return svg(LEFT + SIDE + 12, HEAD + SIDE + FOOT, words["thresholds"]["heading"], parts)


def weight_chart(features: Sequence[Feature], words: Texts) -> str:
    """The strongest features as bars left (against a match) and right (for one)."""
    name, room, step, bar = 250.0, 360.0, 22.0, 14.0
    top = max((abs(one.effect) for one in features), default=0.0) or 1.0
    middle = name + room / 2
    parts = [line(middle, 0, middle, step * len(features), "grid")]
    for row, one in enumerate(features):
        wide = room / 2 * abs(one.effect) / top
        x = middle if one.effect > 0 else middle - wide
        kind = "z-2" if one.effect > 0 else "z-1"
        value = words.number(one.effect, 2)
        parts += [
            text(name - 8, row * step + bar, one.name, "tick", "end"),
            rect(x, row * step + 2, wide, bar, kind, f"{one.name}: {value}"),
            text(name + room + 8, row * step + bar, value, "tick"),
        ]
    return svg(name + room + 60, step * len(features), words["weights"]["heading"], parts)


def _y(share: float) -> float:
    return HEAD + SIDE * (1 - share)


def _frame(axis: str, words: Texts, floor: float = 0.0) -> list[str]:
    parts = []
    for tick in range(6):
        value = floor + (1 - floor) * tick / 5
        y = _y(tick / 5)
        x = LEFT + SIDE * tick / 5
        parts += [
            line(LEFT, y, LEFT + SIDE, y, "grid"),
            text(LEFT - 8, y + 4, words.number(value, 2), "tick", "end"),
            text(x, HEAD + SIDE + 18, words.number(tick / 5, 1), "tick", "middle"),
        ]
    parts.append(text(LEFT + SIDE / 2, HEAD + SIDE + 38, axis, "tick", "middle"))
    return parts
