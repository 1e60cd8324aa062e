"""Round after round, on a clock of our own: what is due is told when it is, and one bad round holds up no later one."""

from __future__ import annotations

import io
import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alerted import add, alerts, reports
from pytest_httpserver import HTTPServer
from sending import TERMINAL, hook
from told import Told

from communique.errors import BadRecord
from communique.record import connect
from communique.record.record import Record
from communique.watch.rounds import Desk, rounds
from communique.watch.rules import load

PACK = load()
START = datetime(2024, 5, 30, 23, 0, tzinfo=UTC)


class Clock:
    """Time that passes only when somebody sleeps; while they do, things may happen."""

    def __init__(self, now: datetime = START) -> None:
        self.now, self.slept, self.happens = now, [], {}

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        self.happens.pop(len(self.slept), lambda: None)()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def record(tmp_path: Path):
    Told(tmp_path / "desk.db").add("n04")
    with Record(tmp_path / "desk.db") as made:
        yield made


def went(record: Record, clock: Clock, channels=(), most: int = 1, **told):
    """So many rounds: of each what was told, and what was sent."""
    out = io.StringIO()
    desk = Desk(channels, None, os.environ, out, clock, clock.sleep)
    going = rounds(record, PACK, desk, **{"every": 60.0} | told)
    steps = [next(going) for _ in range(most)]
    going.close()
    return steps, out.getvalue()


def kinds(step) -> list[str]:
    return [" ".join(c.kinds) for c in step.run.changes]


def test_one_round_is_one_and_nobody_sleeps(record, clock):
    steps = list(rounds(record, PACK, Desk((), None, {}, None, clock, clock.sleep)))
    assert len(steps) == 1
    assert (steps[0].deliveries, clock.slept) == ((), [])


def test_what_comes_between_two_rounds_is_told_in_the_next(record, clock, channels):
    clock.happens[2] = lambda: add(record, *reports("n05"), day=3)
    steps, printed = went(record, clock, channels(TERMINAL), 4, every=30.0)
    assert [kinds(s) for s in steps] == [[], [], ["tier origins evidence"], []]
    assert [len(s.deliveries) for s in steps] == [0, 0, 1, 0]
    assert printed.count("matches the pattern") == 1
    assert clock.slept == [30.0] * 3
    assert steps[2].run.at == "2024-05-30T23:01:00Z"
    assert alerts(record)[0].changed == "2024-05-30T23:01:00Z"


def test_another_process_may_add_between_two_rounds(record, clock, tmp_path):
    def other() -> None:
        with Record(tmp_path / "desk.db") as second:
            add(second, *reports("n05"), day=3)

    clock.happens[1] = other
    steps, _ = went(record, clock, most=2)
    assert "tier" in kinds(steps[1])[0]


def test_a_plan_comes_due_when_its_day_begins(record, clock):
    add(record, *reports("n09"), day=3)
    steps, _ = went(record, clock, most=30, every=3600.0)
    plans = [(s.run.as_of, c.kinds) for s in steps for c in s.run.changes if c.subject.startswith("p-")]
    assert plans == [("2024-06-01", ("due",))]


def test_a_day_that_was_given_stays(record, clock):
    add(record, *reports("n09"), day=3)
    steps, _ = went(record, clock, most=30, every=3600.0, as_of=date(2024, 5, 30))
    assert {s.run.as_of for s in steps} == {"2024-05-30"}
    assert not any(s.run.changes for s in steps)


def test_what_failed_is_tried_again_when_it_is_time(record, clock, channels, httpserver: HTTPServer):
    for _ in range(2):
        httpserver.expect_ordered_request("/in").respond_with_data("", status=503)
    httpserver.expect_ordered_request("/in").respond_with_data("")
    clock.happens[1] = lambda: add(record, *reports("n05"), day=3)
    steps, printed = went(record, clock, channels(hook(httpserver), TERMINAL), 7)
    tried = [[(d.channel, d.state, d.attempts) for d in s.deliveries] for s in steps]
    assert tried[:2] == [[], [("screen", "delivered", 1), ("hook", "pending", 1)]]
    # after one minute, then after two
    assert tried[2:] == [[("hook", "pending", 2)], [], [("hook", "delivered", 3)], [], []]
    assert printed.count("matches the pattern") == 1


def test_a_mended_channel_is_tried_in_the_first_round_only(record, clock, channels, httpserver: HTTPServer):
    httpserver.expect_request("/in").respond_with_data("", status=401)
    told = channels(hook(httpserver))
    clock.happens[1] = lambda: add(record, *reports("n05"), day=3)
    went(record, clock, told, 2)
    assert len(httpserver.log) == 1
    went(record, clock, told, 3)
    assert len(httpserver.log) == 1
    steps, _ = went(record, clock, told, 3, mended=["hook"])
    assert [len(s.deliveries) for s in steps] == [1, 0, 0]
    assert len(httpserver.log) == 2


def test_quiet_hours_end_while_the_watch_goes_on(record, clock, channels):
    (quiet,) = channels("name: a, kind: terminal, quiet: {from: '22:00', until: '07:00'}")
    clock.happens[1] = lambda: add(record, *reports("n05"), day=3)
    steps, printed = went(record, clock, [quiet], 10, every=3600.0)
    sent = [clock.now - timedelta(hours=9 - n) for n, s in enumerate(steps) if s.deliveries]
    assert sent == [datetime(2024, 5, 31, 7, tzinfo=UTC)]
    assert printed.count("matches the pattern") == 1


def test_lists_are_asked_for_at_every_round(record, clock):
    asked: list[datetime] = []
    desk = Desk((), lambda: asked.append(clock.now), {}, None, clock, clock.sleep)
    going = rounds(record, PACK, desk, every=60.0)
    for _ in range(3):
        next(going)
    assert asked == [START + timedelta(minutes=n) for n in range(3)]


@pytest.fixture
def impatient(tmp_path, monkeypatch):
    """A record whose writers wait for no other, and a way to keep it busy."""
    monkeypatch.setattr(connect, "WAIT_SECONDS", 0)
    Told(tmp_path / "busy.db").add("n04")
    with (
        Record(tmp_path / "busy.db") as made,
        closing(sqlite3.connect(tmp_path / "busy.db", isolation_level=None)) as other,
    ):
        yield made, other


def test_a_record_that_is_busy_ends_no_watch(impatient, clock, channels):
    record, other = impatient
    told: list[str] = []
    desk = Desk(channels(TERMINAL), None, {}, io.StringIO(), clock, clock.sleep, lambda error: told.append(str(error)))
    going = rounds(record, PACK, desk, every=60.0)
    next(going)
    clock.happens[1] = lambda: (add(record, *reports("n05"), day=3), other.execute("begin immediate"))
    clock.happens[4] = lambda: other.execute("rollback")
    step = next(going)
    assert kinds(step) == ["tier origins evidence"]
    assert [d.state for d in step.deliveries] == ["delivered"]
    assert len(clock.slept) == 4
    assert len(told) == 3
    assert "another process has been writing it" in told[0]


def test_a_single_round_says_that_the_record_is_busy(impatient, clock):
    record, other = impatient
    other.execute("begin immediate")
    desk = Desk((), None, {}, None, clock, clock.sleep, lambda _: None)
    with pytest.raises(BadRecord, match="another process has been writing it"):
        list(rounds(record, PACK, desk))


def test_times_are_those_of_utc_whatever_the_clock_shows(record):
    vienna = Clock(datetime.fromisoformat("2024-06-01T00:30:00+02:00"))
    steps, _ = went(record, vienna)
    assert steps[0].run.at == "2024-05-31T22:30:00Z"
