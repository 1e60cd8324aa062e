"""What of a claim tells whether it is one act with another: the features that `same.py` compares."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any

from communique.model import Actor, Event, Place
from communique.record.triggers import COMMON, stem

_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
MOST_WORDS = 60
"""Words of a sentence that are kept; a longer sentence is a list, and its rest tells little about one act."""
MOST_ABOUT = 40
"""Words of a document that are kept: those that come first tell what it is about."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party to an act.

    Attributes:
        country: ISO 3166 alpha-3 or a body's code, `---` where not known.
        sector: PLOVER sector, "" for none.
        name: the fullest name in the text, or the usual name of the tables, folded to lower case.
        ref: Wikidata identifier, or None.
        person: whether the tables know it as a person, by an office or an identifier; then the name is the usual one.
    """

    country: str
    sector: str
    name: str
    ref: str | None = None
    person: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """The features of one claim.

    Attributes:
        document: number of its document in the record.
        number: number of the act in its document, as the reader joins mentions of one act; 0 where it does not.
        type: PLOVER type, None where the data have none.
        mode: PLOVER mode, or None.
        trigger: the word that names the act, as it stands.
        start: offset of the trigger.
        actors: who does it.
        recipients: to whom.
        earliest: first day, ISO 8601, None where open.
        latest: last day, None where open.
        dated: whether the text itself dates it; otherwise only the publication date bounds it.
        published: publication date of the document, or None.
        country: country of the place, or None.
        place: name of the place, folded, or None.
        point: latitude, longitude and radius in km of the place, or None.
        items: nodes of the item tree.
        status: happened, ongoing, planned or hypothetical.
        polarity: pos or neg.
        label: label of the claim.
        words: folded words of its sentence, in order, without repetition, at most `MOST_WORDS`.
        about: stems of the words of all acts of its document, at most `MOST_ABOUT` (`together`).
    """

    document: int
    number: int
    type: str | None
    mode: str | None
    trigger: str
    start: int = 0
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    earliest: str | None = None
    latest: str | None = None
    dated: bool = False
    published: str | None = None
    country: str | None = None
    place: str | None = None
    point: tuple[float, float, float] | None = None
    items: tuple[str, ...] = ()
    status: str = "happened"
    polarity: str = "pos"
    label: str = "REPORTED"
    words: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of what tells most claims apart: acts are looked up often, and hashing sixty words is not for nothing."""
        return hash((self.document, self.start, self.trigger, self.published))

    def dump(self) -> str:
        """The act as JSON, to be kept."""
        told = {name: getattr(self, name) for name in _FIELDS}
        for role in ("actors", "recipients"):
            told[role] = [{name: getattr(party, name) for name in _PARTY} for party in told[role]]
        return _dumps(told)


_FIELDS, _PARTY = (tuple(f.name for f in fields(of)) for of in (Act, Party))
_CELLS: Callable[[Act], tuple[Any, ...]] = attrgetter(*_FIELDS[:-1])
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def load(text: str) -> Act:
    """The act that `Act.dump` wrote."""
    fields: dict[str, Any] = json.loads(text)
    for role in ("actors", "recipients"):
        fields[role] = tuple(Party(**p) for p in fields[role])
    for many in ("items", "words", "about"):
        fields[many] = tuple(fields.get(many, ()))
    fields["point"] = tuple(fields["point"]) if fields["point"] else None
    return Act(**fields)


def act_of(event: Event, sentence: str, published: str | None, document: int = 0) -> Act:
    """The features of an event that a report tells.

    Args:
        event: the event of the report.
        sentence: the sentence of its trigger.
        published: publication date of the report.
        document: number of the document in the record.
    """
    dates = event.dates
    return Act(
        document=document,
        number=event.event,
        type=event.type,
        mode=event.mode,
        trigger=event.trigger.text,
        start=event.trigger.start,
        actors=parties(event.actors),
        recipients=parties(event.recipients),
        earliest=dates.earliest,
        latest=dates.latest,
        dated=not dates.assumed and (dates.earliest or dates.latest) is not None,
        published=published,
        items=tuple(sorted({thing.node for thing in event.objects} | {t.item for t in event.transfers})),
        status=event.status,
        polarity=event.polarity,
        label=event.label,
        words=words(sentence),
        **_placed(event.place),
    )


def together(acts: Iterable[Act]) -> list[Act]:
    """The acts of one document, each with the words of all: what the document is about."""
    told = list(acts)
    found = dict.fromkeys(_telling(w) for act in told for w in act.words)
    found.pop("", None)
    about = tuple(found)[:MOST_ABOUT]
    return [Act(*(*_CELLS(act), about)) for act in told]


@lru_cache(maxsize=65536)
def _telling(word: str) -> str:
    """The stem of a word that tells what a document is about, "" for one that does not."""
    return stem(word) if len(word) > 3 and word not in COMMON and not word.isdigit() else ""


def parties(mentions: Iterable[Actor]) -> tuple[Party, ...]:
    """The parties of mentions, each once."""
    found: dict[Party, None] = {}
    for mention in mentions:
        country, _, sector = mention.code.partition(" ")
        identity = mention.identity
        name = identity.name if identity else mention.name
        ref, person = (identity.wikidata, bool(identity.wikidata or identity.office)) if identity else (None, False)
        found[Party(country, sector, name.casefold(), ref, person)] = None
    return tuple(found)


def words(sentence: str) -> tuple[str, ...]:
    """Words of a sentence, folded, each once, in order."""
    return tuple(dict.fromkeys(_WORD.findall(sentence.casefold())))[:MOST_WORDS]


def _placed(place: Place | None) -> dict[str, Any]:
    """Country, name and point of a place."""
    if place is None:
        return {}
    point = place.point
    return {
        "country": place.country,
        "place": (point.name if point else place.text).casefold(),
        "point": (point.lat, point.lon, float(point.radius)) if point else None,
    }
