"""Odd loads go down the whole road: no rows, no names, all of a source rejected, typed numbers."""

import json

import pandas as pd
import pytest

from resolver.errors import StoreError
from resolver.pipeline import resolve
from resolver.registry import Reader, open_registry
from resolver.settings import Settings
from training.synthetic import synthesise

HEAD = "ID Keluarga P3KE,ID Individu,Kode Kemdagri,Alamat,Nama,NIK,Jenis Kelamin,Tanggal Lahir"


@pytest.fixture
def run(tmp_path):
    def resolved(**files):
        folder = tmp_path / "in"
        folder.mkdir(exist_ok=True)
        for name, lines in files.items():
            (folder / f"{name}.csv").write_text("\n".join([HEAD, *lines]) + "\n")
        settings = Settings(home=tmp_path / "home", secret="a secret", database_url="")
        return resolve(folder, tmp_path / "out", settings)

    return resolved


def test_a_header_without_rows_gives_no_persons(run):
    done = run(p3ke=[])
    assert done.manifest["counts"]["persons"] == 0
    assert len(done.outputs["memberships"]) == 0


def test_records_without_any_name_are_resolved_by_what_they_have(run):
    rows = [f"F{n},I{n},,,,320702{n:02}01809001,L,01/01/1980" for n in range(1, 6)]
    assert run(p3ke=rows).manifest["counts"]["memberships"] == 5


def test_a_source_that_is_wholly_rejected_still_counts(run, tmp_path):
    good = ["F1,I1,,,BUDI,,L,01/02/1980"]
    bad = ["F2,,,,SITI,,P,01/02/1980", "F3,,,,TONO,,L,01/02/1980"]
    counts = run(p3ke_a=good, p3ke_b=bad).manifest["counts"]
    assert (counts["read"], counts["accepted"], counts["rejected"]) == (3, 1, 2)


def test_a_number_typed_into_an_address_is_hidden_wherever_it_is_shown_as_a_key(run):
    address = "JL MAWAR NIK 3207024501809003"
    rows = [f"F{n},I{n},3207022001,{address},SITI AMINAH,,P,05/01/1980" for n in (1, 2)]
    done = run(p3ke=rows)
    keys = done.outputs["keys"].query("key_type == 'ADDRESS'")["masked"]
    assert len(keys) == 2
    assert not keys.str.contains("3207024501809003").any()
    assert keys.str.contains("MAWAR").all()


def test_the_run_is_named_by_content_and_keeps_the_files_digests(run):
    first = run(p3ke=["F1,I1,,,BUDI,,L,01/02/1980"])
    second = run(p3ke=["F1,I1,,,SITI,,P,01/02/1980"])
    assert first.manifest["run"] != second.manifest["run"]
    assert {len(file["sha256"]) for file in second.manifest["files"]} == {64}


def test_a_run_whose_folder_cannot_be_finished_publishes_nothing(tmp_path, monkeypatch):
    synthesise(60, 3).write(tmp_path / "in")
    settings = Settings(home=tmp_path / "home", secret="a secret", database_url="")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("resolver.pipeline.write_reports", fail)
    with pytest.raises(Exception, match="No space left"):
        resolve(tmp_path / "in", tmp_path / "out", settings)
    assert not (tmp_path / "out").exists()
    assert not Reader(open_registry(settings.registry_url)).ping()


def test_equal_inputs_give_an_equal_manifest(tmp_path):
    synthesise(120, 4).write(tmp_path / "in")
    settings = Settings(home=tmp_path / "home", secret="a secret", database_url="")
    texts = []
    for name in ("one", "two"):
        resolve(tmp_path / "in", tmp_path / name, settings, registry=False)
        texts.append((tmp_path / name / "manifest.json").read_text())
        assert json.loads(texts[-1])["partition"]
        assert len(pd.read_parquet(tmp_path / name / "memberships.parquet"))
    assert texts[0] == texts[1]


def test_a_graph_store_that_is_away_is_told_before_the_work(tmp_path):
    synthesise(60, 3).write(tmp_path / "in")
    settings = Settings(home=tmp_path / "home", secret="a secret", neo4j_url="bolt://127.0.0.1:1")
    told = []
    with pytest.raises(StoreError):
        resolve(
            tmp_path / "in", tmp_path / "out", settings, progress=lambda *step: told.append(step)
        )
    assert told == []
    assert not (tmp_path / "out").exists()
