"""Changes of alerts on their way to channels: once each, nothing lost, nobody flooded, whatever breaks in between."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from alerted import add, alerts, reports
from pytest_httpserver import HTTPServer
from sending import TERMINAL, hook
from told import NOON, Told, copy, later
from werkzeug import Response

from communique.record.record import Record
from communique.watch import kept
from communique.watch.noticing import source
from communique.watch.rules import load
from communique.watch.watching import watch

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with one alert, of shells."""
    path = tmp_path_factory.mktemp("shipped") / "desk.db"
    Told(path).add("n04")
    return path


@pytest.fixture
def box(shipped: Path, tmp_path: Path, channels):
    """A record of which the channels know nothing yet; its next alert and changes will be told."""

    def made(*told: str, **environ: str) -> Told:
        return Told(copy(shipped, tmp_path), channels(*told), environ)

    return made


def shells(box: Told) -> str:
    with Record(box.path) as record:
        return next(k.alert.id for k in alerts(record) if "arms.ammunition.artillery" in k.alert.items)


def test_a_change_is_told_once_to_each_channel(box):
    desk = box(TERMINAL, "name: other, kind: terminal")
    desk.fill()
    desk.add("n05", day=2)
    number = shells(desk)
    assert desk.tell() == [("other", f"{number}.2", "delivered"), ("screen", f"{number}.2", "delivered")]
    assert desk.printed().count("Changed: T3 → T4") == 2
    for n in range(3):
        assert desk.tell(later(days=n)) == []
    assert desk.printed() == ""


def test_what_is_silent_is_not_told(box):
    desk = box(TERMINAL)
    desk.fill()
    desk.add("n05", day=2)
    desk.tell()
    with Record(desk.path) as record:
        kept.say(record, [shells(desk)], "accepted", who="Ann", why="known")
    desk.add("n10", day=3)
    assert desk.tell() == []


def test_a_new_channel_is_told_what_changes_from_now_on(box, channels):
    desk = box(TERMINAL)
    assert desk.tell() == []
    desk.add("n05", day=2)
    desk.tell()
    desk.channels = channels(TERMINAL, "name: late, kind: terminal")
    assert desk.tell() == []
    desk.add("n06", day=3)
    number = shells(desk)
    assert desk.tell() == [("late", f"{number}.3", "delivered"), ("screen", f"{number}.3", "delivered")]


def test_a_channel_that_was_left_out_for_a_while_gets_the_last_change(box, channels):
    desk = box(TERMINAL, "name: other, kind: terminal")
    desk.fill()
    both, desk.channels = desk.channels, channels(TERMINAL)
    for day, name in enumerate(("n05", "n06"), 2):
        desk.add(name, day=day)
        desk.tell()
    desk.channels = both
    assert desk.tell() == [("other", f"{shells(desk)}.3", "delivered")]


def test_an_alert_that_rises_comes_to_the_channel_of_its_tier(box):
    desk = box("name: grave, kind: terminal, tiers: [T4]", "name: plans, kind: terminal, tiers: plan")
    desk.fill()
    desk.add("n05", day=2)
    assert desk.tell() == [("grave", f"{shells(desk)}.2", "delivered")]


def test_a_plan_is_told_to_who_asks_for_plans(tmp_path, channels):
    desk = Told(
        tmp_path / "plans.db",
        channels("name: grave, kind: terminal, tiers: [T4]", "name: plans, kind: terminal, tiers: plan"),
    )
    desk.add("n04")
    desk.fill()
    with Record(desk.path) as record:
        add(record, *reports("n09"), day=2)
        run = watch(record, load(), as_of=date(2024, 6, 10), at="2026-01-02T01:00:00Z")
    (plan,) = [c for c in run.changes if c.subject.startswith("p-")]
    assert desk.tell() == [("plans", f"{plan.subject}.1", "delivered")]
    told = desk.printed()
    assert re.search(r"^plan · meta\.plan-due$", told, re.MULTILINE)
    assert "no outcome is in the record" in told


