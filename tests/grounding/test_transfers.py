import pytest
from test_ground import event

from communique.grounding.ground import ground
from communique.grounding.transfers import stage_of
from communique.model import Document, Frame, Mention, Reading
from communique.ontology import STAGES


def dealt(text, trigger, **roles):
    """What goes from whom to whom, and how far it has come."""
    return [(t.item, t.giver, t.taker, t.stage) for t in event(text, trigger=trigger, **roles).transfers]


def dealings(text, *acts):
    """The transfers of each of several acts: (trigger, type, actors, recipients, objects); every phrase stands once in the text."""
    mentions: list[Mention] = []

    def add(phrases, layer):
        mentions.extend(Mention(text.index(p), text.index(p) + len(p), layer) for p in phrases)
        return tuple(range(len(mentions) - len(phrases), len(mentions)))

    frames = []
    for trigger, kind, actors, recipients, objects in acts:
        at = text.index(trigger)
        decisions = ("happened", "pos", "asserted", "asserts")
        roles = add(actors, "party"), add(recipients, "party"), add(objects, "object")
        frames.append(Frame(at, at + len(trigger), 1.0, kind, None, *decisions, *roles))
    report = ground(Document(id="t", published="2024-05-15", text=text), Reading(tuple(mentions), tuple(frames)))
    return [e.transfers for e in report.events]


def test_a_gift_goes_from_the_actor_to_the_recipient():
    (sword,) = event(
        "Kenya’s president presented Ghana’s president with a ceremonial sword.",
        trigger="presented",
        type="COOPERATE",
        actors=["Kenya’s president"],
        recipients=["Ghana’s president"],
        objects=["a ceremonial sword"],
    ).transfers
    assert (sword.item, sword.stage, sword.gift) == ("arms.salw.blade", "transfer", True)
    assert (sword.giver, sword.taker, sword.between) == ("KEN", "GHA", ())
    assert (sword.quantity.low, sword.quantity.high) == (1, 1)
    assert sword.because


def test_who_stands_right_after_a_word_of_giving_receives_also_where_the_reader_takes_both_for_actors():
    text = "“Kenya’s president gave (Ghana’s king) a rifle,” the palace said."
    roles = {"actors": ["Kenya’s president", "Ghana’s king"], "objects": ["a rifle"]}
    assert dealt(text, "gave", type="COOPERATE", **roles) == [("arms.salw.rifle", "KEN", "GHA", "transfer")]
    beside = "“Kenya’s president gave a rifle away, and so did Ghana’s king.”"
    assert event(beside, trigger="gave", type="COOPERATE", **roles).transfers[0].between == ("KEN", "GHA")


def test_a_gift_in_return_goes_back_and_is_one_too():
    (rifle,), (saddle,) = dealings(
        "Kenya’s president gave Ghana’s king a hunting rifle as a gift at the end of a week of feasts, dances and a long "
        "parade.\nIn return, Ghana’s ruler handed the Kenyan leader a saddle.",
        ("gave", "COOPERATE", ["Kenya’s president"], ["Ghana’s king"], ["a hunting rifle"]),
        ("handed", "COOPERATE", ["Ghana’s ruler"], ["the Kenyan leader"], ["a saddle"]),
    )
    assert (rifle.giver, rifle.taker, rifle.gift) == ("KEN", "GHA", True)
    assert (saddle.giver, saddle.taker, saddle.gift) == ("GHA", "KEN", True)


def test_arms_that_are_sent_to_another_state_are_not_used_yet():
    roles = {"actors": ["Kenya"], "recipients": ["Chad"], "objects": ["shells"]}
    sent = dealt("Kenya shipped shells to Chad.", "shipped", type="MOBILIZE", mode="weapons", **roles)
    assert sent == [("arms.ammunition.artillery", "KEN", "TCD", "transfer")]
    (fired,) = dealt("Kenya fired shells at Chad.", "fired", type="MOBILIZE", mode="weapons", **roles)
    assert fired[3] == "use"


def test_what_is_received_in_return_comes_from_who_was_given_to():
    (_,), (saddle,) = dealings(
        "Kenya’s president gave Ghana’s king a hunting rifle. In return the Kenyan leader received a saddle.",
        ("gave", "COOPERATE", ["Kenya’s president"], ["Ghana’s king"], ["a hunting rifle"]),
        ("received", "COOPERATE", [], ["the Kenyan leader"], ["a saddle"]),
    )
    assert (saddle.giver, saddle.taker) == ("GHA", "KEN")
    assert "in return" in saddle.because
    (_,), (camel,) = dealings(
        "Kenya’s president gave Ghana’s king a hunting rifle. Chad’s ruler got a camel.",
        ("gave", "COOPERATE", ["Kenya’s president"], ["Ghana’s king"], ["a hunting rifle"]),
        ("got", "COOPERATE", [], ["Chad’s ruler"], ["a camel"]),
    )
    assert (camel.giver, camel.taker) == (None, "TCD")


