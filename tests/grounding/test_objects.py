import pytest

from communique.grounding.objects import item_class


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
    assert item_class(phrase) == wanted


def test_a_town_that_is_taken_is_territory():
    assert item_class("Bakhmut", "COERCE", "seize") == "territory"
    assert item_class("a cargo ship", "COERCE", "seize") != "territory"
