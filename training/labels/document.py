"""The labels' file: dedupe's training JSON, read and written without loss.

``{"match": [[record, record], …], "distinct": […]}``, tuples as dedupe marks them
(``{"__class__": "tuple", "__value__": […]}``). A pair that nobody could judge stands in both lists,
as dedupe's own labeller leaves it. A third key, ``satukan``, keeps the order of the answers; dedupe
passes over it.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from resolver.errors import OutputError, SatukanError

Answer = Literal["match", "distinct", "unsure"]
Record = dict[str, Any]

FORMAT = "satukan-labels/1"
LISTS: tuple[Answer, Answer] = ("match", "distinct")


class LabelsError(SatukanError):
    """A file of labels cannot be used; the message names the file, the entry and what to do."""

    exit_code = 16
    status = 422
    code = "labels"


@dataclass(frozen=True)
class Label:
    """One judged pair.

    Attributes:
        first, second: the records: dedupe's dictionaries, or no more than an id.
        answer: one person (match), two (distinct), or nobody can tell (unsure).
        place: where it stands, for messages: ``labels.json: match[3]`` (entries count from 0).
    """

    first: Record
    second: Record
    answer: Answer
    place: str = field(default="", compare=False)

    @property
    def identity(self) -> frozenset[str]:
        """What tells the pair from others, whatever its order."""
        return frozenset((identity(self.first), identity(self.second)))


def identity(record: Record) -> str:
    """The record's id, its source and the source's own id, or else its whole content."""
    if record.get("record_id"):
        return f"id {record['record_id']}"
    if record.get("source") and record.get("source_record_id"):
        return f"source {record['source']}\0{record['source_record_id']}"
    return json.dumps(_marked(record), sort_keys=True)


def read_labels(path: Path) -> list[Label]:
    """Read a file of labels, in the order of the answers if the file tells it.

    Raises:
        LabelsError: it cannot be read or is not of dedupe's training format.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsError(
            f"The labels {path} cannot be read: {error}. Give a file that satukan label or "
            "dedupe's write_training wrote."
        ) from error
    try:
        document = json.loads(text, object_hook=_unmarked)
    except (ValueError, RecursionError) as error:
        raise LabelsError(
            f"The labels {path} are no JSON ({error}); mend that place or label again."
        ) from error
    if not isinstance(document, dict) or not set(LISTS) <= set(document):
        raise LabelsError(
            f'The labels {path} must be {{"match": […], "distinct": […]}}, as dedupe\'s '
            "write_training makes them; an empty list is allowed, a missing one is not."
        )
    strange = sorted(set(document) - {*LISTS, "satukan"})
    if strange:
        raise LabelsError(
            f"The labels {path} hold {', '.join(map(repr, strange))} beside match and distinct: "
            "move those pairs into one of the two, or take them out."
        )
    lists = {name: _pairs(path, name, document[name]) for name in LISTS}
    return _ordered(lists["match"], lists["distinct"], document.get("satukan"))


def write_labels(path: Path, labels: Iterable[Label]) -> None:
    """Write labels as dedupe's ``write_training`` would, readable by the owner alone.

    The file is replaced as a whole, so that a stop in the midst loses nothing.

    Raises:
        OutputError: it cannot be written.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(labels_text(labels))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"Cannot write the labels to {path}: {error.strerror}.") from error


def labels_text(labels: Iterable[Label]) -> str:
    """The labels as JSON text."""
    listed: dict[str, list[Any]] = {name: [] for name in LISTS}
    order = []
    for label in labels:
        pair = (label.first, label.second)
        for name in LISTS if label.answer == "unsure" else (label.answer,):
            listed[name].append(pair)
        order.append(label.answer)
    return json.dumps(_marked({**listed, "satukan": {"format": FORMAT, "order": order}}))


def labels_digest(labels: Iterable[Label]) -> str:
    """SHA-256 (hex) of the labels whatever their order and files: names what a model learnt."""
    lines = sorted(f"{sorted(label.identity)} {label.answer}" for label in labels)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def merged(files: Sequence[Sequence[Label]]) -> list[Label]:
    """The labels of several files, each pair once.

    Raises:
        LabelsError: two files (or two entries) contradict each other. An unsure answer gives way.
    """
    kept: dict[frozenset[str], Label] = {}
    for label in (label for file in files for label in file):
        known = kept.get(label.identity)
        if known is None or known.answer == "unsure":
            kept[label.identity] = label
        elif label.answer not in ("unsure", known.answer):
            raise LabelsError(
                f"{known.place} and {label.place} are the same pair with two answers "
                f"({known.answer}, {label.answer}): decide, and take one of them out."
            )
    return list(kept.values())


def _pairs(path: Path, name: Answer, entries: Any) -> list[Label]:
    if not isinstance(entries, list | tuple):
        raise LabelsError(f"{path}: {name} must be a list of pairs of records.")
    labels = []
    for number, entry in enumerate(entries):
        place = f"{path}: {name}[{number}]"
        if (
            not isinstance(entry, list | tuple)
            or len(entry) != 2
            or not all(isinstance(record, dict) and record for record in entry)
        ):
            raise LabelsError(
                f"{place} must be a pair of two records (JSON objects with fields); write it as "
                "[{…}, {…}] or take it out."
            )
        label = Label(entry[0], entry[1], name, place)
        if len(label.identity) == 1:
            raise LabelsError(f"{place} pairs a record with itself; take it out.")
        labels.append(label)
    return labels


def _ordered(match: list[Label], distinct: list[Label], told: Any) -> list[Label]:
    """Both lists as one, in the order told; where none fits, the matches first."""
    both = {label.identity for label in match} & {label.identity for label in distinct}
    count = len(match) + len(distinct)
    order = told.get("order") if isinstance(told, dict) else None
    lists = {"match": iter(match), "distinct": iter(distinct)}
    labels: list[Label] = []
    if isinstance(order, list) and sum(2 if name == "unsure" else 1 for name in order) == count:
        for name in order:
            label = next(lists["distinct" if name == "distinct" else "match"], None)
            if name == "unsure":
                next(lists["distinct"], None)
            if label is None:
                break
            labels.append(label)
        if len(labels) == len(order):
            return [_judged(label, both) for label in labels]
    rest = [label for label in distinct if label.identity not in both]
    return [_judged(label, both) for label in [*match, *rest]]


def _judged(label: Label, both: set[frozenset[str]]) -> Label:
    answer: Answer = "unsure" if label.identity in both else label.answer
    return Label(label.first, label.second, answer, label.place)


def _unmarked(value: dict[str, Any]) -> Any:
    if value.get("__class__") == "tuple":
        return tuple(value["__value__"])
    if value.get("__class__") == "frozenset":
        return frozenset(value["__value__"])
    return value


def _marked(value: Any) -> Any:
    if isinstance(value, tuple):
        return {"__class__": "tuple", "__value__": [_marked(item) for item in value]}
    if isinstance(value, frozenset):
        return {"__class__": "frozenset", "__value__": list(value)}
    if isinstance(value, list):
        return [_marked(item) for item in value]
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    return value
