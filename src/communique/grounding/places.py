"""Place phrases → countries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from communique.grounding.names import NOT_ITS_OWN, Entry, Match, find_names


def place_country(text: str, nearby: Iterable[str]) -> str | None:
    """The country of a place phrase.

    Args:
        text: the phrase ("Solomianskyi District, Kyiv, Ukraine").
        nearby: countries that the document speaks of, the most frequent first; they decide between places of one name.

    Returns:
        ISO 3166 alpha-3, or None if no table knows any part of it or no single country holds it.
    """
    known = list(nearby)
    aside = _ASIDE.search(text)
    named = find_names(text, 0, aside.start() if aside else None)
    matches = [m for m in named if not NOT_ITS_OWN.match(text, m.end)]
    if not matches and aside:
        return _across(text, aside.end(), known)
    if state := _state_of(matches):
        return state
    for wanted in (("country",), ("region", "facility"), ("demonym", "capital", "city", "metonym")):
        countries = [c for m in reversed(matches) if (c := _country(m, wanted, known))]
        if wanted == ("country",) and len(set(countries)) > 1:
            return None if _border(text) else countries[0]
        if countries:
            return countries[0]
    return None


def _state_of(matches: list[Match]) -> str | None:
    """The country of "Atlanta, Georgia": a name that is a country and a region is the region if a town before it lies there."""
    for town, name in pairwise(matches):
        regions = {e.code for e in name.entries if e.kind == "region"}
        states = {e.code for e in name.entries if e.kind == "country"}
        lies = {e.code for e in town.entries if e.kind == "city"}
        if regions and states and lies & regions and not lies & states:
            return min(lies & regions)
    return None


def _across(text: str, start: int, known: list[str]) -> str | None:
    """The country of "the border with Turkey" is the other one that the text speaks of; of "a village near Aleppo" it is Aleppo's."""
    named = {
        c
        for m in find_names(text, start)
        if (c := _country(m, ("country", "region", "facility", "demonym", "capital", "city"), known))
    }
    if not _border(text):
        return next(iter(sorted(named)), None)
    return next((c for c in known if c not in named), None)


_ASIDE = re.compile(r"\b(?:near|close to|outside|with|between|along|on the border|opposite|off)\b")
"""What stands after these is not the place itself, but something beside it."""


def _border(text: str) -> bool:
    """Whether a phrase names a line between countries."""
    lowered = text.casefold()
    return "border" in lowered or "between" in lowered or "frontier" in lowered


def _country(match: Match, wanted: tuple[str, ...], known: list[str]) -> str | None:
    """The country of a name, if it is of a wanted kind; "" where the place belongs to none."""
    entries = [e for e in match.entries if e.kind in wanted]
    return best(entries, known).code.partition(" ")[0] if entries else None


def best(entries: list[Entry], known: list[str]) -> Entry:
    """The meaning in a country that the document speaks of, else the weightiest."""
    largest = max(entries, key=lambda e: e.weight)
    for code in known:
        for entry in entries:
            if entry.code.partition(" ")[0] == code and entry.weight * WORLD_CITY >= largest.weight:
                return entry
    return largest


WORLD_CITY = 20
"""A city with so many times as many people as its namesake is meant even where the text speaks of the namesake's country ("Biden spoke in Paris")."""
