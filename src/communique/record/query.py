"""Asking a record: which claims and events meet a filter, page by page; a sample of them; plans; changes; documents.

Answers are numbers of claims, events and documents, in order; `loading.py` makes values of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from communique.errors import BadRequest
from communique.record.columns import Numbers, day_number
from communique.record.filter import Filter
from communique.record.matching import Selection, once, selected
from communique.record.schema import changes as changes_table
from communique.record.schema import documents as documents_table
from communique.record.schema import events as events_table
from communique.record.schema import links
from communique.record.values import Change

CLAIM_ORDERS: tuple[str, ...] = ("-published", "published", "-time", "time", "-added", "added", "source")
"""How claims can be ordered; a minus puts the last first. `time` is that of the act, `added` when the record learned it; `source` puts
together what one holder says, by country and name."""

EVENT_ORDERS: tuple[str, ...] = ("-published", "published", "-time", "time", "-added", "added", "-claims")
"""How events can be ordered: by the first of their claims that meet the filter, with a minus by the last; by how many these are."""

PLANS: tuple[str, ...] = ("due", "overdue", "fulfilled", "cancelled", "postponed", "all")
"""What can be asked of plans."""

_OUTCOMES = {"fulfilled": "fulfils", "cancelled": "cancels", "postponed": "postpones"}
_LATE = 1 << 30
"""Stands for a day that is not known where the first come first: such claims come last."""


A_TIME = 500
"""Numbers that are given to the database in one query."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer.

    Attributes:
        numbers: of claims, events or documents, in order.
        cursor: what brings the next page, None on the last one.
        total: how many there are on all pages.
    """

    numbers: tuple[int, ...]
    cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned event and what became of it.

    Attributes:
        event: its number.
        earliest: first day for which it is planned, ISO 8601, None where open.
        latest: last day, None where open.
        due: the day until which it is waited for, None where that is not known.
        assumed: whether no report tells its time, so that `due` is only so many days after the first report.
        outcome: fulfils, cancels or postpones; None while nothing is known.
        by: the event that brought the outcome; None where its own later reports tell it.
        lag: days from the end of the planned time to the outcome, None where not known.
        because: why that event is the outcome, or how late it is.
    """

    event: int
    earliest: str | None
    latest: str | None
    due: str | None
    assumed: bool
    outcome: str | None = None
    by: int | None = None
    lag: int | None = None
    because: str = ""


def claims(
    connection: Connection,
    asked: Filter,
    *,
    order: str = "-published",
    limit: int | None = 50,
    after: str | None = None,
) -> Page:
    """Claims that meet a filter.

    Args:
        connection: to the record.
        asked: the filter.
        order: one of `CLAIM_ORDERS`; what is equal comes in the order of its numbers.
        limit: most claims on a page, None for all.
        after: `Page.cursor` of the page before.

    Raises:
        BadRequest: an order that is none, or a cursor of another listing.
    """
    _check_order(order, CLAIM_ORDERS)
    found = selected(connection, asked, _order_columns(order))
    numbers = found.numbers("claim")
    if order == "source":
        keys, words = _holders(found)
        return _page(numbers, keys, limit, after, last_first=False, words=words)
    keys = _order_keys(found, order)
    return _page(numbers, keys, limit, after, last_first=order.startswith("-"))


def events(
    connection: Connection,
    asked: Filter,
    *,
    order: str = "-published",
    limit: int | None = 50,
    after: str | None = None,
) -> Page:
    """Events of which one claim meets a filter, as `claims` does for claims.

    Args:
        connection: to the record.
        asked: the filter.
        order: one of `EVENT_ORDERS`.
        limit: most events on a page, None for all.
        after: `Page.cursor` of the page before.

    Raises:
        BadRequest: an order that is none, or a cursor of another listing.
    """
    _check_order(order, EVENT_ORDERS)
    found = selected(connection, asked, _order_columns(order))
    of = found.numbers("event")
    last_first = order.startswith("-")
    best = np.zeros(int(of.max(initial=0)) + 1, dtype=np.int64)
    if order == "-claims":
        best = np.bincount(of, minlength=1)
    elif last_first:
        np.maximum.at(best, of, _order_keys(found, order) + 1)
    else:
        np.maximum.at(best, of, _LATE + 1 - _order_keys(found, order))
    numbers = np.flatnonzero(best)
    keys = best[numbers] if order == "-claims" else best[numbers] - 1 if last_first else _LATE + 1 - best[numbers]
    return _page(numbers, keys, limit, after, last_first=last_first)


def _check_order(order: str, known: tuple[str, ...]) -> None:
    """Refuse an order that is none."""
    if order not in known:
        raise BadRequest("order", f"{order!r} is none of {', '.join(known)}")


