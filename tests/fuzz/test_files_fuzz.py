"""Damaged files of every kind: read with every row told of, or refused with a sentence."""

import io
import os
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from resolver.errors import InputError
from resolver.normalise import normalise_records
from resolver.sources import read_extracts
from tests.fixtures.files import csv_bytes, people, workbook
from tests.fuzz.inputs import SIGNS

#: A file costs as much as some hundred texts.
FILES = max(20, int(os.environ.get("FUZZ_INPUTS", "5000")) // 250)
SEED = int(os.environ.get("FUZZ_SEED", "4"))
SHEET = "xl/worksheets/sheet1.xml"
ANSWERS = b"SOURCE,SOURCE_RECORD_ID,NIK,NAMA_LGKP,CHECKED_AT\n" + b"".join(
    b"DTKS,A%d,Sesuai,Sesuai (100),0%d/01/2026 10:00\n" % (n, n) for n in range(1, 7)
)
AREAS = (
    b"kemendagri,bps,province,regency,district,village,valid_from,valid_to\n"
    b"3201012001,3201010003,JAWA BARAT,BOGOR,CIBINONG,SUKAMAJU,,\n"
    b"3201012002,3201010003,JAWA BARAT,BOGOR,CIBINONG,PASIR,,2010-01-01\n"
)
PAYMENTS = (
    b"ID BAYAR,NIK,NAMA,PROGRAM,PERIODE,NOMINAL\n"
    b"1,3201014507809001,SITI,PKH,2026Q1,Rp600.000\n2,,BUDI,BPNT,TAHAP 1,(75.000)\n"
)


def hurt(data: bytes, dice: random.Random, signs: list[bytes]) -> bytes:
    """Return *data* with a few slips: signs put in, taken out, doubled, changed round; cut off."""
    for _ in range(dice.randrange(1, 6)):
        at, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + 1 + dice.randrange(30))
        slip = dice.randrange(6)
        if slip == 0:
            data = data[:at] + dice.choice(signs) + data[at:]
        elif slip == 1:
            data = data[:at] + dice.choice(signs) + data[at + 1 :]
        elif slip == 2:
            data = data[:at] + data[end:]
        elif slip == 3:
            data = data[:end] + data[at:end] + data[end:]
        elif slip == 4:
            data = (
                data[:at] + bytes(dice.randrange(256) for _ in range(dice.randrange(4))) + data[at:]
            )
        elif dice.random() < 0.2:
            data = data[:at]
    return data


TEXT = [sign.encode() for sign in SIGNS] + [b'"', b'""', b",", b";", b"\r\n", b"\n\n", b",,,,,"]
MARKUP = [*TEXT, b"<v>", b"</v>", b"<is><t>", b' t="s"', b' r="ZZZ9"', b"&lt;", b"<c>", b"<!--"]


#: What a cell may hold instead, and (rarely) what may stand in a cell's place.
VALUES = [
    b"><v>3.2010145078E+15</v></c>",
    b' t="e"><v>#REF!</v></c>',
    b' t="b"><v>1</v></c>',
    b"><f>1+1</f></c>",
    b' t="inlineStr"><is><t>x</t></is></c>',
    b' t="d"><v>2026-01-01</v></c>',
    b"/>",
]
PLACES = [b'<c r="XFD1048576"/>', b'<c r="?"/>', b'<c r="B5" t="s"><v>99</v></c>', b"</row><row>"]


def cells(sheet: bytes, dice: random.Random) -> bytes:
    """Return a sheet's XML, still well-formed, with some cells gone or with other values."""
    parts = re.split(rb"(<c .*?</c>)", sheet)
    for _ in range(dice.randrange(1, 5)):
        at, other = (dice.randrange(len(parts) // 2) * 2 + 1 for _ in range(2))
        own, value = (re.match(rb'(<c r="\w+")?(.*)', parts[one]) for one in (at, other))
        assert own is not None
        assert value is not None
        slip = dice.random()
        if slip < 0.3:
            parts[at] = b""
        elif slip < 0.6 and own[1] and value[1]:
            parts[at] = own[1] + value[2]
        elif slip < 0.95 and own[1]:
            parts[at] = own[1] + dice.choice(VALUES)
        else:
            parts[at] = dice.choice(PLACES)
    return b"".join(parts)


def archive(path: Path, dice: random.Random) -> bytes:
    """A workbook whose sheet is hurt or whose cells are not those they were; or the zip file."""
    if dice.random() < 0.1:
        return hurt(path.read_bytes(), dice, [b"PK\x03\x04", b"\0"])
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == SHEET:
                part = hurt(part, dice, MARKUP) if dice.random() < 0.2 else cells(part, dice)
            new.writestr(name, part)
    return out.getvalue()


def load(folder: Path, refusals: list[str]) -> None:
    """Read and normalise a folder, whose rows all are accepted or rejected; or be told why not.

    Why not is added to *refusals*.
    """
    try:
        found = read_extracts(folder)
    except InputError as error:
        refusals.append(str(error))
        return
    counts = found.counts
    assert (counts["read"] == counts["accepted"] + counts["rejected"]).all()
    assert (counts[["accepted", "rejected"]] >= 0).all(axis=None)
    assert counts["rejected"].sum() == len(found.rejects)
    kept = [
        table for table in (found.raw, found.siak, found.areas, found.payments) if table is not None
    ]
    assert counts["accepted"].sum() == sum(map(len, kept))
    clean = normalise_records(found.raw, found.areas, found.siak, b"a test's secret")
    assert len(clean) == len(found.raw)


Damage = Callable[[Path, random.Random], bytes]
KINDS: dict[str, tuple[str, Damage]] = {
    "rows": ("dtks.csv", lambda path, dice: hurt(csv_bytes(people(9)), dice, TEXT)),
    "answers": ("siak.csv", lambda path, dice: hurt(ANSWERS, dice, TEXT)),
    "areas": ("areas.csv", lambda path, dice: hurt(AREAS, dice, TEXT)),
    "payments": ("payments.csv", lambda path, dice: hurt(PAYMENTS, dice, TEXT)),
    "workbook": ("dtks.xlsx", archive),
}


@pytest.mark.parametrize("name", KINDS)
def test_no_damage_breaks_a_file(name: str, tmp_path: Path) -> None:
    file, damage = KINDS[name]
    dice = random.Random(f"{name}/{SEED}")
    sound = workbook(
        tmp_path / "sound",
        {"Data": [["ID ART", "NAMA", "NIK"], *([f"A{n}", "SITI", "x"] for n in range(9))]},
    )
    folder = tmp_path / "load"
    folder.mkdir()
    (folder / "dtks.csv").write_bytes(csv_bytes(people(9)))
    if name == "workbook":
        (folder / "dtks.csv").unlink()
    refusals: list[str] = []
    for _ in range(FILES):
        (folder / file).write_bytes(damage(sound, dice))
        load(folder, refusals)
    assert all(file.split(".")[0] in told and len(told) > 20 for told in refusals), refusals
    # most files are damaged, not destroyed: otherwise nothing is tried here
    assert len(refusals) < 0.8 * FILES
