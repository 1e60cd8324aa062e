"""Alerts to a receiver over HTTP, and through apprise."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from sending import NOW, TERMINAL, Outbox, hook, notice
from werkzeug import Request, Response

from communique.watch.notice import LEAD
from communique.watch.outbox import at_once, failing


def test_a_webhook_gets_a_signed_cloud_event(httpserver: HTTPServer, channels):
    got: list[Request] = []
    httpserver.expect_request("/in", method="POST").respond_with_handler(
        lambda r: (got.append(r), Response(status=202))[1]
    )
    box = Outbox(channels(hook(httpserver, ", secret_from: KEY")), {"KEY": "hush"})
    told = notice(link="https://desk.example/a-1", quotation="“Ore” — Ö")
    box.put(told)
    assert [d.state for d in box.send()] == ["delivered"]
    (request,) = got
    assert request.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    event = json.loads(request.data)
    assert {k: v for k, v in event.items() if k != "data"} == {
        "specversion": "1.0",
        "id": "a-1.1",
        "source": "urn:communique:test",
        "type": "communique.alert.opened",
        "subject": "a-1",
        "time": "2026-03-10T11:00:00+00:00",
        "datacontenttype": "application/json",
    }
    assert (event["data"]["tier"], event["data"]["quotation"], event["data"]["note"]) == ("T2", "“Ore” — Ö", LEAD)
    stamp = request.headers["webhook-timestamp"]
    assert int(stamp) == int(NOW.timestamp())
    expected = hmac.new(
        b"hush", f"{request.headers['webhook-id']}.{stamp}.".encode() + request.data, hashlib.sha256
    ).digest()
    assert request.headers["webhook-signature"] == "v1," + base64.b64encode(expected).decode()


def test_a_digest_is_a_batch_of_cloud_events(httpserver: HTTPServer, channels):
    got: list[Request] = []
    httpserver.expect_request("/in").respond_with_handler(lambda r: (got.append(r), Response())[1])
    box = Outbox(channels(hook(httpserver, ", digest: '12:00'")))
    taken_back = notice("a-3", change=2, before=1, end="withdrawn", ended="its report was corrected", marks=("STALE",))
    box.put(notice("a-1"), notice("a-2", change=2, before=1), taken_back, notice("a-4", change=3))
    box.send()
    assert got[0].headers["content-type"].startswith("application/cloudevents-batch+json")
    events = {e["subject"]: e for e in json.loads(got[0].data)}
    # who was told of no earlier change is told that it opened, however old it is
    assert {name: e["type"].removeprefix("communique.alert.") for name, e in events.items()} == {
        "a-1": "opened",
        "a-2": "changed",
        "a-3": "withdrawn",
        "a-4": "opened",
    }
    told = events["a-3"]["data"]
    assert (told["end"], told["ended"], told["marks"]) == ("withdrawn", "its report was corrected", ["STALE"])


@pytest.mark.parametrize(
    ("answer", "wait", "said"),
    [
        (Response(status=500), timedelta(minutes=1), "500"),
        (Response(status=429, headers={"retry-after": "600"}), timedelta(minutes=10), "429"),
        (Response(status=503, headers={"retry-after": "soon"}), timedelta(minutes=1), "503"),
        (
            Response(status=307, headers={"location": "http://169.254.169.254/latest"}),
            timedelta(hours=1),
            "not followed",
        ),
        (Response(status=303, headers={"location": "/elsewhere"}), timedelta(hours=1), "not followed"),
        (Response(status=401), timedelta(hours=1), "401"),
    ],
)
def test_a_webhook_that_fails_loses_nothing_and_holds_up_nobody(httpserver: HTTPServer, channels, answer, wait, said):
    httpserver.expect_request("/in").respond_with_response(answer)
    httpserver.expect_request("/elsewhere").respond_with_data("never asked")
    box = Outbox(channels(hook(httpserver), TERMINAL))
    box.put(notice("a-1"), notice("a-2"))
    box.send()
    assert box.out.getvalue().count("matches the pattern") == 2
    first, second = (box.stored["hook", f"{a}.1"] for a in ("a-1", "a-2"))
    assert (first.state, first.attempts, second.state, second.attempts) == ("pending", 1, "pending", 0)
    assert datetime.fromisoformat(first.next_try) == NOW + wait
    assert first.next_try == second.next_try
    assert said in first.because
    assert [r.path for r, _ in httpserver.log] == ["/in"]
    assert len(list(failing(box.stored.values()))) == 2


def test_a_receiver_that_works_again_gets_everything(httpserver: HTTPServer, channels):
    httpserver.expect_ordered_request("/in").respond_with_data("", status=500)
    for _ in range(2):
        httpserver.expect_ordered_request("/in").respond_with_data("", status=200)
    box = Outbox(channels(hook(httpserver)))
    box.put(notice("a-1"), notice("a-2"))
    box.send()
    assert box.send(NOW + timedelta(seconds=59)) == []
    # what was tried least goes first
    assert [(d.notice, d.state) for d in box.send(NOW + timedelta(minutes=1))] == [
        ("a-2.1", "delivered"),
        ("a-1.1", "delivered"),
    ]
    assert list(failing(box.stored.values())) == []


def test_one_message_that_is_refused_holds_up_no_other(httpserver: HTTPServer, channels):
    answers = {"a-1": 422, "a-2": 200}
    httpserver.expect_request("/in").respond_with_handler(
        lambda r: Response(status=answers[json.loads(r.data)["subject"]])
    )
    box = Outbox(channels(hook(httpserver)))
    box.put(notice("a-1"), notice("a-2"))
    assert [(d.notice, d.state) for d in box.send()] == [("a-1.1", "pending"), ("a-2.1", "delivered")]


def test_what_was_mended_can_be_tried_at_once(httpserver: HTTPServer, channels):
    httpserver.expect_request("/in").respond_with_data("")
    box = Outbox(channels(hook(httpserver, ", secret_from: KEY")))
    box.put(notice())
    (unset,) = box.send()
    assert "KEY: is not set in the environment" in unset.because
    box.environ["KEY"] = "hush"
    assert box.send() == []
    box.store(at_once(box.stored.values(), "hook", NOW))
    assert [d.state for d in box.send()] == ["delivered"]


def test_an_endless_answer_is_not_read(httpserver: HTTPServer, channels):
    endless = (b"x" * 100_000 for _ in range(10**9))
    httpserver.expect_request("/in").respond_with_handler(lambda _: Response(endless, status=200))
    box = Outbox(channels(hook(httpserver)))
    box.put(notice())
    assert [d.state for d in box.send()] == ["delivered"]


def test_receivers_nearby_must_be_allowed(httpserver: HTTPServer, channels):
    box = Outbox(channels(f"name: a, kind: webhook, url: '{httpserver.url_for('/in')}'"))
    box.put(notice())
    (refused,) = box.send()
    assert "private network" in refused.because
    assert httpserver.log == []


def test_a_library_that_is_not_there_is_named(channels, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    box = Outbox(channels("name: chat, kind: apprise, url_from: CHAT", TERMINAL), {"CHAT": "json://127.0.0.1"})
    box.put(notice())
    assert {d.channel: d.state for d in box.send()} == {"screen": "delivered", "chat": "pending"}
    assert "pip install 'communique[alerts]'" in box.stored["chat", "a-1.1"].because


def test_apprise_takes_what_it_knows(httpserver: HTTPServer, channels):
    pytest.importorskip("apprise")
    got: list[Request] = []
    httpserver.expect_request("/in").respond_with_handler(lambda r: (got.append(r), Response())[1])
    url = httpserver.url_for("/in").replace("http", "json")
    box = Outbox(channels("name: chat, kind: apprise, url_from: CHAT"), {"CHAT": url})
    box.put(notice())
    assert [d.state for d in box.send()] == ["delivered"]
    assert "matches the pattern" in json.loads(got[0].data)["message"]
    box.environ["CHAT"] = "nonsense://x"
    box.put(notice("a-2"))
    (broken,) = box.send()
    assert "does not know this kind of address" in broken.because
