import pytest

from communique.grounding.titles import asked


@pytest.mark.parametrize(
    ("phrase", "country", "first"),
    [
        ("the South Korean president", "KOR", "head of state and government"),
        ("South Korea’s president", "KOR", "head of state and government"),
        ("the king of Jordan", "JOR", "head of state"),
        ("the minister of foreign affairs", "", "foreign minister"),
        ("the foreign minister of Chad", "TCD", "foreign minister"),
        ("Britain’s defence secretary", "GBR", "defence minister"),
        ("the current prime minister", "", "head of government"),
        ("the emir", "", "head of state"),
        ("the strongman", "", "de facto leader"),
        ("Iran's supreme leader", "IRN", "de facto leader"),
    ],
)
def test_an_office_and_whose_it_is(phrase, country, first):
    found = asked(phrase)
    assert found is not None
    assert ((found.countries or ("",))[0], found.title.classes[0]) == (country, first)


@pytest.mark.parametrize(
    "phrase",
    [
        "the president’s wife",
        "presidential spokesman",
        "a spokesman for the president",
        "the former president",
        "the president-elect",
        "the president’s office",
        "the presidential palace",
        "the king’s brother",
        "the party leader",
        "the deputy prime minister",
        "the opposition leader",
        "the Ontario premier",
        "U.S. President Smith",
        "a president",
        "leadership",
        "farmers",
        "",
    ],
)
def test_somebody_beside_an_office_is_not_asked_for(phrase):
    assert asked(phrase) is None


def test_the_head_of_a_body():
    found = asked("NATO's secretary general")
    assert found is not None
    assert (found.body, found.title.classes) == ("NATO", ("head of body",))


def test_an_abbreviated_state_is_one():
    found = asked("the U.S. president")
    assert found is not None
    assert found.countries == ("USA",)
