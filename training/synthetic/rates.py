"""How often each base errs: the error model of the domain's notes, and the levels that scale it.

A row is `kind: (DTKS, Regsosek, P3KE, SIAK)`, a share of person rows unless its comment says
otherwise. The figures are judgement, anchored on audits of the bases (invalid NIK 11 % and
invalid KK 17 % in DTKS 2020; local lists hold 2 to 5 % duplicates).
"""

from dataclasses import dataclass
from math import prod
from typing import Literal, TypeAlias

LevelName: TypeAlias = Literal["easy", "realistic", "hard"]
Times: TypeAlias = tuple[tuple[str, float], ...]
SOURCES = ("DTKS", "REGSOSEK", "P3KE", "SIAK")
DTKS, REGSOSEK, P3KE, SIAK = range(4)

RATES: dict[str, tuple[float, float, float, float]] = {
    "nik_blank": (0.06, 0.035, 0.03, 0),
    "nik_format": (0.02, 0.004, 0.01, 0),
    "nik_digit": (0.02, 0.012, 0.008, 0),
    "nik_transposed": (0.01, 0.006, 0.004, 0),
    "nik_other_person": (0.012, 0.006, 0.004, 0),
    "kk_blank": (0.12, 0.03, 0, 0),
    "kk_old": (0.10, 0.06, 0, 0.01),
    "name_variant": (0.14, 0.16, 0.10, 0.01),
    "name_typo": (0.04, 0.05, 0.03, 0.004),
    "name_title": (0.05, 0.06, 0.03, 0.005),
    "name_abbreviated": (0.03, 0.03, 0.02, 0.003),
    "name_initials": (0.02, 0.01, 0.01, 0),
    "name_cut": (0.01, 0, 0.02, 0),
    "name_order": (0.01, 0.01, 0.01, 0),
    "name_glued": (0.03, 0.03, 0.02, 0.005),
    "date_swapped": (0.01, 0.008, 0.008, 0),
    "date_year": (0.03, 0.05, 0.02, 0.005),
    "date_heap": (0.04, 0.06, 0.04, 0.05),
    "date_blank": (0.02, 0.03, 0.01, 0),
    "sex_wrong": (0.008, 0.004, 0.005, 0.001),
    "sex_blank": (0.005, 0.001, 0.002, 0),
    "relation": (0.10, 0.08, 0.08, 0.03),
    "address_rewritten": (0.60, 0.70, 0.60, 0),
    "rt_missing": (0.15, 0.10, 0.20, 0.05),
    "address_old": (0.12, 0.03, 0.10, 0.10),
    "area_other": (0.03, 0, 0.02, 0.01),
    "mother_blank": (0.15, 0.12, 0, 0),
    "mother_damaged": (0.25, 0.25, 0, 0.01),
    "duplicate_exact": (0.004, 0.001, 0.001, 0),
    "duplicate_fuzzy": (0.02, 0.006, 0.005, 0),
    # per family
    "family_split": (0.05, 0.08, 0.05, 0),
    "family_joined": (0.02, 0.02, 0.02, 0),
    "family_guest": (0.02, 0.02, 0.02, 0),
}

# Share of the people whom a base holds, deciles 1-4 and 5-10.
PRESENT: tuple[tuple[float, float], ...] = ((0.75, 0.25), (0.96, 0.94), (0.70, 0.08), (0.99, 0.995))

SHARED_NIK_ERRORS = 0.3  # of DTKS's NIK errors, taken over by P3KE


@dataclass(frozen=True)
class Level:
    """A difficulty: what the rates are multiplied by, and how common the common names are.

    ``times`` multiplies the rates of single kinds further, by the beginning of their names: places
    do not err alike (`date_` where papers are few, `duplicate_` where lists were pasted together).
    ``habits`` are those of :mod:`training.synthetic.offices`.
    """

    errors: float
    namesakes: float
    times: Times = ()
    habits: tuple[str, ...] = ()

    def rate(self, kind: str, source: int) -> float:
        """The rate of a kind of error in a base, before it is spread over rows."""
        return RATES[kind][source] * self.errors * self.factor(kind)

    def factor(self, kind: str) -> float:
        """What `times` multiplies a kind's rate by."""
        return prod(factor for beginning, factor in self.times if kind.startswith(beginning))


# Set so that the frozen hand rules (training/hand_rules.py) reach the anchored pair F1.
LEVELS: dict[str, Level] = {
    "easy": Level(errors=0.4, namesakes=1.0),
    "realistic": Level(errors=0.85, namesakes=1.0),
    "hard": Level(errors=2.8, namesakes=1.25),
}
