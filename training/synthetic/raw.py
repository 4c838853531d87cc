"""The extracts as one `raw` table (docs/tables.md §2), without going through files.

For training and the hand rules: the same values that `resolver/sources` reads from the
written folder, which a test compares.
"""

import pandas as pd

from training.synthetic.registry import SyntheticRegistry

DTKS = {
    "source_record_id": "ID ART", "source_group_id": "ID DTKS", "nik": "NIK", "kk": "NOKK",
    "name": "NAMA", "birth_place": "TEMPAT LAHIR", "birth_date": "TGL LAHIR",
    "sex": "JENIS KELAMIN", "relation": "HUB KELUARGA", "marital_status": "STATUS KAWIN",
    "mother_name": "NAMA IBU KANDUNG", "address": "ALAMAT", "rt": "RT", "rw": "RW",
    "area_code": "KODE KEL", "province_name": "NM PROV", "regency_name": "NM KAB",
    "district_name": "NM KEC", "village_name": "NM KEL", "deceased_note": "KETERANGAN MENINGGAL",
    "period": "PERIODE", "pkh": "PKH", "sembako": "BPNT", "bst": "BST", "pbi": "PBI",
}  # fmt: skip
REGSOSEK = {
    "source_record_id": "id_anggota", "source_group_id": "id_keluarga", "nik": "nik",
    "kk": "no_kk", "name": "nama", "birth_date": "tanggal_lahir", "sex": "r405_jk",
    "relation": "r409_hubungan", "marital_status": "r408_status_kawin", "mother_name": "nama_ibu",
    "address": "alamat", "rt": "rt", "rw": "rw", "province_name": "nama_prov",
    "regency_name": "nama_kab", "district_name": "nama_kec", "village_name": "nama_desa",
    "presence": "r404_keberadaan", "period": "periode",
}  # fmt: skip
P3KE = {
    "source_record_id": "ID Individu", "source_group_id": "ID Keluarga P3KE", "nik": "NIK",
    "name": "Nama", "birth_date": "Tanggal Lahir", "sex": "Jenis Kelamin",
    "relation": "Hubungan dengan Kepala Keluarga", "marital_status": "Status Kawin",
    "address": "Alamat", "area_code": "Kode Kemdagri", "province_name": "Provinsi",
    "regency_name": "Kabupaten/Kota", "district_name": "Kecamatan",
    "village_name": "Desa/Kelurahan", "period": "Periode", "desil": "Desil Kesejahteraan",
    "pkh": "Penerima PKH", "sembako": "Penerima SEMBAKO",
}  # fmt: skip
COLUMNS = (
    "source", "source_record_id", "source_group_id", "nik", "kk", "name", "birth_place",
    "birth_date", "sex", "relation", "marital_status", "mother_name", "address", "rt", "rw",
    "hamlet", "area_code", "area_system", "province_name", "regency_name", "district_name",
    "village_name", "presence", "deceased_note", "period", "desil", "pkh", "sembako", "bst", "pbi",
)  # fmt: skip


def raw_table(registry: SyntheticRegistry) -> pd.DataFrame:
    """All rows, DTKS then Regsosek then P3KE, in the order of the truth; blanks are NA."""
    frames = []
    for source, names in (("DTKS", DTKS), ("REGSOSEK", REGSOSEK), ("P3KE", P3KE)):
        extract = registry.extracts[source.lower()]
        frame = extract[list(names.values())].copy()
        frame.columns = pd.Index(names)
        frame["source"] = source
        frame["area_system"] = "BPS" if source == "REGSOSEK" else "KEMENDAGRI"
        if source == "REGSOSEK":
            parts = [
                extract[column] for column in ("kode_prov", "kode_kab", "kode_kec", "kode_desa")
            ]
            frame["area_code"] = parts[0] + parts[1] + parts[2] + parts[3]
        else:
            frame["area_code"] = frame["area_code"].str.replace(".", "", regex=False)
        frame["file"] = f"{source.lower()}.csv"
        frame["line"] = pd.RangeIndex(1, len(frame) + 1)
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True).reindex(
        columns=[*COLUMNS, "unread", "file", "line"]
    )
    text = [column for column in table.columns if column != "line"]
    table[text] = table[text].astype("str").replace({"": None})
    return table
