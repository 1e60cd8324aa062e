"""Mentions → the persons and bodies that they are on the day of the event."""

from __future__ import annotations

import re

from communique.grounding.names import find_names, key, lookup
from communique.grounding.offices import Offices, holder, office_on
from communique.grounding.parties import TOGETHER, Grounded
from communique.grounding.spellings import nearest
from communique.grounding.titles import asked
from communique.model import Identity

Days = tuple[str, str] | None
"""First and last day of an event, by which offices are looked up."""


def identity(party: Grounded, text: str, days: Days, table: Offices | None = None) -> Identity | None:
    """The person or body that a mention is.

    Args:
        party: the grounded mention.
        text: the text.
        days: first and last day of the event in ISO 8601, or None. Only who held an office on both is its holder.
        table: another table of offices than the one that ships.

    Returns:
        None where the tables know nobody of that name, or no single holder of that office over the event.
    """
    country = party.code.partition(" ")[0]
    phrase = text[party.mention.start : party.mention.end]
    if party.because == TOGETHER:
        # "the two leaders" is the leader of each
        phrase = re.sub(r"^(?:[Tt]he )?(?:[Tt]wo|[Bb]oth) ", "the ", re.sub(r"s\b", "", phrase))
    if found := _held(country, phrase, days, table):
        return found
    if party.known is None:
        # "the Russian president, Vladimir Putin", where the country came from the words before the name
        if (named := _named(phrase, country)) and not _beside(phrase, named[0]):
            return _person(*named, country, days, table)
        spelled = _spelled(party.name, country)
        return _person(*spelled, country, days, table) if spelled else None
    if _beside(phrase, party.known.name):
        return None
    if party.known.kind == "person":
        return _person(party.known.name, party.because, country, days, table)
    if named := _named(phrase, country):
        # "Kremlin spokesman Dmitry Peskov" is the man, not the palace
        return _person(*named, country, days, table)
    return (
        Identity(name=party.known.name, because=f"{party.because}, in the table of bodies")
        if not asked(phrase)
        else None
    )


def _named(phrase: str, country: str) -> tuple[str, str] | None:
    """The first known person of a country whose name stands in a phrase, and the words that show it."""
    for match in find_names(phrase):
        if person := next((e for e in match.entries if e.kind == "person" and e.code.startswith(country)), None):
            return person.name, f"person “{phrase[match.start : match.end]}”"
    return None


def _beside(phrase: str, name: str) -> bool:
    """Whether a phrase is somebody beside the person that it names ("Putin's spokesman")."""
    last = re.escape(name.rsplit(maxsplit=1)[-1])
    return bool(re.search(rf"{last}(?:’s|'s) \w", phrase, re.IGNORECASE))


def _held(country: str, phrase: str, days: Days, table: Offices | None) -> Identity | None:
    """The holder of an office over the days of an event."""
    first, last = (holder(country, phrase, day, table) for day in (days or (None, None)))
    if first.spell is None or last.spell is None or first.spell.name != last.spell.name:
        return None
    spell = last.spell
    return Identity(name=spell.name, office=spell.title, wikidata=spell.wikidata or None, because=last.because)


def _person(name: str, because: str, country: str, days: Days, table: Offices | None) -> Identity:
    """A person of the tables with the office held on a day."""
    held = office_on(name, country, days[1] if days else None, table)
    spell = held.spell
    return Identity(
        name=name,
        office=spell.title if spell else None,
        wikidata=(spell.wikidata or None) if spell else None,
        because=f"{because}; {held.because}",
    )


def _spelled(name: str, country: str) -> tuple[str, str] | None:
    """A known person of whose name the last words are another spelling, and why."""
    words = _NAME.findall(name)
    if len(words) < 2 or lookup(key(" ".join(words[-2:]))):
        return None
    for size in (3, 2):
        if len(words) >= size and (found := nearest(" ".join(words[-size:]), country)):
            return found[0], f"“{' '.join(words[-size:])}” is {found[1]:.0f} % like it"
    return None


_NAME = re.compile(r"[A-Z][\w’'-]+")
