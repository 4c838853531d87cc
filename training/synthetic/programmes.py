"""What is carried along and resolves nothing: aid by welfare decile, places of birth."""

from dataclasses import dataclass

import numpy as np

from training.synthetic.areas import Areas
from training.synthetic.arrays import Ints, Texts, stream, texts
from training.synthetic.people import People


@dataclass(frozen=True)
class Programmes:
    """Aid per family (0 or 1), place of birth per person."""

    pkh: Ints
    sembako: Ints
    bst: Ints
    pbi: Ints
    birth_place: Texts


def make_programmes(seed: int, areas: Areas, p: People) -> Programmes:
    """PKH goes to deciles 1-4 with children or old people, Sembako to 1-5, PBI to 1-6."""
    rng = stream(seed, "programmes")
    families = len(p.desil)
    dependants = np.zeros(families, bool)
    dependants[p.f.family[(p.f.age < 19) | p.elderly]] = True

    def some(below: int, share: float) -> Ints:
        return ((p.desil <= below) & (rng.random(families) < share)).astype(np.int64)

    village = p.f.village[p.f.family]
    elsewhere = rng.random(len(village)) < 0.15
    place = np.where(elsewhere, rng.integers(0, len(areas.village), len(village)), village)
    town = texts(r.split(" ", 1)[1] for r in areas.regency.tolist())
    return Programmes(
        pkh=some(4, 0.6) * dependants,
        sembako=some(5, 0.65),
        bst=some(4, 0.15),
        pbi=some(6, 0.8),
        birth_place=town[place],
    )
