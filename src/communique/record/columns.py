"""Claims column by column: what is asked of a million of them is answered from a few arrays, on either database alike.

A stretch of claims is read from `facets`, `parties` and `dealings`, and is kept in `columns` once it is sealed; words are kept as
numbers of a list of their own. `load` gives the same columns whether a stretch is sealed or not, only sooner if it is.

Columns of a claim have plain names ("label"). A claim has any number of parties, dealings and dyads: their columns are named
"party.country", and "party.at" tells for each row which claim it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations, product, repeat
from time import sleep
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, insert, select

from communique.label import same_side
from communique.record.connect import BINARY
from communique.record.schema import STRETCH, claims, columns, dealings, facets, parties, readings
from communique.record.wanted import tokens

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Row = tuple[Any, ...]

_CLAIM_WORDS = (
    *("type", "mode", "label", "status", "polarity", "certainty", "stance", "quote"),
    *("publisher", "country", "source", "source_kind", "source_country"),
)
_CLAIM_NUMBERS = ("claim", "event", "document", "historical", "dated")
_CLAIM_DAYS = ("published", "earliest", "latest")
_PARTY_WORDS = ("role", "country", "sector", "ref")
_DEALING_WORDS = ("item", "giver", "taker", "stage")
_AMOUNTS = ("low", "high")

NAMES: tuple[str, ...] = (
    *(*_CLAIM_NUMBERS, "origin", *_CLAIM_DAYS, *_CLAIM_WORDS, "place", "side", "reader"),
    *("party.at", *(f"party.{name}" for name in _PARTY_WORDS), "party.names"),
    *("dealing.at", *(f"dealing.{name}" for name in (*_DEALING_WORDS, "told", "gift", *_AMOUNTS))),
    *("dyad.at", "dyad.one", "dyad.other"),
)
"""All columns. Numbers are 0 where not known, days count from the first of year 1, amounts are NaN where open. Words are empty where
there are none. "place", "party.names" and "dealing.told" hold names and words as `known_as` cuts them; "origin" a number for each key."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column of one stretch.

    Attributes:
        data: its values less `base`, or places in `words`.
        words: what they stand for, one a line, the first empty; None for numbers.
        base: what is added to every number but 0.
    """

    data: NDArray[Any]
    words: str | None = None
    base: int = 0

    @property
    def numbers(self) -> NDArray[Any]:
        """The values."""
        if not self.base:
            return self.data
        found = self.data + np.int32(self.base) if self.base < 1 << 30 else self.data.astype(np.int64) + self.base
        found[self.data == 0] = 0
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of claims, in the order of their numbers.

    Attributes:
        size: how many claims.
        sizes: how many there are in each stretch.
        parts: the stretches of each column that was loaded.
    """

    size: int
    sizes: tuple[int, ...]
    parts: Mapping[str, Sequence[Part]]

    def numbers(self, name: str) -> NDArray[Any]:
        """A column of numbers."""
        return _joined([part.numbers for part in self.parts[name]])

    def at(self, kind: str) -> Numbers:
        """The place of the claim to which each row of parties, dealings or dyads belongs."""
        starts = np.cumsum((0, *self.sizes), dtype=np.int32)
        return _joined([part.data + start for part, start in zip(self.parts[f"{kind}.at"], starts, strict=False)])

    def codes(self, name: str) -> tuple[NDArray[Any], tuple[str, ...]]:
        """A column of words as places in one list, and the list."""
        parts = self.parts[name]
        lists = {part.words or "" for part in parts}
        if len(lists) == 1:
            return _joined([part.data for part in parts]), tuple(lists.pop().split("\n"))
        places: dict[str, int] = {}
        found = []
        for part in parts:
            own = [places.setdefault(word, len(places)) for word in (part.words or "").split("\n")]
            found.append(np.take(np.array(own, dtype=np.int32), part.data))
        return _joined(found), tuple(places)

    def where(self, name: str, test: Callable[[str], bool]) -> Mask:
        """Which rows of a column have a word that passes a test; a row without a word does not."""
        known: dict[str, bool] = {"": False}
        found = []
        for part in self.parts[name]:
            words = (part.words or "").split("\n")
            for word in words:
                if word not in known:
                    known[word] = test(word)
            found.append(np.take(np.array([known[word] for word in words]), part.data))
        return _joined(found).astype(bool)

    def telling(self, name: str, phrase: str) -> Mask:
        """Which rows of a column have words that contain a phrase; as `where`, but sooner where there are many words."""
        found = []
        for part in self.parts[name]:
            words = part.words or ""
            holds = np.zeros(words.count("\n") + 1, dtype=bool)
            line, seen, place = 0, 0, words.find(phrase)
            while place >= 0:
                line, seen = line + words.count("\n", seen, place), place
                holds[line] = True
                end = words.find("\n", place)
                place = words.find(phrase, end) if end >= 0 else -1
            found.append(np.take(holds, part.data))
        return _joined(found).astype(bool)


