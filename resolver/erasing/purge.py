"""Which rows and values of the lake's tables an erasure takes out; pure, over Arrow tables.

Rows *of* the erased records go; what other tables say *about* them is blanked: ids, which are keyed
hashes and tell nothing, stay until the next run retires them.
"""

import json
from dataclasses import dataclass, field, replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from resolver.normalise.identity import record_ids

KEPT_AS_THEY_ARE: Final = frozenset(
    ("links", "review", "quality", "areas", "covered", "causes", "counts", "skipped", "unread")
)
"""Tables that hold nothing of a person but ids. `rejects` hold masked values alone."""
PERSON_VALUES: Final = (
    "name", "sex", "birth_date", "nik", "nik_status", "kk", "mother_name", "relation", "marital",
    "presence", "village", "pkh", "sembako", "bst", "pbi",
)  # fmt: skip
_OF_RECORDS: Final = frozenset(("clean", "keys", "versions"))
_BY_KEY: Final = frozenset(("raw", "siak", "withdrawn"))
Line = tuple[str, int]


@dataclass(frozen=True)
class Target:
    """What is erased.

    Attributes:
        records: the record ids; `secret`: their key.
        niks: digits of NIKs that only these records hold; `shared`: of those that others hold too.
        cards: KK numbers that only these records hold.
        lines: (file, line) of payment lines that were told to be theirs.
    """

    records: frozenset[str]
    secret: bytes = field(repr=False)
    niks: frozenset[str] = field(default=frozenset(), repr=False)
    shared: frozenset[str] = field(default=frozenset(), repr=False)
    cards: frozenset[str] = field(default=frozenset(), repr=False)
    lines: frozenset[Line] = frozenset()

    def also(self, other: "Target") -> "Target":
        """Both together."""
        return replace(
            self,
            niks=self.niks | other.niks,
            shared=self.shared | other.shared,
            cards=self.cards | other.cards,
            lines=self.lines | other.lines,
        )


def known(name: str) -> bool:
    """Whether it is known what this table of the lake holds; one that is not is removed."""
    special = {"memberships", "persons", "families", "households", "payments", "payments_doubtful",
               "paid", "rejects", "changes"}  # fmt: skip
    return name in KEPT_AS_THEY_ARE | _OF_RECORDS | _BY_KEY | special


def look(tables: dict[str, pa.Table], target: Target) -> Target:
    """What else a folder tells of the records: numbers that are theirs alone, payment lines."""
    niks: set[str] = set()
    shared: set[str] = set()
    cards: set[str] = set()
    lines: set[Line] = set()
    if (clean := tables.get("clean")) is not None:
        own = _among(clean["record_id"], target.records)
        niks, shared = _alone(clean, ("nik", "nik_digits"), own)
        cards, _ = _alone(clean, ("kk", "kk_digits"), own)
    elif (raw := tables.get("raw")) is not None:
        own = of_records(raw, target)
        mine = {_digits(text) for text in raw["nik"].filter(own).drop_null().to_pylist()}
        niks = {nik for nik in mine if len(nik) >= 14}
    gone = gone_persons(tables.get("memberships"), target)
    for name, columns in (("payments", ("person_id",)),
                          ("payments_doubtful", ("person_id", "person_by_name"))):  # fmt: skip
        table = tables.get(name)
        if table is not None and "person_id" in table.column_names:
            for column in columns:
                some = table.filter(_among(table[column], gone)).select(["file", "line"])
                lines |= {(row["file"], row["line"]) for row in some.to_pylist()}
    return replace(
        target,
        niks=frozenset(niks),
        shared=frozenset(shared),
        cards=frozenset(cards),
        lines=frozenset(lines),
    )


def gone_persons(memberships: pa.Table | None, target: Target) -> frozenset[str]:
    """The persons of whom every record is erased."""
    if memberships is None:
        return frozenset()
    own = _among(memberships["record_id"], target.records)
    mine = set(memberships["person_id"].filter(own).to_pylist())
    return frozenset(mine - _others(memberships["person_id"], pc.invert(own), mine))


