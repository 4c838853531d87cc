"""Facts → one HTML page that needs nothing else: styles and charts inside, no script."""

from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from resolver.report import charts
from resolver.report.facts import BINS, LARGEST_SIZE, Counts, ReportFacts
from resolver.report.texts import Language, Texts, texts

# From sound over doubtful to missing: the order in the bars, legends and tables.
STATUSES = (
    "PLAUSIBLE",
    "DATE_MISMATCH",
    "SEX_MISMATCH",
    "COPIED",
    "UNKNOWN_REGION",
    "OTHER_NUMBER",
    "ZERO_SERIAL",
    "IMPOSSIBLE_DATE",
    "MALFORMED",
    "PRECISION_LOST",
    "NIK_IN_KK",
    "FILLER",
    "MISSING",
)
CONTENTS = ("funnel", "quality", "scores", "sizes", "hubs", "guard", "review", "rejects", "times")


def render_report(facts: ReportFacts, language: Language) -> str:
    """The report as a whole HTML document in `language` (`id` or `en`)."""
    words = texts(language)
    template = environment().get_template("report.html.j2")
    return template.render(
        facts=facts,
        words=words,
        language=language,
        style=Markup(page_style()),
        run=facts.run,
        number=words.number,
        percent=words.percent,
        meter=lambda part, whole: Markup(charts.meter(part, whole)),
        contents=[name for name in CONTENTS if name != "times" or facts.times],
        tiles=_tiles(facts, words),
        ratios=_ratios(facts, words),
        funnel=Markup(charts.funnel(facts.funnel, words)),
        quality=[_quality(facts, name, words) for name in ("nik", "kk")],
        histogram=Markup(charts.histogram(facts.scores, facts.thresholds, words)),
        bands=_bands(facts, words),
        sizes=[
            {
                "name": name,
                "chart": Markup(charts.sizes(counts, words["sizes"][name], words)),
                "rows": [(_size_text(size, words), count) for size, count in counts.items()],
                "largest": facts.largest.get(name, 0),
            }
            for name, counts in facts.sizes.items()
        ],
    )


def _tiles(facts: ReportFacts, words: Texts) -> list[tuple[str, int, str]]:
    """The four numbers at the top."""
    wanted = ("accepted", "persons", "families", "households")
    return [
        (name, facts.funnel[name], words.label("funnel", name))
        for name in wanted
        if name in facts.funnel
    ]


def _ratios(facts: ReportFacts, words: Texts) -> list[str]:
    """How many rows make a person, how many persons a household."""
    persons = facts.funnel.get("persons", 0)
    households = facts.funnel.get("households", 0)
    found = []
    if persons:
        rate = words.number(facts.funnel.get("accepted", 0) / persons, 2)
        found.append(f"{rate} {words['funnel']['per_person']}")
    if households:
        rate = words.number(persons / households, 2)
        found.append(f"{rate} {words['funnel']['per_household']}")
    return found


def _quality(facts: ReportFacts, name: str, words: Texts) -> dict[str, Any]:
    """Chart and table of the NIK's or the KK number's status by source."""
    by_source: dict[str, Counts] = getattr(facts, f"{name}_status")
    seen = {status for counts in by_source.values() for status in counts}
    order = [status for status in STATUSES if status in seen]
    order += sorted(seen - set(STATUSES))
    label = f"{words['quality']['heading']}: {words['quality'][name]}"
    return {
        "name": words["quality"][name],
        "chart": Markup(charts.statuses(by_source, order, label, words)),
        "sources": list(by_source),
        "totals": {source: sum(counts.values()) for source, counts in by_source.items()},
        "rows": [
            (status, words.label("status", status), [c.get(status, 0) for c in by_source.values()])
            for status in order
        ],
    }


def _bands(facts: ReportFacts, words: Texts) -> list[tuple[str, int]]:
    """The histogram in ten bands, for its table."""
    per_band = BINS // 10
    scores = facts.scores
    return [
        (
            f"{words.number(band / 10, 1)}–{words.number((band + 1) / 10, 1)}",
            sum(scores[band * per_band : (band + 1) * per_band]),
        )
        for band in range(10)
        if scores
    ]


def _size_text(size: int, words: Texts) -> str:
    return f"{size} {words['page']['or_more']}" if size == LARGEST_SIZE else str(size)


@cache
def environment(package: str = "resolver.report") -> Environment:
    """The templates of `package`, and behind them the report's, page.html.j2 among them."""
    packages = dict.fromkeys((package, "resolver.report"))
    return Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def page_style() -> str:
    """The style sheet that every page carries inside."""
    file = resources.files("resolver.report") / "templates" / "report.css"
    return file.read_text(encoding="utf-8")
