"""Words and codes of the value columns."""

import pandas as pd
import pytest

from resolver.normalise.codes import read_codes, read_desil


@pytest.mark.parametrize(
    ("kind", "texts", "meaning"),
    [
        ("sex", ["L", "LAKI-LAKI", "Laki - laki", "Pria", "1", "01", "1.0"], "M"),
        ("sex", ["P", "Perempuan", "WANITA", "2", "2. Perempuan"], "F"),
        ("sex", ["", "X", "L/P", "3", "٢"], None),
        ("relation", ["Kepala Keluarga", "KEPALA RUMAH TANGGA", "HEAD", "1"], "HEAD"),
        ("relation", ["ISTRI", "Istri/Suami", "SUAMI", "2 - Istri/suami"], "SPOUSE"),
        ("relation", ["Anak", "3. Anak", "ANAK KANDUNG"], "CHILD"),
        ("relation", ["Orang tua/mertua", "MERTUA"], "PARENT"),
        ("relation", ["CHILD_IN_LAW", "Menantu"], "CHILD_IN_LAW"),
        ("relation", ["TETANGGA", "99"], None),
        ("marital", ["Belum Kawin", "1", "BELUM MENIKAH"], "SINGLE"),
        ("marital", ["Kawin", "KAWIN/NIKAH", "2"], "MARRIED"),
        ("marital", ["Cerai Hidup", "3"], "DIVORCED"),
        ("marital", ["CERAI MATI", "Janda", "4"], "WIDOWED"),
        ("presence", ["2", "MENINGGAL", "DIED"], "DIED"),
        ("flag", ["YA", "ya", "1", "Y"], "YES"),
        ("flag", ["TIDAK", "0", "Tidak ", "BELUM"], "NO"),
        ("death", ["Meninggal Dunia", "YA", "ALM."], "YES"),
        ("death", ["TIDAK", "HIDUP", "0", ""], None),
    ],
)
def test_words_of_one_meaning(kind: str, texts: list[str], meaning: str | None) -> None:
    found = read_codes(pd.Series(texts), kind)
    assert [None if pd.isna(one) else one for one in found] == [meaning] * len(texts)


def test_deciles() -> None:
    texts = ["1", "10", "Desil 3", "04", "2.0", "0", "11", "-", None, "4+"]
    assert read_desil(pd.Series(texts, dtype="str")).tolist() == [1, 10, 3, 4, 2, 0, 0, 0, 0, 4]
