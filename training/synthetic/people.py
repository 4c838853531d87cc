"""The true people: names, birth dates, numbers, welfare, and the cases that are hard to tell apart.

Planted here: twins, rhyming siblings, fathers and sons of one name, official birth dates of
convenience, persons with a second NIK, NIKs that disagree with the birth data, men in two
families, migrant workers, children taken in by another family.
"""

from dataclasses import dataclass

import numpy as np

from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Ints, Texts, change, fill, stream, texts
from training.synthetic.families import CHILD, GRANDCHILD, HEAD, OTHER, PARENT, SPOUSE, Families
from training.synthetic.names import NameGrammar
from training.synthetic.numbering import number_families, number_people

REFERENCE = np.datetime64("2026-01-01")
SINGLE, MARRIED, DIVORCED, WIDOWED = range(1, 5)


@dataclass
class People:
    """True values, one entry per person unless said; `f` holds the family structure."""

    f: Families
    name: Texts
    mother_name: Texts
    born: np.ndarray  # datetime64[D]
    nik: Texts
    second_nik: Texts  # '' for nearly all
    alive: Bools
    marital: Ints
    elderly: Bools
    baby: Bools
    kk: Texts  # per family
    old_kk: Texts  # per family
    old_house: Ints  # per family: the house it lived in before
    desil: Ints  # per family
    second_family: Ints  # per person: the other KK a man heads, or -1
    away_house: Ints  # per person: where a migrant worker stays, or -1
    former_family: Ints  # per person: where a child taken in was before, or -1


