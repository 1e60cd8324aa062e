"""What has been delivered, what waits, and until when: small values that the caller stores, and functions over them.

Everything is sent at least once. A notice has an identifier that stays the same, and is sent to a channel once it has arrived there;
an alert is told again only when it changed; of changes that pile up while a channel waits, the last is sent, with the words of all.
Whoever was told of an alert is told what became of it, whatever its tier is then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from communique.watch.channels import Channel
from communique.watch.hours import earliest, is_quiet
from communique.watch.notice import Notice

FIRST_WAIT = timedelta(minutes=1)
"""Before the second try; twice as long before each further one."""

LONGEST_WAIT = timedelta(hours=6)
"""Between tries at most."""

OPEN: tuple[str, ...] = ("pending", "sending")
"""States of what has not arrived yet: who was sending it may have been killed."""

MENDING_WAIT = timedelta(hours=1)
"""At least, after an answer that another try will not change until somebody mends something."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one notice stands with one channel. `channel` and `notice` together are its key.

    Attributes:
        channel: name of the channel.
        notice: identifier of the notice.
        alert: identifier of its alert.
        change: which change of the alert it is.
        state: pending; sending, while somebody is at it; delivered; or replaced by a later change before it was sent.
        attempts: tries so far that came to an end.
        next_try: not before this time, ISO 8601 in UTC; of what is being sent, the time from which somebody else may take it.
        delivered_at: when it was taken, ISO 8601 in UTC, or None.
        because: what the last try came to, in words.
    """

    channel: str
    notice: str
    alert: str
    change: int
    state: Literal["pending", "sending", "delivered", "replaced"]
    attempts: int
    next_try: str
    delivered_at: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a try came to.

    Attributes:
        result: delivered; later, if another try may do; refused, if this message is not taken and others may be; broken, if the channel
            does not work until something is mended.
        because: in words, without addresses or secrets.
        wait: seconds that the receiver asks for, or None.
    """

    result: Literal["delivered", "later", "refused", "broken"]
    because: str
    wait: float | None = None


def enqueue(
    deliveries: Iterable[Delivery], notices: Iterable[Notice], channels: Sequence[Channel], now: datetime
) -> tuple[Delivery, ...]:
    """Put notices into the outbox, once for each channel that wants them, or was told of the alert before.

    Args:
        deliveries: the outbox as it is stored; of the alerts that are told, also what has arrived.
        notices: what is told; those that are in the outbox already do no harm.
        channels: the channels.
        now: the time, with its zone.

    Returns:
        What is new or changed, to be stored before anything is sent.
    """
    of: dict[tuple[str, str], dict[int, Delivery]] = {}
    for d in deliveries:
        of.setdefault((d.channel, d.alert), {})[d.change] = d
    found: dict[tuple[str, str], Delivery] = {}
    for notice in sorted(notices, key=lambda n: (n.at, n.alert, n.change)):
        for channel in channels:
            before = of.setdefault((channel.name, notice.alert), {})
            goes, waits = _goes(channel, notice, before.values()), _waits(before.values())
            if max(before, default=0) >= notice.change or not (goes or waits):
                continue
            at = _iso(earliest(channel, notice.tier, now))
            fresh = [
                replace(d, state="replaced", because=f"change {notice.change} came before it was sent") for d in waits
            ]
            new = Delivery(channel.name, notice.id, notice.alert, notice.change, "pending", 0, at)
            fresh.append(
                new
                if goes
                else replace(new, state="replaced", because=f"{notice.end or 'no longer asked for'} before it was sent")
            )
            before.update({d.change: d for d in fresh})
            found.update({(d.channel, d.notice): d for d in fresh})
    return tuple(found.values())


def _goes(channel: Channel, notice: Notice, before: Collection[Delivery]) -> bool:
    """Whether a channel is told, by what became of earlier changes of the alert.

    What was tried may have arrived, whatever the answer was. An alert that is taken back before anything of it was sent is not told;
    that one is part of another is of use only to those who have both. A feed shows alerts that it was never sent.
    """
    if not channel.follows(notice.rule):
        return False
    heard = any(d.attempts or d.state == "sending" for d in before)
    if heard or (_waits(before) and not notice.end):
        return True
    if not channel.wants(notice.rule, notice.tier) or (_waits(before) and notice.end):
        return False
    return notice.end != "merged" or channel.kind == "atom"


def _waits(before: Iterable[Delivery]) -> list[Delivery]:
    """What has not been sent yet."""
    return [d for d in before if d.state == "pending"]


def shows(channel: Channel, notice: Notice, before: Iterable[Delivery]) -> bool:
    """Whether a feed goes on showing a notice: what it asks for, and whatever became of what it was told.

    Args:
        channel: the channel.
        notice: the last change of an alert.
        before: how changes of this alert stand with the channel.
    """
    if not channel.follows(notice.rule):
        return False
    had = {d.change for d in before if d.state != "replaced"}
    return notice.change in had if notice.end else bool(had) or channel.wants(notice.rule, notice.tier)


def last_told(before: Iterable[Delivery], change: int) -> int:
    """The change of an alert that a channel was told last before another one, 0 if none.

    Args:
        before: how changes of the alert stand with the channel.
        change: the other one.
    """
    return max((d.change for d in before if d.state == "delivered" and d.change < change), default=0)


