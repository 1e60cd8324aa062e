"""A caller that stores its outbox, and alerts to send; all of them are invented."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from pytest_httpserver import HTTPServer

from communique.watch.channels import Channel
from communique.watch.deliver import Office, deliver
from communique.watch.notice import Notice
from communique.watch.outbox import Delivery, enqueue, shows

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
NASTY = "A\r\nBcc: all@example.org\r\n\r\n\x1b[2J\u202e<script>=1+1</script>\ud800"


def notice(alert: str = "a-1", change: int = 1, **more: object) -> Notice:
    usual = {
        "rule": "un.made.ore.to",
        "tier": "T2",
        "headline": "Talvek offers ore to Orlo; matches the pattern of act 7, paragraph 2.",
        "because": "item ore, from Talvek, stage offer",
        "at": "2026-03-10T11:00:00+00:00",
        "quotation": "We will send ore, the envoy said.",
        "said_by": "the envoy, Harbour Times",
        "url": "https://harbour.example/1",
    }
    return Notice(alert, change, **{**usual, **more})


class Outbox:
    """A caller as the documentation describes it: stores what comes."""

    def __init__(self, channels: tuple[Channel, ...], environ: dict[str, str] | None = None) -> None:
        self.channels = channels
        self.stored: dict[tuple[str, str], Delivery] = {}
        self.notices: dict[str, Notice] = {}
        self.environ = environ or {}
        self.out = io.StringIO()

    def store(self, deliveries) -> list[Delivery]:
        found = list(deliveries)
        self.stored.update({(d.channel, d.notice): d for d in found})
        return found

    def put(self, *notices: Notice, now: datetime = NOW) -> list[Delivery]:
        self.notices.update({n.id: n for n in notices})
        return self.store(enqueue(self.stored.values(), notices, self.channels, now))

    def told(self, channel: Channel) -> dict[str, Notice]:
        """What a channel may have to tell: what it asks for, and what became of it."""
        of = {n.alert: [d for d in self.stored.values() if d.alert == n.alert] for n in self.notices.values()}
        return {n.id: n for n in self.notices.values() if shows(channel, n, of[n.alert])}

    def send(self, now: datetime = NOW) -> list[Delivery]:
        office = Office("urn:communique:test", {c.name: self.told(c) for c in self.channels}, self.environ, self.out)
        return self.store(deliver(self.channels, self.stored.values(), office, now))


TERMINAL = "name: screen, kind: terminal"


def hook(httpserver: HTTPServer, more: str = "", name: str = "hook") -> str:
    return f"name: {name}, kind: webhook, url: '{httpserver.url_for('/in')}', allow_private: true, seconds: 2{more}"
