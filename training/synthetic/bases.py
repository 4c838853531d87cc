"""One base's rows with everything as that base has it, before its columns are laid out."""

from dataclasses import dataclass

import numpy as np

from training.synthetic import offices
from training.synthetic.addresses import (
    Houses,
    Written,
    written_addresses,
    written_houses,
)
from training.synthetic.areas import Areas
from training.synthetic.arrays import (
    Bools,
    Floats,
    Ints,
    Rng,
    Texts,
    fill,
    opaque_ids,
    stream,
    texts,
)
from training.synthetic.damage_dates import (
    CLOCK,
    DASHED,
    ISO,
    LATEST_BIRTH,
    PLAIN,
    SERIAL,
    SHORT_CLOCK,
    WORDS,
    Dates,
    write_dates,
    written_dates,
)
from training.synthetic.damage_names import title_case, written_mothers, written_names
from training.synthetic.damage_numbers import NIK_ERRORS, written_kks, written_niks
from training.synthetic.families import HEAD, OTHER
from training.synthetic.people import People
from training.synthetic.rates import SIAK, SOURCES, Level
from training.synthetic.rows import DEAD_NOTED, Rows, make_rows
from training.synthetic.scribes import Scribes
from training.synthetic.traps import Traps

# How a district's office writes dates, per base: styles and their shares.
DATE_STYLES: tuple[tuple[tuple[int, ...], tuple[float, ...]], ...] = (
    ((PLAIN, DASHED, ISO, WORDS, SERIAL), (0.5, 0.2, 0.15, 0.1, 0.05)),
    ((ISO, PLAIN, DASHED), (0.7, 0.2, 0.1)),
    ((CLOCK, SHORT_CLOCK), (0.7, 0.3)),
    ((ISO,), (1.0,)),
)
TITLE_CASED = (0.05, 0.2, 0.0, 0.0)  # districts that write names in title case
ID_FORMS = (("5", 10**14, "", 10**11), ("RK", 10**9, "RA", 10**10), ("P3-", 10**8, "", 10**13))


@dataclass
class Base:
    """Columns of one base, one entry per row; texts as written, codes where layouts spell them."""

    rows: Rows
    ids: Texts
    group_ids: Texts
    name: Texts
    mother: Texts
    nik: Texts
    kk: Texts
    dates: Dates
    birth_date: Texts
    sex: Ints  # 0 man, 1 woman, -1 blank
    relation: Ints
    marital: Ints
    where: Written
    village: Ints  # that the row gives
    area_other: Bools  # an old code or the other system's
    district_style: Texts  # uniform number per row, common to its district
    no_nik: Bools
    damage: Texts
    trap: Texts
    wrong_nik: Bools
    noted_dead: Bools
    habits: Floats  # per district: four uniform numbers, its office's ways of writing


def make_base(
    seed: int, source: int, level: Level, areas: Areas, p: People, houses: Houses,
    traps: Traps | None, from_dtks: Texts | None,
) -> Base:  # fmt: skip
    """Draw one base's rows and damage them."""
    rows = make_rows(seed, source, level, p)
    rng = stream(seed, f"base/{SOURCES[source]}")
    return write_rows(rng, source, level, areas, p, houses, traps, from_dtks, rows, seed=seed)


