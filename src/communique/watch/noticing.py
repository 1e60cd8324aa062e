"""Changes of alerts → notices in the outboxes of channels → delivered, and remembered as such."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TextIO

from sqlalchemy import Connection

from communique.errors import BadRecord
from communique.record import told
from communique.record.connect import WAIT_SECONDS
from communique.record.record import Record
from communique.watch.alerts import Alert, Plan
from communique.watch.channels import Channel
from communique.watch.deliver import MOST_AT_ONCE, Office, deliver, longest
from communique.watch.evidence import lead, spoken_by
from communique.watch.notice import LEAD, Notice
from communique.watch.outbox import (
    Delivery,
    at_once,
    claimed,
    due,
    enqueue,
    last_told,
    overtaken,
    ripe,
    shows,
)
from communique.watch.raising import Change, change
from communique.watch.shown import marks

PLAN = "plan"
"""What stands in the place of a tier where a plan is told."""

SHOWN = 200
"""Entries that an Atom feed goes on showing."""

MOST_WORDS = 20
"""Changes of one alert that are told at once, the last ones; `communique alert show` tells all."""

STANDS: tuple[str, ...] = ("new", "seen", "accepted", "escalated")
"""States of alerts that a channel is told of when it catches up: what was rejected or closed is settled."""

CALENDAR: tuple[str, ...] = ("due", "overdue")
"""States of plans of which it is told then."""

MARGIN = timedelta(seconds=WAIT_SECONDS)
"""Beyond the longest time that sending may take: another process may hold the record before it is remembered what arrived."""


def notice(told_of: Change, state: str = "new") -> Notice:
    """A change of an alert or a plan as it is told.

    Args:
        told_of: a change of which people are told.
        state: the state of the alert.
    """
    body = told_of.body
    assert body is not None
    end: Literal["", "withdrawn", "merged"]
    end = "withdrawn" if "withdrawn" in told_of.kinds else "merged" if "merged" in told_of.kinds else ""
    told = _of_plan(body) if isinstance(body, Plan) else _of_alert(body, state)
    return Notice(
        alert=told_of.subject,
        change=told_of.number,
        at=told_of.at,
        rule=body.rule,
        ask=body.ask,
        headline=body.headline,
        changed=told_of.told if told_of.number > 1 and not end else (),
        end=end,
        ended="; ".join(told_of.told) if end else "",
        **told,
    )


def since(told: Notice, words: Iterable[tuple[int, tuple[str, ...]]], before: int) -> Notice:
    """A notice for a channel: with the words of all changes since it was told last.

    Args:
        told: the notice.
        words: all changes of its alert of which people are told: their numbers and words.
        before: the change that the channel was told last, 0 if none.
    """
    # how an alert opened is what the notice says itself; why it ended stands first
    last = told.change - bool(told.end)
    changed = [word for number, some in words if max(before, 1) < number <= last for word in some]
    left_out = len(changed) - MOST_WORDS
    if left_out > 0:
        changed = [f"{left_out} more before these", *changed[left_out:]]
    return replace(told, before=before, changed=tuple(changed))


def _of_plan(plan: Plan) -> dict[str, Any]:
    """What is told of a plan."""
    return {"tier": PLAN, "because": plan.because, "state": plan.state}


def _of_alert(alert: Alert, state: str) -> dict[str, Any]:
    """What is told of an alert: the evidence that tells most, and what speaks for care."""
    first = lead(alert.evidence)
    where, said = first.publisher or first.key, spoken_by(first)
    return {
        "tier": alert.tier or "",
        "because": alert.tier_because,
        "materiality": alert.materiality,
        "state": state,
        "quotation": first.quotation.text,
        "said_by": ", ".join(filter(None, (said, f"in {where}" if where != said else "", first.published))),
        "url": first.url,
        "marks": marks(alert),
        "cautions": tuple(_cautions(alert)),
        "note": alert.note or LEAD,
    }


def _cautions(alert: Alert) -> Iterator[str]:
    """What speaks for care: what denies it first."""
    if alert.contrary:
        who = ", ".join(dict.fromkeys(spoken_by(e) for e in alert.contrary))
        yield f"denied by {who}"
    yield from (caution.told for caution in alert.cautions)


def meet(record: Record, channels: Sequence[Channel]) -> None:
    """Remember channels that are new: they are told what changes from now on, and not what was told before."""
    with record.reading() as connection:
        known = told.filled(connection)
    if all(c.name in known for c in channels):
        return
    with record.writing() as connection:
        known = told.filled(connection)
        fresh = [c.name for c in channels if c.name not in known]
        told.set_filled(connection, fresh, told.last_alert_change(connection))


def fill(record: Record, channels: Sequence[Channel], now: datetime) -> int:
    """Put what changed into the outboxes, in one transaction.

    Args:
        record: an open record.
        channels: the channels; `meet` has met them.
        now: the time, with its zone.

    Returns:
        How many notices were put there.
    """
    with record.writing() as connection:
        upto, put = told.filled(connection), 0
        last = told.last_alert_change(connection)
        rows = told.telling(connection, min((upto[c.name] for c in channels), default=last))
        notices = list(_notices(connection, rows))
        at = {n.id: row["id"] for n, row in zip(notices, rows, strict=True)}
        for channel in channels:
            fresh = [n for n in notices if at[n.id] > upto[channel.name]]
            put += _put(connection, channel, fresh, now)
        told.set_filled(connection, [c.name for c in channels], last)
    return put


def catch_up(record: Record, channels: Sequence[Channel], now: datetime) -> int:
    """Put what stands into the outboxes of channels that have not been told of it, as far as they ask for it.

    Args:
        record: an open record.
        channels: the channels that catch up; `fill` has filled them.
        now: the time, with its zone.

    Returns:
        How many notices were put there.
    """
    with record.reading() as connection:
        notices = list(_notices(connection, told.standing(connection, STANDS, CALENDAR)))
    with record.writing() as connection:
        return sum(_put(connection, channel, notices, now) for channel in channels)


def _put(connection: Connection, channel: Channel, notices: Sequence[Notice], now: datetime) -> int:
    """Put notices into the outbox of a channel; how many wait there for it."""
    before = map(_delivery, told.deliveries_of(connection, channel.name, (n.alert for n in notices)))
    waiting = enqueue(before, notices, [channel], now)
    told.put_deliveries(connection, [asdict(d) for d in waiting])
    return sum(d.state == "pending" for d in waiting)


def forgotten(record: Record, channels: Sequence[Channel]) -> tuple[str, ...]:
    """What waits for channels that are not there, in words: nobody sends it.

    Args:
        record: an open record.
        channels: the channels that are there.
    """
    with record.reading() as connection:
        return tuple(
            f"{count} message{'' if count == 1 else 's'} for the channel {name}, the oldest of {at}, wait"
            f"{'s' if count == 1 else ''} unsent, since no such channel is among these; its name tells what it has been sent"
            for name, count, at in told.waiting_elsewhere(connection, [c.name for c in channels])
        )


def send(
    record: Record,
    channels: Sequence[Channel],
    now: datetime,
    environ: Mapping[str, str],
    out: TextIO | None = None,
    *,
    mended: Iterable[str] = (),
) -> Iterator[Delivery]:
    """Send what is due and nobody else is sending; what arrived is remembered as soon as it has.

    Args:
        record: an open record.
        channels: the channels.
        now: the time, with its zone.
        environ: variables of the environment, for secrets.
        out: where a channel of kind terminal writes.
        mended: names of channels whose waiting messages are tried now.

    Yields:
        Each delivery as it stands after its try.
    """
    with record.reading() as connection:
        waiting = [_delivery(row) for c in channels for row in told.waiting(connection, c.name)]
        sendable = {(d.channel, d.notice): d for d in waiting}
        for name in mended:
            sendable |= {(d.channel, d.notice): d for d in at_once(waiting, name, now)}
        notices = _due_notices(connection, channels, list(sendable.values()), now)
    claims = _claimed(record, channels, waiting, sendable, notices, now)
    mine = [sendable[key] for key in claims]
    try:
        for delivery in deliver(channels, mine, Office(source(record), notices, environ, out), now):
            claim = claims.pop((delivery.channel, delivery.notice))
            _remember(record, claim, delivery)
            yield delivery
    finally:
        if claims:  # not tried, as when somebody interrupts: it is as it was
            as_it_was = {(d.channel, d.notice): d for d in waiting}
            with suppress(BadRecord), record.writing() as connection:
                for key, claim in claims.items():
                    told.exchange(connection, asdict(claim), asdict(as_it_was[key]))


_Key = tuple[str, str]


def _due_notices(
    connection: Connection, channels: Sequence[Channel], waiting: Sequence[Delivery], now: datetime
) -> dict[str, dict[str, Notice]]:
    """What each channel has to tell, with what changed since it was told last; only channels whose time may have come."""
    awake = [c for c in channels if any(d.channel == c.name and ripe(d, now) for d in waiting)]
    if not awake:
        return {}
    rows = told.changes_at(connection, ((d.alert, d.change) for d in waiting))
    latest = told.latest_telling(connection, SHOWN) if any(c.kind == "atom" for c in awake) else []
    notices = {n.id: n for n in _notices(connection, [*rows, *latest])}
    words = told.words_of(connection, (n.alert for n in notices.values()))
    shown = {f"{row['subject']}.{row['number']}" for row in latest}
    found: dict[str, dict[str, Notice]] = {}
    for channel in awake:
        open_ones = {d.notice for d in waiting if d.channel == channel.name}
        own = [n for n in notices.values() if n.id in open_ones or (channel.kind == "atom" and n.id in shown)]
        of: dict[str, list[Delivery]] = {n.alert: [] for n in own}
        for row in told.deliveries_of(connection, channel.name, of):
            of[row["alert"]].append(_delivery(row))
        found[channel.name] = {
            n.id: since(n, words[n.alert], last_told(of[n.alert], n.change))
            for n in own
            if n.id in open_ones or shows(channel, n, of[n.alert])
        }
    return found


def _claimed(
    record: Record,
    channels: Sequence[Channel],
    waiting: Sequence[Delivery],
    sendable: Mapping[_Key, Delivery],
    notices: Mapping[str, Mapping[str, Notice]],
    now: datetime,
) -> dict[_Key, Delivery]:
    """What is to be sent now, marked so that nobody else sends it, as it is marked; without what somebody else took meanwhile."""
    gone = {(d.channel, d.notice): d for d in overtaken(waiting, now)}
    left = [d for key, d in sendable.items() if key not in gone]
    wanted: dict[_Key, Delivery] = {}
    for channel in channels:
        groups = due(left, notices.get(channel.name, {}), channel, now)[:MOST_AT_ONCE]
        until = now + longest(channel, len(groups)) + MARGIN
        wanted |= {(d.channel, d.notice): claimed(d, until) for group in groups for d in group}
    if not wanted and not gone:
        return {}
    as_it_was = {(d.channel, d.notice): asdict(d) for d in waiting}
    with record.writing() as connection:
        for key, d in gone.items():
            told.exchange(connection, as_it_was[key], asdict(d))
        return {key: d for key, d in wanted.items() if told.exchange(connection, as_it_was[key], asdict(d))}


def _remember(record: Record, claim: Delivery, delivery: Delivery) -> None:
    """Store how a delivery stands; a failure only if nobody took it over meanwhile."""
    with record.writing() as connection:
        if delivery.state == "delivered":
            told.put_deliveries(connection, [asdict(delivery)])
        else:
            told.exchange(connection, asdict(claim), asdict(delivery))


def source(record: Record) -> str:
    """What tells this record's alerts from those of others: a URI without password or path."""
    name = record.name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].partition("?")[0].removesuffix(".db")
    return "urn:communique:" + "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)


def _notices(connection: Connection, rows: Sequence[told.Row]) -> Iterator[Notice]:
    """Changes as they are told, with the states that their alerts have now."""
    states = told.states_now(connection, (row["subject"] for row in rows))
    yield from (notice(change(row), states.get(row["subject"], "new")) for row in rows)


def _delivery(row: told.Row) -> Delivery:
    """A delivery of its row."""
    return Delivery(**row)
