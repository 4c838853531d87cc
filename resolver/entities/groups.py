"""Source groups and their parts: what each base lists together, described for comparing.

A DTKS group is a household (it may hold several KKs), a Regsosek or P3KE group is a family. A
record without a group forms one with the records of its source, KK and village, or alone. A
"group" of more people than any house holds is a filler in the group's column: its records are
treated as if they had none.

What is compared is the *part*: the people of one group who hold one current KK; those without
one count with the card of their address there (see :func:`part_cards`). So a guest, a second
family in the house, or two families that a base threw together can be told apart from the family
that the group is about.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from resolver.entities.rows import Codes, Rows, codes_of
from resolver.entities.tally import distinct_pairs, heaviest

LARGEST_GROUP: Final = 30
HOUSEHOLD_SOURCES: Final = frozenset({"DTKS"})


@dataclass(frozen=True)
class Groups:
    """The source group of each record (`row`), and per group what it is.

    `source`; `given`: the source itself tells the group; `household`: it does, and lists a
    household rather than a family; `kk`: the current KK of most of its persons (-1 = none);
    `oversize` counts the groups treated as fillers.
    """

    row: Codes
    count: int
    source: Codes
    given: NDArray[np.bool_]
    household: NDArray[np.bool_]
    kk: Codes
    oversize: int


@dataclass(frozen=True)
class Parts:
    """Parts of source groups, numbered by their first record. Codes are -1 where nothing is known.

    `row` is the part of each record. Per part: `group`, `source`, `size` (persons), `kk`, `head`
    (the person listed as head), `village`, `rt_rw` and `house` (see :func:`places`). `member`
    are the distinct (part, person) pairs; whom the source says to live elsewhere is no member.
    """

    row: Codes
    count: int
    group: Codes
    source: Codes
    size: NDArray[np.int64]
    kk: Codes
    head: Codes
    village: Codes
    rt_rw: Codes
    house: Codes
    member: tuple[Codes, Codes]


def group_of_rows(rows: Rows) -> tuple[Codes, NDArray[np.bool_], int]:
    """Return the group of each record, none without; whether its source told it; and how many
    groups were taken for fillers."""
    table = rows.table
    listed = rows.codes("group_id")
    groups, _ = distinct_pairs(listed, rows.person)
    size = np.bincount(groups, minlength=int(listed.max(initial=-1)) + 1)
    filler = size > LARGEST_GROUP
    alone = (listed < 0) | filler[listed] if len(filler) else listed < 0
    own = table["record_id"].where(
        table["kk"].isna() | table["village"].isna(), table["kk"] + "@" + table["village"]
    )
    # A KK on more rows than a house holds is no tie either.
    kind = codes_of(own)
    common = np.bincount(kind[alone], minlength=len(kind)) > LARGEST_GROUP
    own = own.where(~common[kind], table["record_id"])
    name = table["group_id"].where(~alone, table["source"] + "/" + own)
    return codes_of(name), np.asarray(~alone, dtype=bool), int(filler.sum())


def places(rows: Rows) -> tuple[Codes, Codes, Codes]:
    """Return the codes of village, RT/RW in its village, and house in its village, per record."""
    table = rows.table
    village = table["village"]
    rt_rw = village + "/" + table["rt"] + "/" + table["rw"]
    street = table["street"].fillna(table["hamlet"])
    house = village + "/" + street + "/" + table["house_no"]
    return codes_of(village), codes_of(rt_rw), codes_of(house)


def source_groups(rows: Rows, person_kk: Codes) -> Groups:
    """Describe the source groups. In: the prepared rows, the current KK per person (-1 = none)."""
    row, told, oversize = group_of_rows(rows)
    count = int(row.max(initial=-1)) + 1
    source = heaviest(row, rows.source, count)
    sources = pd.unique(rows.table["source"])
    listed_households = np.array([name in HOUSEHOLD_SOURCES for name in sources], dtype=bool)
    given = np.zeros(count, dtype=bool)
    given[row] = told
    group, person = distinct_pairs(row, rows.person)
    return Groups(
        row=row,
        count=count,
        source=source,
        given=given,
        household=listed_households[source] & given if count else given,
        kk=heaviest(group, person_kk[person] if count else person, count),
        oversize=oversize,
    )


def part_cards(rows: Rows, groups: Groups, person_kk: Codes) -> Codes:
    """Return, per record, the card of its part (-1 = none).

    That of its person; without one, that of the people whom the group lists at the same address;
    where nobody of them has a card, the group's most frequent card if the record has no address,
    else none: two families that a base threw together keep their addresses.
    """
    if not rows.size:
        return np.zeros(0, np.int32)
    card = person_kk[rows.person]
    address = rows.codes("address_norm")
    width = np.int64(address.max(initial=0) + 1)
    place = pd.factorize(groups.row * width + address)[0].astype(np.int32)
    place = np.where(address >= 0, place, -1).astype(np.int32)
    held = heaviest(place, card, int(place.max(initial=-1)) + 1)
    there = np.append(held, np.int32(-1))[place]
    card = np.where(card >= 0, card, np.where(place >= 0, there, groups.kk[groups.row]))
    return card.astype(np.int32)


def group_parts(rows: Rows, groups: Groups, person_kk: Codes) -> Parts:
    """Divide the groups by the current KK of their people."""
    card = part_cards(rows, groups, person_kk)
    width = np.int64(card.max(initial=-1) + 2)
    codes, keys = pd.factorize(groups.row.astype(np.int64) * width + card + 1)
    row, count = codes.astype(np.int32), len(keys)
    here = np.where(rows.away(), -1, row).astype(np.int32)
    member = distinct_pairs(here, rows.person)
    head = np.where(rows.has("relation", "HEAD"), row, -1).astype(np.int32)
    village, rt_rw, house = places(rows)
    return Parts(
        row=row,
        count=count,
        group=(keys // width).astype(np.int32),
        source=heaviest(row, rows.source, count),
        size=np.bincount(member[0], minlength=count),
        kk=(keys % width - 1).astype(np.int32),
        head=heaviest(head, rows.person, count),
        village=heaviest(row, village, count),
        rt_rw=heaviest(row, rt_rw, count),
        house=heaviest(row, house, count),
        member=member,
    )
