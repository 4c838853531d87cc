"""What the layouts share: what a layout expects to be read, and ways of writing values."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from tests.layouts.people import area_list

MONTHS = ["Jan", "Feb", "Mar", "Apr", "Mei", "Juni", "Juli", "Agt", "Sept", "Okt", "Nop", "Des"]
EXCEL_DAY_0 = date(1899, 12, 30)
# canonical columns; a missing value is "", a column that the layout lacks is left out
COLUMNS = (
    "source_record_id", "source_group_id", "nik", "nik_status", "kk", "kk_status", "name",
    "mother_name", "birth_date", "sex", "relation", "marital", "village", "rt", "rw",
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What must come out of a layout's files.

    `rows`: one per accepted row, in the order of the files (a zip's members by name), columns of
    `COLUMNS` as far as the layout has them, `period`, and `province_name` where it stands in the
    file's name. A status stands only where the layout damages the number. `rejected`: rows that
    are no records (a line of totals); a mapping may skip such a line instead, so it is an upper
    bound. `answers`: `source, source_record_id, siak` of SIAK's answers. `payments`: `nik, name,
    programme, period, amount, channel` of each line.
    """

    source: str
    rows: pd.DataFrame
    rejected: int = 0
    answers: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None


def expected_rows(people: pd.DataFrame, *without: str) -> pd.DataFrame:
    """The canonical values of these people, all that a layout has; period 2026Q1."""
    rows = people.reindex(columns=list(COLUMNS)).drop(columns=list(without))
    return rows.assign(period="2026Q1").astype("str").fillna("")


def write_text(
    path: Path,
    frame: pd.DataFrame,
    delimiter: str = ",",
    encoding: str = "utf-8",
    titles: Sequence[str] = (),
    footer: Sequence[str] = (),
) -> None:
    """A delimited file, with title lines above its header and lines of totals below."""
    path.write_bytes(delimited(frame, delimiter, titles, footer).encode(encoding))


def delimited(
    frame: pd.DataFrame,
    delimiter: str = ",",
    titles: Sequence[str] = (),
    footer: Sequence[str] = (),
) -> str:
    """The text of such a file."""
    out = io.StringIO()
    out.writelines(f"{title}\r\n" for title in titles)
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(frame.columns)
    writer.writerows(frame.to_numpy().tolist())
    out.writelines(f"{line}\r\n" for line in footer)
    return out.getvalue()


def write_areas(folder: Path) -> None:
    """The area list under its usual name and headers."""
    write_text(folder / "areas.csv", area_list())


def day(iso: str) -> date:
    return date.fromisoformat(iso)


def dates(values: Iterable[str], form: str) -> list[str]:
    """ISO dates written in a `strftime` form."""
    return [day(value).strftime(form) for value in values]


def in_words(iso: str) -> str:
    """`5 Mei 1980`, with the months as Indonesian offices abbreviate them."""
    born = day(iso)
    return f"{born.day} {MONTHS[born.month - 1]} {born.year}"


def serial(iso: str) -> int:
    """The day's number in a spreadsheet."""
    return (day(iso) - EXCEL_DAY_0).days


def blank_some(people: pd.DataFrame, column: str, every: int) -> pd.DataFrame:
    """These people without the number of every n-th of them."""
    people = people.copy()
    people.loc[people.index % every == every - 1, column] = ""
    return people
