"""The truth as it changes: people, families, dwellings that grow and are written over."""

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np

from training.synthetic.addresses import Houses
from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Ints, Rng, Texts, fill, order_within, texts
from training.synthetic.families import HEAD, SPOUSE
from training.synthetic.numbering import dated
from training.synthetic.people import REFERENCE
from training.synthetic.world import World

T = TypeVar("T")


def taken(part: T, **columns: Any) -> T:
    """A dataclass of arrays with copies of its arrays, some of them replaced."""
    return replace(part, **{  # type: ignore[type-var]
        field.name: columns.get(field.name, getattr(part, field.name).copy())
        for field in fields(part)  # type: ignore[arg-type]
        if isinstance(getattr(part, field.name), np.ndarray) or field.name in columns
    })  # fmt: skip


def grown(part: T, **more: Any) -> T:
    """A dataclass of arrays, the columns named made longer by what is given."""
    return replace(part, **{  # type: ignore[type-var]
        name: np.concatenate([getattr(part, name), values]) for name, values in more.items()
    })  # fmt: skip


def quarter_of(number: int) -> tuple[str, np.datetime64, np.datetime64]:
    """The n-th quarter (1 = the first): its period, its first day, and the first day after it."""
    start = REFERENCE.astype("datetime64[M]") + np.timedelta64(3 * (number - 1), "M")
    year, month = str(start).split("-")
    first, after = (day.astype("datetime64[D]") for day in (start, start + np.timedelta64(3, "M")))
    return f"{year}Q{(int(month) + 2) // 3}", first, after


