"""What a full-text query wants: its words, phrases and exclusions, before any database is asked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MOST_TERMS = 64
"""Words of a query that are heeded; what comes after them is not looked at, so that no query costs without bound."""

SHORTEST_PREFIX = 2
"""Letters that a prefix needs; with fewer it is taken as a word, because it would find half the record."""

Span = tuple[int, int]

_PIECE = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')
_STRAIGHT = str.maketrans("“”„«»", '"' * 5)
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that have to stand one after the other.

    Attributes:
        words: folded, at least one.
        prefix: whether the last one is only the beginning of a word.
    """

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A full-text query.

    Attributes:
        groups: all of them have to be met, each by one of its terms.
        without: terms that must not stand in the text.
    """

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Whether it asks for anything: exclusions alone, or no word at all, find nothing."""
        return bool(self.groups)


def wanted(query: str) -> Wanted:
    """Read a query. Every string is one: what is no word, quotation mark, star, minus or OR is passed over.

    Args:
        query: words that all have to stand in the text; `"some words"` for a phrase, `word*` for a beginning, `-word` for
            what must not stand there, `OR` between words of which one is enough (it binds closer than the space).
    """
    groups: list[tuple[Term, ...]] = []
    without: list[Term] = []
    left, alternative = MOST_TERMS, False
    for match in _PIECE.finditer(query.translate(_STRAIGHT)):
        if match.group(4) == "OR":
            alternative = bool(groups)
            continue
        term = _term(match.group(2) if match.group(4) is None else match.group(4), left)
        if term is None:
            continue
        left -= len(term.words)
        if match.group(1) or match.group(3):
            without.append(term)
        elif alternative:
            groups[-1] += (term,)
        else:
            groups.append((term,))
        alternative = False
    return Wanted(tuple(groups), tuple(without))


def _term(told: str, most: int) -> Term | None:
    """The term of a phrase or a word; what punctuation cuts in two ("Jong-un") is a phrase."""
    words = tuple(word for _, _, word in tokens(told))[:most]
    if not words:
        return None
    return Term(words, told.rstrip(").,;:!?").endswith("*") and len(words[-1]) >= SHORTEST_PREFIX)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word in small letters, Latin letters without their marks: as both indexes fold it."""
    return "".join(plain(letter) for letter in unicodedata.normalize("NFC", word) if not unicodedata.combining(letter))


@lru_cache(maxsize=4096)
def plain(letter: str) -> str:
    """A letter in small, without its marks if it is a Latin one."""
    base = unicodedata.normalize("NFD", letter)[0]
    return base.lower() if base.isascii() and base.isalpha() else letter.lower()


def tokens(text: str) -> list[tuple[int, int, str]]:
    """The words of a text as the indexes cut them: start, end and the folded word."""
    return [(match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(text)]


def marks(text: str, query: Wanted) -> list[Span]:
    """Where the terms of a query stand in a text, in order, without overlap."""
    words = tokens(text)
    terms = [term for group in query.groups for term in group]
    found: list[Span] = []
    place = 0
    while place < len(words):
        size = max((len(term.words) for term in terms if _stands(term, words, place)), default=0)
        if size:
            found.append((words[place][0], words[place + size - 1][1]))
        place += size or 1
    return found


def _stands(term: Term, words: list[tuple[int, int, str]], place: int) -> bool:
    """Whether a term begins at a word."""
    size = len(term.words)
    if place + size > len(words):
        return False
    *whole, last = (word for _, _, word in words[place : place + size])
    same = last.startswith(term.words[-1]) if term.prefix else last == term.words[-1]
    return same and tuple(whole) == term.words[:-1]