def test_changes_that_pile_up_are_told_by_the_last_one(box, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/in").respond_with_data("", status=500)
    httpserver.expect_request("/in").respond_with_data("")
    desk = box(hook(httpserver))
    desk.fill()
    desk.add("n05", day=2)
    number = shells(desk)
    assert desk.tell() == [("hook", f"{number}.2", "pending")]
    desk.add("n06", day=3)
    desk.add("n07", day=4)
    assert desk.tell(later(minutes=1)) == [("hook", f"{number}.4", "delivered")]
    assert desk.tell(later(hours=7)) == []
    sent = [request.get_json() for request, _ in httpserver.log]
    assert [s["id"] for s in sent] == [f"{number}.2", f"{number}.4"]
    assert sent[-1]["data"]["cautions"][0].startswith("denied by A spokesman for North Korea")


def command(path: Path, told: Path) -> list[str]:
    return [
        sys.executable,
        "-m",
        "communique",
        "watch",
        "--record",
        str(path),
        "--channels",
        str(told),
        "--as-of",
        "2026-12-01",
    ]


def test_killed_between_sending_and_storing_it_is_sent_again_under_the_same_name(box, httpserver: HTTPServer, tmp_path):
    desk = box(hook(httpserver))
    desk.fill()
    with Record(desk.path) as record:
        add(record, *reports("n05"), day=2)
    running: list[subprocess.Popen[bytes]] = []

    def taken(_) -> Response:
        if len(httpserver.log) == 0:
            os.kill(running[0].pid, signal.SIGKILL)
        return Response(status=200)

    httpserver.expect_request("/in").respond_with_handler(taken)
    told = tmp_path / "channels.yaml"
    running[:] = [subprocess.Popen(command(desk.path, told), stdout=subprocess.PIPE, stderr=subprocess.PIPE)]
    running[0].communicate(timeout=120)
    assert running[0].returncode == -9
    number, now = shells(desk), datetime.now(UTC)
    # whoever was sending it may be at it still; when that time is over, another one takes it
    assert desk.tell(now) == []
    assert desk.tell(now + timedelta(minutes=5)) == [("hook", f"{number}.2", "delivered")]
    assert desk.tell(now + timedelta(days=1)) == []
    assert [r.headers["webhook-id"] for r, _ in httpserver.log] == [f"{number}.2"] * 2
    assert len({r.get_json()["id"] for r, _ in httpserver.log}) == 1


@pytest.fixture
def hanging():
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"url: 'http://127.0.0.1:{server.getsockname()[1]}/', allow_private: true, seconds: 1"


BROKEN = {
    "500": Response(status=500),
    "redirect": Response(status=307, headers={"location": "http://169.254.169.254/latest"}),
    "refusing": Response(status=422),
}


def test_a_webhook_that_fails_holds_up_no_other_channel_and_loses_nothing(box, httpserver: HTTPServer, hanging):
    for name, answer in BROKEN.items():
        httpserver.expect_request(f"/{name}").respond_with_response(answer)
    broken = [
        f"name: w{name}, kind: webhook, url: '{httpserver.url_for(name)}', allow_private: true" for name in BROKEN
    ]
    desk = box(*broken, f"name: whang, kind: webhook, {hanging}", TERMINAL)
    desk.fill()
    desk.add("n05", day=2)
    number = shells(desk)
    first = desk.tell()
    assert ("screen", f"{number}.2", "delivered") in first
    waiting = [(f"w{name}", f"{number}.2", "pending") for name in sorted([*BROKEN, "hang"])]
    assert [one for one in first if one[0] != "screen"] == waiting
    assert desk.tell() == []
    assert desk.tell(later(hours=7)) == waiting
    assert all("latest" not in request.path for request, _ in httpserver.log)


def test_a_channel_that_was_mended_is_tried_at_once(box, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/in").respond_with_data("", status=401)
    httpserver.expect_request("/in").respond_with_data("")
    desk = box(hook(httpserver), "name: quiet, kind: terminal, digest: ['18:00']")
    desk.fill()
    desk.add("n05", day=2)
    number = shells(desk)
    assert desk.tell() == [("hook", f"{number}.2", "pending")]
    assert desk.tell(later(minutes=30)) == []
    # what waits for a digest was not tried, and goes on waiting
    assert desk.tell(later(minutes=30), mended=["hook", "quiet"]) == [("hook", f"{number}.2", "delivered")]


def entries(path: Path) -> dict[str, str]:
    """Titles of a feed by the ids of its entries."""
    return {e.findtext(f"{ATOM}id"): e.findtext(f"{ATOM}title") for e in ET.parse(path).getroot().iter(f"{ATOM}entry")}


def test_a_feed_goes_on_showing_every_alert(box, tmp_path):
    feed = tmp_path / "alerts.atom"
    desk = box(f"name: feed, kind: atom, path: '{feed}'")
    desk.fill()
    desk.add("n05", day=2)
    desk.tell()
    (first,) = entries(feed).items()
    assert first[1].startswith("[T4] NOT VERIFIED · ")
    desk.add("n00", day=3)
    desk.tell(later(days=1))
    shown = entries(feed)
    assert len(shown) == 5
    assert shown[first[0]] == first[1]
    desk.add("n06", day=4)
    desk.tell(later(days=2))
    assert entries(feed).keys() == shown.keys()
    assert "Beware: denied by A spokesman for North Korea" in feed.read_text()


def test_a_feed_of_one_tier_shows_what_it_asks_for(box, tmp_path):
    feed = tmp_path / "grave.atom"
    desk = box(f"name: feed, kind: atom, path: '{feed}', tiers: [T2]")
    desk.fill()
    desk.add("n00", "n05", day=2)
    desk.tell()
    assert [title[:4] for title in entries(feed).values()] == ["[T2]", "[T2]"]


NIGHT = "name: a, kind: terminal, quiet: {from: '22:00', until: '07:00'}, at_once: [T4]"


def test_quiet_hours_hold_across_restarts(box):
    desk = box(NIGHT)
    desk.fill()
    desk.add("n00", day=2)
    night, morning = NOON.replace(hour=23), NOON.replace(day=6, hour=7)
    at_once = desk.tell(night)
    assert [state for _, _, state in at_once] == ["delivered", "delivered"]
    assert desk.printed().count("T4 · ") == 2
    assert desk.tell(NOON.replace(day=6, hour=6, minute=59)) == []
    assert len(desk.tell(morning)) == 2
    assert desk.printed().count("T2 · ") == 2
    assert desk.tell(morning) == []


def test_a_digest_gathers_across_restarts_and_goes_as_one_message(box):
    desk = box("name: a, kind: terminal, digest: ['18:00']")
    desk.fill()
    desk.add("n00", day=2)
    assert desk.tell() == []
    desk.add("n05", day=3)
    assert desk.tell(later(hours=2)) == []
    assert len(desk.tell(NOON.replace(hour=18))) == 5
    assert desk.printed().startswith("5 alerts: 3 T4, 2 T2")
    assert desk.tell(later(days=3)) == []


def test_an_alert_that_rests_on_nothing_is_told_as_such(box):
    desk = box(TERMINAL)
    desk.fill()
    desk.judge("wrong", "C1", day=2)
    assert desk.tell() == [("screen", f"{shells(desk)}.2", "delivered")]
    first, why, said, *rest = desk.printed().splitlines()
    assert first == "WITHDRAWN · was T3 · un.dprk.arms.from"
    assert why.startswith("Withdrawn: it rests on nothing any more")
    assert said.startswith("It said: NOT VERIFIED · Grant Ellery")
    # what spoke for it is not repeated
    assert not [line for line in rest if line.startswith(("“", "Because", "Next"))]


def test_the_state_that_is_told_is_that_of_now(box):
    desk = box("name: a, kind: terminal, digest: ['18:00']")
    desk.fill()
    desk.add("n05", day=2)
    desk.fill()
    with Record(desk.path) as record:
        kept.say(record, [shells(desk)], "escalated", who="Ann", why="to the desk")
    desk.tell(NOON.replace(hour=18))
    assert "· escalated ·" in desk.printed()


class Named:
    """A record under a name of our own."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.mark.parametrize(
    ("name", "urn"),
    [
        ("/srv/desk/sudan.db", "urn:communique:sudan"),
        ("postgresql://ann:***@host/desk?sslmode=require", "urn:communique:desk"),
        ("C:\\desk\\süd an.db", "urn:communique:s-d-an"),
    ],
)
def test_what_tells_a_record_from_others_has_neither_folder_nor_password(name, urn):
    assert source(Named(name)) == urn
