"""Answers by id say what the run's tables say, with numbers masked."""

import httpx

from tests.api.conftest import Site


def test_household_holds_the_members_records_and_families_of_the_tables(
    client: httpx.Client, site: Site
) -> None:
    members = site.outputs["memberships"]
    for home in site.outputs["households"].itertuples():
        answer = client.get(f"/v1/households/{home.household_id}")
        assert answer.status_code == 200
        body = answer.json()
        rows = members[members["household_id"] == home.household_id]
        expected = {
            person: sorted(group["record_id"]) for person, group in rows.groupby("person_id")
        }
        given = {m["person_id"]: [r["record_id"] for r in m["records"]] for m in body["members"]}
        assert given == expected
        assert [f["family_id"] for f in body["families"]] == sorted(set(rows["family_id"]))
        assert body["address"]["text"] == home.address
        assert body["head_person_id"] == home.head_person_id in given


def test_family_holds_its_members(client: httpx.Client, site: Site) -> None:
    persons = site.outputs["persons"]
    for family in site.outputs["families"]["family_id"]:
        body = client.get(f"/v1/families/{family}").json()
        expected = persons.loc[persons["family_id"] == family, "person_id"]
        assert [member["person_id"] for member in body["members"]] == sorted(expected)


def test_person_has_golden_values_and_their_provenance(client: httpx.Client, site: Site) -> None:
    person = site.outputs["persons"].iloc[3]
    body = client.get(f"/v1/persons/{person.person_id}").json()
    assert body["name"] == person["name"]
    assert body["sources"] == person["sources"].split("+")
    assert body["provenance"]["name"]["rule"] == "most-sources"
    assert body["desil"] == (person["desil"] or None)
    assert len(body["records"]) == person["records"]


def test_a_record_is_a_way_in(client: httpx.Client, site: Site) -> None:
    row = site.outputs["memberships"].iloc[5]
    body = client.get(f"/v1/records/{row.record_id}").json()
    assert body == row.to_dict()


def test_no_answer_holds_a_whole_number(client: httpx.Client, site: Site) -> None:
    person = site.outputs["persons"].iloc[0]
    paths = (
        f"/v1/persons/{person.person_id}",
        f"/v1/families/{person.family_id}",
        f"/v1/households/{person.household_id}",
    )
    for path in paths:
        text = client.get(path).text
        assert person.nik not in text
        assert person.kk not in text
        assert f"{person.nik[:4]}••••••••••{person.nik[-2:]}" in text
