"""Two records side by side for a terminal: what agrees, what differs, numbers masked."""

from typing import Any

import pandas as pd

from api.masking import without_niks
from resolver.keys_table import mask, without_numbers
from resolver.report.texts import Texts

WIDTH = 32
MOST_KIN = 5

TEXT_FIELDS = ("name", "nik", "kk", "birth", "sex", "mother", "relation", "marital", "address",
               "rt_rw", "village", "siak", "period")  # fmt: skip


class PairView:
    """Shows pairs of rows of the clean table (docs/tables.md §3).

    Args:
        clean: the records.
        words: the texts of :mod:`api`.
        numbers: show NIK and KK numbers whole.
    """

    def __init__(self, clean: pd.DataFrame, words: Texts, numbers: bool = False) -> None:
        self.clean, self.words, self.numbers = clean, words, numbers
        groups = clean.groupby("group_id", sort=False).indices
        self._members = {str(name): rows for name, rows in groups.items()}

    def lines(self, a: int, b: int) -> list[str]:
        """The pair as lines of text; the second sign of each line marks what differs."""
        fields = [("record", self._record(a), self._record(b), " ")]
        left, right = self._values(a), self._values(b)
        for name in TEXT_FIELDS:
            if left[name] or right[name]:
                fields.append((name, left[name], right[name], _mark(left[name], right[name])))
        kin = self._kin(a), self._kin(b)
        if any(kin):
            fields.append(("with", *kin, " "))
        lines = []
        for name, first, second, sign in fields:
            shown = [self._shown(name, text) for text in (first, second)]
            label = self.words["field"][name]
            for row in range(max(len(text) for text in shown)):
                cells = [text[row] if row < len(text) else "" for text in shown]
                head = f" {sign} {label:<16}" if row == 0 else " " * 19
                lines.append(f"{head}{cells[0]:<{WIDTH}} │ {cells[1]}".rstrip())
        return lines

    def _values(self, row: int) -> dict[str, str]:
        one = self.clean.iloc[row]
        parts = [int(one[f"birth_{part}"]) for part in ("year", "month", "day")]
        texts = {name: _text(one[name]) for name in ("name", "sex", "relation", "marital", "siak",
                                                     "village", "period")}  # fmt: skip
        return texts | {
            "nik": _text(one["nik_digits"]) or _text(one["nik"]),
            "kk": _text(one["kk_digits"]) or _text(one["kk"]),
            "birth": "-".join(f"{part:02d}" for part in parts if part) if parts[0] else "",
            "mother": _text(one["mother_norm"]),
            "address": " ".join(filter(None, [_text(one["address_norm"]), _text(one["house_no"])])),
            "rt_rw": "/".join(_text(one[part]) or "-" for part in ("rt", "rw"))
            if _text(one["rt"]) or _text(one["rw"])
            else "",
        }

    def _record(self, row: int) -> str:
        one = self.clean.iloc[row]
        return f"{one['source']} {without_niks(str(one['source_record_id']))}"

    def _kin(self, row: int) -> str:
        """Names of the others of the source group: they often settle it."""
        group = _text(self.clean["group_id"].iloc[row])
        others = [int(member) for member in self._members.get(group, ()) if member != row]
        names = [_text(self.clean["name"].iloc[other]) or "?" for other in others[:MOST_KIN]]
        if len(others) > MOST_KIN:
            more = len(others) - MOST_KIN
            names.append(self.words["label"]["together"].format(count=more))
        return ", ".join(names)

    def _shown(self, name: str, text: str) -> list[str]:
        """The text as lines that fit; no sign in it may steer the terminal."""
        if name in ("nik", "kk") and text and not self.numbers:
            text = mask(text)
        elif name == "address" and not self.numbers:
            text = without_numbers(text)
        plain = "".join(sign if sign.isprintable() else " " for sign in text)
        return [plain[at : at + WIDTH] for at in range(0, len(plain), WIDTH)] or [""]


def _mark(left: str, right: str) -> str:
    if not left or not right:
        return "·"
    return "=" if left == right else "≠"


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)