def make_welfare(seed: int, areas: Areas, f: Families) -> Ints:
    """The decile (1 to 10) of every family; those of a village are alike."""
    rng = stream(seed, "welfare")
    families = len(f.village)
    village_level = rng.normal(0, 0.7, len(areas.village))[f.village]
    rank = np.argsort(np.argsort(village_level + rng.normal(0, 1, families), kind="stable"))
    return np.asarray(rank * 10 // families + 1)


def make_people(
    seed: int,
    areas: Areas,
    f: Families,
    desil: Ints,
    namesakes: float,
    heaps: tuple[Ints, Texts, np.ndarray] | None = None,
) -> People:
    """Give the persons of `f` their true values; `namesakes` > 1 makes common names commoner.

    `heaps` = persons, names and official dates of the trap that gives many one name and date.
    """
    rng = stream(seed, "people")
    n, families = len(f.family), len(f.village)
    age = f.age.copy()
    twin = (f.relation == CHILD) & (f.birth_order > 0) & (rng.random(n) < 0.012)
    twin[1:] &= f.relation[:-1] == CHILD
    days = np.round(age * 365.25 + rng.random(n)).astype(np.int64)
    days[twin] = days[np.flatnonzero(twin) - 1]
    born = REFERENCE - days.astype("timedelta64[D]")
    born = _convenient(born, (age > 55) & ~twin & (rng.random(n) < 0.08), rng)
    born[twin] = born[np.flatnonzero(twin) - 1]
    if heaps is not None:
        born[heaps[0]] = heaps[2]

    name, mother_name = _names(seed, f, born, twin, namesakes)
    if heaps is not None:
        name[heaps[0]] = heaps[1]
    village = f.village[f.family]
    numbers = stream(seed, "numbers")
    nik, second = number_people(numbers, areas, village, born, f.sex)
    kk, old_kk = number_families(numbers, areas, f.village, f.parent_family)
    dead = rng.random(n) < np.where(age > 65, 0.10, np.where(age > 45, 0.03, 0.008))

    relation = f.relation
    has_spouse = np.zeros(families, bool)
    has_spouse[f.family[relation == SPOUSE]] = True
    adult_single = np.where(rng.random(n) < np.clip((age - 20) / 60, 0, 0.5), WIDOWED, SINGLE)
    marital = np.where(age < 19, SINGLE, adult_single)
    marital[(relation == HEAD) | (relation == PARENT)] = WIDOWED
    marital[(relation == HEAD) & (rng.random(n) < 0.3)] = DIVORCED
    married = (relation == SPOUSE) | ((relation == HEAD) & has_spouse[f.family]) | (relation == 3)
    marital[married] = MARRIED

    houses = int(f.house[-1]) + 1
    house_village = np.zeros(houses, np.int64)
    house_village[f.house] = f.village
    near = np.clip(f.house + rng.integers(-400, 400, families), 0, houses - 1)
    old_house = np.where(rng.random(families) < 0.75, near, rng.integers(0, houses, families))

    other_family = np.clip(f.family + rng.integers(1, 60, n), 0, families - 1)
    head_is_woman = np.zeros(families, bool)
    head_is_woman[f.family[(relation == HEAD) & (f.sex == 1)]] = True
    two_homes = (relation == HEAD) & (f.sex == 0) & has_spouse[f.family]
    two_homes &= head_is_woman[other_family] & (other_family != f.family) & (rng.random(n) < 0.06)
    works_away = (age > 18) & (age < 50) & ~dead & (rng.random(n) < 0.006)
    regency = areas.regency_of
    away = rng.integers(0, houses, n)
    elsewhere = regency[house_village[away]] != regency[village]
    taken_in = (
        (age < 18) & ((relation == OTHER) | (relation == GRANDCHILD)) & (rng.random(n) < 0.08)
    )
    taken_in &= other_family != f.family
    return People(
        f=f, name=name, mother_name=mother_name, born=born, nik=nik, second_nik=second,
        alive=~dead, marital=marital, elderly=age >= 60, baby=age < 0.9, kk=kk, old_kk=old_kk,
        old_house=old_house, desil=desil,
        second_family=np.where(two_homes, other_family, -1),
        away_house=np.where(works_away & elsewhere, away, -1),
        former_family=np.where(taken_in, other_family, -1),
    )  # fmt: skip


def _convenient(born: np.ndarray, chosen: Bools, rng: np.random.Generator) -> np.ndarray:
    """Official dates made up at registration: 1 July, 31 December, the first of a month."""
    out = born.copy()
    year = born[chosen].astype("datetime64[Y]")
    month = rng.choice(np.array([6, 0, 11, 4, 7]), len(year), p=[0.45, 0.2, 0.15, 0.1, 0.1])
    day = np.where(month == 11, 30, 0)
    out[chosen] = (year.astype("datetime64[M]") + month.astype("timedelta64[M]")).astype(
        "datetime64[D]"
    ) + day.astype("timedelta64[D]")
    return out


def rhymed(name: str, dice: int) -> str:
    """A sibling's name: another vowel or ending in the last word ("YANTI", "YANTO")."""
    head, _, last = name.rpartition(" ")
    swaps = {"I": "O", "O": "I", "A": "I", "E": "A", "U": "I"}
    if last[-2:] in {"AN", "IN"} and dice % 2:
        last = last[:-2] + ("IN" if last[-2] == "A" else "AN")
    elif last[-1:] in swaps:
        last = last[:-1] + swaps[last[-1]]
    else:
        at = dice % max(1, len(last) - 1)
        last = last[:at] + swaps.get(last[at], last[at]) + last[at + 1 :] + "I" * (dice % 2)
    return f"{head} {last}".strip()


def _names(
    seed: int, f: Families, born: np.ndarray, twin: Bools, namesakes: float
) -> tuple[Texts, Texts]:
    grammar = NameGrammar(seed, namesakes)
    rng = stream(seed, "names/people")
    n = len(f.family)
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    culture = f.culture[f.family]
    married_in = (f.relation == SPOUSE) | (f.relation == 3) | (rng.random(n) < 0.02)
    strangers = married_in & (rng.random(n) < 0.15)
    culture[strangers] = culture[rng.permutation(n)[: int(strangers.sum())]]
    # clans pass from the family's man to his children; who married in keeps his or her own
    family_clan = grammar.clans(rng, f.culture)
    grown = np.flatnonzero(f.parent_family >= 0)
    family_clan[grown] = family_clan[f.parent_family[grown]]
    clan = family_clan[f.family]
    own = (married_in | (f.sex == 1) & (f.relation == PARENT)) & (f.relation != CHILD)
    clan[own] = grammar.clans(rng, culture[own])
    missing = clan == ""
    clan[missing] = grammar.clans(rng, culture[missing])

    name = fill(n)
    has_father = f.father >= 0
    order = f.birth_order
    for wave in (~has_father, has_father & (f.relation == HEAD), has_father & (f.relation != HEAD)):
        rows = np.flatnonzero(wave)
        fathers = np.where(f.father[rows] >= 0, name[f.father[rows]], "")
        name[rows] = grammar.draw(
            rng, culture[rows], f.sex[rows], year[rows], order[rows], clan[rows], fathers
        )
    # sons called after their fathers, siblings that rhyme, twins most of all
    junior = np.flatnonzero(has_father & (f.sex == 0) & (rng.random(n) < 0.008))
    name[junior] = name[f.father[junior]]
    younger = (f.relation == CHILD) & (order > 0)
    younger[1:] &= f.relation[:-1] == CHILD
    rhyming = np.flatnonzero(younger & (rng.random(n) < np.where(twin, 0.5, 0.03)))
    elder_names = name[rhyming - 1].copy()
    change(elder_names, np.arange(len(elder_names)), rng, rhymed)
    name[rhyming] = elder_names

    # mothers' names: the mother among us, else one per pair of parents
    none = np.zeros(len(f.village), np.int64)
    women = np.ones(len(f.village), np.int64)
    absent = grammar.draw(
        rng, f.culture, women, none + 1955, none, grammar.clans(rng, f.culture), fill(len(none))
    )
    alone = grammar.draw(
        rng, culture, np.ones(n, np.int64), year - 26, np.zeros(n, np.int64), clan, fill(n)
    )
    child_like = (f.relation == CHILD) | (f.relation == GRANDCHILD)
    mother = np.where(child_like, absent[f.family], alone)
    known = f.mother >= 0
    mother[known] = name[f.mother[known]]
    return name, texts(mother.tolist())
