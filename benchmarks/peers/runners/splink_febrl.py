"""Splink's configuration for FEBRL: that of its own example, with more levels and rules."""

import splink.comparison_library as cl
from splink import block_on

ROWS = """
select record_id, given_name, surname, street_number, address_1, address_2, suburb, postcode,
    state, soc_sec_id, date_of_birth from read_parquet('{path}')
"""
LARGEST = 20
COMPARISONS = [
    cl.NameComparison("given_name"),
    cl.NameComparison("surname"),
    cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
    cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
    cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
    cl.JaroWinklerAtThresholds("address_1", [0.95, 0.85]),
    cl.JaroWinklerAtThresholds("suburb", [0.95, 0.85]),
    cl.DamerauLevenshteinAtThresholds("postcode", [1]),
]
BLOCKING = [
    block_on("soc_sec_id"),
    block_on("date_of_birth"),
    block_on("given_name", "surname"),
    block_on("surname", "postcode"),
    block_on("given_name", "postcode"),
    block_on("street_number", "suburb"),
    block_on("address_1", "street_number"),
    block_on("substr(soc_sec_id, 1, 4)", "substr(surname, 1, 2)"),
    block_on("substr(soc_sec_id, 4, 4)", "substr(given_name, 1, 2)"),
]
TRAINING = [
    block_on("soc_sec_id"),
    block_on("date_of_birth"),
    block_on("given_name", "surname"),
]
SURE = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
