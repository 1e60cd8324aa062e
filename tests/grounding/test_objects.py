import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.grounding.objects import item_of
from communique.grounding.quantities import quantity

PHRASES = Path(__file__).parents[2] / "evaluation" / "objects.tsv"


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("a rifle", "arms.small"),
        ("ammunition", "arms.ammunition"),
        ("155mm artillery shells", "arms.ammunition"),
        ("50 battle tanks", "arms.major"),
        ("three ballistic missiles", "missile"),
        ("$14 million", "money"),
        ("20,000 tonnes of wheat", "food"),
        ("crude oil", "fuel"),
        ("a glove from a space suit", "other"),
    ],
)
def test_class_of_an_object(phrase, wanted):
    assert item_of(phrase).item == wanted


@pytest.mark.parametrize(
    ("phrase", "node"),
    [
        ("a hunting rifle", "arms.salw.rifle"),
        ("a ceremonial sword", "arms.salw.blade"),
        ("155mm artillery shells", "arms.ammunition.artillery"),
        ("Leopard 2 tanks", "arms.major.tank"),
        ("armed drones", "arms.major.drone"),
        ("surface-to-air missiles", "arms.major.air-defence"),
        ("a cruise missile", "wmd.missile.cruise"),
        ("crude oil", "fuel.oil"),
        ("natural gas", "fuel.gas"),
        ("20,000 tonnes of wheat", "food.grain"),
        ("prisoners", "persons.prisoners"),
        ("space technology", "scitech.aerospace"),
        ("$14 million", "money.unspecified"),
        ("$10 million in frozen assets", "money.assets"),
        ("a thingamajig", "other.unspecified"),
        ("", "other.unspecified"),
    ],
)
def test_node_of_an_object(phrase, node):
    assert item_of(phrase).node == node


@pytest.mark.parametrize(
    ("phrase", "branch"),
    [
        ("a shipment of rifles", "arms.salw.rifle"),
        ("a rifle of the highest quality", "arms.salw.rifle"),
        ("a ship carrying rifles", "goods.vessel"),
        ("$16 million worth of artillery shells", "arms.ammunition.artillery"),
        ("$16 million in loans for tanks", "money"),
        ("help building ballistic missiles", "wmd.missile.assistance"),
    ],
)
def test_what_a_thing_is_not_what_it_comes_in_or_is_for(phrase, branch):
    assert item_of(phrase).node.startswith(branch)


@pytest.mark.parametrize(
    ("phrase", "kind", "mode"),
    [
        ("Bakhmut", "COERCE", "seize"),
        ("the town of Bakhmut", "RETREAT", "withdraw"),
        ("Crimea", "THREATEN", "territory"),
    ],
)
def test_a_town_that_is_taken_is_territory(phrase, kind, mode):
    assert item_of(phrase, kind, mode).item == item_of(phrase, kind, mode).node == "territory"


def test_a_town_that_is_only_named_is_no_territory():
    assert item_of("Bakhmut", "AID").item != "territory"


def test_a_thing_that_is_taken_is_no_territory():
    assert item_of("a cargo ship", "COERCE", "seize").item != "territory"
    assert item_of("a Panama-flagged tanker", "COERCE", "seize").node == "goods.vessel"


def test_phrases_that_were_read_by_hand():
    with PHRASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) >= 150
    nodes = [item_of(r["phrase"], r["type"], r["mode"] or None).node == r["node"] for r in rows]
    amounts = [
        ((q.low, q.high, q.unit) if q else (None, None, None))
        == (float(r["low"]) if r["low"] else None, float(r["high"]) if r["high"] else None, r["unit"] or None)
        for r, q in ((r, quantity(r["phrase"])) for r in rows)
    ]
    assert sum(nodes) / len(rows) >= 0.88
    assert sum(amounts) / len(rows) >= 0.95


@settings(deadline=None)
@given(st.text(max_size=40), st.sampled_from([("", None), ("COERCE", "seize"), ("AID", None)]))
def test_any_text_is_some_item(text, act):
    found = item_of(text, *act)
    assert found.item
    assert found.node