@pytest.mark.parametrize(("actors", "recipients"), [(["Chad"], ["Niger"]), (["Niger"], ["Chad"])])
def test_who_receives_is_the_taker_whichever_role_the_reader_gives_it(actors, recipients):
    text = "Chad received 50 assault rifles from Niger."
    roles = {"type": "AID", "actors": actors, "recipients": recipients, "objects": ["50 assault rifles"]}
    assert dealt(text, "received", **roles) == [("arms.salw.rifle", "NER", "TCD", "transfer")]


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "actor", "recipient", "thing", "wanted"),
    [
        ("Chad gave Niger 50 assault rifles.", "gave", "AID", "Chad", "Niger", "50 assault rifles", ("arms.salw.rifle", "TCD", "NER", "transfer")),
        ("Kenya bought two frigates from Brazil.", "bought", "COOPERATE", "Kenya", "Brazil", "two frigates", ("arms.major.ship", "BRA", "KEN", "transfer")),
        ("Mali asked Turkey for 12 armed drones.", "asked", "REQUEST", "Mali", "Turkey", "12 armed drones", ("arms.major.drone", "TUR", "MLI", "request")),
        ("Turkey offered Mali 12 armed drones.", "offered", "AGREE", "Turkey", "Mali", "12 armed drones", ("arms.major.drone", "TUR", "MLI", "offer")),
        ("Pakistan pledged $20 million in aid to Sudan.", "pledged", "AGREE", "Pakistan", "Sudan", "$20 million in aid", ("money.grant", "PAK", "SDN", "offer")),
        ("Turkey agreed to deliver 12 armed drones to Mali.", "agreed", "AGREE", "Turkey", "Mali", "12 armed drones", ("arms.major.drone", "TUR", "MLI", "agreement")),
    ],
)  # fmt: skip
def test_direction_and_stage(text, trigger, kind, actor, recipient, thing, wanted):
    assert dealt(text, trigger, type=kind, actors=[actor], recipients=[recipient], objects=[thing]) == [wanted]


def test_who_wants_something_is_to_receive_it():
    roles = {"type": "COOPERATE", "status": "hypothetical", "actors": ["Sudan"], "recipients": ["Egypt"]}
    found = dealt("Sudan wants artillery shells from Egypt.", "wants", objects=["artillery shells"], **roles)
    assert found == [("arms.ammunition.artillery", "EGY", "SDN", "want")]


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "stage"),
    [
        ("Peru and Chile signed a deal on natural gas.", "signed a deal", "AGREE", "agreement"),
        ("Peru and Chile discussed natural gas.", "discussed", "CONSULT", "talks"),
    ],
)
def test_a_deal_between_two_has_no_direction_unless_it_is_told(text, trigger, kind, stage):
    (gas,) = event(text, trigger=trigger, type=kind, actors=["Peru", "Chile"], objects=["natural gas"]).transfers
    assert (gas.item, gas.giver, gas.taker, gas.stage) == ("fuel.gas", None, None, stage)
    assert gas.between == ("PER", "CHL")


@pytest.mark.parametrize(
    ("text", "trigger", "thing", "item"),
    [
        ("Kenya and Ghana gave each other hunting rifles.", "gave", "hunting rifles", "arms.salw.rifle"),
        ("Kenya and Ghana exchanged 40 prisoners.", "exchanged", "40 prisoners", "persons.prisoners"),
    ],
)
def test_what_they_gave_each_other_goes_both_ways(text, trigger, thing, item):
    found = dealt(text, trigger, type="COOPERATE", actors=["Kenya", "Ghana"], objects=[thing])
    assert found == [(item, "KEN", "GHA", "transfer"), (item, "GHA", "KEN", "transfer")]


def test_one_for_each_object_and_pair_of_countries():
    text = "Egypt sent 10 tonnes of rice and medicines to Sudan and Chad."
    roles = {"type": "AID", "actors": ["Egypt"], "recipients": ["Sudan", "Chad"]}
    found = event(text, trigger="sent", objects=["10 tonnes of rice", "medicines"], **roles).transfers
    assert {(t.item, t.giver, t.taker) for t in found} == {
        (item, "EGY", taker) for item in ("food.rice", "medical.medicine") for taker in ("SDN", "TCD")
    }
    assert {t.quantity.unit for t in found if t.item == "food.rice"} == {"t"}


