"""Chapter: which spellings are one name, and which are not (domain §4).

Each line of a table holds spellings that must meet in one key; the pairs of the last tables are
other names and must not meet.
"""

import pandas as pd
import pytest

from resolver.normalise.names import name_keys

ONE_NAME = {
    "spelling before 1972": """
        SOEHARTO | SUHARTO
        TJIPTO | CIPTO
        DJOKO | JOKO
        SOERJADI | SURYADI
        NJOMAN | NYOMAN
        SJAFRI | SYAFRI
        WIDJAJA | WIJAYA
        KOESWOJO | KUSWOYO
        JOESOEF | YUSUF | YUSUP | JUSUF
        ROEKIJAH | RUKIYAH | RUKIAH
    """,
    "Arabic names in Indonesian ears": """
        AHMAD | AKHMAD | ACHMAD | AHMAT
        SYAIFUL | SAIFUL | SAEFUL | SYAEFUL | SAIPUL
        KHOIRUL | CHOIRUL | KOIRUL | KHAIRUL | HOIRUL
        KHADIJAH | KHODIJAH | CHADIJAH | HADIJAH
        ZAINAL | ZAENAL | JAENAL | JAINAL
        RAHMAN | ROHMAN | RACHMAN
        FAUZI | FAUJI | PAUZI
        AISYAH | AISAH | AISYA
        UTSMAN | USMAN
        FADHILAH | FADILAH | FADILLAH | PADILAH
        THOHIR | TOHIR | TAHIR
        RAMADHAN | RAMADAN | ROMADHON | RAMADLAN
        HUSNUL | KHUSNUL | CHUSNUL | KUSNUL
        BAKHTIAR | BACHTIAR | BAHTIAR
        SITI JULAEHA | SITI ZULAEHA | ST. ZULAIHA
        NURAINI | NUR'AINI | NUR AINI | NURAENI
        MA'RUF | MARUF
        SHOLEH | SOLEH | SALEH | SHALEH
        ASY'ARI | ASYARI | ASHARI
        RIZKI | RIZKY | RISKI | RIJKI | RIZQI
        DZAKI | ZAKI
        QOMARIYAH | KOMARIAH | KOMARIYAH
    """,
    "Muhammad, Abdul, Siti": """
        MUHAMMAD YUSUF | MOH. YUSUF | M. YUSUF | MOCHAMAD YUSUP | MHD YUSUF | YUSUF
        ABDUL RAHMAN | ABDURRAHMAN | ABD. ROHMAN | ABDURAHMAN | ABDUR RACHMAN
        ABDUL SALAM | ABDUSSALAM | ABDUS SALAM | ABD SALAM
        SITI AMINAH | ST. AMINAH | AMINAH | SITI AMINA
    """,
    "Javanese and Christian names": """
        SUTOMO | SUTAMA
        JOKO SUSILO | JAKA SUSILA
        CHRISTINA | KRISTINA
        STEPHANUS | STEFANUS | STEVANUS
        YOHANES | JOHANES | YOHANNES
        OCTAVIANUS | OKTAVIANUS
        RICKY | RIKI | RICKI
        YENNY | YENI | YENNI
        VICTOR | VIKTOR
    """,
    "titles, degrees, bin, alias": """
        H. SUKARNO | SUKARNO | SUKARNO, S.H. | Drs. H. Sukarno, M.Si. | SUKARNO (ALM)
        HJ. MARYAM | MARYAM | MARIAM | Ibu Maryam, S.Pd.I
        SUKIMAN BIN SALIM | SUKIMAN | SUKIMAN ALIAS KIMAN | SUKIMAN @ KIMAN | SUKIMAN AL. KIMAN
        BAYI NY. RATNA | BAYI RATNA
        R. BAGUS S.E. | BAGUS SE | BAGUS
    """,
    "spaces and slips of the key": """
        SRI WAHYUNI | SRIWAHYUNI
        BUDI SANTOSO | BUD1 SANT0SO | BUDISANTOSO | BUDI  SANTOSSO
        I WAYAN SUDANA | I WYN SUDANA | WAYAN SUDANA
        NI MADE ARI | NI MD. ARI
        I GUSTI PUTU RAI | I GST PT RAI
    """,
}

OTHER_NAMES = """
    YANTI | YANTO
    WAGIMAN | WAGIMIN
    SITI AMINAH | SITI AMINATUN
    BUDI | BUDIMAN
    SUKARNO | SUKIRNO
    AGUS | BAGUS
    RINA | RINI
    SUTARMI | SUTARNI
    SLAMET | SELAMAT RIYADI
    MUHAMMAD ALI | MUHAMMAD AMIN
    SITI | SITI FATIMAH
    ROHANI | RANI
    NURHAYATI | NURHASANAH
    JUMIATI | RUMIATI
    ABDUL RAHMAN | ABDUL RAHIM
    WAYAN SUDANA | MADE SUDANA
"""


def _lines(table: str) -> list[list[str]]:
    return [
        [name.strip() for name in line.split("|")] for line in table.splitlines() if line.strip()
    ]


@pytest.mark.parametrize(
    "spellings",
    [line for table in ONE_NAME.values() for line in _lines(table)],
    ids=lambda spellings: spellings[0],
)
def test_spellings_of_one_name_share_the_joined_form(spellings: list[str]) -> None:
    keys = name_keys(pd.Series(spellings))
    assert dict(zip(spellings, keys["name_joined"], strict=True)) == dict.fromkeys(
        spellings, keys["name_joined"][0]
    )


@pytest.mark.parametrize("names", _lines(OTHER_NAMES), ids=" and ".join)
def test_other_names_stay_apart(names: list[str]) -> None:
    keys = name_keys(pd.Series(names))
    for column in ("name_norm", "name_joined", "name_sorted"):
        assert keys[column][0] != keys[column][1]


def test_the_order_of_words_does_not_matter_to_the_sorted_form() -> None:
    keys = name_keys(pd.Series(["BUDI SANTOSO", "SANTOSO BUDI", "Santoso, Budi"]))
    assert keys["name_sorted"].nunique() == 1
    assert keys["name_joined"].nunique() == 2


def test_what_stands_behind_alias_or_bin_is_another_name() -> None:
    keys = name_keys(pd.Series(["SUKIMAN BIN SOELEIMAN", "MARNI AL. NENI", "TONO (ANTON)", "ALI"]))
    assert keys["alias_norm"].tolist()[:3] == ["SULIMAN", "NENI", "ANTAN"]
    assert keys["alias_norm"].isna().tolist() == [False, False, False, True]


def test_display_names_keep_their_spelling() -> None:
    given = ["Hj. Siti Nur'aini, S.Pd.", "moh. soeharto", "Ny. T1NI (alm)", "H", "José", "-", None]
    shown = name_keys(pd.Series(given))["name"]
    assert shown.tolist()[:5] == ["SITI NURAINI", "MOH SOEHARTO", "TINI", "H", "JOSE"]
    assert shown.isna().tolist()[5:] == [True, True]
