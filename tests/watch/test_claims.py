"""Several watchers of one record: each message goes once, and what one of them leaves behind another takes up."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from alerted import alerts
from pytest_httpserver import HTTPServer
from sending import TERMINAL, hook
from told import NOON, Told, later
from werkzeug import Response

from communique.record.record import Record
from communique.watch.noticing import send


@pytest.fixture
def box(tmp_path: Path, channels):
    """A record with five alerts that nobody was told of yet."""

    def made(*told: str) -> Told:
        desk = Told(tmp_path / "desk.db", channels(*told))
        desk.add()
        desk.fill()
        desk.add("n00", "n04")
        desk.fill()
        return desk

    return made


def test_what_one_watcher_is_sending_no_other_sends(box, httpserver: HTTPServer):
    desk = box(hook(httpserver))
    other: list[list] = []

    def meanwhile(_) -> Response:
        if not other:
            other.append([])
            # another watcher has its round while the first one waits for the answer
            thread = threading.Thread(target=lambda: other[0].extend(desk.send()))
            thread.start()
            thread.join()
        return Response(status=200)

    httpserver.expect_request("/in").respond_with_handler(meanwhile)
    sent = desk.send()
    assert [d.state for d in sent] == ["delivered"] * 5
    assert other == [[]]
    assert len({r.headers["webhook-id"] for r, _ in httpserver.log}) == len(httpserver.log) == 5
    assert desk.send() == []


def test_who_is_interrupted_leaves_the_rest_to_the_next(box):
    desk = box(TERMINAL)
    with Record(desk.path) as record:
        going = send(record, desk.channels, NOON, {}, desk.out)
        first = next(going)
        going.close()
    rest = desk.send()
    assert len(rest) == 4
    assert first.notice not in {d.notice for d in rest}
    assert {d.attempts for d in rest} == {1}


def test_what_fails_goes_back_and_waits(box, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/in").respond_with_data("", status=503)
    httpserver.expect_request("/in").respond_with_data("")
    desk = box(hook(httpserver))
    assert [(d.state, d.attempts) for d in desk.send()] == [("pending", 1)] + [("pending", 0)] * 4
    assert desk.send() == []
    assert {d.state for d in desk.send(later(minutes=1))} == {"delivered"}


def test_a_change_that_comes_while_an_earlier_one_is_sent_goes_after_it(box, httpserver: HTTPServer):
    desk = box(hook(httpserver))
    came: list[int] = []

    def meanwhile(_) -> Response:
        if not came:
            came.append(1)
            thread = threading.Thread(target=changed)
            thread.start()
            thread.join()
        return Response(status=200)

    def changed() -> None:
        desk.add("n05", day=2)
        desk.fill()
        assert desk.send() == []
        came.append(2)

    httpserver.expect_request("/in").respond_with_handler(meanwhile)
    desk.send()
    with Record(desk.path) as record:
        number = next(k.alert.id for k in alerts(record) if "arms.ammunition.artillery" in k.alert.items)
    assert came == [1, 2]
    assert [d.notice for d in desk.send(NOON + timedelta(seconds=1))] == [f"{number}.2"]
    events = [r.get_json() for r, _ in httpserver.log]
    assert [e["type"] for e in events if e["subject"] == number] == [
        "communique.alert.opened",
        "communique.alert.changed",
    ]
    assert events[-1]["data"]["before"] == 1
