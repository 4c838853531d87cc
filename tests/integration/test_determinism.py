"""The partition does not hang on the order of the rows, on the processes, or on the hash seed."""

import os
import subprocess
import sys

import pandas as pd
import pytest

from training.synthetic import synthesise

SCRIPT = """
import sys
from pathlib import Path
from resolver.match import scoring
from resolver.pipeline import resolve
from resolver.settings import Settings
if __name__ == "__main__":
    scoring.CHUNK = 2_000  # several chunks, so that several processes have work
    folder, out, processes = sys.argv[1:]
    settings = Settings(home=Path(out) / "home", secret="the same secret")
    out = Path(out) / "run"
    run = resolve(Path(folder), out, settings, processes=int(processes), registry=False)
    print(run.manifest["partition"], run.manifest["run"])
"""


def partition(folder, out, processes, hash_seed):
    out.mkdir()
    script = out / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(out), str(processes)],
        env=os.environ | {"PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """One registry as it came, and with the rows of every extract shuffled."""
    root = tmp_path_factory.mktemp("extracts")
    synthesise(3_000, 5, "realistic", True).write(root / "plain")
    (root / "shuffled").mkdir()
    for file in (root / "plain").glob("*.csv"):
        rows = pd.read_csv(file, dtype="str", keep_default_na=False)
        rows.sample(frac=1, random_state=1).to_csv(root / "shuffled" / file.name, index=False)
    return root


def test_the_partition_is_the_same_in_any_order_any_processes_any_hash_seed(folders, tmp_path):
    plain = partition(folders / "plain", tmp_path / "a", 1, 1)
    assert partition(folders / "shuffled", tmp_path / "b", 2, 2) == plain
    assert partition(folders / "plain", tmp_path / "c", 2, 3) == plain
    assert len(plain[0]) == 64
