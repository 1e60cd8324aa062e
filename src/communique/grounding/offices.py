"""Who held an office on a day, and which office a person held: `holder("RUS", "president", "2000-07-19")` is Vladimir Putin.

The table `tables/offices.tsv` gives spells in office with source and confidence; a day that two spells share, or none covers, has no holder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from communique.errors import BadTable
from communique.grounding.names import DATA, key, lookup, uncollected
from communique.grounding.titles import (
    BODY,
    BOTH,
    DE_FACTO,
    DEFENCE,
    DEPUTY,
    FOREIGN,
    GOVERNMENT,
    STATE,
    UNITED_NATIONS,
    Asked,
    asked,
)


class Spell(NamedTuple):
    """A time in office. A tuple, because ten thousand of them are made when the table is loaded.

    Attributes:
        code: actor code of the state or body, with a sector where it is not the government.
        office: class of the office (`OFFICES`).
        title: as it is called there.
        name: of the person.
        since: first day as ISO 8601 date, month or year, "" if unknown.
        until: first day after it, "" if it goes on.
        wikidata: identifier of the person, "" if unknown.
        source: where the row comes from.
        confidence: high, medium or low.
    """

    code: str
    office: str
    title: str
    name: str
    since: str
    until: str
    wikidata: str
    source: str
    confidence: str

    def held(self, day: str) -> bool:
        """Whether the office may have been held on a day; a bound known only to the month or year is generous."""
        return (not self.since or self.since <= day[: len(self.since)]) and (
            not self.until or day < self.until or (len(self.until) < len(day) and day[: len(self.until)] == self.until)
        )

    def surely(self, day: str) -> bool:
        """Whether it was surely held on a day: not in the month or year of a bound that is known no better."""
        began = bool(self.since) and (self.since < day[: len(self.since)] or self.since == day)
        return began and (not self.until or day[: len(self.until)] < self.until)


@dataclass(frozen=True, slots=True)
class Held:
    """The answer who held an office: the spell, or None, and why."""

    spell: Spell | None
    because: str


OFFICES = (
    DE_FACTO,
    BOTH,
    STATE,
    GOVERNMENT,
    FOREIGN,
    DEFENCE,
    DEPUTY,
    BODY,
    "spokesman",
    "envoy",
    "adviser",
    "speaker",
    "military chief",
    "intelligence chief",
    "party leader",
)

CEREMONIAL = frozenset(
    [
        "DEU",
        "ITA",
        "ISR",
        "IND",
        "IRL",
        "GRC",
        "PRT",
        "AUT",
        "HUN",
        "POL",
        "CZE",
        "SVK",
        "SVN",
        "HRV",
        "EST",
        "LVA",
        "LTU",
        "BGR",
        "ROU",
        "MKD",
        "ALB",
        "XKX",
        "MNE",
        "MDA",
        "GEO",
        "ARM",
        "FIN",
        "MLT",
        "ISL",
        "IRQ",
        "LBN",
        "ETH",
        "BGD",
        "NPL",
        "PAK",
        "SGP",
        "MUS",
        "TTO",
        "VUT",
        "WSM",
        "FJI",
        "CHE",
        "BIH",
        "GBR",
        "JPN",
        "ESP",
        "NLD",
        "SWE",
        "DNK",
        "NOR",
        "BEL",
        "THA",
        "MYS",
        "KHM",
        "AUS",
        "CAN",
        "NZL",
        "LUX",
        "JAM",
    ]
)
"""States whose "leader" in the news is not the president: the head of government is, or nobody clearly."""


class Offices:
    """A table of offices: who held which, from when to when.

    Attributes:
        spells: all of them.
        aliases: other spellings of the holder's name, by the number of the spell.
    """

    def __init__(
        self, spells: Sequence[Spell], aliases: dict[str, list[str]], named: dict[str, list[int]] | None = None
    ) -> None:
        """Sort the spells by country and class, and by name.

        Args:
            spells: all of them.
            aliases: other spellings of the holder's name, by the number of the spell.
            named: numbers of the spells by folded name, if they have been worked out before.
        """
        self.spells, self.aliases = tuple(spells), aliases
        self._held: dict[tuple[str, str], list[Spell]] = {}
        for spell in self.spells:
            self._held.setdefault((spell.code.partition(" ")[0], spell.office), []).append(spell)
        self._named = named if named is not None else numbers_by_name([s.name for s in spells], aliases)

    def of(self, country: str, office: str) -> list[Spell]:
        """The spells of a country in a class of office."""
        return self._held.get((country, office), [])

    def by_name(self, name: str) -> list[Spell]:
        """The spells of people of a name."""
        return [self.spells[i] for i in self._named.get(key(name), ())]


def numbers_by_name(names: Sequence[str], aliases: dict[str, list[str]]) -> dict[str, list[int]]:
    """The numbers of the rows of each folded name and other spelling."""
    found: dict[str, list[int]] = {}
    for index, usual in enumerate(names):
        for name in sorted({usual, *aliases.get(str(index), ())}):
            found.setdefault(key(name), []).append(index)
    return found


@lru_cache(maxsize=4)
def load_offices(path: Path | None = None) -> Offices:
    """The table that ships, or another that `communique actors update` wrote.

    Raises:
        BadTable: it cannot be read.
    """
    try:
        with uncollected():
            content = json.loads((path or DATA / "offices.json").read_text(encoding="utf-8"))
            return Offices([_spell(row) for row in content["spells"]], dict(content["aliases"]), content.get("named"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadTable(f"{path}: not a table of offices ({error}); write one with `communique actors update`") from None


def _spell(row: list[str]) -> Spell:
    """A row of the table as a spell.

    Raises:
        TypeError: it does not have as many texts as it should.
    """
    if len(row) != len(Spell._fields) or not isinstance(row[0], str) or not isinstance(row[3], str):
        raise TypeError(f"not a spell: {row}")
    return Spell._make(row)


def write_offices(spells: Sequence[Spell], old: Offices, path: Path) -> None:
    """Write a table that `load_offices` reads; other spellings of names are taken over from the old one."""
    spelled = {spell.name: old.aliases[str(i)] for i, spell in enumerate(old.spells) if str(i) in old.aliases}
    rows = [[getattr(spell, field) for field in Spell._fields] for spell in spells]
    content = {"aliases": {str(i): spelled[s.name] for i, s in enumerate(spells) if s.name in spelled}, "spells": rows}
    try:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadTable(f"{path}: cannot be written ({error})") from None


@lru_cache(maxsize=4096)
def holder(country: str, phrase: str, day: str | None, table: Offices | None = None) -> Held:
    """Who held the office that a phrase is.

    Args:
        country: state or body that the phrase belongs to where it names none, ISO 3166 alpha-3 or UNO, EUR, IGO.
        phrase: the words ("the South Korean president").
        day: ISO 8601 date of the event.
        table: another than the one that ships.

    Returns:
        The spell, or None where the words are no office, or the table has no holder or several.
    """
    wanted = asked(phrase)
    if wanted is None:
        return Held(None, "no office that the table has")
    if day is None:
        return Held(None, "no date to look the office up")
    offices = table or load_offices()
    if wanted.body:
        return _head_of(wanted, day, offices)
    if wanted.countries and country not in wanted.countries:
        country = wanted.countries[0]
    title = wanted.title
    if title.only and country not in title.only:
        return Held(None, f"no such office in {country}")
    classes = (DE_FACTO, GOVERNMENT, BOTH) if title.word == "leader" and country in CEREMONIAL else title.classes
    for office in classes:
        held = _single(
            [s for s in offices.of(country, office) if s.held(day) and _titled(s, title.word)],
            f"{office} of {country}",
            day,
        )
        if held:
            return held
    return Held(None, f"no {classes[0]} of {country} known on {day}")


def _single(fit: list[Spell], what: str, day: str) -> Held | None:
    """The one spell of several that hold, None if none does."""
    sure = [s for s in fit if s.surely(day)] or fit
    people = sorted({s.name for s in sure})
    if len(people) > 1:
        return Held(None, f"{what} on {day}: {' or '.join(people)}")
    if not people:
        return None
    spell = sure[0]
    where = "" if spell.office == BODY else f" of {spell.code.partition(' ')[0]}"
    return Held(
        spell,
        f"{spell.title}{where} from {spell.since or '?'} to {spell.until or 'now'} ({spell.confidence}; {spell.source})",
    )


def _head_of(wanted: Asked, day: str, offices: Offices) -> Held:
    """The head of an intergovernmental body."""
    fit = [
        s
        for code in ("UNO", "EUR", "IGO")
        for s in offices.of(code, BODY)
        if s.held(day) and _body(s.title) == wanted.body and wanted.title.word in _plain(s.title)
    ]
    heads = [s for s in fit if not re.match(r"deputy|under|assistant|vice", s.title, re.IGNORECASE)]
    return _single(heads, f"head of {wanted.body}", day) or Held(None, f"no head of {wanted.body} known on {day}")


@lru_cache(maxsize=1024)
def _body(title: str) -> str:
    """Usual name of the body that a title names; the United Nations where it names none."""
    _, of, body = title.partition(" of ")
    if not of:
        return UNITED_NATIONS
    known = lookup(key(body.removeprefix("the ")))
    return next((e.name for e in known if e.kind == "organisation"), body)


def _plain(title: str) -> str:
    return title.casefold().replace("-", " ")


def _titled(spell: Spell, word: str) -> bool:
    """Whether a spell has the title that a phrase names."""
    if word in ("", "leader"):
        return True
    if word == "president":
        return bool(_PRESIDENT.search(spell.title))
    return word in spell.title.casefold()


_PRESIDENT = re.compile(r"president|chair", re.IGNORECASE)


def spells_of(name: str, country: str | None = None, table: Offices | None = None) -> list[Spell]:
    """All spells in office of people of a name, in time order.

    Args:
        name: full name or a spelling of it.
        country: only of this state or body.
        table: another than the one that ships.
    """
    found = [
        s for s in (table or load_offices()).by_name(name) if country is None or s.code.partition(" ")[0] == country
    ]
    return sorted(found, key=lambda s: (s.since, s.until, s.title))


def office_on(name: str, country: str, day: str | None, table: Offices | None = None) -> Held:
    """The office that a person of a country held on a day."""
    spells = spells_of(name, country, table)
    if not spells:
        return Held(None, "not in the table of offices")
    if day is None:
        return Held(None, "no date to look the office up")
    fit = [s for s in spells if s.surely(day)] or [s for s in spells if s.held(day)]
    if not fit:
        return Held(None, f"held no office of the table on {day}")
    spell = min(fit, key=lambda s: OFFICES.index(s.office) if s.office in OFFICES else len(OFFICES))
    return Held(
        spell, f"{spell.title} from {spell.since or '?'} to {spell.until or 'now'} ({spell.confidence}; {spell.source})"
    )
