"""What of a run's tables goes to the graph."""

import re

import numpy as np
import pandas as pd
import pytest

from graph.store.schema import Kind, Label
from resolver.errors import StoreError
from resolver.projection import project, projection
from tests.fixtures.outputs import make_outputs

OUTPUTS = make_outputs(8)
NUMBER = re.compile(r"\d{14,}")


def test_no_whole_number_goes_to_the_graph() -> None:
    assert any(OUTPUTS["persons"]["nik"].str.fullmatch(NUMBER.pattern))
    made = projection(OUTPUTS, "2026Q1")
    for batch in made.nodes:
        # A hash of hex digits may hold a run of digits; it is 32 signs of its own.
        texts = [*(k for k in batch.keys if not re.fullmatch("[0-9a-f]{32}", k)), *batch.masked]
        assert not [text for text in texts if NUMBER.search(str(text))]
    for edges in made.edges:
        values = [str(value) for column in edges.properties.values() for value in column]
        assert not [value for value in values if NUMBER.search(value)]


def test_edges_point_at_the_nodes_that_the_tables_name() -> None:
    made = projection(OUTPUTS, "2026Q1")
    keys = {batch.label: list(batch.keys) for batch in made.nodes}
    batch = next(edges for edges in made.edges if edges.kind is Kind.OF_PERSON)
    named = {
        (keys[Label.RECORD][a], keys[Label.PERSON][b])
        for a, b in zip(batch.sources, batch.targets, strict=True)
    }
    rows = OUTPUTS["memberships"]
    assert named == set(zip(rows["record_id"], rows["person_id"], strict=True))


def test_the_order_of_rows_does_not_matter() -> None:
    shuffled = {
        name: table.sample(frac=1, random_state=3).reset_index(drop=True)
        for name, table in OUTPUTS.items()
    }
    one, two = projection(OUTPUTS, "2026Q1"), projection(shuffled, "2026Q1")
    assert one.nodes == two.nodes
    for a, b in zip(one.edges, two.edges, strict=True):
        assert sorted(zip(a.sources, a.targets, strict=True)) == sorted(
            zip(b.sources, b.targets, strict=True)
        )


def test_a_key_told_twice_is_one_edge() -> None:
    twice = {**OUTPUTS, "keys": pd.concat([OUTPUTS["keys"]] * 2, ignore_index=True)}
    one, two = projection(OUTPUTS, "2026Q1"), projection(twice, "2026Q1")
    assert [len(e.sources) for e in one.edges] == [len(e.sources) for e in two.edges]


def test_a_person_without_a_family_still_has_a_household() -> None:
    persons = OUTPUTS["persons"].copy()
    persons.loc[0, "family_id"] = None
    made = projection({**OUTPUTS, "persons": persons}, "2026Q1")
    of = {
        (e.source_label, e.target_label): len(e.sources)
        for e in made.edges
        if e.kind is Kind.MEMBER_OF
    }
    assert of[Label.PERSON, Label.FAMILY] == len(persons) - 1
    assert of[Label.PERSON, Label.HOUSEHOLD] == len(persons)


def test_an_id_that_no_table_has_is_refused() -> None:
    fewer = {**OUTPUTS, "persons": OUTPUTS["persons"].iloc[1:]}
    with pytest.raises(KeyError, match="stand in no other"):
        projection(fewer, "2026Q1")


def test_no_rows_make_an_empty_graph() -> None:
    made = projection({name: table[:0] for name, table in OUTPUTS.items()}, "2026Q1")
    assert {len(batch.keys) for batch in made.nodes} == {0}
    assert {len(edges.sources) for edges in made.edges} == {0}


def test_a_store_that_is_away_is_a_store_error() -> None:
    from graph.store import open_store

    store = open_store("bolt://127.0.0.1:1", "neo4j", "x")
    with pytest.raises(StoreError, match="Neo4j"):
        project(OUTPUTS, store, "2026Q1")
    store.close()


def test_positions_are_int64() -> None:
    for edges in projection(OUTPUTS, "2026Q1").edges:
        assert edges.sources.dtype == edges.targets.dtype == np.int64
