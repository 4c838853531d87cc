"""From bytes in any of the encodings to UTF-8 with ``\\n`` line ends, block by block."""

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from resolver.errors import InputError
from resolver.sources.formats.limits import Limits

_BOM = codecs.BOM_UTF8
#: Encodings that a mapping file may name; without one the bytes tell.
ENCODINGS: Final = ("utf-8", "cp1252", "latin-1", "utf-16")
#: Signs that part the columns of a text file.
DELIMITERS: Final = (",", ";", "\t", "|")
#: In UTF-16 every other byte of Latin text is NUL; so large a share of them is no damage.
_NUL_SHARE = 0.3

Recode = Callable[[bytes, bool], bytes]


def find_encoding(start: bytes) -> str:
    """Return the encoding of a file that begins with *start*: a UTF-16, or ``mixed``.

    ``mixed`` is UTF-8 whose lines that are not UTF-8 are read as cp1252.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    odd, even = start[1::2], start[::2]
    if odd.count(0) > _NUL_SHARE * len(odd) and even.count(0) < odd.count(0) / 8:
        return "utf-16-le"
    if even.count(0) > _NUL_SHARE * len(even) and odd.count(0) < even.count(0) / 8:
        return "utf-16-be"
    return "mixed"


def utf8_blocks(
    name: str, stream: BinaryIO, encoding: str, size: int, limits: Limits
) -> Iterator[bytes]:
    """Yield the text of *stream* as UTF-8 in blocks of whole lines, read by *size* bytes.

    The last block may lack its line end; the byte-order mark is dropped, a byte that the encoding
    does not know becomes U+FFFD. Raises :class:`InputError` for a line beyond the limit and for
    UTF-16 that ends within a sign.
    """
    recode = _recoder(encoding)
    rest, held, first = b"", b"", True
    while True:
        chunk = stream.read(size)
        final = not chunk
        try:
            data = held + recode(chunk, final)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{name} is truncated: it ends within a sign of UTF-16. Copy it again."
            ) from error
        if first and data:
            data, first = data.removeprefix(_BOM), False
        # The second half of a line end may lie in the next chunk.
        held = b"\r" if data.endswith(b"\r") and not final else b""
        data = rest + _plain_line_ends(data[: len(data) - len(held)])
        cut = len(data) if final else data.rfind(b"\n") + 1
        rest = data[cut:]
        if len(rest) > limits.line:
            raise InputError(
                f"{name} is refused: it holds a line of more than {limits.line >> 20} MiB. "
                "Export it again with line ends between the rows."
            )
        if cut:
            yield data[:cut] if encoding != "mixed" else _lines_as_utf8(data[:cut])
        if final:
            return


def _recoder(encoding: str) -> Recode:
    if encoding == "mixed":
        return lambda chunk, _: chunk
    if encoding.startswith("utf-16"):
        decoder = codecs.getincrementaldecoder(encoding)("replace")

        def recode(chunk: bytes, final: bool) -> bytes:
            if final and decoder.getstate()[0]:
                raise UnicodeDecodeError(encoding, b"", 0, 0, "truncated")
            return decoder.decode(chunk, final).encode("utf-8", "replace")

        return recode
    plain = codecs.getincrementaldecoder(encoding)("replace")
    return lambda chunk, final: plain.decode(chunk, final).encode("utf-8", "replace")


def _plain_line_ends(data: bytes) -> bytes:
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _lines_as_utf8(data: bytes) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"\n".join(_line_as_utf8(line) for line in data.split(b"\n"))
    return data


def _line_as_utf8(line: bytes) -> bytes:
    if line.isascii():
        return line
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode("utf-8")
    return line
