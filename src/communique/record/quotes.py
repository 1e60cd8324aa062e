"""Where words come from: the variants of a quotation with the report that had each first, and quoted scraps with fuller ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, product
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection, select

from communique.errors import BadRequest
from communique.record.filter import Filter
from communique.record.matching import selected
from communique.record.query import A_TIME
from communique.record.query import documents as documents_of
from communique.record.schema import claims, documents, facets
from communique.record.search import matching
from communique.record.wanted import Term, Wanted, tokens

ALIKE = 72.0
"""Least likeness, of 100, of a variant. By judgement: of five words one may be another ("a rifle", "a carbine") and the order of two
may differ; texts that only share a subject stay below it."""

LOOSER, WIDER = 20.0, 3
"""A stretch of the same length is looked for that may be so much less like, and then one up to three words longer: a variant may have
words more in the middle."""

TELLING = 6
"""Longest words of a quotation by which texts are looked up; two of six may be other words in a variant, one of three or four."""

MOST_TEXTS = 2000
"""Texts that are compared, the first added first: where a quotation comes from matters more than where it went last."""

MOST_LETTERS = 2000
"""Characters of a quotation that are compared."""

MOST_SCRAPS = 500
"""Claims whose quoted scraps are told."""

_QUOTED = re.compile(r'[“"]([^“”"\n]{1,400})[”"]|‘([^‘’\n]{1,400})’')


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variant stands.

    Attributes:
        document: number of the document.
        start: first code point in its text.
        end: end, exclusive.
        published: publication date.
        publisher: who published it.
        language: language of the document.
        claim: number of the claim in whose sentence it stands, None if the reader took none from it.
        source: who says it there, None if the report itself does or no claim tells.
    """

    document: int
    start: int
    end: int
    published: str | None
    publisher: str | None
    language: str | None
    claim: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A form of a quotation.

    Attributes:
        text: the words as they first stood.
        likeness: to what was asked for, of 100.
        differs: what stands otherwise: the words asked for, and the words here.
        places: where it stands, the first published first.
    """

    text: str
    likeness: float
    differs: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Scrap:
    """Words that a claim quotes.

    Attributes:
        claim: number of the claim.
        text: the quoted words.
        sentence: the sentence of the claim.
        fuller: numbers of claims of the same holder whose quotation has these words among more.
    """

    claim: int
    text: str
    sentence: str
    fuller: tuple[int, ...]


def quotes(connection: Connection, like: str, asked: Filter | None = None) -> tuple[Variant, ...]:
    """The forms in which words stand in the documents of a record.

    Args:
        connection: to the record.
        like: the words.
        asked: only documents with claims that meet this filter.

    Returns:
        Variants, the first published first. Of each document the place that is most like. `MOST_TEXTS` bounds what is compared.

    Raises:
        BadRequest: there is no word.
    """
    words = [word for _, _, word in tokens(like[:MOST_LETTERS])]
    if not words:
        raise BadRequest("like", f"{like!r} has no word to look for")
    query = matching(connection, _lookup(words), "documents").subquery()
    numbers = list(connection.execute(select(query.c[0]).order_by(query.c[0]).limit(MOST_TEXTS)).scalars())
    if asked is not None and not asked.empty:
        among = set(documents_of(connection, asked))
        numbers = [number for number in numbers if number in among]
    found: dict[str, list[tuple[float, Place, str]]] = {}
    for row in _texts(connection, numbers):
        if near := nearest(" ".join(words), row.text):
            score, start, end, key = near
            place = Place(
                row.id, start, end, row.published, row.publisher, row.language, *_teller(connection, row.id, start)
            )
            found.setdefault(key, []).append((score, place, row.text[start:end]))
    variants = [_variant(words, key, places) for key, places in found.items()]
    return tuple(sorted(variants, key=lambda v: (_day(v.places[0]), -v.likeness, v.text)))


def _variant(words: Sequence[str], key: str, places: list[tuple[float, Place, str]]) -> Variant:
    """A variant of its places."""
    ordered = sorted(places, key=lambda told: _day(told[1]))
    own = key.split()
    steps = SequenceMatcher(None, words, own, autojunk=False).get_opcodes()
    differs = tuple((" ".join(words[a:b]), " ".join(own[c:d])) for step, a, b, c, d in steps if step != "equal")
    return Variant(ordered[0][2], round(ordered[0][0], 1), differs, tuple(place for _, place, _ in ordered))


def _day(place: Place) -> tuple[str, int]:
    """By what places come in order of publication."""
    return place.published or "9999", place.document


def _lookup(words: Sequence[str]) -> Wanted:
    """A query for texts with most of the longest words of a quotation."""
    longest = sorted(dict.fromkeys(words), key=lambda word: (-len(word), word))[:TELLING]
    missing = 0 if len(longest) < 3 else 1 if len(longest) < 5 else 2
    # of a long word the beginning is enough: "negotiated" for "negotiations"
    terms = [
        Term((word[: max(5, len(word) * 2 // 3)],), prefix=True) if len(word) > 5 else Term((word,)) for word in longest
    ]
    return Wanted(tuple(combinations(terms, missing + 1)))


def nearest(words: str, text: str) -> tuple[float, int, int, str] | None:
    """The stretch of a text that is most like some words.

    Args:
        words: folded, one space between.
        text: any text.

    Returns:
        Likeness, where it begins and ends, and its words, folded; None below `ALIKE`.
    """
    cut = tokens(text)
    joined = " ".join(word for _, _, word in cut)
    found = fuzz.partial_ratio_alignment(words, joined, score_cutoff=ALIKE - LOOSER) if joined else None
    if found is None or found.dest_end <= found.dest_start:
        return None
    first, last = (joined.count(" ", 0, end) for end in (found.dest_start, found.dest_end - 1))
    ends = product(range(max(0, first - 1), first + 2), range(last - 1, min(last + WIDER, len(cut) - 1) + 1))
    told = {(a, b): " ".join(word for _, _, word in cut[a : b + 1]) for a, b in ends if 0 <= a <= b}
    best = max(told, key=lambda pair: (fuzz.ratio(words, told[pair]), -pair[0], -pair[1]), default=(first, last))
    score = fuzz.ratio(words, told.get(best, ""))
    return (score, cut[best[0]][0], cut[best[1]][1], told[best]) if score >= ALIKE else None


def _texts(connection: Connection, numbers: list[int]) -> Iterator[Any]:
    """Documents with their texts."""
    c = documents.c
    for start in range(0, len(numbers), A_TIME):
        query = select(c.id, c.published, c.publisher, c.language, c.text)
        yield from connection.execute(query.where(c.id.in_(numbers[start : start + A_TIME])).order_by(c.id))


def _teller(connection: Connection, document: int, place: int) -> tuple[int | None, str | None]:
    """The claim in whose sentence a place of a document lies, and who says it; one that somebody says goes before."""
    query = (
        select(facets.c.claim, facets.c.source)
        .join(claims, claims.c.id == facets.c.claim)
        .where(facets.c.document == document, claims.c.quote_start <= place, claims.c.quote_end > place)
        .order_by(facets.c.source.is_(None), facets.c.claim)
    )
    found = connection.execute(query).first()
    return (found.claim, found.source) if found else (None, None)


def scraps(connection: Connection, asked: Filter, *, most_words: int | None = None) -> tuple[Scrap, ...]:
    """What the claims that meet a filter quote, with claims in which the same holder is quoted with these words among more.

    Args:
        connection: to the record.
        asked: the filter, as a rule with `source` and `quote`.
        most_words: only quotations of so many words or fewer.

    Returns:
        At most those of the last `MOST_SCRAPS` claims, the last first.
    """
    numbers: list[int] = selected(connection, asked).numbers("claim").tolist()[-MOST_SCRAPS:]
    c = facets.c
    rows = connection.execute(
        select(c.claim, c.sentence, c.source).where(c.claim.in_(numbers)).order_by(c.claim.desc())
    )
    found = []
    for claim, sentence, source in rows.all():
        for text, words in _quoted(sentence):
            if most_words is None or len(words) <= most_words:
                found.append(Scrap(claim, text, sentence, _fuller(connection, words, claim, source)))
    return tuple(found)


def _quoted(sentence: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What stands between quotation marks, with its words."""
    for match in _QUOTED.finditer(sentence):
        text = match.group(1) or match.group(2)
        if words := tuple(word for _, _, word in tokens(text)):
            yield text, words


def _fuller(connection: Connection, words: tuple[str, ...], claim: int, source: str | None) -> tuple[int, ...]:
    """Claims of a holder that quote some words among more."""
    c = facets.c
    phrase = Wanted(((Term(words),),))
    query = select(c.claim, c.sentence).where(
        c.claim.in_(matching(connection, phrase)), c.source == source, c.claim != claim
    )
    rows = connection.execute(query.order_by(c.claim).limit(A_TIME))
    asked = f" {' '.join(words)} "
    return tuple(
        number
        for number, sentence in rows
        if any(len(more) > len(words) and asked in f" {' '.join(more)} " for _, more in _quoted(sentence))
    )
