"""FollowTheMoney entities as JSON lines, for OpenAleph, yente and Aleph: events, those in them, and the articles that tell them.

Identifiers are digests, the same for the same content in every export: parties of identifier, or of code and name; articles of
address and text; events and claims of the record's name and their number. The schema has no field for how an event stands, so
its name begins with the label: a denied or planned event cannot be taken for one that happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from communique.export.claim_tables import chain, wordings
from communique.export.codebook import about, write_json
from communique.export.columns import Column, Table
from communique.export.countries import alpha2
from communique.export.escape import clip, for_xml, one_line, web_address
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.export.lines import write_lines
from communique.ontology import STATE_SECTORS
from communique.record.values import Claim, Entry, RecordEvent, Site, Who

Entity = dict[str, Any]

_BODIES = "in the table of bodies"
"""How grounding says that a name is a body and no person; every other identity is a person."""

_STATES = ("country", "capital", "metonym", "demonym")
"""Kinds of names that grounding says a state goes by: “the Kremlin”, “Beijing”."""

_LANGUAGES = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fa": "fas", "fr": "fra", "he": "heb", "hi": "hin", "it": "ita",
    "ja": "jpn", "ko": "kor", "nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "tr": "tur", "uk": "ukr", "zh": "zho",
}  # fmt: skip
"""ISO 639-1 -> ISO 639-3, which FollowTheMoney has."""

_MOST = {"name": 384, "string": 1024, "address": 250, "text": 65000}
"""Characters of a value, by kind of property: the limits of followthemoney 4."""

NOTES = (
    "The name of an event begins with its label. DENIED: somebody says that it did not happen; PLANNED: it is to come.",
    "A party is a Person or a body only where the tables of names know it; else it is a LegalEntity.",
    "Documentation ties an event to an article, once a claim: role is the label, summary the sentence.",
)


def _prop(name: str, told: str) -> Column:
    return Column(name, "list", told, lambda e: e)


TABLES: tuple[Table, ...] = (
    Table(
        "Event",
        "one event of the record",
        "events",
        lambda e: (e,),
        (
            _prop("name", "label, type and parties"),
            _prop("summary", "state, reason and days in words"),
            _prop("date, startDate, endDate", "the day, or the first and last on which it can have been"),
            _prop("location, country, addressEntity", "where"),
            _prop("involved", "actors and recipients"),
            _prop("namesMentioned", "who affirms and who denies"),
            _prop("keywords", "type, mode, label, status, state, contexts, items"),
            _prop("recordId", "number of the event in the record"),
            _prop("proof", "the articles"),
        ),
    ),
    Table(
        "Person, PublicBody, Organization, LegalEntity",
        "one party",
        "events",
        lambda e: (e,),
        (
            _prop("name", "fullest name"),
            _prop("country", "ISO 3166 alpha-2"),
            _prop("sector", "PLOVER sector"),
            _prop("position", "office that a person held on the day of the event"),
            _prop("wikidataId", "of a person, where it is surely known"),
        ),
    ),
    Table(
        "Article",
        "one document",
        "documents",
        lambda d: (d,),
        (
            _prop("title, publisher, publishedAt, sourceUrl, language", "what is known of it"),
            _prop("retrievedAt", "when it was taken in, UTC"),
            _prop("description", "SHA-256 of the text"),
        ),
    ),
    Table(
        "Documentation",
        "one claim: an article tells an event",
        "claims",
        lambda c: (c,),
        (
            _prop("document, entity", "the article and the event"),
            _prop("role", "label of the claim"),
            _prop("summary", "the sentence"),
            _prop("description", "who says it, from the outlet to the innermost holder"),
            _prop("recordId", "number of the claim in the record"),
            _prop("date, publisher, sourceUrl", "of the article"),
        ),
    ),
    Table(
        "Mention",
        "one wording of a party in an article",
        "claims",
        lambda c: (c,),
        (
            _prop("name", "the words"),
            _prop("document, resolved", "the article and the party"),
            _prop("contextCountry", "of its code"),
        ),
    ),
    Table(
        "Address",
        "one place",
        "events",
        lambda e: (e,),
        (_prop("full, country", "name and country"), _prop("latitude, longitude", "where the gazetteer knows it")),
    ),
)


def write_ftm(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A folder with `entities.ftm.json` (an entity a line, as `ftm` and `alephclient` read them) and `about.json`."""
    count = write_lines(out / "entities.ftm.json", entities(hold, stamp))
    tally = Tally({"entities.ftm.json": count})
    told = "Events, parties, articles and their ties as FollowTheMoney entities."
    write_json(out / "about.json", about(stamp, told, TABLES, tally, NOTES))
    return tally


