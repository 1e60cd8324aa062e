"""Channels that come, go and are renamed: nothing waits unnoticed, and who is new can be told what stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alerted import TODAY, add, alerts, reports
from sending import TERMINAL
from told import NOON, Told

from communique.record.record import Record
from communique.watch import kept
from communique.watch.noticing import catch_up, fill, forgotten, meet
from communique.watch.rounds import Desk, rounds
from communique.watch.rules import load
from communique.watch.watching import watch


@pytest.fixture
def desk(tmp_path: Path) -> Told:
    """A record with five alerts, of which nobody was told."""
    told = Told(tmp_path / "desk.db")
    told.add("n00", "n04")
    told.add("n05", day=2)
    return told


def caught_up(desk: Told, *names: str) -> int:
    desk.fill()
    with Record(desk.path) as record:
        return catch_up(record, [c for c in desk.channels if c.name in names], NOON)


def test_a_channel_that_catches_up_is_told_once_of_all_that_stands(desk, channels):
    desk.channels = channels(TERMINAL, "name: late, kind: terminal")
    assert desk.tell() == []
    assert caught_up(desk, "late") == 5
    assert {(c, s) for c, _, s in desk.tell()} == {("late", "delivered")}
    told = desk.printed()
    # it is new to whoever reads it, and says how it came about
    assert "Changed: T3 → T4" in told
    assert caught_up(desk, "late") == 0
    assert desk.tell() == []


def test_what_is_settled_or_not_asked_for_is_left_out(desk, channels):
    desk.channels = channels("name: grave, kind: terminal, tiers: [T4]")
    with Record(desk.path) as record:
        grave = [k.alert.id for k in alerts(record) if k.alert.tier == "T4"]
        kept.say(record, grave[:1], "rejected", who="Ann", why="a film")
        kept.say(record, grave[1:], "accepted", who="Ann", why="so it is")
    assert len(grave) == 3
    assert caught_up(desk, "grave") == 2
    assert sorted(n for _, n, _ in desk.tell()) == sorted(f"{n}.{number(desk, n)}" for n in grave[1:])


def number(desk: Told, alert: str) -> int:
    with Record(desk.path) as record:
        return next(k.number for k in alerts(record) if k.alert.id == alert)


def test_plans_that_are_due_stand_too(tmp_path, channels):
    desk = Told(tmp_path / "plans.db")
    with Record(desk.path, create=True) as record:
        add(record, *reports("n09"))
        watch(record, load(), as_of=date(2024, 6, 10), at="2026-01-02T01:00:00Z")
    desk.channels = channels("name: plans, kind: terminal, tiers: plan")
    assert caught_up(desk, "plans") == 1
    assert [s for _, _, s in desk.tell()] == ["delivered"]


def test_what_waits_for_a_channel_that_is_gone_is_told(desk, channels):
    desk.channels = channels("name: old, kind: terminal, digest: ['18:00']")
    desk.fill()
    desk.add("n06", day=3)
    desk.fill()
    with Record(desk.path) as record:
        assert forgotten(record, desk.channels) == ()
        (told,) = forgotten(record, channels("name: new, kind: terminal"))
    assert told.startswith("1 message for the channel old, the oldest of 2026-01-03T01:00:00Z, waits unsent")
    desk.tell(NOON.replace(hour=18))
    with Record(desk.path) as record:
        assert forgotten(record, channels(TERMINAL)) == ()


def test_a_watch_that_goes_on_tells_it_once(desk, channels):
    desk.channels = channels("name: old, kind: terminal, digest: ['18:00']")
    desk.fill()
    desk.add("n06", day=3)
    desk.fill()
    with Record(desk.path) as record:
        going = rounds(record, load(), Desk(channels(TERMINAL), sleep=lambda _: None), as_of=TODAY, every=60.0)
        assert [len(next(going).forgotten) for _ in range(3)] == [1, 0, 0]


def test_a_round_catches_up_after_it_has_looked(desk, channels):
    late = channels("name: late, kind: terminal")
    with Record(desk.path) as record:
        add(record, *reports("n06"), day=3)
        (done,) = rounds(record, load(), Desk(late, clock=lambda: NOON), as_of=TODAY, behind=["late"])
        assert len(done.deliveries) == 5
        meet(record, late)
        assert fill(record, late, NOON) == 0
