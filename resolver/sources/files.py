"""From a path to UTF-8 bytes: gzip, byte-order marks, cp1252 lines; what is no text is refused."""

import gzip
import zlib
from pathlib import Path

from resolver.errors import InputError

_BOM = b"\xef\xbb\xbf"
#: First bytes of files that are often renamed to .csv.
_BINARY = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
}
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1b")
#: Above this share of control signs in its first part a file is no text (a few NULs are damage).
_CONTROL_SHARE = 0.05


def read_text(path: Path) -> bytes:
    """Return the file's content as UTF-8 with ``\\n`` line ends.

    Lines that are not UTF-8 are read as cp1252; a byte that is neither becomes U+FFFD.
    Raises :class:`InputError` for a file that is missing, empty, cut off (gzip) or no text.
    """
    data = _read_bytes(path)
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
    if not data.strip():
        raise InputError(f"{path.name} is empty. Export it again and check its size.")
    _refuse_binary(path, data)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"\n".join(_line_as_utf8(line) for line in data.split(b"\n"))
    return data


def _read_bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be read: {error.strerror}. Check the path and its permissions."
        ) from error
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gzip.decompress(data)
    except EOFError as error:
        raise InputError(
            f"{path.name} is truncated: its gzip stream ends early. Copy the file again."
        ) from error
    except (OSError, zlib.error) as error:
        raise InputError(f"{path.name} is a damaged gzip file. Copy it again.") from error


def _refuse_binary(path: Path, data: bytes) -> None:
    for magic, kind in _BINARY.items():
        if data.startswith(magic):
            raise InputError(
                f"{path.name} is unreadable: it is {kind}, not CSV. Save it as CSV (UTF-8)."
            )
    start = data[:65536]
    controls = len(start) - len(start.translate(None, delete=_CONTROL))
    if controls > _CONTROL_SHARE * len(start):
        raise InputError(f"{path.name} is unreadable: it holds no text. Save it as CSV (UTF-8).")


def _line_as_utf8(line: bytes) -> bytes:
    if line.isascii():
        return line
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode("utf-8")
    return line
