"""Full-text search: what is found, in what order, with which marks; and that no string breaks it."""

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import written
from sqlalchemy import delete, insert, update

from communique.errors import BadRequest
from communique.record import schema
from communique.record.search import FEW, drop, search
from communique.record.search import create as create_search
from communique.record.wanted import MOST_TERMS, wanted


@pytest.fixture
def rows(fresh_url):
    with written(fresh_url) as found:
        yield found


def found(rows, query, **how):
    return [hit.claim or hit.document for hit in search(rows.connection, query, **how).hits]


def test_all_words_have_to_stand_in_the_sentence(rows):
    both = rows.claim(sentence="The shells left Rajin on a freighter.")
    rows.claim(sentence="The shells were old.")
    assert found(rows, "shells rajin") == [both]


def test_case_accents_and_punctuation_do_not_matter(rows):
    claim = rows.claim(sentence="Señor Peña’s aide met Kim Jong-un at the U.N. in Łódź, ‘100%’ sure.")
    for query in ("PENA", "peña", "jong-un", "jong un", "u.n.", "Łódź", "100%", "señor “kim jong un”"):
        assert found(rows, query) == [claim], query


def test_phrases_prefixes_alternatives_and_exclusions(rows):
    one = rows.claim(sentence="The council eased the sanctions on fuel.")
    two = rows.claim(sentence="The council tightened its sanction regime; fuel, the minister said, is next.")
    three = rows.claim(sentence="The council praised the fuel deal.")
    assert found(rows, '"sanctions on fuel"') == [one]
    assert found(rows, "sanction*") == [two, one]
    assert found(rows, "sanction") == [two]
    assert found(rows, "council eased OR praised") == [three, one]
    assert found(rows, "fuel -sanctions -deal") == [two]
    assert found(rows, '"sanction reg*"') == [two]


def test_a_query_without_a_word_to_look_for_finds_nothing(rows):
    rows.claim(sentence="The council met.")
    for query in ("", "   ", "!?", "-council", '""', "*", "OR", '-"the council"'):
        assert found(rows, query) == [], query


def test_operators_of_the_databases_are_words(rows):
    claim = rows.claim(sentence="Not near and or: the sentence column rank.")
    assert found(rows, "NEAR (sentence AND column)") == [claim]
    assert found(rows, "rank: NOT near") == [claim]
    assert found(rows, "sentence & ! | <-> rank") == [claim]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(max_size=60)
    | st.lists(st.sampled_from(["a", '"', "-", "*", "OR", "(", ")", "'", ":", "^", "\\", "%", "the"])).map("".join)
)
def test_no_string_breaks_a_search(rows, query):
    for kind in ("claims", "documents"):
        assert search(rows.connection, query, kind=kind).hits == ()


def test_a_query_of_very_many_words_heeds_the_first(rows):
    claim = rows.claim(sentence=" ".join(f"word{n}" for n in range(MOST_TERMS)))
    query = " ".join(f"word{n}" for n in range(5 * MOST_TERMS))
    assert found(rows, query) == [claim]
    assert len(wanted(query).groups) == MOST_TERMS


def test_the_newest_come_first_and_pages_follow(rows):
    days = ["2023-09-01", "2023-09-03", None, "2023-09-02", "2023-09-02"]
    claims = [rows.claim(sentence="Fuel was sent.", published=day) for day in days]
    newest = [claims[place] for place in (1, 4, 3, 0, 2)]
    assert found(rows, "fuel") == newest
    first = search(rows.connection, "fuel", limit=2)
    second = search(rows.connection, "fuel", limit=2, after=first.cursor)
    third = search(rows.connection, "fuel", limit=2, after=second.cursor)
    assert [hit.claim for page in (first, second, third) for hit in page.hits] == newest
    assert third.cursor is None


def test_very_many_hits_come_the_last_added_first(rows):
    document = rows.document("x")
    plain = rows.claim(document, sentence="Fuel was sent.")
    row = dict(rows.connection.execute(schema.facets.select()).mappings().one())
    body = dict(rows.connection.execute(schema.claims.select()).mappings().one())
    numbers = range(plain + 1, plain + FEW + 10)
    rows.connection.execute(insert(schema.claims), [body | {"id": n} for n in numbers])
    rows.connection.execute(insert(schema.facets), [row | {"claim": n} for n in numbers])
    first = search(rows.connection, "fuel", limit=3)
    second = search(rows.connection, "fuel", limit=3, after=first.cursor)
    assert first.order == second.order == "added"
    assert len(search(rows.connection, "fuel", limit=sys.maxsize).hits) == len(numbers) + 1
    assert [hit.claim for hit in (*first.hits, *second.hits)] == list(reversed(numbers))[:6]


def test_the_best_come_first_if_asked(rows):
    rows.claim(
        sentence="Fuel was sent, and wheat, and iron, and timber, and very many other goods from all ports of the coast."
    )
    short = rows.claim(sentence="Fuel, fuel, fuel.", published="2020-01-01")
    hits = search(rows.connection, "fuel", best=True)
    assert hits.order == "best"
    assert hits.hits[0].claim == short


def test_marks_are_offsets_into_the_snippet_and_the_snippet_has_its_place(rows):
    text = "Before it. " * 40 + "Kim Jong-un gave Peña a rifle. " + "After it. " * 40
    start = text.index("Kim")
    document = rows.document(text, title="A gift")
    claim = rows.claim(document, sentence="Kim Jong-un gave Peña a rifle.", start=start)
    (hit,) = search(rows.connection, '"jong un" pena rif*').hits
    assert (hit.claim, hit.document, hit.title, hit.start) == (claim, document, "A gift", start)
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["Jong-un", "Peña", "rifle"]
    (hit,) = search(rows.connection, "rifle", kind="documents").hits
    assert hit.claim is None
    assert text[hit.start :].startswith(hit.snippet)
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["rifle"]
    assert len(hit.snippet) < 260


def test_documents_are_found_by_title_and_by_text(rows):
    titled = rows.document("Nothing here.", title="Summit in Vladivostok")
    told = rows.document("They met in Vladivostok.", title=None)
    assert sorted(found(rows, "vladivostok", kind="documents")) == [titled, told]


def test_what_is_taken_out_or_rewritten_is_found_no_more(rows):
    gone = rows.claim(sentence="Fuel was sent.")
    kept = rows.claim(sentence="Fuel was bought.")
    rows.connection.execute(delete(schema.facets).where(schema.facets.c.claim == gone))
    assert found(rows, "fuel") == [kept]
    rows.connection.execute(update(schema.facets).values(sentence="Grain was bought."))
    assert found(rows, "fuel") == []
    assert found(rows, "grain") == [kept]


def test_markup_in_a_text_stays_text(rows):
    rows.claim(sentence="<b>Fuel</b> & <script>alert(1)</script>")
    (hit,) = search(rows.connection, "fuel").hits
    assert hit.snippet == "<b>Fuel</b> & <script>alert(1)</script>"
    assert hit.marks == ((3, 7),)


def test_indexes_can_be_dropped_and_made_again(rows):
    one = rows.claim(sentence="Fuel was sent.")
    drop(rows.connection)
    two = rows.claim(sentence="Fuel was bought.")
    create_search(rows.connection)
    three = rows.claim(sentence="Fuel was burnt.")
    assert found(rows, "fuel") == [three, two, one]


def test_bad_requests_are_named(rows):
    rows.claim(sentence="Fuel was sent.")
    with pytest.raises(BadRequest, match="kind"):
        search(rows.connection, "fuel", kind="events")
    with pytest.raises(BadRequest, match="cursor"):
        search(rows.connection, "fuel", after="nonsense")