def write_rows(
    rng: Rng, source: int, level: Level, areas: Areas, p: People, houses: Houses,
    traps: Traps | None, from_dtks: Texts | None, rows: Rows,
    habits: Floats | None = None, latest: int = LATEST_BIRTH, seed: int = 0,
) -> Base:  # fmt: skip
    """Damage and write the rows given.

    `habits` = the ways of the districts' offices, drawn where none are given; `latest` = the
    year after which nobody was born yet.
    """
    family = p.f.family[rows.person]
    home = p.f.village[family]
    s = Scribes(rng, source, level, family, home, p.elderly[rows.person])
    n = len(rows.person)
    house = written_houses(s, rows, p.old_house)
    village = houses.village[house]
    district = areas.district_of[village]
    if habits is None:
        habits = rng.random((int(areas.district_of.max()) + 1, 4))
    ways = habits[district]

    name = written_names(s, p, rows)
    mother = written_mothers(s, p, rows)
    nik = written_niks(s, p, rows, from_dtks)
    wrong = s.any_of(NIK_ERRORS)
    kk = written_kks(s, p, rows)
    dates = written_dates(s, p, rows, latest)
    sex = _written_sexes(s, p, rows)
    relation = _written_relations(s, p, rows)
    # P3KE has no columns for RT and RW; some of DTKS's offices do not use theirs
    inside = ways[:, 0] < (0.4, 0.0, 1.0, 0.0)[source]
    where = written_addresses(s, houses, house, areas, inside)
    other = s.strike("area_other", together=0.9)
    s.mark("area_other", other)
    s.mark("guest", rows.guest)
    s.mark("listed_twice", np.bincount(rows.person)[rows.person] > 1)

    if source != SIAK:
        offices.apply(
            seed, source, level, p,
            offices.Columns(rows.person, home, name, mother, nik, kk, dates, where),
        )  # fmt: skip
    no_nik = s.any_of(("nik_blank",)) | (nik == "")
    trap = fill(n)
    if traps is not None and source != SIAK:
        trap = traps.apply(source, rows.person, nik, kk, dates, where, family, home)
        no_nik = no_nik | (nik == traps.filler_nik)
    styles, shares = DATE_STYLES[source]
    edges = np.cumsum(shares)
    style = np.array(styles)[np.searchsorted(edges[:-1], ways[:, 1], side="right")]
    birth_date = write_dates(dates, style, rng)
    title_case(name, np.flatnonzero(ways[:, 2] < TITLE_CASED[source]))
    damage = s.notes()

    # an exact double repeats the whole row, under another id
    take = np.where(rows.copy_of >= 0, rows.copy_of, np.arange(n))
    damage = damage + np.where(rows.copy_of >= 0, ";duplicate_exact", "")
    ids, group_ids = fill(n), fill(n)
    if source != SIAK:
        group_head, group_base, head, base = ID_FORMS[source]
        ids = opaque_ids(rng, n, head, base)
        groups = opaque_ids(rng, int(rows.group.max(initial=0)) + 1, group_head, group_base)
        group_ids = groups[rows.group]
    return Base(
        rows=rows, ids=ids, group_ids=group_ids, name=name[take], mother=mother[take],
        nik=nik[take], kk=kk[take],
        dates=dates.take(take),
        birth_date=birth_date[take], sex=sex[take], relation=relation[take],
        marital=p.marital[rows.person],
        where=Written(where.address[take], where.rt[take], where.rw[take]),
        village=village[take], area_other=other[take], district_style=ways[take, 3],
        no_nik=no_nik[take], damage=texts(d.strip(";") for d in damage.tolist()),
        trap=trap[take], wrong_nik=wrong[take],
        noted_dead=~p.alive[rows.person] & (rng.random(n) < DEAD_NOTED[source])[take],
        habits=habits,
    )  # fmt: skip


def _written_sexes(s: Scribes, p: People, rows: Rows) -> Ints:
    """0 man, 1 woman, -1 blank."""
    sex = p.f.sex[rows.person]
    wrong, blank = s.strike("sex_wrong"), s.strike("sex_blank")
    s.mark("sex_wrong", wrong)
    s.mark("sex_blank", blank)
    return np.where(blank, -1, np.where(wrong, 1 - sex, sex))


def _written_relations(s: Scribes, p: People, rows: Rows) -> Ints:
    """Relation to the head of the group that the row stands in."""
    relation = np.where(rows.guest, OTHER, p.f.relation[rows.person])
    second = rows.guest & (p.second_family[rows.person] == rows.kk_family)
    alone = rows.guest & (p.away_house[rows.person] == rows.house)
    relation = np.where(second | alone, HEAD, relation)
    differs = s.strike("relation", together=0.3)
    s.mark("relation", differs)
    return np.where(differs, s.rng.integers(2, 7, len(relation)), relation)
