"""Stretches of days as ISO 8601 writes them: shifted, measured, in words, and what several of them have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

Span = tuple[str | None, str | None]
"""First and last day; None is open."""


@lru_cache(maxsize=8192)
def _number(day: str) -> int:
    """The number of a day; one before year 1 has that of the first that can be told."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 1


def shift(day: str | None, days: int) -> str:
    """A day some days later.

    Args:
        day: ISO 8601 date; None and dates before year 1 count as the first day of year 1.
        days: how many, negative for earlier.

    >>> shift("2024-02-28", 2)
    '2024-03-01'
    """
    return date.fromordinal(min(max(_number(day or "") + days, 1), date.max.toordinal())).isoformat()


def between(first: str, last: str) -> int:
    """Days from one day to another, negative if the other is earlier.

    >>> between("2024-02-28", "2024-03-01")
    2
    """
    return _number(last) - _number(first)


def span(first: str | None, last: str | None) -> str:
    """A first and a last day in words.

    >>> span("2024-03-01", "2024-03-02")
    '2024-03-01 to 2024-03-02'
    >>> span("2024-03-01", None)
    'from 2024-03-01'
    """
    if first == last:
        return first or "an unknown day"
    if not first or not last:
        return f"from {first}" if first else f"until {last}"
    return f"{first} to {last}"


def overlap(spans: Sequence[Span]) -> Span | None:
    """The days that all spans have in common; None if there are none.

    >>> overlap([("2024-05-01", "2024-05-31"), ("2024-05-03", None)])
    ('2024-05-03', '2024-05-31')
    """
    earliest = max((first for first, _ in spans if first), default=None)
    latest = min((last for _, last in spans if last), default=None)
    return (earliest, latest) if not earliest or not latest or earliest <= latest else None


def hull(spans: Sequence[Span]) -> Span:
    """From the first day of any span to the last of any; open where one of them is.

    >>> hull([("2024-05-01", "2024-05-02"), ("2024-05-09", None)])
    ('2024-05-01', None)
    """
    firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
    return (
        None if None in firsts else min(first for first in firsts if first),
        None if None in lasts else max(last for last in lasts if last),
    )


def allowed(spans: Sequence[Span]) -> tuple[Span, int]:
    """The days that all spans allow, else those that more than half do, else all that any does; and how many agree, 0 for the last.

    >>> allowed([("2024-05-03", "2024-05-03"), ("2024-05-01", "2024-05-04"), ("2024-05-09", "2024-05-09")])
    (('2024-05-03', '2024-05-03'), 2)
    """
    shared = overlap(spans)
    if shared:
        return shared, len(spans)
    best: tuple[int, Span] = (0, (None, None))
    for start in sorted({first or "" for first, _ in spans}):
        inside = [s for s in spans if (s[0] or "") <= start <= (s[1] or "9999-12-31")]
        shared = overlap(inside) if len(inside) > best[0] else None
        if shared:
            best = (len(inside), shared)
    return (best[1], best[0]) if 2 * best[0] > len(spans) else (hull(spans), 0)
