"""Some families of the truth, laid out as the generator's steps expect people: by family, head
first, numbered from 0."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from training.synthetic.arrays import Bools, Ints
from training.synthetic.life.truth import Truth, head_first, positions
from training.synthetic.people import People
from training.synthetic.programmes import Programmes
from training.synthetic.traps import Traps

_BY_FAMILY = ("kk", "old_kk", "old_house", "desil")
_STRUCTURE_BY_FAMILY = ("village", "house", "household", "parent_family", "rt", "rw", "culture")
_TRAPS_BY_FAMILY = ("office", "shared_kk")
_TRAPS_BY_PERSON = ("in_heap", "filler", "shared_nik")


@dataclass(frozen=True)
class View:
    """People of some families; `persons` and `families` are their numbers in the truth."""

    people: People
    programmes: Programmes
    persons: Ints
    families: Ints

    def find(self, persons: Ints) -> Ints:
        """The numbers here of people of the truth (who must be here)."""
        order = np.argsort(self.persons, kind="stable")
        return order[np.searchsorted(self.persons[order], persons)]


def view_of(t: Truth, families: Ints | None = None) -> View:
    """Everybody of these families, or of all that have anybody."""
    f = t.p.f
    chosen = np.arange(len(f.family)) if families is None else np.flatnonzero(
        np.isin(f.family, families))  # fmt: skip
    persons = head_first(t.p, chosen)
    used, family = np.unique(f.family[persons], return_inverse=True)
    number = np.full(len(f.family) + 1, -1)  # the last entry answers for "nobody"
    number[persons] = np.arange(len(persons))
    parts: dict[str, Any] = {
        field.name: getattr(f, field.name)[used if field.name in _STRUCTURE_BY_FAMILY else persons]
        for field in fields(f)
    }
    parts |= {"family": family, "order": positions(family), "father": number[f.father[persons]],
              "mother": number[f.mother[persons]],
              "parent_family": np.full(len(used), -1)}  # fmt: skip
    columns: dict[str, Any] = {
        field.name: getattr(t.p, field.name)[used if field.name in _BY_FAMILY else persons]
        for field in fields(t.p)
        if field.name != "f"
    }
    nobody = np.full(len(persons), -1)
    columns |= {"second_family": nobody, "former_family": nobody}
    aid = t.programmes
    programmes = Programmes(
        pkh=aid.pkh[used], sembako=aid.sembako[used], bst=aid.bst[used], pbi=aid.pbi[used],
        birth_place=aid.birth_place[persons],
    )  # fmt: skip
    return View(People(f=type(f)(**parts), **columns), programmes, persons, used)


def traps_of(traps: Traps | None, view: View, draws: int) -> Traps | None:
    """The traps as far as they concern a view; who came later is in none. `draws` = their seed."""
    if traps is None:
        return None

    def part(flags: Bools, numbers: Ints) -> Bools:
        known = numbers < len(flags)
        return np.where(known, flags[np.minimum(numbers, len(flags) - 1)], False)

    changed: dict[str, Any] = {name: part(getattr(traps, name), view.families)
                               for name in _TRAPS_BY_FAMILY}  # fmt: skip
    changed |= {name: part(getattr(traps, name), view.persons) for name in _TRAPS_BY_PERSON}
    return replace(traps, **changed, base=draws)
