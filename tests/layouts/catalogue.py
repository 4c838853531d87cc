"""The ten layouts by name; `tests/layouts/<name>.toml` is the mapping of each."""

from collections.abc import Callable
from pathlib import Path

from tests.layouts import (
    census_english,
    census_parquet,
    civil_codes,
    dinsos_semicolon,
    mixed_codes,
    mixed_dates,
    payment_list,
    province_zip,
    spreadsheet,
    without_ids,
)
from tests.layouts.writing import Expected

HERE = Path(__file__).parent
LAYOUTS: dict[str, Callable[[Path], Expected]] = {
    module.__name__.rpartition(".")[2]: module.write
    for module in (
        dinsos_semicolon, census_english, mixed_dates, mixed_codes, province_zip, spreadsheet,
        census_parquet, without_ids, civil_codes, payment_list,
    )
}  # fmt: skip


def mapping_of(name: str) -> Path:
    """The mapping file of a layout."""
    return HERE / f"{name}.toml"
