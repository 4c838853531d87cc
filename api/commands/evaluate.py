"""`satukan evaluate`: a run against the truth of synthetic extracts."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pyarrow import ArrowInvalid

from resolver.errors import InputError
from training.evaluate import Evaluation, evaluate
from training.evaluation_text import render


def print_evaluation(run: Path, truth: Path, *, as_json: bool = False) -> None:
    """Print the measures of the run in folder `run` against the truth in folder `truth`."""
    measured = evaluate_run(run, truth)
    print(json.dumps(measured.as_dict(), indent=2) if as_json else render(measured))


def evaluate_run(run: Path, truth: Path) -> Evaluation:
    """The measures of a run. InputError when one of its tables is missing or damaged."""
    return evaluate(_table(run, "memberships"), _table(truth, "records"), _table(run, "review"))


def summary(measured: Evaluation) -> str:
    """The measures without their break-down by group and damage."""
    return render(replace(measured, groups=[], damage=[]))


def _table(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise InputError(f"{path} is missing: {folder} is not the folder this command needs.")
    try:
        return pd.read_parquet(path)
    except (OSError, ArrowInvalid) as error:
        raise InputError(f"{path} cannot be read as Parquet; write it anew.") from error
