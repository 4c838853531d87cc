"""The card: measured figures, whole page, both languages, numbers that are those measured."""

import re
from dataclasses import replace

import numpy as np
import pytest

from resolver.match.shipped import shipped_model
from tests.fixtures.pages import check_page
from training.card.measure import measure_synthetic, reliability
from training.card.render import render_card
from training.dataset import Recipe

RECIPES = (Recipe(600, 87, "realistic", True), Recipe(600, 88, "hard", True))


@pytest.fixture(scope="module")
def figures():
    return measure_synthetic(shipped_model(), RECIPES)


@pytest.fixture(scope="module")
def page(figures):
    return render_card(shipped_model(), figures)


def test_it_is_one_whole_page_without_scripts(page):
    check_page(page, "id")
    assert page.count('lang="en"') >= 2


def test_it_tells_provenance(page):
    model = shipped_model()
    assert model.digest in page
    assert "dedupe 3.0.3" in page
    assert "seed 207" in page


def test_it_tells_what_was_measured(page, figures):
    for one in figures.tried:
        assert f"{one.precision:.4f}" in page
        assert f"{one.precision:.4f}".replace(".", ",") in page
    assert sum(one.pairs for one in figures.bins) == figures.pairs
    other = render_card(shipped_model(), replace(figures, log_loss=0.7654))
    assert "0.7654" in other
    assert "0.7654" not in page


def test_every_picture_has_its_table(page, figures):
    english = page.split('<main class="in-en"')[1]
    pictures = re.findall(r'<svg [^>]*role="img"', english)
    assert len(pictures) == 4
    assert english.count("<table") == 2 + len(pictures) + 1
    rows = sum(len(features) for features in figures.features.values())
    assert rows == len(shipped_model().weights) + len(shipped_model().first.weights)


def test_groups_sum_to_all_pairs_and_name_each_kind(figures):
    kinds = {one.column for one in figures.groups}
    assert kinds == {"sex", "mononym", "island", "elderly", "no_nik"}
    for one in figures.groups:
        assert 0 <= one.wrong <= one.together
        assert 0 <= one.missed <= one.true


def test_reliability_counts_each_pair_once():
    said = np.array([0.0, 0.05, 0.5, 1.0])
    bins = reliability(said, np.array([False, True, False, True]))
    assert [one.pairs for one in bins] == [2, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert [one.matches for one in bins] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert bins[0].said == pytest.approx(0.025)
