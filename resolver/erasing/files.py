"""Rewriting the folders of the lake, table by table, with a tombstone in the manifest."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from resolver.erasing.purge import Target, gone_persons, known, look, purge
from resolver.errors import OutputError, StoreError
from resolver.outputs import MANIFEST, write_json

ERASED = "erased"
"""The tombstones in a manifest."""


def folders_of(home: Path) -> list[Path]:
    """Every folder of the home that holds persons' values: runs, loads, candidates."""
    found = [
        path.parent
        for pattern in ("lake", "lake/loads", "candidates")
        for path in (home / pattern).glob(f"*/{MANIFEST}")
    ]
    return sorted(found)


def tables_of(folder: Path, names: tuple[str, ...]) -> dict[str, pa.Table]:
    """Some tables of a folder, those that are there. StoreError where one is damaged."""
    return {
        name: _read(folder / f"{name}.parquet")
        for name in names
        if (folder / f"{name}.parquet").is_file()
    }


def look_in(folder: Path, target: Target) -> Target:
    """What a folder tells of the records, with payment lines as other folders call them too."""
    names = ("clean", "raw", "memberships", "payments", "payments_doubtful")
    return look(tables_of(folder, names), target)


def rewrite(folder: Path, target: Target, tombstone: Mapping[str, Any]) -> bool:
    """Take out of a folder what is erased; tell whether there was anything.

    A table that nobody knows how to purge is removed: it can be made again. The manifest comes
    last, so that an erasure that was cut off is done again.

    Raises:
        OutputError: the folder cannot be written.
        StoreError: a table is damaged.
    """
    gone = gone_persons(tables_of(folder, ("memberships",)).get("memberships"), target)
    # A card is a family's: only here is it known who holds it here.
    target = replace(target, cards=look_in(folder, target).cards)
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    own = _in_load(target, str(manifest["load"])) if "load" in manifest else target
    changed = False
    try:
        for path in sorted(folder.glob("*.parquet"), key=_order):
            if not known(path.stem):
                path.unlink()
                changed = True
                continue
            table = _read(path)
            after = purge(path.stem, table, own, gone)
            if after is not table:
                _replace(path, after)
                changed = True
        if changed:
            manifest[ERASED] = [*manifest.get(ERASED, []), dict(tombstone)]
            draft = folder / f".{MANIFEST}.part"
            write_json(draft, manifest)
            draft.replace(folder / MANIFEST)
    except OSError as error:
        raise OutputError(f"Cannot rewrite {folder}: {error.strerror or error}.") from error
    return changed


def others_with(folder: Path, target: Target) -> Iterator[str]:
    """Ids of other records of a run in whose row one of the erased NIKs stands."""
    clean = tables_of(folder, ("clean",)).get("clean")
    numbers = target.niks | target.shared
    if clean is not None and numbers:
        rows = clean.select(["record_id", "nik_digits", "kk_digits"]).to_pylist()
        held = ((row["record_id"], {row["nik_digits"], row["kk_digits"]}) for row in rows)
        yield from (record for record, digits in held if digits & numbers)


def _order(path: Path) -> tuple[bool, str]:
    """The rows themselves last: as long as they are there, it is known what else is theirs."""
    return path.stem in ("clean", "raw"), path.stem


def _in_load(target: Target, load_id: str) -> Target:
    """The payment lines as the load's own tables call their files."""
    start = f"{load_id}/"
    lines = {(file.removeprefix(start), n) for file, n in target.lines if file.startswith(start)}
    return replace(target, lines=frozenset(lines))


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"{path} is damaged; restore it from a backup first.") from error


def _replace(path: Path, table: pa.Table) -> None:
    draft = path.with_name(f".{path.name}.part")
    pq.write_table(table.combine_chunks(), draft, compression="zstd")
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)
