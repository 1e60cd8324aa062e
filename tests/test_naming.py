"""What the names of countries and bodies in a question mean."""

from __future__ import annotations

import pytest

from communique.naming import resolve


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("North Korea", ("PRK",)),
        ("  north   KOREA ", ("PRK",)),
        ("Russian", ("RUS",)),
        ("the Netherlands", ("NLD",)),
        ("U.S.", ("USA",)),
        ("Britain", ("GBR",)),
        ("Niger", ("NER",)),
        ("the UN", ("UNO",)),
        ("European Union", ("EUR",)),
        ("Congo", ("COD", "COG")),
    ],
)
def test_countries_peoples_and_bodies(name, codes):
    assert resolve(name) == codes


@pytest.mark.parametrize(
    "name", ["Soviet Union", "Kyiv", "Ada Moro", "NATO", "African Union", "Atlantis", "the ", "", "%"]
)
def test_what_is_no_country_of_today_has_no_code(name):
    assert resolve(name) == ()
