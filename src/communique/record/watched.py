"""What the rules of the watch look at in a record: events that changed, by what is dealt in and between whom, and plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from communique.record import consensus, loading
from communique.record.direct import Direct
from communique.record.loading import A_TIME
from communique.record.schema import changes, events, facets, links
from communique.record.values import OUTCOMES, Claim, Link, RecordEvent

Row = dict[str, Any]

Dealing = tuple[str, str | None, str | None, str | None]
"""Item, giver, taker, and the parties where no direction is told."""


def last_change(connection: Connection) -> int:
    """Number of the last change of any event, 0 if there is none."""
    return int(connection.execute(select(func.coalesce(func.max(changes.c.id), 0))).scalar_one())


def changed_events(connection: Connection, since: int, until: int) -> list[int]:
    """Events that changed after one change and up to another."""
    query = select(changes.c.event).where(changes.c.id > since, changes.c.id <= until).distinct()
    return sorted(connection.execute(query).scalars())


def dealings(
    connection: Connection, items: Sequence[str], among: Sequence[int] | None = None
) -> Iterator[tuple[int, Dealing]]:
    """Events with each of their dealings in some items.

    Args:
        connection: to the record.
        items: nodes of the item tree; a dealing at or below any of them.
        among: only of these events; of all if None.
    """
    wanted = " or ".join("d.item = ? or d.item like ?" for _ in items)
    values = [v for item in items for v in (item, f"{item}.%")]
    # where events are given, an index finds their claims, and another the dealings of these; all dealings are a small table
    start = "dealings d" if among is None else "facets f join dealings d on d.claim = f.claim"
    event = "d.event" if among is None else "f.event"
    told = f"""select distinct {event}, d.item, d.giver, d.taker, d."between" from {start}
        where {event} is not null and d.stage is not null and ({wanted})"""  # noqa: S608 - names
    for number, *dealing in _rows(connection, told, values, among):
        yield number, tuple(dealing)


def with_party(connection: Connection, events_asked: Sequence[int], codes: Sequence[str]) -> Iterator[int]:
    """Events in which somebody of some countries or bodies takes part."""
    told = f"""select distinct f.event from facets f join parties p on p.claim = f.claim
        where p.country in ({", ".join("?" * len(codes))})"""  # noqa: S608 - marks only
    yield from (row[0] for row in _rows(connection, told, codes, events_asked))


def of_types(connection: Connection, types: Sequence[str] | None, among: Sequence[int] | None = None) -> Iterator[int]:
    """Events of which a claim has one of some PLOVER types; all of them if None."""
    told, values = "select distinct f.event from facets f where f.event is not null", list[str]()
    if types is not None:
        told += f" and f.type in ({', '.join('?' * len(types))})"
        values += types
    yield from (row[0] for row in _rows(connection, told, values, among))


def _rows(
    connection: Connection, told: str, values: Sequence[str], among: Sequence[int] | None
) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, of all events or among some."""
    direct = Direct(connection)
    if among is None:
        yield from direct.rows(told, *values)
        return
    for start in range(0, len(among), A_TIME):
        part = among[start : start + A_TIME]
        yield from direct.rows(f"{told} and f.event in ({', '.join('?' * len(part))})", *values, *part)


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as far as rules about dealings and acts go by it; it takes a tenth of the time of a `RecordEvent`.

    Attributes:
        id: its number.
        earliest: first day that its claims allow, None where open.
        latest: last day.
        assumed: whether no claim dates it.
        historical: whether every claim tells it as background.
        first_published: publication date of the first report.
        because: why it has its state, and what is contested about its days.
        links: links at either end of it.
    """

    id: int
    earliest: str | None
    latest: str | None
    assumed: bool
    historical: bool
    first_published: str | None
    because: str
    links: tuple[Link, ...] = ()


def seen(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[Seen, list[Claim]]]:
    """Events with their claims, as `loaded` gives them."""
    for n, claims, linked in _members(connection, numbers):
        row = consensus.summary([consensus.told_by(c) for c in claims])
        told = (row.earliest, row.latest, bool(row.assumed), bool(row.historical), row.first_published, row.because)
        yield Seen(n, *told, linked), claims


def loaded(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[RecordEvent, list[Claim]]]:
    """Events with their claims, in the order of their numbers as given; those that are no more are left out."""
    for n, claims, linked in _members(connection, numbers):
        yield consensus.consensus(n, claims, linked), claims


def _members(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, list[Claim], tuple[Link, ...]]]:
    """Events with their claims and links."""
    for start in range(0, len(numbers), A_TIME):
        part = list(numbers[start : start + A_TIME])
        members: dict[int, list[Claim]] = {}
        for claim in loading.claims_of(connection, part):
            members.setdefault(claim.record_event or 0, []).append(claim)
        linked = loading.links_of(connection, part)
        yield from ((n, members[n], linked.get(n, ())) for n in part if n in members)


def planned(connection: Connection, among: Sequence[int] | None = None, *, places: bool = False) -> Iterator[Row]:
    """Rows of planned events, each with its links, and if asked with the countries and names of its places.

    Args:
        connection: to the record.
        among: only of these events; of all if None.
        places: whether a rule asks for places.
    """
    parts = [None] if among is None else [among[n : n + A_TIME] for n in range(0, len(among), A_TIME)]
    for part in parts:
        query = select(events).where(or_(events.c.planned == 1, events.c.status == "planned")).order_by(events.c.id)
        rows = connection.execute(query.where(events.c.id.in_(part)) if part is not None else query).mappings().all()
        settled = _outcomes(connection, part)
        where = _places(connection, [row["id"] for row in rows]) if places else {}
        for row in rows:
            yield {**row, "links": settled.get(row["id"], ()), "places": frozenset(where.get(row["id"], ()))}


def _outcomes(connection: Connection, among: Sequence[int] | None) -> dict[int, tuple[Link, ...]]:
    """What settles plans."""
    query = select(links).where(links.c.kind.in_(OUTCOMES)).order_by(links.c.event)
    found: dict[int, tuple[Link, ...]] = {}
    for row in connection.execute(query.where(links.c.other.in_(among)) if among is not None else query).mappings():
        found[row["other"]] = (*found.get(row["other"], ()), Link(**row))
    return found


def _places(connection: Connection, numbers: Sequence[int]) -> dict[int, set[str]]:
    """Countries and names of the places of events."""
    found: dict[int, set[str]] = {}
    for start in range(0, len(numbers), A_TIME):
        of = facets.c.event.in_(numbers[start : start + A_TIME])
        for event, *told in connection.execute(select(facets.c.event, facets.c.country, facets.c.place).where(of)):
            found.setdefault(event, set()).update(name for part in told if part for name in part.split(" | "))
    return found


def fates(connection: Connection, numbers: Iterable[int]) -> dict[int, int | None]:
    """What became of claims: the event they belong to, None where a person called them wrong; those that were replaced are not in it."""
    found: dict[int, int | None] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), A_TIME):
        query = select(facets.c.claim, facets.c.event).where(facets.c.claim.in_(wanted[start : start + A_TIME]))
        found |= {row.claim: row.event for row in connection.execute(query)}
    return found
