"""Counting and grouping: how many events, claims, reports and origins meet a filter, by dyad, month, label and the like.

Reports are documents. An event counts in every group in which one of the claims that meet the filter lies, so that columns of events
may add up to more than there are; claims and reports likewise where a claim has several values (parties, dealings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import chain
from math import prod
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, select

from communique.errors import BadRequest
from communique.grounding.names import key as folded_name
from communique.grounding.names import lookup
from communique.record.columns import Columns, Mask, Numbers
from communique.record.filter import PARTY_CODE, Filter
from communique.record.matching import Selection, numbers_of, once, party_rows, selected
from communique.record.schema import events
from communique.record.values import STATES

Outlets = Callable[[str], str | None]
"""Publisher → its country, None where that is not known."""


def country_of(publisher: str) -> str | None:
    """The country of an outlet, as far as the tables of names know it: "Yonhap" is of KOR."""
    folded = folded_name(publisher)
    found = lookup(folded) or lookup(folded.removeprefix("the "))
    return next((entry.code[:3] for entry in found if entry.code.endswith(" JRN") and entry.holds(None)), None)


COUNTS: tuple[str, ...] = ("events", "claims", "reports", "origins")
"""What can be counted."""

_OF_COUNTS = {"events": "event", "claims": "claim", "reports": "document", "origins": "origin"}
_WORDS = {
    **{name: name for name in ("type", "mode", "label", "status", "polarity", "certainty", "stance", "quote", "side")},
    **{name: name for name in ("source", "country", "place", "reader")},
    "voice": "source_kind",
    "source.country": "source_country",
    "outlet": "publisher",
    "outlet.country": "publisher",
}
_TIMES = ("day", "month", "year", "published.day", "published.month", "published.year")
_PARTIES = ("actor", "recipient")
_DEALINGS = ("item", "giver", "taker", "stage")

DIMENSIONS: tuple[str, ...] = ("dyad", *_PARTIES, *_TIMES, *_WORDS, *_DEALINGS, "state")
"""By what can be grouped. `month` and its like are of the act, None where it lies in more than one; `country` is that of the place."""


class Group(NamedTuple):
    """A group and its counts.

    Attributes:
        values: one for each dimension, None where a claim has none.
        events: events with a claim in it.
        claims: claims.
        reports: documents.
    """

    values: tuple[str | None, ...]
    events: int
    claims: int
    reports: int


def count(connection: Connection, asked: Filter, what: str = "events") -> int:
    """How many meet a filter.

    Args:
        connection: to the record.
        asked: the filter.
        what: one of `COUNTS`; reports are documents, origins are holders and texts that stand behind the claims.

    Raises:
        BadRequest: something else is to be counted.
    """
    if what not in COUNTS:
        raise BadRequest("count", f"{what!r} is none of {', '.join(COUNTS)}")
    found = selected(connection, asked, (_OF_COUNTS[what],)).numbers(_OF_COUNTS[what])
    return len(once(found))


def group(
    connection: Connection,
    asked: Filter,
    by: Sequence[str],
    *,
    limit: int | None = None,
    largest: str | None = None,
    outlets: Outlets = country_of,
) -> tuple[Group, ...]:
    """Count what meets a filter by groups.

    Where the filter asks for parties, dealings or a pair, groups by these name only what is asked for: `item=arms.*` by item gives arms.

    Args:
        connection: to the record.
        asked: the filter.
        by: dimensions, of `DIMENSIONS`.
        limit: most groups.
        largest: events, claims or reports: the largest first by that count. Without it groups with a time among their values come in the order
            of these, and all others the largest by events first.
        outlets: what knows the country of a publisher, for `outlet.country`.

    Raises:
        BadRequest: a dimension or a count that is none.
    """
    _check(by, largest)
    timed = any(name in _TIMES for name in by)
    needed = {column for name in by for column in _needs(name)}
    found = selected(connection, asked, ("document", *sorted(needed)))
    table = _Table(connection, found, asked)
    for name in by:
        table.add(name, outlets)
    return table.groups(limit, largest or ("" if timed else "events"))


def _check(by: Sequence[str], largest: str | None) -> None:
    """Refuse what cannot be grouped."""
    if not by:
        raise BadRequest("group", f"needs at least one of {', '.join(DIMENSIONS)}")
    for name in by:
        if name not in DIMENSIONS:
            near = get_close_matches(name, DIMENSIONS, n=1)
            told = f"did you mean {near[0]}?" if near else f"there are {', '.join(DIMENSIONS)}"
            raise BadRequest("group", f"there is no {name!r} to group by; {told}")
    if largest and largest not in COUNTS[:3]:
        raise BadRequest("count", f"{largest!r} is none of {', '.join(COUNTS[:3])}")


def _needs(name: str) -> tuple[str, ...]:
    """Columns that a dimension needs."""
    if name in _WORDS:
        return (_WORDS[name],)
    if name in _TIMES:
        return (
            ("published",) if name.startswith("published") else ("published", "earliest", "latest", "dated", "status")
        )
    if name in _PARTIES:
        return ("party.at", "party.role", "party.country")
    if name in _DEALINGS:
        return ("dealing.at", f"dealing.{name}")
    return ("dyad.at", "dyad.one", "dyad.other") if name == "dyad" else ()


class _Table:
    """Rows to be counted: claims, once for each of their values in each dimension.

    Attributes:
        rows: the place of each row's claim.
        of: for each kind of thing that a claim has several of, the place of the row's one, -1 if its claim has none.
        codes: values of each dimension as places in its list.
        values: the lists, in order, None last.
    """

    def __init__(self, connection: Connection, found: Selection, asked: Filter) -> None:
        self._connection, self._found, self._asked = connection, found, asked
        self.rows: Numbers = np.flatnonzero(found.mask)
        self.of: dict[str, Numbers] = {}
        self.codes: list[Numbers] = []
        self.values: list[list[tuple[str | None, ...]]] = []

    def add(self, name: str, outlets: Outlets) -> None:
        """Take one more dimension in."""
        columns = self._found.columns
        if name in _WORDS:
            codes, words = columns.codes(_WORDS[name])
            self._take(codes, _told_words(name, words, outlets), self.rows)
        elif name in _TIMES:
            numbers, tell = time_numbers(self._found, self.rows, name)
            known = once(numbers)
            self._take(
                np.searchsorted(known, numbers), [tell(int(n)) if n else "" for n in known], np.arange(len(numbers))
            )
        elif name == "state":
            self._take(_states(self._connection, columns.numbers("event")), ["", *STATES], self.rows)
        elif name == "dyad":
            self._spread("dyad", columns.at("dyad"), self._meant(name))
            self._take(*_pairs(columns), self.of["dyad"])
        else:
            kind, key = ("party", name) if name in _PARTIES else ("dealing", "dealing")
            if key not in self.of:
                self._spread(key, columns.at(kind), self._meant(name))
            codes, words = columns.codes("party.country" if kind == "party" else f"dealing.{name}")
            self._take(codes, words, self.of[key])

    def _take(self, codes: Numbers, words: Sequence[str], places: Numbers) -> None:
        """Values at some places, -1 for none; words that are alike become one."""
        ordered = [*sorted({word for word in words if word}), ""]
        ranks = {word: rank for rank, word in enumerate(ordered)}
        own = np.array([*(ranks[word] for word in words), ranks[""]])
        taken = np.append(codes, len(words))[places]  # -1 is the last place: none
        self.codes.append(own[taken])
        self.values.append([(word or None,) for word in ordered])

    def _spread(self, key: str, at: Numbers, meant: Mask) -> None:
        """Repeat each row for every one that its claim has of a kind."""
        places = np.flatnonzero(meant)
        have = np.bincount(at[places], minlength=self._found.columns.size)
        first = np.cumsum(have) - have
        times = np.maximum(have[self.rows], 1)
        origin = np.repeat(np.arange(len(self.rows)), times)
        nth = np.arange(len(origin)) - np.repeat(np.cumsum(times) - times, times)
        self.rows = self.rows[origin]
        self.of = {other: taken[origin] for other, taken in self.of.items()}
        self.codes = [codes[origin] for codes in self.codes]
        chosen = np.append(places, -1)[np.minimum(first[self.rows] + nth, len(places))]
        self.of[key] = np.where(have[self.rows] > 0, chosen, -1)

    def _meant(self, name: str) -> Mask:
        """Which parties, dealings or pairs the filter asks for."""
        columns, asked = self._found.columns, self._asked
        if name in _PARTIES:
            played, values = columns.where("party.role", name.__eq__), getattr(asked, name)
            return played & party_rows(columns, values) if values else played
        if name == "dyad":
            return _asked_pairs(columns, asked)
        return np.ones(len(columns.at("dealing")), dtype=bool) if self._found.dealings is None else self._found.dealings

    def groups(self, limit: int | None, largest: str) -> tuple[Group, ...]:
        """The counts, in order of the values or the largest first."""
        numbers = {
            what: self._found.columns.numbers(_OF_COUNTS[what])[self.rows].astype(np.int64) for what in COUNTS[:3]
        }
        widest = max(int(n.max(initial=0)) for n in numbers.values()) + 1
        while len(self.codes) > 1 and prod(map(len, self.values)) * widest > _LARGEST:
            self._merge()
        key = np.zeros(len(self.rows), dtype=np.int64)
        for codes, values in zip(self.codes, self.values, strict=True):
            key = key * len(values) + codes
        counts = {what: _distinct(key * widest + n, widest) for what, n in numbers.items()}
        keys = counts["events"][0]
        order = (np.lexsort((keys, -counts[largest][1])) if largest else np.arange(len(keys)))[:limit]
        counted = (counts[what][1][order].tolist() for what in COUNTS[:3])
        return tuple(Group(*told) for told in zip(self._told(keys[order]), *counted, strict=True))

    def _told(self, keys: Numbers) -> Iterator[tuple[str | None, ...]]:
        """The values of groups."""
        told: list[list[tuple[str | None, ...]]] = []
        for values in reversed(self.values):
            keys, places = np.divmod(keys, len(values))
            told.append([values[place] for place in places.tolist()])
        return (tuple(chain(*row)) for row in zip(*reversed(told), strict=True))

    def _merge(self) -> None:
        """Make one dimension of the first two, of the pairs of values that there are."""
        (first, second, *codes), (one, other, *values) = self.codes, self.values
        keys = first * len(other) + second
        known = once(keys)
        pairs = [one[place // len(other)] + other[place % len(other)] for place in known.tolist()]
        self.codes, self.values = [np.searchsorted(known, keys), *codes], [pairs, *values]


def _told_words(name: str, words: Sequence[str], outlets: Outlets) -> list[str]:
    """The words of a column as groups show them: the country of an outlet, of a place's names the first, which is its usual one."""
    if name == "outlet.country":
        return [(outlets(word) if word else None) or "" for word in words]
    return [word.strip(" |").partition(" | ")[0] for word in words] if name == "place" else list(words)


