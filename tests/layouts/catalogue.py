"""The layouts by name; `tests/layouts/<name>.toml` is the mapping of each.

Ten were written before the code of mapping files. Of `LATER`, three were written after it, but
before their author had seen the rules that draft a mapping; the last two after those had been
mended for the three.
"""

from collections.abc import Callable
from pathlib import Path

from tests.layouts import (
    bnba_workbook,
    census_english,
    census_parquet,
    civil_codes,
    dinsos_semicolon,
    mixed_codes,
    mixed_dates,
    payment_list,
    province_zip,
    spreadsheet,
    survey_export,
    targeting_mix,
    verval_list,
    village_book,
    without_ids,
)
from tests.layouts.writing import Expected

HERE = Path(__file__).parent
FIRST: dict[str, Callable[[Path], Expected]] = {
    module.__name__.rpartition(".")[2]: module.write
    for module in (
        dinsos_semicolon, census_english, mixed_dates, mixed_codes, province_zip, spreadsheet,
        census_parquet, without_ids, civil_codes, payment_list,
    )
}  # fmt: skip
LATER: dict[str, Callable[[Path], Expected]] = {
    module.__name__.rpartition(".")[2]: module.write
    for module in (bnba_workbook, survey_export, targeting_mix, verval_list, village_book)
}
LAYOUTS = {**FIRST, **LATER}


def mapping_of(name: str) -> Path:
    """The mapping file of a layout."""
    return HERE / f"{name}.toml"
