"""Rows → the values that a record answers with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, func, or_, select

from communique.model import Document, Event, Span
from communique.record import consensus, judging
from communique.record.schema import claims, documents, events, facets, families, judgements, links, readings
from communique.record.values import Claim, Entry, Judgement, Link, RecordEvent, Versions

A_TIME = 200
"""Claims or events that are loaded by one query."""

UNDATED = "9999-12-31"
"""Where claims of no publication date stand: after all others, on every database (one has NULL first, another last)."""


def _claim_query() -> Select[Any]:
    """Claims with what is known of their documents and, for current ones, their events."""
    return (
        select(
            claims,
            readings.c.communique,
            readings.c.reader,
            readings.c.tables,
            documents.c.key,
            documents.c.published,
            documents.c.publisher,
            documents.c.title,
            documents.c.url,
            documents.c.captured,
            documents.c.hash,
            func.substr(documents.c.text, claims.c.quote_start + 1, claims.c.quote_end - claims.c.quote_start).label(
                "quotation"
            ),
            families.c.family,
            families.c.credit,
            facets.c.event,
            facets.c.claim.label("current"),
            facets.c.origin,
            facets.c.origin_because,
            facets.c.likeness,
            facets.c.because,
            facets.c.judged,
        )
        .join(readings, readings.c.id == claims.c.reading)
        .join(documents, documents.c.id == claims.c.document)
        .join(families, families.c.document == documents.c.id)
        .outerjoin(facets, facets.c.claim == claims.c.id)
    )


def claims_of(connection: Connection, events_asked: Sequence[int]) -> list[Claim]:
    """The claims of events, in order of publication, those without a date last.

    Their numbers are asked first: over the outer join to `facets` SQLite would go through every claim there is.

    Args:
        connection: to the record.
        events_asked: numbers of events, at most `A_TIME`.
    """
    numbers = connection.execute(select(facets.c.claim).where(facets.c.event.in_(events_asked))).scalars().all()
    found = [
        c for start in range(0, len(numbers), A_TIME) for c in _claims(connection, numbers[start : start + A_TIME])
    ]
    return sorted(found, key=lambda c: (c.published or UNDATED, c.id))


def _claims(connection: Connection, numbers: Sequence[int]) -> list[Claim]:
    """Claims by their numbers, at most `A_TIME`, in any order."""
    query = _claim_query().where(claims.c.id.in_(numbers))
    return [_claim(row) for row in connection.execute(query).mappings()]


def claims_by_number(connection: Connection, numbers: Sequence[int]) -> Iterator[Claim]:
    """Claims in the order of their numbers as given."""
    for start in range(0, len(numbers), A_TIME):
        part = list(numbers[start : start + A_TIME])
        found = {c.id: c for c in _claims(connection, part)}
        yield from (found[n] for n in part if n in found)


def _claim(row: Any) -> Claim:
    """A claim of a row."""
    return Claim(
        id=row["id"],
        document=row["document"],
        number=row["number"],
        record_event=row["event"],
        event=Event.model_validate_json(row["body"]),
        quotation=Span(start=row["quote_start"], end=row["quote_end"], text=row["quotation"]),
        versions=Versions(communique=row["communique"], reader=row["reader"], tables=row["tables"]),
        current=row["current"] is not None,
        captured=row["captured"],
        hash=row["hash"],
        published=row["published"],
        publisher=row["publisher"],
        title=row["title"],
        url=row["url"],
        key=row["key"],
        family=row["family"],
        credit=row["credit"],
        origin=row["origin"] or "",
        origin_because=row["origin_because"] or "",
        likeness=1.0 if row["likeness"] is None else row["likeness"],
        because=row["judged"] or row["because"] or "",
    )


def events_by_number(connection: Connection, numbers: Sequence[int]) -> Iterator[RecordEvent]:
    """Events with all that their claims say, in the order of their numbers as given."""
    for start in range(0, len(numbers), A_TIME):
        part = list(numbers[start : start + A_TIME])
        members: dict[int, list[Claim]] = {}
        for claim in claims_of(connection, part):
            assert claim.record_event is not None
            members.setdefault(claim.record_event, []).append(claim)
        linked = links_of(connection, part)
        yield from (consensus.consensus(n, members[n], linked.get(n, ())) for n in part if n in members)


def links_of(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    """Links at either end of events."""
    wanted = set(numbers)
    query = select(links).where(or_(links.c.event.in_(wanted), links.c.other.in_(wanted)))
    found: dict[int, tuple[Link, ...]] = {}
    for row in connection.execute(query.order_by(links.c.event, links.c.other, links.c.kind)).mappings():
        link = Link(**row)
        for end in {link.event, link.other} & wanted:
            found[end] = (*found.get(end, ()), link)
    return found


def numbers_of(connection: Connection, events_asked: Sequence[int], column: Column[int]) -> list[int]:
    """A column of the claims of events, by document and then by place in it.

    Args:
        connection: to the record.
        events_asked: numbers of events.
        column: of `claims`.
    """
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(events_asked), A_TIME):
        query = (
            select(claims.c.document, claims.c.number, column)
            .join(facets, facets.c.claim == claims.c.id)
            .where(facets.c.event.in_(events_asked[start : start + A_TIME]))
        )
        found += [(document, number, value) for document, number, value in connection.execute(query)]
    return [value for _, _, value in sorted(found)]


def entries(connection: Connection, where: ColumnElement[bool]) -> Iterator[Entry]:
    """Documents, in the order in which they came."""
    # of each by itself: by groups, all documents would be gone through for one
    other = documents.alias()
    last = select(func.max(other.c.version)).where(other.c.key == documents.c.key).scalar_subquery().label("last")
    query = (
        select(documents, families.c.family, families.c.because, last)
        .join(families, families.c.document == documents.c.id)
        .where(where)
        .order_by(documents.c.id)
    )
    for row in connection.execute(query).mappings():
        yield Entry(
            id=row["id"],
            key=row["key"],
            version=row["version"],
            latest=row["version"] == row["last"],
            captured=row["captured"],
            hash=row["hash"],
            family=row["family"],
            because=row["because"],
            document=Document(
                id=row["name"], **{n: row[n] for n in ("published", "publisher", "title", "url", "language", "text")}
            ),
        )


def judgement_list(connection: Connection) -> list[Judgement]:
    """Judgements in their order, those taken back marked."""
    rows = connection.execute(select(judgements).order_by(judgements.c.id)).mappings().all()
    undone = {r["one"] for r in rows if r["verdict"] == "undo"}
    return [Judgement(**r, undone=r["verdict"] != "undo" and r["id"] in undone) for r in rows]


def founder(connection: Connection, event: int) -> int | None:
    """A claim that stands for an event in judgements: the one that founded it, else its first."""
    query = select(facets.c.claim).where(facets.c.event == event).order_by(facets.c.claim)
    numbers = list(connection.execute(query).scalars())
    return event if event in numbers else (numbers[0] if numbers else None)


def event_of_claim(connection: Connection, number: int) -> int | None:
    """The event that a claim, or the one that stands for it now, belongs to; None if there is none."""
    now = judging.current(connection, [number]).get(number)
    return connection.execute(select(facets.c.event).where(facets.c.claim == now)).scalar() if now else None


def event_exists(connection: Connection, event: int) -> bool:
    """Whether the record has an event of this number."""
    return connection.execute(select(events.c.id).where(events.c.id == event)).first() is not None
