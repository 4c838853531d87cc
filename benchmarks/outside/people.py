"""What the population is made of: people, families (KK), kitchens (households), houses."""

from dataclasses import dataclass, field
from datetime import date

from benchmarks.outside.places import Village


@dataclass(slots=True, eq=False)
class House:
    """A dwelling: where it stands and how it is addressed."""

    village: Village
    rt: int
    rw: int
    hamlet: str
    street: str
    number: str


@dataclass(slots=True, eq=False)
class Kitchen:
    """A household: who eats from one pot."""

    number: int
    house: House
    desil: int
    families: list["Family"] = field(default_factory=list)
    scribe: float = 1.0  # how carelessly this household is written down
    old_house: House | None = None  # where it lived before it moved


@dataclass(slots=True, eq=False)
class Family:
    """A family card. ``members``: persons with their relation to the head."""

    number: int
    kk: str
    kitchen: Kitchen
    members: list[tuple["Person", str]] = field(default_factory=list)
    old_kk: str = ""
    heir: "Person | None" = None  # a second card in a kitchen: the child of the first


@dataclass(slots=True, eq=False)
class Listing:
    """Another place where somebody may be found written down."""

    family: Family
    relation: str
    marital: str
    why: str  # parents, second wife, migrant, rehomed
    house: House | None = None


@dataclass(slots=True, eq=False)
class Person:
    """An invented human being, as the civil registry has them."""

    number: int
    sex: str
    born: date
    name: str
    called: str
    culture: str
    mother: str
    father: str
    birth_place: str
    nik: str
    marital: str = "SINGLE"
    alive: bool = True
    second_nik: str = ""
    marked: str = ""  # a look-alike or a trap: twins, namesake, rhyme, …
    title: str = ""
    degree: str = ""
    family: Family | None = None
    kitchen: Kitchen | None = None
    other: Listing | None = None
    bad_nik: str = ""  # an error that two bases share


@dataclass(slots=True, eq=False)
class World:
    """The whole population with its villages."""

    villages: list[Village]
    kitchens: list[Kitchen]
    people: list[Person]
