"""Names in a text: every country, body, person, region and city that the tables know, longest match first."""

from __future__ import annotations

import gc
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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
        kind: country, demonym, capital, metonym, organisation, person, facility, region or city.
        code: actor code, or the bare country of a region or city ("" if no single country holds it).
        name: the usual full name.
        since: first day of the meaning in ISO 8601, "" if unknown.
        until: first day after it, "" if it goes on.
        weight: population of a city, else 0.
        lat: degrees north of a place, or None.
        lon: degrees east, or None.
        radius: kilometres around that point within which the place lies.
        ref: identifier of a place in its source, "" if it has none.
    """

    kind: str
    code: str
    name: str
    since: str = ""
    until: str = ""
    weight: int = 0
    lat: float | None = None
    lon: float | None = None
    radius: int = 0
    ref: str = ""

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


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A name in the form in which names are compared: without case and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return (
        "".join(c for c in plain if not unicodedata.combining(c)).replace("ı", "i").replace("ø", "o").replace("ł", "l")
    )


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a stretch of text; a possessive "s" and what an apostrophe cuts off are words of their own."""
    return list(_cut(text, start, len(text) if end is None else end))


def key(name: str) -> str:
    """A name in the form in which names are compared and looked up: its words, folded and joined by spaces."""
    return " ".join(t.key for t in tokens(name)) or fold(name)


@lru_cache(maxsize=2048)
def _cut(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The words of a stretch of text; grounding asks several times for those of the text and of each party."""
    found = []
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        found.append(Token(match.start(), match.end(), fold(word), word[0].isupper() or word[0].isdigit()))
    return tuple(found)


@contextmanager
def uncollected() -> Iterator[None]:
    """Load a table without the collector of garbage, which so many small lists at once set to work again and again, for nothing."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, list[list[Any]]], dict[str, int], frozenset[str]]:
    """The names of the data file, the most words of a name by its first word, and what is written in capitals only."""
    with uncollected():
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
                if (
                    key in names
                    and _written_as_name(text, words[at : at + size])
                    and not _adjective(text, words, at, size)
                ):
                    match = Match(word.start, words[at + size - 1].end, lookup(key))
                    if not (at and _surname(text, words[at - 1], match)):
                        found.append(match)
                    step = size
                    break
        at += step
    return found


_PARTICLES = frozenset(["al", "el", "ad", "as", "ash", "an", "en", "es", "ar", "the", "de", "la", "le", "les"])


def _adjective(text: str, words: list[Token], at: int, size: int) -> bool:
    """Whether "The Australian" is no newspaper but begins "the Australian navy": a small word follows."""
    if size < 2 or words[at].key != "the" or at + size >= len(words):
        return False
    last, after = words[at + size - 1], words[at + size]
    follows = not after.capital and after.start - last.end == 1 and text[last.end] == " "
    return follows and any(row[0] == "demonym" for row in _tables()[0].get(last.key, ()))


def _surname(text: str, before: Token, match: Match) -> bool:
    """Whether what is also a town is a family name here: a capitalised word stands right before it ("Richard Leon")."""
    kind = match.entries[0].kind
    if kind not in ("city", "capital") or not before.capital or before.key in _BEFORE_TOWNS:
        return False
    if match.start != before.end + 1 or text[before.end] != " ":
        return False
    # of a capital only a first name makes a family name ("Valeska Paris"), not any word that begins a sentence or another name
    return kind == "city" or not (lookup(before.key) or before.key in _OPENERS or _ADVERB.search(before.key))


_OPENERS = frozenset(
    [
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "while",
        "since",
        "when",
        "where",
        "if",
        "as",
        "but",
        "yet",
        "so",
        "then",
        "now",
        "once",
        "both",
        "either",
        "neither",
        "after",
        "before",
        "until",
        "unless",
        "because",
        "although",
        "though",
        "however",
        "meanwhile",
        "moreover",
        "instead",
        "today",
        "yesterday",
        "tomorrow",
        "even",
        "only",
        "just",
        "still",
        "also",
        "not",
        "no",
        "all",
        "some",
        "many",
        "most",
        "more",
        "few",
        "several",
        "another",
        "other",
        "every",
        "each",
        "what",
        "who",
        "which",
        "why",
        "how",
        "president",
        "prime",
        "minister",
        "king",
        "queen",
        "pope",
        "mayor",
        "governor",
        "ambassador",
        "secretary",
        "general",
        "embassy",
        "did",
        "does",
        "has",
        "had",
        "was",
        "were",
        "is",
        "are",
        "will",
        "would",
        "could",
        "should",
        "may",
        "might",
        "can",
        "unlike",
        "like",
        "despite",
        "visit",
        "inside",
        "amid",
        "amongst",
        "among",
        "within",
        "without",
        "via",
        "per",
        "how",
        "here",
        "there",
        "city",
        "great",
        "old",
        "new",
        "greater",
        "capital",
        "university",
        "bank",
    ]
)
"""Words that may stand capitalised before a capital's name without being a first name."""
_ADVERB = re.compile(r"(?:ly|ing|ed)$")


def family_names(text: str) -> frozenset[str]:
    """Names of towns that the text gives people as family names, in the form in which names are compared."""
    words = tokens(text)
    found = set()
    for before, word in pairwise(words):
        entries = lookup(word.key) if word.capital else ()
        if entries and _surname(text, before, Match(word.start, word.end, entries)) and word.start - before.end == 1:
            found.add(word.key)
    return frozenset(found)


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


_SHORTENED = frozenset(["st", "mt", "ft", "sts"])
"""Words that a full stop shortens in names ("St. Petersburg")."""


def _written_as_name(text: str, words: list[Token]) -> bool:
    """Whether words are capitalised as a name is, and "US" or "UN" is not a pronoun or an article at the start of a line."""
    if len(words) == 1:
        word = text[words[0].start : words[0].end]
        return word[0].isupper() and (len(word) > 2 or word.isupper())
    if all(len(w.key) == 1 for w in words):
        return all(w.capital for w in words) and words[-1].end - words[0].start <= 2 * len(words)
    joined = all(words[i + 1].start - words[i].end <= 2 for i in range(len(words) - 1))
    between = text[words[0].end : words[-1].start]
    if words[0].key in _SHORTENED:
        between = between.removeprefix(".")
    return joined and any(w.capital for w in words) and not re.search(r"(?<!\b\w)[.!?;:]\s", between)
