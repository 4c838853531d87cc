"""Facts → one page that needs nothing else: styles and charts inside, no script."""

from functools import cache
from importlib import resources
from typing import Final

from markupsafe import Markup

from resolver.entities.causes import CAUSES
from resolver.entities.changes_tables import WHAT
from resolver.report import charts
from resolver.report.changes.charts import bars
from resolver.report.changes.facts import KINDS, ChangeFacts
from resolver.report.render import environment, page_style
from resolver.report.texts import Language, Texts, texts

PACKAGE: Final = "resolver.report.changes"
CONTENTS: Final = ("balance", "kinds", "looks", "causes", "areas")
CAME: Final = ("born", "new", "revived")
WENT: Final = ("died", "vanished", "merged")


def render_changes(facts: ChangeFacts, language: Language) -> str:
    """The change report as a whole HTML document in `language` (`id` or `en`)."""
    words = texts(language, PACKAGE)
    template = environment(PACKAGE).get_template("changes.html.j2")
    counts = {what: by_kind["P"] for what, by_kind in facts.whats.items() if by_kind["P"]}
    told = {words.label("what", what): count for what, count in counts.items()}
    return template.render(
        facts=facts,
        words=words,
        language=language,
        style=Markup(page_style() + _style()),
        run=facts.run,
        number=words.number,
        percent=words.percent,
        meter=lambda part, whole: Markup(charts.meter(part, whole)),
        contents=CONTENTS,
        tiles=_tiles(facts, words),
        kinds=KINDS,
        causes=[name for name in CAUSES if any(c[name] for c in facts.causes.values())],
        whats=[what for what in WHAT if what in counts],
        chart=Markup(bars(told, [_tone(what) for what in counts], words)),
    )


def _tone(what: str) -> str:
    return "came" if what in CAME else "went" if what in WENT else "other"


def _tiles(facts: ChangeFacts, words: Texts) -> list[tuple[str, int, str]]:
    """The four numbers at the top."""
    persons = facts.balance["P"]
    numbers = {
        "persons": persons["current"],
        "came": persons["came"],
        "went": persons["went"],
        "look": len(facts.looks) + facts.looks_left,
    }
    return [(name, number, words.label("tile", name)) for name, number in numbers.items()]


@cache
def _style() -> str:
    file = resources.files(PACKAGE) / "templates" / "changes.css"
    return file.read_text(encoding="utf-8")
