"""What kind of table a file holds: people, answers of SIAK, payments, an area list."""

from resolver.sources.drafting.guess import Guess, guess_columns
from resolver.sources.drafting.sample import Sample, SampleColumn
from resolver.sources.drafting.shapes import Shape
from resolver.sources.drafting.words import best_fit, fits
from resolver.sources.mapping.layout import KIND_COLUMNS

_FEWEST_ANSWERS = 2
_MOST_WORDS = 6
#: Columns that hold numbers and dates in every table but one of answers.
_NUMBERS = ("nik", "kk", "birth_date")
_AREA_NAMES = {
    "province": "province_name",
    "regency": "regency_name",
    "district": "district_name",
    "village": "village_name",
}


def kind_of(sample: Sample, guesses: dict[str, Guess]) -> str:
    """Return the kind: answers by their words, payments by amount and programme, areas by having
    codes and names of villages and no people."""
    answered = [column for column in sample.columns if _is_answer(column)]
    if len(answered) >= _FEWEST_ANSWERS:
        return "answers"
    told = {"programme", "channel", "payment_id"} & set(guesses)
    if "amount" in guesses and (told or not {"sex", "relation"} & set(guesses)):
        return "payments"
    people = {"name", "first_name", "nik", "kk"} & set(guesses)
    coded = any(Shape(column).area > 0.8 for column in sample.columns)
    return "areas" if coded and not people and "village_name" in guesses else "records"


def _is_answer(column: SampleColumn) -> bool:
    """Tell whether a column says `Sesuai`, or a few words where a number or a date would stand."""
    shape = Shape(column)
    few = 0 < len(column.counts) <= _MOST_WORDS < column.filled and shape.words > 0.9
    return shape.answer > 0.5 or (few and best_fit(column.header) in _NUMBERS)


def answer_guesses(sample: Sample) -> dict[str, Guess]:
    """Return the columns of a table of answers, by their headers alone."""
    scored = []
    for column in sample.columns:
        shape = Shape(column)
        for canonical, score in fits(column.header).items():
            if canonical in KIND_COLUMNS["answers"]:
                scored.append((score + shape.answer, column.place, canonical))
    return _one_each(sample, scored)


def area_guesses(sample: Sample, guesses: dict[str, Guess]) -> dict[str, Guess]:
    """Return the columns of an area list: two codes, four names, the time they hold."""
    found = {name: guesses[taken] for name, taken in _AREA_NAMES.items() if taken in guesses}
    scored = []
    for column in sample.columns:
        shape, said = Shape(column), fits(column.header)
        if shape.area > 0.8:
            bps = shape.share(lambda code: "".join(filter(str.isdigit, code))[6:7] == "0")
            scored.append((said.get("bps", 0) + 2 * bps, column.place, "bps"))
            scored.append((said.get("kemendagri", 0) + 2 * (1 - bps), column.place, "kemendagri"))
        for name in ("valid_from", "valid_to"):
            if name in said:
                scored.append((said[name], column.place, name))
    return {**found, **_one_each(sample, scored)}


def _one_each(sample: Sample, scored: list[tuple[float, int, str]]) -> dict[str, Guess]:
    found: dict[str, Guess] = {}
    used: set[int] = set()
    for score, place, canonical in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if canonical not in found and place not in used:
            used.add(place)
            column = sample.columns[place]
            found[canonical] = Guess(column, Shape(column), max(score, 2.0))
    return found


__all__ = ["answer_guesses", "area_guesses", "guess_columns", "kind_of"]
