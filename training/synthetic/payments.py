"""Payment lists of the programmes: whom PKH, Sembako, BST (families) and PBI (persons) paid.

Lines follow the programmes' flags, so a family's PKH line agrees with the flag of its rows. The
lists err on their own: misspelt names, wrong or missing NIKs, old KK numbers, dead people still
paid, a second PKH in one KK, one person paid in two regencies, families paid without a flag.
Every draw has its own stream, so the extracts do not depend on any of it.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from training.synthetic import mishearing
from training.synthetic.areas import Areas
from training.synthetic.arrays import (
    Bools,
    Ints,
    Rng,
    Texts,
    change,
    fill,
    opaque_ids,
    stream,
    texts,
)
from training.synthetic.damage_numbers import misdigit, misformat, transpose
from training.synthetic.families import SPOUSE
from training.synthetic.layouts import PERIOD
from training.synthetic.people import People
from training.synthetic.programmes import Programmes

PROGRAMMES = ("PKH", "SEMBAKO", "BST", "PBI")
PKH, SEMBAKO, BST, PBI = range(4)
UNITS = texts(["KELUARGA", "KELUARGA", "KELUARGA", "PERORANGAN"])
# Rupiah a quarter; PKH pays by the family's components
PKH_AMOUNTS = np.array([225_000, 375_000, 500_000, 600_000, 725_000, 750_000, 975_000])
AMOUNTS = np.array([0, 600_000, 900_000, 126_000])
BANKS = texts(["BRI", "BNI", "MANDIRI", "BTN", "BSI", "PT POS"])
INSURER = "BPJS KESEHATAN"

# Shares of the lines unless said; the level scales those of writing.
RATES = {
    "name_variant": 0.07,
    "name_typo": 0.04,
    "name_title": 0.04,
    "name_abbreviated": 0.02,
    "name_initials": 0.01,
    "name_cut": 0.01,
    "name_short": 0.01,
    "nik_digit": 0.012,
    "nik_transposed": 0.005,
    "nik_format": 0.006,
}
NAME_RULES = (
    ("name_variant", mishearing.respell),
    ("name_typo", mishearing.mistype),
    ("name_title", mishearing.entitle),
    ("name_abbreviated", mishearing.abbreviate),
    ("name_initials", mishearing.initials),
    ("name_cut", mishearing.cut),
    ("name_short", mishearing.shorten),
)
NIK_RULES = (("nik_digit", misdigit), ("nik_transposed", transpose), ("nik_format", misformat))
NIK_BLANK = 0.02
NIK_OF_MEMBER = 0.008
NIK_OF_STRANGER = 0.002
KK_BLANK = 0.06
KK_OLD = 0.06
DEAD_STILL_PAID = 0.3  # of the dead who would be paid
SECOND_PKH = 0.03  # of the families with PKH
TWO_REGIONS = 0.004
WITHOUT_FLAG = 0.004  # of the families without
MISSED = 0.02  # of those with a flag


@dataclass(frozen=True)
class Lines:
    """Payment lines before they are written: one entry each."""

    person: Ints
    programme: Ints
    village: Ints
    amount: Ints
    errors: Texts  # kinds, each ended by `;`

    def take(self, rows: Ints | Bools) -> "Lines":
        """These lines, as new ones."""
        return Lines(
            self.person[rows],
            self.programme[rows],
            self.village[rows],
            self.amount[rows],
            self.errors[rows],
        )


def make_payments(
    seed: int, errors: float, areas: Areas, p: People, programmes: Programmes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`payments.csv` and `truth/payments.parquet` (docs/tables.md §1 and §6), line for line.

    `errors` scales the errors of writing, as the level of the extracts does.
    """
    rng = stream(seed, "payments")
    lines = _paid(rng, areas, p, programmes)
    order = np.lexsort((rng.random(len(lines.person)), lines.village, lines.programme))
    lines = lines.take(order)
    name, nik, kk = _written(stream(seed, "payments/writing"), errors, p, lines)
    n, v = len(name), lines.village
    bank = BANKS[(areas.regency_of[v] + lines.programme) % len(BANKS)]
    bank[lines.programme == PBI] = INSURER
    ids = opaque_ids(rng, n, "BY", 10**9)
    written = pd.DataFrame(
        {
            "ID BAYAR": ids,
            "NIK": nik,
            "NAMA PENERIMA": name,
            "NO KK": kk,
            "PROGRAM": texts(PROGRAMMES)[lines.programme],
            "UNIT": UNITS[lines.programme],
            "PERIODE": fill(n, PERIOD),
            "NOMINAL": _rupiah(lines.amount, areas.district_of[v]),
            "BANK PENYALUR": bank,
            "KODE KEL": areas.kemendagri[v],
            "NM PROV": areas.province[v],
            "NM KAB": areas.regency[v],
            "NM KEC": areas.district[v],
            "NM KEL": areas.village[v],
        }
    ).astype("str")
    truth = pd.DataFrame(
        {
            "line": np.arange(1, n + 1),
            "payment_id": ids,
            "programme": texts(PROGRAMMES)[lines.programme],
            "person": lines.person,
            "family": p.f.family[lines.person],
            "alive": p.alive[lines.person],
            "errors": texts(kinds.strip(";") for kinds in lines.errors.tolist()),
        }
    )
    return written, truth.astype(dict.fromkeys(("payment_id", "programme", "errors"), "str"))


