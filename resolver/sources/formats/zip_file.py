"""Zip archives: a look at the directory before anything is read, and the members as files."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from resolver.errors import InputError
from resolver.sources.formats.content import GZIP, ZIP, suffix_kind
from resolver.sources.formats.limits import Limits, too_large
from resolver.sources.formats.source import Capped, Source

#: What operating systems put into archives by themselves.
_CLUTTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz")
#: What zip tools write; other methods are rare, and some of them take memory without bounds.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The directory of a zip file, checked: every member may be read without harm."""

    def __init__(self, source: Source) -> None:
        self.source = source
        with source.stream() as stream:
            try:
                with zipfile.ZipFile(stream) as archive:
                    members = archive.infolist()
            except zipfile.BadZipFile as error:
                raise InputError(
                    f"{source.name} is truncated or damaged: its directory cannot be read. "
                    "Copy the file again."
                ) from error
            except (ValueError, NotImplementedError, UnicodeDecodeError) as error:
                raise InputError(
                    f"{source.name} is damaged: its directory makes no sense. Copy the file again."
                ) from error
        _refuse(source.name, members, source.packed, source.limits)
        self.members = {member.filename: member for member in members if not member.is_dir()}

    def member(self, name: str, label: str) -> Source:
        """Return the member *name* as a source that messages call *label*."""
        size = self.members[name].file_size
        return Source(
            label, partial(self._open, name, label), max(size, 1), False, "zip", self.source.limits
        )

    def _open(self, name: str, label: str) -> BinaryIO:
        below = self.source.open()
        try:
            archive = zipfile.ZipFile(below)
            stream = archive.open(name)
        except (NotImplementedError, RuntimeError, KeyError, ValueError) as error:
            below.close()
            raise InputError(f"{label} cannot be unpacked: {error}. Pack it again.") from error
        except BaseException:
            below.close()
            raise
        most = self.source.limits.most(self.source.packed)
        capped = Capped(cast(BinaryIO, stream), label, most)
        capped.below = below
        return cast(BinaryIO, capped)


def members(source: Source, takes: Callable[[str, str], bool]) -> Iterator[tuple[str, Source]]:
    """Yield the name and source of each table in a zip archive, in the order of their names.

    *takes* tells of a file (its own name; with the archive's) whether it is read, as in a folder.
    Raises :class:`InputError` for an archive that is no plain bundle of files, or that holds no
    file to read.
    """
    archive = Archive(source)
    found = []
    for name in sorted(archive.members):
        path = PurePosixPath(name)
        if any(part in _CLUTTER for part in path.parts) or path.name.startswith("._"):
            continue
        if suffix_kind(name) in (ZIP, GZIP) or path.suffix.lower() in _ARCHIVES:
            raise InputError(
                f"{source.name} is refused: it holds the archive {name!r}. "
                "Pack the tables themselves into one archive."
            )
        if takes(path.name, f"{source.name}/{name}"):
            found.append(name)
    if not found and "[Content_Types].xml" in archive.members:
        raise InputError(
            f"{source.name} is an Excel workbook or another office document, not a zip archive "
            "of tables. Give a workbook the ending .xlsx."
        )
    if not found:
        names = ", ".join(sorted(archive.members)[:5]) or "nothing"
        raise InputError(
            f"{source.name} holds no table: no .csv, .tsv, .xlsx or .parquet file ({names})."
        )
    for name in found:
        yield name, archive.member(name, f"{source.name}/{name}")


def _refuse(name: str, members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(members) > limits.members:
        raise InputError(
            f"{name} is refused: it holds {len(members):,} files, more than {limits.members:,}. "
            "Pack fewer into one archive."
        )
    seen: set[str] = set()
    for member in members:
        why = _what_is_wrong(member)
        if why is None and member.filename in seen:
            why = "stands in it twice"
        if why:
            raise InputError(
                f"{name} is refused: {member.filename[:80]!r} {why}. "
                "Pack plain files again, without folders above them and without a password."
            )
        seen.add(member.filename)
    if sum(member.file_size for member in members) > limits.most(packed):
        raise too_large(name, limits.most(packed))


def _what_is_wrong(member: zipfile.ZipInfo) -> str | None:
    path = member.orig_filename
    parts = path.replace("\\", "/").split("/")
    if parts[0] == "" or ".." in parts or ":" in parts[0] or "\0" in path:
        return "has a path that leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link, not a file"
    if member.flag_bits & 0x1:
        return "has a password"
    if member.compress_type not in _METHODS:
        return f"is packed in a way that is not read (method {member.compress_type})"
    return None
