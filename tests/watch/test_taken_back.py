"""What becomes of an alert after it was told: it falls, is denied, ends, is part of another. Whoever was told hears of it, once, with all words."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from alerted import add, alerts, look, reports
from sending import TERMINAL
from told import NOON, Told, later

from communique.record.record import Record

GRAVE = "name: grave, kind: terminal, tiers: [T4]"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def box(tmp_path: Path, channels):
    """An empty record that channels are told of."""

    def made(*told: str) -> Told:
        desk = Told(tmp_path / "desk.db", channels(*told))
        desk.add()
        desk.fill()
        return desk

    return made


def only(desk: Told) -> str:
    with Record(desk.path) as record:
        (one,) = alerts(record)
    return one.alert.id


def test_a_channel_of_one_tier_is_told_that_its_alert_fell(box):
    desk = box(GRAVE)
    desk.add("n04", "n05")
    assert desk.tell() == [("grave", f"{only(desk)}.1", "delivered")]
    desk.printed()
    desk.judge("wrong", "C1", day=2)
    assert desk.tell() == [("grave", f"{only(desk)}.2", "delivered")]
    told = desk.printed()
    assert told.startswith("T3 · ")
    assert "Changed: T4 → T3" in told


def test_what_fell_before_it_was_sent_is_told_as_it_stands(box):
    desk = box(f"{GRAVE}, digest: ['18:00']")
    desk.add("n04", "n05")
    desk.tell()
    desk.judge("wrong", "C1", day=2)
    desk.tell(later(minutes=1))
    assert desk.tell(NOON.replace(hour=18)) == [("grave", f"{only(desk)}.2", "delivered")]
    told = desk.printed()
    assert told.startswith("T3 · ")
    assert "Changed: T4 → T3" in told


def test_one_message_has_the_words_of_all_that_piled_up(box):
    desk = box(f"{TERMINAL}, digest: ['18:00']", "name: now, kind: terminal")
    desk.add("n04")
    desk.tell()
    for day, name in enumerate(("n05", "n06"), 2):
        desk.add(name, day=day)
        desk.tell()
    desk.judge("wrong", "C1", day=4)
    desk.tell()
    now = desk.printed().split("\n\n")
    assert ["T3 → T4" in part for part in now[:4]] == [False, True, False, False]
    desk.tell(NOON.replace(hour=18))
    told = desk.printed()
    parts = ("T3 → T4", "Changed: denied by A spokesman for North Korea", "T4 → T3")
    assert sorted(map(told.index, parts)) == [told.index(part) for part in parts]
    # what was told is not told again
    desk.add("n01", "n07", day=5)
    desk.tell(later(days=1))
    assert not any(part in desk.printed() for part in parts)


def test_very_many_changes_are_cut_and_counted(box):
    desk = box(f"{TERMINAL}, digest: ['18:00']")
    desk.add("n04", "n05")
    for n in range(7):
        desk.judge("wrong", "C2", day=2 + n)
        desk.judge("undo", f"J{2 * n + 1}", day=2 + n)
    desk.tell()
    desk.tell(NOON.replace(hour=18))
    changed = [line for line in desk.printed().splitlines() if line.startswith("Changed: ")]
    assert len(changed) == 21
    assert changed[0].endswith(" more before these")


def two(desk: Told) -> tuple[str, str]:
    """Two alerts of one kind a year apart; the ids, that of the earlier event last."""
    first, second = reports("n04", "n05")
    second["document"]["published"] = "2022-10-17"
    with Record(desk.path) as record:
        add(record, first)
        add(record, second)
        look(record)
        found = {k.alert.events[0]: k.alert.id for k in alerts(record)}
    return found[1], found[2]


def test_alerts_that_turn_out_to_be_one_are_told_as_one(box):
    desk = box(f"{TERMINAL}, digest: ['18:00']", "name: now, kind: terminal")
    stays, part = two(desk)
    assert desk.tell() == sorted(("now", f"{one}.1", "delivered") for one in (stays, part))
    desk.judge("same", "E1", "E2", day=2)
    assert desk.tell(later(minutes=1)) == sorted(("now", f"{one}.2", "delivered") for one in (stays, part))
    told = desk.printed()
    assert f"MERGED · was T3 · un.dprk.arms.from\nMerged: what it rests on is part of {stays} now\nIt said: " in told
    # who was told of neither hears of one alert
    assert desk.tell(NOON.replace(hour=18)) == [("screen", f"{stays}.2", "delivered")]
    assert part not in desk.printed()


def test_a_feed_says_what_became_of_what_it_showed(box, tmp_path):
    feed = tmp_path / "alerts.atom"
    desk = box(
        f"name: feed, kind: atom, path: '{feed}'", f"name: grave, kind: atom, path: '{tmp_path / 'g.atom'}', tiers: T4"
    )
    stays, part = two(desk)
    desk.tell()
    desk.judge("same", "E1", "E2", day=2)
    desk.tell()
    assert min(titles(feed)).startswith(f"MERGED (was T3): what it rests on is part of {stays} now. It said: ")
    assert [title[:5] for title in titles(tmp_path / "g.atom")] == ["[T4] "]
    desk.judge("wrong", "C1", day=3)
    desk.tell()
    # it asks for T4 and showed it as one: that it is none any more is shown, too
    assert [title[:5] for title in titles(tmp_path / "g.atom")] == ["[T3] "]
    desk.judge("wrong", "C2", day=4)
    desk.tell()
    for place in (feed, tmp_path / "g.atom"):
        assert any(title.startswith("WITHDRAWN (was T3): ") for title in titles(place))
    assert part not in (tmp_path / "g.atom").read_text()


def titles(path: Path) -> list[str]:
    return [e.findtext(f"{ATOM}title") for e in ET.parse(path).getroot().iter(f"{ATOM}entry")]
