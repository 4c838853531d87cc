"""Writes the change report: tables as Parquet and CSV, pages in Bahasa Indonesia and English."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from resolver.entities.changes import summary
from resolver.outputs import write_table
from resolver.report.changes.facts import change_facts
from resolver.report.changes.render import render_changes
from resolver.report.texts import Language

FILES: dict[Language, str] = {"id": "changes.html", "en": "changes.en.html"}


def write_changes(
    folder: Path,
    rows: pd.DataFrame,
    balance: Mapping[str, Mapping[str, int]],
    run: Mapping[str, Any],
    names: Mapping[str, str] | None = None,
) -> None:
    """Write `changes`, `changes_by_area` (Parquet, CSV), `changes.html` and `changes.en.html`.

    In: as of :func:`change_facts`.
    """
    write_table(folder, "changes", rows)
    write_table(folder, "changes_by_area", summary(rows))
    facts = change_facts(rows, balance, run, names)
    for language, name in FILES.items():
        (folder / name).write_text(render_changes(facts, language), encoding="utf-8")