def _paid(rng: Rng, areas: Areas, p: People, programmes: Programmes) -> Lines:
    """Who is paid what, before anything is written."""
    family = p.f.family
    flags = (programmes.pkh, programmes.sembako, programmes.bst, programmes.pbi)
    people, kinds, errors = [], [], []
    for programme, flag in enumerate(flags):
        drawn = rng.random(len(flag))
        unflagged = (flag == 0) & (drawn < WITHOUT_FLAG)
        families = np.flatnonzero(((flag == 1) & (drawn >= MISSED)) | unflagged)
        if programme == PBI:
            listed = np.isin(family, families) & (~p.baby | (rng.random(len(family)) < 0.5))
            person = np.flatnonzero(listed)
        else:
            person = _recipients(rng, programme, p)[families]
        dead = ~p.alive[person]
        kept = ~dead | (rng.random(len(person)) < DEAD_STILL_PAID)
        error = np.where(unflagged[family[person]], "no_flag;", "").astype(object)
        error[dead] += "dead_paid;"
        people.append(person[kept])
        errors.append(error[kept])
        kinds.append(np.full(int(kept.sum()), programme))
    person, kind = np.concatenate(people), np.concatenate(kinds)
    paid = np.where(kind == PKH, rng.choice(PKH_AMOUNTS, len(kind)), AMOUNTS[kind])
    lines = Lines(person, kind, p.f.village[family[person]], paid, np.concatenate(errors))
    return _joined(lines, _second_pkh(rng, p, lines), _two_regions(rng, areas, p, lines))


def _recipients(rng: Rng, programme: int, p: People) -> Ints:
    """Who receives for each family: its woman for PKH and mostly Sembako, its head for BST.

    Where that one has died the other of the two does, if there is one.
    """
    head = np.flatnonzero(p.f.order == 0)
    spouse = head.copy()
    rows = np.flatnonzero(p.f.relation == SPOUSE)
    spouse[p.f.family[rows]] = rows
    woman = rng.random(len(head)) < (0.97, 0.6, 0.05)[programme]
    first, second = np.where(woman, spouse, head), np.where(woman, head, spouse)
    replaced = ~p.alive[first] & p.alive[second] & (rng.random(len(head)) >= DEAD_STILL_PAID)
    return np.where(replaced, second, first)


def _second_pkh(rng: Rng, p: People, lines: Lines) -> Lines:
    """Another grown-up of the KK who draws PKH as well."""
    rows = np.flatnonzero((lines.programme == PKH) & (rng.random(len(lines.person)) < SECOND_PKH))
    size = np.bincount(p.f.family)
    head = np.flatnonzero(p.f.order == 0)
    family = p.f.family[lines.person[rows]]
    other = head[family] + (rng.random(len(rows)) * size[family]).astype(np.int64)
    fits = (other != lines.person[rows]) & p.alive[other] & (p.f.age[other] >= 17)
    more = lines.take(rows[fits])
    return replace(more, person=other[fits], errors=fill(int(fits.sum()), "second_pkh;"))


def _two_regions(rng: Rng, areas: Areas, p: People, lines: Lines) -> Lines:
    """The same person on the list of another regency as well; who works away sooner."""
    away = p.away_house[lines.person] >= 0
    odds = np.where(away, 0.2, TWO_REGIONS)
    rows = np.flatnonzero(rng.random(len(lines.person)) < odds)
    other = rng.integers(0, len(areas.village), len(rows))
    fits = areas.regency_of[other] != areas.regency_of[lines.village[rows]]
    more = lines.take(rows[fits])
    errors = more.errors + "two_regions;"
    return replace(more, village=other[fits], errors=errors)


def _joined(*parts: Lines) -> Lines:
    return Lines(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.programme for part in parts]),
        np.concatenate([part.village for part in parts]),
        np.concatenate([part.amount for part in parts]),
        np.concatenate([part.errors for part in parts]),
    )


def _written(rng: Rng, scale: float, p: People, lines: Lines) -> tuple[Texts, Texts, Texts]:
    """Names, NIKs and KK numbers as the lists have them; notes the errors in `lines.errors`."""
    person, errors = lines.person, lines.errors
    n = len(person)

    def struck(kind: str, rate: float) -> Bools:
        rows = np.asarray(rng.random(n) < rate * scale)
        errors[rows] += kind + ";"
        return rows

    name = p.name[person].copy()
    for kind, rule in NAME_RULES:
        change(name, struck(kind, RATES[kind]), rng, rule)
    nik = p.nik[person].copy()
    second = (p.second_nik[person] != "") & (rng.random(n) < 0.5)
    nik[second] = p.second_nik[person[second]]
    for kind, damage in NIK_RULES:
        change(nik, struck(kind, RATES[kind]), rng, damage)
    head = person - p.f.order[person]
    size = np.bincount(p.f.family)[p.f.family[person]]
    member = head + (rng.random(n) * size).astype(np.int64)
    for kind, rate, other in (
        ("nik_of_member", NIK_OF_MEMBER, member),
        ("nik_of_stranger", NIK_OF_STRANGER, rng.integers(0, len(p.nik), n)),
    ):
        rows = struck(kind, rate)
        nik[rows] = p.nik[other[rows]]
    nik[struck("nik_blank", NIK_BLANK)] = ""
    kk = p.kk[p.f.family[person]].copy()
    rows = struck("kk_old", KK_OLD)
    kk[rows] = p.old_kk[p.f.family[person[rows]]]
    kk[struck("kk_blank", KK_BLANK)] = ""
    return name, nik, kk


def _rupiah(amount: Ints, office: Ints) -> Texts:
    """Amounts in the office's way: 600000, 600.000 or Rp600.000,00; once per distinct amount."""
    values, place = np.unique(amount, return_inverse=True)
    plain = [str(value) for value in values.tolist()]
    dotted = [f"{value:,}".replace(",", ".") for value in values.tolist()]
    forms = np.array([plain, dotted, [f"Rp{text},00" for text in dotted]], dtype=object)
    return np.asarray(forms[office % 3, place])
