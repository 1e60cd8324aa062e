import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ground import event

from communique.grounding.evidence import gather
from communique.grounding.gazetteer import distance, locate, told_country


def found(text, phrase, country=None):
    start = text.index(phrase)
    return locate(start, start + len(phrase), gather(text, "2023-09-14"), country)


INDIANA, LOUISIANA = (41.6, -87.5), (30.5, -90.5)


@pytest.mark.parametrize(
    ("text", "phrase", "point"),
    [
        ("The strike began in Hammond, Indiana.", "Hammond, Indiana", INDIANA),
        ("The strike began in Hammond, Indiana.", "Hammond", INDIANA),
        ("The strike began in Hammond, Louisiana.", "Hammond, Louisiana", LOUISIANA),
        ("The strike began in Hammond and spread to New Orleans.", "Hammond", LOUISIANA),
    ],
)
def test_what_stands_beside_a_name_says_which_place_it_is(text, phrase, point):
    best, *others = found(text, phrase)
    assert (best.name, best.country, best.kind) == ("Hammond", "USA", "city")
    assert distance((best.lat, best.lon), point) < 20
    assert any(p.name == "Hammond" and p.ref != best.ref for p in others)


@pytest.mark.parametrize(
    ("text", "phrase", "kind", "country"),
    [
        ("Australia sent fire engines to the state of Victoria.", "the state of Victoria", "region", "AUS"),
        ("Canadian police held a smuggler in London, Ontario.", "London, Ontario", "city", "CAN"),
        ("The talks will be held in London.", "London", "capital", "GBR"),
        ("Lebanese soldiers fired at a crowd in Tripoli.", "Tripoli", "city", "LBN"),
        ("Libyan soldiers fired at a crowd in Tripoli.", "Tripoli", "capital", "LBY"),
        ("Pakistan’s army said that a shell hit Hyderabad.", "Hyderabad", "city", "PAK"),
        ("A shell hit Hyderabad.", "Hyderabad", "city", "IND"),
        ("Voters queued in Atlanta, Georgia.", "Georgia", "region", "USA"),
        ("Armenia and Georgia closed their border.", "Georgia", "country", "GEO"),
        ("The smugglers were tried in Mexico.", "Mexico", "country", "MEX"),
    ],
)
def test_one_name_means_several_places(text, phrase, kind, country):
    best = found(text, phrase)[0]
    # a capital is a city that stands for its government elsewhere
    assert (best.kind.replace("capital", "city"), best.country) == (kind.replace("capital", "city"), country)


def test_the_best_comes_first_with_its_reasons():
    places = found("The strike began in Hammond, Indiana.", "Hammond, Indiana")
    assert [p.score for p in places] == sorted((p.score for p in places), reverse=True)
    assert "beside it" in places[0].because
    assert places[0].ref.startswith("geonames:")


def test_a_country_that_is_known_already_leaves_only_its_places():
    text = "A shell hit Hyderabad."
    assert {p.country for p in found(text, "Hyderabad", "PAK")} == {"PAK"}
    assert found(text, "Hyderabad", "KEN") == found(text, "Hyderabad")


def test_a_place_of_the_record_has_a_point_and_alternatives():
    phrase = "the Vostochny space flight center"
    e = event(f"The two leaders met at {phrase}.", trigger="met", type="CONSULT", place=phrase)
    assert (e.place.country, e.place.point.kind) == ("RUS", "facility")
    assert distance((e.place.point.lat, e.place.point.lon), (51.9, 128.3)) < 30
    e = event("Gunmen robbed a bank in Hammond, Indiana.", trigger="robbed", place="Hammond, Indiana")
    assert e.place.point.ref not in {p.ref for p in e.place.alternatives}
    assert 1 <= len(e.place.alternatives) <= 3


@pytest.mark.parametrize("phrase", ["space", "a warehouse", "the river bank", "the Abu Shok camp"])
def test_words_that_name_no_place_of_the_tables_have_no_point(phrase):
    text = f"They brought the cargo to {phrase}."
    assert found(text, phrase) == []
    assert event(text, trigger="brought", type="AID", place=phrase).place.point is None


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("A bridge fell in Oberhinterbach, Luxembourg. France and French soldiers helped.", "Oberhinterbach", "LUX"),
        ("A bridge fell in Oberhinterbach (Kenya).", "Oberhinterbach", "KEN"),
        ("French engineers of France inspected a bridge in Oberhinterbach. Chad paid.", "Oberhinterbach", "FRA"),
        ("A bridge fell in Oberhinterbach.", "Oberhinterbach", None),
        ("A bridge fell in Oberhinterbach, NATO said.", "Oberhinterbach", None),
    ],
)
def test_country_of_a_place_that_no_table_knows(text, place, country):
    assert told_country(text.index(place) + len(place), gather(text, "2023-09-14")) == country


def test_distance_in_kilometres():
    london, paris = (51.5074, -0.1278), (48.8566, 2.3522)
    assert distance(london, paris) == pytest.approx(344, abs=2)
    assert distance(london, london) == 0
    assert distance((0, 179.5), (0, -179.5)) == pytest.approx(111, abs=1)


NAMES = ["Hammond", "Indiana", "London", ", ", " (", "Ontario", "the state of Victoria", "Tripoli", " in ", "Georgia", " of ", "’s ", "space", "Abu ", "\n"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), max_size=8).map("".join), st.data())
def test_any_stretch_of_any_text_has_places_on_the_globe_or_none(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    country = data.draw(st.sampled_from([None, "USA", "GBR", "XXX"]))
    for p in locate(start, end, gather(text, None), country):
        assert -90 <= p.lat <= 90
        assert -180 <= p.lon <= 180
        assert p.radius >= 0
