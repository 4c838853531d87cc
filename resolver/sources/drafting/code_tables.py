"""Code tables for a draft: values that the normaliser does not know, with what they may mean."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from resolver.normalise.tables import load_table
from resolver.sources.answers import parse_answer, parse_outcome
from resolver.sources.drafting.cells import bare, known_words, meanings, plain_word
from resolver.sources.drafting.guess import Guess
from resolver.sources.drafting.shapes import CODE_KINDS, by_value

_NIK = re.compile(r"^\d{16}$", re.ASCII)
_PERIOD = re.compile(r"^(19|20)\d{2}Q[1-4]$")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_QUARTER = re.compile(
    r"(?:TW|TRIWULAN|TRIW|QUARTER|KUARTAL|TAHAP|Q)\W*(IV|I{1,3}|[1-4])\b"
    r"|\b(IV|I{1,3}|[1-4])\b\W*(?:19|20)\d{2}|(?:19|20)\d{2}\W*(?:Q|TW)?\W*(IV|I{1,3}|[1-4])$",
    re.IGNORECASE,
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_ORDINALS = [
    ("FIRST|PERTAMA|KESATU", "1"),
    ("SECOND|KEDUA", "2"),
    ("THIRD|KETIGA", "3"),
    ("FOURTH|KEEMPAT", "4"),
]


@dataclass(frozen=True)
class Entry:
    """A line of a code table: the value as it stands, its word, and the doubt, if any."""

    value: str
    word: str
    doubt: str = ""


def code_entries(column: str, guess: Guess, niks: list[str] | None) -> list[Entry]:
    """Return what a code column's values mean where the normaliser does not know it by itself."""
    if column == "sex" and niks is not None:
        return _sexes(guess, niks)
    if column == "relation" and (numeric := _numeric_relations(guess)):
        return numeric
    known = known_words(CODE_KINDS[column])
    kind = "flag" if CODE_KINDS[column] == "flag" else column
    more = {word: meaning for meaning, words in meanings().get(kind, {}).items() for word in words}
    entries: list[Entry] = []
    for value, count in guess.column.counts.most_common():
        plain = plain_word(value) or value.strip()
        if plain in known or len(entries) > 40:
            continue
        entries.append(_entry(value, plain, known, more, count))
    if kind == "flag" and any(one.word == "YES" for one in entries):
        blanks = len(guess.column.values) - guess.column.filled
        said_no = any(known.get(plain_word(value)) == "NO" for value in guess.column.counts)
        if blanks and not said_no and not any(one.word == "NO" for one in entries):
            entries.append(Entry("", "NO", "a blank cell is taken for no"))
    return entries


def answer_entries(column: str, guess: Guess) -> list[Entry]:
    """Return what the words of a column of answers mean, where they are not the service's own."""
    reads = parse_outcome if column == "outcome" else lambda text: parse_answer(text)[0]
    kind = "outcome" if column == "outcome" else "answer"
    words = {word: meaning for meaning, found in meanings()[kind].items() for word in found}
    entries: list[Entry] = []
    for value, count in guess.column.counts.most_common(40):
        if reads(value) is None:
            word = words.get(plain_word(value), "")
            entries.append(Entry(value, word, "" if word else f"not understood, {count} rows"))
    return entries


def period_entries(guess: Guess) -> list[Entry]:
    """Return the quarters that the values of a period column name, as ``2026Q1``."""
    entries: list[Entry] = []
    for value in guess.column.counts:
        if not _PERIOD.match(value):
            quarter = quarter_of(value)
            doubt = "" if quarter else "which quarter is it?"
            entries.append(Entry(value, quarter or value, doubt))
    return entries[:40]


def quarter_of(text: str) -> str | None:
    """Return the quarter that a text names: ``TW I 2026``, ``dtks_tw1_2026``, ``JAN-MAR 2026``."""
    plain = text.upper().replace("_", " ")
    for words, number in _ORDINALS:
        plain = re.sub(
            rf"\b(?:{words})\s+(?:QUARTER|TRIWULAN)|TRIWULAN\s+(?:{words})\b", f"Q{number} ", plain
        )
    year, part = _YEAR.search(plain), _QUARTER.search(plain)
    if year is None:
        return None
    if part is None:
        # `JAN-MAR 2026`: months of one quarter, or one month alone.
        months = {_months()[word] for word in re.findall(r"[A-Z]+", plain) if word in _months()}
        quarters = {(month + 2) // 3 for month in months}
        return f"{year[0]}Q{quarters.pop()}" if len(quarters) == 1 else None
    number = next(group for group in part.groups() if group).upper()
    return f"{year[0]}Q{_ROMAN.get(number, number)}"


def _sexes(guess: Guess, niks: list[str]) -> list[Entry]:
    """Return the sexes by the NIKs beside the values, where the normaliser would not say so."""
    known = known_words("sex")
    women = [_sex_of(bare(nik)) for nik in niks]
    beside = by_value(guess.column.values, women)
    entries: list[Entry] = []
    for value, count in guess.column.counts.most_common(12):
        told = beside.get(value, Counter())
        total = sum(told.values())
        says = known.get(plain_word(value))
        if total >= 10 and max(told.values()) >= 0.85 * total:
            sex = told.most_common(1)[0][0]
            if sex != says:
                entries.append(Entry(value, sex, "" if says is None else "so say the NIKs"))
        elif says is None:
            entries.append(Entry(value, "", f"not understood, {count} rows"))
    return entries


def _sex_of(nik: str) -> str:
    if not _NIK.match(nik):
        return ""
    return "F" if int(nik[6:8]) > 40 else "M"


def _numeric_relations(guess: Guess) -> list[Entry]:
    counts: Counter[str] = Counter()
    for value, count in guess.column.counts.items():
        number = value.removesuffix(".0").lstrip("0")
        if not number.isdigit() or int(number) > 11:
            return []
        counts[number] += count
    table = "siak_relation" if counts["4"] > counts["3"] else "regsosek_relation"
    both = "codes of SIAK" if table == "siak_relation" else "codes of Regsosek"
    words = meanings()[table]
    return [
        Entry(code, words[code], f"taken for {both}" if place == 0 else "")
        for place, code in enumerate(words)
    ]


def _entry(
    value: str, plain: str, known: dict[str, str], more: dict[str, str], count: int
) -> Entry:
    # `Pembantu RT`: of the household, RT being no neighbourhood here.
    plain = re.sub(r"\bRT\b", "RUMAH TANGGA", plain)
    if plain in more:
        return Entry(value, more[plain])
    every = {**more, **known}
    inside = [
        word for word in every if len(word) > 3 and re.search(rf"\b{re.escape(word)}\b", plain)
    ]
    close = [max(inside, key=len)] if inside else get_close_matches(plain, list(every), 1, 0.8)
    if close:
        return Entry(value, every[close[0]], f"{count} rows")
    return Entry(value, "", f"not understood, {count} rows: give the word, or take the line out")


@cache
def _months() -> dict[str, int]:
    table = load_table("dates")["months"]
    return {word: int(month) for month, words in table.items() for word in words}
