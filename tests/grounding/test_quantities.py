import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.grounding.quantities import quantity


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("a rifle", 1, 1),
        ("a single drone", 1, 1),
        ("a pair of frigates", 2, 2),
        ("both helicopters", 2, 2),
        ("half a dozen howitzers", 6, 6),
        ("two dozen trucks", 24, 24),
        ("some 200 trucks", 200, 200),
        ("one million rounds", 1e6, 1e6),
        ("a quarter of a million doses", 250_000, 250_000),
        ("three to five batteries", 3, 5),
        ("between 8 and 12 million artillery shells", 8e6, 12e6),
        ("more than 50 carriers", 50, None),
        ("50+ buses", 50, None),
        ("at least 1,200 rifles", 1200, None),
        ("no fewer than 20 lorries", 20, None),
        ("up to 300 launchers", None, 300),
        ("as many as 40 drones", None, 40),
        ("fewer than 20 lorries", None, 20),
        ("no more than 40 tanks", None, 40),
        ("dozens of drones", 24, None),
        ("several hundred rockets", 300, None),
        ("tens of thousands of rounds", 20_000, None),
        ("the first 8 of 18 tanks", 8, 8),
        ("a convoy of 31 lorries", 31, 31),
        ("the 1,500-strong brigade", 1500, 1500),
        ("a T-72 tank", 1, 1),
    ],
)
def test_things_that_are_counted(phrase, low, high):
    found = quantity(phrase)
    assert found is not None
    assert (found.low, found.high, found.unit) == (low, high, None)


@pytest.mark.parametrize(
    ("phrase", "low", "high", "unit"),
    [
        ("$1.5 billion in loans", 1.5e9, 1.5e9, "USD"),
        ("€3.5m", 3.5e6, 3.5e6, "EUR"),
        ("£40 worth of tea", 40, 40, "GBP"),
        ("200 million euros", 2e8, 2e8, "EUR"),
        ("12 lakh rupees", 1.2e6, 1.2e6, "INR"),
        ("$2 to $3 billion in aid", 2e9, 3e9, "USD"),
        ("between $2 million and $3 million", 2e6, 3e6, "USD"),
        ("weapons worth 200 million euros", 2e8, 2e8, "EUR"),
        ("arms worth up to $30 million", None, 3e7, "USD"),
        ("20,000 tonnes of wheat", 20_000, 20_000, "t"),
        ("two tons of rice", 2, 2, "t"),
        ("500 kg of explosives", 500, 500, "kg"),
        ("half a million barrels of oil", 500_000, 500_000, "bbl"),
        ("40 litres of fuel", 40, 40, "l"),
        ("90 hectares of land", 90, 90, "ha"),
        ("80 megawatts of power", 80, 80, "MW"),
    ],
)
def test_sums_and_measures(phrase, low, high, unit):
    found = quantity(phrase)
    assert found is not None
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "phrase",
    ["weapons", "the tank", "T-72 tanks", "155mm artillery shells", "155-millimetre shells", "Su-35 fighter jets", "a shipment of rifles", "a second tank", ""],
)  # fmt: skip
def test_names_and_sizes_are_no_quantities(phrase):
    assert quantity(phrase) is None


def test_a_size_is_not_the_number_of_its_thing():
    found = quantity("a five-axis machine tool")
    assert found is not None
    assert (found.low, found.high) == (1, 1)


def test_the_words_that_tell_it_are_kept():
    found = quantity("More than 50 armoured carriers")
    assert found is not None
    assert found.text == "more than 50"


FIGURES = st.integers(1, 10**9)
LEADS = ["", "about ", "between ", "from ", "some ", "the ", "its "]


@given(st.sampled_from(LEADS), FIGURES, st.integers(0, 10**6), st.sampled_from([" to ", " and ", " or ", "-", "–"]))
def test_a_range_in_figures_is_what_it_says(lead, low, more, between):
    found = quantity(f"{lead}{low:,}{between}{low + more:,} crates of rice")
    assert found is not None
    assert (found.low, found.high) == (low, low + more)


@given(FIGURES, st.sampled_from(["thousand", "million", "billion"]), st.sampled_from(["$", "€", "£", ""]))
def test_scale_words_multiply(number, scale, currency):
    found = quantity(f"{currency}{number} {scale} in loans")
    assert found is not None
    assert found.low == found.high == number * {"thousand": 1e3, "million": 1e6, "billion": 1e9}[scale]


WORDS = ["$", "€", "5", "3", "1,000", "2.5", "million", "bn", "k", "dozen", "to", "-", "and", "up to", "more than", "half a", "a", "six", "hundred", "of", "tonnes", "dollars", "+", "a pair", "several", "rial", "-strong", "mm"]  # fmt: skip


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)))
def test_any_text_gives_a_bound_or_none(text):
    found = quantity(text)
    assert found is None or found.low is not None or found.high is not None
