"""(Document, Reading) → events in the codebook's terms."""

from __future__ import annotations

import re
from datetime import date
from typing import TypedDict

from communique.grounding.evidence import NO_COUNTRY, gather
from communique.grounding.objects import item_class
from communique.grounding.parties import Cast, Grounded, cast_of, ground_parties, kin_of
from communique.grounding.times import Calendar
from communique.grounding.when import dates_of, historical, when
from communique.label import label
from communique.model import (
    AGENTLESS,
    Actor,
    Document,
    Event,
    Frame,
    Mention,
    Place,
    Reading,
    Report,
    Source,
    Span,
    Thing,
    When,
)

KIN_SURE = 0.3
"""From this probability the reader's word that a place lies in another mention's country counts. Not tuned: three times as likely as chance among ten."""

_GIFT = re.compile(r"\b(?:gifts?|gifted|presented|presents?|as a present)\b", re.IGNORECASE)
_REAL = ("happened", "ongoing")


class _Words(TypedDict):
    """Where a mention stands and what it says."""

    start: int
    end: int
    text: str


def ground(document: Document, reading: Reading) -> Report:
    """Give everything a reading found its name, code, country, date and class.

    Args:
        document: the text and its publication date.
        reading: what the text says, in offsets.

    Returns:
        The record of the document; events in text order.
    """
    seen = gather(document.text, document.published)
    published = date.fromisoformat(document.published) if document.published else None
    cast = cast_of(reading.mentions, seen)
    times = when(reading, Calendar(document.text, published))
    events: list[Event] = []
    for frame, time in zip(reading.frames, times, strict=True):
        before = None if frame.same_as is None else events[frame.same_as]
        # what is only planned is not yet the act that happened
        known = before.event if before and (before.status in _REAL) == (frame.status in _REAL) else None
        fresh = max((e.event for e in events), default=0) + 1
        event = _event(frame, known or fresh, cast, published, time)
        if known is None and (number := _same_meeting(event, events)):
            event = event.model_copy(update={"event": number})
        if known and any(o.gift for e in events if e.event == known for o in e.objects):
            # what was a gift where the exchange was told first is one where it is told again
            event = event.model_copy(
                update={"objects": tuple(o.model_copy(update={"gift": True}) for o in event.objects)}
            )
        events.append(event)
    return Report(document=document, events=tuple(events))


def _same_meeting(event: Event, earlier: list[Event]) -> int | None:
    """The number of an earlier mention of the same meeting: the same parties do not meet twice on one day in one report."""
    if event.type != "CONSULT" or event.time is None or event.time.value is None:
        return None
    for other in earlier:
        if (
            other.type == event.type
            and other.status == event.status
            and other.time
            and other.time.value == event.time.value
        ):
            mine, theirs = ({p.code for p in (*e.actors, *e.recipients)} for e in (event, other))
            # a meeting without parties is the one that has the very same words for its time ("when they met on Monday, at a summit")
            one = (mine and theirs) or event.time.start == other.time.start
            if one and (mine <= theirs or theirs <= mine):
                return other.event
    return None


def _event(frame: Frame, number: int, cast: Cast, published: date | None, time: When | None) -> Event:
    """One event."""
    mentions, text = cast.mentions, cast.seen.text
    country = place_of(frame, cast)
    place = Place(**_span(text, mentions[frame.place]), country=country) if frame.place is not None else None
    parties = ground_parties(frame, cast, country)
    actors = tuple(_actor(p, text) for p in parties["actors"])
    recipients = tuple(_actor(p, text) for p in parties["recipients"])
    source = _source(frame, mentions, parties["source"], text)
    return Event(
        event=number,
        type=frame.type,
        mode=frame.mode,
        trigger=Span(start=frame.start, end=frame.end, text=text[frame.start : frame.end]),
        objects=tuple(_thing(mentions[i], frame, text) for i in frame.objects),
        place=place,
        time=time,
        dates=dates_of(time, frame.status, published),
        label=label(
            frame.status,
            frame.polarity,
            frame.certainty,
            frame.stance,
            source.code if source else None,
            [p.code for p in (*actors, *recipients)],
        ),
        historical=historical(time, published),
        status=frame.status,
        polarity=frame.polarity,
        certainty=frame.certainty,
        stance=frame.stance,
        source=source,
        actors=actors,
        recipients=recipients,
    )


def _span(text: str, mention: Mention) -> _Words:
    """Offsets and words of a mention."""
    return {"start": mention.start, "end": mention.end, "text": text[mention.start : mention.end]}


def place_of(frame: Frame, cast: Cast) -> str | None:
    """The country of an event's place; None without a place.

    If no table knows the place, it is that of another mention of which the reader thinks so, else the one that the text is about.
    """
    if frame.place is None:
        return None
    mention, seen = cast.mentions[frame.place], cast.seen
    if cast.countries[frame.place] or seen.within(mention.start, mention.end):
        return cast.countries[frame.place] or None
    told = {c: p for c, p in kin_of(mention, cast).items() if c not in NO_COUNTRY}
    if told and max(told.values()) >= KIN_SURE:
        return max(told, key=lambda country: told[country])
    return seen.countries[0] if seen.countries else None


def _actor(party: Grounded, text: str) -> Actor:
    """One party."""
    return Actor(**_span(text, party.mention), name=party.name, code=party.code)


def _thing(mention: Mention, frame: Frame, text: str) -> Thing:
    """One object; a gift if the act is an exchange and the words around it say so."""
    span = _span(text, mention)
    low, high = max(0, frame.start - 120), min(len(text), mention.end + 80)
    gift = frame.type in ("COOPERATE", "AID") and bool(_GIFT.search(text, low, high))
    return Thing(**span, item=item_class(span["text"], frame.type, frame.mode), gift=gift)


def _source(frame: Frame, mentions: tuple[Mention, ...], holders: tuple[Grounded, ...], text: str) -> Source | None:
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
