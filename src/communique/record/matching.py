"""Which claims meet a filter: conditions over columns; full-text search, numbers and events' states from the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, Text, cast, func, or_, select

from communique.grounding.names import key as folded
from communique.grounding.names import lookup
from communique.ontology import STAGES
from communique.record.columns import Columns, Mask, Numbers, day_number, known_as, load
from communique.record.filter import IDENTIFIER, PARTY_CODE, Filter
from communique.record.schema import documents, events, facets
from communique.record.search import matching
from communique.record.wanted import wanted

_SAME = {
    **{
        name: name
        for name in ("type", "mode", "label", "status", "polarity", "certainty", "stance", "quote", "side", "reader")
    },
    "voice": "source_kind",
    "place_country": "country",
}
"""Fields whose values stand in a column as they are."""

_DAYS = ("earliest", "latest")
_PARTIES = ("actor", "recipient", "party", "between", "source")
_NEEDS: dict[str, tuple[str, ...]] = {
    **{field: (column,) for field, column in _SAME.items()},
    **dict.fromkeys(_PARTIES, ("party.at", "party.role")),
    **dict.fromkeys(("since", "until"), _DAYS),
    **dict.fromkeys(("published_since", "published_until"), ("published",)),
    "sector": ("party.at", "party.role", "party.sector"),
    "country": ("country", "party.at", "party.role", "party.country"),
    "publisher": ("publisher",),
    "place": ("place",),
    "outside": ("country",),
    "background": ("historical",),
    "item": ("dealing.at", "dealing.item"),
    "giver": ("dealing.at", "dealing.giver"),
    "taker": ("dealing.at", "dealing.taker"),
    "stage_min": ("dealing.at", "dealing.stage"),
    "gift": ("dealing.at", "dealing.gift"),
    "quantity": ("dealing.at", "dealing.told", "dealing.low", "dealing.high"),
}
"""Columns that a field is asked of."""

_AMOUNT = re.compile(r"(>=|<=|)\s*(\d[\d,]*(?:\.\d+)?)\s*(thousand|million|billion|trillion|)", re.IGNORECASE)
_TIMES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


@dataclass(frozen=True, slots=True)
class Selection:
    """The claims that meet a filter.

    Attributes:
        columns: the columns that were asked for, of these claims and others.
        mask: which of them meet it.
        dealings: which dealings meet what is asked of dealings; None if nothing is.
    """

    columns: Columns
    mask: Mask
    dealings: Mask | None = None

    def numbers(self, name: str) -> Numbers:
        """A column of numbers, of the claims that meet it."""
        found: Numbers = self.columns.numbers(name)[self.mask].astype(np.int64)
        return found


def selected(connection: Connection, asked: Filter, names: Iterable[str] = ()) -> Selection:
    """The claims that meet a filter, with columns of them.

    Args:
        connection: to the record.
        asked: what is asked.
        names: columns that are wanted besides.
    """
    only = _narrowed(connection, asked)
    columns = load(connection, ("event", *_needs(asked), *names), only)
    numbers = columns.numbers("event")
    mask = (numbers == 0) if asked.wrong else (numbers > 0)
    if only is not None:
        mask &= np.isin(columns.numbers("claim"), only)
    for field, column in _SAME.items():
        if values := getattr(asked, field):
            mask &= columns.where(column, values.__contains__)
    for condition in (_meets_names, _meets_days, _meets_parties):
        mask &= condition(columns, asked)
    dealings = _dealings(columns, asked)
    if dealings is not None:
        mask &= _any(columns, columns.at("dealing"), dealings)
    if asked.origins_min is not None or asked.state:
        mask &= _among(numbers, numbers_of(connection, _standing(asked)))
    return Selection(columns, mask, dealings)


def _needs(asked: Filter) -> Iterator[str]:
    """The columns that a filter is asked of; those of many words only if names are asked for."""
    for field, names in _NEEDS.items():
        if getattr(asked, field) not in ((), None):
            yield from names
    for value in (value for field in _PARTIES for value in getattr(asked, field)):
        yield from _party_columns(value)


def _party_columns(value: str) -> tuple[str, ...]:
    """The columns in which a party is looked for."""
    if IDENTIFIER.fullmatch(value):
        return ("party.ref",)
    if PARTY_CODE.fullmatch(value):
        return ("party.country", "party.sector") if " " in value else ("party.country",)
    return ("party.names",)


def once(numbers: NDArray[Any]) -> NDArray[Any]:
    """Each of some numbers once, in order. (numpy's own way takes forty times as long for a million.)"""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def numbers_of(connection: Connection, query: Select[tuple[int]]) -> Numbers:
    """The numbers that a selection finds, read as one text: row by row, hundreds of thousands would take seconds."""
    rows = query.subquery()
    told = connection.execute(select(func.aggregate_strings(cast(rows.c[0], Text), " "))).scalar()
    return np.fromstring(told or "", dtype=np.int64, sep=" ")


def _narrowed(connection: Connection, asked: Filter) -> Numbers | None:
    """Claims among which the ones asked for must be, as indexes of the database know them; None for any."""
    queries: list[Select[tuple[int]]] = []
    if asked.text is not None:
        queries.append(matching(connection, wanted(asked.text)))
    if asked.event:
        queries.append(select(facets.c.claim).where(facets.c.event.in_(asked.event)))
    if asked.claim:
        queries.append(select(facets.c.claim).where(facets.c.claim.in_(asked.claim)))
    if asked.document:
        queries.append(select(facets.c.claim).where(facets.c.document.in_(_documents(asked.document))))
    found = [numbers_of(connection, query) for query in queries]
    return reduce(np.intersect1d, found) if found else None


def _documents(told: tuple[str, ...]) -> Select[tuple[int]]:
    """Documents by their numbers, keys or addresses."""
    numbers = [int(value[1:]) for value in told if re.fullmatch(r"[Dd]\d{1,9}", value)]
    meets: list[ColumnElement[bool]] = [
        documents.c.key.in_(told),
        documents.c.url.in_(told),
        documents.c.id.in_(numbers),
    ]
    return select(documents.c.id).where(or_(*meets))


def _standing(asked: Filter) -> Select[tuple[int]]:
    """Events by their state and their origins."""
    query = select(events.c.id)
    if asked.state:
        query = query.where(events.c.state.in_(asked.state))
    return query if asked.origins_min is None else query.where(events.c.origins >= asked.origins_min)


def _among(numbers: Numbers, among: Numbers) -> Mask:
    """Which numbers are among others."""
    known = np.zeros(max(int(numbers.max(initial=0)), int(among.max(initial=0))) + 1, dtype=bool)
    known[among] = True
    found: Mask = known[numbers]
    return found


def _any(columns: Columns, at: Numbers, rows: Mask) -> Mask:
    """Which claims have one of some rows of parties or dealings, whose claims are `at`."""
    found = np.zeros(columns.size, dtype=bool)
    found[at[rows]] = True
    return found


def _all(columns: Columns) -> Mask:
    """All claims."""
    return np.ones(columns.size, dtype=bool)


def _meets_names(columns: Columns, asked: Filter) -> Mask:
    """Publisher, place, and where it is not."""
    mask = _all(columns)
    if asked.publisher:
        phrases = [_phrase(value) for value in asked.publisher]
        mask &= columns.where("publisher", lambda word: any(phrase in known_as(word) for phrase in phrases))
    if asked.place:
        names = dict.fromkeys(_phrase(name) for value in asked.place for name in (value, *_usual(value)))
        mask &= _or(columns.telling("place", name) for name in names)
    if asked.outside:
        mask &= columns.where("country", lambda word: word not in asked.outside)
    return mask


def _usual(place: str) -> Iterator[str]:
    """The usual names of the places that are also called so: a claim has those, and the words of its text ("Kiev" for Kyiv)."""
    called = folded(place)
    for entry in lookup(called) or lookup(called.removeprefix("the ")):
        if entry.kind in ("city", "region", "facility"):
            yield entry.name


def _meets_days(columns: Columns, asked: Filter) -> Mask:
    """When it is, as far as it is known; and when it was published."""
    mask = _all(columns)
    if asked.since or asked.until:
        earliest, latest = (columns.numbers(name) for name in _DAYS)
        mask &= (earliest > 0) | (latest > 0)
        if asked.since:
            mask &= (latest == 0) | (latest >= day_number(asked.since))
        if asked.until:
            mask &= (earliest == 0) | (earliest <= day_number(asked.until))
    if asked.published_since:
        mask &= columns.numbers("published") >= day_number(asked.published_since)
    if asked.published_until:
        published = columns.numbers("published")
        mask &= (published > 0) & (published <= day_number(asked.published_until))
    if asked.background is not None:
        mask &= (columns.numbers("historical") == 1) == asked.background
    return mask


def _meets_parties(columns: Columns, asked: Filter) -> Mask:
    """Who, to whom, and who says it."""
    mask = _all(columns)
    if "party.at" not in columns.parts:
        return mask
    at = columns.at("party")
    acting = ("actor", "recipient")
    for field, played in {
        "actor": ("actor",),
        "recipient": ("recipient",),
        "party": acting,
        "source": ("source",),
    }.items():
        if values := getattr(asked, field):
            mask &= _any(columns, at, party_rows(columns, values) & columns.where("party.role", played.__contains__))
    if asked.between:
        mask &= _between(columns, at, *asked.between)
    if asked.sector:
        rows = columns.where("party.sector", lambda word: not set(word.split()).isdisjoint(asked.sector))
        mask &= _any(columns, at, rows & columns.where("party.role", acting.__contains__))
    if asked.country:
        rows = columns.where("party.country", asked.country.__contains__)
        rows &= columns.where("party.role", acting.__contains__)
        mask &= _any(columns, at, rows) | columns.where("country", asked.country.__contains__)
    return mask


def party_rows(columns: Columns, values: Iterable[str]) -> Mask:
    """Which rows of parties are one of some: by country, country and sector, identifier or name."""
    return _or(_party_rows(columns, value) for value in values)


def _party_rows(columns: Columns, value: str) -> Mask:
    """Which rows of parties are one party."""
    if IDENTIFIER.fullmatch(value):
        return columns.where("party.ref", value.__eq__)
    if PARTY_CODE.fullmatch(value):
        country, _, sector = value.partition(" ")
        rows = columns.where("party.country", country.__eq__)
        if sector:
            return rows & columns.where("party.sector", lambda word: sector in word.split())
        return rows
    return columns.telling("party.names", _phrase(value))


def _between(columns: Columns, at: Numbers, one: str, other: str) -> Mask:
    """Which claims have one party act towards the other, or both together."""
    acts = columns.where("party.role", "actor".__eq__)
    bears = columns.where("party.role", "recipient".__eq__)
    rows = [_party_rows(columns, value) for value in (one, other)]
    first, second = (_any(columns, at, row & acts) for row in rows)
    to_first, to_second = (_any(columns, at, row & bears) for row in rows)
    return (first & to_second) | (second & to_first) | (first & second)


def _dealings(columns: Columns, asked: Filter) -> Mask | None:
    """Which dealings meet all that is asked of dealings; None if nothing is."""
    masks = []
    if asked.item:
        nodes = tuple(value.removesuffix(".*") for value in asked.item)
        masks.append(
            columns.where("dealing.item", lambda word: any(f"{word}.".startswith(f"{node}.") for node in nodes))
        )
    if asked.giver:
        masks.append(columns.where("dealing.giver", asked.giver.__contains__))
    if asked.taker:
        masks.append(columns.where("dealing.taker", asked.taker.__contains__))
    if asked.stage_min:
        masks.append(columns.where("dealing.stage", STAGES[STAGES.index(asked.stage_min) :].__contains__))
    if asked.gift is not None:
        masks.append((columns.numbers("dealing.gift") == 1) == asked.gift)
    if asked.quantity:
        masks.append(_amounts(columns, asked.quantity))
    return _both(masks) if masks else None


def _amounts(columns: Columns, told: str) -> Mask:
    """Which dealings tell an amount: in these words, or as a range in which the number lies."""
    found = _AMOUNT.fullmatch(told.strip())
    words = columns.telling("dealing.told", _phrase(told))
    if not found:
        return words
    sign, digits, times = found.groups()
    number = float(digits.replace(",", "")) * _TIMES[times.casefold()]
    low, high = columns.numbers("dealing.low"), columns.numbers("dealing.high")
    known: Mask = ~(np.isnan(low) & np.isnan(high))
    not_over: Mask = np.isnan(low) | (low <= number)
    not_under: Mask = np.isnan(high) | (high >= number)
    if sign:
        return known & (not_under if sign == ">=" else not_over)
    return words | (known & not_over & not_under)


def _phrase(told: str) -> str:
    """Words as `known_as` writes them, to be found within."""
    return known_as(told).removeprefix(" |").removesuffix("| ")


def _or(masks: Iterable[Mask]) -> Mask:
    """What any of some masks has, of at least one."""
    found: Mask = reduce(np.logical_or, masks)
    return found


def _both(masks: Iterable[Mask]) -> Mask:
    """What all of some masks have, of at least one."""
    found: Mask = reduce(np.logical_and, masks)
    return found
