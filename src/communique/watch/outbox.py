"""What has been delivered, what waits, and until when: small values that the caller stores, and functions over them.

Everything is sent at least once. A notice has an identifier that stays the same, and is sent to a channel once it has arrived there;
an alert is told again only when it changed; of changes that pile up while a channel waits, the last is sent, which tells them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        state: pending, delivered, or replaced by a later change before it was sent.
        attempts: tries so far.
        next_try: not before this time, ISO 8601 in UTC.
        delivered_at: when it was taken, ISO 8601 in UTC, or None.
        because: what the last try came to, in words.
    """

    channel: str
    notice: str
    alert: str
    change: int
    state: Literal["pending", "delivered", "replaced"]
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
    """Put notices into the outbox, once for each channel that wants them.

    Args:
        deliveries: the outbox as it is stored.
        notices: what is told; those that are in the outbox already do no harm.
        channels: the channels.
        now: the time, with its zone.

    Returns:
        What is new or changed, to be stored before anything is sent.
    """
    known = {(d.channel, d.notice): d for d in deliveries}
    latest: dict[tuple[str, str], Delivery] = {}
    for delivery in known.values():
        key = (delivery.channel, delivery.alert)
        if key not in latest or delivery.change > latest[key].change:
            latest[key] = delivery
    found: dict[tuple[str, str], Delivery] = {}
    for notice in sorted(notices, key=lambda n: (n.at, n.alert, n.change)):
        for channel in channels:
            before = latest.get((channel.name, notice.alert))
            if not channel.wants(notice.rule, notice.tier) or (before and before.change >= notice.change):
                continue
            if before and before.state == "pending":
                why = f"change {notice.change} came before it was sent"
                found[channel.name, before.notice] = replace(before, state="replaced", because=why)
            at = _iso(earliest(channel, notice.tier, now))
            new = Delivery(channel.name, notice.id, notice.alert, notice.change, "pending", 0, at)
            found[channel.name, notice.id] = latest[channel.name, notice.alert] = new
    return tuple(found.values())


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
        The groups; those that were tried least come first, so that one which always fails holds up no other.
    """
    quiet = is_quiet(channel, now)
    ready = sorted(
        (d for d in deliveries if d.channel == channel.name and d.state == "pending" and d.notice in notices),
        key=lambda d: (d.attempts, d.next_try, d.alert, d.change),
    )
    ready = [d for d in ready if datetime.fromisoformat(d.next_try) <= now]
    urgent = [d for d in ready if notices[d.notice].tier in channel.at_once]
    rest = [] if quiet else [d for d in ready if notices[d.notice].tier not in channel.at_once]
    if channel.kind == "atom":
        return (tuple(urgent + rest),) if urgent or rest else ()
    together = [tuple(rest)] if channel.digest and rest else [(d,) for d in rest]
    return (*((d,) for d in urgent), *together)


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
    return replace(delivery, attempts=attempts, next_try=_iso(now + wait), because=outcome.because)


def postponed(delivery: Delivery, failed: Delivery) -> Delivery:
    """A delivery that was not tried, since its channel had just failed with another.

    Args:
        delivery: as it stood.
        failed: the one that failed.
    """
    because = f"not tried, since {failed.notice} had failed: {failed.because}"
    return replace(delivery, next_try=failed.next_try, because=because)


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
    return min((d.next_try for d in deliveries if d.state == "pending"), default=None)


def failing(deliveries: Iterable[Delivery]) -> Iterator[str]:
    """What has been tried and has not arrived, in words, one line for each notice and channel.

    Args:
        deliveries: the outbox.
    """
    for d in deliveries:
        if d.state == "pending" and d.because:
            yield f"{d.notice} to {d.channel}: {d.because}; tried {d.attempts} times, next after {d.next_try}"


def _iso(at: datetime) -> str:
    """A time in UTC, to the second that has begun, so that what may go now is not a second late."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