_LARGEST = 2**62
"""Numbers that tell groups apart stay below it, or they would not fit."""


def _pairs(columns: Columns) -> tuple[Numbers, list[str]]:
    """The two countries of dyads as one value, "PRK-RUS"."""
    (one, first), (other, second) = columns.codes("dyad.one"), columns.codes("dyad.other")
    keys = one.astype(np.int64) * len(second) + other
    known = np.flatnonzero(np.bincount(keys, minlength=1))
    places = np.zeros(int(known.max(initial=0)) + 1, dtype=np.int64)
    places[known] = np.arange(len(known))
    return places[keys], [f"{first[key // len(second)]}-{second[key % len(second)]}" for key in known.tolist()]


def _states(connection: Connection, numbers: Numbers) -> Numbers:
    """State of each of some events, as its place in `STATES` from 1, 0 for none."""
    states = np.zeros(int(numbers.max(initial=0)) + 1, dtype=np.int64)
    for place, state in enumerate(STATES, 1):
        held = numbers_of(connection, select(events.c.id).where(events.c.state == state))
        states[held[held < len(states)]] = place
    return states[numbers]


def _asked_pairs(columns: Columns, asked: Filter) -> Mask:
    """Which dyads are of countries that the filter asks for, as far as it asks for countries."""
    mask = np.ones(len(columns.at("dyad")), dtype=bool)
    for field in ("actor", "recipient", "party", "between"):
        values = getattr(asked, field)
        if values and all(PARTY_CODE.fullmatch(value) for value in values):
            countries = {value[:3] for value in values}
            one, other = (columns.where(name, countries.__contains__) for name in ("dyad.one", "dyad.other"))
            mask &= (one & other) if field == "between" else (one | other)
    return mask


