"""Payment lines attached to persons: by NIK and name, or not at all; the doubtful are listed.

A line is no record: it resolves nothing, and no count of rows or measure of accuracy holds it.
It is attached only where one person holds its NIK and its name agrees with one of theirs.
Everything weaker is a question for people, with its reason and the persons in question.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.golden import take_rows
from resolver.entities.holders import Holders
from resolver.entities.name_agreement import NameBook
from resolver.entities.rows import Codes
from resolver.keys_table import mask

STATES: Final = ("ATTACHED", "DOUBTFUL", "UNMATCHED")
#: Why a line is where it is, the strongest sign last; all but the first and last are doubts.
HOW: Final = (
    "NOTHING_FOUND",
    "NAME_SHARED",
    "NAME_AND_AREA",
    "KK_AND_NAME",
    "NIK_SHARED",
    "NAME_DIFFERS",
    "NO_NAME",
    "NIK_AND_NAME",
)
PAYMENT_OUTPUT: Final = (
    "file", "line", "payment_id", "programme", "unit", "period", "amount", "channel", "village",
    "state", "how", "person_id", "family_id", "household_id",
)  # fmt: skip
DOUBTFUL_OUTPUT: Final = (
    "file", "line", "reason", "person_id", "person_by_name", "candidates", "nik", "nik_status",
    "name", "programme", "unit", "period", "amount", "village",
)  # fmt: skip

#: Programmes told by name in the figures: those that are known, and the largest of the others.
KNOWN_PROGRAMMES: Final = ("PKH", "SEMBAKO", "BST", "PBI")
OTHER, NO_PROGRAMME = "OTHER", "?"
OTHERS_SHOWN: Final = 10
#: Another text is a programme's name where it has this share of the lines, and so many of them:
#: were the column another one (a person's name), it would be on every page.
OTHERS_SHARE: Final = 0.01
OTHERS_LINES: Final = 10

# A value on more persons than this is a filler or an office's habit: nobody's name is compared.
MOST_HOLDERS: Final = 30

Wide = NDArray[np.int64]


@dataclass(frozen=True)
class Attachment:
    """``payments`` and ``payments_doubtful`` (docs/tables.md §5) and the manifest's figures."""

    payments: pd.DataFrame
    doubtful: pd.DataFrame
    figures: dict[str, Any]


@dataclass(frozen=True)
class _Found:
    """Per line: how many persons hold its value, the only one (or -1), and the same by name."""

    holders: Wide
    only: Wide
    agreeing: Wide
    only_agreeing: Wide


def attach_payments(
    lines: pd.DataFrame, clean: pd.DataFrame, person_id: pd.Series, persons: pd.DataFrame
) -> Attachment:
    """Attach payment lines to persons.

    Args:
        lines: of :func:`resolver.normalise.payments.read_payments`.
        clean: the records (docs/tables.md §3).
        person_id: of every record, in its order.
        persons: with ``person_id``, ``family_id``, ``household_id``.
    """
    lines = lines.reset_index(drop=True)
    person = pd.Index(persons["person_id"]).get_indexer(pd.Index(person_id)).astype(np.int32)
    book = NameBook.of([clean["name_norm"], clean["alias_norm"]], person, len(persons))
    # a number copied from another member says nothing of who holds it
    own_nik = clean["nik"].where(clean["nik_status"] != "COPIED")
    by_nik = _find(Holders.of(own_nik, person), lines["nik"], lines, book)
    by_kk = _find(Holders.of(clean["kk"], person), lines["kk"], lines, book)
    place = Holders.of(clean["name_sorted"] + " " + clean["village"], person)
    by_place = _find(place, lines["name_sorted"] + " " + lines["village"], lines, book)

    how = np.zeros(len(lines), dtype=np.int64)
    nameless = lines["name_norm"].isna().to_numpy()
    for code, rows in enumerate(
        (
            by_place.holders > 1,
            by_place.holders == 1,
            by_kk.agreeing == 1,
            by_nik.holders > 1,
            (by_nik.holders == 1) & (by_nik.agreeing == 0),
            (by_nik.holders == 1) & nameless,
            by_nik.agreeing * (by_nik.holders == 1) == 1,
        ),
        start=1,
    ):
        how[rows] = code
    attached = how == HOW.index("NIK_AND_NAME")
    state = np.where(attached, 0, np.where(how > 0, 1, 2))
    table = lines.assign(
        state=pd.array(np.array(STATES, dtype=object)[state], dtype="str"),
        how=pd.array(np.array(HOW, dtype=object)[how], dtype="str"),
    )
    owner = np.where(attached, by_nik.only, -1)
    for name in ("person_id", "family_id", "household_id"):
        table[name] = take_rows(persons[name], owner)
    # who the number means, and who the name means: a steward compares the two
    numbered = np.where(by_nik.holders == 1, by_nik.only, by_nik.only_agreeing)
    named = np.where(by_kk.agreeing == 1, by_kk.only_agreeing, by_place.only)
    doubts = table.assign(
        reason=table["how"],
        person_id=take_rows(persons["person_id"], numbered),
        person_by_name=take_rows(persons["person_id"], named),
        candidates=np.maximum(by_nik.holders, np.maximum(by_kk.agreeing, by_place.holders)),
        nik=table["nik"].map(mask, na_action="ignore").astype("str"),
    )[state == 1]
    return Attachment(
        _in_order(table, PAYMENT_OUTPUT), _in_order(doubts, DOUBTFUL_OUTPUT), figures(table)
    )


