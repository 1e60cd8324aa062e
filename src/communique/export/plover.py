"""PLOVER records as JSON lines: what the manual's draft 2.0 names, and what it has no name for under the prefix `communique_`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from communique.export.cameo import QUAD, fold, score
from communique.export.claim_tables import chain, wordings
from communique.export.codebook import about, write_json
from communique.export.columns import Column, Table
from communique.export.event_tables import EVENTS
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.export.lines import write_lines
from communique.record.values import Claim, RecordEvent, Who

PREFIX = "communique_"
"""Before every field that is not PLOVER's."""

_OURS = (
    "type", "mode", "label", "status", "state", "state_because", "earliest", "latest", "assumed", "historical", "items",
    "labels", "affirm", "deny", "origins", "origins_because", "reports", "outlets", "first_published", "last_published",
)  # fmt: skip
"""Columns of the table of events that are kept under the prefix."""

NOTES = (
    "Planned CONSULT, SUPPORT, COOPERATE and AID are AGREE, planned RETREAT is CONCEDE, as the manual asks.",
    "communique_type and communique_mode keep the act itself. Plans that are not folded have the auxiliary mode future.",
    "What is only floated, warned of, urged or speculated has the auxiliary mode hypothetical.",
    "What is denied has the auxiliary mode negation, what is background historical.",
    "date is the first day on which the event can have been, enddate the last.",
    "communique_assumed is true where only the publication bounds the day.",
    "event_scale is missing where the manual gives no value that can be used.",
)
"""What a reader of the file must know beside the columns."""


def _field(name: str, kind: Any, told: str, values: str = "") -> Column:
    return Column(name, kind, told, lambda r: r.get(name), values)


_PARTY = "code, sector, entity_text, identifier_id (Wikidata) and identifier_text of each"

RECORDS = Table(
    "plover.jsonl",
    "one event, a JSON object a line",
    "events",
    lambda e: (e,),
    (
        _field("id", "string", "number of the event in the record"),
        _field("date", "date", "first day on which it can have been"),
        _field("enddate", "date", "last day, where it is another one"),
        _field("actor", "list", f"who does it: {_PARTY}"),
        _field("recipient", "list", f"to whom: {_PARTY}"),
        _field("event", "list", "PLOVER type, one", "type"),
        _field("mode", "list", "PLOVER modes, auxiliary ones among them"),
        _field("context", "list", "PLOVER contexts"),
        _field("event_text", "list", "the words that name the act in the reports"),
        _field("event_loc", "string", "the first place: extracted_place, resolved_place, geonameid, lat, lon, country"),
        _field(
            "quad_code",
            "integer",
            "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
        ),
        _field("event_scale", "number", "PLOVER score of mode or type"),
        _field("link", "list", "numbers of events that it is linked with"),
        _field("text", "string", "the sentence of its first claim"),
        _field("text_info", "string", "start and end of that sentence in the text, in code points"),
        _field("cite_info", "string", "url, title, publication, language, coder, codebook and version of that claim"),
        _field("coder", "string", "versions of program and reader"),
        _field("coded_date", "date", "when the first report was taken in"),
        _field("has_event", "boolean", "true"),
        *(_field(PREFIX + c.name, c.kind, c.told, c.values) for c in EVENTS.columns if c.name in _OURS),
        _field(PREFIX + "places", "list", "every place: name, country, lat, lon, radius_km"),
        _field(PREFIX + "claims", "list", "its claims: number, label, source chain, url, published"),
        _field(PREFIX + "links", "list", "its links: event, other, kind, lag, because"),
    ),
)


def write_plover(hold: Hold, out: Path, stamp: Stamp, options: Options) -> Tally:
    """A folder with `plover.jsonl` and `about.json`. Events that are only denied or speculated are left out unless asked for."""
    left_out: Counter[str] = Counter()
    tally = {"plover.jsonl": write_lines(out / "plover.jsonl", _records(hold, stamp, options, left_out))}
    done = Tally(tally, dict(sorted(left_out.items())))
    write_json(out / "about.json", about(stamp, "Events in the format of PLOVER, draft 2.0.", (RECORDS,), done, NOTES))
    return done


