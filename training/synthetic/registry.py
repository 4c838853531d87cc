"""The synthetic registry: one call makes a quarter's extracts with their exact truth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from resolver.errors import OutputError
from training.synthetic.areas import Areas
from training.synthetic.arrays import Bools, Ints, Texts, fill
from training.synthetic.bases import Base
from training.synthetic.layouts import lay_out_dtks, lay_out_p3ke, lay_out_regsosek, sort_order
from training.synthetic.payments import make_payments
from training.synthetic.people import People
from training.synthetic.rates import DTKS, P3KE, REGSOSEK, SOURCES, LevelName, Times
from training.synthetic.siak import asked_about
from training.synthetic.world import World, make_world

NOTICE = """SYNTHETIC DATA - DATA SINTETIS

Every person, number, address and village in this folder is invented by satukan's generator
(training/synthetic). NIK and KK serials lie in 9001-9998, which no office issues; only planted
errors leave them. Any likeness to a real person is chance.
Semua data di folder ini buatan; tidak ada orang yang nyata.
"""


@dataclass(frozen=True)
class SyntheticRegistry:
    """Extracts (`dtks`, `regsosek`, `p3ke`), SIAK answers, the area list, payments, and the truth.

    All frames hold text (`str`) but for the truth's numbers and flags; their columns are those
    of docs/tables.md §1 and §6.
    """

    extracts: dict[str, pd.DataFrame]
    siak: pd.DataFrame
    areas: pd.DataFrame
    truth: pd.DataFrame
    payments: pd.DataFrame
    payments_truth: pd.DataFrame
    manifest: Mapping[str, Any]

    def write(self, folder: Path | str) -> None:
        """Write the folder that `satukan resolve` reads, with `truth/` beside it.

        Raises OutputError where the folder cannot be written.
        """
        folder = Path(folder)
        try:
            (folder / "truth").mkdir(parents=True, exist_ok=True)
            (folder / "SYNTHETIC.txt").write_text(NOTICE, encoding="utf-8")
            beside = {"siak": self.siak, "areas": self.areas, "payments": self.payments}
            for name, frame in {**self.extracts, **beside}.items():
                _write_csv(frame, folder / f"{name}.csv")
            for name, frame in (("records", self.truth), ("payments", self.payments_truth)):
                table = pa.Table.from_pandas(frame, preserve_index=False)
                table = table.replace_schema_metadata({b"notice": b"synthetic"})
                pq.write_table(table, folder / "truth" / f"{name}.parquet")
            text = json.dumps(self.manifest, indent=2, sort_keys=True) + "\n"
            (folder / "manifest.json").write_text(text, encoding="utf-8")
        except OSError as error:
            raise OutputError(
                f"Cannot write the synthetic registry to {folder}: {error.strerror}. "
                "Give a folder that can be written."
            ) from error


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    with path.open("wb") as file:
        # Arrow quotes every header; the bases do not
        file.write((",".join(frame.columns) + "\n").encode())
        options = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
        pa_csv.write_csv(table, file, options)


def synthesise(
    people: int,
    seed: int,
    level: LevelName = "realistic",
    traps: bool = False,
    times: Times = (),
    habits: tuple[str, ...] = (),
) -> SyntheticRegistry:
    """Make a registry of so many people, the same for the same arguments.

    `level` scales the errors of the domain's error model; `traps` adds the habits that join
    strangers (an office's address, fillers, a shared NIK and KK, heaps of names and dates); `times`
    multiplies the rates of single kinds of error, `habits` are those of other offices
    (:class:`training.synthetic.rates.Level`).
    Raises InputError for a level that does not exist or fewer than 20 people.
    """
    return registry_of(make_world(people, seed, level, traps, times, habits))


def registry_of(world: World) -> SyntheticRegistry:
    """Lay out the extracts of a world, with SIAK's answers, payments and the truth."""
    areas, p, programmes, office = world.areas, world.people, world.programmes, world.office
    dtks, regsosek, p3ke = (world.bases[source] for source in (DTKS, REGSOSEK, P3KE))
    answers = []
    for source, b in ((DTKS, dtks), (P3KE, p3ke)):
        order = sort_order(b)
        order = order[asked_about(b.nik[order])]
        with_card = source == DTKS
        answers.append(
            office.answer(
                world.seed, SOURCES[source], b.ids[order], b.nik[order], b.name[order],
                b.dates.take(order), b.sex[order],
                b.kk[order] if with_card else None, b.mother[order] if with_card else None,
            )
        )  # fmt: skip
    extracts = {
        "dtks": lay_out_dtks(dtks, areas, p, programmes),
        "regsosek": lay_out_regsosek(regsosek, areas, p),
        "p3ke": lay_out_p3ke(p3ke, areas, p, programmes, office.confirms(p3ke.nik, p3ke.name)),
    }
    truth = pd.concat(
        [_truth(source, world.bases[source], areas, p) for source in (DTKS, REGSOSEK, P3KE)],
        ignore_index=True,
    )
    siak = pd.concat(answers, ignore_index=True)
    payments, paid = make_payments(world.seed, world.level.errors, areas, p, programmes)
    beside = {"siak": siak, "payments": payments}
    counts = {name: len(frame) for name, frame in {**extracts, **beside}.items()}
    manifest = {
        "synthetic": True, **world.asked,
        "families": len(p.kk), "households": int(p.f.household[-1]) + 1,
        "villages": len(areas.village), "rows": counts,
    }  # fmt: skip
    return SyntheticRegistry(extracts, siak, areas.table(), truth, payments, paid, manifest)


def _truth(source: int, b: Base, areas: Areas, p: People) -> pd.DataFrame:
    """Rows of `truth/records.parquet`, in the extract's order."""
    order: Ints = sort_order(b)
    return record_truth(
        source, b.ids[order], b.rows.person[order], b.no_nik[order], b.trap[order],
        b.damage[order], areas, p,
    )  # fmt: skip


def record_truth(
    source: int, ids: Texts, person: Ints, no_nik: Bools, trap: Texts, damage: Texts,
    areas: Areas, p: People,
) -> pd.DataFrame:  # fmt: skip
    """Rows of `truth/records.parquet` for records of one source: whom each speaks of."""
    family = p.f.family[person]
    frame = pd.DataFrame(
        {
            "source": fill(len(person), SOURCES[source]),
            "source_record_id": ids,
            "person": person,
            "family": family,
            "household": p.f.household[family],
            "alive": p.alive[person],
            "sex": np.where(p.f.sex[person] == 0, "M", "F"),
            "mononym": np.array([" " not in name for name in p.name[person].tolist()]),
            "island": areas.island[p.f.village[family]],
            "elderly": p.elderly[person],
            "no_nik": no_nik,
            "trap": trap,
            "damage": damage,
        }
    )
    text = ["source", "source_record_id", "sex", "island", "trap", "damage"]
    return frame.astype(dict.fromkeys(text, "str"))
