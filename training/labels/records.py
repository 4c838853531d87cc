"""From labels to what a model learns from: rows of a load, or records that speak for themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyarrow import ArrowInvalid

from resolver.match.columns import MatchColumns, Rows, match_columns
from resolver.match.comparators import COMPARATORS
from resolver.match.schema import CONTEXT, Context, Schema
from resolver.pipeline import find_candidates, read_and_normalise
from training.labels.document import Answer, Label, LabelsError, Record

SHOWN = 3
"""Places that a message names."""


@dataclass(frozen=True)
class Load:
    """Extracts as the matcher sees them.

    ``clean`` the normalised records (docs/tables.md §3), ``columns`` encoded, ``pairs`` candidates.
    """

    clean: pd.DataFrame
    columns: MatchColumns
    pairs: pd.DataFrame


@dataclass(frozen=True)
class LabelledRows:
    """Labels whose records were found in a load: rows, answers, and what was not found."""

    a: Rows
    b: Rows
    answers: list[Answer]
    unknown: list[Label]

    def judged(self) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
        """Rows and truth of the pairs that somebody could judge."""
        kept = np.array([answer != "unsure" for answer in self.answers], dtype=bool)
        match = np.array([answer == "match" for answer in self.answers], dtype=bool)
        return self.a[kept], self.b[kept], match[kept]


def read_load(
    inputs: Path, secret: bytes, areas: Path | None = None, mapping: Path | None = None
) -> Load:
    """Take a folder of extracts down the road to candidate pairs."""
    clean = read_and_normalise(inputs, secret, areas, mapping).clean
    return Load(clean, match_columns(clean), find_candidates(clean).pairs)


def labelled_rows(
    labels: Sequence[Label], clean: pd.DataFrame, run: Path | None = None
) -> LabelledRows:
    """Find the labels' records in a load, by ``record_id`` or by source and the source's own id.

    Args:
        labels: pairs, each once.
        clean: the load.
        run: folder of a run whose memberships say what a record id of another registry stood for.

    Raises:
        LabelsError: a record without any id, or one pair with two answers.
    """
    by_id = {f"{name}": row for row, name in enumerate(clean["record_id"])}
    own = zip(clean["source"], clean["source_record_id"], strict=True)
    by_source = {key: row for row, key in enumerate(own)}
    former = _former_ids(run) if run else {}

    def row_of(record: Record, label: Label) -> int:
        given = record.get("record_id")
        source = (record.get("source"), record.get("source_record_id"))
        if not given and not all(source):
            raise LabelsError(
                f"{label.place} has a record with neither record_id nor source and "
                "source_record_id: name it by one of the two, or train without --extracts on "
                "records that carry all fields."
            )
        row = by_id.get(str(given), -1)
        return row if row >= 0 else by_source.get(former.get(str(given), source), -1)

    known: dict[tuple[int, int], Label] = {}
    unknown = []
    for label in labels:
        first, second = row_of(label.first, label), row_of(label.second, label)
        if first < 0 or second < 0:
            unknown.append(label)
            continue
        if first == second:
            raise LabelsError(f"{label.place} pairs a record with itself; take it out.")
        pair = (min(first, second), max(first, second))
        other = known.setdefault(pair, label)
        if other.answer != label.answer:
            raise LabelsError(
                f"{other.place} and {label.place} are the same pair with two answers "
                f"({other.answer}, {label.answer}): decide, and take one of them out."
            )
    rows = np.array(list(known), dtype=np.int32).reshape(-1, 2)
    return LabelledRows(rows[:, 0], rows[:, 1], [one.answer for one in known.values()], unknown)


def require_known(rows: LabelledRows, extracts: Path) -> None:
    """Raise :class:`LabelsError` where labelled records are not in the load."""
    if rows.unknown:
        raise LabelsError(
            f"{len(rows.unknown):,} labelled pairs have a record that is not in {extracts}: "
            f"{_places(rows.unknown)}. Give the extracts (and the home folder, whose secret makes "
            "the record ids) that were labelled, name the run with --run, or pass over them with "
            "--skip-unknown."
        )


def speaking_records(labels: Sequence[Label], schema: Schema) -> list[tuple[Record, Record]]:
    """The labels' records as dedupe compares them, all fields of the schema in each.

    Raises:
        LabelsError: a record lacks a field, or a value cannot be compared.
    """
    fields = sorted({COMPARATORS[name].field for name in schema.variables if name not in CONTEXT})
    return [
        (_speaking(label.first, fields, label), _speaking(label.second, fields, label))
        for label in labels
    ]


def told_context(labels: Sequence[Label]) -> Context | None:
    """The family context that every record carries, or None where one does not."""
    if not labels or any(name not in label.first for label in labels for name in CONTEXT):
        return None
    for label in labels:
        for name in CONTEXT:
            value = label.first[name]
            if not isinstance(value, int | float) or not -3.0 <= value <= 3.0:
                raise LabelsError(
                    f"{label.place}: {name} must be a number, as satukan label writes it."
                )
    return {
        name: np.array([label.first[name] for label in labels], dtype=np.float32)
        for name in CONTEXT
    }


def written_records(
    clean: pd.DataFrame,
    columns: MatchColumns,
    a: Rows,
    b: Rows,
    context: Context | None,
    ids_only: bool = False,
) -> list[tuple[Record, Record]]:
    """Pairs of rows as the labels' file keeps them: ids, every field, the pair's context.

    With *ids_only* the record ids alone: no personal value leaves the extracts.
    """
    ids = clean["record_id"].to_numpy(object)
    if ids_only:
        return [
            ({"record_id": ids[left]}, {"record_id": ids[right]})
            for left, right in zip(a.tolist(), b.tolist(), strict=True)
        ]
    own = clean["source_record_id"].to_numpy(object)
    pairs = []
    for place, ends in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        beside = {name: float(values[place]) for name, values in (context or {}).items()}
        first, second = (
            {"record_id": ids[row], "source_record_id": own[row], **fields, **beside}
            for row, fields in zip(ends, columns.dedupe_records(ends), strict=True)
        )
        pairs.append((first, second))
    return pairs


def _speaking(record: Record, fields: Iterable[str], label: Label) -> Record:
    lacking = [name for name in fields if name not in record]
    if lacking:
        raise LabelsError(
            f"{label.place}: a record lacks {', '.join(lacking[:SHOWN])}"
            f"{' …' if len(lacking) > SHOWN else ''}. Give --extracts, so that its id finds it, or "
            "label with satukan label, which writes all fields."
        )
    return {name: _value(name, record[name], label) for name in fields}


def _value(name: str, value: Any, label: Label) -> Any:
    if value is None:
        return None
    if name == "birth":
        if isinstance(value, list | tuple) and len(value) == 3:
            parts = tuple(value)
            if all(type(part) is int and 0 <= part <= 9999 for part in parts) and parts[0]:
                return parts
        raise LabelsError(
            f"{label.place}: birth must be [year, month, day], whole numbers, 0 = unknown "
            "(null where the year is)."
        )
    if name.endswith("_crowd") or name == "namesakes":
        if isinstance(value, int | float) and 0.0 <= value <= 1.0:
            return float(value)
        raise LabelsError(f"{label.place}: {name} must be a number from 0 to 1, or null.")
    if not isinstance(value, str):
        raise LabelsError(
            f"{label.place}: {name} must be text (numbers of people too: in quotes), or null."
        )
    return value or None  # dedupe takes an empty text for a value


def _former_ids(run: Path) -> dict[str, tuple[Any, Any]]:
    path = run / "memberships.parquet"
    try:
        table = pd.read_parquet(path, columns=["record_id", "source", "source_record_id"])
    except (OSError, ArrowInvalid) as error:
        raise LabelsError(f"{path} cannot be read: give --run a folder of a run.") from error
    keys = zip(table["source"], table["source_record_id"], strict=True)
    return dict(zip(table["record_id"], keys, strict=True))


def _places(labels: Sequence[Label]) -> str:
    more = f" and {len(labels) - SHOWN:,} more" if len(labels) > SHOWN else ""
    return ", ".join(label.place for label in labels[:SHOWN]) + more
