"""How much of the machine an untrusted file may ask for, each limit with its reason."""

from dataclasses import dataclass

from resolver.errors import InputError


@dataclass(frozen=True)
class Limits:
    """Limits of reading; :data:`LIMITS` are those in force, tests give smaller ones."""

    #: Bytes that a packed file may unpack to. The whole nation (289 million persons at some 200
    #: bytes) is one file of this size; reading it is slow, but it is streamed.
    unpacked: int = 64 << 30
    #: Unpacked bytes for each packed one. Registers pack 5 to 15 times, the most repetitive
    #: workbooks some 60 times; a bomb does 1,000 and more.
    ratio: int = 200
    #: Unpacked bytes that are harmless whatever the ratio.
    harmless: int = 64 << 20
    #: Members of an archive. A load has a file for each of the 514 regencies at most; a workbook
    #: of 500 sheets has some 1,500 parts.
    members: int = 2_000
    #: Columns. The widest base has about 90 variables, DTSEN 57; thousands are an attack or a
    #: table turned on its side.
    columns: int = 1_000
    #: Bytes of one line of text: a longer one has lost its line ends.
    line: int = 8 << 20
    #: Bytes of the first lines, in which the header is looked for.
    head: int = 256 << 10
    #: Signs of one cell. Excel keeps 32,767; what is longer than a row check allows is rejected
    #: with its row, and what is longer than this is no table at all.
    value: int = 1 << 20
    #: Bytes of a workbook's shared texts, the only part of a file that is held whole in memory: a
    #: full sheet (1,048,576 rows) with six columns of different texts has some 200 million.
    shared_text: int = 1 << 30
    #: Rows that need no proof; above, each row of a Parquet file must take a byte at the least, of
    #: text :meth:`least`, since no two records share their id.
    free_rows: int = 1_000_000
    #: Rows that do not fit the header. More are no matter in a file of more good rows; without them
    #: it is no table of this header, or was made to fill the machine's memory with rejects.
    damaged: int = 100_000

    def most(self, packed: int) -> int:
        """Return how many bytes a file of *packed* bytes may unpack to."""
        return min(self.unpacked, max(self.harmless, self.ratio * packed))

    def least(self, width: int) -> int:
        """Return how many bytes a row of *width* columns takes at the least, many rows together.

        Its delimiters, its line break, and an id: those of a million rows have six digits.
        """
        return width + 5


LIMITS = Limits()


def too_large(name: str, limit: int) -> InputError:
    """Return the error for a file that unpacks to more than *limit* bytes."""
    return InputError(
        f"{name} is refused: it unpacks to more than {limit >> 20:,} MiB, far more than a table of "
        "its size holds (a decompression bomb?). Export it again, in several files if need be."
    )


def too_thin(name: str, rows: int, size: int) -> InputError:
    """Return the error for text whose rows say nothing."""
    return InputError(
        f"{name} is refused: its first {rows:,} rows take {size / rows:.1f} bytes each, too few to "
        "hold an id (blank rows, or a decompression bomb?). Export it again without blank rows."
    )


def too_wide(name: str, limits: Limits) -> InputError:
    """Return the error for a table of too many columns."""
    return InputError(
        f"{name} is refused: it has more than {limits.columns:,} columns. "
        "Export the columns that are needed, one row a person."
    )