def _order_columns(order: str) -> tuple[str, ...]:
    """Columns that an order needs."""
    known = {"published": ("published",), "time": ("earliest", "latest"), "source": ("source", "source_country")}
    return known.get(order.removeprefix("-"), ())


def _order_keys(found: Selection, order: str) -> Numbers:
    """What the claims of a selection are ordered by; a day that is not known comes last either way."""
    keys = np.zeros(int(found.mask.sum()), dtype=np.int64)
    if order.endswith("published"):
        keys = found.numbers("published")
    elif order.endswith("time"):
        first, second = ("latest", "earliest") if order.startswith("-") else ("earliest", "latest")
        keys = found.numbers(first)
        keys = np.where(keys > 0, keys, found.numbers(second))
    elif order == "added":
        return keys
    return keys if order.startswith("-") else np.where(keys > 0, keys, _LATE)


def _holders(found: Selection) -> tuple[Numbers, list[str]]:
    """Holders as places in an ordered list of "RUS Dmitry Peskov"."""
    (names, known), (countries, codes) = (found.columns.codes(name) for name in ("source", "source_country"))
    keys = countries[found.mask].astype(np.int64) * len(known) + names[found.mask]
    places = np.flatnonzero(np.bincount(keys, minlength=1))
    told = (
        [f"{codes[place // len(known)]} {known[place % len(known)]}" for place in places.tolist()] if len(keys) else []
    )
    words = sorted(told)
    ranks = np.zeros(int(places.max(initial=0)) + 1, dtype=np.int64)
    if told:
        ranks[places] = [bisect_left(words, word) for word in told]
    return ranks[keys], words


def _page(
    numbers: Numbers,
    keys: Numbers,
    limit: int | None,
    after: str | None,
    *,
    last_first: bool,
    words: list[str] | None = None,
) -> Page:
    """The numbers of a page, ordered by their keys and themselves."""
    both = np.sort((keys << 32) | numbers)
    if after is not None:
        key, exact, number = _place(after, words)
        place = (key << 32) | number if exact else key << 32
        start = int(np.searchsorted(both, place, side="left" if last_first or not exact else "right"))
        rest = both[:start] if last_first else both[start:]
    else:
        rest = both
    rest = rest[::-1] if last_first else rest
    page = rest[:limit]
    cursor = None
    if len(page) and len(page) < len(rest):
        key, number = int(page[-1]) >> 32, int(page[-1]) & 0xFFFFFFFF
        cursor = f"{key if words is None else words[key]}~{number}"
    return Page(tuple((page & 0xFFFFFFFF).tolist()), cursor, len(both))


def _place(cursor: str, words: list[str] | None) -> tuple[int, bool, int]:
    """Key and number with which the page before ended, and whether the key still is one."""
    key, tilde, number = cursor.rpartition("~")
    if not tilde or not number.isdecimal() or len(number) > 10 or (words is None and not key.isdecimal()):
        raise BadRequest("cursor", f"{cursor!r} is no cursor of this listing; take it from the page before")
    if words is None:
        return min(int(key[:12]), _LATE), True, int(number)
    place = bisect_left(words, key)
    return place, words[place : place + 1] == [key], int(number)


def sample(connection: Connection, asked: Filter, size: int, seed: int) -> tuple[int, ...]:
    """Claims drawn at random from those that meet a filter; the same ones for the same record, filter and seed, on any database.

    Args:
        connection: to the record.
        asked: the filter.
        size: how many; fewer if there are no more.
        seed: any number.

    Returns:
        Their numbers. A smaller sample is the beginning of a larger one.
    """
    numbers = selected(connection, asked).numbers("claim")
    mixed = _mixed(numbers.astype(np.uint64) ^ _mixed(np.array([seed % (1 << 64)], dtype=np.uint64)))
    return tuple(numbers[np.argsort(mixed, kind="stable")][: max(size, 0)].tolist())


