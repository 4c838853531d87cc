"""How an address is written down, each time in another hand."""

from random import Random

from benchmarks.outside.rows import Row

_ROMAN = ["0", "I", "II", "III", "IV", "V", "VI", "VII"]


def write_address(r: Random, row: Row, inside: bool, rate: float) -> None:
    """Fill the address, RT and RW of a row.

    Args:
        r: the source of chance.
        row: with its house; its ``address``, ``rt``, ``rw`` are set.
        inside: RT and RW stand in the address, there are no columns for them.
        rate: factor on what is left out.
    """
    house = row.house
    missing = r.random() < min(0.16 * rate, 0.5)
    row.rt, row.rw = (0, 0) if missing else (house.rt, house.rw)
    if not missing and r.random() < 0.01 * rate:
        row.rt = house.rt + r.choice((-1, 1))
        row.damage.append("rt_wrong")
    if missing:
        row.damage.append("rt_missing")
    parts = []
    if house.street:
        kind = r.choice(("JL. ", "JL ", "JLN. ", "JALAN ", "Jl. ", ""))
        parts.append(kind + (house.street if r.random() < 0.9 else house.street.replace(" ", "")))
        if house.number and r.random() > 0.25 * min(rate, 2):
            parts.append(r.choice((" NO. ", " NO ", " NO.", " No: ", " ")) + house.number)
        if r.random() < 0.2:
            parts.append(" " + _hamlet(r, house.hamlet))
    else:
        parts.append(_hamlet(r, house.hamlet))
        if house.number and r.random() > 0.4:
            parts.append(f" NO {house.number}")
    if inside and row.rt:
        parts.append(_rt_rw(r, row.rt, row.rw))
    if r.random() < 0.12:
        parts.append(r.choice((", DESA ", " DS. ", " KEL. ")) + row.village.name)
    text = "".join(parts)
    if r.random() < 0.08 * rate:
        row.damage.append("address_poor")
        text = r.choice(("-", house.hamlet, row.village.name, "", "DS " + row.village.name))
        if inside and row.rt:
            text += _rt_rw(r, row.rt, row.rw)
    row.address = text.title() if r.random() < 0.15 else text


def _hamlet(r: Random, name: str) -> str:
    return r.choice(("DUSUN ", "DSN. ", "DSN ", "KP. ", "KAMPUNG ", "DK. ", "")) + name


def _rt_rw(r: Random, rt: int, rw: int) -> str:
    form = r.randrange(6)
    return (
        f" RT {rt:02d} RW {rw:02d}",
        f" RT.{rt:03d}/RW.{rw:03d}",
        f" RT/RW {rt}/{rw}",
        f" {rt:03d}/{rw:03d}",
        f" Rt.{rt} Rw.{rw}",
        f" RT {rt} RW {_ROMAN[rw] if rw < len(_ROMAN) else rw}",
    )[form]
