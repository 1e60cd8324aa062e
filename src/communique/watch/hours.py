"""When a channel may send: digests at times of day, quiet hours, in the time zone of the channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from communique.watch.channels import Channel


def earliest(channel: Channel, tier: str, now: datetime) -> datetime:
    """The first time at which something that arises now may be sent.

    Args:
        channel: the channel.
        tier: its tier; one of `at_once` waits for nothing.
        now: the time, with its zone.
    """
    if tier in channel.at_once:
        return now
    at = _next(channel.digest, channel.zone, now) if channel.digest else now
    return _next((channel.quiet.until,), channel.zone, at) if channel.quiet and is_quiet(channel, at) else at


def is_quiet(channel: Channel, now: datetime) -> bool:
    """Whether a channel has quiet hours.

    Args:
        channel: the channel.
        now: the time, with its zone.
    """
    if channel.quiet is None:
        return False
    since, until = channel.quiet.since, channel.quiet.until
    at = now.astimezone(ZoneInfo(channel.zone)).time()
    return since <= at < until if since < until else at >= since or at < until


def _next(times: Iterable[time], zone: str, now: datetime) -> datetime:
    """The next of some times of day, now or later. Where clocks go back, a time is there twice."""
    today = now.astimezone(ZoneInfo(zone)).date()
    places = [
        datetime.combine(today + timedelta(days=days), at.replace(fold=fold), ZoneInfo(zone)).astimezone(UTC)
        for days in (0, 1, 2)
        for at in times
        for fold in (0, 1)
    ]
    return min(place for place in places if place >= now)
