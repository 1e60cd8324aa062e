import pytest

from communique.grounding.ground import ground
from communique.model import AGENTLESS, Document, Frame, Mention, Reading


def event(text, published="2024-05-15", trigger="", **roles):
    """Ground one hand-made frame: roles are phrases of the text, decisions are given as they are."""
    mentions: list[Mention] = []

    def add(phrase, layer, **more):
        at = text.index(phrase)
        mentions.append(Mention(at, at + len(phrase), layer, **more))
        return len(mentions) - 1

    at = text.index(trigger)
    fields = {
        "type": "ASSAULT",
        "mode": None,
        "status": "happened",
        "polarity": "pos",
        "certainty": "asserted",
        "stance": "asserts",
    }
    fields |= {k: roles.pop(k) for k in list(roles) if k in fields}
    found = {}
    for role in ("actors", "recipients"):
        found[role] = tuple(add(p, "party") for p in roles.get(role, ()))
    found["objects"] = tuple(add(p, "object") for p in roles.get("objects", ()))
    for role, layer in (("place", "place"), ("time", "time"), ("source", "party"), ("cue", "cue")):
        value = roles.get(role)
        found[role] = value if value is None or isinstance(value, int) else add(value, layer)
    frame = Frame(at, at + len(trigger), 1.0, **fields, **found)
    return ground(Document(id="t", published=published, text=text), Reading(tuple(mentions), (frame,))).events[0]


def codes(parties):
    return [p.code for p in parties]


def test_victims_have_the_country_of_the_place():
    e = event(
        "Russian drones killed six people in Kharkiv on Monday, officials said.",
        trigger="killed",
        actors=["Russian drones"],
        recipients=["six people"],
        place="Kharkiv",
        time="Monday",
    )
    assert [c.split(" ")[0] for c in codes(e.recipients)] == ["UKR"]
    assert e.place.country == "UKR"
    assert e.time.value == "2024-05-13"
    assert e.label == "REPORTED"


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("The Kremlin", "RUS GOV"),
        ("Moscow", "RUS GOV"),
        ("The Kenyan police", "KEN COP"),
        ("Hezbollah", "LBN REB"),
        ("The Iranian-backed Hezbollah", "LBN REB"),
        ("NATO", "IGO"),
        ("The UN Security Council", "UNO"),
        ("The Iranian ambassador to Iraq", "IRN GOV"),
        ("The president of France", "FRA GOV"),
        ("Gunmen", "--- UAF"),
    ],
)
def test_code_of_an_actor(phrase, wanted):
    assert codes(event(f"{phrase} struck back.", trigger="struck", actors=[phrase]).actors) == [wanted]


def test_two_countries_in_one_phrase_are_two_parties():
    e = event("Envoys of Chad and Niger met. ", trigger="met", type="CONSULT", actors=["Envoys of Chad and Niger"])
    assert [c.split(" ")[0] for c in codes(e.actors)] == ["TCD", "NER"]


def test_both_countries_are_the_two_named_before():
    e = event(
        "Chad’s foreign minister flew to Niger. The two countries signed a treaty.",
        trigger="signed",
        type="SUPPORT",
        actors=["The two countries"],
    )
    assert [c.split(" ")[0] for c in codes(e.actors)] == ["TCD", "NER"]


def test_a_source_of_the_same_side_acknowledges():
    text = "Israel’s army bombed Rafah, an Israeli spokesman said."
    e = event(
        text, trigger="bombed", actors=["Israel’s army"], place="Rafah", source="an Israeli spokesman", cue="said"
    )
    assert e.label == "ACKNOWLEDGED"
    assert e.source.cue.text == "said"


def test_a_claim_without_a_holder():
    e = event(
        "The army reportedly bombed Rafah.", trigger="bombed", source=AGENTLESS, cue="reportedly", certainty="hedged"
    )
    assert (e.source.text, e.source.code, e.label) == ("agentless", "---", "ALLEGED")


def test_quotations():
    text = "“Our men have bombed the village and the bridge,” he said. The raid was “bombed” out."
    assert event(text, trigger="bombed", source="he").source.quote == "direct"


def test_background_is_historical():
    assert event("France bombed Libya in 2011.", trigger="bombed", time="2011").historical is True
    assert event("France bombed Libya on Monday.", trigger="bombed", time="Monday").historical is False
    assert event("France bombed Libya.", trigger="bombed").historical is None


def test_its_forces_are_those_of_who_says_so():
    e = event(
        "Russia said its armed forces captured the village of Novoselivka in Donetsk Oblast, Ukraine.",
        trigger="captured",
        type="COERCE",
        actors=["its armed forces"],
        source="Russia",
        cue="said",
        place="the village of Novoselivka in Donetsk Oblast, Ukraine",
    )
    assert codes(e.actors)[0].startswith("RUS")
    assert e.place.country == "UKR"


@pytest.mark.parametrize(
    ("phrase", "country"),
    [("between 3,000 to 4,000 Rwandan soldiers", "RWA"), ("several pro-Palestinian students", "USA")],
)
def test_numbers_and_sympathies_do_not_hide_a_nationality(phrase, country):
    e = event(f"In the United States, {phrase} were attacked.", trigger="attacked", recipients=[phrase])
    assert codes(e.recipients)[0].startswith(country)


def test_the_reader_may_say_whose_country_a_party_has():
    text = "Chad and Sudan disagree. Sudan and Chad recalled envoys. The army attacked a convoy."
    army, chad = text.index("The army"), text.index("Chad")

    def country(kin):
        mentions = (Mention(chad, chad + 4, "party"), Mention(army, army + 8, "party", "MIL", 0.9, kin=kin))
        at = text.index("attacked")
        frame = Frame(at, at + 8, 1.0, "ASSAULT", None, "happened", "pos", "asserted", "asserts", actors=(1,))
        document = Document(id="t", published="2024-05-15", text=text)
        return ground(document, Reading(mentions, (frame,))).events[0].actors[0].code

    assert country(((0, 0.9),)) == "TCD MIL"
