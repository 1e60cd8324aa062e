"""Place phrases → countries."""

from __future__ import annotations

from collections.abc import Iterable

from communique.grounding.names import Entry, Match, find_names

_KINDS = ("country", "demonym", "region", "capital", "city", "organisation", "person", "metonym")


def place_country(text: str, nearby: Iterable[str]) -> str | None:
    """The country of a place phrase.

    Args:
        text: the phrase ("Solomianskyi District, Kyiv, Ukraine").
        nearby: countries that the document speaks of, the most frequent first; they decide between places of one name.

    Returns:
        ISO 3166 alpha-3, or None if no table knows any part of it or no single country holds it.
    """
    known = list(nearby)
    matches = find_names(text)
    for wanted in (("country",), ("region",), ("demonym", "capital", "city")):
        countries = [c for m in reversed(matches) if (c := _country(m, wanted, known)) is not None]
        if wanted == ("country",) and len(set(countries)) > 1:
            return None if _border(text) else countries[0]
        if countries:
            return countries[0] or None
    return None


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
    for code in known:
        for entry in entries:
            if entry.code.partition(" ")[0] == code:
                return entry
    return max(entries, key=lambda e: e.weight)
