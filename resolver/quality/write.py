"""Writes the quality pages: Bahasa Indonesia first, English beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from resolver.quality.assess import Quality
from resolver.quality.facts import quality_facts
from resolver.quality.render import render_quality
from resolver.report.texts import Language

FILES: dict[Language, str] = {"id": "quality.html", "en": "quality.en.html"}


def write_quality(folder: Path, quality: Quality, manifest: Mapping[str, Any]) -> None:
    """Write `quality.html` and `quality.en.html` into `folder`."""
    facts = quality_facts(quality, manifest)
    for language, name in FILES.items():
        (folder / name).write_text(render_quality(facts, language), encoding="utf-8")
