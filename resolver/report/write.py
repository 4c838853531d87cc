"""Writes a run's reports: Bahasa Indonesia first, English beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from resolver.report.facts import facts_from
from resolver.report.render import render_report
from resolver.report.texts import Language

FILES: dict[Language, str] = {"id": "report.html", "en": "report.en.html"}


def write_reports(
    folder: Path,
    manifest: Mapping[str, Any],
    outputs: Mapping[str, pd.DataFrame],
    clean: pd.DataFrame,
    times: Mapping[str, float] | None = None,
) -> None:
    """Write `report.html` and `report.en.html` into `folder`; see :func:`facts_from`."""
    facts = facts_from(manifest, outputs, clean, times)
    for language, name in FILES.items():
        (folder / name).write_text(render_report(facts, language), encoding="utf-8")
