"""Judgements that a party of reports is not somebody on a list, kept in a record: said once, they hold; taken back, both stay."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from communique.errors import BadRequest
from communique.export.escape import plain
from communique.record import told
from communique.record.facts import now
from communique.record.record import Record
from communique.watch.candidate import NotSame
from communique.watch.listed import LONGEST_NAME, country
from communique.watch.spelled import untitled

MOST_WHY = 2_000
"""Characters of a reason; the sources that tell two people apart are cited in some hundreds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement as the record has it.

    Attributes:
        id: its number.
        at: when it was made, ISO 8601 in UTC.
        who: name of the person.
        why: for what reason, in words.
        name: the name in the reports.
        country: ISO 3166 alpha-3 of that party, or None: whatever its country.
        entry: identifier of the entry.
        undoes: the judgement that it takes back, None if it is one itself.
        undone: number of what takes it back, None while it stands.
    """

    id: int
    at: str
    who: str
    why: str
    name: str
    country: str | None
    entry: str
    undoes: int | None
    undone: int | None = None

    def not_same(self) -> NotSame:
        """As candidates are left out by it."""
        return NotSame(self.name, self.country, self.entry, self.who, self.at, self.why)


def add(record: Record, name: str, entry: str, *, who: str, why: str, where: str | None = None) -> Judged:
    """Say that a party of reports is not an entry of a list.

    Args:
        record: an open record.
        name: the name in the reports; with and without titles and accents it is one.
        entry: identifier of the entry, as `match` gives it (`unsc-6908555`, `Q7747`).
        who: name of the person.
        why: for what reason, in words.
        where: country of the party, by name or code; whatever its country, if None.

    Raises:
        BadRequest: something is missing or makes no sense, or it was said already.
    """
    name = _told(name, "name", "say which party of the reports is meant", LONGEST_NAME)
    entry = _told(entry, "entry", "say which entry of the list it is not, by its identifier", 200)
    said = _by(who, why)
    code = country(where) if where is not None else None
    if where is not None and code is None:
        raise BadRequest("--country", f"no table knows a country {where!r}; write PRK, or 'North Korea'")
    if not untitled(name):
        raise BadRequest("name", f"{name!r} has no word that a name could be compared by")
    with record.writing() as connection:
        for old in _all(connection):
            same = (old.entry, old.country, untitled(old.name)) == (entry, code, untitled(name))
            if same and old.undoes is None and old.undone is None:
                raise BadRequest("entry", f"that is judged already, by N{old.id} ({old.who}, {old.at[:10]})")
        row: told.Row = {"at": now(), **said, "name": name, "country": code, "entry": entry, "undoes": None}
        return Judged(id=told.add_namesake(connection, row), **row)


def undo(record: Record, number: str | int, *, who: str, why: str) -> Judged:
    """Take a judgement back: the candidate counts again.

    Args:
        record: an open record.
        number: N3 or 3.
        who: name of the person.
        why: for what reason, in words.

    Returns:
        What was written down.

    Raises:
        BadRequest: there is no such judgement, it was taken back already, or name or reason is missing.
    """
    said = _by(who, why)
    digits = str(number).strip().removeprefix("N").removeprefix("n")
    wanted = int(digits) if digits.isdecimal() and len(digits) < 10 else None
    with record.writing() as connection:
        old = next((j for j in _all(connection) if j.id == wanted and j.undoes is None), None)
        if old is None:
            raise BadRequest(
                "N", f"there is no judgement {number} to take back; `communique lists judgements` lists them"
            )
        if old.undone is not None:
            raise BadRequest("N", f"N{old.id} was taken back already, by N{old.undone}")
        row: told.Row = {
            "at": now(),
            **said,
            "name": old.name,
            "country": old.country,
            "entry": old.entry,
            "undoes": old.id,
        }
        return Judged(id=told.add_namesake(connection, row), **row)


def judged(record: Record) -> tuple[Judged, ...]:
    """All judgements in their order, with those that were taken back and what took them back."""
    with record.reading() as connection:
        return _all(connection)


def judgements(record: Record) -> tuple[NotSame, ...]:
    """The judgements that stand, in their order, as `candidate.without` takes them."""
    return tuple(j.not_same() for j in judged(record) if j.undoes is None and j.undone is None)


def _all(connection: Connection) -> tuple[Judged, ...]:
    """All judgements in their order."""
    rows = told.namesake_rows(connection)
    undone = {row["undoes"]: row["id"] for row in rows if row["undoes"] is not None}
    return tuple(Judged(**row, undone=undone.get(row["id"])) for row in rows)


def _by(who: str, why: str) -> dict[str, str]:
    """Who says something and why."""
    who = _told(who, "--who", "a judgement is made under the name of a person", 200)
    return {"who": who, "why": _told(why, "--why", "say for what reason, and where it can be looked up", MOST_WHY)}


def _told(text: str, field: str, ask: str, most: int) -> str:
    """What was told, on one line and without characters that steer a display or that no database holds.

    Raises:
        BadRequest: there is nothing, or too much.
    """
    cleaned = " ".join(plain(text).encode("utf-8", "replace").decode().split())
    if not cleaned:
        raise BadRequest(field, f"is missing; {ask}")
    if len(cleaned) > most:
        raise BadRequest(field, f"is longer than {most} characters")
    return cleaned
