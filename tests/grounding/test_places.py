import pytest

from communique.grounding.places import place_country


@pytest.mark.parametrize(
    ("phrase", "nearby", "wanted"),
    [
        ("Solomianskyi District, Kyiv, Ukraine", [], "UKR"),
        ("the Gaza Strip", [], "PSE"),
        ("the Donetsk region", ["RUS", "UKR"], "UKR"),
        ("Nairobi", [], "KEN"),
        ("a hospital in Gaza City", ["ISR"], "PSE"),
        ("the French city of Lyon", [], "FRA"),
        ("London, Ontario", ["CAN"], "CAN"),
        ("the border with Turkey", ["SYR", "TUR"], "SYR"),
        ("the border between Chad and Sudan", [], None),
        ("a village near Aleppo", [], "SYR"),
        ("international waters", [], None),
        ("a warehouse", ["USA"], None),
        ("the Crimean peninsula", ["RUS"], "UKR"),
    ],
)
def test_country_of_a_place(phrase, nearby, wanted):
    assert place_country(phrase, nearby) == wanted
