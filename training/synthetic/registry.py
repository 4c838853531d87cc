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

from resolver.errors import InputError, OutputError
from training.synthetic.addresses import make_houses
from training.synthetic.areas import Areas, make_areas
from training.synthetic.arrays import Ints, Texts, fill
from training.synthetic.bases import Base, make_base
from training.synthetic.families import make_families
from training.synthetic.layouts import lay_out_dtks, lay_out_p3ke, lay_out_regsosek, sort_order
from training.synthetic.payments import make_payments
from training.synthetic.people import People, make_people, make_welfare
from training.synthetic.programmes import make_programmes
from training.synthetic.rates import DTKS, LEVELS, P3KE, REGSOSEK, SIAK, SOURCES, LevelName
from training.synthetic.siak import CivilRegistry, typed
from training.synthetic.traps import make_traps, plan_heaps

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
    people: int, seed: int, level: LevelName = "realistic", traps: bool = False
) -> SyntheticRegistry:
    """Make a registry of so many people, the same for the same arguments.

    `level` scales the errors of the domain's error model; `traps` adds the habits that join
    strangers (an office's address, fillers, a shared NIK and KK, heaps of names and dates).
    Raises InputError for a level that does not exist or fewer than 20 people.
    """
    if level not in LEVELS:
        raise InputError(f"No level {level!r}: choose {', '.join(LEVELS)}.")
    if people < 20:
        raise InputError("A registry needs at least 20 people.")
    rates = LEVELS[level]
    areas = make_areas(seed, people)
    f = make_families(seed, people, areas)
    desil = make_welfare(seed, areas, f)
    heaps = plan_heaps(seed, areas, f, desil) if traps else None
    p = make_people(seed, areas, f, desil, rates.namesakes, heaps)
    houses = make_houses(seed, areas, f)
    programmes = make_programmes(seed, areas, p)
    habits = make_traps(seed, areas, f, heaps[0], p.nik, p.kk) if heaps else None

    def base(source: int, from_dtks: Texts | None = None) -> Base:
        return make_base(seed, source, rates, areas, p, houses, habits, from_dtks)

    dtks, regsosek, civil = base(DTKS), base(REGSOSEK), base(SIAK)
    wrong = fill(people)
    wrong[dtks.rows.person[dtks.wrong_nik]] = dtks.nik[dtks.wrong_nik]
    p3ke = base(P3KE, wrong)
    office = CivilRegistry(
        p, civil.rows.person, civil.name, civil.mother, civil.kk, civil.dates, civil.sex
    )
    answers = []
    for source, b in ((DTKS, dtks), (P3KE, p3ke)):
        order = sort_order(b)
        # nobody asks for "-" or "0"
        order = order[np.char.str_len(typed(b.nik[order]).astype(str)) > 1]
        with_card = source == DTKS
        answers.append(
            office.answer(
                seed, SOURCES[source], b.ids[order], b.nik[order], b.name[order],
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
        [
            _truth(source, b, areas, p)
            for source, b in ((DTKS, dtks), (REGSOSEK, regsosek), (P3KE, p3ke))
        ],
        ignore_index=True,
    )
    siak = pd.concat(answers, ignore_index=True)
    payments, paid = make_payments(seed, rates.errors, areas, p, programmes)
    beside = {"siak": siak, "payments": payments}
    counts = {name: len(frame) for name, frame in {**extracts, **beside}.items()}
    manifest = {
        "synthetic": True, "people": people, "seed": seed, "level": level, "traps": traps,
        "families": len(p.kk), "households": int(f.household[-1]) + 1,
        "villages": len(areas.village), "rows": counts,
    }  # fmt: skip
    return SyntheticRegistry(extracts, siak, areas.table(), truth, payments, paid, manifest)


def _truth(source: int, b: Base, areas: Areas, p: People) -> pd.DataFrame:
    """Rows of `truth/records.parquet`, in the extract's order."""
    order: Ints = sort_order(b)
    person = b.rows.person[order]
    family = p.f.family[person]
    frame = pd.DataFrame(
        {
            "source": fill(len(person), SOURCES[source]),
            "source_record_id": b.ids[order],
            "person": person,
            "family": family,
            "household": p.f.household[family],
            "alive": p.alive[person],
            "sex": np.where(p.f.sex[person] == 0, "M", "F"),
            "mononym": np.array([" " not in name for name in p.name[person].tolist()]),
            "island": areas.island[p.f.village[family]],
            "elderly": p.elderly[person],
            "no_nik": b.no_nik[order],
            "trap": b.trap[order],
            "damage": b.damage[order],
        }
    )
    text = ["source", "source_record_id", "sex", "island", "trap", "damage"]
    return frame.astype(dict.fromkeys(text, "str"))
