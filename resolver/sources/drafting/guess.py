"""Which column is which canonical one: what the header says, and whether the values agree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from resolver.sources.drafting.sample import Sample, SampleColumn
from resolver.sources.drafting.shapes import CODE_KINDS, Shape
from resolver.sources.drafting.words import fits

#: Below this a column is left out; between the two it is named with a doubt.
ENOUGH: Final = 1.0
SURE: Final = 2.0
#: Distinct values per row above which each row has its own.
_OWN: Final = 0.95


@dataclass(frozen=True)
class Guess:
    """A column taken for a canonical one, how sure that is, and the runner-up, if near."""

    column: SampleColumn
    shape: Shape
    score: float
    rival: str | None = None

    @property
    def sure(self) -> bool:
        """Whether it needs no doubt."""
        return self.score >= SURE and self.rival is None


def guess_columns(sample: Sample) -> dict[str, Guess]:
    """Return the best column for each canonical one, each column used once, the surest first."""
    shapes = [Shape(column) for column in sample.columns]
    scores: list[tuple[float, int, str]] = []
    for place, (column, shape) in enumerate(zip(sample.columns, shapes, strict=True)):
        said = fits(column.header)
        for canonical in {*said, *_SHOWN, *(() if sample.heading.headed else _SHOWN_ALONE)}:
            score = said.get(canonical, 0.0) + _values(canonical, shape, said)
            # Of a file without rows the headers alone tell.
            if score >= ENOUGH and (column.filled or not sample.rows):
                scores.append((score, place, canonical))
    # Of equals the left one.
    scores.sort(key=lambda one: (-one[0], one[1], one[2]))
    found: dict[str, Guess] = {}
    used: set[int] = set()
    for score, place, canonical in scores:
        if canonical in found or place in used:
            continue
        used.add(place)
        near = [
            sample.columns[other].ref
            for rating, other, name in scores
            if name == canonical and other != place and other not in used and rating >= score - 0.3
        ]
        found[canonical] = Guess(
            sample.columns[place], shapes[place], score, near[0] if near else None
        )
    if not {"name", "first_name"} & set(found):
        name = _name_by_values(
            sample, [shape for shape in shapes if shape.column.place not in used]
        )
        if name is not None:
            found["name"] = Guess(name.column, name, ENOUGH)
    return found


def _name_by_values(sample: Sample, free: list[Shape]) -> Shape | None:
    """Return the column of words that differ most from row to row, where no header says a name.

    Of columns nearly as good the left one: the person stands before the mother.
    """
    fewest = 0.5 if sample.heading.headed else 0.2
    worded = [
        shape
        for shape in free
        if shape.words > 0.9
        and shape.told < 0.3
        and shape.places is None
        and shape.street < 0.3
        and shape.column.filled > 0.8 * sample.rows
        and len(shape.column.counts) > 1
    ]
    best = max((shape.distinct for shape in worded), default=0.0)
    if best < fewest:
        return None
    return next(shape for shape in worded if shape.distinct >= 0.8 * best)


def _values(canonical: str, shape: Shape, said: dict[str, float]) -> float:
    """Return what the values say for (or, below zero, against) a canonical column."""
    if not shape.column.filled:
        return 0.0
    test = _TESTS.get(canonical)
    return test(shape, canonical in said) if test else 0.0


def _nik(shape: Shape, said: bool) -> float:
    if shape.sixteen < 0.3:
        return -2.0
    own = 0.1 < shape.women < 0.9
    # Of few rows none may be a woman's; but rows that share no number are hardly families.
    odd = -0.3 if said else (-0.2 if shape.distinct > _OWN else -1.5)
    return 1.5 * shape.sixteen + (0.8 * shape.distinct if own else odd)


def _kk(shape: Shape, said: bool) -> float:
    if shape.sixteen < 0.3:
        return -2.0
    unsaid = 1.0 if shape.distinct > _OWN else 0.8
    return 1.5 * shape.sixteen + (0.5 if shape.women < 0.1 else -1.0) - (0 if said else unsaid)


def _name(shape: Shape, said: bool) -> float:
    if shape.words < 0.7:
        return -1.5
    return (1.0 if shape.distinct > 0.3 else 0.2) if said else 0.0


def _date(shape: Shape, said: bool) -> float:
    if shape.place_date > 0.5:
        return -3.0
    if shape.date < 0.3:
        return -3.0
    return 1.5 * shape.date if said or shape.date > 0.8 else -1.0


def _coded(canonical: str) -> Callable[[Shape, bool], float]:
    def test(shape: Shape, said: bool) -> float:
        if len(shape.column.counts) > (40 if canonical == "relation" else 12):
            return -2.0
        known = shape.known_words(canonical)
        few = len(shape.column.counts) >= 2 and shape.words > 0.5
        plain = canonical in ("relation", "marital_status", "sex") and few
        return known * (1.0 if said else (1.2 if plain and known > 0.8 else 0.0))

    return test


def _area_code(shape: Shape, said: bool) -> float:
    if shape.area < 0.3:
        return -3.0
    return 2.5 * shape.area if said or shape.area > 0.8 else 0.5


def _part(most: int) -> Callable[[Shape, bool], float]:
    def test(shape: Shape, said: bool) -> float:
        if shape.number < 0.8 or shape.longest > most:
            return -3.0
        return 1.0 if said else -3.0

    return test


def _place(shape: Shape, said: bool) -> float:
    # `Kel.` is a village or a family: words of relations beside it say which.
    if shape.words < 0.7 or shape.told > 0.5 or shape.places is not None:
        return -3.0
    return 1.0 if said and shape.distinct < 0.5 else 0.2


def _small(shape: Shape, said: bool) -> float:
    if shape.pair > 0.5 or shape.longest > 4:
        return -2.0
    return 1.0 if said else -2.0


def _rt_rw(shape: Shape, said: bool) -> float:
    if shape.rt_rw_words > 0.8:
        return 4.0
    return 3.0 * max(shape.pair, shape.rt_rw_words) if said else -2.0


def _id(shape: Shape, said: bool) -> float:
    if shape.distinct < 0.9 or shape.column.filled < 0.9 * len(shape.column.values):
        return -2.0
    return 1.5 if said else -2.0


def _group(shape: Shape, said: bool) -> float:
    if not 0.05 < shape.distinct < 0.95:
        return -1.5
    return 1.0 if said else -2.0


_TESTS: Final[dict[str, Callable[[Shape, bool], float]]] = {
    "nik": _nik,
    "kk": _kk,
    "name": _name,
    "first_name": _name,
    "last_name": _name,
    "mother_name": _name,
    "birth_place": lambda shape, said: 0.8 * shape.words - (2.5 if shape.place_date > 0.5 else 0),
    "birth_date": _date,
    "checked_at": _date,
    "valid_from": _date,
    "valid_to": _date,
    "birth_year": _part(4),
    "birth_month": lambda shape, said: 1.0 if shape.longest <= 2 else -2.0,
    "birth_day": _part(2),
    "area_code": _area_code,
    "kemendagri": _area_code,
    "bps": _area_code,
    "province_code": _part(2),
    "regency_code": _part(4),
    "district_code": _part(7),
    "village_code": _part(10),
    "province_name": _place,
    "regency_name": _place,
    "district_name": _place,
    "village_name": _place,
    "hamlet": lambda shape, said: 0.5 if max(shape.number, shape.rt_rw_words) < 0.5 else -3.0,
    "rt": _small,
    "rw": _small,
    "rt_rw": _rt_rw,
    "places": lambda shape, said: 3.0 if shape.places is not None else -3.0,
    "code_name": lambda shape, said: 3.0 * shape.code_name if shape.code_name > 0.6 else -3.0,
    "place_date": lambda shape, said: 3.0 * shape.place_date if shape.place_date > 0.6 else -3.0,
    "address": lambda shape, said: 1.0 * shape.street + (0.5 if shape.distinct > 0.2 else -0.5),
    "source_record_id": _id,
    "payment_id": _id,
    "source_group_id": _group,
    "period": lambda shape, said: 1.0 * shape.period if shape.distinct < 0.2 else -1.0,
    "desil": lambda shape, said: 1.0 if len(shape.column.counts) <= 12 else -2.0,
    "amount": lambda shape, said: 1.5 * shape.money - 0.5,
    **{column: _coded(column) for column in CODE_KINDS},
}
#: Columns whose values alone can tell them.
_SHOWN: Final = (
    "nik",
    "kk",
    "birth_date",
    "area_code",
    "place_date",
    "code_name",
    "rt_rw",
    "places",
    "sex",
    "relation",
    "marital_status",
)
#: And those that may stand in for a header that is not there.
_SHOWN_ALONE: Final = ("address",)
