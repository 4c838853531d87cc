"""Reading XML that nobody vouches for: no document types, no entities, no endless tokens."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from resolver.errors import InputError

_CHUNK = 64 << 10
#: Bytes that a single tag or text may take before the parser hands it on: a longer one makes it
#: read the same bytes again and again.
_TOKEN = 4 << 20


def damaged(name: str, what: str) -> InputError:
    """Return the error for a workbook whose inside makes no sense."""
    return InputError(f"{name} is damaged: {what}. Open it in Excel and save it again as .xlsx.")


def new_parser(name: str) -> expat.XMLParserType:
    """Return a parser whose names are ``namespace local`` and whose attributes are dicts.

    It raises :class:`InputError` at a document type, the only door to entities.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise InputError(
            f"{name} is refused: its XML declares a document type, which no workbook does "
            "(an XML bomb?). Save it again as .xlsx."
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(name: str, parser: expat.XMLParserType, stream: BinaryIO) -> Iterator[None]:
    """Give *stream* to *parser*, pausing after each chunk so that what it found can be taken."""
    given = 0
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            given += len(chunk)
            if given - parser.CurrentByteIndex > _TOKEN:
                raise damaged(name, "a tag or text in it does not end")
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        what = "its XML ends early" if error.code == 3 else f"its XML is broken ({error})"
        raise damaged(name, what) from error
    yield


def run(name: str, parser: expat.XMLParserType, stream: BinaryIO) -> None:
    """Give all of *stream* to *parser*."""
    for _ in feed(name, parser, stream):
        pass
