import pytest
from test_ground import event


def who(text, phrase, published, **roles):
    e = event(text, published=published, trigger="arrived", type="CONSULT", actors=[phrase], **roles)
    return e.actors[0].identity


@pytest.mark.parametrize(
    ("phrase", "published", "name"),
    [
        ("The president of South Korea", "2014-05-02", "Park Geun-hye"),
        ("South Korea’s president", "2018-05-02", "Moon Jae-in"),
        ("The South Korean president", "2023-05-02", "Yoon Suk Yeol"),
        ("The Russian leader", "2000-07-20", "Vladimir Putin"),
        ("The Russian leader", "2009-07-20", "Dmitry Medvedev"),
        ("The leader of Russia", "2009-07-20", "Dmitry Medvedev"),
    ],
)
def test_an_office_is_whoever_held_it(phrase, published, name):
    found = who(f"{phrase} arrived at the fair.", phrase, published)
    assert found is not None
    assert (found.name, found.office) == (name, "President")
    assert found.because


def test_the_day_of_the_event_counts_not_that_of_the_report():
    text = "In July 2009 the Russian leader arrived at the fair."
    found = who(text, "the Russian leader", "2014-07-10", time="July 2009")
    assert found is not None
    assert found.name == "Dmitry Medvedev"


def test_no_holder_without_a_date():
    assert who("The Russian leader arrived at the fair.", "The Russian leader", None) is None


@pytest.mark.parametrize(
    ("published", "office"), [("2000-07-20", "President"), ("2009-07-20", "Prime Minister"), ("1985-07-20", None)]
)
def test_a_person_has_the_office_of_that_day(published, office):
    found = who("Vladimir Putin arrived at the fair.", "Vladimir Putin", published)
    assert found is not None
    assert (found.name, found.office) == ("Vladimir Putin", office)


def test_a_body_of_the_tables_has_no_office():
    found = who("NATO arrived at the fair.", "NATO", "2014-07-10")
    assert found is not None
    assert (found.name, found.office, found.wikidata) == ("NATO", None, None)


def test_the_two_leaders_are_the_leader_of_each():
    text = "Russia and South Korea opened a fair. The two leaders arrived late."
    e = event(text, published="2014-07-10", trigger="arrived", type="CONSULT", actors=["The two leaders"])
    assert [a.identity and a.identity.name for a in e.actors] == ["Vladimir Putin", "Park Geun-hye"]


def test_a_source_has_an_identity_too():
    text = "Rebels burnt the mill, the South Korean president said."
    e = event(text, published="2014-05-02", trigger="burnt", source="the South Korean president", cue="said")
    assert e.source.identity is not None
    assert e.source.identity.name == "Park Geun-hye"


@pytest.mark.parametrize(
    "phrase", ["Russian soldiers", "The wife of Russia’s president", "A Russian presidential spokesman", "Gunmen"]
)
def test_nobody_else_is_made_an_office_holder(phrase):
    assert who(f"{phrase} arrived at the fair.", phrase, "2014-07-10") is None


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Putin’s spokesman", None),
        ("Kremlin spokesman Dmitry Peskov", "Dmitry Peskov"),
        ("The Russian opposition leader", None),
    ],
)
def test_a_name_in_a_phrase_is_not_always_the_one_who_is_meant(phrase, name):
    found = who(f"{phrase} arrived at the fair.", phrase, "2014-07-10")
    assert (found and found.name) == name


def test_a_holder_held_the_office_over_the_whole_event():
    text = "In 2022 the British prime minister arrived at the fair."
    assert who(text, "the British prime minister", "2024-07-10", time="2022") is None


def test_nobody_holds_an_office_after_publication():
    text = "The US president will have arrived at the fair by March 2025."
    found = who(text, "The US president", "2024-03-14", time="March 2025", status="planned")
    assert found is not None
    assert found.name == "Joe Biden"


def test_a_name_after_the_words_that_show_the_country_is_known():
    phrase = "The Russian president, Vladimir Putin"
    found = who(f"{phrase}, arrived at the fair.", phrase, "2023-05-02")
    assert found is not None
    assert (found.name, found.office) == ("Vladimir Putin", "President")
    assert (
        who("Vladimir Putin’s Russian cook arrived at the fair.", "Vladimir Putin’s Russian cook", "2023-05-02") is None
    )
