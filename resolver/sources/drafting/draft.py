"""The draft itself: a mapping file with its doubts marked ``# ?``."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from resolver.sources.drafting.code_tables import (
    Entry,
    code_entries,
    period_entries,
    quarter_of,
)
from resolver.sources.drafting.compose import Rules, add_identity, compose
from resolver.sources.drafting.evidence import area_systems, date_orders
from resolver.sources.drafting.guess import Guess, guess_columns
from resolver.sources.drafting.kinds import answer_guesses, area_guesses, kind_of
from resolver.sources.drafting.sample import Sample, samples
from resolver.sources.drafting.separate import Declaration, deciders_of, quoted, separate
from resolver.sources.drafting.shapes import CODE_KINDS
from resolver.sources.mapping.layout import KIND_COLUMNS
from resolver.sources.mapping.patterns import stem_of
from resolver.sources.mapping.rows import header_key

_KNOWN_SOURCES = {
    "dtks": "DTKS",
    "siks": "DTKS",
    "regsosek": "REGSOSEK",
    "rs2022": "REGSOSEK",
    "p3ke": "P3KE",
}
_PROGRAMMES = ("PKH", "SEMBAKO", "BPNT", "BST", "PBI")


@dataclass
class Draft:
    """A drafted mapping: its TOML, and what is doubtful, a line each."""

    text: str
    doubts: list[str] = field(default_factory=list)


def draft_mapping(paths: list[Path]) -> Draft:
    """Return a mapping for the files of *paths*; files of one header share a source.

    Raises :class:`InputError` for a file that cannot be read.
    """
    groups: dict[tuple[str, ...], list[Sample]] = {}
    for path in paths:
        for sample in samples(path):
            # The order of the columns does not matter: they are named by their headers.
            keys = tuple(sorted(map(header_key, sample.names)))
            groups.setdefault(keys, []).append(sample)
    draft = Draft("format = 1\n")
    for group in groups.values():
        _Source(draft, group).write()
    return draft


class _Source:
    """One ``[[source]]`` being written."""

    def __init__(self, draft: Draft, group: list[Sample]) -> None:
        self.draft, self.group = draft, group
        self.sample = max(group, key=lambda one: one.rows)
        self.lines: list[str] = []

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
        rules = compose(sample, guesses)
        if kind == "records":
            add_identity(rules, sample, guesses)
        if kind == "payments" and "programme" not in rules.toml:
            told = f"{sample.file} {sample.title}".upper()
            programme = next((one for one in _PROGRAMMES if one in told), "")
            rules.put(
                "programme", f"{{ value = {quoted(programme)} }}", "by the file's name or title"
            )
        wanted = [name for name in KIND_COLUMNS[kind] if name in rules.toml]
        self._head(kind, rules, guesses)
        self.line("")
        self.line("[source.columns]")
        for name in wanted:
            self.line(f"{name} = {rules.toml[name]}", rules.doubts.get(name, ""))
        self._left_out(rules, wanted, guesses)
        if kind in ("records", "payments"):
            self._values(wanted, guesses, rules)
        self.draft.text += "\n" + "\n".join(self.lines) + "\n"

    def _head(self, kind: str, rules: Rules, guesses: dict[str, Guess]) -> None:
        sample = self.sample
        self.line("[[source]]")
        if kind == "records":
            name, doubt = _source_name(self.group, guesses)
            self.line(f"source = {quoted(name)}", doubt)
        else:
            self.line(f"kind = {quoted(kind)}")
        files = ", ".join(quoted(one.file) for one in self.group)
        self.line(f"files = [{files}]")
        if sample.sheet:
            self.line(f"sheet = {quoted(sample.sheet)}", "the workbook has more than one table")
        if sample.header_line == 0:
            names = ", ".join(quoted(name) for name in sample.names)
            self.line(
                f"names = [{names}]", "the file has no header line; call the columns as you like"
            )
        elif sample.header_line > 1:
            self.line(f"header_line = {sample.header_line}")
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

    def _area_system(self, rules: Rules, guesses: dict[str, Guess]) -> None:
        whole = guesses.get("area_code") or guesses.get("village_code")
        whole = whole or guesses.get("code_name")
        named = "village_name" in rules.toml
        if whole is None:
            self.line('area_system = "AUTO"', "whose codes are they?")
            return
        if "bps" in header_key(whole.column.header):
            self.line('area_system = "BPS"')
            return
        ref = whole.column.ref
        evidence = area_systems(whole.column.values)
        found = separate(evidence, deciders_of(self.sample, ref), "KEMENDAGRI")
        if found is None or (found.doubt.startswith("mixed") and (named or not found.by)):
            doubt = "mixed; the names beside the codes decide" if named else "whose codes are they?"
            self.line('area_system = "AUTO"', doubt)
            return
        self.line(f"area_system = {_toml(found)}", found.doubt)

    def _left_out(self, rules: Rules, wanted: list[str], guesses: dict[str, Guess]) -> None:
        used = rules.used - {
            guess.column.place
            for name, guess in guesses.items()
            if name in rules.toml and name not in wanted
        }
        left = [column.ref for column in self.sample.columns if column.place not in used]
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
        for name, entries in tables.items():
            if not entries:
                continue
            self.line("")
            self.line(f"[source.codes.{name}]")
            for entry in entries:
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
        found = separate(
            evidence, deciders_of(self.sample, area.column.ref if area else None), "DMY"
        )
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


def _source_name(group: list[Sample], guesses: dict[str, Guess]) -> tuple[str, str]:
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
    del guesses
    return letters or "SOURCE", "a new base of this name? Or DTKS, REGSOSEK, P3KE?"
