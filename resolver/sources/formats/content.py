"""What a file is, by its first bytes, and whether its name says the same."""

from typing import Final

from resolver.errors import InputError

TEXT, XLSX, PARQUET, ZIP, GZIP = "text", "xlsx", "parquet", "zip", "gzip"

#: Endings of the files that are read from a folder or an archive.
SUFFIXES: Final = {
    ".csv": TEXT,
    ".tsv": TEXT,
    ".csv.gz": GZIP,
    ".tsv.gz": GZIP,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".parquet": PARQUET,
    ".zip": ZIP,
}
_OTHER = {".txt": TEXT, ".gz": GZIP}
#: Endings of tables and archives that are not read, in lower case.
TABLE_ENDINGS: Final = (
    *(".xls", ".xlsb", ".ods", ".dbf", ".mdb", ".accdb", ".sav", ".dta", ".sas7bdat"),
    *(".json", ".jsonl", ".feather", ".sqlite", ".db", ".sql"),
    *(".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".tgz"),
)
_MAGIC = {b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP, b"\x1f\x8b": GZIP, b"PAR1": PARQUET}
_WORDS = {
    TEXT: "text",
    XLSX: "an Excel workbook (.xlsx)",
    PARQUET: "a Parquet file",
    ZIP: "an Excel workbook or a zip archive",
    GZIP: "a gzip file",
}
#: What is never read, by its first bytes.
_USELESS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls) or one with a password",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\xff\xfe\0\0": "text in UTF-32",
    b"\0\0\xfe\xff": "text in UTF-32",
}
_ADVICE = "Save it as CSV (UTF-8), XLSX or Parquet."
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1b")
#: Above this share of control signs in its first part a file is no text (a few NULs are damage).
_CONTROL_SHARE = 0.05


def suffix_kind(name: str) -> str | None:
    """Return the kind that the ending of *name* says, if it says one that is known."""
    lower = name.lower()
    for suffix, kind in (*SUFFIXES.items(), *_OTHER.items()):
        if lower.endswith(suffix):
            return kind
    return None


def find_kind(name: str, start: bytes) -> str:
    """Return the kind of a file that begins with *start*; ZIP stands for workbooks too.

    Raises :class:`InputError` for a file of another kind than its name says (save that text may be
    packed under a plain name), and for kinds that are never read.
    """
    for magic, words in _USELESS.items():
        if start.startswith(magic):
            raise InputError(f"{name} is unreadable: it is {words}. {_ADVICE}")
    kind = next((kind for magic, kind in _MAGIC.items() if start.startswith(magic)), TEXT)
    said = suffix_kind(name)
    if said is None or said == kind or (said, kind) in ((XLSX, ZIP), (TEXT, GZIP)):
        return kind
    if kind == TEXT and _is_markup(start):
        raise InputError(f"{name} is unreadable: it is a web page or XML. {_ADVICE}")
    if said == TEXT:
        raise InputError(
            f"{name} is unreadable: it is {_WORDS[kind]}, not CSV. "
            "Save it as CSV (UTF-8), or give it the ending that it should have."
        )
    raise InputError(
        f"{name} is unreadable: its name says {_WORDS[said]}, its content is "
        f"{_WORDS[kind]} (or the file is damaged). Rename it or export it again."
    )


def refuse_no_text(name: str, start: bytes) -> None:
    """Raise :class:`InputError` where the decoded *start* of a file holds no table of text."""
    controls = len(start) - len(start.translate(None, delete=_CONTROL))
    if controls > _CONTROL_SHARE * len(start):
        raise InputError(f"{name} is unreadable: it holds no text. {_ADVICE}")
    if _is_markup(start):
        raise InputError(f"{name} is unreadable: it is a web page or XML. {_ADVICE}")


def _is_markup(start: bytes) -> bool:
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower()
    return first.startswith((b"<html", b"<?xml", b"<!doctype", b"<table"))
