"""The card as one HTML page in both languages: no script, nothing from elsewhere."""

from importlib import resources
from typing import Any, cast, get_args

from markupsafe import Markup

from resolver.match.model import Model
from resolver.report.render import environment, page_style
from resolver.report.texts import Language, Texts, texts
from training.card import charts
from training.card.measure import Figures, GroupErrors
from training.metrics import wilson

PACKAGE = "training.card"
DRAWN = 20
"""Features in the picture; the table has all."""
LANGUAGES: tuple[Language, ...] = get_args(Language)


def render_card(model: Model, figures: Figures) -> str:
    """The card of a model with its measured figures."""
    style = resources.files(PACKAGE) / "templates" / "card.css"
    return environment(PACKAGE).get_template("card.html.j2").render(
        style=Markup(page_style() + style.read_text(encoding="utf-8")),
        digest=model.digest,
        parts=[_part(model, figures, language) for language in LANGUAGES],
    )  # fmt: skip


def _part(model: Model, figures: Figures, language: Language) -> dict[str, Any]:
    words = texts(language, PACKAGE)
    at = model.thresholds
    return {
        "language": language,
        "words": words,
        "number": words.number,
        "percent": words.percent,
        "facts": _facts(model, figures, words),
        "chosen": model.facts.get("thresholds"),
        "held": model.facts.get("cross_validated"),
        "thresholds": [("certain", at.certain), ("accept", at.accept), ("review", at.review),
                       ("mean_bound", at.mean_bound)],
        "figures": figures,
        "bins": [(one, one.bounds) for one in figures.bins],
        "reliability": Markup(charts.reliability_chart(figures.bins, words)),
        "sweep": Markup(charts.threshold_chart(figures.tried, at.accept, words)),
        "groups": [(one, _share(one.wrong, one.together, words),
                    _share(one.missed, one.true, words)) for one in figures.groups],
        "group_name": lambda one: _group_name(one, words),
        "passes": [(name, Markup(charts.weight_chart(features[:DRAWN], words)), features)
                   for name, features in figures.features.items()],
    }  # fmt: skip


def _facts(model: Model, figures: Figures, words: Texts) -> list[tuple[str, str]]:
    """Where the model comes from, as pairs of words."""
    label = words["provenance"]
    found = [(label["sha256"], model.digest)]
    for name, one in (("first", model.first or model), ("second", model)):
        if name == "second" and model.first is None:
            continue
        schema, facts = one.schema, one.facts
        size = label["size"].format(
            variables=len(schema.variables), interactions=len(schema.interactions),
            features=len(schema.features))  # fmt: skip
        found.append((label[name], size))
        for key in ("trained_with", "labels", "matches", "fit"):
            if facts.get(key) is not None:
                value = words.number(facts[key]) if isinstance(facts[key], int) else facts[key]
                found.append((f"{label[name]}: {label[key]}", str(value)))
        for recipe in facts.get("recipes", ()):
            text = ", ".join(f"{k} {v}" for k, v in cast(dict[str, Any], recipe).items() if v != ())
            found.append((f"{label[name]}: {label['recipe']}", text))
    for file in model.facts.get("label_files", ()):
        found.append((label["label_file"], f"{file['file']} · sha256 {file['sha256']}"))
    if model.facts.get("prior"):
        found.append((label["prior"], str(model.facts["prior"])))
    found += [(label["measured_on"], text) for text in figures.measured_on]
    return found


def _share(part: int, whole: int, words: Texts) -> str:
    """A share with its 95 % bounds (Wilson), as text."""
    low, high = wilson(part, whole)
    bounds = f"{words.number(100 * low, 2)}–{words.number(100 * high, 2)}"
    return f"{words.number(100 * part / whole if whole else 0.0, 2)} % ({bounds})"


def _group_name(one: GroupErrors, words: Texts) -> str:
    value = words.label("group_value", one.value)
    return f"{words.label('group', one.column)}: {value}"
