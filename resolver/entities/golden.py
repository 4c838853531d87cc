"""Golden values: one value per person and field, each by a stated survivorship rule.

| field | criteria, in order (then the smallest record id) |
|---|---|
| name, mother_name | SIAK verified · held by most sources · source trust (identity) · longest |
| sex | SIAK verified · most sources · source trust (identity) |
| birth_date | SIAK verified · complete · most sources · not heaped · source trust (identity) |
| nik | SIAK verified, denied last · most sources · no warning · source trust (identity) |
| kk | held by few · lives there · most sources · head or spouse · source trust (living) · newest |
| relation, marital, presence, village | newest · most sources · source trust (living) |
| desil | newest · source trust (living) |
| pkh, sembako, bst, pbi | newest · YES before NO: aid recorded anywhere is aid to account for |

Names count as equal when their normal forms are; what is shown is the best spelling among them.
Of the card, neither a verified NIK nor a late load says that it is current: SIAK was asked about
the person, and a list delivered late may have been written down early. Across bases counts who saw
the people live together, within one the newer row (docs/decisions/0021-current-card.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.rows import IDENTITY_TRUST, LIVING_TRUST, Codes, Rows, codes_of
from resolver.entities.survivorship import Choice, Criterion, attesting_sources, choose, flag
from resolver.entities.tally import distinct_pairs

FLAGS: Final = ("pkh", "sembako", "bst", "pbi")
# A KK number on more people than this is a filler or an office's, not a family's.
LARGEST_CARD: Final = 30


@dataclass(frozen=True)
class Golden:
    """Values per person (a row each), the choice behind each field, and the code of the chosen KK.

    `kk` is the KK that may tie a family: -1 where there is none, where too many people hold it, or
    where only a listing that the person has left knows it.
    """

    values: pd.DataFrame
    choices: dict[str, Choice]
    kk: Codes


def take_rows(column: pd.Series, row: NDArray[np.int64]) -> pd.Series:
    """Return the column's values at `row`, missing where row is -1; index 0 … n - 1."""
    extended = pd.concat([column, pd.Series([pd.NA], dtype=column.dtype)], ignore_index=True)
    return extended.take(row).reset_index(drop=True)


def birth_dates(table: pd.DataFrame) -> tuple[Codes, NDArray[np.bool_], pd.Series]:
    """Return the date's code per row (-1 = no year), whether it is complete, and its text.

    Text is the ISO date, or the year alone where day or month is unknown.
    """
    year, month, day = (
        table[f"birth_{part}"].to_numpy(dtype=np.int64) for part in ("year", "month", "day")
    )
    complete = (year > 0) & (month > 0) & (day > 0)
    number = np.where(complete, year * 10000 + month * 100 + day, year * 10000)
    codes, distinct = pd.factorize(np.where(year > 0, number, -1))
    text = [
        f"{n // 10000:04d}-{n // 100 % 100:02d}-{n % 100:02d}" if n % 10000 else f"{n // 10000:04d}"
        for n in distinct.tolist()
    ]
    shown = pd.Series(text, dtype="str").take(codes).reset_index(drop=True)
    return np.where(year > 0, codes, -1).astype(np.int32), complete, shown.where(year > 0)


def golden_values(rows: Rows) -> Golden:
    """Choose every field of every person. In: the prepared rows. Out: see :class:`Golden`."""
    table = rows.table
    verified, siak, newest = rows.verified(), rows.siak(), rows.newest()
    identity, living = rows.trust(IDENTITY_TRUST), rows.trust(LIVING_TRUST)
    choices: dict[str, Choice] = {}
    values: dict[str, pd.Series] = {}

    def most(value: Codes) -> Criterion:
        return Criterion("most-sources", attesting_sources(rows.person, value, rows.source), 3)

    def field(
        name: str, value: Codes, criteria: Sequence[Criterion], shown: pd.Series | None = None
    ) -> None:
        choices[name] = choose(rows.person, rows.persons, value, criteria)
        values[name] = take_rows(table[name] if shown is None else shown, choices[name].row)

    # A name that is nothing but titles has no normal form: then it stands for itself.
    name = codes_of(table["name_norm"].fillna(table["name"]).where(table["name"].notna()))
    field("name", name, [verified, most(name), identity, rows.longest("name")])
    sex = rows.codes("sex")
    field("sex", sex, [verified, most(sex), identity])
    date, complete, shown = birth_dates(table)
    whole = flag("complete", complete)
    natural = flag("not-heaped", ~table["birth_heap"].to_numpy(dtype=bool))
    field("birth_date", date, [verified, whole, most(date), natural, identity], shown)

    nik = rows.codes("nik")
    clear = flag("no-warning", rows.has("nik_status", "PLAUSIBLE"))
    field("nik", nik, [siak, most(nik), clear, identity])
    values["nik_status"] = _nik_status(rows, choices["nik"], identity)
    kk = rows.codes("kk")
    few, lives = uncrowded(rows.person, kk), ~rows.away()
    current = [flag("no-filler", few), flag("lives-there", lives)]
    field("kk", kk, [*current, most(kk), own_family(rows), living, newest])
    mother = rows.codes("mother_norm")
    field("mother_name", mother, [verified, most(mother), identity, rows.longest("mother_name")])
    for column in ("relation", "marital", "presence", "village"):
        value = rows.codes(column)
        field(column, value, [newest, most(value), living])
    desil = table["desil"].to_numpy(dtype=np.int32)
    shown = pd.Series(desil, dtype="Int8")
    field("desil", np.where(desil > 0, desil, -1).astype(np.int32), [newest, living], shown)
    values["desil"] = values["desil"].fillna(0).astype("int8")
    for column in FLAGS:
        field(column, rows.codes(column), [newest, flag("yes-before-no", rows.has(column, "YES"))])
    chosen = choices["kk"].row
    usable = (chosen >= 0) & few[chosen] & lives[chosen]
    return Golden(pd.DataFrame(values), choices, np.where(usable, kk[chosen], -1).astype(np.int32))


def own_family(rows: Rows) -> Criterion:
    """Prefer rows that name the person a head or spouse.

    Who heads a family, or is married to its head, in one list and is a child in another has left
    the parents' card; lives seldom run the other way.
    """
    return flag("own-family", rows.has("relation", "HEAD") | rows.has("relation", "SPOUSE"))


def uncrowded(person: Codes, kk: Codes) -> NDArray[np.bool_]:
    """Tell per row whether its KK (code, -1 = none) is on no more people than a card holds."""
    held, _ = distinct_pairs(kk, person)
    people = np.bincount(held, minlength=int(kk.max(initial=0)) + 1)
    result: NDArray[np.bool_] = (kk >= 0) & (people[kk] <= LARGEST_CARD)
    return result


def _nik_status(rows: Rows, nik: Choice, trust: Criterion) -> pd.Series:
    """Return the status of the chosen NIK; where no NIK is usable, that of the most trusted row."""
    status = rows.table["nik_status"].fillna("MISSING")
    given = flag("given", (status != "MISSING").to_numpy(dtype=bool))
    every = np.zeros(rows.size, dtype=np.int32)
    fallback = choose(rows.person, rows.persons, every, [given, trust])
    return take_rows(status, np.where(nik.row >= 0, nik.row, fallback.row))
