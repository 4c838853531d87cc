"""Where the bytes of a file lie: on the disk, in a gzip stream, in an archive's member."""

import gzip
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from resolver.errors import InputError
from resolver.sources.formats.limits import LIMITS, Limits, too_large

CHUNK = 1 << 20


@dataclass(frozen=True)
class Source:
    """Bytes that can be read from the start, more than once.

    *name* is how messages call the file; *packed* its bytes on the disk (what a gzip stream inside
    may unpack to hangs on it); *seekable* whether ``open`` gives a file that can be searched;
    *packing* the word for the stream in messages.
    """

    name: str
    open: Callable[[], BinaryIO]
    packed: int
    seekable: bool = True
    packing: str = "packed"
    limits: Limits = LIMITS

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        """Open the bytes; what goes wrong while they are read becomes an :class:`InputError`."""
        with _read_errors(self.name, self.packing), self.open() as stream:
            yield stream

    def start(self, size: int) -> bytes:
        """Return the first *size* bytes."""
        with self.stream() as stream:
            return stream.read(size)

    def searchable(self) -> "Source":
        """Return the same bytes in a file that can be searched: itself, or a nameless copy."""
        if self.seekable:
            return self
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody can read it
        with self.stream() as stream:
            shutil.copyfileobj(stream, copy, CHUNK)
        copy.flush()

        def rewind() -> BinaryIO:
            again = open(copy.fileno(), "rb", closefd=False)  # noqa: SIM115 - a descriptor
            again.seek(0)
            return again

        weakref.finalize(rewind, copy.close)
        return Source(self.name, rewind, self.packed, limits=self.limits)

    def gunzipped(self) -> "Source":
        """Return what the gzip stream holds, never more than the limits allow."""
        most = self.limits.most(self.packed)

        def unpack() -> BinaryIO:
            packed = self.open()
            reader = Capped(cast(BinaryIO, gzip.GzipFile(fileobj=packed)), self.name, most)
            reader.below = packed
            return cast(BinaryIO, reader)

        return Source(self.name, unpack, self.packed, False, "gzip", self.limits)


class Capped:
    """A stream that ends with an error once it has given more than *most* bytes."""

    def __init__(self, stream: BinaryIO, name: str, most: int) -> None:
        self._stream, self._name, self._most = stream, name, most
        self._given = 0
        self.below: BinaryIO | None = None

    def read(self, size: int = -1) -> bytes:
        """Read up to *size* bytes, a chunk at a time where the stream says no more."""
        data = self._stream.read(CHUNK if size < 0 else size)
        self._given += len(data)
        if self._given > self._most:
            raise too_large(self._name, self._most)
        return data

    def close(self) -> None:
        """Close the stream and what it reads from."""
        self._stream.close()
        if self.below is not None:
            self.below.close()

    def __enter__(self) -> "Capped":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _read_errors(name: str, packing: str) -> Iterator[None]:
    try:
        yield
    except EOFError as error:
        raise InputError(
            f"{name} is truncated: its {packing} stream ends early. Copy the file again."
        ) from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{name} is damaged: it does not unpack. Copy it again.") from error
    except OSError as error:
        raise InputError(
            f"{name} cannot be read: {error.strerror}. Check the path and its permissions."
        ) from error
