"""Who stands behind what is told, and who contradicts it: claims by origin, and claims of one event that deny one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from communique.errors import BadRequest
from communique.record.columns import known_as
from communique.record.filter import Filter
from communique.record.matching import selected
from communique.record.query import A_TIME
from communique.record.schema import facets

MOST_TOLD = 20_000
"""Claims whose origins are told at once; a tree of more is read by nobody."""

AFFIRMS: tuple[str, ...] = ("REPORTED", "ACKNOWLEDGED", "ALLEGED", "PLANNED")
"""Labels that a denial contradicts; what is speculated, floated, warned of or urged is not said to be so."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its copies within an origin.

    Attributes:
        family: number of the document that the others are copies of.
        claims: numbers of the claims, in order of publication.
        publishers: who printed it, each once, the first first.
        first: day of the first publication.
    """

    family: int
    claims: tuple[int, ...]
    publishers: tuple[str, ...]
    first: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Claims that go back to one holder or one text.

    Attributes:
        key: what the origin is known by.
        because: why these claims have one origin.
        first: day of the first publication.
        claims: how many claims.
        texts: the texts that tell it, the first first.
    """

    key: str
    because: str
    first: str | None
    claims: int
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An event that is affirmed and denied.

    Attributes:
        event: its number.
        holder: who does both; None where different ones do.
        affirming: numbers of the claims that say it is so, in order of publication.
        denying: numbers of those that say it is not.
    """

    event: int
    holder: str | None
    affirming: tuple[int, ...]
    denying: tuple[int, ...]


def origin_tree(connection: Connection, asked: Filter) -> tuple[Origin, ...]:
    """The claims that meet a filter, by origin and by text, the first that was published first.

    Args:
        connection: to the record.
        asked: the filter, as a rule `event`.

    Raises:
        BadRequest: more than `MOST_TOLD` claims meet it.
    """
    numbers: list[int] = selected(connection, asked).numbers("claim").tolist()
    if len(numbers) > MOST_TOLD:
        raise BadRequest(
            "origins", f"{len(numbers)} claims are asked for, and no more than {MOST_TOLD} are told; narrow the filter"
        )
    rows = sorted(_rows(connection, numbers, "claim"), key=lambda row: (row.origin, _day(row)))
    found = [_origin(key, list(members)) for key, members in groupby(rows, key=lambda row: str(row.origin))]
    return tuple(sorted(found, key=lambda origin: (origin.first or "9999", origin.texts[0].claims[0])))


def _origin(key: str, rows: list[Row[Any]]) -> Origin:
    """An origin of its claims, in order of publication."""
    texts: dict[int, list[Row[Any]]] = {}
    for row in rows:
        texts.setdefault(row.family, []).append(row)
    told = tuple(
        Text(
            family,
            tuple(row.claim for row in members),
            tuple(dict.fromkeys(row.publisher for row in members if row.publisher)),
            members[0].published,
        )
        for family, members in texts.items()
    )
    return Origin(key, rows[0].origin_because, rows[0].published, len(rows), told)


def contradictions(connection: Connection, asked: Filter, *, across: bool = False) -> tuple[Contradiction, ...]:
    """Events of which one claim that meets a filter says that it is not so, and another that it is.

    Args:
        connection: to the record.
        asked: the filter.
        across: whether anybody may affirm what is denied; otherwise the same holder has to, in a claim that meets the filter too.

    Returns:
        Contradictions in order of the first denial.
    """
    denials = selected(connection, asked.model_copy(update={"label": ("DENIED",)})).numbers("claim").tolist()
    if asked.label and "DENIED" not in asked.label:
        return ()
    denying = {row.claim: row for row in _rows(connection, denials, "claim")}
    numbers = sorted({row.event for row in denying.values()})
    told = [row for row in _rows(connection, numbers, "event") if row.label in AFFIRMS]
    if not across:
        meets = set(selected(connection, asked).numbers("claim").tolist())
        told = [row for row in told if row.claim in meets]
    found = list(_contradictions(denying.values(), told, across=across))
    first = {row.event: _day(row) for row in sorted(denying.values(), key=_day, reverse=True)}
    return tuple(sorted(found, key=lambda c: (first[c.event], c.event, c.holder or "")))


def _contradictions(
    denying: Iterable[Row[Any]], affirming: Iterable[Row[Any]], *, across: bool
) -> Iterator[Contradiction]:
    """Denials and what affirms the same event, by holder."""
    sides: dict[tuple[int, str | None], tuple[list[Row[Any]], list[Row[Any]]]] = {}
    for side, rows in enumerate((affirming, denying)):
        for row in rows:
            key = (row.event, None if across else _holder(row))
            sides.setdefault(key, ([], []))[side].append(row)
    for (event, holder), (says, denies) in sides.items():
        if says and denies:
            ordered = (tuple(row.claim for row in sorted(rows, key=_day)) for rows in (says, denies))
            name = None if holder is None else denies[0].source or denies[0].publisher
            yield Contradiction(event, name, *ordered)


def _holder(row: Row[Any]) -> str:
    """What a holder is known by: its country and name, or the outlet that speaks for itself."""
    if row.source_kind == "outlet":
        return f"outlet {row.publisher}"
    return f"{row.source_country}{known_as(row.source or '')}"


def _day(row: Row[Any]) -> tuple[str, int]:
    """By what claims come in order of publication; without a day they come last."""
    return row.published or "9999", row.claim


def _rows(connection: Connection, numbers: list[int], name: str) -> Iterator[Any]:
    """Claims by their numbers or those of their events."""
    c = facets.c
    wanted = (c.claim, c.event, c.label, c.family, c.publisher, c.published, c.source, c.source_kind, c.source_country)
    for start in range(0, len(numbers), A_TIME):
        query = select(*wanted, c.origin, c.origin_because).where(c[name].in_(numbers[start : start + A_TIME]))
        yield from connection.execute(query.order_by(c.claim))
