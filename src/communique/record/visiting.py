"""What `communique follow` remembers in a record: the state of each feed, and a log of what was read, skipped and why."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from communique.record.facts import LONGEST, NO_CHARACTER, next_id
from communique.record.schema import feeds, visits
from communique.record.values import Visit

SETTLED = ("read", "known", "skipped", "error")
"""Outcomes after which an article is not asked for again."""

BEFORE = "before "
"""Outcome, with a day after it, of an article that was published before the day from which articles were asked for. It is not asked
for again until an earlier day is given."""


def state_of(connection: Connection, url: str) -> str | None:
    """The state of a feed as it was saved, None if it never was."""
    return connection.execute(select(feeds.c.state).where(feeds.c.url == url)).scalar()


def save_state(connection: Connection, url: str, state: str) -> None:
    """Remember the state of a feed."""
    connection.execute(delete(feeds).where(feeds.c.url == url))
    connection.execute(insert(feeds), {"url": url, "state": state})


def settled(connection: Connection, url: str, since: str | None = None) -> bool:
    """Whether an article was read or given up before, or was too old and is so still.

    Args:
        connection: to the record.
        url: the article.
        since: no article published before this day is read now; all are if None.
    """
    outcome: ColumnElement[bool] = visits.c.what.in_(SETTLED)
    if since:
        # of days in one form the earlier text is the earlier day
        outcome = or_(outcome, visits.c.what.between(BEFORE, BEFORE + since))
    query = select(visits.c.id).where(visits.c.url == _short(url), outcome).limit(1)
    return connection.execute(query).first() is not None


def note(connection: Connection, visit: Visit) -> None:
    """One more line of the log; what no database can hold is replaced in it."""
    row = visit.model_dump(exclude={"id"})
    row |= {name: NO_CHARACTER.sub("\ufffd", row[name]) for name in ("feed", "because")} | {"url": _short(visit.url)}
    connection.execute(insert(visits), {"id": next_id(connection, visits), **row})


def _short(url: str) -> str:
    """An address as it is logged: one that is too long for an index is cut, with its digest at the end so that it stays its own."""
    url = NO_CHARACTER.sub("\ufffd", url)
    told = url.encode()
    if len(told) <= LONGEST:
        return url
    return f"{told[: LONGEST - 100].decode(errors='ignore')}…{sha256(told).hexdigest()[:16]}"


def read_log(connection: Connection, since: str | None = None, limit: int | None = None) -> list[Visit]:
    """Lines of the log, the latest first.

    Args:
        connection: to the record.
        since: only from this time on, ISO 8601.
        limit: at most so many.
    """
    query = select(visits).order_by(visits.c.id.desc()).limit(limit)
    if since:
        query = query.where(visits.c.at >= since)
    return [Visit(**row) for row in connection.execute(query).mappings()]