def due(
    deliveries: Iterable[Delivery], notices: Mapping[str, Notice], channel: Channel, now: datetime
) -> tuple[tuple[Delivery, ...], ...]:
    """What a channel has to send now, one group for each message.

    Args:
        deliveries: the outbox.
        notices: notices by identifier; what is not among them waits.
        channel: the channel.
        now: the time, with its zone.

    Returns:
        The groups; those that were tried least come first, so that one which always fails holds up no other. Of an alert of which
        somebody else is sending a change, nothing is due.
    """
    quiet = is_quiet(channel, now)
    waiting = [d for d in deliveries if d.channel == channel.name and d.state in OPEN]
    busy = {d.alert for d in waiting if d.state == "sending" and not ripe(d, now)}
    ready = sorted(
        (d for d in waiting if ripe(d, now) and d.alert not in busy and d.notice in notices),
        key=lambda d: (d.attempts, d.next_try, d.alert, d.change),
    )
    urgent = [d for d in ready if notices[d.notice].tier in channel.at_once]
    rest = [] if quiet else [d for d in ready if notices[d.notice].tier not in channel.at_once]
    if channel.kind == "atom":
        return (tuple(urgent + rest),) if urgent or rest else ()
    together = [tuple(rest)] if channel.digest and rest else [(d,) for d in rest]
    return (*((d,) for d in urgent), *together)


def ripe(delivery: Delivery, now: datetime) -> bool:
    """Whether the time of a delivery has come: to be sent, or to be taken from somebody who did not come to an end.

    Args:
        delivery: as it stands.
        now: the time, with its zone.
    """
    return datetime.fromisoformat(delivery.next_try) <= now


def overtaken(deliveries: Iterable[Delivery], now: datetime) -> tuple[Delivery, ...]:
    """What is not sent any more, since a later change of its alert waits: it had been in somebody's hands when that one came.

    Args:
        deliveries: the outbox.
        now: the time, with its zone.
    """
    waiting = [d for d in deliveries if d.state == "pending" or (d.state == "sending" and ripe(d, now))]
    last: dict[tuple[str, str], int] = {}
    for d in waiting:
        last[d.channel, d.alert] = max(d.change, last.get((d.channel, d.alert), 0))
    why = {key: f"change {change} came before it was sent" for key, change in last.items()}
    return tuple(
        # what was being sent may have arrived: that counts as tried
        replace(d, state="replaced", attempts=d.attempts + (d.state == "sending"), because=why[d.channel, d.alert])
        for d in waiting
        if d.change < last[d.channel, d.alert]
    )


def claimed(delivery: Delivery, until: datetime) -> Delivery:
    """A delivery that somebody is about to send.

    Args:
        delivery: as it stands.
        until: the time from which somebody else may take it, with its zone.
    """
    return replace(delivery, state="sending", next_try=_iso(until))


def settled(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    """How a delivery stands after a try.

    Args:
        delivery: as it stood.
        outcome: what the try came to.
        now: the time, with its zone.
    """
    attempts = delivery.attempts + 1
    if outcome.result == "delivered":
        at = _iso(now)
        return replace(delivery, state="delivered", attempts=attempts, delivered_at=at, because=outcome.because)
    # doubled ten times it is longer than the longest wait
    wait = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    wait = wait if outcome.result == "later" else max(wait, MENDING_WAIT)
    wait = max(wait, timedelta(seconds=outcome.wait or 0.0))
    return replace(delivery, state="pending", attempts=attempts, next_try=_iso(now + wait), because=outcome.because)


def postponed(delivery: Delivery, failed: Delivery) -> Delivery:
    """A delivery that was not tried, since its channel had just failed with another.

    Args:
        delivery: as it stood.
        failed: the one that failed.
    """
    because = f"not tried, since {failed.notice} had failed: {failed.because}"
    return replace(delivery, state="pending", next_try=failed.next_try, because=because)


def at_once(deliveries: Iterable[Delivery], channel: str, now: datetime) -> tuple[Delivery, ...]:
    """What waits for a channel, to be tried now: for when it was mended.

    Args:
        deliveries: the outbox.
        channel: name of the channel.
        now: the time, with its zone.
    """
    return tuple(
        replace(d, next_try=_iso(now))
        for d in deliveries
        if d.channel == channel and d.state == "pending" and d.because
    )


def next_due(deliveries: Iterable[Delivery]) -> str | None:
    """When something in the outbox is to be tried again, ISO 8601 in UTC; None if nothing waits.

    Args:
        deliveries: the outbox.
    """
    return min((d.next_try for d in deliveries if d.state in OPEN), default=None)


def failing(deliveries: Iterable[Delivery]) -> Iterator[str]:
    """What has been tried and has not arrived, in words, one line for each notice and channel.

    Args:
        deliveries: the outbox.
    """
    for d in deliveries:
        if d.state == "pending" and d.because:
            yield f"{d.notice} to {d.channel}: {d.because}; tried {d.attempts} time{'' if d.attempts == 1 else 's'}, next after {d.next_try}"


def _iso(at: datetime) -> str:
    """A time in UTC, to the second that has begun, so that what may go now is not a second late."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