def purge(name: str, table: pa.Table, target: Target, gone: frozenset[str]) -> pa.Table:
    """The table without what is erased; the same object where nothing is.

    Args:
        name: of the table.
        table: as it lies in the lake.
        target: what is erased, with what all folders told of it.
        gone: of this folder, as of :func:`gone_persons`.
    """
    if name in _OF_RECORDS:
        table = _without(table, _among(table["record_id"], target.records))
    elif name in _BY_KEY:
        table = _without(table, of_records(table, target))
    elif name == "memberships":
        table = _set(table, "source_record_id", _among(table["record_id"], target.records), "")
    elif name == "persons":
        table = _persons(table, target, gone)
    elif name == "families":
        table = _set(table, "kk", _among(table["kk"], target.cards), None)
    elif name == "households":
        table = _homes(table, gone)
    elif name == "changes":
        for column in ("village", "before", "after", "fields"):
            table = _set(table, column, _among(table["entity_id"], gone), None)
    elif name in ("paid", "payments", "payments_doubtful"):
        table = _without(table, _payment_lines(table, target, gone))
    return table


def of_records(table: pa.Table, target: Target) -> pa.Array:
    """Which rows, by source and the source's own id, are of the records."""
    keys = table.select(["source", "source_record_id"]).to_pandas()
    ids = record_ids(target.secret, keys["source"], keys["source_record_id"])
    return pa.array(ids.isin(target.records).to_numpy(bool))


def _payment_lines(table: pa.Table, target: Target, gone: frozenset[str]) -> pa.Array:
    found = pa.array([False] * table.num_rows, pa.bool_())
    for column in ("person_id", "person_by_name"):
        if column in table.column_names:
            found = pc.or_(found, _among(table[column], gone))
    if "nik" in table.column_names and "person_id" not in table.column_names:
        digits = pc.replace_substring_regex(table["nik"], r"\D", "")
        found = pc.or_(found, _among(digits, target.niks))
    if target.lines:
        places = zip(table["file"].to_pylist(), table["line"].to_pylist(), strict=True)
        found = pc.or_(found, pa.array([place in target.lines for place in places], pa.bool_()))
    return found


def _persons(table: pa.Table, target: Target, gone: frozenset[str]) -> pa.Table:
    whole = _among(table["person_id"], gone)
    for name in PERSON_VALUES:
        table = _set(table, name, whole, None)
    table = _set(table, "desil", whole, 0)
    told = table["provenance"].to_pylist()
    partly = [
        place
        for place, text in enumerate(told)
        if text and any(record in text for record in target.records)
    ]
    for place in partly:
        fields = json.loads(told[place])
        lost = [name for name, one in fields.items() if one.get("record_id") in target.records]
        told[place] = json.dumps({n: one for n, one in fields.items() if n not in lost})
        here = pa.array([row == place for row in range(table.num_rows)], pa.bool_())
        for name in lost:
            if name in table.column_names:
                table = _set(table, name, here, 0 if name == "desil" else None)
    if not partly:
        return table
    at = table.column_names.index("provenance")
    return table.set_column(at, "provenance", pa.array(told, table.schema.field(at).type))


def _homes(table: pa.Table, gone: frozenset[str]) -> pa.Table:
    """A home keeps its address as long as somebody else lives there; of one person it is theirs."""
    alone = pc.and_(_among(table["head_person_id"], gone), pc.equal(table["members"], 1))
    for name in ("address", "rt", "rw"):
        table = _set(table, name, alone, None)
    return table


def _among(column: pa.ChunkedArray, values: frozenset[str]) -> pa.Array:
    wanted = pa.array(sorted(values), pa.large_string())
    found = pc.is_in(pc.cast(column, pa.large_string()), wanted)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _alone(table: pa.Table, names: tuple[str, ...], own: pa.Array) -> tuple[set[str], set[str]]:
    """The values of these rows: those that no other row holds, and those that one does."""
    alone: set[str] = set()
    shared: set[str] = set()
    for name in names:
        mine = set(table[name].filter(own).drop_null().to_pylist())
        others = _others(table[name], pc.invert(own), mine)
        alone |= mine - others
        shared |= others
    return alone - shared, shared


def _others(column: pa.ChunkedArray, rows: pa.Array, mine: set[str]) -> set[str]:
    """Which of these values other rows hold as well."""
    held = column.filter(rows)
    return set(held.filter(_among(held, frozenset(mine))).to_pylist())


def _without(table: pa.Table, rows: pa.Array) -> pa.Table:
    return table.filter(pc.invert(rows)) if pc.any(rows).as_py() else table


def _set(table: pa.Table, name: str, rows: pa.Array, value: object) -> pa.Table:
    at = table.column_names.index(name)
    kind = table.schema.field(at).type
    column = table.column(at)
    present = pc.and_(rows, pc.fill_null(pc.not_equal(column, pa.scalar(value, kind)), False))
    if value is None:
        present = pc.and_(rows, pc.is_valid(column))
    if not pc.any(present).as_py():
        return table
    return table.set_column(at, name, pc.if_else(rows, pa.scalar(value, kind), column))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
