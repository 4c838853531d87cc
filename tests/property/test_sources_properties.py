"""Whatever stands below a header: every row is accepted or rejected, or the file is refused."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.errors import InputError
from resolver.sources import read_extracts
from resolver.sources.masking import mask

HEAD = b"ID ART,ID DTKS,NIK,NAMA\n"
GOOD = st.integers(1, 9).map(lambda n: b"A%d,D1,,NAMA\n" % n)
DAMAGED = st.one_of(
    st.binary(max_size=25),
    st.lists(st.sampled_from([b'"', b",", b"\n", b"A", b"\0", b"\xe9"]), max_size=15).map(b"".join),
)


def read(body: bytes) -> tuple[list[int], list[int], int] | None:
    """Return (accepted lines, rejected lines, rows read), or nothing where the file is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dtks.csv"
        path.write_bytes(HEAD + body)
        try:
            found = read_extracts(path)
        except InputError:
            return None
    count = found.counts.iloc[0]
    assert count["read"] == count["accepted"] + count["rejected"]
    assert (len(found.raw), len(found.rejects)) == (count["accepted"], count["rejected"])
    return found.raw["line"].tolist(), found.rejects["line"].tolist(), int(count["read"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(GOOD, DAMAGED), max_size=8))
def test_nothing_is_lost(lines: list[bytes]) -> None:
    found = read(b"".join(lines))
    if found is not None:
        accepted, rejected, total = found
        assert sorted(accepted + rejected) == list(range(1, total + 1))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([b'A5,D1,,"NAMA\n', b"A6\n", b",,,\n", b",D1,,X,\n"]), max_size=6))
def test_good_rows_outlive_any_damage_between_them(damage: list[bytes]) -> None:
    body = b"A1,D1,,NAMA\n" + b"".join(damage) + b"A2,D1,,NAMA\n"
    found = read(body)
    assert found is not None
    accepted, _, total = found
    assert accepted == [1, len(damage) + 2]
    assert total == len(damage) + 2


@given(st.text(max_size=80))
def test_masking_shows_at_most_four_signs(text: str) -> None:
    plain = mask(text)
    assert len(plain) <= 40
    assert sum(sign.isalnum() for sign in plain) <= 4
