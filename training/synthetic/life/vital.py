"""Births, deaths, and what a head's death does to the family."""

import numpy as np

from training.synthetic.arrays import Bools, Ints, Rng, Texts, texts
from training.synthetic.families import CHILD, GRANDCHILD, HEAD, IN_LAW, SPOUSE
from training.synthetic.lexicon import CLANS, CULTURES
from training.synthetic.life.log import Log
from training.synthetic.life.news import News
from training.synthetic.life.often import BIRTH, DEATH
from training.synthetic.life.truth import Truth, grown
from training.synthetic.names import NameGrammar
from training.synthetic.people import MARRIED, SINGLE, WIDOWED

TWINS = 0.012
OF_AGE = 17


def bury(rng: Rng, t: Truth, log: Log, times: float) -> list[News]:
    """Some of the living die, the old much sooner; who is left gets a new head and card."""
    p = t.p
    living = np.flatnonzero(p.alive)
    n = min(int(rng.binomial(len(living), min(DEATH * times, 0.5))), len(living))
    # the hazard doubles about every eight years of age; without replacement by Gumbel's draw
    weight = np.log(0.02 + np.exp((t.age[living] - 40) / 11.5)) + rng.gumbel(size=len(living))
    dead = np.sort(living[np.argsort(-weight, kind="stable")[:n]])
    p.alive[dead] = False
    news = []
    for person in dead.tolist():
        family = int(p.f.family[person])
        event = log.add("DEATH", [person], [family], [p.f.household[family]])
        news.append(News(event, np.array([person]), family))
    orphaned = np.unique(p.f.family[dead[p.f.relation[dead] == HEAD]])
    return news + _succeed(rng, t, log, orphaned)


def _succeed(rng: Rng, t: Truth, log: Log, families: Ints) -> list[News]:
    p, f = t.p, t.p.f
    headed = []
    for family in families.tolist():
        left = t.members(family)
        left = left[p.alive[left]]
        spouse = left[f.relation[left] == SPOUSE]
        p.marital[spouse] = WIDOWED
        adult = left[t.age[left] >= OF_AGE]
        if not len(adult) or (f.relation[left] == HEAD).any():
            continue
        head = int(spouse[0]) if len(spouse) else int(adult[np.argmax(t.age[adult])])
        f.relation[head] = HEAD
        headed.append((family, left))
        t.busy.add(family)
    rows = np.array([family for family, _ in headed], dtype=np.int64)
    p.old_kk[rows], p.kk[rows] = p.kk[rows], t.new_cards(rng, f.village[rows])
    news = []
    for family, left in headed:
        event = log.add("HEAD_CHANGE", left, [family], [f.household[family]])
        news.append(News(event, left, family))
    return news


def bear(rng: Rng, t: Truth, log: Log, times: float, grammar: NameGrammar) -> list[News]:
    """Children are born to married women of 17 to 43."""
    p, f = t.p, t.p.f
    women = (f.sex == 1) & p.alive & (p.marital == MARRIED) & (t.age >= OF_AGE) & (t.age < 43)
    women &= np.isin(f.relation, (HEAD, SPOUSE, IN_LAW, CHILD))
    youngest = np.full(len(f.sex), 99.0)
    has = f.mother >= 0
    np.minimum.at(youngest, f.mother[has], t.age[has])
    able = np.flatnonzero(women & (youngest > 1.1))
    n = min(int(rng.binomial(int(p.alive.sum()), min(BIRTH * times, 0.5))), len(able))
    mother = np.sort(rng.permutation(able)[:n])
    mother = np.repeat(mother, 1 + (rng.random(n) < TWINS))
    born = t.days(rng, len(mother))
    twin = np.r_[False, mother[1:] == mother[:-1]] if len(mother) else np.zeros(0, bool)
    born[twin] = born[np.flatnonzero(twin) - 1]
    first = len(p.name)
    _add_children(rng, t, mother, born, grammar)
    news = []
    for baby, parent in enumerate(mother.tolist(), first):
        family = int(f.family[parent])
        event = log.add("BIRTH", [baby, parent], [family], [f.household[family]])
        news.append(News(event, np.array([baby]), family))
    return news


def _add_children(rng: Rng, t: Truth, mother: Ints, born: np.ndarray, grammar: NameGrammar) -> None:
    p, f, n = t.p, t.p.f, len(mother)
    family = f.family[mother]
    sex = (rng.random(n) < 0.49).astype(np.int64)
    own = np.isin(f.relation[mother], (HEAD, SPOUSE))
    father = _husbands(t, mother, own)
    order = np.bincount(f.mother[f.mother >= 0], minlength=len(f.sex))[mother]
    culture = f.culture[family]
    name_of_father = np.where(father >= 0, p.name[father], "")
    clan = _clans(rng, grammar, culture, name_of_father)
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    name = grammar.draw(rng, culture, sex, year, order, clan, name_of_father)
    village = f.village[family]
    area = texts(code[:6] for code in t.areas.kemendagri[village].tolist())
    nik = t.new_niks(rng, area, born, sex)
    none, no, yes = np.full(n, -1), np.zeros(n, bool), np.ones(n, bool)
    blank = np.full(n, "", dtype=object)
    family_part = grown(
        f, family=family, order=order, relation=np.where(own, CHILD, GRANDCHILD), sex=sex,
        age=np.zeros(n), father=father, mother=mother, birth_order=order,
    )  # fmt: skip
    t.p = grown(
        p, name=name, mother_name=p.name[mother], born=born, nik=nik, second_nik=blank, alive=yes,
        marital=np.full(n, SINGLE), elderly=no, baby=yes, second_family=none, away_house=none,
        former_family=none,
    )  # fmt: skip
    t.p.f = family_part
    town = texts(name.split(" ", 1)[1] for name in t.areas.regency[village].tolist())
    t.programmes = grown(t.programmes, birth_place=town)


def _husbands(t: Truth, mother: Ints, own: Bools) -> Ints:
    """Head or spouse of the family where the mother is the other of the two, else -1."""
    f, father = t.p.f, np.full(len(mother), -1)
    for row in np.flatnonzero(own).tolist():
        others = t.members(int(f.family[mother[row]]))
        men = others[np.isin(f.relation[others], (HEAD, SPOUSE)) & (f.sex[others] == 0)]
        if len(men):
            father[row] = men[0]
    return father


def _clans(rng: Rng, grammar: NameGrammar, culture: Ints, father: Texts) -> Texts:
    """The father's clan: the last word of his name, where his culture has clans."""
    clan = grammar.clans(rng, culture)
    known = np.array([CULTURES[c] in CLANS for c in culture.tolist()], dtype=bool)
    long = np.array([" " in name for name in father.tolist()], dtype=bool)
    last = texts(name.rsplit(" ", 1)[-1] for name in father.tolist())
    return np.where(known & long, last, clan) if len(clan) else clan
