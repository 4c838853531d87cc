"""A workbook's shared texts: each text once, the cells hold its number."""

import re

import pyarrow as pa

from resolver.errors import InputError
from resolver.sources.formats.xlsx_book import Book, names_of, part
from resolver.sources.formats.xml import feed, new_parser
from resolver.sources.table import TEXT

#: Signs that XML does not allow stand as _x000D_; an underscore of such a text as _x005F_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BATCH = 100_000


def plain_text(text: str) -> str:
    """Return a cell's text with its escaped signs put back (a lone surrogate becomes U+FFFD)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def too_long(name: str, limit: int) -> InputError:
    """Return the error for a cell that is no cell any more."""
    return InputError(
        f"{name} is refused: it holds a cell of more than {limit:,} signs. "
        "Excel itself keeps 32,767; remove it and save the workbook again."
    )


def shared_strings(book: Book) -> pa.Array:
    """Return the shared texts of *book* (large strings); formatting and readings are dropped."""
    source = book.archive.source
    if book.strings is None:
        return pa.array([], TEXT)
    tags = names_of("si", "t", "rPh")
    parser = new_parser(source.name)
    texts: list[str] = []
    pieces: list[str] = []
    taken = length = 0
    wanted = reading = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal wanted, reading, length
        match tags.get(tag):
            case "si":
                pieces.clear()
                length = 0
            case "rPh":
                reading = True
            case "t":
                wanted = not reading

    def end(tag: str) -> None:
        nonlocal wanted, reading, taken
        match tags.get(tag):
            case "si":
                texts.append(plain_text("".join(pieces)))
                taken += length
                if taken > source.limits.shared_text:
                    raise InputError(
                        f"{source.name} is refused: its texts take more than "
                        f"{source.limits.shared_text >> 20:,} MiB. Save it as CSV (UTF-8)."
                    )
            case "rPh":
                reading = False
            case "t":
                wanted = False

    def data(text: str) -> None:
        nonlocal length
        if wanted:
            pieces.append(text)
            length += len(text)
            if length > source.limits.value:
                raise too_long(source.name, source.limits.value)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    chunks = []
    with part(book.archive, book.strings).stream() as stream:
        for _ in feed(source.name, parser, stream):
            if len(texts) >= _BATCH:
                chunks.append(pa.array(texts, TEXT))
                texts.clear()
    chunks.append(pa.array(texts, TEXT))
    return pa.concat_arrays(chunks)