def test_nobody_unknown_is_filled_in():
    assert dealt("Egypt sent rice.", "sent", type="AID", actors=["Egypt"], objects=["rice"]) == [
        ("food.rice", "EGY", None, "transfer")
    ]


def test_who_fires_a_weapon_has_it():
    found = dealt(
        "Russian troops fired Iskander missiles at Kharkiv.",
        "fired",
        mode="heavy-weapons",
        actors=["Russian troops"],
        objects=["Iskander missiles"],
        place="Kharkiv",
    )
    assert found == [("wmd.missile.ballistic", None, "RUS", "use")]


@pytest.mark.parametrize(
    ("text", "trigger", "roles"),
    [
        ("Peru and Chile met.", "met", {"type": "CONSULT", "actors": ["Peru", "Chile"]}),
        ("Peru’s army seized rice in Chile.", "seized", {"type": "COERCE", "mode": "seize", "actors": ["Peru’s army"], "objects": ["rice"]}),
        ("Peru’s army pulled out of Lima.", "pulled out", {"type": "RETREAT", "mode": "withdraw", "actors": ["Peru’s army"], "objects": ["Lima"]}),
    ],
)  # fmt: skip
def test_acts_that_deal_in_nothing(text, trigger, roles):
    assert dealt(text, trigger, **roles) == []


def test_cooperation_without_an_object_is_told_by_the_words_before_it():
    text = "Serbia and Egypt widened their military cooperation."
    (found,) = event(text, trigger="cooperation", type="COOPERATE", actors=["Serbia", "Egypt"]).transfers
    assert (found.item, found.between) == ("military.cooperation", ("SRB", "EGY"))


@pytest.mark.parametrize(
    ("later", "actors", "items"),
    [
        ("Peruvian ministers welcomed the deal with the Chileans.", ["Peruvian ministers", "the Chileans"], ["arms.major.ship"]),
        ("Kenyan ministers welcomed the deal with the Ghanaians.", ["Kenyan ministers", "the Ghanaians"], []),
    ],
)  # fmt: skip
def test_the_deal_is_the_one_that_the_same_parties_made_before(later, actors, items):
    first, second = dealings(
        f"Peru agreed to sell Chile frigates. {later}",
        ("agreed", "AGREE", ["Peru"], ["Chile"], ["frigates"]),
        ("the deal", "AGREE", actors, [], []),
    )
    assert [t.item for t in first] == ["arms.major.ship"]
    assert [t.item for t in second] == items


def test_json_says_from_and_to():
    roles = {"type": "AID", "actors": ["Chad"], "recipients": ["Niger"], "objects": ["rice"]}
    row = event("Chad gave Niger rice.", trigger="gave", **roles).model_dump(mode="json")["transfers"][0]
    assert (row["from"], row["to"]) == ("TCD", "NER")


@pytest.mark.parametrize(
    ("kind", "mode", "status", "words", "node", "wanted"),
    [
        ("REQUEST", None, "happened", "asked for", "food.rice", "request"),
        ("AGREE", None, "planned", "offered to send", "food.rice", "offer"),
        ("AGREE", None, "happened", "signed a deal", "food.rice", "agreement"),
        ("AGREE", None, "happened", "promised in the agreement", "food.rice", "agreement"),
        ("SUPPORT", None, "happened", "ratified", "food.rice", "agreement"),
        ("SUPPORT", None, "happened", "praised", "food.rice", None),
        ("CONSULT", "meet", "happened", "met to discuss", "food.rice", "talks"),
        ("AID", None, "happened", "sent", "food.rice", "transfer"),
        ("AID", None, "planned", "will send", "food.rice", "transfer"),
        ("AID", None, "hypothetical", "is desperate for", "food.rice", "want"),
        ("COOPERATE", None, "hypothetical", "could share", "scitech.space", "talks"),
        ("ASSAULT", "aerial", "happened", "bombed", "arms.ammunition.bomb", "use"),
        ("ASSAULT", "aerial", "happened", "bombed", "food.rice", None),
        ("MOBILIZE", "weapons", "happened", "tested", "wmd.missile.ballistic", "use"),
        ("PROTEST", None, "happened", "marched", "arms.salw.rifle", None),
    ],
)
def test_how_far_a_dealing_has_come(kind, mode, status, words, node, wanted):
    assert stage_of(kind, mode, status, words, node) == wanted
    assert wanted is None or wanted in STAGES
