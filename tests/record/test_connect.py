"""What a server tells comes back the same as it was put in, whatever form it travels in."""

import math

import pytest
from psycopg.pq import Format
from rows import Rows
from sqlalchemy import event, insert, inspect, select

from communique.record import schema
from communique.record.columns import NAMES, load, seal
from communique.record.connect import BINARY, Database

WORDS = ["", "a", "Nay Pyi Taw", "“quoted”, it's – so", "日報\n\t\\", "\U0001f600 é e\u0301", "x" * 100_000]
BYTES = [b"", bytes(range(256)), b"\\x41", b"\x00" * 70_000]
FLOATS = [0.0, 0.1, 1e-308, 1.7976931348623157e308, math.pi, math.inf, -math.inf, 35_000_000.0]
INTEGERS = [0, 1, -1, 2**31 - 1, -(2**31)]
LARGE = [0, 2**63 - 1, -(2**63), 2**32]


@pytest.fixture
def database(fresh_url):
    found = Database(fresh_url, create=True)
    yield found
    found.engine.dispose()


def test_every_type_of_the_record_comes_back_as_it_was(database):
    with database.writing() as connection:
        rows = Rows(connection)
        for word in WORDS:
            rows.document(word)
        for number in FLOATS:
            rows.claim(lat=number, lon=None)
        for place, data in enumerate(BYTES):
            row = {"name": "x", "stretch": place, "form": "", "base": INTEGERS[place], "words": None, "data": data}
            connection.execute(insert(schema.columns), row)
        for number in LARGE:
            connection.execute(insert(schema.bands), {"band": number, "document": 1})

    def told(*columns):
        with database.reading() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0]))]

    c = schema.facets.c
    assert [w for _, w in told(schema.documents.c.id, schema.documents.c.text)][: len(WORDS)] == WORDS
    assert told(c.claim, c.lat, c.lon) == [(n, value, None) for n, value in enumerate(FLOATS, 1)]
    found = told(schema.columns.c.stretch, schema.columns.c.base, schema.columns.c.data)
    assert [(n, bytes(data)) for _, n, data in found] == list(zip(INTEGERS, BYTES, strict=False))
    assert [n for (n,) in told(schema.bands.c.band)] == sorted(LARGE)


def test_columns_come_as_a_server_has_them_and_nothing_else_does(fresh_postgres):
    database = Database(fresh_postgres, create=True)
    with database.writing() as connection:
        Rows(connection).claim(actors=("RUS GOV/Dmitry Peskov",), lat=0.1)
        seal(connection)
    forms = {True: set(), False: set()}

    @event.listens_for(database.engine, "after_cursor_execute")
    def look(connection, cursor, statement, *_):
        forms["from columns" in " ".join(statement.lower().split())].add(cursor.format)

    with database.reading() as connection:
        found = load(connection, NAMES)
        assert {"facets", "columns"} <= set(inspect(connection).get_table_names())
        # the catalogue has types of which the driver knows only the text
        assert inspect(connection).get_indexes("facets")
        assert connection.execute(select(schema.columns.c.stretch)).scalars().first() == 0
    database.engine.dispose()
    assert found.codes("party.country")[1] == ("", "RUS")
    assert forms == {True: {Format.BINARY, Format.TEXT}, False: {Format.TEXT}}


def test_what_is_sealed_is_the_same_in_either_form(fresh_postgres):
    database = Database(fresh_postgres, create=True)
    with database.writing() as connection:
        rows = Rows(connection)
        for word in WORDS[:-1]:
            rows.claim(place=word or None, published="2023-09-14" if word else None, historical=None)
        seal(connection)
    query = select(schema.columns).order_by(schema.columns.c.name)
    with database.reading() as connection:
        as_text = [tuple(row) for row in connection.execute(query)]
        as_bytes = [tuple(row) for row in connection.execute(query, execution_options={BINARY: True})]
    database.engine.dispose()
    assert len(as_text) == len(NAMES)
    assert as_bytes == as_text
    assert [list(map(type, row)) for row in as_bytes] == [list(map(type, row)) for row in as_text]
    assert {type(value) for row in as_bytes for value in row} == {int, str, bytes, type(None)}
