"""The columns of the raw table, in order, and of its companions (docs/tables.md §2)."""

from typing import Final

#: What a source can tell of a person; every one is text and always there.
VALUE_COLUMNS: Final = (
    "source_record_id",
    "source_group_id",
    "nik",
    "kk",
    "name",
    "birth_place",
    "birth_date",
    "sex",
    "relation",
    "marital_status",
    "mother_name",
    "address",
    "rt",
    "rw",
    "hamlet",
    "area_code",
    "area_system",
    "province_name",
    "regency_name",
    "district_name",
    "village_name",
    "presence",
    "deceased_note",
    "period",
    "desil",
    "pkh",
    "sembako",
    "bst",
    "pbi",
)

#: What a payment line can tell: whom a programme paid, when, how much; all text.
PAYMENT_COLUMNS: Final = (
    "payment_id",
    "nik",
    "kk",
    "name",
    "programme",
    "unit",
    "period",
    "amount",
    "channel",
    "area_code",
    "area_system",
    "province_name",
    "regency_name",
    "district_name",
    "village_name",
)

#: ``unread``: the columns (joined by ``+``) whose rule took nothing from what stands there.
RAW_COLUMNS: Final = ("source", *VALUE_COLUMNS, "unread", "file", "line")

REJECT_COLUMNS: Final = ("source", "file", "line", "column", "reason", "message", "value")

#: With the scope that the mapping declares: areas joined by ``+``, period, full or delta.
COUNT_COLUMNS: Final = (
    "file",
    "source",
    "read",
    "accepted",
    "rejected",
    "areas",
    "period",
    "extent",
)

#: What a load holds but did not read; ``why``: ENDING, FOLDER, IGNORED (by the mapping).
SKIPPED_COLUMNS: Final = ("file", "why")

AREA_COLUMNS: Final = (
    "kemendagri",
    "bps",
    "province",
    "regency",
    "district",
    "village",
    "valid_from",
    "valid_to",
)

#: Text that stands for "nothing" in an identifier's cell.
BLANK_IDS: Final = frozenset({"-", "NULL", "null", "N/A", "#N/A", "None", "nan"})
#: Text that may be an id (rows are numbered from 0): "nothing" only where several rows have it.
DOUBTFUL_IDS: Final = frozenset({"0", "NA"})
