"""The draft itself: a mapping file with its doubts marked ``# ?``."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from resolver.errors import InputError
from resolver.sources.answers import ANSWER_FIELDS
from resolver.sources.drafting.code_tables import (
    Entry,
    answer_entries,
    code_entries,
    period_entries,
    quarter_of,
)
from resolver.sources.drafting.compose import Rules, compose
from resolver.sources.drafting.evidence import area_systems, date_orders
from resolver.sources.drafting.guess import Guess, guess_columns
from resolver.sources.drafting.identity import add_identity
from resolver.sources.drafting.kinds import answer_guesses, area_guesses, kind_of
from resolver.sources.drafting.private import Private, bars_deciding, private_words
from resolver.sources.drafting.sample import Sample, sample_of
from resolver.sources.drafting.separate import Declaration, deciders_of, quoted, separate
from resolver.sources.drafting.shapes import CODE_KINDS
from resolver.sources.files import open_files
from resolver.sources.mapping.layout import KIND_COLUMNS, KIND_NEEDS, KIND_SOURCE
from resolver.sources.mapping.patterns import stem_of
from resolver.sources.mapping.rows import header_key
from resolver.sources.masking import mask
from resolver.sources.selection import Selection

_KNOWN_SOURCES = {
    "dtks": "DTKS",
    "siks": "DTKS",
    "regsosek": "REGSOSEK",
    "rs2022": "REGSOSEK",
    "p3ke": "P3KE",
}
_LONGEST_PATTERN = 200
_PROGRAMMES = ("PKH", "SEMBAKO", "BPNT", "BST", "PBI")


@dataclass
class Draft:
    """A drafted mapping: its TOML, and what is doubtful, a line each."""

    text: str
    doubts: list[str] = field(default_factory=list)


def draft_mapping(paths: list[Path]) -> Draft:
    """Return a mapping for the files of *paths* and of folders in it; files of one header share
    a source.

    A file that is no table stands in a comment, with its reason among the doubts, if there are
    others; raises :class:`InputError` where none can be read.
    """
    groups: dict[tuple[object, ...], list[Sample]] = {}
    useless: list[tuple[str, InputError]] = []
    selection = Selection(None)
    for path in selection.files(paths):
        try:
            for file in open_files(path, takes=selection.takes):
                sample = sample_of(file)
                groups.setdefault(_likeness(sample), []).append(sample)
        except InputError as error:
            useless.append((path.name, error))
    if not groups and useless:
        raise useless[0][1]
    draft = Draft("format = 1\n")
    if useless:
        names = ", ".join(dict.fromkeys(quoted(file_pattern(name)) for name, _ in useless))
        draft.text += f"# ignore = [{names}]  # ? no tables: leave them out by this line\n"
        draft.doubts += [f"# ignore: {error}" for _, error in useless]
    for name, _ in selection.skipped:
        draft.text += f"# not looked at: {quoted(name)}  # ? give it by name if it is an extract\n"
        draft.doubts.append(f"# not looked at: {name}")
    for group in groups.values():
        _Source(draft, group).write()
    return draft


def file_pattern(name: str) -> str:
    """Return the pattern by which a mapping names a file, whatever signs are in its name."""
    plain = "".join(one if one.isprintable() and one not in "/\\" else "?" for one in name)
    plain = plain.replace("..", "?.")
    return plain if len(plain) <= _LONGEST_PATTERN else f"{plain[: _LONGEST_PATTERN - 1]}*"


def _likeness(sample: Sample) -> tuple[object, ...]:
    """Return what files of one layout have in common."""
    # The order of the columns does not matter where they are named by their headers.
    names = tuple(sorted(map(header_key, sample.names)))
    if sample.heading.headed:
        return (names, sample.sheet)
    guesses = guess_columns(sample).items()
    meant = tuple(sorted((name, guess.column.place) for name, guess in guesses))
    return (names, sample.sheet, sample.heading.delimiter, sample.heading.line, meant)


class _Source:
    """One ``[[source]]`` being written."""

    def __init__(self, draft: Draft, group: list[Sample]) -> None:
        self.draft, self.group = draft, group
        self.sample = max(group, key=lambda one: one.rows)
        self.lines: list[str] = []
        self.private = Private(frozenset())
        self.barred: set[int] = set()

    def line(self, text: str, doubt: str = "") -> None:
        """Write a line, its doubt behind it."""
        if doubt:
            key = text.split(" = ", 1)[0]
            self.draft.doubts.append(f"{self.sample.file}: {key}: {doubt}")
        self.lines.append(f"{text}  # ? {doubt}" if doubt else text)

    def write(self) -> None:
        """Write the source to the draft."""
        sample = self.sample
        guesses = guess_columns(sample)
        kind = kind_of(sample, guesses)
        if kind == "answers":
            guesses = answer_guesses(sample)
        elif kind == "areas":
            guesses = area_guesses(sample, guesses)
        self.private = private_words(guesses)
        self.barred = bars_deciding(sample, guesses)
        rules = compose(sample, guesses)
        if kind == "records":
            add_identity(rules, sample, guesses)
        if kind == "payments" and "programme" not in rules.toml:
            told = f"{sample.file} {sample.title}".upper()
            programme = next((one for one in _PROGRAMMES if one in told), "")
            doubt = "by the file's name or title" if programme else "which programme is it?"
            rules.put("programme", f"{{ value = {quoted(programme)} }}", doubt)
        for needed in KIND_NEEDS[kind]:
            if not any(name in rules.toml for name in needed):
                what = " or ".join(needed)
                doubt = f"no column looks like {what}: put its header here; it is needed"
                rules.put(needed[0], '{ value = "" }', doubt)
        wanted = [name for name in KIND_COLUMNS[kind] if name in rules.toml]
        # Guesses that are no columns of this kind are not in use.
        rules.used -= {
            guess.column.place
            for name, guess in guesses.items()
            if name in rules.toml and name not in wanted
        }
        self._head(kind, rules, guesses)
        self.line("")
        self.line("[source.columns]")
        for name in wanted:
            self.line(f"{name} = {rules.toml[name]}", rules.doubts.get(name, ""))
        self._left_out(rules)
        if kind in ("records", "payments"):
            self._values(wanted, guesses, rules)
        elif kind == "answers":
            said = [name for name in wanted if name in (*ANSWER_FIELDS, "outcome")]
            tables = {name: answer_entries(name, guesses[name]) for name in said}
            self._tables(tables, guesses)
        self.draft.text += "\n" + "\n".join(self.lines) + "\n"

    def _head(self, kind: str, rules: Rules, guesses: dict[str, Guess]) -> None:
        sample = self.sample
        self.line("[[source]]")
        if kind == "records":
            name, doubt = _source_name(self.group)
            self.line(f"source = {quoted(name)}", doubt)
        else:
            self.line(f"kind = {quoted(kind)}")
        files = dict.fromkeys(quoted(file_pattern(one.file)) for one in self.group)
        self.line(f"files = [{', '.join(files)}]")
        if sample.sheet:
            self.line(f"sheet = {quoted(sample.sheet)}", "the workbook has more than one table")
        self._heading(rules)
        if sample.blanks:
            self.line(f"blanks = [{', '.join(map(quoted, sample.blanks))}]")
        if sample.numbered is not None:
            column, cell = map(quoted, sample.numbered)
            self.line(f"skip = {{ column = {column}, values = [{cell}] }}")
        if "area_code" in rules.toml and kind != "areas":
            self._area_system(rules, guesses)
        if kind == "records" and "period" not in rules.toml:
            told = [text for one in self.group for text in (one.file, one.title)]
            quarter = next((found for text in told if (found := quarter_of(text))), None)
            self.line("")
            self.line("[source.scope]")
            if quarter:
                self.line(f"period = {quoted(quarter)}", "by the file's name or title")
            else:
                self.line('# period = "2026Q1"', "no column says it")

    def _heading(self, rules: Rules) -> None:
        """Write where the rows begin, and what their columns are called where no line says it."""
        sample, heading = self.sample, self.sample.heading
        keys = {header_key(one.header) for one in sample.columns if one.place in rules.used}
        alone = len({one.heading.line for one in self.group}) == 1
        found = heading.headed and len(keys - {""}) > 1
        if heading.line and (not found or (heading.line > 1 and alone)):
            doubt = "are these the columns' names?" if heading.headed and not heading.sure else ""
            self.line(f"header_line = {heading.line}", doubt)
        if not found:
            self.line(f"delimiter = {quoted(heading.delimiter)}")
        if not heading.headed:
            names = ", ".join(quoted(name) for name in sample.names)
            first = heading.line + 1
            doubt = f"the file has no header line (or is it line {first}?): call them as you like"
            self.line(f"names = [{names}]", doubt)

    def _area_system(self, rules: Rules, guesses: dict[str, Guess]) -> None:
        whole = guesses.get("area_code") or guesses.get("village_code")
        whole = whole or guesses.get("code_name")
        named = "village_name" in rules.toml
        if whole is None:
            self.line('area_system = "AUTO"', "whose codes are they?")
            return
        if rules.toml["area_code"].endswith((", 3]] }", ", 4]] }")):
            # A village's own number has three digits in a BPS code, four in a Kemendagri code.
            bps = rules.toml["area_code"].endswith(", 3]] }")
            word = "BPS" if bps else "KEMENDAGRI"
            self.line(f"area_system = {quoted(word)}", "by how many digits a village's number has")
            return
        if "bps" in header_key(whole.column.header):
            self.line('area_system = "BPS"')
            return
        ref = whole.column.ref
        evidence = area_systems(whole.column.values)
        found = separate(evidence, deciders_of(self.sample, ref, self.barred), "KEMENDAGRI")
        if found is None or (found.doubt.startswith("mixed") and (named or not found.by)):
            doubt = "mixed; the names beside the codes decide" if named else "whose codes are they?"
            self.line('area_system = "AUTO"', doubt)
            return
        self.line(f"area_system = {_toml(found)}", found.doubt)

    def _left_out(self, rules: Rules) -> None:
        left = [column.ref for column in self.sample.columns if column.place not in rules.used]
        if left:
            self.line(f"# left out: {', '.join(left)}")

    def _values(self, wanted: list[str], guesses: dict[str, Guess], rules: Rules) -> None:
        nik = guesses.get("nik")
        niks = nik.column.values if nik is not None else None
        self._dates(wanted, guesses, rules, niks)
        tables: dict[str, list[Entry]] = {}
        for name in wanted:
            guess = guesses.get(name)
            if guess is None:
                continue
            if name == "period":
                tables[name] = period_entries(guess)
            elif name in CODE_KINDS:
                tables[name] = code_entries(name, guess, niks)
        self._tables(tables, guesses)

    def _tables(self, tables: dict[str, list[Entry]], guesses: dict[str, Guess]) -> None:
        for name, entries in tables.items():
            if not entries:
                continue
            self.line("")
            self.line(f"[source.codes.{name}]")
            counts = guesses[name].column.counts
            for entry in entries:
                rows = counts[entry.value]
                if rows and self.private.hides(entry.value, rows, dated=name == "period"):
                    shown = quoted(mask("".join(filter(str.isprintable, entry.value))))
                    word = quoted(entry.word)
                    self.line(f"# {shown} = {word}", f"{rows} rows; a person's? Masked here")
                    continue
                text = f"{quoted(entry.value)} = {quoted(entry.word)}"
                self.line(text if entry.word else f"# {text}", entry.doubt)

    def _dates(
        self,
        wanted: list[str],
        guesses: dict[str, Guess],
        rules: Rules,
        niks: list[str] | None,
    ) -> None:
        if "birth_date" not in wanted or "date = {" in rules.toml["birth_date"]:
            return
        guess = guesses.get("birth_date") or guesses.get("place_date")
        if guess is None:
            return
        texts = guess.column.values
        if guess is guesses.get("place_date") and "birth_date" not in guesses:
            texts = [re.sub(r"^\D*", "", text) for text in texts]
        evidence = date_orders(texts, niks or [""] * len(texts))
        area = guesses.get("area_code")
        ref = area.column.ref if area else None
        found = separate(evidence, deciders_of(self.sample, ref, self.barred), "DMY")
        if found is None or (found.otherwise == "DMY" and not found.by):
            if found is not None and found.doubt.startswith("mixed"):
                self.line("")
                self.line("# dates", found.doubt)
            return
        self.line("")
        self.line("[source.dates]")
        self.line(f"birth_date = {_toml(found)}", found.doubt)


def _toml(found: Declaration) -> str:
    if not found.by:
        return quoted(found.otherwise)
    values = ", ".join(f"{quoted(value)} = {quoted(one)}" for value, one in found.values)
    return f"{{ by = {found.by}, values = {{ {values} }}, otherwise = {quoted(found.otherwise)} }}"


def _source_name(group: list[Sample]) -> tuple[str, str]:
    names = [one.file for one in group] + list(group[0].names) + [one.title for one in group]
    for text in names:
        for word, source in _KNOWN_SOURCES.items():
            if word in header_key(text):
                return source, ""
    said = " ".join([*group[0].names, *(one.title for one in group)]).casefold()
    if re.search(r"\br4\d{2}", said) or "bps" in said:
        return "REGSOSEK", "its headers are questions of Regsosek, or it has codes of BPS"
    if re.search(r"\b(?:krt|art|bdt|anggota rumah tangga)\b", said):
        return "DTKS", "it speaks of members of households"
    letters = re.sub(r"[^A-Z]+", "_", stem_of(group[0].file).upper()).strip("_")[:32]
    if letters in KIND_SOURCE.values():
        letters = f"{letters}_DATA"
    return letters or "SOURCE", "a new base of this name? Or DTKS, REGSOSEK, P3KE?"
