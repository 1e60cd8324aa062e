import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.grounding.spellings import likeness, nearest


@pytest.mark.parametrize(
    ("name", "country", "usual"),
    [
        ("Volodomyr Zelensky", "UKR", "Volodymyr Zelenskyy"),
        ("Mahmoud Ahmedinejad", "IRN", "Mahmoud Ahmadinejad"),
        ("Aleksander Lukashenka", "BLR", "Alexander Lukashenko"),
    ],
)
def test_another_spelling_is_the_same_person(name, country, usual):
    found = nearest(name, country)
    assert found is not None
    assert found[0] == usual


@pytest.mark.parametrize(
    ("name", "country"), [("Kim", "PRK"), ("John Smith", "USA"), ("Volodymyr Zelenskyy", "FRA"), ("", "USA")]
)
def test_what_is_not_like_anybody_is_nobody(name, country):
    assert nearest(name, country) is None


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_goes_from_nothing_to_all(a, b):
    assert 0 <= likeness(a, b) <= 100
