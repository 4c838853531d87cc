"""Numbers of persons are found in any script's digits, by both engines that look for them."""

import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resolver.personal_numbers import PERSONAL_NUMBER, ZEROS
from resolver.sources.masking import hide_numbers

NUMBERS = [
    "3201010101900001",
    "3201.01 0101-9000/01",
    "32010101०१900001",
    "3201145\U0001d7d807809001",
]
NONE = ["3201012001", "Q1 2026", "PKH"]


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_found_whatever_its_digits(text):
    assert re.search(PERSONAL_NUMBER, text)
    assert pc.match_substring_regex(pa.array([text]), PERSONAL_NUMBER)[0].as_py()
    assert sum(sign.isdecimal() for sign in hide_numbers(text)) <= 4


@pytest.mark.parametrize("text", NONE)
def test_codes_of_areas_and_words_are_none(text):
    assert not re.search(PERSONAL_NUMBER, text)
    assert hide_numbers(text) == text


def test_the_zeros_are_zeros():
    assert all(unicodedata.decimal(chr(zero + nth)) == nth for zero in ZEROS for nth in range(10))