class Truth:
    """Who lives with whom now. Numbers of persons, families and households last for good."""

    def __init__(self, world: World) -> None:
        self.areas: Areas = world.areas
        f = taken(world.people.f)
        self.p = replace(taken(world.people), f=f)
        self.houses: Houses = taken(world.houses)
        self.programmes = taken(world.programmes)
        self._households = int(f.household[-1]) + 1
        self.busy: set[int] = set()
        self.start(1)

    def start(self, number: int) -> None:
        """Begin a quarter: its days, who is how old, who belongs to which family, nobody busy."""
        self.period, self.first_day, self.after = quarter_of(number)
        p = self.p
        self.age = (self.after - p.born).astype(np.int64) / 365.25
        p.f.age = self.age
        p.baby = self.age < 0.9
        self.busy.clear()
        # the living of every family, the head first
        rows = np.flatnonzero(p.alive)
        rows = rows[np.lexsort((rows, p.f.relation[rows], p.f.family[rows]))]
        self._members = rows
        self._edges = np.searchsorted(p.f.family[rows], np.arange(len(p.kk) + 1))
        regency = self.areas.regency_of[self.houses.village]
        self._by_regency = np.argsort(regency, kind="stable")
        count = int(self.areas.regency_of.max()) + 1
        self._regency_edges = np.searchsorted(regency[self._by_regency], np.arange(count + 1))

    def members(self, family: int) -> Ints:
        """The living of a family at the quarter's beginning, its head first; of one founded
        since, those who founded it."""
        if family >= len(self._edges) - 1:
            return np.flatnonzero(self.p.f.family == family)
        return self._members[self._edges[family] : self._edges[family + 1]]

    def sizes(self) -> Ints:
        """How many living each family had at the quarter's beginning."""
        return np.diff(self._edges)

    def free(self, family: int) -> bool:
        """Whether nothing else has changed that family's make-up this quarter."""
        return family not in self.busy

    def days(self, rng: Rng, n: int) -> np.ndarray:
        """`n` days of the quarter (datetime64[D])."""
        length = (self.after - self.first_day).astype(np.int64)
        return np.asarray(self.first_day + rng.integers(0, length, n).astype("timedelta64[D]"))

    def near(self, rng: Rng, village: Ints, far: Bools) -> Ints:
        """For each village a dwelling of its regency, or of anywhere, for a pattern."""
        regency = self.areas.regency_of[village]
        low, high = self._regency_edges[regency], self._regency_edges[regency + 1]
        own = self._by_regency[low + (rng.random(len(village)) * (high - low)).astype(np.int64)]
        return np.where(far, rng.integers(0, len(self._by_regency), len(village)), own)

    def new_houses(self, rng: Rng, like: Ints) -> Ints:
        """Build a dwelling in the neighbourhood of each given; returns their numbers."""
        h, n = self.houses, len(like)
        plain = rng.integers(1, 140, n).astype(str).astype(object)
        block = texts("ABCDEFGH")[rng.integers(0, 8, n)]
        estate = "BLOK " + block + " NO. " + plain
        number = np.where(h.kind[like] == 3, estate, plain)
        number = np.where(h.number[like] == "", "", number)
        first = len(h.village)
        columns = {f.name: getattr(h, f.name)[like] for f in fields(Houses)} | {"number": number}
        self.houses = grown(h, **columns)
        return np.arange(first, first + n)

    def new_households(self, n: int) -> Ints:
        """Numbers of `n` households that never were before."""
        first = self._households
        self._households += n
        return np.arange(first, first + n)

    def new_cards(self, rng: Rng, village: Ints) -> Texts:
        """KK numbers issued in this quarter, by the district of each village."""
        known = np.concatenate([self.p.kk, self.p.old_kk])
        area = texts(code[:6] for code in self.areas.kemendagri[village].tolist())
        return unused(rng, area + dated(self.days(rng, len(village)), 0 * village), known)

    def new_niks(self, rng: Rng, area: Texts, born: np.ndarray, sex: Ints) -> Texts:
        """NIKs that nobody has: areas of six digits, days of birth, sexes."""
        known = np.concatenate([self.p.nik, self.p.second_nik])
        return unused(rng, area + dated(born, sex * 40), known)

    def settle(self, families: Ints, house: Ints) -> None:
        """Let families live in these dwellings from now on."""
        f, h = self.p.f, self.houses
        f.house[families] = house
        f.village[families], f.rt[families], f.rw[families] = (
            h.village[house],
            h.rt[house],
            h.rw[house],
        )

    def found(self, rng: Rng, origin: Ints, house: Ints, household: Ints) -> Ints:
        """Found a family each out of another (`origin`), with a new card; returns their numbers."""
        p, f = self.p, self.p.f
        first = len(p.kk)
        village = self.houses.village[house]
        zeros = np.zeros(len(origin), np.int64)
        family = {"culture": f.culture[origin], "village": village, "house": house,
                  "household": household, "rt": self.houses.rt[house], "rw": self.houses.rw[house],
                  "parent_family": np.where(f.house[origin] == house, origin, -1)}  # fmt: skip
        self.p = grown(
            replace(p, f=grown(f, **family)), kk=self.new_cards(rng, village),
            old_kk=p.kk[origin], old_house=f.house[origin], desil=p.desil[origin],
        )  # fmt: skip
        aid = dict.fromkeys(("pkh", "sembako", "bst"), zeros)
        pbi = self.programmes.pbi[origin]
        self.programmes = grown(self.programmes, **aid, pbi=pbi)
        return np.arange(first, first + len(origin))

    def parted(self, families: Ints) -> None:
        """Give those that share a household with another family one of their own."""
        f = self.p.f
        used, count = np.unique(f.household[np.unique(f.family[self.p.alive])], return_counts=True)
        shared = families[np.isin(f.household[families], used[count > 1])]
        f.household[shared] = self.new_households(len(shared))


def head_first(p: Any, persons: Ints) -> Ints:
    """Persons by family; a living head first, then a dead one, the spouse, the others."""
    relation = p.f.relation[persons]
    rank = np.where(relation == HEAD, np.where(p.alive[persons], -1, 0), relation)
    spouse_of_dead = (relation == SPOUSE) & ~p.alive[persons]
    return persons[np.lexsort((persons, spouse_of_dead, rank, p.f.family[persons]))]


def positions(family: Ints) -> Ints:
    """Position of each person in its family, where persons stand by family."""
    return order_within(np.r_[True, family[1:] != family[:-1]]) if len(family) else family


def unused(rng: Rng, key: Texts, known: Texts) -> Texts:
    """Each key with a serial of 9001 to 9998 that makes a number neither known nor given twice."""
    numbers = fill(len(key))
    left = np.arange(len(key))
    for _ in range(200):
        if not len(left):
            return numbers
        serial = texts(f"9{k:03d}" for k in rng.integers(1, 999, len(left)).tolist())
        numbers[left] = key[left] + serial
        seen: set[str] = set(known[np.isin(known.astype("U16"), numbers.astype("U16"))].tolist())
        clash = []
        for row, number in enumerate(numbers.tolist()):
            if number in seen:
                clash.append(row)
            seen.add(number)
        left = np.array(clash, dtype=np.int64)
    raise ValueError("More than 998 people share one area and date; synthesise more villages.")
