"""The demo's own parts: its folder, the household it shows, its check."""

from pathlib import Path

import pandas as pd
import pytest
from fastapi import FastAPI

from api import server
from api.demo import NOTICE, ask, check, example_household, prepare
from resolver.errors import OutputError, SettingError, StoreError


def write_run(folder: Path, sizes: dict[str, int]) -> None:
    pd.DataFrame({"household_id": list(sizes), "members": list(sizes.values())}).to_parquet(
        folder / "households.parquet"
    )
    homes = [home for home, size in sizes.items() for _ in range(size)]
    pd.DataFrame(
        {"person_id": [f"P-{n}" for n in range(len(homes))], "household_id": homes}
    ).to_parquet(folder / "persons.parquet")


def test_prepare_replaces_an_earlier_demo_and_keeps_other_files(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    prepare(out)
    (out / "run").mkdir()
    (out / "notes.txt").write_text("mine")
    prepare(out)
    assert sorted(path.name for path in out.iterdir()) == [NOTICE, "notes.txt"]


def test_prepare_leaves_a_foreign_folder_alone(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with pytest.raises(OutputError, match="no demo wrote"):
        prepare(tmp_path)
    assert (tmp_path / "run").exists()


def test_prepare_says_why_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Cannot write the demo"):
        prepare(tmp_path / "file" / "demo")


def test_the_example_is_a_household_of_several_members(tmp_path: Path) -> None:
    write_run(tmp_path, {"H-1": 1, "H-2": 3, "H-3": 5, "H-4": 12})
    assert example_household(tmp_path) == "H-3"


def test_without_a_fitting_household_the_largest_is_shown(tmp_path: Path) -> None:
    write_run(tmp_path, {"H-1": 1, "H-2": 3})
    assert example_household(tmp_path) == "H-2"


def test_check_compares_the_members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path, {"H-1": 1, "H-2": 3})
    members = [{"person_id": f"P-{n}"} for n in (1, 2, 3)]
    check({"household_id": "H-2", "members": members}, tmp_path)
    assert "OK" in capsys.readouterr().out
    with pytest.raises(StoreError, match="2 members of H-2, the tables 3"):
        check({"household_id": "H-2", "members": members[:2]}, tmp_path)
    with pytest.raises(StoreError):  # one member would prove little
        check({"household_id": "H-1", "members": [{"person_id": "P-0"}]}, tmp_path)


def test_the_server_runs_on_any_free_port_and_stops() -> None:
    service = FastAPI()

    @service.get("/hello")
    async def hello() -> dict[str, str]:
        return {"who": "satukan"}

    sock = server.open_socket("127.0.0.1", 0)
    with server.running(service, sock) as url:
        assert url == server.url_of(sock)
        assert ask(f"{url}/hello", "key") == {"who": "satukan"}
    with pytest.raises(OSError, match="refused"):
        ask(f"{url}/hello", "key")


def test_a_taken_port_is_said_with_the_way_out() -> None:
    taken = server.open_socket("127.0.0.1", 0)
    try:
        with pytest.raises(SettingError, match="--port"):
            server.open_socket("127.0.0.1", taken.getsockname()[1])
    finally:
        taken.close()
