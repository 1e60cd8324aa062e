"""(Document, Reading) → events in the codebook's terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from communique.grounding.beside import object_beside
from communique.grounding.evidence import NO_COUNTRY, gather
from communique.grounding.fields import actor, place, source, thing
from communique.grounding.gazetteer import PLACE_KINDS, told_country
from communique.grounding.offices import Offices
from communique.grounding.parties import Cast, cast_of, ground_parties, kin_of
from communique.grounding.timeline import Calendar
from communique.grounding.transfers import transfers
from communique.grounding.when import dates_of, historical, when
from communique.label import label
from communique.model import (
    Document,
    Event,
    Frame,
    Mention,
    Reading,
    Report,
    Span,
    Transfer,
    When,
)

KIN_SURE = 0.3
"""From this probability the reader's word that a place lies in another mention's country counts. Not tuned: three times as likely as chance among ten."""

_REAL = ("happened", "ongoing")


def ground(document: Document, reading: Reading, offices: Offices | None = None) -> Report:
    """Give everything a reading found its name, code, country, date and class.

    Args:
        document: the text and its publication date.
        reading: what the text says, in offsets.
        offices: another table of offices than the one that ships.

    Returns:
        The record of the document; events in text order.
    """
    seen = gather(document.text, document.published)
    published = date.fromisoformat(document.published) if document.published else None
    cast = cast_of(reading.mentions, seen, offices)
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
        if _in_exchange(event, known, events, document.text):
            event = event.model_copy(
                update={"objects": tuple(o.model_copy(update={"gift": True}) for o in event.objects)}
            )
        told = _told_deal(event, events)
        dealt = transfers(frame, document.text, event.actors, event.recipients, event.objects, told)
        if any(not (t.giver and t.taker) for t in dealt) and _is_return(event, document.text):
            dealt = tuple(_given_back(t, events) for t in dealt)
        events.append(event.model_copy(update={"transfers": dealt}) if dealt else event)
    return Report(document=document, events=tuple(events))


def _in_exchange(event: Event, known: int | None, earlier: list[Event], text: str) -> bool:
    """Whether an object is a gift because the exchange was told before: of the same act, or what was given "in return"."""
    given = [e for e in earlier if any(o.gift for o in e.objects)]
    if known and any(e.event == known for e in given):
        return True
    return event.type in ("COOPERATE", "AID") and bool(given) and _is_return(event, text)


def _is_return(event: Event, text: str) -> bool:
    """Whether an act is said to be "in return"."""
    back = text[max(0, event.trigger.start - RETURN) : event.trigger.start].rpartition(".")[2]
    on = text[event.trigger.end : event.trigger.end + RETURN].partition(".")[0]
    return bool(_IN_RETURN.search(back + " " + on))


def _given_back(dealing: Transfer, earlier: list[Event]) -> Transfer:
    """A dealing of which only one side is told, with the other side of what was given before."""
    one = dealing.giver or dealing.taker
    before = (t for e in reversed(earlier) for t in e.transfers if t.giver and t.taker and t.stage == "transfer")
    other = next(before, None)
    if one is None or dealing.between or other is None or one not in (other.giver, other.taker):
        return dealing
    side = other.taker if one == other.giver else other.giver
    sides = {"giver": side} if dealing.giver is None else {"taker": side}
    return dealing.model_copy(update={**sides, "because": f"{dealing.because}; in return for what went before"})


RETURN = 40
"""How far before its trigger an act may be said to be "in return"."""
_IN_RETURN = re.compile(r"\b(?:in return|in turn|in exchange|reciprocat\w+)\b", re.IGNORECASE)


def _days(time: When | None, published: date | None) -> tuple[str, str] | None:
    """First and last day of an event, not after publication: nobody knew then who would hold an office later."""
    today = published.isoformat() if published else None
    first, last = (time.earliest, time.latest) if time else (None, None)
    if not first and not last:
        return (today, today) if today else None
    first, last = first or last or "", last or first or ""
    return (min(first, today), min(last, today)) if today else (first, last)


def _told_deal(event: Event, earlier: list[Event]) -> Transfer | None:
    """An earlier deal between the same countries, which "the deal" without an object may take up."""
    mine = {p.code.partition(" ")[0] for p in (*event.actors, *event.recipients)}
    for other in reversed(earlier):
        if (
            other.type == "AGREE"
            and other.transfers
            and mine == {p.code.partition(" ")[0] for p in (*other.actors, *other.recipients)}
        ):
            return other.transfers[0]
    return None


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


_A_GIFT = re.compile(r"(?:an?|the|his|her|their|its)?\s*(?:gifts?|presents?)", re.IGNORECASE)


def _objects(frame: Frame, mentions: Sequence[Mention], text: str) -> Sequence[Mention]:
    """What an act deals in: as the reader marks it, else what the words beside the trigger name."""
    found = [mentions[i] for i in frame.objects]
    if len(found) > 1:
        # "a rifle as a gift" is one thing
        found = [m for m in found if not _A_GIFT.fullmatch(text, m.start, m.end)] or found
    beside = None if found else object_beside(frame, text)
    return [beside] if beside else found


def _event(frame: Frame, number: int, cast: Cast, published: date | None, time: When | None) -> Event:
    """One event."""
    mentions, text = cast.mentions, cast.seen.text
    country = place_of(frame, cast)
    where = place(mentions[frame.place], country, cast) if frame.place is not None else None
    parties = ground_parties(frame, cast, country)
    days, today = _days(time, published), (published.isoformat(),) * 2 if published else None
    actors = tuple(actor(p, text, days, cast.offices) for p in parties["actors"])
    recipients = tuple(actor(p, text, days, cast.offices) for p in parties["recipients"])
    said = source(frame, mentions, parties["source"], text, today, cast.offices)
    return Event(
        event=number,
        type=frame.type,
        mode=frame.mode,
        trigger=Span(start=frame.start, end=frame.end, text=text[frame.start : frame.end]),
        objects=tuple(thing(mention, frame, text) for mention in _objects(frame, mentions, text)),
        place=where,
        time=time,
        dates=dates_of(time, frame.status, published),
        label=label(
            frame.status,
            frame.polarity,
            frame.certainty,
            frame.stance,
            said.code if said else None,
            [p.code for p in (*actors, *recipients)],
        ),
        historical=historical(time, published),
        status=frame.status,
        polarity=frame.polarity,
        certainty=frame.certainty,
        stance=frame.stance,
        source=said,
        actors=actors,
        recipients=recipients,
    )


def place_of(frame: Frame, cast: Cast) -> str | None:
    """The country of an event's place; None without a place.

    If no table knows the place, it is that of another mention of which the reader thinks so, else the one that the text is about.
    """
    if frame.place is None:
        return None
    mention, seen = cast.mentions[frame.place], cast.seen
    named = seen.within(mention.start, mention.end)
    if cast.countries[frame.place] or any(e.kind in PLACE_KINDS for m in named for e in m.entries):
        return cast.countries[frame.place] or None
    told = {c: p for c, p in kin_of(mention, cast).items() if c not in NO_COUNTRY}
    if told and max(told.values()) >= KIN_SURE:
        return max(told, key=lambda country: told[country])
    return told_country(mention.end, seen)
