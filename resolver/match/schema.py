"""The variables of the model: comparators, their interactions and missing indicators.

The order of the features is dedupe's own (its ``DataModel``): variables, interactions, then one
indicator "both sides have it" per variable that says so.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from resolver.errors import ModelError
from resolver.match.columns import MatchColumns, Rows
from resolver.match.comparators import COMPARATORS


@dataclass(frozen=True)
class Schema:
    """What a model looks at.

    Attributes:
        variables: names of comparators, in order.
        missing: those of them, in the same order, with a missing indicator. They may not stand
            in an interaction, or dedupe would add an indicator for that too.
        interactions: products of variables.
    """

    variables: tuple[str, ...]
    missing: tuple[str, ...]
    interactions: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        unknown = [name for name in self.variables if name not in COMPARATORS]
        if unknown:
            raise ModelError(f"The model uses comparators this version lacks: {unknown}.")
        used = {name for names in self.interactions for name in names}
        strangers = sorted((used | set(self.missing)) - set(self.variables))
        ordered = tuple(name for name in self.variables if name in self.missing)
        if strangers or used & set(self.missing) or ordered != self.missing:
            raise ModelError(f"The model's schema contradicts itself: {strangers or self.missing}.")

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the features, in the order of the matrix's columns."""
        return (
            *self.variables,
            *("*".join(names) for names in self.interactions),
            *(f"has {name}" for name in self.missing),
        )

    def matrix(self, columns: MatchColumns, a: Rows, b: Rows) -> npt.NDArray[np.float32]:
        """Compare pairs of rows.

        Args:
            columns: the encoded records.
            a, b: int32 arrays of rows.

        Returns:
            float32 array (pairs, features); missing values are 0.
        """
        names = self.variables
        result = np.empty((len(a), len(self.features)), dtype=np.float32, order="F")
        for position, name in enumerate(names):
            result[:, position] = COMPARATORS[name].columnar(columns, a, b)
        place = {name: position for position, name in enumerate(names)}
        for position, factors in enumerate(self.interactions, start=len(names)):
            parts = [result[:, place[name]] for name in factors]
            result[:, position] = reduce(np.multiply, parts)
        start = len(names) + len(self.interactions)
        for position, name in enumerate(self.missing, start=start):
            result[:, position] = ~np.isnan(result[:, place[name]])
        np.nan_to_num(result[:, :start], copy=False, nan=0.0)
        return result

    def to_json(self) -> dict[str, Any]:
        """The schema as plain JSON values."""
        return {
            "variables": list(self.variables),
            "missing": list(self.missing),
            "interactions": [list(names) for names in self.interactions],
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Schema":
        """Rebuild a schema; raises :class:`ModelError` if it is not one."""
        try:
            return cls(
                tuple(value["variables"]),
                tuple(value["missing"]),
                tuple(tuple(names) for names in value["interactions"]),
            )
        except (KeyError, TypeError) as error:
            raise ModelError(f"The model's schema is damaged: {error}.") from error


SHIPPED = Schema(
    variables=(
        "nik_equal",
        "nik_near",
        "nik_far",
        "nik_head",
        "nik_tail",
        "kk_equal",
        "kk_near",
        "name_jaro_winkler",
        "name_words",
        "name_equal",
        "name_same_words",
        "name_contained",
        "name_skeleton",
        "name_phonetic",
        "first_word",
        "last_word",
        "mother",
        "birth_equal",
        "birth_swapped",
        "birth_one_part_off",
        "birth_day_month",
        "birth_made_up",
        "year_equal",
        "year_close",
        "generation_apart",
        "sex_equal",
        "address",
        "house_equal",
        "rt_rw_equal",
        "village_equal",
        "district_equal",
        "regency_equal",
        "same_source",
        "same_group",
        "verified_nik_differs",
        "name_crowd",
        "namesakes",
        "nik_crowd",
        "kk_crowd",
        "address_crowd",
        "date_crowd",
    ),
    missing=("nik_far", "kk_near", "mother", "birth_swapped", "address", "house_equal"),
    interactions=(
        # a NIK holds the birth date, and family members share the KK: one fact counts once
        ("nik_equal", "birth_equal"),
        ("nik_equal", "name_jaro_winkler"),
        ("nik_equal", "nik_crowd"),
        ("nik_equal", "same_source"),
        ("nik_equal", "generation_apart"),
        ("nik_head", "birth_equal"),
        ("nik_near", "birth_equal"),
        ("kk_equal", "kk_crowd"),
        ("kk_equal", "name_jaro_winkler"),
        ("kk_equal", "birth_equal"),
        ("kk_equal", "year_equal"),
        ("kk_equal", "village_equal"),
        ("kk_equal", "same_source"),
        # how much an agreement says hangs on how many share it
        ("name_jaro_winkler", "name_crowd"),
        ("name_equal", "name_crowd"),
        ("name_equal", "namesakes"),
        ("birth_equal", "date_crowd"),
        ("birth_equal", "birth_made_up"),
        ("birth_equal", "birth_made_up", "name_crowd"),
        # agreements that strengthen each other
        ("name_jaro_winkler", "birth_equal"),
        ("name_equal", "birth_equal"),
        ("name_equal", "birth_equal", "name_crowd"),
        ("name_jaro_winkler", "year_close"),
        ("name_jaro_winkler", "birth_day_month"),
        ("name_jaro_winkler", "village_equal"),
        ("name_jaro_winkler", "sex_equal"),
        ("first_word", "last_word"),
        ("name_contained", "birth_equal"),
        ("birth_equal", "village_equal"),
        ("birth_equal", "district_equal"),
        ("birth_equal", "sex_equal"),
        ("village_equal", "rt_rw_equal"),
        # two rows of one source, two members of one group
        ("same_source", "name_jaro_winkler"),
        ("same_group", "name_jaro_winkler"),
        ("same_group", "birth_equal"),
        ("same_group", "nik_equal"),
    ),
)
"""The schema of the shipped model."""
