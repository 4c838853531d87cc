"""Erasing a person: not a byte of name or NIK is left in the home, and the rest goes on.

The bytes of every file are read, Parquet also by its values (its pages are compressed).
"""

import csv
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api import cli
from resolver.entities.partition import partition_hash
from resolver.erasing import erase_values
from resolver.errors import ConflictError, DecisionError, NotFoundError, ReplacedError
from resolver.foreseeing import foresee
from resolver.lake import Lake, Loads
from resolver.outputs import file_digests
from resolver.pipeline import resolve
from resolver.plan import Plan
from resolver.promotion import promote
from resolver.registry import Decision, Kind, Ledger, Reader, open_registry
from resolver.registry.history import publications, story_of
from resolver.registry.ledger import Query
from resolver.restore import rebuild
from resolver.settings import Settings
from resolver.sources import read_extracts
from training.synthetic.quarters import Options, write_quarters

NAME, WORD = "ZUBEDAWATI QOHARINA", "ZUBEDAWATI"
NOTE = "surat ZUBEDAWATI"


@dataclass
class World:
    settings: Settings
    quarters: Path
    out: Path
    nik: str
    records: list[str]
    person: str


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two quarters and a load that waits; one person of several rows has a name of their own."""
    folder = tmp_path_factory.mktemp("begun")
    quarters, out = folder / "quarters", folder / "out"
    write_quarters(quarters, Options(120, seed=97, traps=False, events=2), 3)
    nik = renamed(quarters)
    settings = Settings(home=folder / "home", secret="erasing")
    for quarter in ("2026Q1", "2026Q2"):
        run = resolve(quarters / quarter, out / quarter, settings, refresh=True)
    extracts = read_extracts(quarters / "2026Q3")
    Loads(Lake(settings.home / "lake")).add(extracts, file_digests(extracts.paths))
    persons = run.outputs["persons"]
    person = persons.loc[persons["name"] == NAME, "person_id"].iloc[0]
    members = run.outputs["memberships"]
    records = members.loc[members["person_id"] == person, "record_id"].tolist()
    assert len(records) > 1
    return World(settings, quarters, out, nik, records, person)


@pytest.fixture
def world(begun: World, tmp_path: Path) -> World:
    """A copy of it, to erase from."""
    shutil.copytree(begun.settings.home, tmp_path / "home")
    settings = begun.settings.model_copy(update={"home": tmp_path / "home"})
    return replace(begun, settings=settings, out=tmp_path / "out")


def renamed(quarters: Path) -> str:
    """Give the person whose NIK stands in most rows a name of their own, in every quarter."""
    found: dict[str, int] = {}
    for file in sorted((quarters / "2026Q1").glob("*.csv")):
        for row in read(file)[1]:
            for value in set(row):
                if len(value) == 16 and value.isdigit() and file.stem in ("dtks", "regsosek"):
                    found[value] = found.get(value, 0) + 1
    paid = {v for row in read(quarters / "2026Q1" / "payments.csv")[1] for v in row}
    nik = next(n for n, count in sorted(found.items()) if count == 2 and n in paid and is_nik(n))
    for file in sorted(quarters.glob("*/*.csv")):
        header, rows = read(file)
        names = [place for place, name in enumerate(header) if "nama" in name.lower()
                 and not any(word in name.lower() for word in ("ibu", "desa", "kel", "kec", "kab",
                                                               "prov", "jalan"))]  # fmt: skip
        for row in rows:
            if nik in row and names:
                row[names[0]] = NAME
        write(file, header, rows)
    return nik


def is_nik(number: str) -> bool:
    """A card's number has no woman's day; a man's NIK could be one, so a woman's is taken."""
    return 41 <= int(number[6:8]) <= 71


def read(file: Path) -> tuple[list[str], list[list[str]]]:
    text = file.read_text(encoding="utf-8-sig")
    dialect = csv.Sniffer().sniff(text[:2000], ",;|\t")
    rows = list(csv.reader(text.splitlines(), dialect))
    return rows[0], rows[1:]


def write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    dialect = csv.Sniffer().sniff(file.read_text(encoding="utf-8-sig")[:2000], ",;|\t")
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=dialect.delimiter).writerows([header, *rows])


def files_with(home: Path, text: str) -> list[str]:
    """Files of the home in which a text stands, as bytes or as a value of Parquet."""
    found = []
    for path in sorted(home.rglob("*")):
        if not path.is_file():
            continue
        held = text.encode() in path.read_bytes()
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            held |= any(text in repr(column.to_pylist()) for column in table.columns)
        if held:
            found.append(path.relative_to(home).as_posix())
    return found


def ledger_of(settings: Settings) -> Ledger:
    return Ledger(open_registry(settings.registry_url), settings.secret_key)


def test_not_a_byte_of_a_person_is_left_and_the_rest_goes_on(world: World) -> None:
    settings, home = world.settings, world.settings.home
    ledger = ledger_of(settings)
    record = world.records[0]
    ledger.decide(Decision(Kind.VALUE, "VALUE_BY_VISIT", "ani", (record,), field="name",
                           value=NAME, note=NOTE))  # fmt: skip
    ledger.decide(Decision(Kind.VALUE, "VALUE_BY_VISIT", "ani", (record,), field="nik",
                           value=world.nik))  # fmt: skip
    _, candidate = foresee(None, world.out / "if", settings)
    before = {text: files_with(home, text) for text in (WORD, world.nik)}
    for text, files in before.items():
        for place in ("lake/000001", "lake/000002", "lake/loads", "candidates", "registry.sqlite"):
            assert any(place in file for file in files), (text, place)
    kept = Lake(home / "lake")
    partitions = {name: kept.run(name).manifest()["partition"] for name in kept.runs()}
    others = kept.run(kept.runs()[-1]).table("persons").set_index("person_id").drop(world.person)

    done = erase_values(settings, world.person, actor="dpo", reason="OWN_REQUEST")
    assert set(world.records) <= set(done.records)
    assert done.others == ()
    for text in (WORD, "QOHARINA", world.nik):
        assert files_with(home, text) == [], text
    assert ledger.verify() == []
    assert all(not view.values for view in ledger.find(Query(record=record)))
    for name in kept.runs():
        facts = kept.run(name).manifest()
        assert facts["partition"] == partitions[name]
        assert facts["erased"][0]["decision"] == done.decision
        assert set(world.records) <= set(facts["erased"][0]["records"])
    view = Reader(open_registry(settings.registry_url)).person(world.person)
    assert (view.name, view.nik, view.mother_name, view.birth_date) == (None, None, None, None)
    after = kept.run(kept.runs()[-1]).table("persons").set_index("person_id").drop(world.person)
    assert after.equals(others), "nobody else's values are touched"
    rebuild(settings)

    again = erase_values(settings, world.person, actor="dpo", reason="OWN_REQUEST")
    assert (again.folders, again.decision) == (0, None)
    run = resolve(None, world.out / "3", settings, refresh=True, plan=Plan(waiting=True))
    assert not set(world.records) & set(run.outputs["memberships"]["record_id"])
    with pytest.raises(ReplacedError, match="retired"):
        Reader(open_registry(settings.registry_url)).person(world.person)
    fate, _ = story_of(open_registry(settings.registry_url), world.person)
    assert fate.state == "retired"
    for text in (WORD, world.nik):
        assert files_with(home, text) == [], "a load that waited brings nothing back"
    with pytest.raises(ConflictError):
        promote(settings, candidate)


def test_of_a_record_only_its_own_values_go(world: World) -> None:
    settings = world.settings
    kept = Lake(settings.home / "lake")
    run = kept.run(kept.runs()[-1])
    before = run.table("persons").set_index("person_id").loc[world.person]
    told = json.loads(before["provenance"])
    record = told["name"]["record_id"]
    erase_values(settings, record, actor="dpo", reason="OWN_REQUEST")
    after = run.table("persons").set_index("person_id").loc[world.person]
    for name, source in told.items():
        gone = source["record_id"] == record
        assert (str(after[name]) == str(before[name])) is not gone or not before[name], name
    assert record not in after["provenance"]
    assert len(run.table("clean")) == len(run.table("raw")) == len(run.table("memberships")) - 1
    members = run.table("memberships")
    labels = members["person_id"].astype("category").cat.codes.to_numpy()
    assert partition_hash(labels, members["record_id"]) == run.manifest()["partition"]
    following = resolve(None, world.out / "next", settings, refresh=True)
    owner = following.outputs["memberships"].set_index("record_id")["person_id"]
    left = [one for one in world.records if one != record]
    assert {owner[one] for one in left} == {world.person}


def test_a_run_that_read_before_an_erasure_is_not_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from resolver import pipeline

    settings, plain = world.settings, pipeline.write_reports

    def erased_meanwhile(*arguments: object) -> None:
        plain(*arguments)
        erase_values(settings, world.person, actor="dpo", reason="OWN_REQUEST")

    monkeypatch.setattr(pipeline, "write_reports", erased_meanwhile)
    before = publications(open_registry(settings.registry_url), 1)
    with pytest.raises(ConflictError, match="erased while this ran"):
        resolve(world.quarters / "2026Q3", world.out / "late", settings, refresh=True)
    assert publications(open_registry(settings.registry_url), 1) == before
    assert files_with(settings.home, WORD) == []


def test_what_cannot_be_erased_is_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    settings = world.settings
    for who in ("P-" + "A" * 16, "0" * 32, "F-" + "A" * 16, "SITI"):
        with pytest.raises(NotFoundError):
            erase_values(settings, who, actor="dpo", reason="OWN_REQUEST")
    with pytest.raises(DecisionError, match="OWN_REQUEST"):
        erase_values(settings, world.person, actor="dpo", reason="TWINS")
    assert not (settings.home / "lake" / "erased.json").exists()
    with pytest.raises(SystemExit) as stop:
        cli.main(["erase", world.person, "--actor", "dpo", "--home", str(settings.home)])
    assert stop.value.code == 7, "another secret"
    told = capsys.readouterr().err
    assert world.nik not in told
