"""One declaration for all rows, or one that hangs on another column: what the evidence says."""

from collections import Counter
from dataclasses import dataclass

from resolver.sources.drafting.sample import Sample

#: Below this share a second option is noise (mistyped values), not a habit of some district.
NOISE = 0.05
#: A column decides where nearly all evidence of each of its values agrees.
_PURE = 0.9
_MOST_VALUES = 300
#: Rows that each value of it has on the average, or agreement would be no wonder.
_FEWEST_ROWS = 8


@dataclass(frozen=True)
class Declaration:
    """``otherwise`` for all rows; with ``by`` (TOML of a rule) other options for some values."""

    otherwise: str
    by: str = ""
    values: tuple[tuple[str, str], ...] = ()
    doubt: str = ""


@dataclass(frozen=True)
class Decider:
    """A column or a piece of one that may decide: as a mapping writes it, and its values."""

    toml: str
    values: list[str]


def separate(evidence: list[str | None], deciders: list[Decider], usual: str) -> Declaration | None:
    """Return what the *evidence* of the rows (an option each, or nothing) amounts to.

    ``None`` where nothing speaks; *usual* is the option of rows and values without evidence.
    """
    seen = Counter(one for one in evidence if one is not None)
    total = sum(seen.values())
    if not total:
        return None
    first, count = seen.most_common(1)[0]
    if count >= (1 - NOISE) * total:
        few = f"only {total} rows tell it" if total < 20 else ""
        return Declaration(first, doubt=few)
    ranked = []
    for decider in deciders:
        pure, values = _purity(evidence, decider.values)
        wide = total >= _FEWEST_ROWS * len(values)
        if 2 <= len(values) <= _MOST_VALUES and wide and pure >= _PURE:
            ranked.append((round(pure, 2), -len(values), decider, values))
    shares = ", ".join(f"{option} {n / total:.0%}" for option, n in seen.most_common())
    if not ranked:
        return Declaration(first, doubt=f"mixed ({shares}), and no column tells which")
    _, _, decider, values = max(ranked, key=lambda one: one[:2])
    options = tuple((value, one) for value, one in sorted(values.items()) if one != usual)
    return Declaration(usual, decider.toml, options, f"mixed ({shares}); this column tells which")


def deciders_of(sample: Sample, area_ref: str | None, barred: set[int]) -> list[Decider]:
    """Return the columns that may decide: of few values, and the beginnings of the area code.

    Those at the places *barred* may not: their values would stand in the draft.
    """
    found = []
    for column in sample.columns:
        few = 2 <= len(column.counts) <= _MOST_VALUES and column.place not in barred
        if few and column.filled > 0.8 * sample.rows and column.ref != area_ref:
            found.append(Decider(quoted(column.ref), column.values))
        if column.ref == area_ref:
            for digits in (4, 6):
                toml = (
                    f"{{ from = {{ from = {quoted(column.ref)}, digits = true }}, "
                    f"start = 1, length = {digits} }}"
                )
                starts = ["".join(filter(str.isdigit, one))[:digits] for one in column.values]
                found.append(Decider(toml, starts))
    return found


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    safe = (one if ord(one) >= 32 and ord(one) != 127 else f"\\u{ord(one):04X}" for one in plain)
    return f'"{"".join(safe)}"'


def _purity(evidence: list[str | None], values: list[str]) -> tuple[float, dict[str, str]]:
    """Return the share of the evidence that agrees with its value's own majority."""
    found: dict[str, Counter[str]] = {}
    for value, one in zip(values, evidence, strict=True):
        if value and one is not None:
            found.setdefault(value, Counter())[one] += 1
    total = sum(sum(counts.values()) for counts in found.values())
    agreed = sum(max(counts.values()) for counts in found.values())
    majorities = {value: counts.most_common(1)[0][0] for value, counts in found.items()}
    return agreed / max(total, 1), majorities
