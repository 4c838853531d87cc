"""Splink's configuration for the registry: chosen by F1 on training seeds, never on a test seed."""

from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import block_on

ROWS = """
select record_id, source, group_id, nik_digits as nik, kk_digits as kk, name_norm, name_joined,
    name_sorted, name_phonetic, name_initials, name_rough, name_letters, name_last, name_ends,
    split_part(name_norm, ' ', 1) as first_word, mother_norm, sex, relation,
    case when birth_year > 0 then birth_year end as birth_year,
    case when birth_month > 0 then birth_month end as birth_month,
    case when birth_day > 0 then birth_day end as birth_day, birth_heap,
    case when birth_precision = 'DAY'
        then printf('%04d%02d%02d', birth_year, birth_month, birth_day) end as birth,
    address_norm, house_no, rt, rw, village, district, regency
from read_parquet('{path}')
"""

LARGEST = 4
"""Rows beyond which a cluster is split: three bases, and a repetition inside one."""


def levels(name: str, *chosen: Any, null: str) -> cl.CustomComparison:
    """A comparison with a level per condition (SQL or Splink's), from the best down, and a rest."""
    made = [cll.CustomLevel(one) if isinstance(one, str) else one for one in chosen]
    unknown = cll.CustomLevel(null).configure(is_null_level=True)
    return cl.CustomComparison(
        output_column_name=name, comparison_levels=[unknown, *made, cll.ElseLevel()]
    )


COMPARISONS = [
    levels(
        "name_norm",
        cll.ExactMatchLevel("name_norm", term_frequency_adjustments=True),
        "name_joined_l = name_joined_r or name_sorted_l = name_sorted_r",
        "name_rough_l = name_rough_r or name_letters_l = name_letters_r",
        cll.JaroWinklerLevel("name_joined", 0.93),
        "name_initials_l = name_initials_r or name_last_l = name_last_r"
        " or name_ends_l = name_ends_r",
        "name_phonetic_l = name_phonetic_r or starts_with(name_joined_l, name_joined_r)"
        " or starts_with(name_joined_r, name_joined_l)",
        "first_word_l = first_word_r and length(first_word_l) > 2",
        cll.JaroWinklerLevel("name_joined", 0.86),
        cll.JaroWinklerLevel("name_joined", 0.78),
        null="name_norm_l is null or name_norm_r is null",
    ),
    levels(
        "birth",
        "birth_l = birth_r and birth_heap_l",
        cll.ExactMatchLevel("birth", term_frequency_adjustments=True),
        "birth_year_l = birth_year_r and birth_month_l = birth_day_r"
        " and birth_day_l = birth_month_r",
        "damerau_levenshtein(birth_l, birth_r) <= 1",
        "birth_day_l = birth_day_r and birth_month_l = birth_month_r"
        " and abs(birth_year_l - birth_year_r) <= 10",
        "birth_year_l = birth_year_r",
        "abs(birth_year_l - birth_year_r) <= 2",
        "abs(birth_year_l - birth_year_r) <= 8",
        null="birth_year_l is null or birth_year_r is null",
    ),
    cl.ExactMatch("sex"),
    levels(
        "nik",
        cll.ExactMatchLevel("nik", term_frequency_adjustments=True),
        "damerau_levenshtein(nik_l, nik_r) <= 1",
        "damerau_levenshtein(nik_l, nik_r) <= 2",
        "substr(nik_l,1,12) = substr(nik_r,1,12) or substr(nik_l,7,10) = substr(nik_r,7,10)",
        "substr(nik_l,7,6) = substr(nik_r,7,6)",
        "damerau_levenshtein(nik_l, nik_r) <= 4",
        null="nik_l is null or nik_r is null",
    ),
    levels(
        "mother_norm",
        cll.ExactMatchLevel("mother_norm", term_frequency_adjustments=True),
        "jaro_winkler_similarity(mother_norm_l, mother_norm_r) >= 0.9",
        "jaro_winkler_similarity(mother_norm_l, mother_norm_r) >= 0.8",
        null="mother_norm_l is null or mother_norm_r is null",
    ),
    levels(
        "household",
        "source_l = source_r and group_id_l = group_id_r",
        "source_l = source_r and village_l = village_r",
        "source_l = source_r",
        "kk_l = kk_r",
        "damerau_levenshtein(kk_l, kk_r) <= 2",
        "village_l = village_r and rt_l = rt_r"
        " and jaro_winkler_similarity(address_norm_l, address_norm_r) >= 0.92",
        "village_l = village_r and rt_l = rt_r",
        "village_l = village_r",
        "district_l = district_r",
        "regency_l = regency_r",
        null="source_l != source_r and (district_l is null or district_r is null)",
    ),
    cl.ExactMatch("relation"),
]
BLOCKING = [
    block_on("nik"),
    block_on("name_joined", "birth_year"),
    block_on("birth", "district"),
    block_on("kk", "birth_year"),
    block_on("kk", "substr(name_norm, 1, 2)"),
    block_on("name_joined", "village"),
    block_on("name_sorted", "birth"),
    block_on("name_phonetic", "village"),
    block_on("name_phonetic", "birth_year", "district"),
    block_on("name_rough", "birth_year", "district"),
    block_on("name_letters", "birth_year", "district"),
    block_on("name_rough", "birth_day", "birth_month"),
    block_on("name_initials", "birth"),
    block_on("birth", "substr(name_norm, 1, 3)"),
    block_on("village", "birth_year", "substr(name_norm, 1, 3)"),
    block_on("village", "birth_year", "birth_month", "sex"),
    block_on("village", "birth_day", "birth_month"),
    block_on("substr(nik, 1, 12)"),
    block_on("substr(nik, 7, 10)", "village"),
    block_on("mother_norm", "birth_year"),
    block_on("mother_norm", "village", "first_word"),
    block_on("first_word", "village", "rt", "sex"),
    block_on("house_no", "village", "substr(name_norm, 1, 1)", "sex"),
]
TRAINING = [
    block_on("nik", "birth"),
    block_on("birth", "kk", "sex"),
    block_on("name_joined", "birth"),
    block_on("nik", "name_phonetic"),
    block_on("name_joined", "village", "sex"),
]
"""EM learns a comparison from the blocks that do not hold its columns: together all of them."""
SURE = [block_on("nik", "birth"), block_on("name_joined", "birth", "village")]
"""Rules that hardly ever meet two people: for the share of matches among all pairs."""
