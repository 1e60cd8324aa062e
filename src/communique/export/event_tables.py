"""The table of events that CSV, Excel and Parquet share, and the long tables of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from communique.export.columns import Cell, Column, Kind, Table, field_column, numbered
from communique.record.values import Count, Goods, Link, Range, RecordEvent, Site, Who


def _names(who: Iterable[Who]) -> tuple[str, ...]:
    return tuple(w.name for w in who)


def _codes(who: Iterable[Who]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.code for w in who if w.code))


def _located(event: RecordEvent) -> Site | None:
    """The first place of an event that the gazetteer knows."""
    return next((s for s in event.places if s.lat is not None and s.lon is not None), None)


def _at(name: str) -> Callable[[RecordEvent], Cell]:
    return lambda e: getattr(_located(e), name, None)


def counted(count: Count) -> str:
    """A label with how often it stands: “ALLEGED 3 claims, 1 origin”."""
    claims, origins = (
        f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((count.claims, "claim"), (count.origins, "origin"))
    )
    return f"{count.value} {claims}, {origins}"


def _linked(event: RecordEvent) -> tuple[str, ...]:
    """Links as words, told from this event."""
    return tuple(
        f"{link.kind} E{link.other}" if link.event == event.id else f"E{link.event} {link.kind} this"
        for link in event.links
    )


EVENTS = Table(
    "events",
    "one event: what all claims of one act say together",
    "events",
    lambda e: (e,),
    (
        Column("id", "string", "number of the event in the record; stays the same", lambda e: f"E{e.id}"),
        field_column("type", "string", "PLOVER type of the act, whatever its tense", "type"),
        field_column("mode", "string", "PLOVER mode: how; empty where the reports show none"),
        field_column("contexts", "list", "PLOVER contexts: topics"),
        field_column("label", "string", "the strongest that any report lets one say; DENIED only if all deny", "label"),
        field_column("status", "string", "whether it happened, is going on, is planned or only possible", "status"),
        field_column("state", "string", "how it stands among its claims", "state"),
        field_column("state_because", "string", "why it has this state", field="because"),
        field_column("earliest", "date", "first day on which it can have been; empty where open"),
        field_column("latest", "date", "last day on which it can have been; empty where open"),
        field_column("assumed", "boolean", "true if no report dates it, so that only publication dates bound it"),
        field_column("historical", "boolean", "true if every report tells it as background, more than 30 days old"),
        Column("actors", "list", "who does it, the most often named first", lambda e: _names(e.actors)),
        Column("actor_codes", "list", "codes of the actors", lambda e: _codes(e.actors)),
        Column("recipients", "list", "to whom, for whom or against whom", lambda e: _names(e.recipients)),
        Column("recipient_codes", "list", "codes of the recipients", lambda e: _codes(e.recipients)),
        Column("places", "list", "where, the most often named first", lambda e: tuple(s.name for s in e.places)),
        Column(
            "countries",
            "list",
            "countries of the places, ISO 3166 alpha-3",
            lambda e: tuple(dict.fromkeys(s.country for s in e.places if s.country)),
        ),
        Column("lat", "number", "degrees north of the first place that has coordinates", _at("lat")),
        Column("lon", "number", "degrees east of that place", _at("lon")),
        Column("radius_km", "number", "kilometres around that point within which the place lies", _at("radius")),
        Column(
            "items",
            "list",
            "what is moved, given, asked for or fired; see table goods",
            lambda e: tuple(dict.fromkeys(g.item for g in e.goods)),
        ),
        Column(
            "labels",
            "list",
            "each label with its claims and independent origins: “ALLEGED 3 claims, 1 origin”",
            lambda e: tuple(counted(c) for c in e.labels),
        ),
        Column("affirm", "list", "who says that it is so, or may be so", lambda e: _names(e.affirm)),
        Column("deny", "list", "who says that it is not so", lambda e: _names(e.deny)),
        field_column("origins", "integer", "independent origins: copies and common sources count once"),
        field_column("origins_because", "string", "who the origins are"),
        field_column("reports", "integer", "documents that tell it"),
        field_column("outlets", "integer", "publishers that tell it"),
        field_column("first_published", "date", "publication date of the first report"),
        field_column("last_published", "date", "publication date of the last report"),
        Column("claims", "list", "numbers of its claims, in order of publication", lambda e: numbered("C", e.claims)),
        Column("links", "list", "what it does to other events, and they to it; see table links", _linked),
    ),
    key=("id",),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an event, for the long tables."""

    event: RecordEvent
    part: Any
    role: str = ""


