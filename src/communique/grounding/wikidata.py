"""A saved result of a Wikidata query for office-holders → the table of offices with what is new in it.

The query and the two forms of its result, JSON and CSV as query.wikidata.org saves them, are described in docs/actors.md. Columns: `person` (address of the item),
`personLabel`, `positionLabel`, `iso3` (of the country), `start` and `end` (may be missing).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from communique.errors import BadTable
from communique.grounding.names import key
from communique.grounding.offices import OFFICES, Spell
from communique.grounding.titles import BOTH, DEFENCE, FOREIGN, GOVERNMENT, STATE, asked

NEEDED = ("person", "personLabel", "positionLabel", "iso3")
_ITEM = re.compile(r"(Q\d+)$")
_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Update:
    """What an update made of the table.

    Attributes:
        spells: the whole table after it.
        added: spells that were not there.
        closed: spells that have an end now.
        kept: rows that say nothing new.
        contrary: rows that contradict a spell of high confidence: the spell stays as it is.
        left: rows of offices that the table does not keep.
    """

    spells: tuple[Spell, ...]
    added: tuple[Spell, ...]
    closed: tuple[Spell, ...]
    kept: int
    contrary: tuple[tuple[Spell, Spell], ...]
    left: int


def read_result(content: str, name: str) -> list[Spell | None]:
    """The spells of a saved query result.

    Args:
        content: the file, JSON (`results.bindings`) or CSV with a header.
        name: of the file, for messages.

    Returns:
        One a row, None for offices that the table does not keep.

    Raises:
        BadTable: no such result, a column is missing, or a value cannot be read; names the row and the column.
    """
    return [_spell(row, f"{name}, row {index}") for index, row in enumerate(_rows(content, name), 1)]


def _rows(content: str, name: str) -> list[dict[str, str]]:
    """The rows of either form."""
    if content.lstrip().startswith("{"):
        try:
            bindings: list[dict[str, Any]] = json.loads(content)["results"]["bindings"]
            return [{column: str(cell["value"]) for column, cell in row.items()} for row in bindings]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadTable(f"{name}: not a query result in JSON (results.bindings): {error}") from None
    try:
        rows = list(csv.DictReader(io.StringIO(content)))
    except csv.Error as error:
        raise BadTable(f"{name}: not a CSV file ({error}); save the result of the query as JSON or CSV") from None
    if not rows:
        raise BadTable(f"{name}: no rows; save the result of the query as JSON or CSV")
    return [{k: v or "" for k, v in row.items() if k} for row in rows]


def _spell(row: dict[str, str], where: str) -> Spell | None:
    """One row as a spell."""
    for column in NEEDED:
        if not row.get(column):
            raise BadTable(f"{where}: no value in column {column}")
    item = _ITEM.search(row["person"])
    if not item:
        raise BadTable(f"{where}: column person is {row['person']!r}, not the address of an item (…/Q7747)")
    if not re.fullmatch(r"[A-Z]{3}", row["iso3"]):
        raise BadTable(f"{where}: column iso3 is {row['iso3']!r}, not three capitals (KOR)")
    wanted = asked(row["positionLabel"])
    if wanted is None or wanted.body:
        return None
    title = re.split(r" of | for ", row["positionLabel"], maxsplit=1)[0].strip()
    title = row["positionLabel"] if title.casefold() in ("minister", "secretary") else title[:1].upper() + title[1:]
    office = STATE if wanted.title.classes[0] == BOTH else wanted.title.classes[0]
    bounds = (_day(row.get("start", ""), f"{where}, column start"), _day(row.get("end", ""), f"{where}, column end"))
    if all(bounds) and bounds[0] > bounds[1]:
        raise BadTable(f"{where}: start {bounds[0]} is after end {bounds[1]}")
    return Spell(row["iso3"], office, title, row["personLabel"], *bounds, item[1], "Wikidata", "medium")


def _day(value: str, where: str) -> str:
    """An ISO date of a time value; "" if there is none."""
    if not value or re.match(r"t\d+$|_:|https?://", value):
        # Wikidata's "unknown value"
        return ""
    found = _DATE.match(value)
    if not found:
        raise BadTable(f"{where} is {value!r}, not a date (2022-05-10T00:00:00Z)")
    year, month, day = found.groups()
    if (month, day) != ("00", "00") and not _exists(year, month, day):
        raise BadTable(f"{where} is {value!r}: there is no such day")
    # Wikidata writes the first of January, or of a month, where it knows only the year or the month
    return year if (month, day) in (("01", "01"), ("00", "00")) else f"{year}-{month}-{day}"


def _exists(year: str, month: str, day: str) -> bool:
    """Whether the calendar has a day; "00" stands for a month or day that is not known."""
    try:
        date(int(year), int(month), max(1, int(day)))
    except ValueError:
        return month == "00"
    return True


def update(table: Iterable[Spell], result: Iterable[Spell | None]) -> Update:
    """The table with what a query result adds.

    A spell that is there gets an end that it lacked and the person's identifier; what contradicts a spell of high confidence is reported, not taken over.
    """
    spells = list(table)
    places: dict[tuple[str, str], list[int]] = {}
    for index, spell in enumerate(spells):
        places.setdefault((spell.code, key(spell.name)), []).append(index)
    added: list[Spell] = []
    closed: list[Spell] = []
    contrary: list[tuple[Spell, Spell]] = []
    kept = left = 0
    for new in result:
        if new is None:
            left += 1
            continue
        found = next((i for i in places.get((new.code, key(new.name)), ()) if _same(spells[i], new)), None)
        if found is None:
            added.append(_as_there(new, spells))
            for index in _before(added[-1], spells):
                spells[index] = spells[index]._replace(until=new.since, source=_with(spells[index].source))
                closed.append(spells[index])
            places.setdefault((new.code, key(new.name)), []).append(len(spells))
            spells.append(added[-1])
            continue
        old = spells[found]
        if new.until and not old.until:
            spells[found] = old._replace(
                until=new.until, wikidata=old.wikidata or new.wikidata, source=_with(old.source)
            )
            closed.append(spells[found])
        elif new.until and old.until and new.until[:7] != old.until[: len(new.until[:7])]:
            contrary.append((old, new))
        else:
            spells[found] = old._replace(wikidata=old.wikidata or new.wikidata)
            kept += 1
    return Update(tuple(spells), tuple(added), tuple(closed), kept, tuple(contrary), left)


def _before(new: Spell, spells: list[Spell]) -> list[int]:
    """The spells without an end that a new holder of the office ends: only one person holds it at a time."""
    if new.office not in SINGLE or not new.since or new.until:
        return []
    alike = {new.office, *((STATE, BOTH) if new.office in (STATE, BOTH) else ())}
    return [
        i
        for i, s in enumerate(spells)
        if s.code == new.code
        and s.office in alike
        and not s.until
        and s.since
        and s.since < new.since
        and _titles_meet(s, new)
    ]


SINGLE = (STATE, BOTH, GOVERNMENT, FOREIGN, DEFENCE)


def _titles_meet(old: Spell, new: Spell) -> bool:
    """Whether two titles may be one office: a president does not end the king's spell."""
    return bool({*old.title.casefold().split()} & {*new.title.casefold().split()} - {"of", "the", "for"})


def _with(source: str) -> str:
    return source if "Wikidata" in source.split("|") else f"{source}|Wikidata"


def _same(old: Spell, new: Spell) -> bool:
    """Whether two spells are one: the same kind of office, begun in the same year or without a known beginning."""
    heads = (STATE, BOTH)
    alike = (
        old.office == new.office
        or (old.office in heads and new.office in heads)
        or (BOTH in (old.office, new.office) and GOVERNMENT in (old.office, new.office))
    )
    return alike and (not old.since or not new.since or old.since[:4] == new.since[:4])


def _as_there(new: Spell, spells: list[Spell]) -> Spell:
    """A new head of state in a state whose last one was head of government too is one as well."""
    heads = [s for s in spells if s.code == new.code and s.office in (STATE, BOTH)]
    last = max(heads, key=lambda s: s.since, default=None)
    return new._replace(office=BOTH) if last and last.office == BOTH and new.office == STATE else new


def order(spell: Spell) -> tuple[str, int, str, str, str]:
    """The order of the table."""
    place = OFFICES.index(spell.office) if spell.office in OFFICES else len(OFFICES)
    return spell.code, place, spell.since, spell.until, spell.name
