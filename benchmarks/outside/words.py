"""Name words by culture, sex and cohort, read from `words.toml`."""

import tomllib
from pathlib import Path
from typing import NamedTuple


class Words(NamedTuple):
    """Words of one culture and sex: given names of three cohorts, and second names."""

    old: list[str]
    mid: list[str]
    young: list[str]
    second: list[str]


def _read() -> dict[str, dict[str, Words]]:
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    return {
        culture: {
            sex: Words(**{kind: words.split() for kind, words in lists.items()})
            for sex, lists in sexes.items()
        }
        for culture, sexes in tomllib.loads(text).items()
    }


CULTURES = _read()
BIRTH_ORDER = {
    "1": ("WAYAN", "PUTU", "GEDE"),
    "2": ("MADE", "KADEK", "NENGAH"),
    "3": ("NYOMAN", "KOMANG"),
    "4": ("KETUT",),
}
