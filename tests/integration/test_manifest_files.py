"""The manifest's files: true counts and a digest each, also of archives, sheets and equal names."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from resolver.pipeline import resolve
from resolver.settings import Settings
from tests.fixtures.files import workbook
from training.synthetic import synthesise

MAPPING = """format = 1
[[source]]
source = "BUKU"
files = ["buku*"]
sheet = "Data"
[source.columns]
source_record_id = "ID"
name = "NAMA"
[[source]]
source = "BUKU"
files = ["buku*"]
sheet = "Lagi"
[source.columns]
source_record_id = "ID"
name = "NAMA"
"""


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("load")
    synthesise(120, 5, "easy").write(folder)
    with zipfile.ZipFile(folder / "load.zip", "w") as archive:
        for name in ("dtks.csv", "p3ke.csv"):
            archive.write(folder / name, f"jawa/{name}")
            (folder / name).unlink()
    head = ["ID", "NAMA"]
    workbook(folder / "buku.xlsx", {"Data": [head, ["1", "ANI"]], "Lagi": [head, ["2", "BUDI"]]})
    (folder / "mapping.toml").write_text(MAPPING)
    out = tmp_path_factory.mktemp("runs") / "out"
    resolve(folder, out, Settings(home=out.parent, secret="s" * 32), registry=False)
    text = (out / "manifest.json").read_text(encoding="utf-8")
    return folder, json.loads(text, parse_constant=refuse)


def test_every_file_has_the_digest_of_what_it_lies_in(run: tuple[Path, dict[str, Any]]) -> None:
    folder, manifest = run
    found = {line["file"]: line["sha256"] for line in manifest["files"]}
    within = {
        "buku.xlsx/Data": "buku.xlsx",
        "buku.xlsx/Lagi": "buku.xlsx",
        "load.zip/jawa/dtks.csv": "load.zip",
        "load.zip/jawa/p3ke.csv": "load.zip",
        "regsosek.csv": "regsosek.csv",
    }
    for label, name in within.items():
        assert found[label] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_what_was_not_read_stands_there(run: tuple[Path, dict[str, Any]]) -> None:
    skipped = {line["file"]: line["why"] for line in run[1]["skipped"]}
    assert skipped["SYNTHETIC.txt"] == "ENDING"
    assert skipped["truth/"] == "FOLDER"
    assert "mapping.toml" not in skipped
