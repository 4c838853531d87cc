"""The variables of the model: comparators, their interactions and missing indicators.

The order of the features is dedupe's own (its ``DataModel``): variables, interactions, then one
indicator "both sides have it" per variable that says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from resolver.errors import ModelError
from resolver.match.columns import MatchColumns, Rows
from resolver.match.comparators import COMPARATORS
from resolver.match.pairs import Pairs

Context = Mapping[str, npt.NDArray[np.float32]]
"""Values of pairs by name of :data:`CONTEXT`: what no two records say by themselves."""

CONTEXT = (
    "first_pass",
    "rival_in_group",
    "rival_of_both",
    "rival_in_source",
    "behind_in_group",
    "behind_in_source",
    "kin",
    "some_kin",
    "kin_share",
    "kin_overlap",
    "alone",
    "kinless",
    "noise",
)
"""Variables of a second pass (:mod:`resolver.match.context`), each -1 … 1, never missing.

``first_pass`` the scaled log odds of the first pass · ``rival_in_group`` those of the better one of
the two rows' best other partners in the other's source group, ``rival_of_both`` of the worse one,
``rival_in_source`` the same in the other's whole source · ``behind_…`` how far the pair is behind
its rival, 0 where it is well ahead · ``kin`` how many others of the two groups are one person, at
most three, as share of three; ``some_kin`` the same, at most one; ``kin_share`` as share of the
smaller group's others, ``kin_overlap``
of both groups' others · ``alone`` one of the two is listed with nobody · ``kinless`` neither is
alone, yet no other of the two groups is one person · ``noise`` how often sure pairs of the load
disagree, 0 … 1, the same for all its pairs: where all else is clean, a doubtful pair is seldom a
match.
"""


@dataclass(frozen=True)
class Schema:
    """What a model looks at.

    Attributes:
        variables: names of comparators or of :data:`CONTEXT`, in order.
        missing: those of them, in the same order, with a missing indicator. They may not stand
            in an interaction, or dedupe would add an indicator for that too.
        interactions: products of variables.
    """

    variables: tuple[str, ...]
    missing: tuple[str, ...]
    interactions: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        unknown = [n for n in self.variables if n not in COMPARATORS and n not in CONTEXT]
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

    @property
    def needs_context(self) -> bool:
        """Whether it looks at more than two records."""
        return any(name in CONTEXT for name in self.variables)

    def matrix(
        self, columns: MatchColumns, a: Rows, b: Rows, context: Context | None = None
    ) -> npt.NDArray[np.float32]:
        """Compare pairs of rows.

        Args:
            columns: the encoded records.
            a, b: int32 arrays of rows.
            context: the pairs' values of :data:`CONTEXT`, for a schema that needs them, and of any
                comparator whose values are known already.

        Returns:
            float32 array (pairs, features); missing values are 0.
        """
        names = self.variables
        known = context or {}
        assert not self.needs_context or "first_pass" in known, "no context for a second pass"
        bases = {COMPARATORS[name].base for name in names if name not in CONTEXT}
        drawn_from: dict[str, npt.NDArray[np.float64]] = {}
        pairs = Pairs(columns, a, b)
        result = np.empty((len(a), len(self.features)), dtype=np.float32, order="F")
        for position, name in enumerate(names):
            if name in known:
                result[:, position] = known[name]
                continue
            comparator = COMPARATORS[name]
            if comparator.base in drawn_from:
                values = comparator.shape(drawn_from[comparator.base])
            else:
                values = comparator.columnar(pairs)
            if name in bases:
                drawn_from[name] = values
            result[:, position] = values
        place = {name: position for position, name in enumerate(names)}
        start = len(names) + len(self.interactions)
        for position, name in enumerate(self.missing, start=start):
            result[:, position] = ~np.isnan(result[:, place[name]])
        for position in range(len(names)):
            column = result[:, position]
            column[np.isnan(column)] = 0.0
        for position, factors in enumerate(self.interactions, start=len(names)):
            result[:, position] = result[:, place[factors[0]]]
            for name in factors[1:]:
                result[:, position] *= result[:, place[name]]
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
        "confirmed_differs",
        "confirmed_equal",
        # parts of a range that mean something else than the whole
        "name_apart",
        "words_apart",
        "mother_close",
        "address_close",
        "rare_name",
        "few_namesakes",
        "nik_shared",
        "date_heap",
        # missing is no disagreement: what is known on both sides
        "nik_known",
        "kk_known",
        "mother_known",
        "address_known",
        "house_known",
        "birth_known",
        # twins, who is the head or the spouse, days that a base gives where none is known
        "nik_next",
        "role_equal",
        "role_known",
        "default_day",
    ),
    missing=(),
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
        # chosen by what a fit without them leaves unexplained (docs/benchmarks.md): days and months
        # mean little where dates are made up or piled on one day
        ("birth_day_month", "birth_made_up"),
        ("birth_swapped", "birth_made_up"),
        ("birth_one_part_off", "date_crowd"),
        ("birth_day_month", "date_crowd"),
        ("birth_equal", "date_heap"),
        ("generation_apart", "date_heap"),
        # another NIK says little where numbers are shared, much where the dates differ too
        ("nik_far", "nik_shared"),
        ("nik_near", "nik_shared"),
        ("nik_far", "birth_day_month"),
        ("nik_near", "name_jaro_winkler"),
        ("nik_head", "last_word"),
        ("nik_equal", "year_equal"),
        ("nik_equal", "birth_day_month"),
        ("nik_equal", "sex_equal"),
        # a name that is another by one measure and near by the other
        ("name_jaro_winkler", "words_apart"),
        ("name_words", "name_apart"),
        ("last_word", "words_apart"),
        ("name_crowd", "name_apart"),
        ("name_crowd", "words_apart"),
        ("name_contained", "rare_name"),
        ("name_crowd", "few_namesakes"),
        ("namesakes", "rare_name"),
        ("name_skeleton", "confirmed_equal"),
        # one family: its KK, mother and address count once
        ("mother_close", "address_close"),
        ("kk_equal", "mother_close"),
        ("kk_equal", "rt_rw_equal"),
        ("address_close", "kk_known"),
        ("name_equal", "address_close"),
        ("name_same_words", "rt_rw_equal"),
        ("confirmed_equal", "address_close"),
        ("birth_equal", "default_day"),
        ("birth_day_month", "default_day"),
        ("first_word", "nik_next"),
        ("kk_equal", "role_equal"),
    ),
)
"""The schema of the first pass of the shipped model."""

SECOND = Schema(
    variables=(
        *CONTEXT,
        "name_equal",
        "birth_equal",
        "year_close",
        "generation_apart",
        "nik_equal",
        "same_source",
        "same_group",
        "nik_near",
        "first_word",
        "birth_one_part_off",
        "kk_equal",
        "relation_equal",
        "role_equal",
        "role_known",
        "nik_next",
        "default_day",
        "date_heap",
        "nik_known",
        "year_equal",
        "birth_day_month",
        "confirmed_differs",
        "rt_rw_equal",
        "name_phonetic",
        "name_apart",
    ),
    missing=(),
    interactions=(
        ("first_pass", "kinless"),
        ("first_pass", "alone"),
        ("first_pass", "rival_in_group"),
        ("rival_in_group", "kin"),
        ("behind_in_source", "same_source"),
        ("rival_in_source", "same_source"),
        ("behind_in_group", "name_equal"),
        ("first_word", "name_apart"),
        ("some_kin", "year_equal"),
        ("some_kin", "kinless"),
        ("alone", "rt_rw_equal"),
        ("kk_equal", "role_equal"),
        ("kin_share", "first_word"),
        ("name_equal", "same_group"),
        ("kin_overlap", "role_equal"),
        ("behind_in_group", "kinless"),
        ("some_kin", "birth_one_part_off"),
        ("birth_equal", "default_day"),
        ("nik_equal", "birth_one_part_off"),
        ("birth_equal", "name_phonetic"),
        ("year_close", "date_heap"),
        ("kinless", "relation_equal"),
        ("same_group", "year_equal"),
        ("birth_one_part_off", "kk_equal"),
        ("first_pass", "nik_near"),
        ("same_source", "nik_known"),
        ("rival_in_source", "default_day"),
    ),
)
"""The schema of the second pass: the first pass's answer in its family context.

A few fields stand beside it again, since the context changes what they say: one name in two
families that share nobody else is a namesake.
"""
