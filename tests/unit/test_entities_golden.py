"""Golden values: which record's word stands, and the reason given."""

import json

import numpy as np
import pytest

from resolver.entities.build import build_entities
from resolver.entities.rows import LabelsError
from resolver.entities.survivorship import Criterion, TooManyLevelsError, choose
from tests.entities_table import SECRET, build, record_id, tables

NIK, OTHER_NIK, THIRD_NIK = "3201015705809001", "3201015705809002", "3201015705809003"


def one(*rows, **common):
    """Return the single person of these rows, and the provenance."""
    person = build([{"person": "p", **common, **row} for row in rows]).persons.iloc[0]
    return person, json.loads(person["provenance"])


def test_a_verified_record_beats_the_majority():
    person, why = one(
        {"source": "DTKS", "name": "SITI", "siak": "VERIFIED"},
        {"source": "REGSOSEK", "name": "SITTI AMINAH"},
        {"source": "P3KE", "name": "SITTI AMINAH"},
    )
    assert person["name"] == "SITI"
    assert why["name"] == {"record_id": record_id("DTKS", 0), "rule": "siak-verified"}


def test_the_value_of_most_sources_beats_a_trusted_one():
    person, why = one(
        {"source": "P3KE", "sex": "F"},
        {"source": "REGSOSEK", "sex": "M"},
        {"source": "DTKS", "sex": "M"},
    )
    assert person["sex"] == "M"
    assert why["sex"]["rule"] == "most-sources"


def test_many_rows_of_one_source_are_one_voice():
    person, why = one(
        {"source": "DTKS", "sex": "M", "id": 1},
        {"source": "DTKS", "sex": "M", "id": 2},
        {"source": "P3KE", "sex": "F", "id": 3},
    )
    assert person["sex"] == "F"
    assert why["sex"]["rule"] == "source-trust"


def test_spellings_of_one_normal_form_support_each_other():
    person, why = one(
        {"source": "DTKS", "name": "MOCH. SOLEH", "name_norm": "MUHAMAD SOLE"},
        {"source": "REGSOSEK", "name": "MUHAMMAD SHOLEH", "name_norm": "MUHAMAD SOLE"},
        {"source": "P3KE", "name": "SOLIHIN", "name_norm": "SOLIHIN"},
    )
    assert person["name"] == "MUHAMMAD SHOLEH"
    assert why["name"]["rule"] == "most-sources"


def test_a_complete_date_beats_a_year_and_a_heaped_one():
    year = {"birth_month": 0, "birth_day": 0}
    person, why = one({"source": "P3KE", **year}, {"source": "DTKS", "birth_year": 1981})
    assert person["birth_date"] == "1981-05-17"
    assert why["birth_date"]["rule"] == "complete"
    heap = {"birth_month": 7, "birth_day": 1, "birth_heap": True}
    person, why = one({"source": "P3KE", **heap}, {"source": "DTKS"})
    assert person["birth_date"] == "1980-05-17"
    assert why["birth_date"]["rule"] == "not-heaped"


def test_a_year_alone_is_published_as_a_year():
    person, _ = one({"birth_month": 0, "birth_day": 0})
    assert person["birth_date"] == "1980"
    unknown, why = one({"birth_year": 0, "birth_month": 0, "birth_day": 0})
    assert unknown.isna()["birth_date"]
    assert "birth_date" not in why


def test_a_denied_nik_comes_after_one_nobody_asked_about():
    person, _ = one(
        {"source": "P3KE", "nik": NIK, "siak": "NOT_FOUND"}, {"source": "DTKS", "nik": OTHER_NIK}
    )
    assert person["nik"] == OTHER_NIK


def test_a_nik_with_a_warning_comes_after_a_clear_one():
    person, why = one(
        {"source": "P3KE", "nik": NIK, "nik_status": "DATE_MISMATCH"},
        {"source": "DTKS", "nik": OTHER_NIK},
    )
    assert (person["nik"], person["nik_status"]) == (OTHER_NIK, "PLAUSIBLE")
    assert why["nik"]["rule"] == "no-warning"


def test_the_status_tells_why_there_is_no_nik():
    person, _ = one({"source": "DTKS", "nik_status": "FILLER"}, {"source": "P3KE"})
    assert person.isna()["nik"]
    assert person["nik_status"] == "FILLER"


