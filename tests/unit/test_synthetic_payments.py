"""The synthetic payment lists: they follow the flags, err as planted, and change nothing else."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resolver.normalise.payments import parse_rupiah
from training.synthetic import SyntheticRegistry, synthesise

# The extracts of these arguments as they were before there were payment lists.
EXTRACTS = "3e39839ad17301deef73e922ee3656c01edc4d9a1e88838a30e56d6aa59a7070"


@pytest.fixture(scope="module")
def registry() -> SyntheticRegistry:
    return synthesise(20_000, 7, "realistic")


@pytest.fixture(scope="module")
def lines(registry: SyntheticRegistry) -> pd.DataFrame:
    """Each line with its truth."""
    return registry.payments.join(registry.payments_truth)


def test_the_extracts_are_byte_for_byte_what_they_were(tmp_path: Path) -> None:
    synthesise(300, 5, "hard", True).write(tmp_path)
    digest = hashlib.sha256()
    for name in ("areas", "dtks", "p3ke", "regsosek", "siak"):
        digest.update((tmp_path / f"{name}.csv").read_bytes())
    assert digest.hexdigest() == EXTRACTS


def test_the_truth_says_who_each_line_paid(registry: SyntheticRegistry, tmp_path: Path) -> None:
    truth = registry.payments_truth
    assert truth["line"].tolist() == list(range(1, len(registry.payments) + 1))
    assert truth["payment_id"].tolist() == registry.payments["ID BAYAR"].tolist()
    assert truth["payment_id"].is_unique
    registry.write(tmp_path)
    written = pd.read_parquet(tmp_path / "truth" / "payments.parquet")
    pd.testing.assert_frame_equal(written, truth)


def has(lines: pd.DataFrame, kind: str) -> pd.Series:
    return lines["errors"].str.split(";").map(lambda kinds: kind in kinds)


@pytest.mark.parametrize(
    ("programme", "flag"), [("PKH", "PKH"), ("SEMBAKO", "BPNT"), ("BST", "BST"), ("PBI", "PBI")]
)
def test_lines_follow_the_flags(
    registry: SyntheticRegistry, lines: pd.DataFrame, programme: str, flag: str
) -> None:
    rows = registry.extracts["dtks"].assign(
        family=registry.truth.loc[registry.truth["source"] == "DTKS", "family"].to_numpy()
    )
    flags = rows.groupby("family")[flag].first()
    paid = lines[(lines["PROGRAM"] == programme) & lines["family"].isin(flags.index)]
    unflagged = has(paid, "no_flag")
    assert (flags[paid["family"]] == np.where(unflagged, "TIDAK", "YA")).all()
    assert unflagged.mean() < 0.08
    # nearly every family with a flag is paid; a few are missed
    flagged = flags.index[flags == "YA"]
    assert 0.85 < pd.Series(flagged).isin(paid["family"]).mean() < 1


def test_families_are_paid_once_and_persons_each_for_pbi(lines: pd.DataFrame) -> None:
    plain = lines[~has(lines, "second_pkh") & ~has(lines, "two_regions")]
    for programme in ("PKH", "SEMBAKO", "BST"):
        of_one = plain[plain["PROGRAM"] == programme]
        assert of_one["family"].is_unique
        assert (of_one["UNIT"] == "KELUARGA").all()
    pbi = plain[plain["PROGRAM"] == "PBI"]
    assert pbi["person"].is_unique
    assert pbi["family"].value_counts().max() > 2


def test_the_lists_err_on_their_own(registry: SyntheticRegistry, lines: pd.DataFrame) -> None:
    assert (~lines["alive"]).sum() > 10
    assert (has(lines, "dead_paid") == ~lines["alive"]).all()
    second = lines[has(lines, "second_pkh")]
    first = lines[(lines["PROGRAM"] == "PKH") & ~has(lines, "second_pkh")]
    assert len(second) >= 3
    assert second["family"].isin(first["family"]).all()
    assert not second["person"].isin(first["person"]).any()
    twice = lines[has(lines, "two_regions")]
    both = twice.merge(lines[~has(lines, "two_regions")], on=["person", "PROGRAM"])
    assert len(both) >= 10
    assert (both["NM KAB_x"] != both["NM KAB_y"]).all()
    blank = has(lines, "nik_blank")
    assert (lines["NIK"][blank] == "").all()
    assert 0.01 < blank.mean() < 0.03


def test_a_careful_level_errs_less_over_the_same_payments(registry: SyntheticRegistry) -> None:
    easy = synthesise(20_000, 7, "easy")
    assert easy.payments_truth["person"].equals(registry.payments_truth["person"])
    assert (easy.payments_truth["errors"] == "").mean() > (
        registry.payments_truth["errors"] == ""
    ).mean() + 0.05


def test_amounts_are_written_in_several_ways_and_can_be_read(lines: pd.DataFrame) -> None:
    forms = lines["NOMINAL"].str.replace(r"\d+", "9", regex=True).unique()
    assert {"9", "9.9", "Rp9.9,9"} <= set(forms)
    pbi = lines.loc[lines["PROGRAM"] == "PBI", "NOMINAL"].map(parse_rupiah)
    assert (pbi == 126_000).all()
