import json

import pytest

from communique.errors import BadTable
from communique.grounding.offices import Spell
from communique.grounding.wikidata import read_result, update

CSV = """person,personLabel,positionLabel,iso3,start,end
http://www.wikidata.org/entity/Q111,Ana Perić,President of Croatia,HRV,2027-02-18T00:00:00Z,
http://www.wikidata.org/entity/Q112,Ivo Babić,Prime Minister of Croatia,HRV,2026-05-01T00:00:00Z,2027-01-01T00:00:00Z
http://www.wikidata.org/entity/Q113,Ema Novak,Speaker of the Sabor,HRV,2026-05-01T00:00:00Z,
"""


def spell(name, since, until, office="head of government", title="Prime Minister", wikidata=""):
    return Spell("HRV", office, title, name, since, until, wikidata, "knowledge", "high")


def as_json(rows):
    return json.dumps(
        {
            "head": {},
            "results": {"bindings": [{k: {"type": "literal", "value": v} for k, v in r.items()} for r in rows]},
        }
    )


def test_both_forms_of_a_result_give_the_same_spells():
    lines = CSV.splitlines()
    rows = [dict(zip(lines[0].split(","), line.split(","), strict=True)) for line in lines[1:]]
    assert read_result(CSV, "a.csv") == read_result(as_json(rows), "a.json")


def test_a_row_becomes_a_spell():
    first, second, third = read_result(CSV, "a.csv")
    assert (first.code, first.office, first.title, first.name, first.since, first.until, first.wikidata) == (
        "HRV",
        "head of state",
        "President",
        "Ana Perić",
        "2027-02-18",
        "",
        "Q111",
    )
    # the first of January is how Wikidata writes a year
    assert second.until == "2027"
    # an office that the table does not keep
    assert third is None


def test_an_update_adds_closes_and_keeps():
    table = [spell("Ivo Babić", "2026-05-01", ""), spell("Jure Horvat", "2020", "2026-05-01")]
    new = update(table, read_result(CSV, "a.csv"))
    assert [s.name for s in new.added] == ["Ana Perić"]
    assert [(s.name, s.until, s.wikidata) for s in new.closed] == [("Ivo Babić", "2027", "Q112")]
    assert new.left == 1
    assert {s.name for s in new.spells} == {"Ana Perić", "Ivo Babić", "Jure Horvat"}


def test_what_contradicts_the_table_is_told_and_not_taken_over():
    table = [spell("Ivo Babić", "2026-05-01", "2026-08-01")]
    new = update(table, read_result(CSV, "a.csv"))
    assert [(ours.until, theirs.until) for ours, theirs in new.contrary] == [("2026-08-01", "2027")]
    assert next(s for s in new.spells if s.name == "Ivo Babić").until == "2026-08-01"


def test_the_same_update_twice_changes_nothing():
    once = update([], read_result(CSV, "a.csv"))
    twice = update(once.spells, read_result(CSV, "a.csv"))
    assert twice.spells == once.spells
    assert not twice.added
    assert not twice.closed


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "no rows"),
        ("{}", "results.bindings"),
        ('{"results": ', "results.bindings"),
        ("person,personLabel\nhttp://www.wikidata.org/entity/Q1,A\n", "row 1: no value in column positionLabel"),
        (CSV.replace("entity/Q112", "entity/none"), "row 2: column person"),
        (CSV.replace("HRV,2026-05-01T00:00:00Z,2027", "Croatia,2026-05-01T00:00:00Z,2027"), "row 2: column iso3"),
        (CSV.replace("2027-02-18T00:00:00Z", "last spring"), "row 1, column start"),
        (CSV.replace("2026-05-01T00:00:00Z,2027", "2028-05-01T00:00:00Z,2027"), "row 2: start 2028-05-01 is after"),
    ],
)
def test_a_bad_result_is_named_with_row_and_column(content, message):
    with pytest.raises(BadTable, match=r"a\.csv") as error:
        read_result(content, "a.csv")
    assert message in str(error.value)
