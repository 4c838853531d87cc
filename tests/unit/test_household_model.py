"""The household model: its document, its arithmetic, and the one that is shipped."""

import json
from dataclasses import replace

import numpy as np
import pytest

from resolver.entities.link_model import (
    SECOND_BEST,
    SHIPPED_DIGEST,
    SHIPPED_HOUSEHOLDS,
    HouseholdModel,
    LinkModel,
    doubt_third,
    load_households,
    shipped_households,
)
from resolver.errors import ModelError
from tests.entities_table import listing
from tests.fixtures.household_pairs import part_pairs_of, unit_pairs_of

LINK = LinkModel({"x": 2.0, "y": -1.0}, -0.5, 0.9, 0.1, 0.8)
MODEL = HouseholdModel(LINK, LINK, replace(LINK, accept=0.5), {"labels": 3})


def column(*values):
    return np.array(values, dtype=np.float64)


def test_probabilities_by_hand():
    features = {"x": column(1.0, 0.0), "y": column(0.0, 2.0), "other": column(9.0, 9.0)}
    logits = np.array([0.9 * 1.5 + 0.1, 0.9 * -2.5 + 0.1])
    np.testing.assert_allclose(LINK.logits(features), logits, atol=1e-12)
    np.testing.assert_allclose(LINK.probabilities(features), 1 / (1 + np.exp(-logits)))
    assert (LINK.scores(features) >= 0).tolist() == (LINK.probabilities(features) >= 0.8).tolist()


def test_what_is_not_measured_cannot_be_weighed():
    with pytest.raises(ModelError, match="not measured: y"):
        LINK.logits({"x": column(1.0)})


@pytest.mark.parametrize("accept", [0.0, 1.0, 7.0])
def test_the_accepting_line_is_a_probability(accept):
    with pytest.raises(ModelError, match="damaged"):
        replace(LINK, accept=accept)


def test_what_is_saved_is_read_back(tmp_path):
    MODEL.save(tmp_path / "h.json")
    assert load_households(tmp_path / "h.json") == MODEL


def test_a_changed_weight_is_noticed(tmp_path):
    path = tmp_path / "h.json"
    MODEL.save(path)
    document = json.loads(path.read_text())
    document["parts"]["weights"]["x"] = 9.0
    path.write_text(json.dumps(document))
    with pytest.raises(ModelError, match="was changed after it was written"):
        load_households(path)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"format": "other/1"}'])
def test_what_is_no_document_is_refused(tmp_path, text):
    (tmp_path / "h.json").write_text(text)
    with pytest.raises(ModelError):
        load_households(tmp_path / "h.json")


def test_a_document_without_a_scorer_is_damaged(tmp_path):
    class Short(HouseholdModel):
        def to_json(self):
            return {k: v for k, v in super().to_json().items() if k != "kitchens"}

    Short(LINK, LINK, LINK).save(tmp_path / "h.json")
    with pytest.raises(ModelError, match="damaged"):
        load_households(tmp_path / "h.json")


def test_the_shipped_model_is_the_pinned_one(tmp_path, monkeypatch):
    assert shipped_households().digest == SHIPPED_DIGEST
    other = tmp_path / SHIPPED_HOUSEHOLDS.name
    replace(shipped_households(), facts={}).save(other)
    monkeypatch.setattr("resolver.entities.link_model.SHIPPED_HOUSEHOLDS", other)
    shipped_households.cache_clear()
    try:
        with pytest.raises(ModelError, match="is not the model this version was released with"):
            shipped_households()
    finally:
        shipped_households.cache_clear()


def test_the_shipped_model_weighs_what_is_measured_and_nothing_else():
    rows = listing("REGSOSEK", "r", "A B") + listing("P3KE", "p", "A B")
    from resolver.entities.part_links import part_features
    from resolver.entities.unit_links import unit_features

    model = shipped_households()
    assert set(model.parts.weights) == set(part_features(part_pairs_of(rows)))
    for scorer in (model.fragments, model.kitchens):
        assert set(scorer.weights) == set(unit_features(unit_pairs_of(rows)[0]))


def test_golden_scores_of_the_shipped_model():
    """Known evidence and the verdict it must lead to, whatever a later training finds."""
    model = shipped_households()
    kitchens = model.kitchens
    nothing = dict.fromkeys(kitchens.weights, column(0.0))

    def probability(**known):
        return float(kitchens.probabilities(nothing | {k: column(v) for k, v in known.items()})[0])

    assert probability() < 0.1
    assert probability(household_together=1, same_lane=1, same_rt_rw=1) > 0.7
    assert probability(household_apart=1, same_house=1, same_rt_rw=1) < 0.3
    assert probability(family_together=1, two_heads=1, other_kk=1) < 0.1
    assert probability(same_kk=1, same_rt_rw=1) > 0.6
    assert probability(household_alone=1, same_house=1, same_rt_rw=1) < 0.3
    house = probability(same_house=1, same_rt_rw=1)
    assert (
        house < 0.5 < probability(same_house=1, same_rt_rw=1, kin=1, kin_rare=1, kin_same_rt_rw=1)
    )


def test_a_third_family_needs_more_than_the_second():
    rows = listing("DTKS", "d", "A B C")
    for row, card in zip(rows, "123", strict=True):
        row["kk"] = f"320101010101900{card}"
    pairs = unit_pairs_of(rows)[0]
    assert list(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    doubted = doubt_third(pairs, column(3.0, 1.0, 2.0))
    assert doubted.tolist() == [3.0, 1.0 - 2 * SECOND_BEST, 2.0 - SECOND_BEST]
