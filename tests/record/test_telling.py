"""What channels are told of a record on either database: who sends what, what waits for nobody, what stands."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from shipped import CALENDAR, TODAY, add, alerts, look, rules, shipment

from communique.record.record import Record
from communique.watch.channels import load_channels
from communique.watch.noticing import catch_up, fill, forgotten, meet, send

NOON = datetime(2024, 6, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def record(fresh_url):
    with Record(fresh_url, create=True) as made:
        yield made


@pytest.fixture
def pack(tmp_path):
    return rules(tmp_path, more=CALENDAR)


@pytest.fixture
def screen(tmp_path):
    path = tmp_path / "channels.yaml"
    path.write_text("channels:\n- {name: screen, kind: terminal, tiers: [T3, T4]}\n")
    return load_channels(path)


def told(record, screen, now=NOON) -> list[tuple[str, str]]:
    """What one more watcher sends, and what became of it."""
    meet(record, screen)
    fill(record, screen, now)
    return sorted((d.notice, d.state) for d in send(record, screen, now, {}, io.StringIO()))


def test_of_two_watchers_one_sends(record, pack, screen, fresh_url):
    meet(record, screen)
    add(record, shipment("spring", "2024-03-02"), shipment("summer"))
    look(record, pack, as_of=TODAY)
    fill(record, screen, NOON)
    first, second = (f"{k.alert.id}.1" for k in alerts(record))
    going = send(record, screen, NOON, {}, io.StringIO())
    sent = next(going)
    with Record(fresh_url) as other:
        assert told(other, screen) == []
        going.close()
        (left,) = {first, second} - {sent.notice}
        assert told(other, screen) == [(left, "delivered")]
    assert told(record, screen, NOON + timedelta(days=1)) == []


def test_it_falls_and_ends_for_whoever_was_told(record, pack, screen):
    told(record, screen)
    add(record, shipment("spring", "2024-03-02", by="Sora Aoki", code="JPN GOV"))
    look(record, pack)
    (one,) = [k.alert.id for k in alerts(record)]
    assert told(record, screen) == [(f"{one}.1", "delivered")]
    record.judge("wrong", "C1", who="Ann")
    look(record, pack, 2)
    assert told(record, screen) == [(f"{one}.2", "delivered")]


def test_what_waits_for_nobody_is_counted(record, pack, screen, tmp_path):
    path = tmp_path / "old.yaml"
    path.write_text("channels:\n- {name: old, kind: terminal, digest: '18:00'}\n")
    old = load_channels(path)
    meet(record, old)
    add(record, shipment("spring", "2024-03-02"), shipment("summer"))
    look(record, pack)
    fill(record, old, NOON)
    (words,) = forgotten(record, screen)
    assert words.startswith("2 messages for the channel old, the oldest of 2024-06-01T01:00:00Z, wait unsent")
    assert forgotten(record, old) == ()


def test_what_stands_is_told_to_who_catches_up(record, pack, screen):
    add(record, shipment("spring", "2024-03-02"), shipment("summer"))
    look(record, pack)
    assert told(record, screen) == []
    assert catch_up(record, screen, NOON) == 2
    assert [state for _, state in told(record, screen)] == ["delivered"] * 2
    assert catch_up(record, screen, NOON) == 0
