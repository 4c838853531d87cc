"""`satukan demo`: synthetic people to households behind an API, with its own check.

One folder holds it all: `extracts/` (with `truth/`), `run/` (tables, report) and `home/`
(registry, secret). An earlier demo's folder is replaced; any other folder is left alone.
"""

import json
import os
import shutil
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pandas as pd

from api.app import create_app
from api.commands.evaluate import evaluate_run, summary
from api.commands.resolve import counts_text, run_road
from api.commands.serve import make_key
from api.commands.synthesise import write_extracts
from api.server import open_socket, running, serve, url_of
from api.wiring import settings_from
from resolver.errors import OutputError, StoreError
from resolver.settings import Settings

NOTICE = "SATUKAN-DEMO.txt"
PARTS = ("extracts", "run", "home")  # what a demo writes, and all that the next one removes
KEY_HEADER = "X-API-Key"


def run_demo(*, people: int, out: Path, port: int, seed: int) -> None:
    """Make, resolve, measure and serve `people` synthetic people; ends at once with CI=true."""
    started = time.perf_counter()
    prepare(out)
    settings = settings_from(home=out / "home", port=port, database_url="", neo4j_url="")
    write_extracts(out / "extracts", people=people, seed=seed, level="realistic", traps=True)
    print()
    run = run_road(out / "extracts", out / "run", settings)
    print("\nCounts")
    print(counts_text(run))
    print("\nAgainst the truth")
    print(summary(evaluate_run(out / "run", out / "extracts" / "truth")))
    print(f"\nReport      {(out / 'run' / 'report.html').resolve().as_uri()}")
    print(f"            (English: report.en.html) · {time.perf_counter() - started:.0f} s so far")
    show(settings, out)


def prepare(out: Path) -> None:
    """Make the demo's folder anew. OutputError when it holds something that is no demo."""
    try:
        if out.exists() and any(out.iterdir()):
            if not (out / NOTICE).is_file():
                raise OutputError(
                    f"{out} holds files that no demo wrote. Give another folder with --out."
                )
            for part in PARTS:
                if (out / part).exists():
                    shutil.rmtree(out / part)
        out.mkdir(parents=True, exist_ok=True)
        (out / NOTICE).write_text(
            "Written by `satukan demo` from synthetic people; replaced by the next demo.\n",
            encoding="utf-8",
        )
    except OSError as error:
        raise OutputError(f"Cannot write the demo to {out}: {error.strerror}.") from error


def show(settings: Settings, out: Path) -> None:
    """Serve the run: until Ctrl-C, or with CI=true until one household has been compared."""
    key = make_key(settings, "demo")
    household = example_household(out / "run")
    service = create_app(settings)
    sock = open_socket(settings.host, settings.port)
    address = f"{url_of(sock)}/v1/households/{household}"
    print(f"Service     {url_of(sock)}  (its API: {url_of(sock)}/openapi.json)")
    print(f'\n  curl -H "{KEY_HEADER}: {key}" {address}\n', flush=True)
    if os.environ.get("CI", "").lower() == "true":
        with running(service, sock):
            check(ask(address, key), out / "run")
        return
    print("Ctrl-C stops.", flush=True)
    serve(service, sock)


def example_household(run: Path) -> str:
    """The id of a household worth looking at: the first of 4 to 8 members, else the largest."""
    households = pd.read_parquet(run / "households.parquet", columns=["household_id", "members"])
    fit = households[households["members"].between(4, 8)]
    chosen = fit if len(fit) else households.nlargest(1, "members")
    return str(chosen["household_id"].iloc[0])


def ask(address: str, key: str) -> dict[str, Any]:
    """The service's answer to a GET with the API key, decoded."""
    request = urllib.request.Request(address, headers={KEY_HEADER: key})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body: dict[str, Any] = json.load(answer)
    return body


def check(answer: dict[str, Any], run: Path) -> None:
    """Compare the service's household with the tables; StoreError when they differ."""
    persons = pd.read_parquet(run / "persons.parquet", columns=["person_id", "household_id"])
    household = answer["household_id"]
    expected = set(persons.loc[persons["household_id"] == household, "person_id"])
    given = {member["person_id"] for member in answer["members"]}
    if given != expected or len(given) < 2:
        raise StoreError(
            f"The service gives {len(given)} members of {household}, the tables {len(expected)}."
        )
    print(f"OK: {household} has the same {len(given)} members in the service and in the tables.")
    sys.stdout.flush()
