"""The outbox → the channels. Each channel works by itself: one that hangs or fails holds up no other, and nothing is lost by it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, Queue
from threading import Event, Thread
from typing import TextIO

from communique.documents.web import Limits
from communique.errors import BadRequest, CommuniqueError
from communique.export.extras import needed
from communique.watch.atom import feed, write_feed
from communique.watch.channels import Apprise, Atom, Channel, Email, Terminal, Webhook
from communique.watch.mail import send_mail
from communique.watch.notice import Message, Notice, message
from communique.watch.outbox import Delivery, Outcome, due, postponed, settled
from communique.watch.webhook import send_webhook

GRACE = 2.0
"""Seconds beyond a channel's own longest time after which it is given up: some libraries count the time of each step, not of all."""

MOST_AT_ONCE = 50
"""Messages to one channel in one pass; what is left goes with the next."""

_Group = tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """What channels need to send.

    Attributes:
        source: what tells this record's alerts from those of others, a URI such as `urn:communique:sudan`.
        notices: by channel, notices by identifier: all that wait for it, with what changed since it was told last, and of an Atom
            feed all that it goes on showing.
        environ: variables of the environment, for secrets.
        out: where the terminal channel writes; None for nowhere.
    """

    source: str
    notices: Mapping[str, Mapping[str, Notice]]
    environ: Mapping[str, str]
    out: TextIO | None = None


@dataclass(slots=True)
class _Work:
    """A channel at work: what it has to send, how far it is, and since when nothing came of it."""

    channel: Channel
    groups: tuple[_Group, ...]
    since: float
    stop: Event
    done: int = 0


def deliver(
    channels: Sequence[Channel], deliveries: Iterable[Delivery], office: Office, now: datetime
) -> Iterator[Delivery]:
    """Send what is due, once to each channel.

    Args:
        channels: the channels.
        deliveries: the outbox.
        office: what channels need to send.
        now: the time, with its zone. It decides what is due; how long a channel may take is measured.

    Yields:
        Each delivery as it stands after its try, as soon as that is known; store it at once. What is not yielded stays as it was.
    """
    outbox = tuple(deliveries)
    results: Queue[tuple[_Work, Outcome]] = Queue()
    at_work: list[_Work] = []
    for channel in channels:
        if groups := due(outbox, office.notices.get(channel.name, {}), channel, now)[:MOST_AT_ONCE]:
            work = _Work(channel, groups, time.monotonic(), Event())
            at_work.append(work)
            # a thread that hangs must not keep the program from ending
            thread = Thread(target=_run, args=(work, office, now, results), daemon=True)
            if channel.kind == "terminal":
                # it is the caller's, too: what is printed must not come between other lines
                thread.run()
            else:
                thread.start()
    while at_work:
        try:
            work, outcome = results.get(timeout=max(0.0, min(map(_left, at_work))))
        except Empty:
            for late in [work for work in at_work if _left(work) <= 0]:
                at_work.remove(late)
                late.stop.set()
                yield from _came(late, Outcome("later", f"no end within {late.channel.seconds} seconds"), now)
            continue
        if work in at_work:
            yield from _came(work, outcome, now)
            if work.done >= len(work.groups):
                at_work.remove(work)


def longest(channel: Channel, groups: int) -> timedelta:
    """How long a pass over a channel takes at most, by which what is being sent is known as given up.

    Args:
        channel: the channel.
        groups: how many messages it has to send.
    """
    return timedelta(seconds=(channel.seconds + GRACE) * groups)


def _left(work: _Work) -> float:
    """Seconds that a channel still has for the message it is at."""
    return work.since + work.channel.seconds + GRACE - time.monotonic()


def _came(work: _Work, outcome: Outcome, now: datetime) -> Iterator[Delivery]:
    """One message was tried; if the channel does not work, the others wait as long."""
    tried = [settled(delivery, outcome, now) for delivery in work.groups[work.done]]
    work.done += 1
    work.since = time.monotonic()
    yield from tried
    if _ends(outcome):
        yield from (postponed(delivery, tried[0]) for group in work.groups[work.done :] for delivery in group)
        work.done = len(work.groups)


def _ends(outcome: Outcome) -> bool:
    """Whether a channel is left alone after an outcome."""
    return outcome.result in ("later", "broken")


def _run(work: _Work, office: Office, now: datetime, results: Queue[tuple[_Work, Outcome]]) -> None:
    """Send the messages of one channel, one after the other, until it fails."""
    for group in work.groups:
        if work.stop.is_set():
            return
        told = message([office.notices[work.channel.name][delivery.notice] for delivery in group])
        try:
            outcome = _send(work.channel, told, office, now)
        except CommuniqueError as error:
            outcome = Outcome("broken", str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises must not lose an alert nor stop another channel
            outcome = Outcome("later", f"failed unexpectedly: {type(error).__name__}")
        results.put((work, outcome))
        if _ends(outcome):
            return


def _send(channel: Channel, told: Message, office: Office, now: datetime) -> Outcome:
    """Send one message."""
    match channel:
        case Terminal():
            return _print(told, office.out)
        case Atom():
            shown = office.notices[channel.name].values()
            return write_feed(channel.path, feed(shown, office.source, channel.title, channel.address))
        case Webhook():
            limits = Limits(seconds=channel.seconds, allow_private=channel.allow_private)
            url = channel.url or _secret(channel.url_from, office)
            secret = _secret(channel.secret_from, office) if channel.secret_from else None
            return send_webhook(url, told, office.source, now, secret, limits)
        case Email():
            password = _secret(channel.password_from, office) if channel.password_from else None
            return send_mail(told, channel, now, password)
        case Apprise():
            return _notify(told, _secret(channel.url_from, office))


def _print(told: Message, out: TextIO | None) -> Outcome:
    """Write a message where people read."""
    if out is None:
        return Outcome("later", "there is no terminal")
    try:
        encoding = getattr(out, "encoding", None) or "utf-8"
        out.write(f"{told.text}\n".encode(encoding, "replace").decode(encoding))
        out.flush()
    except (OSError, ValueError) as error:
        return Outcome("later", f"cannot be written: {type(error).__name__}")
    return Outcome("delivered", "written")


def _notify(told: Message, url: str) -> Outcome:
    """Send a message through apprise."""
    apprise = needed("apprise", "alerts", "a channel of kind apprise")
    there = apprise.Apprise()
    if not there.add(url):
        return Outcome("broken", "apprise does not know this kind of address")
    if not there.notify(body=told.text, title=told.subject, body_format=apprise.NotifyFormat.TEXT):
        return Outcome("later", "apprise could not send it; its log says more")
    return Outcome("delivered", "taken by apprise")


def _secret(variable: str | None, office: Office) -> str:
    """The value of a variable of the environment."""
    value = office.environ.get(variable or "", "")
    if not value:
        raise BadRequest(str(variable), "is not set in the environment")
    return value
