"""A claim → the flat rows that are asked and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from communique.grounding.names import key as folded
from communique.model import Actor, Event, Place, Quantity, Source
from communique.ontology import STAGES
from communique.record.act import Act
from communique.record.origins import Origin

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with what is known of its document.

    Attributes:
        claim: its number.
        document: the row of its document.
        event: what the report says.
        sentence: the sentence of its trigger.
        act: its features.
        origin: who stands behind it.
        family: family of its document.
    """

    claim: int
    document: Mapping[str, Any]
    event: Event
    sentence: str
    act: Act
    origin: Origin
    family: int


def facet_row(told: Told) -> Row:
    """The row of `facets`, without the event it belongs to."""
    event, document, source = told.event, told.document, told.event.source
    place, point = event.place, event.place.point if event.place else None
    return {
        "claim": told.claim,
        "document": document["id"],
        **{
            name: getattr(event, name)
            for name in ("type", "mode", "label", "status", "polarity", "certainty", "stance")
        },
        "historical": None if event.historical is None else int(event.historical),
        "earliest": event.dates.earliest,
        "latest": event.dates.latest,
        "dated": int(told.act.dated),
        "month": month(event, document["published"]),
        "published": document["published"],
        "publisher": document["publisher"],
        "actors": countries(event.actors),
        "recipients": countries(event.recipients),
        "place": names_of(place) if place else None,
        "country": place.country if place else None,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "source": source.name if source else None,
        "source_kind": source_kind(source),
        "source_country": source.code.partition(" ")[0] if source else None,
        "source_code": source.code if source else None,
        "credit": told.origin.credit,
        "quote": source.quote if source else None,
        "stage": max((t.stage for t in event.transfers), key=STAGES.index, default=None),
        "gift": int(any(o.gift for o in event.objects) or any(t.gift for t in event.transfers)),
        "origin": told.origin.key,
        "origin_because": told.origin.because,
        "family": told.family,
        "sentence": told.sentence,
        "act": told.act.dump(),
    }


def names_of(place: Place) -> str:
    """The names under which a place may be asked for, with " | " between them: its usual one, by which it is also grouped, and the words
    of the text where these are others ("Nay Pyi Taw | Naypyidaw").
    """
    names = [place.point.name, place.text] if place.point else [place.text]
    told = [" ".join(name.replace("|", " ").split()) for name in names]
    return told[0] if folded(told[0]) == folded(told[-1]) else " | ".join(told)


def source_kind(source: Source | None) -> str:
    """Who says it: outlet, named, unnamed or agentless."""
    if source is None:
        return "outlet"
    if source.text == "agentless":
        return "agentless"
    return "unnamed" if source.unnamed else "named"


def month(event: Event, published: str | None) -> str | None:
    """The month of an event: of its days if they lie in one, of its publication if only that bounds it."""
    dates = event.dates
    if dates.assumed:
        return published[:7] if published and event.status != "planned" else None
    if dates.earliest and dates.latest and dates.earliest[:7] == dates.latest[:7]:
        return dates.earliest[:7]
    return None


def countries(mentions: tuple[Actor, ...]) -> str:
    """Countries and bodies of parties, sorted, each once, one space between."""
    return " ".join(sorted({m.code.partition(" ")[0] for m in mentions}))


def party_rows(told: Told) -> list[Row]:
    """The rows of `parties`: each party and the source once a role."""
    found: dict[tuple[str, str, str], Row] = {}
    source = told.event.source
    holders = [source] if source and source.text != "agentless" else []
    for role, mentions in (("actor", told.event.actors), ("recipient", told.event.recipients), ("source", holders)):
        for mention in mentions:
            row = _party_row(told.claim, role, mention)
            found.setdefault((role, row["folded"], row["country"]), row)
    return list(found.values())


def _party_row(claim: int, role: str, mention: Actor | Source) -> Row:
    """One party in one role."""
    country, _, sector = mention.code.partition(" ")
    known = mention.identity
    names = [mention.name, *([known.name] if known else []), *([known.office] if known and known.office else [])]
    return {
        "claim": claim,
        "role": role,
        "country": country,
        "sector": sector,
        "name": known.name if known else mention.name,
        # every name under which it may be asked for
        "folded": " | ".join(dict.fromkeys(n.casefold() for n in names)),
        "ref": known.wikidata if known else None,
    }


def dealing_rows(told: Told) -> list[Row]:
    """The rows of `dealings`: what is dealt in, and objects that are only named."""
    event = told.event
    rows = [
        {
            "claim": told.claim,
            "item": t.item,
            "giver": t.giver,
            "taker": t.taker,
            "between": " ".join(sorted(t.between)) or None,
            "stage": t.stage,
            "gift": int(t.gift),
            **_amount(t.quantity),
        }
        for t in event.transfers
    ]
    dealt = {t.item for t in event.transfers}
    bare = {"giver": None, "taker": None, "between": None, "stage": None}
    rows += [
        {"claim": told.claim, "item": thing.node, "gift": int(thing.gift), **bare, **_amount(thing.quantity)}
        for thing in event.objects
        if thing.node not in dealt
    ]
    return rows


def _amount(quantity: Quantity | None) -> Row:
    """The columns of a quantity."""
    if quantity is None:
        return {"low": None, "high": None, "unit": None, "told": None}
    return {"low": quantity.low, "high": quantity.high, "unit": quantity.unit, "told": quantity.text}
