"""Damage: as often as the error model says, correlated, and not the normaliser's mirror image."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import training.synthetic
from resolver.normalise.names import name_keys
from training.synthetic import SyntheticRegistry, synthesise
from training.synthetic.addresses import make_houses
from training.synthetic.areas import make_areas
from training.synthetic.arrays import Texts
from training.synthetic.bases import make_base
from training.synthetic.families import make_families
from training.synthetic.people import make_people, make_welfare
from training.synthetic.rates import LEVELS, RATES, SOURCES
from training.synthetic.raw import raw_table

KEYS = ["name_norm", "name_joined", "name_sorted", "name_skeleton", "name_phonetic"]


@pytest.fixture(scope="module")
def registry() -> SyntheticRegistry:
    return synthesise(20_000, 12, "realistic", traps=True)


def true_and_written(source: int) -> tuple[Texts, Texts]:
    people, seed, level = 8000, 21, LEVELS["realistic"]
    areas = make_areas(seed, people)
    f = make_families(seed, people, areas)
    p = make_people(seed, areas, f, make_welfare(seed, areas, f), level.namesakes)
    base = make_base(seed, source, level, areas, p, make_houses(seed, areas, f), None, None)
    return p.name[base.rows.person], base.name


@pytest.mark.parametrize("source", range(3))
def test_a_quarter_of_the_damaged_names_shares_no_name_key(source: int) -> None:
    true, written = true_and_written(source)
    damaged = np.array(
        [a != b.upper() for a, b in zip(true.tolist(), written.tolist(), strict=True)]
    )
    assert damaged.mean() > 0.1
    left = name_keys(pd.Series(true[damaged], dtype="str"))[KEYS].to_numpy(dtype=object)
    right = name_keys(pd.Series(written[damaged], dtype="str"))[KEYS].to_numpy(dtype=object)
    assert 0.25 <= (left != right).all(axis=1).mean() <= 0.6


def test_the_generator_imports_nothing_of_the_resolver_but_its_errors() -> None:
    folder = Path(training.synthetic.__file__).parent
    imported = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
    assert {name for name in imported if name.split(".")[0] in {"resolver", "graph", "api"}} == {
        "resolver.errors"
    }


@pytest.mark.parametrize("source", ["DTKS", "REGSOSEK", "P3KE"])
def test_errors_are_as_frequent_as_the_model_says(registry: SyntheticRegistry, source: str) -> None:
    rows = registry.truth[registry.truth["source"] == source]
    times = LEVELS["realistic"].errors
    for kind in (
        "name_typo", "name_title", "name_glued", "date_year", "date_heap", "date_blank",
        "rt_missing", "relation", "address_rewritten",
    ):  # fmt: skip
        expected = RATES[kind][SOURCES.index(source)] * times
        found = rows["damage"].str.contains(rf"\b{kind}\b").mean()
        assert 0.7 * expected < found < 1.35 * expected, (kind, found, expected)


def test_errors_come_together_in_families_and_among_the_old(registry: SyntheticRegistry) -> None:
    rows = registry.truth[registry.truth["source"] == "REGSOSEK"]
    dates = rows["damage"].str.contains("date_year|date_heap|date_blank")
    assert dates[rows["elderly"]].mean() > 2 * dates[~rows["elderly"]].mean()
    # of two members of a family, the second is likelier damaged when the first is
    bad = rows["damage"].str.contains("name_").astype(int)
    in_family = bad.groupby(rows["family"]).agg(["sum", "size"])
    in_family = in_family[in_family["size"] > 1]
    pairs = (in_family["sum"] * (in_family["sum"] - 1)).sum()
    all_pairs = (in_family["size"] * (in_family["size"] - 1)).sum()
    assert pairs / all_pairs > 1.15 * bad.mean() ** 2


def test_dtks_and_p3ke_share_a_part_of_the_nik_errors(registry: SyntheticRegistry) -> None:
    rows = registry.truth.assign(nik=raw_table(registry)["nik"])
    kinds = "nik_format|nik_digit|nik_transposed|nik_other_person"
    wrong = rows[(rows["source"] == "DTKS") & rows["damage"].str.contains(kinds)]
    both = wrong.merge(rows[rows["source"] == "P3KE"], on="person")
    shared = (both["nik_x"] == both["nik_y"]).mean()
    assert 0.15 < shared < 0.45


def test_duplicates_and_presence_follow_the_model(registry: SyntheticRegistry) -> None:
    truth = registry.truth
    sizes = truth.groupby("source")["person"].agg(["size", "nunique"])
    again = 1 - sizes["nunique"] / sizes["size"]
    assert 0.01 < again["DTKS"] < 0.04
    assert again["REGSOSEK"] < 0.02
    held = sizes["nunique"] / 20_000
    assert 0.40 < held["DTKS"] < 0.50
    assert 0.90 < held["REGSOSEK"] < 0.97
    assert 0.28 < held["P3KE"] < 0.38


def test_every_trap_is_set_and_named(registry: SyntheticRegistry) -> None:
    raw = raw_table(registry)
    traps = registry.truth["trap"]
    share = traps.value_counts() / len(traps)
    for trap in (
        "office_address", "filler_nik", "shared_nik", "shared_kk", "name_date_heap", "default_date"
    ):  # fmt: skip
        assert 0.001 < share[trap] < 0.05, trap
    assert raw.loc[traps == "office_address", "address"].nunique() <= 2
    assert raw.loc[traps == "shared_nik", "nik"].nunique() == 1
    assert raw.loc[traps == "shared_kk", "kk"].nunique() <= 2  # P3KE has none: NA
    default = raw.loc[traps == "default_date"]
    assert default["village_name"].value_counts(normalize=True).iloc[0] > 0.8
    heap = registry.truth[traps == "name_date_heap"]
    assert heap["person"].nunique() > 30
    assert (synthesise(300, 1).truth["trap"] == "").all()


def test_hard_is_harder_and_easy_easier() -> None:
    damaged = {level: (synthesise(4000, 2, level).truth["damage"] != "").mean() for level in LEVELS}
    assert damaged["easy"] < damaged["realistic"] < damaged["hard"]


def test_babies_without_a_name_are_called_after_their_mothers() -> None:
    names = synthesise(20_000, 2).extracts["regsosek"]["nama"].str.upper()
    assert names.str.startswith(("BAYI", "BY NY", "AN. NY")).sum() > 5
