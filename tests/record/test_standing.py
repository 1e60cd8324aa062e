"""Origins of what is told, contradictions, and where words come from."""

import pytest
from rows import written

from communique.errors import BadRequest
from communique.record.filter import Filter, parse
from communique.record.quotes import nearest, quotes, scraps
from communique.record.standing import contradictions, origin_tree


@pytest.fixture
def rows(fresh_url):
    with written(fresh_url) as found:
        yield found


def test_claims_of_an_event_by_origin_and_text(rows):
    first = rows.document(published="2023-09-10", publisher="Halla News")
    copy = rows.document(published="2023-09-11", publisher="Baekdu Times")
    one = rows.claim(copy, family=first, origin="family:1", published="2023-09-11", publisher="Baekdu Times")
    two = rows.claim(first, event=one, family=first, origin="family:1", published="2023-09-10")
    three = rows.claim(event=one, source="RUS GOV/Dmitry Peskov", published="2023-09-09", publisher="Ulsan Post")
    tree = origin_tree(rows.connection, parse([f"event={one}"]))
    assert [(origin.key, origin.claims, origin.first) for origin in tree] == [
        ("source:RUS GOV/Dmitry Peskov", 1, "2023-09-09"),
        ("family:1", 2, "2023-09-10"),
    ]
    (text,) = tree[1].texts
    assert (text.claims, text.publishers) == ((two, one), ("Halla News", "Baekdu Times"))
    assert tree[0].texts[0].claims == (three,)
    assert origin_tree(rows.connection, parse(["event=99"])) == ()


def test_a_holder_who_contradicts_himself(rows):
    said = rows.claim(source="RUS GOV/Dmitry Peskov", label="ACKNOWLEDGED", published="2023-09-13")
    rows.claim(event=said, source="RUS GOV/Sergei Lavrov", label="ACKNOWLEDGED", published="2023-09-13")
    denied = rows.claim(event=said, source="RUS GOV/DMITRY PESKOV", label="DENIED", published="2023-09-14")
    rows.claim(event=said, source="RUS GOV/Dmitry Peskov", label="SPECULATED", published="2023-09-14")
    (found,) = contradictions(rows.connection, parse(["source=peskov"]))
    assert (found.event, found.holder.casefold()) == (said, "dmitry peskov")
    assert (found.affirming, found.denying) == ((said,), (denied,))
    assert contradictions(rows.connection, parse(["source=peskov", "published-since=2023-09-14"])) == ()
    assert contradictions(rows.connection, parse(["label=REPORTED"])) == ()


def test_what_others_say_against_a_denial(rows):
    denied = rows.claim(source="RUS GOV/Dmitry Peskov", label="DENIED", published="2023-09-14")
    other = rows.claim(event=denied, source="KOR GOV/Lee", label="ALLEGED", published="2023-09-15")
    own_voice = rows.claim(event=denied, published="2023-09-12")
    rows.claim(source="KOR GOV/Lee", label="ALLEGED")
    asked = parse(["source=RUS", "label=DENIED"])
    assert contradictions(rows.connection, asked) == ()
    (found,) = contradictions(rows.connection, asked, across=True)
    assert (found.holder, found.affirming, found.denying) == (None, (own_voice, other), (denied,))


def test_outlets_that_speak_for_themselves_are_apart(rows):
    said = rows.claim(publisher="Halla News")
    rows.claim(event=said, publisher="Baekdu Times", label="DENIED")
    assert contradictions(rows.connection, Filter()) == ()
    denied = rows.claim(event=said, publisher="Halla News", label="DENIED", published="2023-10-01")
    (found,) = contradictions(rows.connection, Filter())
    assert (found.holder, found.affirming, found.denying) == ("Halla News", (said,), (denied,))


SAID = "“The talks on the supply of carbines went well,” said Dmitry Orlov."


def test_variants_of_a_quotation_with_the_first_report_of_each(rows):
    late = rows.document(f"Tuesday. {SAID}", published="2023-09-14", publisher="Halla News")
    early = rows.document(f"{SAID} More.", published="2023-09-13", publisher="Baekdu Times", language="ko")
    other = rows.document("Orlov: “the talks on the supply of rifles went well”.", published="2023-09-15")
    rows.document("The talks went nowhere.", published="2023-09-01")
    claim = rows.claim(early, sentence=SAID, start=0, source="RUS GOV/Dmitry Orlov")
    first, second = quotes(rows.connection, "the talks on the supply of carbines went well")
    assert first.text == "The talks on the supply of carbines went well"
    assert (first.likeness, first.differs) == (100.0, ())
    assert [(place.document, place.publisher, place.language) for place in first.places] == [
        (early, "Baekdu Times", "ko"),
        (late, "Halla News", "en"),
    ]
    assert (first.places[0].claim, first.places[0].source) == (claim, "Dmitry Orlov")
    assert first.places[1].claim is None
    assert second.differs == (("carbines", "rifles"),)
    assert [place.document for place in second.places] == [other]
    text = f"{SAID} More."
    assert text[first.places[0].start : first.places[0].end] == first.text


def test_variants_only_in_reports_that_meet_a_filter(rows):
    one, two = (rows.document(SAID, publisher=name) for name in ("Halla News", "Baekdu Times"))
    for document, publisher in ((one, "Halla News"), (two, "Baekdu Times")):
        rows.claim(document, sentence=SAID, publisher=publisher)
    (variant,) = quotes(rows.connection, "supply of carbines", parse(["publisher=baekdu"]))
    assert [place.document for place in variant.places] == [two]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("a grave matter", "It is a grave matter.", "a grave matter"),
        ("a grave matter", "It is A GRAVE, matter!", "A GRAVE, matter"),
        ("supply of carbines", "The supply of a few carbines was agreed.", "supply of a few carbines"),
        (
            "arms related material negotiations",
            "“Arms-related materials were negotiated.”",
            "Arms-related materials were negotiated",
        ),
        ("supply of carbines", "The weather was fine.", None),
        ("supply of carbines", "", None),
    ],
)
def test_the_nearest_stretch_of_a_text(words, text, found):
    near = nearest(words, text)
    assert (near and text[near[1] : near[2]]) == found


def test_other_forms_of_the_words_are_variants_too(rows):
    one = rows.document("He said “arms-related material negotiations” were open.", published="2023-09-13")
    two = rows.document("“Arms-related materials were negotiated,” he said.", published="2023-09-14")
    rows.document("Arms were there, and materials.", published="2023-09-12")
    first, second = quotes(rows.connection, "arms-related material negotiations")
    assert [place.document for variant in (first, second) for place in variant.places] == [one, two]


def test_words_to_look_for_are_needed(rows):
    with pytest.raises(BadRequest, match="like"):
        quotes(rows.connection, "…!")
    rows.document("x")
    assert quotes(rows.connection, 'AND "OR NOT( *') == ()


def test_scraps_with_fuller_quotations_of_the_same_holder(rows):
    holder = "RUS GOV/Vladimir Petrov"
    full = rows.claim(sentence="“We value this unprecedented partnership,” said Petrov.", source=holder, quote="direct")
    scrap = rows.claim(sentence="Petrov called it “unprecedented”.", source=holder, quote="partial")
    rows.claim(sentence="“A truly unprecedented step,” said Lee.", source="KOR GOV/Lee", quote="direct")
    (found,) = scraps(rows.connection, parse(["source=petrov", "quote=partial"]), most_words=1)
    assert (found.claim, found.text, found.fuller) == (scrap, "unprecedented", (full,))
    assert scraps(rows.connection, parse(["source=petrov", "quote=direct"]), most_words=3) == ()
