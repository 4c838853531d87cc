"""Everything behind a synthetic registry before it is written: the people, and each base's rows."""

from dataclasses import dataclass, replace
from typing import Any

from resolver.errors import InputError
from training.synthetic.addresses import Houses, make_houses
from training.synthetic.areas import Areas, make_areas
from training.synthetic.arrays import Texts, fill
from training.synthetic.bases import Base, make_base
from training.synthetic.families import make_families
from training.synthetic.offices import look_alikes
from training.synthetic.people import People, make_people, make_welfare
from training.synthetic.programmes import Programmes, make_programmes
from training.synthetic.rates import DTKS, LEVELS, P3KE, REGSOSEK, SIAK, Level, LevelName, Times
from training.synthetic.siak import CivilRegistry
from training.synthetic.traps import Traps, make_traps, plan_heaps


@dataclass(frozen=True)
class World:
    """The truth and what each base has of it; `bases` by source number, SIAK's among them."""

    seed: int
    level: Level
    areas: Areas
    people: People
    houses: Houses
    programmes: Programmes
    traps: Traps | None
    bases: dict[int, Base]
    office: CivilRegistry
    asked: dict[str, Any]  # people, seed, level and traps as they were asked for


def make_world(
    people: int,
    seed: int,
    level: LevelName,
    traps: bool,
    times: Times = (),
    habits: tuple[str, ...] = (),
) -> World:
    """Make the people and their rows, the same for the same arguments.

    `times` multiplies the rates of single kinds of error, `habits` are those of other offices
    (:class:`Level`).

    Raises InputError for a level that does not exist or fewer than 20 people.
    """
    if level not in LEVELS:
        raise InputError(f"No level {level!r}: choose {', '.join(LEVELS)}.")
    if people < 20:
        raise InputError("A registry needs at least 20 people.")
    rates = replace(LEVELS[level], times=times, habits=habits)
    areas = make_areas(seed, people)
    f = make_families(seed, people, areas)
    desil = make_welfare(seed, areas, f)
    heaps = plan_heaps(seed, areas, f, desil) if traps else None
    p = make_people(seed, areas, f, desil, rates.namesakes, heaps)
    look_alikes(seed, rates, p, f.village[f.family])
    houses = make_houses(seed, areas, f)
    programmes = make_programmes(seed, areas, p)
    plan = make_traps(seed, areas, f, heaps[0], p.nik, p.kk) if heaps else None

    def base(source: int, from_dtks: Texts | None = None) -> Base:
        return make_base(seed, source, rates, areas, p, houses, plan, from_dtks)

    bases = {source: base(source) for source in (DTKS, REGSOSEK, SIAK)}
    dtks, civil = bases[DTKS], bases[SIAK]
    wrong = fill(people)
    wrong[dtks.rows.person[dtks.wrong_nik]] = dtks.nik[dtks.wrong_nik]
    bases[P3KE] = base(P3KE, wrong)
    office = CivilRegistry(
        p, civil.rows.person, civil.name, civil.mother, civil.kk, civil.dates, civil.sex
    )
    asked = {"people": people, "seed": seed, "level": level, "traps": traps}
    return World(seed, rates, areas, p, houses, programmes, plan, bases, office, asked)