def _joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Arrays as one."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def load(connection: Connection, names: Iterable[str], only: Numbers | None = None) -> Columns:
    """Columns of the claims that a record holds now.

    Args:
        connection: to the record; on PostgreSQL in one repeatable read, if somebody may be writing.
        names: of `NAMES`.
        only: numbers of claims; stretches without any of them are left out.
    """
    wanted = tuple(dict.fromkeys(("claim", *names)))
    stretches = _stretches(connection) if only is None else np.unique(only // STRETCH).tolist()
    c = columns.c
    query = select(c.stretch, c.name, c.form, c.base, c.words, c.data).where(c.name.in_(wanted))
    if only is not None:
        query = query.where(c.stretch.in_(stretches))
    told = connection.execute(query, execution_options={BINARY: True})
    sealed: dict[int, dict[str, Part]] = {}
    for stretch, name, form, base, words, data in told:
        sealed.setdefault(stretch, {})[name] = Part(np.frombuffer(data, dtype=form), words, base)
    found = [sealed.get(stretch) or read(connection, stretch, wanted) for stretch in stretches]
    sizes = tuple(len(parts["claim"].data) for parts in found)
    return Columns(sum(sizes), sizes, {name: [parts[name] for parts in found] for name in wanted})


def seal(connection: Connection, most: int | None = None) -> int:
    """Keep the stretches that are not kept yet. Answers are the same without, but later.

    Args:
        connection: of the one writer.
        most: stretches to seal at most, from the first; fewer are sealed only if there are no more.

    Returns:
        How many were sealed.
    """
    kept = set(connection.execute(select(columns.c.stretch).where(columns.c.name == "claim")).scalars())
    missing = [stretch for stretch in _stretches(connection) if stretch not in kept][:most]
    for stretch in missing:
        connection.execute(delete(columns).where(columns.c.stretch == stretch))
        rows = [
            {
                "name": name,
                "stretch": stretch,
                "form": part.data.dtype.str,
                "base": part.base,
                "words": part.words,
                "data": part.data.tobytes(),
            }
            for name, part in read(connection, stretch, NAMES).items()
        ]
        connection.execute(insert(columns), rows)
    return len(missing)


AT_ONCE = 4
"""Stretches sealed in one transaction where other writers may be waiting: some 4 s on two busy cores (123 stretches of a million claims took
97 s on SQLite, 111 s on PostgreSQL), of the 60 that a writer waits."""

PAUSE = 0.15
"""Seconds between two such transactions. Who waits for an SQLite file looks at it again after a tenth of a second at most, and would find
it taken every time if the next transaction began at once; a server keeps a line."""


def settle(writing: Callable[[], AbstractContextManager[Connection]]) -> None:
    """Seal all stretches in several transactions, so that other writers get in between.

    Args:
        writing: begins a transaction of the one writer.
    """
    while True:
        with writing() as connection:
            if seal(connection, AT_ONCE) < AT_ONCE:
                return
        sleep(PAUSE)


def _stretches(connection: Connection) -> list[int]:
    """The stretches that may hold claims."""
    last = connection.execute(select(func.max(facets.c.claim))).scalar()
    return [] if last is None else list(range(last // STRETCH + 1))


def read(connection: Connection, stretch: int, names: Iterable[str]) -> dict[str, Part]:
    """Columns of a stretch, from the tables.

    Args:
        connection: to the record.
        stretch: claims from `stretch * STRETCH` on.
        names: of `NAMES`, "claim" among them.
    """
    wanted = set(names)
    found = _claim_parts(connection, stretch, wanted)
    places = {int(number): place for place, number in enumerate(found["claim"].numbers)}
    if wanted & _PARTY_NAMES or "side" in wanted:
        rows = _rows(connection, parties, (*_PARTY_WORDS, "folded"), stretch, places)
        found |= _placed("party", rows, places, _PARTY_WORDS)
        found["party.names"] = _coded(known_as(row[-1]) for row in rows)
        if "side" in wanted:
            found["side"] = _coded(_sides(found["source_kind"], rows, places))
    if wanted & _DEALING_NAMES:
        rows = _rows(connection, dealings, (*_DEALING_WORDS, "told", "gift", *_AMOUNTS), stretch, places)
        found |= _placed("dealing", rows, places, _DEALING_WORDS)
        found["dealing.told"] = _coded(known_as(row[-4]) if row[-4] else None for row in rows)
        found["dealing.gift"] = Part(np.array([row[-3] for row in rows], dtype="<u1"))
        for place, name in ((-2, "low"), (-1, "high")):
            told = [np.nan if row[place] is None else row[place] for row in rows]
            found[f"dealing.{name}"] = Part(np.array(told, dtype="<f8"))
    if "reader" in wanted:
        query = select(claims.c.id, readings.c.reader).join(readings, readings.c.id == claims.c.reading)
        readers = dict(connection.execute(query.where(_within(claims.c.id, stretch))).all())
        found["reader"] = _coded(readers.get(number) for number in places)
    return {name: found[name] for name in wanted}


_PARTY_NAMES = {name for name in NAMES if name.startswith("party.")}
_DEALING_NAMES = {name for name in NAMES if name.startswith("dealing.")}
_DYAD_NAMES = {name for name in NAMES if name.startswith("dyad.")}


def _within(number: ColumnElement[int], stretch: int) -> ColumnElement[bool]:
    """Condition for the claims of a stretch."""
    return number.between(stretch * STRETCH, (stretch + 1) * STRETCH - 1)


def _rows(
    connection: Connection, table: Table, names: Sequence[str], stretch: int, among: Container[int] | None = None
) -> Sequence[Row]:
    """Rows of a table with the numbers of their claims in front, in order of these."""
    query: Select[Any] = select(table.c.claim, *(table.c[name] for name in names))
    rows = connection.execute(query.where(_within(table.c.claim, stretch)).order_by(table.c.claim)).all()
    return rows if among is None else [row for row in rows if row[0] in among]


def _claim_parts(connection: Connection, stretch: int, wanted: set[str]) -> dict[str, Part]:
    """Columns of claims, and of their dyads."""
    extra = {"source_kind"} if "side" in wanted else set()
    names = [n for n in (*_CLAIM_NUMBERS[1:], *_CLAIM_DAYS, *_CLAIM_WORDS, "origin", "place") if n in wanted | extra]
    dyads = ["actors", "recipients"] if wanted & _DYAD_NAMES else []
    rows = _rows(connection, facets, [*names, *dyads], stretch)
    told = dict(zip(("claim", *names, *dyads), zip(*rows, strict=True) if rows else repeat(()), strict=False))
    found = {}
    for name in ("claim", *names):
        if name in _CLAIM_NUMBERS:
            found[name] = _counted(told[name])
        elif name in _CLAIM_DAYS:
            found[name] = _counted(day_number(day) for day in told[name])
        elif name == "origin":
            found[name] = Part(np.array([_key_number(key) for key in told[name]], dtype="<i8"))
        elif name == "place":
            found[name] = _coded(known_as(place) if place else None for place in told[name])
        else:
            found[name] = _coded(told[name])
    if dyads:
        both = enumerate(zip(told["actors"], told["recipients"], strict=True))
        rows = [(place, *pair) for place, (actors, recipients) in both for pair in dyads_of(actors, recipients)]
        found |= _placed("dyad", rows, range(STRETCH), ("one", "other"))
    return found


def _placed(kind: str, rows: Sequence[Row], places: Mapping[int, int] | range, names: Sequence[str]) -> dict[str, Part]:
    """To which claim rows belong, and their words."""
    found = {f"{kind}.at": Part(np.array([places[row[0]] for row in rows], dtype="<u2"))}
    for place, name in enumerate(names, 1):
        found[f"{kind}.{name}"] = _coded(row[place] for row in rows)
    return found


def _coded(values: Iterable[str | None]) -> Part:
    """Words as places in their list, in which they are sorted: most stretches then have the same one for types, labels and such."""
    told = list(values)
    lines = {value: " ".join(value.split()) if value else "" for value in set(told)}
    words = sorted({"", *lines.values()})
    at = {word: place for place, word in enumerate(words)}
    places = {value: at[line] for value, line in lines.items()}
    data = np.array([places[value] for value in told], dtype="<u1" if len(words) <= 256 else "<u2")
    return Part(data, "\n".join(words))


def _counted(values: Iterable[int | None]) -> Part:
    """Numbers in as few bytes as they need: they are near one another in a stretch."""
    told = np.array([value or 0 for value in values], dtype="<i8")
    known = told[told > 0]
    base = int(known.min()) - 1 if known.size else 0
    width = int(known.max()) - base if known.size else 0
    data = np.where(told > 0, told - base, 0)
    return Part(data.astype("<u1" if width < 1 << 8 else "<u2" if width < 1 << 16 else "<i8"), None, base)


def _sides(kinds: Part, rows: Sequence[Row], places: Mapping[int, int]) -> list[str]:
    """Who says each claim: the outlet, a party to the act, a third party, or nobody that is known (unknown)."""
    words = (kinds.words or "").split("\n")
    sources: dict[int, str] = {}
    codes: dict[int, list[str]] = {}
    for claim, role, country, sector, *_ in rows:
        code = f"{country} {sector}".strip()
        if role == "source":
            sources[places[claim]] = code
        else:
            codes.setdefault(places[claim], []).append(code)
    found = []
    for place, kind in enumerate(kinds.data):
        source = sources.get(place)
        if words[kind] == "outlet":
            found.append("outlet")
        elif source is None or source.startswith("---"):
            found.append("unknown")
        else:
            found.append("party" if any(same_side(source, code) for code in codes.get(place, ())) else "third")
    return found


@lru_cache(maxsize=65536)
def dyads_of(actors: str, recipients: str) -> tuple[tuple[str, str], ...]:
    """The pairs that have to do with each other in a claim: who with whom; who with one another where there is no recipient.

    Args:
        actors: countries and bodies, one space between.
        recipients: likewise.

    Returns:
        Pairs, the lesser name first.

    >>> dyads_of("PRK RUS", "")
    (('PRK', 'RUS'),)
    """
    first, second = actors.split(), recipients.split()
    pairs = product(first, second) if second else combinations(first, 2)
    return tuple(sorted({(min(pair), max(pair)) for pair in pairs}))


@lru_cache(maxsize=65536)
def day_number(day: str | None) -> int:
    """A date as days from the first of year 1, 0 if there is none; of a year or a month the first day."""
    full = f"{day}-01-01"[:10] if day else ""
    try:
        return date.fromisoformat(full).toordinal()
    except ValueError:
        return 0


@lru_cache(maxsize=65536)
def known_as(told: str) -> str:
    """Names with " | " between them, cut into folded words: " | kim jong un | chairman | ", in which " jong un " is found."""
    return " | ".join(("", *(" ".join(word for _, _, word in tokens(name)) for name in told.split(" | ")), ""))


def _key_number(key: str) -> int:
    """A number for a key; two keys of a record have one by a chance of one in many millions."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)
