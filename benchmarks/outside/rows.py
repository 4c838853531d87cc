"""A row of a source before it is written in that source's layout."""

from dataclasses import dataclass, field

from benchmarks.outside.people import House, Person
from benchmarks.outside.places import Village


@dataclass(slots=True)
class Row:
    """What one source says of one person; the fields begin true and are then damaged.

    ``y, m, d``: the birth date, 0 = not known. ``truth`` is ``person``; the rest is what is said.
    """

    source: str
    rid: str
    gid: str
    person: Person
    house: House
    village: Village
    nik: str
    kk: str
    name: str
    y: int
    m: int
    d: int
    sex: str
    relation: str
    marital: str
    mother: str
    birth_place: str
    desil: int
    title: str = ""
    degree: str = ""
    address: str = ""
    rt: int = 0
    rw: int = 0
    code: str = ""
    presence: str = "1"
    dead_note: bool = False
    trap: str = ""
    damage: list[str] = field(default_factory=list)
