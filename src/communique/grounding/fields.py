"""Parts of a frame as the record has them: place, party, object, source."""

from __future__ import annotations

import re
from typing import TypedDict

from communique.grounding.gazetteer import Located, locate
from communique.grounding.identity import Days, identity
from communique.grounding.objects import item_of
from communique.grounding.offices import Offices
from communique.grounding.parties import Cast, Grounded
from communique.grounding.quantities import quantity
from communique.model import AGENTLESS, Actor, Frame, Mention, Place, Point, Quantity, Source, Span, Thing

_GIFT = re.compile(r"\b(?:gifts?|gifted|presented|presents?|as a present)\b", re.IGNORECASE)


class _Words(TypedDict):
    """Where a mention stands and what it says."""

    start: int
    end: int
    text: str


def _span(text: str, mention: Mention) -> _Words:
    """Offsets and words of a mention."""
    return {"start": mention.start, "end": mention.end, "text": text[mention.start : mention.end]}


def place(mention: Mention, country: str | None, cast: Cast) -> Place:
    """A place with its point on the map."""
    found = [_point(p) for p in locate(mention.start, mention.end, cast.seen, country)]
    fit = [p for p in found if country is None or p.country in (country, None)]
    rest = tuple(p for p in found if p not in fit[:1])[:ALTERNATIVES]
    return Place(**_span(cast.seen.text, mention), country=country, point=fit[0] if fit else None, alternatives=rest)


ALTERNATIVES = 3


def _point(place: Located) -> Point:
    """A place of the gazetteer as the record has it."""
    fields = {name: getattr(place, name) for name in ("name", "kind", "lat", "lon", "radius", "because")}
    return Point(**fields, country=place.country or None, ref=place.ref or None)


def actor(party: Grounded, text: str, days: Days, offices: Offices | None) -> Actor:
    """One party."""
    span = _span(text, party.mention)
    return Actor(
        **span, name=party.name, code=party.code, identity=identity(party, text, days, offices), because=party.because
    )


def thing(mention: Mention, frame: Frame, text: str) -> Thing:
    """One object; a gift if the act is an exchange and the words around it say so."""
    span = _span(text, mention)
    low, high = max(0, frame.start - 120), min(len(text), mention.end + 80)
    gift = frame.type in ("COOPERATE", "AID") and bool(_GIFT.search(text, low, high))
    found = item_of(span["text"], frame.type, frame.mode)
    return Thing(
        **span,
        item=found.item,
        node=found.node,
        because=found.because,
        gift=gift,
        quantity=quantity(span["text"]) or _article(text, mention.start),
    )


def _article(text: str, start: int) -> Quantity | None:
    """The one of an article that stands outside a quoted mention ("with a “glove from a space suit”")."""
    before = _ARTICLE.search(text, max(0, start - 6), start)
    return Quantity(low=1.0, high=1.0, text=before["article"]) if before else None


_ARTICLE = re.compile(r"\b(?P<article>an?|one) [“\"‘']$", re.IGNORECASE)


def source(
    frame: Frame,
    mentions: tuple[Mention, ...],
    holders: tuple[Grounded, ...],
    text: str,
    days: Days,
    offices: Offices | None,
) -> Source | None:
    """Who says it."""
    if frame.source is None:
        return None
    cue = Span(**_span(text, mentions[frame.cue])) if frame.cue is not None else None
    if frame.source == AGENTLESS:
        return Source(text="agentless", name="agentless", code="---", cue=cue)
    (holder,) = holders
    return Source(
        **_span(text, holder.mention),
        name=holder.name,
        code=holder.code,
        unnamed=holder.mention.unnamed,
        cue=cue,
        quote=_quote(frame, text),
        identity=identity(holder, text, days, offices),
        because=holder.because,
    )


def _quote(frame: Frame, text: str) -> str:
    """How the source is quoted: direct if the trigger stands in a quotation of some length, partial in a short one."""
    low = text.rfind("\n", 0, frame.start) + 1
    high = text.find("\n", frame.end)
    paragraph = text[low : high if high >= 0 else len(text)]
    for match in re.finditer(r"[“\"«]([^“”\"«»]+)[”\"»]", paragraph):
        if match.start() <= frame.start - low < match.end():
            return "direct" if len(match.group(1).split()) > 4 else "partial"
    return "indirect"