def time_numbers(found: Selection, rows: Numbers, name: str) -> tuple[Numbers, Callable[[int], str]]:
    """Days, months or years of claims as numbers, 0 where they are not known or are several; and how to tell a number.

    Args:
        found: claims with the columns that are needed.
        rows: which of them.
        name: day, month or year; with "published." before it that of the report.
    """
    columns = found.columns
    published = columns.numbers("published")[rows].astype(np.int64)
    first = last = published
    if not name.startswith("published"):
        dated = columns.numbers("dated")[rows] == 1
        # a report that does not date an act tells it as news, unless it announces it
        assumed = np.where(columns.where("status", "planned".__eq__)[rows], 0, published)
        first, last = (np.where(dated, columns.numbers(side)[rows], assumed) for side in ("earliest", "latest"))
    unit = name.rpartition(".")[2]
    first, last = (_UNITS[unit](number) for number in (first, last))
    return np.where((first == last) & (first > 0), first, 0), _TOLD[unit]


def _months(days: Numbers) -> Numbers:
    """Days as months from year 0, 0 for none."""
    months = (days - date(1970, 1, 1).toordinal()).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.where(days > 0, months + 1970 * 12, 0)


_UNITS: dict[str, Callable[[Numbers], Numbers]] = {
    "day": lambda days: days,
    "month": _months,
    "year": lambda days: _months(days) // 12,
}
_TOLD: dict[str, Callable[[int], str]] = {
    "day": lambda number: date.fromordinal(number).isoformat(),
    "month": lambda number: f"{number // 12:04}-{number % 12 + 1:02}",
    "year": lambda number: f"{number:04}",
}


def _distinct(keys: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """Groups, and how many different numbers each has; keys are group times width plus number."""
    groups = once(keys) // width
    starts = (
        np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
        if len(groups)
        else np.zeros(0, dtype=np.int64)
    )
    return groups[starts], np.diff(np.append(starts, len(groups)))
