"""A name grammar by culture, sex and cohort."""

from random import Random

from benchmarks.outside.words import BIRTH_ORDER, CULTURES

TITLES_FRONT = {"M": ["H.", "DRS.", "IR.", "UST.", "KH."], "F": ["HJ.", "DRA.", "NYAI"]}
TITLES_BACK = ["S.PD", "S.E.", "S.H.", "AMD.KEP", "S.KOM", "M.PD", "S.AG"]


def _pick(r: Random, words: list[str]) -> str:
    """Take a word, the first ones of a list far more often than the last."""
    return words[int(len(words) * r.random() ** 1.5)].replace("-", " ")


def _cohort(year: int) -> int:
    return 0 if year < 1958 else 1 if year < 1990 else 2


def given_name(r: Random, culture: str, sex: str, year: int, order: int) -> str:
    """Make the registered name of a person, capitals, words by one space.

    Args:
        r: the source of chance.
        culture: a key of ``CULTURES``.
        sex: M or F.
        year: of birth; it chooses the cohort.
        order: rank among the siblings, 0 the eldest: Balinese names tell it.
    """
    words = CULTURES[culture][sex]
    cohort = _cohort(year)
    first = _pick(r, (words.old, words.mid, words.young)[cohort])
    if culture == "bali":
        rank = r.choice(BIRTH_ORDER[str(order % 4 + 1)])
        head = f"{'I' if sex == 'M' else 'NI'} {rank} {first}"
        return head if cohort < 2 or r.random() < 0.5 else f"{head} {_pick(r, words.second)}"
    if culture in {"batak", "east"}:
        middle = f" {_pick(r, words.young)}" if cohort == 2 and r.random() < 0.35 else ""
        if cohort == 0 and r.random() < 0.25:
            return first
        return f"{first}{middle} {_pick(r, words.second)}"
    mononym = (
        (0.85, 0.38, 0.06)[cohort]
        if culture in {"javanese", "sundanese"}
        else ((0.7, 0.3, 0.05)[cohort])
    )
    needs_more = first in {
        "ABDUL",
        "ABD",
        "SITI",
        "SITTI",
        "NUR",
        "SRI",
        "MUHAMMAD",
        "MUHAMAD",
        "MOHAMMAD",
        "MOCHAMAD",
        "MUH",
        "DWI",
        "TRI",
        "EKA",
        "EKO",
        "ANDI",
        "CUT",
        "TEUKU",
        "ZAHRATUL",
        "RAUDHATUL",
        "MIFTAHUL",
        "NURUL",
        "KHOIRUL",
        "KHAIRUL",
        "SYAMSUL",
        "AI",
    }
    if r.random() < mononym and not needs_more:
        return first
    second = _pick(
        r, words.second if r.random() < 0.75 else (words.mid if cohort < 2 else words.young)
    )
    while second == first:
        second = r.choice(words.second)
    name = f"{first} {second}"
    if r.random() < (0, 0.06, 0.4)[cohort]:
        third = _pick(r, words.second)
        if third not in name:
            name += f" {third}"
    return name


_RHYMES = [
    ("YANTI", "YANTO"),
    ("NEM", "MIN"),
    ("WATI", "WAN"),
    ("MIN", "MAN"),
    ("NAH", "NEM"),
    ("ANI", "ANA"),
    ("DIN", "DI"),
    ("NO", "NI"),
    ("TO", "TI"),
    ("DI", "DA"),
    ("A", "I"),
]


def rhyme(r: Random, name: str, culture: str, sex: str) -> str:
    """Make a sibling's name that rhymes: WAGIMIN, WAGIMAN; RISKA AMELIA, RISKI AMELIA."""
    words = name.split()
    spot = len(words) - 1 if r.random() < 0.6 else 0
    for old, new in r.sample(_RHYMES, len(_RHYMES)):
        for tail, put in ((old, new), (new, old)):
            if words[spot].endswith(tail) and len(words[spot]) > len(tail) + 1:
                words[spot] = words[spot][: -len(tail)] + put
                return " ".join(words)
    # None rhymes: the other words are shared.
    words[spot] = _pick(r, [word for word in CULTURES[culture][sex].young if word not in words])
    return " ".join(words)


def twin_name(r: Random, name: str, culture: str, sex: str) -> str:
    """Make the other twin's name: a rhyme, or another first word before the same rest."""
    words = name.split()
    if len(words) == 1 or r.random() < 0.5:
        return rhyme(r, name, culture, sex)
    others = [word for word in CULTURES[culture][sex].young if word not in words]
    return " ".join([_pick(r, others), *words[1:]])


def nickname(r: Random, name: str) -> str:
    """Make a short form as called in the village: the tail or the head of a word."""
    word = max(name.split(), key=len) if r.random() < 0.5 else name.rsplit(maxsplit=1)[-1]
    if len(word) < 5:
        return word
    return word[-4:] if r.random() < 0.5 else word[:4]
