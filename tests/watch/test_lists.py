"""Lists of names that the user brings; all people and bodies are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import BadFile
from communique.watch.candidate import NotSame, Party, without
from communique.watch.listed import NameList
from communique.watch.lists import load_list
from communique.watch.matching_names import HIGHEST, index, match
from communique.watch.spelled import likeness, words_of

PERSON = """<INDIVIDUAL>
 <DATAID>7001</DATAID><FIRST_NAME>ORBAN</FIRST_NAME><SECOND_NAME>TESKELI</SECOND_NAME><THIRD_NAME>VARNO</THIRD_NAME>
 <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><LISTED_ON>2016-03-02</LISTED_ON>
 <NATIONALITY><VALUE>Kenya</VALUE></NATIONALITY>
 <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Urban Tesqueli Varno; Orban T. Varno</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Grey Falcon</ALIAS_NAME></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
 <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1961</FROM_YEAR><TO_YEAR>1963</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL>"""
BODY = """<ENTITY><DATAID>7002</DATAID><FIRST_NAME>TALVEK ORE TRADING CORPORATION (TALVEKO)</FIRST_NAME>
 <LISTED_ON>2017-06-02</LISTED_ON><ENTITY_ADDRESS><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS></ENTITY>"""


def un_list(people: str = PERSON, bodies: str = BODY, head: str = "", generated: str = "2019-05-06T10:11:12") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}\n<CONSOLIDATED_LIST dateGenerated="{generated}">\n'
        f"<INDIVIDUALS>{people}</INDIVIDUALS>\n<ENTITIES>{bodies}</ENTITIES>\n</CONSOLIDATED_LIST>\n"
    )


def entity(id_: str, schema: str = "Person", **properties: object) -> dict[str, object]:
    listed = {k: v if isinstance(v, list) else [v] for k, v in properties.items()}
    return {
        "id": id_,
        "schema": schema,
        "properties": listed,
        "datasets": ["made_up"],
        "last_seen": "2024-02-03T04:05:06",
    }


def lines(*entities: dict[str, object]) -> str:
    return "".join(json.dumps(e) + "\n" for e in entities)


@pytest.fixture
def load(tmp_path: Path):
    def loaded(content: str | bytes, name: str = "list") -> NameList:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_list(path)

    return loaded


@pytest.fixture
def found(load):
    """Who of the list below a party may be."""
    ready = index([load(un_list())])
    return lambda name, code=None, **more: match(ready, Party(name, code, **more))


def test_un_list_says_who_is_listed_and_of_which_day_it_is(load):
    names = load(un_list())
    person, body = names.entries
    assert (person.name, person.kind, person.id, person.reference) == (
        "ORBAN TESKELI VARNO",
        "person",
        "unsc-7001",
        "XXi.001",
    )
    assert person.aliases == ("Urban Tesqueli Varno", "Orban T. Varno")
    assert person.weak == ("Grey Falcon",)
    assert (person.countries, person.born, person.listed_on) == (("KEN",), ("1961–1963",), "2016-03-02")
    assert (body.name, body.aliases, body.countries) == ("TALVEK ORE TRADING CORPORATION", ("TALVEKO",), ("PRK",))
    assert names.snapshot == "2019-05-06"
    assert "as of 2019-05-06" in names.says()
    assert "not the list as it stands today" in names.says()


@pytest.mark.parametrize(
    ("said", "day"), [("6 May 2019", "2019-05-06"), ("yesterday", None), ("31 Feb 2019", None), ("", None)]
)
def test_a_list_that_does_not_say_its_day_is_said_to_be_of_an_unknown_day(load, said, day):
    names = load(un_list(generated=said))
    assert names.snapshot == day
    assert ("unknown day" in names.says()) == (day is None)


def test_entries_without_a_name_are_counted_not_hidden(load):
    names = load(un_list(bodies=BODY + "<ENTITY><DATAID>7003</DATAID><FIRST_NAME>na</FIRST_NAME></ENTITY>"))
    assert len(names.entries) == 2
    assert "left out: 1 without a name" in names.says()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_list_that_is_cut_off_is_refused_whole(load, share):
    whole = un_list()
    with pytest.raises(BadFile, match=r"list:\d+: the file.*ends before the list does.*Nothing of it is used"):
        load(whole[: int(len(whole) * share)])


def test_a_broken_list_names_the_line(load):
    whole = un_list()
    line = whole[: whole.index("<NATIONALITY>")].count("\n") + 1
    with pytest.raises(BadFile, match="is not XML: mismatched tag") as refused:
        load(whole.replace("</VALUE></NATIONALITY>", "</NATIONALITY>"))
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (un_list(head='<!DOCTYPE l [<!ENTITY a "aaaa">]>'), "has a document type"),
        (un_list(head='<!DOCTYPE l SYSTEM "http://127.0.0.1/x.dtd">'), "has a document type"),
        (un_list(people=PERSON.replace("Kenya", "&other;")), "is not XML: undefined entity"),
        (un_list(people=PERSON + PERSON), "DATAID 7001 is there twice, first in line 3"),
        (un_list(people="<INDIVIDUAL><FIRST_NAME>A B</FIRST_NAME></INDIVIDUAL>"), "has no DATAID"),
        (un_list(people="", bodies=""), "has no entry"),
        (un_list(people="<INDIVIDUAL>" + "<A>" * 20 + "</A>" * 20 + "</INDIVIDUAL>"), "levels deep"),
        (un_list(people="<INDIVIDUAL>" + "<A/>" * 30_000 + "</INDIVIDUAL>"), "more than 20000 elements"),
        (un_list(people=PERSON.replace("Kenya", "a" * 60_000)), "longer than 50000 characters"),
        (un_list().replace("utf-8", "utf-99"), "states an encoding"),
        (un_list().replace("utf-8", "big5"), "states an encoding"),
        ("<rss><channel/></rss>", "begins with <rss>"),
        ("", "is empty"),
        ("name,country\n", "is neither"),
        (b"\x1f\x8b\x08\x00", "unpack it first"),
        (b"<CONSOLIDATED_LIST>\xff</CONSOLIDATED_LIST>", "is not XML"),
    ],
)
def test_what_is_no_list_is_refused(load, content, said):
    with pytest.raises(BadFile, match=said):
        load(content)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadFile, match="nowhere: cannot be opened"):
        load_list(tmp_path / "nowhere")


def test_entities_say_who_is_listed_with_what_their_sanctions_add(load):
    names = load(
        lines(
            entity(
                "a",
                name=["Miro Tasek"],
                alias="Mirko Tasek",
                weakAlias="MT",
                country="kp",
                birthDate="1970",
                topics="sanction",
            ),
            entity("s", "Sanction", entity="a", listingDate="2017-12-22", programId="UN-X", unscId="XXi.9"),
            entity("b", "Company", name="Orlo Freight Ltd", jurisdiction="ru", topics="sanction"),
            entity("c", "Address", full="1 Long Street"),
            {**entity("d", name="A Cousin"), "target": False},
        )
    )
    a, b = names.entries
    assert (a.name, a.aliases, a.weak, a.countries, a.born) == (
        "Miro Tasek",
        ("Mirko Tasek",),
        ("MT",),
        ("PRK",),
        ("1970",),
    )
    assert (a.programmes, a.listed_on, a.reference, a.list) == (("UN-X",), "2017-12-22", "XXi.9", "made_up")
    assert (b.kind, b.countries) == ("body", ("RUS",))
    assert (names.snapshot, names.name) == ("2024-02-03", "made_up")
    assert "1 that stand only as background" in names.says()


def test_nested_sanctions_count_too(load):
    nested = entity("s", "Sanction", startDate="2015-01-02", program="Ores")
    names = load(lines(entity("a", name="Miro Tasek", sanctions=[nested])))
    assert (names.entries[0].listed_on, names.entries[0].programmes) == ("2015-01-02", ("Ores",))


def test_entities_without_a_day_are_of_an_unknown_day(load):
    bare = entity("a", name="Miro Tasek")
    del bare["last_seen"]
    assert load(lines(bare)).snapshot is None


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (lines(entity("a", name="A B")) + '{"id": "b", "schema": "Per', 2, "is cut off"),
        (lines(entity("a", name="A B")) + '{"id": "b"\n' + lines(entity("c", name="C D")), 2, "is no JSON object"),
        ('{"id": "a", "name": "A B"}\n', 1, "has no id, schema and properties"),
        (lines(entity("a", name="A B"), entity("a", name="A C")), 2, "twice, first in line 1"),
        (lines(entity("a", name="A B")) + "[]\n", 2, "is no JSON object"),
        ('{"a":' * 100_000 + "\n", 1, "is no JSON object"),
        (lines(entity("a", "Address")), None, "has nobody in it"),
        (lines(entity("a", name="A B")).encode() + b'{"id": "\xff"}\n', 2, "is not UTF-8"),
    ],
)
def test_broken_entities_name_the_line(load, content, line, said):
    with pytest.raises(BadFile, match=said) as refused:
        load(content)
    assert refused.value.line == line


@pytest.mark.parametrize(
    "name",
    [
        "Orban Teskeli Varno",
        "ORBAN TESKELI-VARNO",
        "General Orban Teskeli Varno",
        "the Kenyan envoy Orban Teskeli Varno",
        "Varno, Orban Teskeli",
    ],
)
def test_a_name_is_found_however_it_is_written(found, name):
    (candidate,) = found(name, "KEN MIL")
    assert (candidate.listed.id, candidate.score) == ("unsc-7001", HIGHEST)
    assert "both of KEN" in candidate.because


@pytest.mark.parametrize("name", ["Orban Teskeli Warno", "Orbán Teskely Varno", "Orban Teskeli"])
def test_other_spellings_are_less_like_and_still_found(found, name):
    (candidate,) = found(name, "KEN")
    assert 75 <= candidate.score < HIGHEST
    assert name in candidate.because


@pytest.mark.parametrize(
    "name", ["Varno", "Orban", "General Varno", "Orban Maliki", "Falcon", "the army", "", "…", "\x00\x1b[2J"]
)
def test_one_word_or_another_name_finds_nobody(found, name):
    assert found(name, "KEN") == ()


def test_another_country_and_a_low_alias_weigh_against_a_candidate(found):
    (same,), (unknown,), (other,) = (found("Orban Teskeli Varno", code) for code in ("KEN", "IGO", "FRA"))
    assert same.score > unknown.score - 3 > other.score
    assert "the report has FRA, the list KEN" in other.because
    assert any("a country" in told for told in unknown.missing)
    (weak,) = found("Grey Falcon", "KEN")
    assert weak.score < same.score
    assert "low quality" in weak.because
    assert found("Grey Falcon", "FRA") == ()


def test_a_name_alone_confirms_nobody(found):
    (candidate,) = found("Orban Teskeli Varno", "KEN")
    assert candidate.score < 100
    assert "a date of birth: the list has 1961–1963, the report gives none" in candidate.missing
    assert "a name alone confirms nobody" in candidate.missing[-1]


def test_an_identifier_says_more_than_a_name(found):
    (candidate,) = found("O. T.", ref="XXi.001")
    assert (candidate.listed.id, candidate.score) == ("unsc-7001", 100)
    assert "XXi.001" in candidate.because
    assert candidate.missing


def test_one_word_is_enough_for_a_body_of_that_country_only(found):
    assert [c.listed.id for c in found("TALVEKO", "PRK BUS")] == ["unsc-7002"]
    assert found("TALVEKO", "KEN") == found("TALVEKO") == found("TALVEKO", "PRK", kind="person") == ()


def test_a_person_is_no_body(found):
    assert found("Orban Teskeli Varno", "KEN", kind="body") == ()
    assert found("Orban Teskeli Varno", "KEN", kind="person")


@pytest.mark.parametrize(
    ("day", "then"), [("2016-03-01", False), ("2018-01-01", True), ("2020-01-01", None), (None, None)]
)
def test_who_was_listed_is_judged_by_the_day_of_the_event(found, day, then):
    (candidate,) = found("Orban Teskeli Varno", "KEN", day=day)
    assert candidate.listed_then is then
    assert any("as of 2019-05-06" in told for told in candidate.missing) == (day == "2020-01-01")


def test_who_is_in_a_list_for_another_reason_is_not_called_sanctioned(load):
    ready = index([load(lines(entity("a", name="Miro Tasek", topics="role.pep")))])
    (candidate,) = match(ready, Party("Miro Tasek"))
    assert "as role.pep, not as sanctioned" in candidate.because


def judged(name: str, id_: str, country: str | None = None) -> NotSame:
    return NotSame(name, country, id_, "desk", "2026-01-02", "another age")


def test_not_the_same_sticks_to_name_and_entry(load, found):
    party = Party("Orban Teskeli Varno", "KEN MIL")
    candidates = found(party.name, party.code)
    no = [judged("General Orbán Teskeli Varno", "unsc-7001", "KEN")]
    assert without(candidates, no, party) == ()
    assert without(candidates, no, Party("Orban Teskeli Varno", "FRA")) == candidates
    assert without(candidates, no, Party("Orban Varno", "KEN")) == candidates
    assert without(candidates, [judged(party.name, "unsc-7002")], party) == candidates
    merged = {**entity("NK-1", name=party.name, country="ke"), "referents": ["unsc-7001"]}
    later = match(index([load(lines(merged))]), party)
    assert [c.listed.id for c in later] == ["NK-1"]
    assert without(later, no, party) == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Kim Tae Ok", "Kim Tae Il"),
        ("Mohamed Ali", "Ali Hassan"),
        ("Abu Salim", "Abu Karim"),
        ("Abdul Karim Noor", "Abdul Rahim Sabar"),
        ("Pyong Ho Sul", "Myong Ho Sul"),
    ],
)
def test_different_people_with_words_in_common_are_not_alike(a, b):
    assert likeness(words_of(a), words_of(b))[0] < 75


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ivan Petrovskiy", "Ivan Sergeevich Petrovsky"),
        ("Jo Chang Sik", "Cho Chang-sik"),
        ("Abd al-Rahman Sabar", "Abdulrahman Sabar"),
        ("Mohammed Tariq Sabir", "Muhammad Tarik Sabir"),
        ("Rim Jong-un", "Rim Jongun"),
    ],
)
def test_spellings_of_one_name_are_alike(a, b):
    assert likeness(words_of(a), words_of(b))[0] >= 75


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways_and_bounded(a, b):
    first, second = likeness(words_of(a), words_of(b))[0], likeness(words_of(b), words_of(a))[0]
    assert abs(first - second) < 1e-6
    assert 0 <= first <= 100
