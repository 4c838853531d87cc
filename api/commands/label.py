"""`satukan label`: a person judges pairs at the terminal; each answer is saved at once."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.train import need_dedupe
from api.languages import LANGUAGES, Language, language_of
from api.pair_view import PairView
from api.progress import StepProgress
from resolver.errors import SettingError
from resolver.match.model import load_model
from resolver.match.shipped import shipped_model
from resolver.report.texts import Texts, texts
from resolver.settings import Settings

if TYPE_CHECKING:  # an optional part
    from training.labels.document import Answer
    from training.labels.session import Session

Ask = Callable[[str], str]


def label_extracts(
    inputs: Path,
    labels: Path,
    settings: Settings,
    *,
    out: Path | None,
    areas: Path | None,
    mapping: Path | None,
    model: Path | None,
    count: int | None,
    cold: int,
    seed: int,
    language: str | None,
    show_numbers: bool,
    ids_only: bool,
    ask: Ask = input,
) -> None:
    """Ask about pairs of the extracts until the person is finished.

    Answers of the file `labels`, if it is there, are taken up; all are written to `out` (the same
    file by default) after each answer. `ask` shows a prompt and returns what was typed.
    """
    need_dedupe()
    # Imported here, for the extra `train` is an optional part.
    from training.labels.document import Label, read_labels, write_labels  # noqa: PLC0415 - optional
    from training.labels.records import labelled_rows, read_load  # noqa: PLC0415 - optional
    from training.labels.session import Session  # noqa: PLC0415 - optional

    words = texts(terminal_language(language), "api")
    target = out or labels
    with StepProgress(3) as progress:
        given = read_labels(labels) if labels.exists() else []
        progress("read extracts")
        load = read_load(inputs, settings.secret_key, areas, mapping)
        progress("read extracts", f"{len(load.clean):,} records")
        found = labelled_rows(given, load.clean)
        before = list(zip(found.a.tolist(), found.b.tolist(), found.answers, strict=True))
        progress("score", f"{len(load.pairs):,} candidate pairs")
        start = load_model(model) if model else shipped_model()
        session = Session(load, start, seed, cold, before)

    def said(name: str, **values: object) -> str:
        return str(words["label"][name].format(**values))

    if found.unknown:
        print(said("foreign", count=len(found.unknown)))
    view = PairView(load.clean, words, show_numbers)

    def save() -> None:
        kept: list[Label] = session.labels(ids_only)
        write_labels(target, [*found.unknown, *kept])

    with session:
        ask_all(session, view, words, ask, save, count)
    save()
    print(said("saved", count=len(session.answers), file=target))
    print(said("next", file=target, inputs=inputs))


def ask_all(
    session: "Session",
    view: PairView,
    words: Texts,
    ask: Ask,
    save: Callable[[], None],
    count: int | None,
) -> None:
    """Ask until finished, out of pairs, out of input, or `count` answers were given."""
    said, keys = words["label"], words["keys"]
    answers: dict[str, Answer] = {
        keys["yes"]: "match",
        keys["no"]: "distinct",
        keys["unsure"]: "unsure",
    }
    print(said["legend"])
    given = 0
    while count is None or given < count:
        question = session.next()
        if question is None:
            print(said["finished"])
            return
        a, b, why = question
        told = [answer for _, _, answer in session.answers]
        tally = {name: told.count(name) for name in ("match", "distinct", "unsure")}
        print(f"\n{said['count'].format(number=len(told) + 1, **tally)} – {said[why]}")
        print("\n".join(view.lines(a, b)))
        typed = _typed(ask, words, [*answers, keys["back"], keys["finished"]])
        if typed == keys["finished"]:
            return
        if typed == keys["back"]:
            taken = session.back()
            print(said["taken_back" if taken else "nothing_back"])
            given = max(given - 1, 0) if taken else given
        else:
            session.answer(a, b, answers[typed])
            given += 1
        save()


def terminal_language(wanted: str | None) -> Language:
    """The language asked for, else the one of the terminal (LC_ALL, LANG)."""
    if wanted is not None:
        if wanted not in LANGUAGES:
            raise SettingError(f"--language must be one of {', '.join(LANGUAGES)}.")
        return wanted
    local = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return language_of(local.partition(".")[0].replace("_", "-"))


def _typed(ask: Ask, words: Texts, allowed: list[str]) -> str:
    """What the person typed, asked again until it means something; the end of input is the end."""
    while True:
        try:
            typed = ask(f"{words['label']['question']} > ").strip().lower()
        except (EOFError, KeyboardInterrupt):
            print()
            return str(words["keys"]["finished"])
        if typed[:1] in allowed:
            return typed[:1]
        print(words["label"]["again"])
