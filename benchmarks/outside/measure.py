"""Resolve outside loads and measure persons and households against their truth."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.outside.make import make
from benchmarks.outside.naive import naive_labels
from benchmarks.outside.scores import PairScore, exact_share, pair_score
from resolver.pipeline import Run, resolve
from resolver.settings import Settings

_GROUPS = {
    "no NIK": "no_nik",
    "elderly": "elderly",
    "mononym": "mononym",
    "child": "child",
    "female": "female",
}


def measure(
    seeds: list[int], people: int, level: str, keep: Path | None = None
) -> list[dict[str, Any]]:
    """Make, resolve and measure a load a seed; print the figures and give them."""
    found = []
    for seed in seeds:
        folder = (keep or Path(tempfile.mkdtemp(prefix="outside-"))) / f"{level}-{people}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        truth = make(folder, people, seed, level)
        settings = Settings.model_validate(
            {"home": folder / "home", "secret": "outside, no secret"}
        )
        run = resolve(
            folder / "extracts",
            folder / "run",
            settings,
            mapping=folder / "extracts" / "mapping.toml",
            registry=False,
        )
        joined = join_truth(run, truth)
        figures = {"seed": seed, "level": level, "rows": len(joined)} | figures_of(run, joined)
        print(_text(figures), flush=True)
        found.append(figures)
        if keep:
            joined.to_parquet(folder / "joined.parquet")
        else:
            shutil.rmtree(folder.parent, ignore_errors=True)
    if len(found) > 1:
        print(_mean(found))
    return found


def join_truth(run: Run, truth: pd.DataFrame) -> pd.DataFrame:
    """Put the truth beside the memberships, a line per row of the extracts.

    Raises:
        ValueError: a row that was written is missing, or rejected though it is no repetition.
    """
    keys = ["source", "source_record_id"]
    joined = run.outputs["memberships"].merge(truth, on=keys, how="left", validate="1:1")
    odd = set(run.outputs["rejects"]["reason"]) - {"REPEATED_ROW"}
    if joined["person"].isna().any() or len(joined) != len(truth) or odd:
        raise ValueError(f"{len(truth)} rows went in, {len(joined)} came out; rejects: {odd}")
    return joined


def figures_of(run: Run, joined: pd.DataFrame) -> dict[str, Any]:
    """Compute all figures of a run whose memberships stand beside the truth."""
    true, said = _codes(joined["person"]), _codes(joined["person_id"])
    persons = pair_score(true, said)
    living = joined[joined["alive"] & (joined["household"] >= 0)]
    homes, homes_said = _codes(living["household"]), _codes(living["household_id"])
    families = pair_score(_codes(living["family"]), _codes(living["family_id"]))
    naive = pair_score(true, naive_labels(joined))
    figures: dict[str, Any] = {
        "persons": persons,
        "naive": naive,
        "households": pair_score(homes, homes_said),
        "exact": exact_share(homes, homes_said),
        "families": families,
    }
    figures |= _links(run, joined, persons.true)
    for name, column in _GROUPS.items():
        member = joined[column].to_numpy(bool)
        figures[f"recall, {name}"] = _recall_touching(joined, member)
    for trap in sorted(set(joined["trap"]) - {""}):
        figures[f"trap {trap}"] = _trap(joined, trap)
    return figures


def _codes(column: Any) -> np.ndarray:
    return np.asarray(pd.factorize(column, use_na_sentinel=False)[0])


def true_pairs(joined: pd.DataFrame) -> pd.DataFrame:
    """List the pairs of rows of one person by their positions ``a`` < ``b``."""
    rows = pd.DataFrame({"at": np.arange(len(joined)), "person": joined["person"].to_numpy()})
    pairs = rows.merge(rows, on="person")
    pairs = pairs[pairs["at_x"] < pairs["at_y"]]
    return pairs.rename(columns={"at_x": "a", "at_y": "b"})[["a", "b"]].reset_index(drop=True)


def _recall_touching(joined: pd.DataFrame, member: np.ndarray) -> float:
    """Recall among the true pairs of which one row at least is of the group."""
    pairs = true_pairs(joined)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    counts = member[a] | member[b]
    said = _codes(joined["person_id"])
    return float((said[a] == said[b])[counts].mean()) if counts.any() else float("nan")


def _links(run: Run, joined: pd.DataFrame, total: int) -> dict[str, Any]:
    """Recall of the candidates, and the precision and share of the grade *certain*."""
    links = run.outputs["links"]
    person = joined.set_index("record_id")["person"]
    same = person.loc[links["record_a"]].to_numpy() == person.loc[links["record_b"]].to_numpy()
    certain = (links["grade"] == "certain").to_numpy()
    return {
        "candidate recall": float(same.sum() / total),
        "certain precision": float(same[certain].mean()) if certain.any() else float("nan"),
        "certain share": float((same & certain).sum() / total),
        "certain wrong": int((~same & certain).sum()),
        "review tasks per 100 rows": 100 * len(run.outputs["review"]) / len(joined),
        "pairs a row": len(links) / len(joined),
    }


def _trap(joined: pd.DataFrame, trap: str) -> dict[str, float]:
    """Of the clusters that a trap's rows are in: most persons in one, and pair scores."""
    inside = joined[joined["trap"] == trap]
    touched = joined[joined["person_id"].isin(inside["person_id"])]
    whole = joined[
        joined["person"].isin(inside["person"]) | joined["person_id"].isin(inside["person_id"])
    ]
    score = pair_score(_codes(whole["person"]), _codes(whole["person_id"]))
    return {
        "rows": len(inside),
        "most": int(touched.groupby("person_id")["person"].nunique().max()),
        "f1": score.f1,
    }


def _text(figures: dict[str, Any]) -> str:
    lines = []
    for name, value in figures.items():
        if isinstance(value, PairScore):
            text = f"P {value.precision:.4f}  R {value.recall:.4f}  F1 {value.f1:.4f}"
            text += f"  (wrong {value.said - value.both}, missed {value.true - value.both})"
        elif isinstance(value, dict):
            text = f"rows {value['rows']}, F1 {value['f1']:.4f}, most persons {value['most']}"
        else:
            text = f"{value:.4f}" if isinstance(value, float) else str(value)
        lines.append(f"{name:<28} {text}")
    return "\n".join(lines) + "\n"


def _mean(found: list[dict[str, Any]]) -> str:
    lines = [f"mean of {len(found)} seeds (worst F1)"]
    for name in ("persons", "households", "families", "naive"):
        scores: list[PairScore] = [figures[name] for figures in found]
        lines.append(
            f"{name:<28} P {np.mean([s.precision for s in scores]):.4f}"
            f"  R {np.mean([s.recall for s in scores]):.4f}"
            f"  F1 {np.mean([s.f1 for s in scores]):.4f} ({min(s.f1 for s in scores):.4f})"
        )
    for name in found[0]:
        values = [figures.get(name) for figures in found]
        if all(isinstance(value, float) for value in values):
            lines.append(f"{name:<28} {np.nanmean(np.array(values, dtype=float)):.4f}")
    return "\n".join(lines)
