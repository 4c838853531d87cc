"""Damage to NIK and KK numbers of one base's rows."""

import numpy as np

from training.synthetic.arrays import Bools, Texts, change, pick
from training.synthetic.people import People
from training.synthetic.rates import P3KE, RATES, SHARED_NIK_ERRORS, SIAK
from training.synthetic.rows import Rows
from training.synthetic.scribes import Scribes

FILLERS = np.array(
    ["", "", "", "", "0", "-", "0000000000000000", "9999999999999999", "1111111111111111",
     "1234567890123456", "9999999999999995", "9999999999999996", "9999999999999999"],
    dtype=object,
)  # fmt: skip
HARMLESS = 0.01  # apostrophes, spaces and dots that leave the number as it is
NIK_ERRORS = ("nik_format", "nik_digit", "nik_transposed", "nik_other_person")


def misformat(number: str, dice: int) -> str:
    """A number that is not 16 digits any more: 15 or 17 of them, letters, a spreadsheet's."""
    at = dice % 16
    kind = dice // 16 % 8
    if kind < 2:
        return number[:at] + number[at + 1 :]
    if kind < 4:
        return number[:at] + number[at] + number[at:]
    if kind == 4:
        exponent = f"{number[0]},{number[1 : 3 + dice // 256 % 4]}"
        return f"{exponent}E+15"
    if kind == 5:
        return number[:15] + "0" if number[15] != "0" else number[:15]
    if kind == 6:
        return number.replace("0", "O", 1 + dice // 256 % 2) if "0" in number else "I" + number[1:]
    return number[:12]


def misdigit(number: str, dice: int) -> str:
    """One digit wrong; a woman's 40 forgotten now and then; the last four digits guessed."""
    kind = dice % 20
    if kind < 2 and number[6] >= "4":
        return f"{number[:6]}{int(number[6]) - 4}{number[7:]}"
    if kind == 3 and number[12:] != "0000":
        return number[:12] + "0000"
    at = dice // 32 % 16
    return number[:at] + str((int(number[at]) + 1 + dice // 1024 % 9) % 10) + number[at + 1 :]


def transpose(number: str, dice: int) -> str:
    """Two neighbouring digits swapped, differing ones where there are any near."""
    for step in range(15):
        at = (dice + step) % 15
        if number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return number


def decorate(number: str, dice: int) -> str:
    """The right digits with something around or between them."""
    kind = dice % 4
    if kind == 0:
        return "'" + number
    if kind == 1:
        return f"{number[:6]} {number[6:12]} {number[12:]}"
    if kind == 2:
        return f"{number[:6]}.{number[6:12]}.{number[12:]}"
    return f" {number}"


def written_niks(s: Scribes, p: People, rows: Rows, from_dtks: Texts | None) -> Texts:
    """NIKs as this base writes them; `from_dtks` = per person DTKS's wrong NIK or ''."""
    person, rng = rows.person, s.rng
    nik = p.nik[person].copy()
    if s.source == SIAK:
        return nik
    second = (p.second_nik[person] != "") & (rng.random(len(nik)) < 0.5)
    nik[second] = p.second_nik[person[second]]
    s.mark("nik_second", second)
    own = 1.0
    if s.source == P3KE and from_dtks is not None:
        wrong = from_dtks[person]
        taken = (wrong != "") & (rng.random(len(nik)) < SHARED_NIK_ERRORS)
        nik[taken] = wrong[taken]
        s.mark("nik_shared_error", taken)
        # what came over counts towards this base's own rate
        own = max(0.2, 1 - float(taken.mean() if len(taken) else 0.0) / (0.026 * s.level.errors))
    else:
        taken = np.zeros(len(nik), bool)
    struck = _other_person(s, p, rows, nik, own) & ~taken
    for kind, rule in zip(NIK_ERRORS[:3], (misformat, misdigit, transpose), strict=True):
        chosen = s.strike(kind, rate=_rate(s, kind) * own, together=0.2) & ~taken & ~struck
        change(nik, chosen, rng, rule)
        s.mark(kind, chosen)
        struck |= chosen
    blank = s.strike("nik_blank", together=0.4)
    # newborns have no number yet, and unregistered people never had one
    blank |= p.baby[person] & (rng.random(len(nik)) < 0.4)
    nik[blank] = pick(rng, FILLERS, int(blank.sum()))
    s.mark("nik_blank", blank)
    change(nik, ~struck & ~blank & (rng.random(len(nik)) < HARMLESS), rng, decorate)
    return nik


def _rate(s: Scribes, kind: str) -> float:
    return RATES[kind][s.source]


def _other_person(s: Scribes, p: People, rows: Rows, nik: Texts, own: float) -> Bools:
    """Another member's NIK (mostly the head's) or a stranger's."""
    person, rng = rows.person, s.rng
    struck = s.strike("nik_other_person", rate=_rate(s, "nik_other_person") * own, together=0.2)
    head = person - p.f.order[person]
    near = np.clip(person + rng.integers(-2, 3, len(person)), 0, len(p.nik) - 1)
    stranger = rng.integers(0, len(p.nik), len(person))
    kind = rng.random(len(person))
    other = np.where(kind < 0.4, head, np.where(kind < 0.7, near, stranger))
    struck &= other != person
    nik[struck] = p.nik[other[struck]]
    s.mark("nik_other_person", struck)
    return struck


def written_kks(s: Scribes, p: People, rows: Rows) -> Texts:
    """KK numbers as this base writes them."""
    rng = s.rng
    kk = p.kk[rows.kk_family].copy()
    old = s.strike("kk_old", together=0.8) | rows.old
    kk[old] = p.old_kk[rows.kk_family[old]]
    s.mark("kk_old", old)
    if s.source == SIAK:
        return kk
    blank = s.strike("kk_blank", together=0.75)
    kind = s.together(0.75)
    kk[blank] = pick(rng, FILLERS, int(blank.sum()))
    # the column also holds damaged numbers and NIKs
    for low, high, rule in ((0.5, 0.6, misdigit), (0.6, 0.7, misformat)):
        chosen = blank & (kind >= low) & (kind < high)
        kk[chosen] = p.kk[rows.kk_family[chosen]]
        change(kk, chosen, rng, rule)
    chosen = blank & (kind >= 0.7) & (kind < 0.75)
    kk[chosen] = p.nik[rows.person[chosen]]
    s.mark("kk_blank", blank)
    change(kk, ~blank & (rng.random(len(kk)) < HARMLESS), rng, decorate)
    return kk
