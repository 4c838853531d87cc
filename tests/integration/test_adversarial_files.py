"""Files whose rows all carry one number, name, address or date cost no more than others."""

import pytest

from benchmarks.adversarial import ALL_AT_ONCE, LIMIT, ONE_VALUE, Cost, cost, plain_extracts, table
from resolver.match.blocking import KEYS

ROWS = 6_000
#: Whatever the data, an edge ties a record to at most so many others.
MOST_PAIRS = sum(spec.cap - 1 for spec in KEYS) / 2


def test_no_file_costs_three_times_a_plain_one() -> None:
    costs = table(ROWS, 431, "realistic").set_index("file")["times_plain"]
    assert costs.max() <= LIMIT, costs.to_string()


@pytest.mark.parametrize("values", [*ONE_VALUE.values(), ALL_AT_ONCE], ids=[*ONE_VALUE, "all"])
def test_pairs_grow_with_the_rows_and_not_with_their_square(values: dict[str, str]) -> None:
    extracts = plain_extracts(4 * 1_500, 432, "realistic")
    small, large = (per_record(cost(extracts, rows, values), rows) for rows in (1_500, 6_000))
    assert large < 2 * small + 1
    assert large < MOST_PAIRS


def per_record(one: Cost, rows: int) -> float:
    return one.pairs / rows
