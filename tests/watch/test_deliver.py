"""Alerts on their way to people: what is sent, once, when, and what holds up nobody."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from sending import NASTY, NOW, TERMINAL, Outbox, hook, notice

from communique.watch.channels import load_channels
from communique.watch.deliver import Office, deliver
from communique.watch.hours import earliest, is_quiet
from communique.watch.notice import LEAD, message, text
from communique.watch.outbox import Delivery, Outcome, due, enqueue, next_due, overtaken, settled


def test_an_alert_reads_as_a_sentence_a_quotation_a_link_and_a_reason():
    told = text(notice(materiality="low", cautions=("paragraph 2 was checked from memory only",), ask="Which ore?"))
    for part in (
        "T2 · low · un.made.ore.to",
        "matches the pattern of",
        "“We will send ore, the envoy said.” — the envoy, Harbour Times",
        "https://harbour.example/1",
        "Because: item ore",
        "Beware: paragraph 2 was checked from memory only",
        "Next: Which ore?",
        LEAD,
    ):
        assert part in told


@pytest.mark.parametrize(
    "field", ["headline", "quotation", "said_by", "because", "ask", "rule", "state", "tier", "alert", "note", "ended"]
)
@pytest.mark.parametrize("end", ["", "withdrawn"])
def test_nothing_from_outside_makes_a_line_or_steers_a_display(field, end):
    told = message([notice(**{field: NASTY, "end": end})])
    assert len(told.text.splitlines()) <= len(text(notice(ask="x")).splitlines())
    assert not {"\x1b", "\u202e", "\r", "\ud800"} & set(told.text + told.subject)
    assert "\n" not in told.subject


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/\nBcc: b", "file:///etc/passwd", ""])
def test_only_safe_addresses_are_shown(url):
    told = text(notice(url=url, link=url))
    assert "Bcc" not in told
    assert "script" not in told
    assert "passwd" not in told


def test_a_digest_groups_by_tier_and_rule():
    several = [notice("a-1"), notice("a-2", tier="T4"), notice("a-3"), notice("a-4", rule="un.made.fish")]
    told = message(several)
    assert told.subject == "4 alerts: 1 T4, 3 T2"
    heads = [line for line in told.text.splitlines() if line.startswith("T")]
    assert heads == ["T4 un.made.ore.to (1)", "T2 un.made.fish (1)", "T2 un.made.ore.to (2)"]
    assert told.text.count(LEAD) == 1
    assert told.id == message(several[::-1]).id != message(several[:3]).id


GONE = {"end": "withdrawn", "ended": "its only report was corrected", "before": 1}


def test_what_is_taken_back_says_so_before_what_it_said():
    told = message([notice(change=2, marks=("CONTESTED", "STALE"), **GONE)])
    assert told.subject.startswith(
        "WITHDRAWN (was T2): its only report was corrected. It said: CONTESTED · STALE · Talvek"
    )
    first, second, third, *_ = told.text.splitlines()
    assert first == "WITHDRAWN · was T2 · un.made.ore.to"
    assert second == "Withdrawn: its only report was corrected"
    assert third.startswith("It said: CONTESTED · STALE · Talvek offers ore")
    assert "Because" not in told.text
    assert "“" not in told.text


def test_marks_stand_before_the_headline_in_subject_and_text():
    told = message([notice(marks=("NOT VERIFIED",))])
    assert told.subject.startswith("[T2] NOT VERIFIED · Talvek")
    assert told.text.splitlines()[1].startswith("NOT VERIFIED · Talvek")


def test_a_digest_tells_first_what_is_taken_back():
    told = message([notice("a-1", tier="T4"), notice("a-2", change=2, **GONE), notice("a-3")])
    assert told.subject == "3 alerts: 1 withdrawn, 1 T4, 1 T2"
    heads = [line for line in told.text.splitlines() if line.endswith("un.made.ore.to (1)")]
    assert [head.split()[0] for head in heads] == ["withdrawn", "T4", "T2"]


def test_plans_stand_behind_alerts_in_a_digest():
    told = message([notice("p-1", tier="plan"), notice("a-1", tier="T1"), notice("a-2", tier="T4")])
    assert [n.tier for n in told.notices] == ["T4", "T1", "plan"]
    assert told.subject == "3 alerts: 1 T4, 1 T1, 1 plan"


def test_an_alert_is_told_once_to_each_channel(channels):
    box = Outbox(channels(TERMINAL, "name: other, kind: terminal"))
    box.put(notice())
    assert [d.state for d in box.send()] == ["delivered", "delivered"]
    assert box.out.getvalue().count("matches the pattern") == 2
    for later in (NOW, NOW + timedelta(days=1)):
        assert box.put(notice(), now=later) == []
        assert box.send(later) == []


def test_a_change_is_told_again_and_the_last_of_several_only(channels):
    box = Outbox(channels(TERMINAL))
    box.put(notice())
    box.send()
    box.put(notice(change=2, changed=("a second origin",)), notice(change=3, changed=("tier T4",), tier="T4"))
    assert [(d.notice, d.state) for d in box.send()] == [("a-1.3", "delivered")]
    assert {d.notice: d.state for d in box.stored.values()} == {
        "a-1.1": "delivered",
        "a-1.2": "replaced",
        "a-1.3": "delivered",
    }
    assert "Changed: tier T4" in box.out.getvalue()
    assert box.put(notice(change=2)) == []


def test_what_was_stored_before_an_interruption_is_not_sent_again(channels):
    box = Outbox(channels(TERMINAL))
    box.put(notice("a-1"), notice("a-2"))
    going = deliver(box.channels, box.stored.values(), Office("urn:x", {"screen": box.notices}, {}, box.out), NOW)
    box.store([next(going)])
    going.close()
    again = Outbox(box.channels)
    again.stored, again.notices = box.stored, box.notices
    assert [(d.notice, d.state) for d in again.send()] == [("a-2.1", "delivered")]


def test_a_channel_gets_the_rules_and_tiers_that_it_asks_for(channels):
    box = Outbox(
        channels("name: a, kind: terminal, rules: un.made, tiers: [T3, T4]", "name: b, kind: terminal, rules: [un.ma]")
    )
    box.put(notice("a-1", tier="T4"), notice("a-2"), notice("a-3", tier="T4", rule="un.madeup"))
    assert [(d.channel, d.notice) for d in box.stored.values()] == [("a", "a-1.1")]


GRAVE = "name: a, kind: terminal, tiers: [T4]"


def test_a_channel_that_was_told_of_an_alert_is_told_that_it_fell(channels):
    box = Outbox(channels(GRAVE, "name: b, kind: terminal, tiers: [T3]"))
    box.put(notice(tier="T4"))
    box.send()
    box.put(notice(change=2, tier="T3"))
    assert [(d.channel, d.notice, d.state) for d in box.send()] == [
        ("a", "a-1.2", "delivered"),
        ("b", "a-1.2", "delivered"),
    ]
    box.put(notice(change=3, tier="T2"))
    assert [d.notice for d in box.send()] == ["a-1.3", "a-1.3"]


def test_a_rule_that_is_no_longer_asked_for_is_told_no_more(channels):
    box = Outbox(channels(TERMINAL))
    box.put(notice())
    box.send()
    box.channels = channels(f"{TERMINAL}, rules: eu")
    assert box.put(notice(change=2)) == []


def test_what_waits_is_replaced_whatever_the_tier_is_now(channels):
    box = Outbox(channels(f"{GRAVE}, digest: ['18:00']"))
    box.put(notice(tier="T4"))
    box.put(notice(change=2, tier="T3"), now=NOW + timedelta(minutes=1))
    assert [d.notice for d in box.send(NOW.replace(hour=18))] == ["a-1.2"]


@pytest.mark.parametrize("end", ["withdrawn", "merged"])
def test_an_alert_that_ends_before_it_was_told_is_not_told(channels, end):
    box = Outbox(channels(f"{TERMINAL}, digest: ['18:00']"))
    box.put(notice())
    gone = notice(change=2, end=end, ended="as it is", at="2026-03-10T11:30:00+00:00")
    box.put(gone)
    assert {d.state for d in box.stored.values()} == {"replaced"}
    assert box.put(gone) == []
    assert box.send(NOW.replace(hour=18)) == []
    # it returns, and is an alert like any other
    box.put(notice(change=3, at="2026-03-10T11:40:00+00:00"))
    assert [d.notice for d in box.send(NOW.replace(hour=18))] == ["a-1.3"]


@pytest.mark.parametrize("end", ["withdrawn", "merged"])
def test_what_may_have_arrived_is_taken_back(channels, end, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/in").respond_with_data("", status=500)
    httpserver.expect_request("/in").respond_with_data("")
    box = Outbox(channels(hook(httpserver)))
    box.put(notice())
    assert [d.state for d in box.send()] == ["pending"]
    box.put(notice(change=2, end=end, ended="as it is"))
    assert [(d.notice, d.state) for d in box.send()] == [("a-1.2", "delivered")]


def test_that_alerts_are_one_is_told_only_to_whoever_was_told_of_them(channels, tmp_path):
    box = Outbox(channels(TERMINAL, GRAVE))
    box.put(notice(tier="T3"))
    box.send()
    box.put(notice(change=2, tier="T4", end="merged", ended="it is part of a-2 now"))
    assert [d.channel for d in box.send()] == ["screen"]


def sending(change: int, until: datetime) -> Delivery:
    return Delivery("screen", f"a-1.{change}", "a-1", change, "sending", 0, until.isoformat(timespec="seconds"))


def test_what_somebody_sends_is_left_to_them_until_their_time_is_over(channels):
    (channel,) = channels(TERMINAL)
    both = {n.id: n for n in (notice(), notice(change=2))}
    first = sending(1, NOW + timedelta(minutes=2))
    (second,) = enqueue([first], [both["a-1.2"]], [channel], NOW)
    assert second.state == "pending"
    # not even the next change goes, lest it arrives first
    assert due([first, second], both, channel, NOW) == ()
    assert overtaken([first, second], NOW) == ()
    late = NOW + timedelta(minutes=2)
    assert due([first], both, channel, late) == ((first,),)
    (gone,) = overtaken([first, second], late)
    assert (gone.notice, gone.state, gone.attempts) == ("a-1.1", "replaced", 1)


@pytest.mark.parametrize(
    ("hour", "tier", "at"),
    [
        (12, "T2", "2026-03-10T12:00:00+00:00"),
        (21, "T2", "2026-03-11T06:00:00+00:00"),
        (3, "T2", "2026-03-10T06:00:00+00:00"),
        (21, "T4", "2026-03-10T21:00:00+00:00"),
    ],
)
def test_quiet_hours_are_those_of_the_place(channels, hour, tier, at):
    (channel,) = channels(
        "name: a, kind: terminal, quiet: {from: '22:00', until: '07:00'}, zone: Europe/Vienna, at_once: T4"
    )
    now = NOW.replace(hour=hour)
    assert earliest(channel, tier, now) == datetime.fromisoformat(at)
    assert is_quiet(channel, now) == (hour != 12)


def test_what_waits_for_the_end_of_quiet_hours_goes_then(channels):
    box = Outbox(channels("name: a, kind: terminal, quiet: {from: '22:00', until: '07:00'}, at_once: [T4]"))
    night, morning = NOW.replace(hour=23), NOW.replace(hour=7) + timedelta(days=1)
    box.put(notice("a-1"), notice("a-2", tier="T4"), now=night)
    assert [d.notice for d in box.send(night)] == ["a-2.1"]
    assert box.send(morning - timedelta(seconds=1)) == []
    assert [d.notice for d in box.send(morning)] == ["a-1.1"]


def test_what_is_to_be_tried_again_waits_for_the_end_of_quiet_hours_too(channels):
    (channel,) = channels("name: a, kind: terminal, quiet: {from: '22:00', until: '07:00'}")
    told = notice()
    (new,) = enqueue([], [told], [channel], NOW.replace(hour=21, minute=59))
    again = settled(new, Outcome("later", "busy"), NOW.replace(hour=21, minute=59))
    assert due([again], {told.id: told}, channel, NOW.replace(hour=23)) == ()
    assert due([again], {told.id: told}, channel, NOW.replace(hour=7) + timedelta(days=1)) == ((again,),)


def test_a_digest_goes_at_its_times_as_one_message(channels):
    box = Outbox(channels("name: a, kind: terminal, digest: ['07:00', '18:00'], at_once: [T4]"))
    box.put(notice("a-1"), notice("a-2", tier="T4"))
    box.put(notice("a-3"), now=NOW + timedelta(hours=3))
    assert [d.notice for d in box.send()] == ["a-2.1"]
    assert next_due(box.stored.values()) == "2026-03-10T18:00:00+00:00"
    sent = box.send(NOW.replace(hour=18))
    assert {d.notice for d in sent} == {"a-1.1", "a-3.1"}
    assert "2 alerts: 2 T2" in box.out.getvalue()


@given(
    st.timedeltas(timedelta(0), timedelta(days=730)),
    st.sampled_from(["Europe/Vienna", "America/New_York", "Asia/Kathmandu", "UTC"]),
)
def test_nothing_waits_longer_than_a_day_and_an_hour(tmp_path_factory, after, zone):
    path = tmp_path_factory.mktemp("hours") / "channels.yaml"
    path.write_text(
        f"channels:\n- {{name: a, kind: terminal, zone: {zone}, quiet: {{from: '01:30', until: '02:30'}}, digest: ['02:15']}}\n"
    )
    (channel,) = load_channels(path)
    now = datetime(2025, 1, 1, tzinfo=UTC) + after
    when = earliest(channel, "T2", now)
    assert now <= when <= now + timedelta(hours=26)
    assert not is_quiet(channel, when)


def failed(times: int, result: str = "later", wait: float | None = None) -> list[timedelta]:
    """How long each wait is."""
    delivery, now, waits = Delivery("a", "a-1.1", "a-1", 1, "pending", 0, NOW.isoformat()), NOW, []
    for _ in range(times):
        delivery = settled(delivery, Outcome(result, "x", wait), now)
        waits.append(datetime.fromisoformat(delivery.next_try) - now)
        now = datetime.fromisoformat(delivery.next_try)
    return waits


def test_waits_double_up_to_a_longest_and_never_end():
    waits = failed(200)
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert waits[-1] == max(waits) == timedelta(hours=6)
    assert failed(1, wait=900) == [timedelta(minutes=15)]
    assert failed(1, "broken") == failed(1, "refused") == [timedelta(hours=1)]


@pytest.fixture
def hanging() -> Iterator[int]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_channels_that_hang_hold_up_nobody(httpserver: HTTPServer, channels, hanging, tmp_path):
    httpserver.expect_request("/in").respond_with_data("")
    box = Outbox(
        channels(
            f"name: slow, kind: webhook, url: 'http://127.0.0.1:{hanging}/', allow_private: true, seconds: 1",
            f"name: mail, kind: email, host: 127.0.0.1, port: {hanging}, security: none, from: a@desk.example, to: b@desk.example, seconds: 1",
            hook(httpserver),
            f"name: feed, kind: atom, path: '{tmp_path / 'alerts.atom'}'",
        )
    )
    box.put(notice("a-1"), notice("a-2"))
    sent = box.send()
    assert {d.channel for d in sent[:3]} == {"hook", "feed"}
    assert {(d.channel, d.state) for d in sent} == {
        ("slow", "pending"),
        ("mail", "pending"),
        ("hook", "delivered"),
        ("feed", "delivered"),
    }
    assert "no answer within 1 seconds" in box.stored["slow", "a-1.1"].because


def test_a_channel_that_never_ends_is_given_up(channels):
    """A server that sends a letter now and then keeps every single wait short, and would go on for ever."""
    ready = threading.Event()

    class Dripping(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while not ready.wait(0.2):
                try:
                    self.request.sendall(b"2")
                except OSError:
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dripping) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        box = Outbox(
            channels(
                f"name: m, kind: email, host: 127.0.0.1, port: {port}, security: none, from: a@b.example, to: c@d.example, seconds: 1"
            )
        )
        box.put(notice())
        (late,) = box.send()
        ready.set()
        server.shutdown()
    assert (late.state, late.attempts) == ("pending", 1)
    assert "no end within 1 seconds" in late.because


def test_a_notice_that_the_record_no_longer_has_waits(channels):
    box = Outbox(channels(TERMINAL))
    box.put(notice())
    box.notices.clear()
    assert box.send() == []
    assert next_due(box.stored.values()) is not None


def test_an_outbox_goes_through_json(channels):
    (delivery,) = Outbox(channels(TERMINAL)).put(notice())
    assert Delivery(**json.loads(json.dumps(asdict(delivery)))) == delivery