def _records(hold: Hold, stamp: Stamp, options: Options, left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    """The records of the events that are wanted and have a day."""
    unwanted = {label for label, kept in (("DENIED", options.denied), ("SPECULATED", options.speculated)) if not kept}
    for event in hold.events():
        if event.label in unwanted:
            left_out[event.label] += 1
        elif day(event) is None:
            left_out["no day is known"] += 1
        else:
            yield plover_record(event, hold, stamp)


def day(event: RecordEvent) -> str | None:
    """The day of an event, which PLOVER requires: the first on which it can have been, else the last, else that of publication."""
    return event.earliest or event.latest or event.first_published


def plover_record(event: RecordEvent, hold: Hold, stamp: Stamp) -> dict[str, Any]:
    """An event as a PLOVER record; unknown fields are left out.

    Args:
        event: an event with a day.
        hold: where its claims are.
        stamp: versions.
    """
    claims, folded = hold.claims_of(event), fold(event)
    fields: dict[str, Any] = {
        "id": f"E{event.id}",
        "date": day(event),
        "enddate": event.latest if event.latest and event.latest != day(event) else None,
        "actor": [_entity(w, claims) for w in event.actors],
        "recipient": [_entity(w, claims) for w in event.recipients],
        "event": [folded.type],
        "mode": list(folded.modes),
        "context": list(event.contexts),
        "event_text": list(dict.fromkeys(c.event.trigger.text for c in claims)),
        "event_loc": _location(event, claims),
        "quad_code": QUAD[folded.type],
        "event_scale": score(folded),
        "link": sorted({f"E{n}" for link in event.links for n in (link.event, link.other) if n != event.id}),
        **(_cited(claims[0], hold, stamp) if claims else {}),
        "has_event": True,
    }
    required = ("actor", "event")
    return {k: v for k, v in fields.items() if k in required or v not in (None, [], {})} | _ours(event, claims)


def _ours(event: RecordEvent, claims: Sequence[Claim]) -> dict[str, Any]:
    """The fields that PLOVER has no name for."""
    row = {c.name: c.value(event) for c in EVENTS.columns if c.name in _OURS}
    fields: dict[str, Any] = {PREFIX + k: list(v) if isinstance(v, tuple) else v for k, v in row.items()}
    fields[PREFIX + "places"] = [
        {"name": s.name, "country": s.country, "lat": s.lat, "lon": s.lon, "radius_km": s.radius} for s in event.places
    ]
    fields[PREFIX + "claims"] = [
        {
            "id": f"C{c.id}",
            "label": c.event.label,
            "source": list(chain(c)),
            "url": c.url,
            "published": c.published,
        }
        for c in claims
    ]
    fields[PREFIX + "links"] = [
        {"event": f"E{k.event}", "other": f"E{k.other}", "kind": k.kind, "lag": k.lag, "because": k.because}
        for k in event.links
    ]
    return fields


def _entity(who: Who, claims: Sequence[Claim]) -> dict[str, Any]:
    """A party as PLOVER has it: country, sector of three or six letters, words and identifier."""
    country, *sectors = (who.code or "---").split()
    words = next((m.text for m in wordings(who, claims)), None)
    fields = {
        "code": country,
        "sector": "".join(sectors[:2]) or None,
        "entity_text": words,
        "identifier_id": who.ref,
        "identifier_text": who.name,
    }
    return {k: v for k, v in fields.items() if v is not None}


def _location(event: RecordEvent, claims: Sequence[Claim]) -> dict[str, Any]:
    """The first place of an event."""
    if not event.places:
        return {}
    site = event.places[0]
    words = next((c.event.place.text for c in claims if c.id in site.claims and c.event.place), None)
    source, _, number = (site.ref or "").partition(":")
    fields = {
        "extracted_place": words,
        "resolved_place": site.name if site.lat is not None else None,
        "geonameid": int(number) if source == "geonames" and number.isdecimal() else None,
        "lat": site.lat,
        "lon": site.lon,
        "country": site.country,
    }
    return {k: v for k, v in fields.items() if v is not None}


def _cited(claim: Claim, hold: Hold, stamp: Stamp) -> dict[str, Any]:
    """Text and citation of a claim."""
    coder = f"communique {claim.versions.communique}, reader {claim.versions.reader}"
    cite = {
        "corpus": stamp.record,
        "citation": claim.key,
        "url": claim.url,
        "title": claim.title,
        "language": hold.document_of(claim.document).document.language,
        "publication": claim.publisher,
        "coder": coder,
        "codebook": f"communique {stamp.codebook}, PLOVER draft 2.0",
        "version": stamp.version,
    }
    return {
        "text": claim.quotation.text,
        "text_info": {"start": claim.quotation.start, "end": claim.quotation.end},
        "cite_info": {k: v for k, v in cite.items() if v is not None},
        "coder": coder,
        "coded_date": claim.captured[:10],
    }
