"""Facts → one page that needs nothing else: styles and charts inside, no script."""

from functools import cache
from importlib import resources
from typing import Any, Final

from markupsafe import Markup

from resolver.quality.charts import stack
from resolver.quality.facts import AREA_MEASURES, STATUS_COLUMNS, Area, QualityFacts
from resolver.quality.limits import shipped_limits
from resolver.report import charts
from resolver.report.render import STATUSES, environment, page_style
from resolver.report.texts import Language, Texts, texts

PACKAGE: Final = "resolver.quality"
# From sound over doubtful to missing, for every column that has statuses.
ORDER: Final = (
    "VERIFIED", "KNOWN", "FULL", "BRIDGED", "BY_NAME", "NO_DAY", "YEAR_ONLY",
    *(status for status in STATUSES if status != "MISSING"),
    "MISMATCH", "INACTIVE", "NOT_FOUND", "AMBIGUOUS", "UNKNOWN", "UNREADABLE", "MISSING",
)  # fmt: skip
CONTENTS: Final = ("findings", "drift", "statuses", "filled", "areas", "payments", "limits")


def render_quality(facts: QualityFacts, language: Language) -> str:
    """The quality page as a whole HTML document in `language` (`id` or `en`)."""
    words = texts(language, PACKAGE)
    template = environment(PACKAGE).get_template("quality.html.j2")
    limits = shipped_limits()
    run = dict(facts.run)
    if facts.compared_with:
        run["compared_with"] = facts.compared_with
    return template.render(
        facts=facts,
        words=words,
        language=language,
        style=Markup(page_style() + _style()),
        run=run,
        number=words.number,
        percent=words.percent,
        share=lambda value: words.percent(value, 1),
        meter=lambda part, whole: Markup(charts.meter(part, whole)),
        phrase=lambda column, measure: _phrase(words, column, measure),
        contents=[name for name in CONTENTS if name != "payments" or facts.payments],
        tiles=_tiles(facts, words),
        statuses=[_status_part(facts, column, words) for column in STATUS_COLUMNS
                  if any(facts.statuses.get(column, {}).values())],
        filled=_filled(facts, words),
        nik_bar=lambda area: Markup(_nik_bar(area, words)),
        measures=AREA_MEASURES,
        limits=limits,
    )  # fmt: skip


def _phrase(words: Texts, column: str, measure: str) -> str:
    """What a measure says, in words: its own phrase, else column and status."""
    key = f"{column}/{measure}"
    phrase = words.label("measure", key)
    if phrase != key:
        return phrase
    status = words.label("reason", measure) if column == "row" else words.label("status", measure)
    return f"{words.label('column', column)}: {status.lower() if status != measure else status}"


def _tiles(facts: QualityFacts, words: Texts) -> list[tuple[str, int, str]]:
    """The four numbers at the top."""
    numbers = {
        "rows": sum(facts.rows.values()),
        "villages": facts.villages,
        "findings": len(facts.findings),
        "changes": len(facts.changes) + facts.changes_left_out,
    }
    return [(name, number, words.label("tile", name)) for name, number in numbers.items()]


def _status_part(facts: QualityFacts, column: str, words: Texts) -> dict[str, Any]:
    """Chart and table of one column's statuses by source."""
    by_source = facts.statuses[column]
    seen = {status for counts in by_source.values() for status in counts}
    order = [status for status in ORDER if status in seen] + sorted(seen - set(ORDER))
    name = words.label("column", column)
    return {
        "name": name,
        "chart": Markup(charts.statuses(by_source, order, name, words)),
        "sources": list(by_source),
        "totals": {source: sum(counts.values()) for source, counts in by_source.items()},
        "rows": [
            (status, words.label("status", status), [c.get(status, 0) for c in by_source.values()])
            for status in order
        ],
    }


def _filled(facts: QualityFacts, words: Texts) -> list[dict[str, Any]]:
    """One line per column: for every source its bar and the share that lacks a usable value."""
    lines = []
    for column, by_source in facts.filled.items():
        cells: list[tuple[Markup, str] | None] = []
        for told in by_source.values():
            if told is None:
                cells.append(None)
                continue
            missing, unreadable, rows = told
            usable = rows - missing - unreadable
            shares = [
                f"{words.label('filled_part', name)} {words.percent(count, rows)}"
                for name, count in (
                    ("usable", usable), ("unreadable", unreadable), ("missing", missing)
                )
            ]  # fmt: skip
            bar = stack(
                [
                    ("s-PLAUSIBLE", usable, shares[0]),
                    ("s-UNREADABLE", unreadable, shares[1]),
                    ("s-MISSING", missing, shares[2]),
                ],
                ", ".join(shares),
            )
            cells.append((Markup(bar), words.percent(missing + unreadable, rows)))
        if any(cell is not None for cell in cells):
            lines.append({"name": words.label("column", column), "cells": cells})
    return lines


def _nik_bar(area: Area, words: Texts) -> str:
    """The NIK statuses of an area as a bar."""
    known = [status for status in ORDER if area.nik.get(status)]
    titles = {
        status: f"{words.label('status', status)}: {words.percent(area.nik[status], area.rows)}"
        for status in known
    }
    parts = [(f"s-{status}", area.nik[status], titles[status]) for status in known]
    return stack(parts, f"{area.name}: {', '.join(titles.values())}")


@cache
def _style() -> str:
    file = resources.files(PACKAGE) / "templates" / "quality.css"
    return file.read_text(encoding="utf-8")