def entities(hold: Hold, stamp: Stamp) -> Iterator[Entity]:
    """Every entity once, those that others refer to first.

    Args:
        hold: events, claims and documents.
        stamp: its record names events and claims.
    """
    met: set[str] = set()
    for event in hold.events():
        for entity in _Story(event, hold.claims_of(event), hold, stamp).entities():
            if entity["id"] not in met:
                met.add(entity["id"])
                yield entity


@dataclass(slots=True)
class _Story:
    """One event with all that it needs."""

    event: RecordEvent
    claims: Sequence[Claim]
    hold: Hold
    stamp: Stamp
    parties: list[tuple[Who, Entity]] = field(default_factory=list)

    def entities(self) -> Iterator[Entity]:
        for who in (*self.event.actors, *self.event.recipients):
            self.parties.append((who, _party(who, self.claims)))
        yield from (party for _, party in self.parties)
        yield from (_address(site) for site in self.event.places)
        articles = {c.document: _article(self.hold.document_of(c.document)) for c in self.claims}
        yield from articles.values()
        event = self._event([a["id"] for a in articles.values()])
        yield event
        for claim in self.claims:
            article = articles[claim.document]["id"]
            yield _documentation(claim, article, event["id"], self.stamp)
            yield from self._mentions(claim, article)

    def _event(self, articles: list[str]) -> Entity:
        event = self.event
        one = event.earliest if event.earliest == event.latest else None
        keywords = (event.type, event.mode, event.label, event.status, event.state, *event.contexts)
        return _entity(
            _digest("event", self.stamp.record, str(event.id)),
            "Event",
            name=[_name(title(event))],
            summary=[clip(one_line(f"{event.state}: {event.because}. {_days(event)}"), _MOST["text"])],
            date=[one],
            startDate=[None if one else event.earliest],
            endDate=[None if one else event.latest],
            location=[clip(one_line(s.name), _MOST["address"]) for s in event.places],
            country=[_country(s.country) for s in event.places],
            addressEntity=[_address(s)["id"] for s in event.places],
            involved=[p["id"] for _, p in self.parties],
            namesMentioned=[_name(w.name) for w in (*event.affirm, *event.deny)],
            keywords=[*keywords, *(g.item for g in event.goods)],
            recordId=[f"E{event.id}"],
            proof=articles,
        )

    def _mentions(self, claim: Claim, article: str) -> Iterator[Entity]:
        """The wordings of parties in a claim."""
        for who, party in self.parties:
            for mention in wordings(who, (claim,)):
                if mention.text.strip():
                    yield _entity(
                        _digest("mention", article, party["id"], mention.text),
                        "Mention",
                        name=[_name(mention.text)],
                        document=[article],
                        resolved=[party["id"]],
                        contextCountry=[_country(mention.code.partition(" ")[0])],
                        detectedSchema=[party["schema"]],
                    )


