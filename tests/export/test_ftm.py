"""FollowTheMoney entities, checked by the library that everybody reads them with."""

import json

import pytest

import communique
from communique.export.countries import _TABLE, alpha2
from communique.export.formats import export
from communique.export.ftm import _LANGUAGES, entities, schema_of
from communique.export.hold import Bundle
from communique.record.values import Who

REASON = "followthemoney is not installed; pip install followthemoney (it compiles PyICU: apt-get install g++ pkg-config libicu-dev)"


@pytest.fixture(scope="session")
def model():
    return pytest.importorskip("followthemoney", reason=REASON).model


def read(folder):
    return [json.loads(line) for line in (folder / "entities.ftm.json").read_text(encoding="utf-8").split("\n")[:-1]]


def test_the_library_accepts_every_entity_as_it_is(hold, stamp, tmp_path, model):
    tally = export("ftm", hold, tmp_path / "out", stamp)
    found = read(tmp_path / "out")
    assert len(found) == tally.rows["entities.ftm.json"] > 20
    assert {e["schema"] for e in found} == {
        "Event",
        "Person",
        "LegalEntity",
        "Article",
        "Documentation",
        "Mention",
        "Address",
    }
    for entity in found:
        proxy = model.get_proxy(entity)
        proxy.schema.validate(entity)
        for name, values in entity["properties"].items():
            prop = proxy.schema.get(name)
            assert prop is not None, (entity["schema"], name)
            assert not prop.stub
            for value in values:
                # the library would change or drop what it does not like
                assert prop.type.clean(value, proxy=proxy) == value, (entity["schema"], name, value)


def test_the_ends_of_every_tie_are_there_and_of_the_right_kind(hold, stamp, tmp_path, model):
    export("ftm", hold, tmp_path / "out", stamp)
    found = {e["id"]: e for e in read(tmp_path / "out")}
    ties = 0
    for entity in found.values():
        for name, values in entity["properties"].items():
            prop = model.get(entity["schema"]).get(name)
            for value in values if prop.type.name == "entity" else ():
                assert model.get(found[value]["schema"]).is_a(prop.range), (entity["schema"], name)
                ties += 1
    assert ties > 20


def of_schema(hold, stamp, schema):
    return [e["properties"] for e in entities(hold, stamp) if e["schema"] == schema]


def test_an_event_says_in_its_name_how_it_stands(hold, stamp):
    names = {p["recordId"][0]: p["name"][0] for p in of_schema(hold, stamp, "Event")}
    assert names["E1"] == "ALLEGED: CONSULT/visit Ada Obi → Torvald Reis"
    assert names["E2"].startswith("SPECULATED: ")
    assert names["E3"].startswith("PLANNED: ")


def test_each_claim_documents_its_event_with_quotation_and_source(hold, stamp):
    claims = {p["recordId"][0]: p for p in of_schema(hold, stamp, "Documentation")}
    assert sorted(claims) == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert claims["C4"]["role"] == ["DENIED"]
    assert claims["C4"]["summary"] == ["Torv denied that Ada Obi had visited Port Lune."]
    assert claims["C4"]["description"] == ["outlet not known → Torv (TZA GOV)"]


def test_identifiers_depend_on_content_and_not_on_the_order_of_events(hold, stamp):
    turned = Bundle.of(reversed(list(hold.events())), hold.claims(), hold.documents())
    assert {e["id"] for e in entities(hold, stamp)} == {e["id"] for e in entities(turned, stamp)}
    numbers = [e["id"] for e in entities(hold, stamp)]
    assert len(numbers) == len(set(numbers))


def test_a_party_is_a_person_or_a_body_only_where_the_tables_know_it(hold):
    claims = list(hold.claims())
    assert schema_of(Who(name="Ada Obi", code="KEN GOV", ref="Q1", claims=(1,)), claims) == (
        "Person",
        "foreign minister of Kavaria",
    )
    assert schema_of(Who(name="Torvald Reis", code="TZA", claims=(1,)), claims) == ("LegalEntity", None)


def test_persons_bodies_and_states_are_told_apart_by_the_reasons_of_grounding(hold):
    """The words of these reasons are what tells them apart: this fails if they change."""
    report = communique.read(
        "The European Commission condemned the Kremlin on Monday. Vladimir Putin visited Beijing. "
        "Kenya accused the Ministry of Defence of Uganda of spying.",
        published="2023-10-17",
    )
    found = {}
    for event in report.events:
        told = next(iter(hold.claims())).model_copy(update={"event": event})
        for mention in (*event.actors, *event.recipients):
            name = mention.identity.name if mention.identity else mention.name
            found[mention.text] = schema_of(Who(name=name, code=mention.code, claims=(told.id,)), [told])[0]
    assert found == {
        "The European Commission": "Organization",
        "the Kremlin": "PublicBody",
        "Vladimir Putin": "Person",
        "Beijing": "PublicBody",
        "Kenya": "PublicBody",
        "the Ministry of Defence of Uganda": "LegalEntity",
    }


def test_every_country_and_language_code_is_known_to_the_library(model):
    from followthemoney import registry

    for word in _TABLE.split():
        assert registry.country.clean(alpha2(word[:3]).lower()) == alpha2(word[:3]).lower()
    for code in _LANGUAGES.values():
        assert registry.language.clean(code) == code
    assert registry.country.clean("eu") == "eu"


def test_codes_of_countries():
    words = _TABLE.split()
    assert len(words) == len({w[:3] for w in words}) == len({w[3:5] for w in words}) == 250
