"""How many payment lines are attached, and how many to the right person.

python -m benchmarks.payments [--people N] [--seeds …] [--level …]
"""

import argparse
import tempfile
from pathlib import Path

import pandas as pd

from resolver.pipeline import resolve
from resolver.settings import Settings
from training.synthetic import synthesise


def measure(people: int, seed: int, level: str) -> dict[str, float]:
    """Shares of one registry's lines; `in_data` = lines whose person stands in an extract."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registry = synthesise(people, seed, level, traps=True)  # type: ignore[arg-type]
        registry.write(folder / "extracts")
        settings = Settings(home=folder / "home", secret="a secret")  # type: ignore[arg-type]
        run = resolve(folder / "extracts", folder / "run", settings, registry=False)
    truth = registry.truth
    members = run.outputs["memberships"].merge(truth, on=["source", "source_record_id"])
    # a person is whom most of their records are of
    count = members.groupby(["person_id", "person"]).size().rename("rows").reset_index()
    count = count.sort_values(["person_id", "rows"]).drop_duplicates("person_id", keep="last")
    lines = run.outputs["payments"].merge(registry.payments_truth[["line", "person"]], on="line")
    lines["found"] = lines["person_id"].map(count.set_index("person_id")["person"])
    attached = lines["state"] == "ATTACHED"
    right = attached & (lines["found"] == lines["person"])
    in_data = lines["person"].isin(truth["person"])
    return {
        "lines": len(lines),
        "attached": attached.mean(),
        "doubtful": (lines["state"] == "DOUBTFUL").mean(),
        "unmatched": (lines["state"] == "UNMATCHED").mean(),
        "right of attached": right.sum() / attached.sum(),
        "right of in_data": right.sum() / in_data.sum(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[104, 105])
    parser.add_argument("--level", default="realistic")
    given = parser.parse_args()
    rows = {seed: measure(given.people, seed, given.level) for seed in given.seeds}
    print(pd.DataFrame(rows).T.round(4).to_string())


if __name__ == "__main__":
    main()