def _mixed(numbers: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Numbers of which each bit depends on all bits of the given one (the finisher of splitmix64)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def plans(
    connection: Connection, as_of: str, which: str = "all", *, within: int | None = None, asked: Filter | None = None
) -> tuple[Plan, ...]:
    """Planned events and what became of them, in order of their last days.

    Args:
        connection: to the record.
        as_of: today, ISO 8601.
        which: due (their time is not over), overdue (it is, and nothing is known to have come of them), fulfilled, cancelled, postponed
            or all.
        within: for due: days from `as_of` in which they may begin.
        asked: only events that meet this filter.

    Raises:
        BadRequest: something else is asked.
    """
    if which not in PLANS:
        raise BadRequest("plans", f"{which!r} is none of {', '.join(PLANS)}")
    today = date.fromordinal(day_number(as_of))
    c, by = events_table.c, aliased(links)
    query = (
        select(c.id, c.earliest, c.latest, c.due, c.due_assumed, c.outcome, by.c.event, by.c.lag, by.c.because)
        .outerjoin(by, and_(by.c.other == c.id, by.c.kind == c.outcome))
        .where(c.planned == 1, _which(which, today, within))
        .order_by(c.due.is_(None), c.due, c.id, by.c.score.desc(), by.c.event)
    )
    among = None if asked is None or asked.empty else set(selected(connection, asked).numbers("event").tolist())
    found: dict[int, Plan] = {}
    for number, earliest, latest, due, assumed, outcome, event, lag, because in connection.execute(query):
        if number not in found and (among is None or number in among):
            told = because or (_late(due, today) if which == "overdue" else "")
            found[number] = Plan(number, earliest, latest, due, bool(assumed), outcome, event, lag, told)
    return tuple(found.values())


def _which(which: str, today: date, within: int | None) -> ColumnElement[bool]:
    """Condition for the plans that are asked for."""
    c, day = events_table.c, today.isoformat()
    if which in _OUTCOMES:
        return c.outcome == _OUTCOMES[which]
    if which == "all":
        return c.planned == 1
    waiting = and_(c.status == "planned", c.outcome.is_(None))
    if which == "overdue":
        return and_(waiting, c.due < day)
    soon: ColumnElement[bool] = true()
    if within is not None:
        soon = func.coalesce(c.earliest, c.due) <= (today + timedelta(days=within)).isoformat()
    return and_(waiting, or_(c.due.is_(None), c.due >= day), soon)


def _late(due: str | None, today: date) -> str:
    """How long ago a plan's time was over."""
    days = (today - date.fromordinal(day_number(due))).days
    return f"its time was over {days} day{'' if days == 1 else 's'} ago, and no report tells what came of it"


def changes(
    connection: Connection,
    since: str | None = None,
    until: str | None = None,
    *,
    asked: Filter | None = None,
    limit: int | None = None,
    after: int = 0,
) -> tuple[Change, ...]:
    """What became different in a record, in the order in which it learned it.

    Args:
        connection: to the record.
        since: day or time from which, ISO 8601, in UTC.
        until: day or time up to which, that day included.
        asked: only events that meet this filter now; those that are gone do not.
        limit: most changes.
        after: number of the change that the page before ended with.
    """
    c = changes_table.c
    query = select(changes_table).where(c.id > after).order_by(c.id)
    if since:
        query = query.where(c.at >= since)
    if until:
        query = query.where(c.at < _day_after(until) if len(until) == 10 else c.at <= until)
    among = None if asked is None or asked.empty else set(selected(connection, asked).numbers("event").tolist())
    if among is None and limit is not None:
        query = query.limit(limit)
    return tuple(islice(_changes(connection, query, among), limit))


def _day_after(day: str) -> str:
    """The next day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _changes(connection: Connection, query: Select[Any], among: set[int] | None) -> Iterator[Change]:
    """Changes of some events, or of all."""
    for row in connection.execute(query).mappings():
        if among is None or row["event"] in among:
            yield Change(**row)


def documents(connection: Connection, asked: Filter, *, versions: bool = False) -> tuple[int, ...]:
    """Documents whose claims meet a filter, the last published first, each page in its latest version.

    Args:
        connection: to the record.
        asked: the filter; an empty one means all documents, also those without claims.
        versions: with every earlier version of a page that was changed, which tells no claims any more.
    """
    if asked.empty:
        return tuple(connection.execute(_all_documents(versions=versions)).scalars())
    found = selected(connection, asked, ("document", "published"))
    both = once((found.numbers("published") << 32) | found.numbers("document"))[::-1] & 0xFFFFFFFF
    numbers: list[int] = both.tolist()
    if versions:
        pages = (numbers[start : start + A_TIME] for start in range(0, len(numbers), A_TIME))
        numbers = [number for page in pages for number in _versions(connection, page)]
    return tuple(numbers)


def _all_documents(*, versions: bool) -> Select[Any]:
    """All documents, or the latest version of each page."""
    c, newer = documents_table.c, aliased(documents_table)
    query = select(c.id).order_by(c.published.desc().nulls_last(), c.id.desc())
    later = select(newer.c.id).where(newer.c.key == c.key, newer.c.version > c.version)
    return query if versions else query.where(~later.exists())


def _versions(connection: Connection, numbers: list[int]) -> Iterator[int]:
    """Documents with their earlier versions, the latest first."""
    one, other = documents_table, aliased(documents_table)
    query = select(one.c.id, other.c.id).join(other, other.c.key == one.c.key).where(one.c.id.in_(numbers))
    found: dict[int, list[int]] = {}
    for number, version in connection.execute(query.order_by(other.c.version.desc())):
        found.setdefault(number, []).append(version)
    return (version for number in numbers for version in found[number])
