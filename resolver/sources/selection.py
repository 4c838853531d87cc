"""Which files a load has: what is read, what is passed over (and told), what each is called."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from resolver.errors import InputError, MappingError
from resolver.sources.files import SUFFIXES, by_ending
from resolver.sources.formats.content import TABLE_ENDINGS, suffix_kind
from resolver.sources.mapping import Mapping, read_mapping, shipped_mapping

#: The mapping file that a folder may hold.
MAPPING_FILE = "mapping.toml"
#: Why something in a folder or an archive is not read.
ENDING, FOLDER, IGNORED = "ENDING", "FOLDER", "IGNORED"


class Selection:
    """Decides which files of folders and archives are read, and keeps what is not.

    ``skipped`` are (what it is called, why), in the order in which they were met.
    """

    def __init__(self, mapping: Mapping | None) -> None:
        self.mapping = mapping
        self.skipped: list[tuple[str, str]] = []

    def takes(self, name: str, label: str) -> bool:
        """Tell whether a file is read; one that is not is kept in ``skipped`` as *label*.

        Read are the known endings, what the mapping names, and text whose name begins like a
        source's. Raises :class:`InputError` for a table of another format that is named so: a
        part of the load would be missing.
        """
        if self.mapping is not None and self.mapping.ignores(name):
            self.skipped.append((label, IGNORED))
            return False
        if by_ending(name) or _fits(self.mapping, name):
            return True
        if _fits(shipped_mapping(), name):
            if suffix_kind(name) is not None:
                return True
            if name.lower().endswith(TABLE_ENDINGS):
                raise InputError(
                    f"{label} is named like an extract, but files of its ending are not read. Save "
                    "it as CSV (UTF-8), XLSX or Parquet, or move it out of the load."
                )
        self.skipped.append((label, ENDING))
        return False

    def files(self, load: Path | Sequence[Path]) -> list[Path]:
        """Return the files of a load, those of a folder in the order of their names.

        Raises :class:`InputError` for what does not exist, for a folder without any, and for a file
        that is given twice.
        """
        given = [load] if isinstance(load, Path) else list(load)
        folders = sum(path.is_dir() for path in given)
        files: list[Path] = []
        for path in given:
            if not path.exists():
                raise InputError(f"{path} does not exist. Check the path.")
            if path.is_dir():
                files += self._in_folder(path, f"{path.name}/" if folders > 1 else "")
            elif self.mapping is not None and self.mapping.ignores(path.name):
                self.skipped.append((path.name, IGNORED))
            else:
                files.append(path)
        seen: set[Path] = set()
        for path in files:
            if path.resolve() in seen:
                raise InputError(f"{path} stands in the load twice. Give it once.")
            seen.add(path.resolve())
        return files

    def _in_folder(self, folder: Path, above: str) -> list[Path]:
        found = []
        for path in sorted(folder.iterdir()):
            if path.name == MAPPING_FILE:
                continue
            if path.is_dir():
                self.skipped.append((f"{above}{path.name}/", FOLDER))
            elif not (path.is_file() or path.is_symlink()):
                self.skipped.append((f"{above}{path.name}", ENDING))
            elif self.takes(path.name, f"{above}{path.name}"):
                found.append(path)
        if not found:
            raise InputError(f"{folder} holds no file that can be read: {', '.join(SUFFIXES)}.")
        return found


def list_files(load: Path | Sequence[Path], mapping: Mapping | None = None) -> list[Path]:
    """Return the files of a load (:meth:`Selection.files`)."""
    return Selection(mapping).files(load)


def find_mapping(
    load: Path | Sequence[Path], mapping: Mapping | Path | None = None
) -> Mapping | None:
    """Return the mapping given, else that of the load's one folder which holds one, else none."""
    if isinstance(mapping, Mapping):
        return mapping
    if mapping is not None:
        return read_mapping(mapping)
    folders = [load] if isinstance(load, Path) else load
    found = [one / MAPPING_FILE for one in folders if (one / MAPPING_FILE).is_file()]
    if len(found) > 1:
        raise MappingError(
            f"Two folders of the load hold a {MAPPING_FILE}. Give the one that counts (--mapping)."
        )
    return read_mapping(found[0]) if found else None


def labels(paths: Sequence[Path]) -> list[str]:
    """Return what rejects and counts call each file: its name, with as many of the folders above
    it as tell it from the others."""
    parts = [path.absolute().parts for path in paths]
    depth = [1] * len(paths)
    while True:
        found = ["/".join(one[-many:]) for one, many in zip(parts, depth, strict=True)]
        times = Counter(found)
        again = [place for place, label in enumerate(found) if times[label] > 1]
        if not again:
            return found
        for place in again:
            depth[place] += 1


def _fits(mapping: Mapping | None, name: str) -> bool:
    return mapping is not None and any(layout.fits(name) for layout in mapping.layouts)