def figures(payments: pd.DataFrame) -> dict[str, Any]:
    """The manifest's figures: lines = attached + doubtful + unmatched, in all and by programme.

    ``?`` are lines without a programme, ``OTHER`` those of small programmes that are not known.
    """
    doubts = payments.loc[payments["state"] == "DOUBTFUL", "how"].value_counts()
    programmes = _shown(payments["programme"])
    return {
        **_sums(payments, pd.Series("", index=payments.index)).get("", _NO_LINES),
        "unreadable_amounts": int(payments["amount"].isna().sum()),
        "unreadable_periods": int(payments["period_lost"].sum()),
        "doubtful_by_reason": {name: int(doubts[name]) for name in HOW if name in doubts.index},
        "by_programme": _sums(payments, programmes),
    }


def _shown(programmes: pd.Series) -> pd.Series:
    """Return what the figures call each line's programme."""
    lines = programmes.value_counts().drop([*KNOWN_PROGRAMMES, OTHER], errors="ignore")
    large = lines[lines >= max(OTHERS_LINES, OTHERS_SHARE * len(programmes))]
    # equal numbers in the order of the names, so that equal loads give equal bytes
    named = large.sort_index().sort_values(ascending=False, kind="stable").index[:OTHERS_SHOWN]
    told = programmes.isin([*KNOWN_PROGRAMMES, *named]) | programmes.isna()
    return programmes.where(told, OTHER).fillna(NO_PROGRAMME)


def _sums(payments: pd.DataFrame, groups: pd.Series) -> dict[str, dict[str, int]]:
    """Return lines, states and rupiah of each group, the groups in order."""
    states = payments["state"]
    amount = payments["amount"].fillna(0).astype(np.int64)
    table = pd.DataFrame(
        {
            "lines": 1,
            **{state.lower(): (states == state).astype(np.int64) for state in STATES},
            "rupiah": amount,
            "rupiah_attached": amount.where(states == "ATTACHED", 0),
        }
    )
    sums = table.groupby(groups, sort=True).sum()
    return {
        str(name): dict(zip(sums.columns, map(int, line), strict=True))
        for name, line in zip(sums.index, sums.to_numpy(), strict=True)
    }


_NO_LINES: Final = dict.fromkeys(
    ("lines", *(state.lower() for state in STATES), "rupiah", "rupiah_attached"), 0
)


def _find(holders: Holders, values: pd.Series, lines: pd.DataFrame, book: NameBook) -> _Found:
    """Look the values up and compare the lines' names with those of the persons who hold them."""
    count, row, person = holders.find(values, MOST_HOLDERS)
    agree = book.agree(lines["name_norm"], row, person)
    also = lines["alias_norm"].notna().to_numpy()[row] & ~agree
    agree[also] = book.agree(lines["alias_norm"], row[also], person[also])
    agreeing, only_agreeing = _count(row[agree], person[agree], len(lines))
    return _Found(count, _count(row, person, len(lines))[1], agreeing, only_agreeing)


def _count(row: Wide, person: Codes, lines: int) -> tuple[Wide, Wide]:
    """Return the persons per line, and the only one where there is just one (else -1)."""
    count = np.bincount(row, minlength=lines)
    only = np.full(lines, -1, dtype=np.int64)
    only[row] = person
    return count, np.where(count == 1, only, -1)


def _in_order(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return table[list(columns)].sort_values(["file", "line"], ignore_index=True)
