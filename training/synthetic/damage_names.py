"""Damage to the names of one base's rows."""

import numpy as np

from training.synthetic import mishearing
from training.synthetic.arrays import Ints, Texts, change, fill
from training.synthetic.families import SPOUSE
from training.synthetic.people import People
from training.synthetic.rates import SIAK, SOURCES
from training.synthetic.rows import Rows
from training.synthetic.scribes import Scribes

HEAVY = 0.12  # of the variants: a word lost, a nickname, a husband's name
HUSBAND = 0.12  # of the heavy variants of wives: "NY. " and the husband's name
RULES = (
    ("name_typo", mishearing.mistype),
    ("name_title", mishearing.entitle),
    ("name_abbreviated", mishearing.abbreviate),
    ("name_initials", mishearing.initials),
    ("name_order", mishearing.reorder),
    ("name_glued", mishearing.glue),
    ("name_cut", mishearing.cut),
)
BABY_CALLS = ("BAYI NY. ", "BAYI NY ", "BY NY. ", "BAYI IBU ", "AN. NY. ", "BAYI ")


def written_names(s: Scribes, p: People, rows: Rows) -> Texts:
    """The names as this base writes them."""
    name = p.name[rows.person].copy()
    rng = s.rng
    variant = s.strike("name_variant", together=0.25)
    heavy = variant & (rng.random(len(name)) < HEAVY)
    if s.source == SIAK:
        heavy[:] = False
    change(name, variant & ~heavy, rng, mishearing.respell)
    change(name, heavy, rng, mishearing.shorten)
    s.mark("name_variant", variant & ~heavy)
    s.mark("name_short", heavy)
    wives = heavy & (p.f.relation[rows.person] == SPOUSE) & (p.f.sex[rows.person] == 1)
    wives &= rng.random(len(name)) < HUSBAND
    # the head stands right before the spouse
    name[wives] = (
        np.where(rng.random(int(wives.sum())) < 0.5, "NY. ", "BU ") + p.name[rows.person[wives] - 1]
    )
    for kind, rule in RULES:
        struck = s.strike(kind)
        change(name, struck, rng, rule)
        s.mark(kind, struck)
    if s.source != SIAK:
        unnamed = p.baby[rows.person] & (p.f.mother[rows.person] >= 0)
        unnamed &= rng.random(len(name)) < 0.3
        mothers = p.name[np.maximum(p.f.mother[rows.person], 0)]
        calls = np.array(BABY_CALLS, dtype=object)[rng.integers(0, len(BABY_CALLS), len(name))]
        name[unnamed] = (calls + mothers)[unnamed]
        s.mark("baby_unnamed", unnamed)
    return name


def written_mothers(s: Scribes, p: People, rows: Rows) -> Texts:
    """The mothers' names as this base writes them; P3KE has none."""
    if SOURCES[s.source] == "P3KE":
        return fill(len(rows.person))
    name = p.mother_name[rows.person].copy()
    damaged = s.strike("mother_damaged", together=0.5)
    kinds = s.rng.integers(0, 4, len(name))
    rules = (mishearing.respell, mishearing.mistype, mishearing.shorten, mishearing.respell)
    for kind, rule in enumerate(rules):
        change(name, damaged & (kinds == kind), s.rng, rule)
    blank = s.strike("mother_blank", together=0.7)
    name[blank] = np.array(["", "-", "", "TIDAK TAHU"], dtype=object)[kinds[blank]]
    return name


def title_case(names: Texts, chosen: Ints) -> None:
    """Write the chosen names in title case, in place."""
    names[chosen] = np.array([n.title() for n in names[chosen].tolist()], dtype=object)