def _entity(number: str, schema: str, **properties: Iterable[str | None]) -> Entity:
    """An entity; empty and repeated values are left out."""
    kept = {name: list(dict.fromkeys(for_xml(v) for v in values if v)) for name, values in properties.items()}
    return {"id": number, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _digest(kind: str, *parts: str) -> str:
    """An identifier that is the same for the same content."""
    return f"communique-{hashlib.sha256(chr(31).join((kind, *parts)).encode()).hexdigest()[:40]}"


def _name(text: str) -> str:
    """A name on one line, with single blanks."""
    return clip(" ".join(text.split()), _MOST["name"])


def _country(code: str | None) -> str | None:
    """FollowTheMoney's code of a country, small letters; eu for the European Union."""
    return "eu" if code == "EUR" else (alpha2(code) or "").lower() or None


def title(event: RecordEvent) -> str:
    """An event in one line: label, type, who and to whom."""
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    sides = [", ".join(w.name for w in many) for many in (event.actors, event.recipients) if many]
    return f"{event.label}: {kind} {' → '.join(sides)}".strip()


def _days(event: RecordEvent) -> str:
    """When, in words."""
    days = f"between {event.earliest or 'an unknown day'} and {event.latest or 'an unknown day'}"
    return f"{event.status}, {days}{', bounded by publication only' if event.assumed else ''}"


def schema_of(who: Who, claims: Iterable[Claim]) -> tuple[str, str | None]:
    """What a party is, and the office it held, as far as the tables of names know it.

    Args:
        who: the party.
        claims: claims in which it is mentioned.

    Returns:
        Person, PublicBody, Organization, or LegalEntity where it is not known.
    """
    mentions = wordings(who, claims)
    known = next((m.identity for m in mentions if m.identity), None)
    if who.ref or (known and not known.because.endswith(_BODIES)):
        return "Person", known.office if known else None
    country, _, sector = (who.code or "").partition(" ")
    if known is not None:
        state = sector.split(" ")[0] in STATE_SECTORS and alpha2(country) is not None
        return ("PublicBody" if state else "Organization"), None
    # a name of the state and nothing beside it: “Beijing”, not “the mayor of Beijing”
    states = any(m.because in [f"{kind} “{m.text}”" for kind in _STATES] for m in mentions)
    return ("PublicBody" if states and sector in ("", "GOV") else "LegalEntity"), None


def _party(who: Who, claims: Sequence[Claim]) -> Entity:
    """A party; what it is is part of its identifier, so that a person and a body of one name never merge."""
    schema, office = schema_of(who, claims)
    country, _, sector = (who.code or "").partition(" ")
    return _entity(
        _digest("party", schema, *((who.ref,) if who.ref else (who.code or "", who.name.casefold()))),
        schema,
        name=[_name(who.name) or "not named"],
        country=[_country(country)],
        sector=[sector],
        position=[office] if schema == "Person" else [],
        wikidataId=[who.ref] if schema == "Person" else [],
    )


def _address(site: Site) -> Entity:
    known = site.lat is not None and site.lon is not None
    return _entity(
        _digest("address", site.ref or "", site.country or "", site.name.casefold()),
        "Address",
        full=[clip(one_line(site.name), _MOST["address"])],
        country=[_country(site.country)],
        latitude=[f"{site.lat:.5f}" if known else None],
        longitude=[f"{site.lon:.5f}" if known else None],
    )


def _article(entry: Entry) -> Entity:
    document = entry.document
    return _entity(
        _digest("article", entry.key, entry.hash),
        "Article",
        title=[_line(document.title)],
        publisher=[_line(document.publisher)],
        publishedAt=[document.published],
        sourceUrl=[_address_of(document.url)],
        language=[_LANGUAGES.get(document.language or "")],
        retrievedAt=[entry.captured[:16]],
        description=[f"SHA-256 of the text: {entry.hash}"],
    )


def _documentation(claim: Claim, article: str, event: str, stamp: Stamp) -> Entity:
    return _entity(
        _digest("claim", stamp.record, str(claim.id)),
        "Documentation",
        document=[article],
        entity=[event],
        role=[claim.event.label],
        summary=[clip(claim.quotation.text.strip(), _MOST["text"])],
        description=[clip(one_line(" → ".join(chain(claim))), _MOST["text"])],
        recordId=[f"C{claim.id}"],
        date=[claim.published],
        publisher=[_line(claim.publisher)],
        sourceUrl=[_address_of(claim.url)],
    )


def _line(text: str | None) -> str | None:
    return clip(one_line(text), _MOST["string"]) if text else None


def _address_of(url: str | None) -> str | None:
    """An address as FollowTheMoney writes it: host in small letters, and a path."""
    if (safe := web_address(url)) is None:
        return None
    parts = urlsplit(safe)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path or "/").geturl()
