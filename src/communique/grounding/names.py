"""Names in a text: every country, body, person, region and city that the tables know, longest match first."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"

_WORD = re.compile(r"[^\W_]+")

NOT_ITS_OWN = re.compile(
    r"[-‐–](?:backed|led|allied|born|controlled|occupied|held|linked|based|supported|trained|supplied|funded|aligned|made|"
    r"administered|brokered|affiliated|speaking)\b",
    re.IGNORECASE,
)
"""What follows a name that only qualifies: "Iranian-backed", "Israeli-occupied"."""

STRONG = ("country", "demonym", "organisation", "person", "metonym", "capital")
"""Kinds of name that are enough to give an actor its country."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a name.

    Attributes:
        kind: country, demonym, capital, metonym, organisation, person, region or city.
        code: actor code, or the bare country of a region or city ("" if no single country holds it).
        name: the usual full name.
        since: first day of the meaning in ISO 8601, "" if unknown.
        until: first day after it, "" if it goes on.
        weight: population of a city, else 0.
    """

    kind: str
    code: str
    name: str
    since: str = ""
    until: str = ""
    weight: int = 0

    def holds(self, date: str | None) -> bool:
        """Whether the meaning holds on a date; a date that is not known excludes nothing."""
        if date is None:
            return not self.until
        return (not self.since or self.since[: len(date)] <= date) and (not self.until or date < self.until)


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text, with its meanings, the strongest first."""

    start: int
    end: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A word in the form in which names are compared."""

    start: int
    end: int
    key: str
    capital: bool


def fold(text: str) -> str:
    """A name in the form in which names are compared: without case and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return (
        "".join(c for c in plain if not unicodedata.combining(c)).replace("ı", "i").replace("ø", "o").replace("ł", "l")
    )


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a stretch of text; a possessive "s" and what an apostrophe cuts off are words of their own."""
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        found.append(Token(match.start(), match.end(), fold(word), word[0].isupper() or word[0].isdigit()))
    return found


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[list[Any]]], dict[str, int], frozenset[str]]:
    """The names of the data file, the most words of a name by its first word, and what is written in capitals only."""
    content = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
    return content["names"], content["longest"], frozenset(content["acronyms"])


@lru_cache(maxsize=4096)
def lookup(key: str) -> tuple[Entry, ...]:
    """The meanings of a folded name, words joined by spaces."""
    return tuple(Entry(*row) for row in _tables()[0].get(key, ()))


def find_names(text: str, start: int = 0, end: int | None = None) -> list[Match]:
    """All names in a stretch of text, longest first, without overlaps.

    Args:
        text: the text.
        start: first code point to look at.
        end: where to stop.

    Returns:
        Matches in text order. Names must be capitalised, so that "turkey" and "us" are none.
    """
    names, longest, acronyms = _tables()
    words = tokens(text, start, end)
    found: list[Match] = []
    at = 0
    while at < len(words):
        step = 1
        word = words[at]
        if word.capital or word.key in _PARTICLES:
            for size in range(min(longest.get(word.key, 0), len(words) - at), 0, -1):
                key = " ".join(w.key for w in words[at : at + size])
                written = text[word.start : words[at + size - 1].end]
                if key in acronyms and not written.isupper():
                    continue
                if key in names and _written_as_name(text, words[at : at + size]):
                    match = Match(word.start, words[at + size - 1].end, lookup(key))
                    if not (at and _surname(text, words[at - 1], match)):
                        found.append(match)
                    step = size
                    break
        at += step
    return found


_PARTICLES = frozenset(["al", "el", "ad", "as", "ash", "an", "en", "es", "ar", "the", "de", "la", "le", "les"])


def _surname(text: str, before: Token, match: Match) -> bool:
    """Whether what is also a town is a family name here: a capitalised word stands right before it ("Richard Leon")."""
    if match.entries[0].kind != "city" or not before.capital or before.key in _BEFORE_TOWNS:
        return False
    return match.start == before.end + 1 and text[before.end] == " "


_BEFORE_TOWNS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "new",
        "old",
        "greater",
        "upper",
        "lower",
        "port",
        "fort",
        "mount",
        "lake",
        "downtown",
        "in",
        "at",
        "from",
        "near",
        "of",
        "and",
        "to",
        "by",
        "for",
        "with",
        "against",
        "the",
        "on",
        "inside",
        "outside",
        "around",
        "across",
        "through",
        "as",
        "san",
        "santa",
        "st",
    ]
)
"""Words that may stand before a town, capitalised at the start of a sentence or as part of its name."""


def _written_as_name(text: str, words: list[Token]) -> bool:
    """Whether words are capitalised as a name is, and "US" or "UN" is not a pronoun or an article at the start of a line."""
    if len(words) == 1:
        word = text[words[0].start : words[0].end]
        return word[0].isupper() and (len(word) > 2 or word.isupper())
    if all(len(w.key) == 1 for w in words):
        return all(w.capital for w in words) and words[-1].end - words[0].start <= 2 * len(words)
    joined = all(words[i + 1].start - words[i].end <= 2 for i in range(len(words) - 1))
    return (
        joined
        and any(w.capital for w in words)
        and not re.search(r"(?<!\b\w)[.!?;:]\s", text[words[0].end : words[-1].start])
    )
