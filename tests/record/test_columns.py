"""Claims column by column: the same answers sealed and not, whatever is written, moved or taken out afterwards."""

import pytest
from rows import written
from sqlalchemy import delete, select, update

from communique.record import schema
from communique.record.columns import load, seal
from communique.record.filter import parse
from communique.record.query import claims


@pytest.fixture
def rows(fresh_url):
    with written(fresh_url) as found:
        yield found


def meets(rows, *pairs):
    return sorted(claims(rows.connection, parse(pairs), limit=None).numbers)


def answers(rows):
    """What a record answers to a number of questions."""
    questions = [
        "party=RUS",
        "party=Peskov",
        "side=party",
        "item=arms.*",
        "since=2023-01-01",
        "type=AID",
        "reader=0.3.0",
        "place=rajin",
    ]
    return [meets(rows, question) for question in (*questions, "label=REPORTED")]


def test_sealing_changes_no_answer_and_what_is_written_afterwards_counts(rows):
    for number in range(6):
        rows.claim(
            actors=("RUS GOV/Dmitry Peskov", "PRK GOV")[: 1 + number % 2],
            source="RUS GOV/Dmitry Peskov" if number % 3 else None,
            dealings=({"item": "arms.salw.rifle"},) if number % 2 else (),
            type="AID" if number < 2 else "CONSULT",
            earliest="2023-01-01" if number else None,
            place="Rajin port" if number == 4 else None,
        )
    open_answers = answers(rows)
    assert seal(rows.connection) == 1
    assert seal(rows.connection) == 0
    assert answers(rows) == open_answers
    new = rows.claim(actors=("RUS GOV",), type="AID")
    assert new in meets(rows, "party=RUS", "type=AID")
    seal(rows.connection)
    rows.connection.execute(update(schema.facets).where(schema.facets.c.claim == new).values(event=None))
    assert new not in meets(rows, "party=RUS")
    seal(rows.connection)
    for table in (schema.facets, schema.parties, schema.dealings):
        rows.connection.execute(delete(table).where(table.c.claim == 1))
    assert answers(rows) == [[number for number in found if number != 1] for found in open_answers]


def test_sealed_stretches_are_read_from_columns_alone(rows):
    rows.claim(actors=("RUS GOV",))
    seal(rows.connection)
    names = set(rows.connection.execute(select(schema.columns.c.name)).scalars())
    rows.connection.execute(
        delete(schema.parties)
    )  # no trigger stands there: claims and their parties are written together
    assert meets(rows, "party=RUS") == [1]
    assert {"claim", "party.at", "dealing.item", "dyad.one", "side"} <= names


def test_stretches_that_hold_nothing_any_more(rows):
    rows.claim()
    rows.connection.execute(update(schema.facets).values(claim=3 * schema.STRETCH + 5))
    assert meets(rows) == [3 * schema.STRETCH + 5]
    assert seal(rows.connection) == 4
    assert meets(rows) == [3 * schema.STRETCH + 5]
    assert meets(rows, "claim=C24581") == [24581]


def test_numbers_and_days_come_back_as_they_were(rows):
    far = 3_000_000
    rows.claim(event=far, published="1850-01-01", earliest="0001-01-02", latest="9999-12-31")
    rows.claim(event=None, published=None, earliest="not a day", latest="2023-09")
    names = ("event", "published", "earliest", "latest")
    for _ in range(2):
        found = load(rows.connection, names)
        assert [found.numbers(name).tolist() for name in names] == [
            [far, 0],
            [675334, 0],
            [2, 0],
            [3652059, 738764],
        ]
        seal(rows.connection)


def test_words_of_any_kind_come_back_as_they_were(rows):
    odd = ["Halla\nNews", " Times ", "“Post”", "", None, "日報", "a|b"]
    for publisher in odd:
        rows.claim(publisher=publisher)
    for _ in range(2):
        found = load(rows.connection, ["publisher"])
        codes, words = found.codes("publisher")
        assert [words[code] for code in codes] == ["Halla News", "Times", "“Post”", "", "", "日報", "a|b"]
        assert found.where("publisher", lambda _: True).tolist() == [True, True, True, False, False, True, True]
        assert found.telling("publisher", "s").tolist() == [True, True, True, False, False, False, False]
        seal(rows.connection)


def test_only_the_stretches_of_some_claims_are_read(rows):
    for place in range(3):
        rows.claim()
        number = (
            rows.connection.execute(select(schema.facets.c.claim).order_by(schema.facets.c.claim)).scalars().first()
        )
        rows.connection.execute(
            update(schema.facets).where(schema.facets.c.claim == number).values(claim=100 + place * schema.STRETCH)
        )
    seal(rows.connection, most=1)
    page = claims(rows.connection, parse([f"claim={100 + schema.STRETCH}"]))
    assert page.numbers == (100 + schema.STRETCH,)
    assert seal(rows.connection) == 2