def test_living_conditions_follow_the_newest_period():
    person, why = one(
        {"source": "REGSOSEK", "presence": "LIVES_HERE", "period": "2025Q4", "desil": 3},
        {"source": "DTKS", "presence": "DIED", "period": "2026Q1"},
        {"source": "P3KE", "period": "2026Q1", "desil": 1},
    )
    assert person["presence"] == "DIED"
    assert why["presence"]["rule"] == "newest"
    assert person["desil"] == 1


def test_aid_recorded_anywhere_is_aid():
    person, why = one({"source": "DTKS", "pkh": "NO"}, {"source": "P3KE", "pkh": "YES"})
    assert person["pkh"] == "YES"
    assert why["pkh"]["rule"] == "yes-before-no"


def test_the_mother_is_shown_as_written():
    person, _ = one({"mother_norm": "AMINA", "mother": " Aminah "})
    assert person["mother_name"] == "AMINAH"


def test_unopposed_values_say_so():
    _, why = one({"source": "DTKS", "name": "SITI", "sex": "F"}, {"source": "P3KE", "name": "SITI"})
    assert why["name"]["rule"] == "unanimous"
    assert why["sex"]["rule"] == "only"


def test_a_tie_goes_to_the_smallest_record_id():
    person, why = one({"id": 1, "marital": "SINGLE"}, {"id": 2, "marital": "MARRIED"})
    first = min(record_id("DTKS", 1), record_id("DTKS", 2))
    assert why["marital"] == {"record_id": first, "rule": "record-id"}
    assert person["marital"] == ("SINGLE" if first == record_id("DTKS", 1) else "MARRIED")


def test_sources_and_records_are_counted():
    person, _ = one({"source": "P3KE", "id": 1}, {"source": "DTKS"}, {"source": "P3KE", "id": 2})
    assert (person["sources"], person["records"]) == ("DTKS+P3KE", 3)


def test_criteria_that_do_not_fit_are_refused():
    level = np.zeros(1, np.int64)
    wide = [Criterion("wide", level, 20), Criterion("wider", level, 20)]
    with pytest.raises(TooManyLevelsError):
        choose(np.zeros(1, np.int32), 1, np.zeros(1, np.int32), wide)


def test_labels_that_do_not_fit_are_refused():
    clean, raw = tables([{"name": "A"}, {"name": "B"}])
    for labels in ([0], [0, -1]):
        with pytest.raises(LabelsError):
            build_entities(clean, raw, np.array(labels, np.int32), SECRET, "run")


def test_no_records_give_empty_tables():
    clean, raw = tables([])
    entities = build_entities(clean, raw, np.zeros(0, np.int32), SECRET, "run")
    assert [len(t) for t in (entities.memberships, entities.persons, entities.families)] == [0] * 3
    assert entities.counts["households"] == 0


OLD_CARD, NEW_CARD = "3201010101019001", "3201010202029002"


def test_the_current_card_is_not_that_of_the_latest_delivery():
    """Neither a late delivery nor a verified NIK says that the card is current."""
    person, why = one(
        {"source": "DTKS", "kk": OLD_CARD, "period": "2026Q1", "siak": "VERIFIED"},
        {"source": "REGSOSEK", "kk": NEW_CARD, "period": "2022Q4"},
    )
    assert person["kk"] == NEW_CARD
    assert why["kk"]["rule"] == "source-trust"


def test_a_newer_row_of_one_base_corrects_its_older():
    person, why = one(
        {"source": "DTKS", "kk": NEW_CARD, "period": "2026Q1", "id": 2},
        {"source": "DTKS", "kk": OLD_CARD, "period": "2022Q4", "id": 1},
    )
    assert person["kk"] == NEW_CARD
    assert why["kk"]["rule"] == "newest"


def test_who_heads_a_family_has_left_the_card_of_the_parents():
    person, why = one(
        {"source": "REGSOSEK", "kk": OLD_CARD, "relation": "CHILD"},
        {"source": "DTKS", "kk": NEW_CARD, "relation": "SPOUSE"},
    )
    assert person["kk"] == NEW_CARD
    assert why["kk"]["rule"] == "own-family"


def test_a_card_that_two_bases_know_beats_one_role():
    person, why = one(
        {"source": "REGSOSEK", "kk": NEW_CARD, "relation": "CHILD"},
        {"source": "DTKS", "kk": NEW_CARD, "relation": "CHILD"},
        {"source": "SURVEY", "kk": OLD_CARD, "relation": "HEAD"},
    )
    assert person["kk"] == NEW_CARD
    assert why["kk"]["rule"] == "most-sources"
