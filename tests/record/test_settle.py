"""The columns are sealed bit by bit, so that other writers get in between."""

from threading import Thread

import pytest
from rows import Rows
from sqlalchemy import event, func, select, update

from communique.record.record import Record
from communique.record.schema import STRETCH, columns, facets
from reports import VERSIONS, quotes, report
from reports import event as act

TOLD = "Sudan's army denied on Tuesday that it had agreed to a truce with the militia.\n"


@pytest.fixture
def record(fresh_url):
    with Record(fresh_url, create=True) as found:
        yield found


@pytest.fixture
def other(record, fresh_url):
    """The same record as somebody else has it open."""
    with Record(fresh_url) as found:
        yield found


def stretches(record, number):
    """Make a record of so many stretches, none of them sealed."""
    with record._database.writing() as connection:
        Rows(connection).claim()
        connection.execute(update(facets).values(claim=(number - 1) * STRETCH + 5))


def sealed(record):
    """How many stretches are sealed."""
    with record.reading() as connection:
        return connection.execute(select(func.count(columns.c.stretch.distinct()))).scalar_one()


def at_commits(record, look):
    """Call something whenever a transaction of a record is about to end."""
    event.listen(record._database.engine, "commit", lambda _: look())


def test_others_see_it_grow_and_in_the_end_all_is_sealed(record, other):
    stretches(record, 10)
    seen = []
    at_commits(record, lambda: seen.append(sealed(other)))
    record.settle()
    assert seen == [0, 4, 8]
    assert sealed(other) == 10
    record.settle()
    assert seen == [0, 4, 8, 10]


def test_another_writer_does_not_wait_until_all_is_sealed(record, other):
    stretches(record, 18)
    told = []

    def write():
        other.save_feed("https://x.example/feed", "state")
        told.append("written")

    writer = Thread(target=write)

    def look():
        if not told:
            writer.start()
        told.append("sealed")

    at_commits(record, look)
    record.settle()
    writer.join()
    assert told.count("sealed") == 5
    assert "written" in told[:-1]
    assert record.feed_state("https://x.example/feed") == "state"


def test_a_rebuild_is_one_step_and_sealed_afterwards(record, other):
    given = report("a", TOLD, act(TOLD, "denied", "CONSULT", actors={"Sudan's army": "SDN MIL"}))
    record.add(given, quotes(given), VERSIONS)
    seen = []
    at_commits(record, lambda: seen.append(sealed(other)))
    assert record.rebuild() == 1
    assert seen == [0, 0]
    assert sealed(other) == 1
    assert len(record.event("E1").claims) == 1
