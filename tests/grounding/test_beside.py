"""Objects that the reader leaves out."""

from __future__ import annotations

import pytest
from test_ground import event


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "found"),
    [
        ("Kenya and Chad closed an arms deal in Nairobi.", "deal", "AGREE", "arms"),
        ("Kenya and Chad would agree on a secret weapons deal, an officer said.", "agree", "AGREE", "weapons"),
        ("Chad received a Kenyan-made rifle, the palace said.", "received", "COOPERATE", "a Kenyan-made rifle"),
        ("Kenya sent 60 tanks to Chad.", "sent", "AID", "60 tanks"),
    ],
)
def test_the_words_beside_the_trigger_name_it(text, trigger, kind, found):
    (thing,) = event(text, trigger=trigger, type=kind).objects
    assert (thing.text, text[thing.start : thing.end]) == (found, found)


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Kenya and Chad closed a secret deal in Nairobi.", "deal", "AGREE"),
        ("Kenya sent doctors to Chad.", "sent", "AID"),
        ("Kenya received the envoy. A rifle hung on the wall.", "received", "COOPERATE"),
        ("Kenya shelled a rifle range in Chad.", "shelled", "ASSAULT"),
        ("Kenya agreed to talk. An arms deal was not made.", "agreed", "AGREE"),
    ],
)
def test_what_they_do_not_name_is_not_made_up(text, trigger, kind):
    assert event(text, trigger=trigger, type=kind).objects == ()


def test_a_gift_is_no_thing_beside_what_is_given():
    text = "Kenya gave a rifle as a gift to Chad."
    (thing,) = event(text, trigger="gave", type="COOPERATE", objects=["a rifle", "a gift"]).objects
    assert (thing.text, thing.gift) == ("a rifle", True)
    (alone,) = event("Kenya gave a gift to Chad.", trigger="gave", type="COOPERATE", objects=["a gift"]).objects
    assert alone.text == "a gift"


def test_what_the_reader_marks_stands():
    (thing,) = event("Kenya sent 60 tanks and fuel to Chad.", trigger="sent", type="AID", objects=["fuel"]).objects
    assert thing.text == "fuel"
