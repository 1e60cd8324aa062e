"""The tables of claims and documents, and the log of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from communique.export.columns import Cell, Column, Kind, Table, field_column
from communique.model import Actor, Source
from communique.record.values import Claim, Entry, Who


def source_kind(source: Source | None) -> str:
    """Who says it: outlet, named, unnamed or agentless."""
    if source is None:
        return "outlet"
    if source.text == "agentless":
        return "agentless"
    return "unnamed" if source.unnamed else "named"


def _mentions(field: str, part: str) -> Callable[[Claim], Cell]:
    return lambda c: tuple(getattr(m, part) for m in getattr(c.event, field))


def _of_event(name: str, kind: Kind, told: str, values: str = "") -> Column:
    """A column that is a field of what the report says."""
    return Column(name, kind, told, lambda c: getattr(c.event, name), values)


def _of_source(name: str, field: str, told: str, values: str = "") -> Column:
    return Column(name, "string", told, lambda c: getattr(c.event.source, field, None), values)


def _of_place(name: str, field: str, told: str) -> Column:
    return Column(name, "number", told, lambda c: getattr(c.event.place and c.event.place.point, field, None))


def _known(mentions: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(m.identity.name if m.identity else m.name for m in mentions)


CLAIMS = Table(
    "claims",
    "one claim: what one report says of one act, in one sentence",
    "claims",
    lambda c: (c,),
    (
        Column("id", "string", "number of the claim in the record; stays the same", lambda c: f"C{c.id}"),
        Column(
            "event",
            "string",
            "the event it belongs to; empty if a person called it wrong",
            lambda c: f"E{c.record_event}" if c.record_event is not None else None,
        ),
        Column("document", "string", "the document it stands in", lambda c: f"D{c.document}"),
        field_column("number", "integer", "its place among the events of the document, from 1"),
        field_column("current", "boolean", "whether it is of the latest version and reading of its document"),
        _of_event("type", "string", "PLOVER type of the act", "type"),
        _of_event("mode", "string", "PLOVER mode, empty where the text shows none"),
        _of_event("contexts", "list", "PLOVER contexts"),
        Column("trigger", "string", "the word or phrase that names the act", lambda c: c.event.trigger.text),
        Column("trigger_start", "integer", "its first character in the text", lambda c: c.event.trigger.start),
        Column("trigger_end", "integer", "the character after its last", lambda c: c.event.trigger.end),
        Column(
            "actors", "list", "who does it: names of the tables, else of the text", lambda c: _known(c.event.actors)
        ),
        Column("actor_mentions", "list", "the words of the text for them", _mentions("actors", "text")),
        Column("actor_codes", "list", "codes of the actors", _mentions("actors", "code")),
        Column("recipients", "list", "to whom, for whom or against whom", lambda c: _known(c.event.recipients)),
        Column("recipient_mentions", "list", "the words of the text for them", _mentions("recipients", "text")),
        Column("recipient_codes", "list", "codes of the recipients", _mentions("recipients", "code")),
        Column("objects", "list", "what is moved, given, asked for or fired", _mentions("objects", "text")),
        Column("items", "list", "its nodes in the item tree", _mentions("objects", "node")),
        Column("place", "string", "the words for where", lambda c: c.event.place.text if c.event.place else None),
        Column(
            "country",
            "string",
            "country of the place, ISO 3166 alpha-3",
            lambda c: c.event.place.country if c.event.place else None,
        ),
        _of_place("lat", "lat", "degrees north, empty where the gazetteer does not know the place"),
        _of_place("lon", "lon", "degrees east"),
        _of_place("radius_km", "radius", "kilometres around that point within which the place lies"),
        Column("time", "string", "the words that date the act", lambda c: c.event.time.text if c.event.time else None),
        Column(
            "time_value",
            "string",
            "what they mean: ISO 8601 date or interval",
            lambda c: c.event.time.value if c.event.time else None,
        ),
        Column("earliest", "date", "first day of the act, empty where open", lambda c: c.event.dates.earliest),
        Column("latest", "date", "last day of the act, empty where open", lambda c: c.event.dates.latest),
        Column("assumed", "boolean", "true if only the publication date bounds it", lambda c: c.event.dates.assumed),
        _of_event("status", "string", "whether it happened, is going on, is planned or only possible", "status"),
        _of_event("polarity", "string", "whether it is presented as being the case", "polarity"),
        _of_event("certainty", "string", "how firmly it is said", "certainty"),
        _of_event("stance", "string", "what the source does with it", "stance"),
        _of_event("label", "string", "what follows from these four, the source and the parties", "label"),
        _of_event("historical", "boolean", "true if it ended more than 30 days before publication; empty if unknown"),
        Column("source_kind", "string", "what sort of source", lambda c: source_kind(c.event.source), "source_kind"),
        _of_source("source", "name", "fullest name of who says it; empty for the outlet itself"),
        _of_source("source_mention", "text", "the words of the text for the source"),
        _of_source("source_code", "code", "code of the source"),
        Column(
            "cue",
            "string",
            "the word that attributes",
            lambda c: c.event.source.cue.text if c.event.source and c.event.source.cue else None,
        ),
        _of_source("quote", "quote", "how it is quoted", "quote"),
        Column("quotation", "string", "the sentence of the trigger", lambda c: c.quotation.text),
        Column("quotation_start", "integer", "its first character in the text", lambda c: c.quotation.start),
        Column("quotation_end", "integer", "the character after its last", lambda c: c.quotation.end),
        field_column("origin", "string", "who stands behind it: claims of one origin count once"),
        field_column("origin_because", "string", "why that is its origin"),
        field_column("likeness", "number", "how sure it is that it belongs to its event, 0 to 1"),
        field_column("because", "string", "why it belongs to its event"),
        field_column("published", "date", "publication date of its document"),
        field_column("publisher", "string", "who published it"),
        field_column("title", "string", "headline"),
        field_column("url", "string", "address"),
        field_column("captured", "string", "when the document was taken in, UTC"),
        Column("communique", "string", "version of the program that read it", lambda c: c.versions.communique),
        Column("reader", "string", "version of the weights that read it", lambda c: c.versions.reader),
        Column("tables", "string", "digest of the tables that were used", lambda c: c.versions.tables),
    ),
    key=("id",),
    refers=(("event", "events.id"), ("document", "documents.id")),
)


def _of_document(name: str, kind: Kind, told: str) -> Column:
    return Column(name, kind, told, lambda d: getattr(d.document, name))


DOCUMENTS = Table(
    "documents",
    "one document, without its text",
    "documents",
    lambda d: (d,),
    (
        Column("id", "string", "number of the document in the record", lambda d: f"D{d.id}"),
        field_column("key", "string", "what it is known by: its address, else its path or id"),
        field_column("version", "integer", "1 for the first text under that key, 2 for a changed one"),
        field_column("latest", "boolean", "whether no later version is kept"),
        _of_document("published", "date", "publication date"),
        _of_document("publisher", "string", "who published it"),
        _of_document("title", "string", "headline"),
        _of_document("url", "string", "address"),
        _of_document("language", "string", "ISO 639-1 code"),
        Column("characters", "integer", "length of the text in Unicode code points", lambda d: len(d.document.text)),
        field_column("sha256", "string", "SHA-256 of the text in UTF-8", field="hash"),
        field_column("captured", "string", "when it was taken in, UTC"),
        Column(
            "copy_of", "string", "the first document of which it is a copy; itself if of none", lambda d: f"D{d.family}"
        ),
        field_column("because", "string", "what shows that it is a copy"),
    ),
    key=("id",),
)


def chain(claim: Claim) -> tuple[str, ...]:
    """Who says it, from the outlet to the innermost holder, each with its code."""
    outlet = claim.publisher or "outlet not known"
    source = claim.event.source
    if source is None:
        return (outlet,)
    kind = source_kind(source)
    if kind == "agentless":
        return (outlet, "nobody named")
    name = f"“{source.text}”, not identified" if kind == "unnamed" else source.name
    return (outlet, f"{name} ({source.code})")


def wordings(who: Who, claims: Iterable[Claim]) -> list[Actor]:
    """The mentions of a party in claims: those of its identifier or name, else those of its code.

    Args:
        who: an actor or recipient of an event.
        claims: claims of that event.
    """
    own = [m for c in claims if c.id in who.claims for m in (*c.event.actors, *c.event.recipients)]
    named = [
        m
        for m in own
        if who.name in _known((m,)) or who.name == m.name or (who.ref and m.identity and m.identity.wikidata == who.ref)
    ]
    return named or [m for m in own if m.code == who.code]


def _evidence(name: str, kind: Kind, told: str, value: Callable[[Claim, Entry], Cell]) -> Column:
    return Column(name, kind, told, lambda pair: value(*pair))


def _who(mentions: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(f"{n} ({m.code})" for n, m in zip(_known(mentions), mentions, strict=True))


EVIDENCE = Table(
    "evidence",
    "one claim with all that is needed to check it",
    "claims",
    lambda c: (c,),
    (
        _evidence("claim", "string", "number of the claim", lambda c, _: f"C{c.id}"),
        _evidence(
            "event",
            "string",
            "number of the event; empty if a person called the claim wrong",
            lambda c, _: f"E{c.record_event}" if c.record_event is not None else None,
        ),
        Column("label", "string", "how the report says that it stands", lambda p: p[0].event.label, "label"),
        Column("type", "string", "PLOVER type of the act", lambda p: p[0].event.type, "type"),
        _evidence("actors", "list", "who does it, with codes", lambda c, _: _who(c.event.actors)),
        _evidence(
            "recipients", "list", "to whom, for whom or against whom, with codes", lambda c, _: _who(c.event.recipients)
        ),
        _evidence("quotation", "string", "the sentence, exactly as in the text", lambda c, _: c.quotation.text),
        _evidence(
            "source_chain", "list", "who says it, from the outlet to the innermost holder", lambda c, _: chain(c)
        ),
        _evidence("publisher", "string", "who published it", lambda c, _: c.publisher),
        _evidence("title", "string", "headline", lambda c, _: c.title),
        _evidence("published", "date", "publication date", lambda c, _: c.published),
        _evidence(
            "url", "string", "address; where there is none, what the document is known by", lambda c, _: c.url or c.key
        ),
        _evidence(
            "archive_url", "string", "address of an archived copy, left empty for you to fill in", lambda *_: None
        ),
        _evidence("captured", "string", "when the document was taken in, UTC", lambda c, _: c.captured),
        _evidence("document", "string", "number of the document", lambda _, d: f"D{d.id}"),
        _evidence(
            "version", "integer", "1 for the first text under that address, 2 for a changed one", lambda _, d: d.version
        ),
        _evidence("sha256", "string", "SHA-256 of the whole text in UTF-8", lambda _, d: d.hash),
        _evidence("start", "integer", "first character of the quotation in the text", lambda c, _: c.quotation.start),
        _evidence("end", "integer", "the character after its last", lambda c, _: c.quotation.end),
        _evidence("origin", "string", "who stands behind it: claims of one origin count once", lambda c, _: c.origin),
        _evidence("reader", "string", "version of the weights that read it", lambda c, _: c.versions.reader),
        _evidence("note", "string", "left empty for you to fill in", lambda *_: None),
    ),
    key=("claim",),
)
"""Its items are a claim and its document."""
