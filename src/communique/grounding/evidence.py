"""What a text shows of countries, bodies and people: found once a document, asked for every party."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from communique.grounding.names import STRONG, Entry, Match, Token, family_names, find_names, fold, tokens
from communique.grounding.places import best

IGOS = frozenset({"UNO", "EUR", "IGO"})
"""Actor codes that take no sector."""

STATELESS = frozenset({"IMG", "NGO", "MNC", "ISM"})
"""Actor codes of movements, organisations and companies of no state."""

WIDE = 300
"""A place of more kilometres around its point tells little of where others lie."""

NO_COUNTRY = IGOS | STATELESS
"""Actor codes of bodies and movements that belong to no country."""


@dataclass(frozen=True)
class Evidence:
    """What a text shows of countries and bodies, found once a document.

    Attributes:
        text: the text.
        date: publication date, or None.
        matches: every name in the text.
    """

    text: str
    date: str | None
    matches: tuple[Match, ...] = field(default=())

    @property
    def countries(self) -> list[str]:
        """Countries of the text, the most mentioned first, then the earliest; bodies without a country left out."""
        return [code for code, _ in self.counts if code not in NO_COUNTRY]

    def meaning(self, match: Match) -> Entry:
        """The meaning of a name at the date of the text."""
        fit = [e for e in match.entries if e.holds(self.date)] or list(match.entries)
        strongest = [e for e in fit if e.kind == fit[0].kind]
        if strongest[0].kind in ("city", "region"):
            return best(strongest, [])
        if strongest[0].kind == "person" and not strongest[0].holds(self.date):
            return max(strongest, key=lambda e: e.since if not self.date or e.since <= self.date else "")
        return strongest[0]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Sentence offsets; a sentence is what ends in a full stop and a space, or a line."""
        ends = [m.end() for m in re.finditer(r"[.!?][\"”’)]*(?=\s+[A-Z“\"])|\n", self.text)] + [len(self.text)]
        return list(zip([0, *ends[:-1]], ends, strict=True))

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence of a character."""
        return self.sentences[bisect_right([start for start, _ in self.sentences], at) - 1]

    @cached_property
    def capitals(self) -> dict[str, list[Token]]:
        """Capitalised words by their folded form."""
        found: dict[str, list[Token]] = {}
        for token in tokens(self.text):
            if token.capital:
                found.setdefault(token.key, []).append(token)
        return found

    @cached_property
    def spoken_of(self) -> list[tuple[int, str]]:
        """Where each country or body is named, as (offset, code), in text order."""
        return [(m.start, code) for m in self.matches if (code := self.meaning(m).code.partition(" ")[0])]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each name begins."""
        return [m.start for m in self.matches]

    @cached_property
    def told_countries(self) -> list[str]:
        """The countries that the text names itself, by name, people, capital or bodies, not only by a town or region; the most frequent first."""
        told = [self.meaning(m) for m in self.matches]
        return [
            c
            for c, _ in Counter(e.code.partition(" ")[0] for e in told if e.code and e.kind in STRONG).most_common()
            if c not in NO_COUNTRY
        ]

    @cached_property
    def points(self) -> list[tuple[Match, tuple[float, float]]]:
        """The places that the text names by a name that no other place of the tables has, with their points; countries left out."""
        found = []
        for match in self.matches:
            spots = [e for e in match.entries if e.lat is not None and e.lon is not None]
            if len(spots) == 1 and spots[0].kind != "country" and spots[0].radius <= WIDE:
                found.append((match, (spots[0].lat or 0.0, spots[0].lon or 0.0)))
        return found

    @cached_property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How often each is named, the most frequent first, then the earliest."""
        return tuple(Counter(code for _, code in self.spoken_of).most_common())

    def within(self, start: int, end: int) -> list[Match]:
        """The names inside a stretch of text, also of a stretch that is only the first part of a longer name ("U.S." of "U.S. military")."""
        low = bisect_left(self._starts, start)
        inside = [m for m in self.matches[low : bisect_right(self._starts, end)] if m.end <= end]
        if not inside and low < len(self.matches) and self.matches[low].start == start:
            return find_names(self.text, start, end)
        return inside


def gather(text: str, date: str | None) -> Evidence:
    """Find the names of a text."""
    people = family_names(text)
    named = [
        m for m in find_names(text) if m.entries[0].kind not in _TOWNS or fold(text[m.start : m.end]) not in people
    ]
    return Evidence(text, date, tuple(named))


_TOWNS = ("city", "capital")