def parties(event: RecordEvent) -> Iterable[Part]:
    """Everybody in an event: actors, recipients, those who affirm and those who deny."""
    roles = {"actor": event.actors, "recipient": event.recipients, "affirms": event.affirm, "denies": event.deny}
    return (Part(event, who, role) for role, many in roles.items() for who in many)


def _part(name: str, kind: Kind, told: str, field: str = "") -> Column:
    return Column(name, kind, told, lambda p: getattr(p.part, field or name))


_EVENT = Column("event", "string", "the event", lambda p: f"E{p.event.id}")
_TOLD_BY = Column("claims", "list", "numbers of the claims that tell it", lambda p: numbered("C", p.part.claims))

PARTIES = Table(
    "parties",
    "one party or holder in one role of one event",
    "events",
    parties,
    (
        _EVENT,
        Column("role", "string", "what it does in the event", lambda p: p.role, "role"),
        _part("name", "string", "fullest name"),
        _part("code", "string", "country and sector"),
        Column(
            "country", "string", "the first part of the code", lambda p: (p.part.code or "").partition(" ")[0] or None
        ),
        Column("sector", "string", "the rest of the code", lambda p: (p.part.code or "").partition(" ")[2] or None),
        _part("ref", "string", "Wikidata identifier, empty where it is not surely known"),
        _TOLD_BY,
    ),
    refers=(("event", "events.id"),),
)


def _goods(event: RecordEvent) -> Iterable[Part]:
    """Goods, one row a unit of quantity."""
    return (Part(event, (g, q)) for g in event.goods for q in (g.quantities or (Range(),)))


def _good(name: str, kind: Kind, told: str, field: str = "", values: str = "") -> Column:
    return Column(name, kind, told, lambda p: getattr(p.part[0], field or name), values)


def _amount(name: str, kind: Kind, told: str) -> Column:
    return Column(name, kind, told, lambda p: getattr(p.part[1], name))


def _goods_claims(part: Part) -> tuple[str, ...]:
    goods: Goods = part.part[0]
    quantity: Range = part.part[1]
    return numbered("C", quantity.claims or goods.claims)


GOODS = Table(
    "goods",
    "one kind of goods in one event, one row a unit of quantity",
    "events",
    _goods,
    (
        _EVENT,
        _good("item", "string", "node of the item tree (arms.salw.rifle)"),
        _good("from", "string", "country or body it comes from; empty where not told", "giver"),
        _good("to", "string", "country or body it goes to; empty where not told", "taker"),
        _good("stage", "string", "the furthest stage that is claimed", values="stage"),
        _good("gift", "boolean", "whether any claim calls it a gift"),
        _amount("low", "number", "the least that is claimed; empty where open or not told"),
        _amount("high", "number", "the most that is claimed; empty where open or not told"),
        _amount("unit", "string", "t, kg, bbl …, a currency as ISO 4217; empty for what is counted"),
        Column("claims", "list", "numbers of the claims that tell it", _goods_claims),
    ),
    refers=(("event", "events.id"),),
)

PLACES = Table(
    "places",
    "one place of one event",
    "events",
    lambda e: (Part(e, site) for site in e.places),
    (
        _EVENT,
        _part("name", "string", "usual name, or the words of the text"),
        _part("country", "string", "ISO 3166 alpha-3"),
        _part("lat", "number", "degrees north, empty where the gazetteer does not know it"),
        _part("lon", "number", "degrees east"),
        _part("radius_km", "number", "kilometres around that point within which the place lies", "radius"),
        _part("ref", "string", "identifier in the gazetteer"),
        _TOLD_BY,
    ),
    refers=(("event", "events.id"),),
)


def _links(event: RecordEvent) -> Iterable[Link]:
    """Links that start at this event: so each stands once."""
    return (link for link in event.links if link.event == event.id)


LINKS = Table(
    "links",
    "one link from the event that does something to the event that it is done to",
    "events",
    _links,
    (
        Column("event", "string", "the event that does something", lambda k: f"E{k.event}"),
        Column("other", "string", "the event it is done to", lambda k: f"E{k.other}"),
        field_column("kind", "string", "what it does", "link"),
        field_column("score", "number", "how sure, 0 to 1"),
        field_column("lag", "integer", "days from the end of the planned time to the outcome, negative if earlier"),
        field_column("because", "string", "why"),
    ),
    refers=(("event", "events.id"),),
)
