"""Whatever a payment list says: no line is lost, none is attached without its NIK and name."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.entities.payments import attach_payments
from resolver.normalise.payments import parse_rupiah, read_payments
from tests.unit.test_payments import AREAS, KK, NIK, OTHER_NIK, SHARED, clean_table, persons
from tests.unit.test_payments import raw_lines as lines_of

NUMBERS = st.sampled_from([None, "", NIK, OTHER_NIK, SHARED, "9" * 16, "32010141", "3,2E+15"])
NAMES = st.sampled_from(
    [None, "AMINAH", "SITI AMINA", "BUDI", "BUDI SANTOSO", "JAKA", "WAHYUNI", "TEGUH", "?", "A"]
)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "nik": NUMBERS,
            "name": NAMES,
            "kk": st.sampled_from([None, KK, NIK]),
            "programme": st.sampled_from([None, "PKH", "BPNT", "LAIN"]),
            "amount": st.sampled_from([None, "100", "Rp 1.000,00", "?", "-5"]),
        }
    ),
    min_size=1,
    max_size=12,
)


@given(st.text(max_size=25))
def test_reading_an_amount_never_raises(text: str) -> None:
    amount = parse_rupiah(text)
    assert amount is None or abs(amount) < 10**15


@given(st.integers(-(10**12), 10**12))
def test_an_amount_written_in_any_way_is_read_back(amount: int) -> None:
    dotted = f"{amount:,}".replace(",", ".")
    for text in (str(amount), dotted, f"{amount:,}", f"Rp {dotted},00", f"{amount:,}.00"):
        assert parse_rupiah(text) == amount


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_every_line_is_attached_doubtful_or_unmatched(given_lines: list[dict[str, str]]) -> None:
    clean, owner = clean_table()
    found = attach_payments(read_payments(lines_of(*given_lines), AREAS), clean, owner, persons())
    told = found.figures
    assert told["lines"] == len(given_lines) == len(found.payments)
    assert told["lines"] == told["attached"] + told["doubtful"] + told["unmatched"]
    assert len(found.doubtful) == told["doubtful"] == sum(told["doubtful_by_reason"].values())
    assert sum(part["lines"] for part in told["by_programme"].values()) == told["lines"]
    holders = clean.groupby("nik")["person_id"].nunique()
    for line, row in zip(given_lines, found.payments.itertuples(), strict=True):
        if row.state == "ATTACHED":
            assert line["name"]
            assert holders[line["nik"]] == 1
            assert row.person_id in set(clean.loc[clean["nik"] == line["nik"], "person_id"])


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_a_line_does_not_depend_on_the_others_or_their_order(
    given_lines: list[dict[str, str]],
) -> None:
    clean, owner = clean_table()
    lines = read_payments(lines_of(*given_lines), AREAS)
    mixed = lines.sample(frac=1, random_state=1)
    records = clean.sample(frac=1, random_state=2)
    whole = attach_payments(lines, clean, owner, persons())
    other = attach_payments(mixed, records, owner[records.index], persons())
    pd.testing.assert_frame_equal(whole.payments, other.payments)
    pd.testing.assert_frame_equal(whole.doubtful, other.doubtful)
    first = attach_payments(lines.head(1), clean, owner, persons())
    pd.testing.assert_frame_equal(first.payments, whole.payments.head(1))
