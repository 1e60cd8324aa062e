import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.grounding.offices import holder, office_on, spells_of


@pytest.mark.parametrize(
    ("country", "phrase", "day", "name"),
    [
        ("KOR", "the president of South Korea", "2014-05-01", "Park Geun-hye"),
        ("KOR", "the president of South Korea", "2018-05-01", "Moon Jae-in"),
        ("KOR", "the president of South Korea", "2023-05-01", "Yoon Suk Yeol"),
        ("RUS", "the Russian leader", "2000-07-19", "Vladimir Putin"),
        ("RUS", "the Russian leader", "2009-07-01", "Dmitry Medvedev"),
        ("RUS", "the Russian prime minister", "2009-07-01", "Vladimir Putin"),
        ("DEU", "the German leader", "2015-01-01", "Angela Merkel"),
        ("DEU", "the German president", "2015-01-01", "Joachim Gauck"),
        ("PRK", "the North Korean leader", "2005-01-01", "Kim Jong-il"),
        ("PRK", "the North Korean leader", "2015-01-01", "Kim Jong-un"),
        ("IRN", "Iran’s supreme leader", "2015-01-01", "Ali Khamenei"),
        ("IRN", "Iran’s president", "2015-01-01", "Hassan Rouhani"),
        ("USA", "the US secretary of state", "2013-06-01", "John Kerry"),
        ("USA", "the defense secretary", "2018-01-01", "James Mattis"),
        ("GBR", "the queen", "2020-01-01", "Elizabeth II"),
        ("GBR", "the king", "2023-01-01", "Charles III"),
        ("USA", "the vice president", "2015-01-01", "Joe Biden"),
        ("UNO", "the UN secretary-general", "2010-01-01", "Ban Ki-moon"),
        ("IGO", "NATO chief", "2016-01-01", "Jens Stoltenberg"),
        ("EUR", "the European Commission president", "2024-03-14", "Ursula von der Leyen"),
    ],
)
def test_who_held_an_office_on_a_day(country, phrase, day, name):
    held = holder(country, phrase, day)
    assert held.spell is not None, held.because
    assert held.spell.name == name


@pytest.mark.parametrize(
    ("day", "name"), [("2017-01-19", "Barack Obama"), ("2017-01-20", "Donald Trump"), ("2021-01-20", "Joe Biden")]
)
def test_on_the_day_of_a_change_the_new_holder_has_the_office(day, name):
    held = holder("USA", "the president", day)
    assert held.spell is not None
    assert held.spell.name == name


@pytest.mark.parametrize(
    ("country", "phrase", "day", "reason"),
    [
        ("FRA", "the president", None, "no date"),
        ("FRA", "the president", "1700-01-01", "known on"),
        ("XXX", "the president", "2015-01-01", "known on"),
        ("FRA", "a gardener", "2015-01-01", "no office"),
        ("FRA", "the former president", "2015-01-01", "no office"),
        ("USA", "the deputy secretary of state", "2015-01-01", "no office"),
        ("RUS", "the Russian opposition leader", "2015-01-01", "no office"),
        ("RUS", "the Chechen leader", "2015-01-01", "no office"),
        ("GBR", "the chancellor", "2024-03-14", "no such office"),
        ("USA", "the president of the U.S. Chamber of Commerce", "2015-01-01", "no office"),
        ("USA", "the first lady", "2015-01-01", "no office"),
        ("KOR", "the president", "2025-01-01", " or "),  # impeached, with another acting for him
    ],
)
def test_nobody_is_named_but_a_reason_where_it_is_not_sure(country, phrase, day, reason):
    held = holder(country, phrase, day)
    assert held.spell is None
    assert reason in held.because


def test_the_reason_tells_source_and_confidence():
    because = holder("RUS", "the Russian leader", "2009-07-01").because
    assert "2008-05-07 to 2012-05-07" in because
    assert "(high; " in because


@pytest.mark.parametrize(
    ("name", "country", "day", "title"),
    [
        ("Vladimir Putin", "RUS", "2000-07-01", "President"),
        ("Vladimir Putin", "RUS", "2009-07-01", "Prime Minister"),
        ("Dmitry Medvedev", "RUS", "2009-07-01", "President"),
        ("Sergey Lavrov", "RUS", "2015-07-01", "Minister of Foreign Affairs"),
        ("Hillary Clinton", "USA", "2010-01-01", "Secretary of State"),
    ],
)
def test_the_office_of_a_person_on_a_day(name, country, day, title):
    held = office_on(name, country, day)
    assert held.spell is not None, held.because
    assert held.spell.title == title


@pytest.mark.parametrize(
    ("name", "country", "day", "reason"),
    [
        ("Hillary Clinton", "USA", "2016-01-01", "held no office"),
        ("Hillary Clinton", "USA", None, "no date"),
        ("Angela Merkel", "FRA", "2016-01-01", "not in the table"),
        ("Wendeline Ottokar", "USA", "2016-01-01", "not in the table"),
    ],
)
def test_a_person_without_an_office_has_a_reason(name, country, day, reason):
    held = office_on(name, country, day)
    assert held.spell is None
    assert reason in held.because


def test_spells_of_a_person_are_in_time_order_and_found_by_other_spellings():
    spells = spells_of("Vladimir Putin")
    assert [s.since for s in spells] == sorted(s.since for s in spells)
    assert {"President", "Prime Minister"} <= {s.title for s in spells}
    assert spells_of("Vladimir Putin", "USA") == []
    assert spells_of("KIM JONG UN") == spells_of("Kim Jong-un") != []


@settings(deadline=None)
@given(
    st.sampled_from(["USA", "KOR", "RUS", "DEU", "GBR", "XXX"]),
    st.one_of(st.sampled_from(["president", "leader", "king", "premier", "foreign minister"]), st.text(max_size=20)),
    st.dates().map(str),
)
def test_a_holder_held_the_office_on_that_day(country, phrase, day):
    held = holder(country, phrase, day)
    assert held.because
    assert held.spell is None or held.spell.held(day)
