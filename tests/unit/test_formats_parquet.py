"""Parquet: every type of a column as the text that the sources expect."""

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from resolver.errors import InputError
from resolver.normalise.nik import read_niks
from resolver.sources import read_extracts
from resolver.sources.formats.parquet_file import _plain
from tests.fixtures.files import people, write_as


def save(folder: Path, **columns: pa.Array) -> Path:
    named = {"ID ART": pa.array(["A1", "A2"]), "NAMA": pa.array(["SITI", "BUDI"]), **columns}
    pq.write_table(pa.table(named), folder / "dtks.parquet")
    return folder / "dtks.parquet"


@pytest.mark.parametrize(
    ("nik", "status"),
    [
        (pa.array(["3201014507809001", None]), ["PLAUSIBLE", "MISSING"]),
        (pa.array([3201014507809001, None]), ["PLAUSIBLE", "MISSING"]),
        (pa.array([3201014507809001.0, None]), ["PRECISION_LOST", "MISSING"]),
        (pa.array([3201014507809001.0, None], pa.float32()), ["PRECISION_LOST", "MISSING"]),
        (pa.array([Decimal(3201014507809001), None]), ["PLAUSIBLE", "MISSING"]),
        (pa.array(["3201014507809001", None]).dictionary_encode(), ["PLAUSIBLE", "MISSING"]),
        (pa.array([b"3201014507809001", None]), ["PLAUSIBLE", "MISSING"]),
    ],
)
def test_a_float_in_a_nik_column_has_lost_its_precision(
    tmp_path: Path, nik: pa.Array, status: list[str]
) -> None:
    niks = read_extracts(save(tmp_path, NIK=nik)).raw["nik"]
    zero = pd.Series(0, index=niks.index, dtype="int16").to_numpy()
    found = read_niks(niks, zero, zero, zero, pd.Series(None, index=niks.index, dtype="str"))
    assert found["nik_status"].tolist() == status


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([1.0, None, 2.5, float("nan")]), ["1", None, "2.5", ""]),
        (pa.array([7, -1], pa.int8()), ["7", "-1"]),
        (pa.array([True, False]), ["TRUE", "FALSE"]),
        (pa.array([dt.date(1990, 1, 31)]), ["1990-01-31"]),
        (pa.array([dt.datetime(1990, 1, 31)], pa.timestamp("ms")), ["1990-01-31"]),
        (pa.array([dt.datetime(1990, 1, 31, 4, 5)], pa.timestamp("s")), ["1990-01-31 04:05:00"]),
        (
            pa.array([dt.datetime(1990, 1, 30, 17)], pa.timestamp("us", tz="Asia/Jakarta")),
            ["1990-01-31"],
        ),
        (pa.array([Decimal("12.00"), Decimal("1.50")]), ["12", "1.50"]),
        (pa.array([b"JOS\xc3\x89", b"\xff"]), ["JOSÉ", "\ufffd"]),
        (pa.nulls(2), [None, None]),
        (pa.array(["x" * 9000]), ["x" * 5000]),
    ],
)
def test_types(values: pa.Array, texts: list[str | None]) -> None:
    assert _plain(values).to_pylist() == texts


def test_the_batches_are_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolver.sources.formats.parquet_file._BATCH", 7)
    raw = read_extracts(write_as(".parquet", tmp_path, people(50))).raw
    assert raw["source_record_id"].tolist() == [row[0] for row in people(50)]
    assert raw["line"].tolist() == list(range(1, 51))


def test_in_an_archive(tmp_path: Path) -> None:
    path = write_as(".parquet", tmp_path, people(3))
    with zipfile.ZipFile(tmp_path / "load.zip", "w") as archive:
        archive.write(path, "x/dtks.parquet")
    assert len(read_extracts(tmp_path / "load.zip").raw) == 3


def test_columns_of_lists_and_groups_are_left_out(tmp_path: Path) -> None:
    plain = read_extracts(save(tmp_path)).raw
    groups = pa.array([{"lat": 1.5}, {"lat": 2.5}])
    nested = read_extracts(save(tmp_path, TAGS=pa.array([["a"], ["b"]]), GEO=groups)).raw
    pd.testing.assert_frame_equal(nested, plain)


def test_a_file_of_lists_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dtks.parquet"
    pq.write_table(pa.table({"NIK": pa.array([["a"], ["b"]])}), path)
    with pytest.raises(InputError, match="its columns hold lists or groups"):
        read_extracts(path)
