"""`satukan check`: what a mapping would do on the first rows, nothing written."""

from pathlib import Path

import pandas as pd

from api.commands.resolve import notes
from resolver.normalise import normalise_records
from resolver.normalise.payments import UNIT_OF, read_payments
from resolver.sources import Extracts, read_extracts
from resolver.sources.masking import hide_numbers, mask
from resolver.sources.preview import ColumnPreview, FilePreview, preview

_WIDTH = 28
_STATUSES = ("nik_status", "kk_status", "area_status")
#: Clean column and the raw one it is read from.
_READ = {
    "birth_year": "birth_date",
    "sex": "sex",
    "relation": "relation",
    "marital": "marital_status",
    "presence": "presence",
    "pkh": "pkh",
    "sembako": "sembako",
    "bst": "bst",
    "pbi": "pbi",
    "period": "period",
    "rt": "rt",
    "rw": "rw",
}
_MOST_WORDS = 8


def print_check(files: list[Path], mapping: Path | None, *, rows: int, shown: int) -> None:
    """Print, of the first `rows` rows of the files, what goes in, what comes out and why not.

    `shown` rows are set side by side: as written, and as taken; numbers of people masked.
    """
    for one in preview(files, mapping, shown):
        _print_file(one)
    extracts = read_extracts(files, mapping, most=rows)
    _print_counts(extracts, rows)
    for note in notes(extracts.counts.to_dict("records"), extracts.skipped.to_dict("records")):
        print(f"  {note}")
    if len(extracts.raw):
        clean = normalise_records(extracts.raw, extracts.areas, extracts.siak, b"satukan check")
        _print_statuses(extracts.raw, clean)
    if extracts.payments is not None and len(extracts.payments):
        _print_payments(extracts.payments, read_payments(extracts.payments, None))


def _print_file(one: FilePreview) -> None:
    print(f"{one.file}: {one.source} ({one.kind}), columns parted by {one.delimiter!r}")
    for column in one.columns:
        print(f"  {column.column:<18}{_from(column)}")
        for raw, value in column.pairs:
            left, right = _show(raw, column.column), _show(value, column.column)
            print(f"    {left:<{_WIDTH}} {'=' if raw == value else '→'} {right}")
    if one.left_out:
        print(f"  left out: {hide_numbers(', '.join(one.left_out))}")
    print()


def _from(column: ColumnPreview) -> str:
    # Of a file without a header the first person may stand where the headers should.
    return f"from {hide_numbers(', '.join(column.headers))}" if column.headers else ""


def _show(text: str, column: str) -> str:
    if column in ("nik", "kk"):
        text = mask(text)
    plain = hide_numbers(" ".join(text.split()))
    return plain if len(plain) <= _WIDTH else plain[: _WIDTH - 1] + "…"


def _print_counts(extracts: Extracts, rows: int) -> None:
    print(f"Of the first {rows:,} rows of each file:")
    for line in extracts.counts.itertuples():
        scope = " ".join(filter(None, [str(line.areas), str(line.period), str(line.extent)]))
        print(f"  {line.file}: {line.accepted:,} accepted, {line.rejected:,} rejected ({scope})")
    for lost in extracts.unread.itertuples():
        print(
            f"    UNREADABLE ({lost.column}): {lost.rows:,}, its rule took nothing from what is "
            f"written, as in {lost.file} row {lost.line}"
        )
    for (reason, column), lines in extracts.rejects.groupby(["reason", "column"]):
        first = lines.iloc[0]
        example = f"{first['file']} row {first['line']}: {first['message']}"
        print(f"    {reason}{f' ({column})' if column else ''}: {len(lines):,}, as in {example}")


def _print_statuses(raw: pd.DataFrame, clean: pd.DataFrame) -> None:
    print("\nUnderstood:")
    for status in _STATUSES:
        counts = clean[status].value_counts()
        print(f"  {status:<18}" + ", ".join(f"{word} {n:,}" for word, n in counts.items()))
    for name, source in _READ.items():
        read = clean[name].ne(0) if name == "birth_year" else clean[name].notna()
        _print_understood(raw[source], read)


def _print_payments(raw: pd.DataFrame, lines: pd.DataFrame) -> None:
    print("\nUnderstood of the payment lines:")
    known = lines["programme"].isin(UNIT_OF)
    for name, read in (
        ("programme", known),
        ("unit", lines["unit"].notna()),
        ("period", lines["period"].notna()),
        ("amount", lines["amount"].notna()),
    ):
        _print_understood(raw[name], read)


def _print_understood(values: pd.Series, read: pd.Series) -> None:
    """Print how many of the values given were read, and the commonest of the others."""
    given = values.notna()
    if not given.any():
        return
    column = str(values.name)
    lost = values[given & ~read].value_counts()
    words = ", ".join(f"{_show(str(w), column)!r} {n:,}" for w, n in lost.head(_MOST_WORDS).items())
    more = f"; not understood: {words}" if len(lost) else ""
    print(f"  {column:<18}{int((given & read).sum()):,} of {int(given.sum()):,}{more}")
