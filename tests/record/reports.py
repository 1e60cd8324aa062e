"""Reports built by hand: what a reader would have found, told by quotation."""

from __future__ import annotations

from typing import Any

from communique.label import label
from communique.model import (
    Actor,
    Dates,
    Document,
    Event,
    Identity,
    Place,
    Point,
    Report,
    Source,
    Span,
    Thing,
    Transfer,
)
from communique.record.values import Versions

VERSIONS = Versions(communique="test", reader="one", tables="t1")
NEWER = Versions(communique="test", reader="two", tables="t1")

POINTS = {"Belmar": ("SDN", 15.0, 32.0), "Ostrava Bay": ("SDN", 19.6, 37.2), "Pyongyang": ("PRK", 39.03, 125.75)}


def event(text: str, trigger: str, kind: str, **told: Any) -> Event:
    """An event of a text; parties as {quotation: code}, everything else as in the codebook."""
    actors, recipients = _parties(text, told.pop("actors", {})), _parties(text, told.pop("recipients", {}))
    source, place, day = told.pop("source", None), told.pop("place", None), told.pop("day", None)
    decisions = {
        "status": told.pop("status", "happened"),
        "polarity": told.pop("polarity", "pos"),
        "certainty": told.pop("certainty", "asserted"),
        "stance": told.pop("stance", "asserts"),
    }
    holder = _source(text, *source) if source else None
    codes = [a.code for a in (*actors, *recipients)]
    first, last = (day, day) if isinstance(day, str) or day is None else day
    fields: dict[str, Any] = {
        "event": told.pop("number", 1),
        "type": kind,
        "mode": told.pop("mode", None),
        "trigger": _span(text, trigger),
        "actors": actors,
        "recipients": recipients,
        "place": _place(text, place) if place else None,
        "dates": Dates(earliest=first, latest=last, assumed=day is None),
        "source": holder,
        "label": label(*decisions.values(), holder.code if holder else None, codes),
        "objects": tuple(
            Thing(**_span(text, q).model_dump(), item=node.split(".")[0], node=node)
            for q, node in told.pop("objects", {}).items()
        ),
        "transfers": tuple(Transfer(**t, because="told") for t in told.pop("transfers", ())),
        **decisions,
    }
    return Event(**fields, **told)


def report(key: str, text: str, *events: Event, published: str | None = "2024-05-15", **known: Any) -> Report:
    """A document with its events."""
    return Report(document=Document(id=key, published=published, language="en", text=text, **known), events=events)


def quotes(of: Report) -> list[tuple[int, int]]:
    """The line of each trigger."""
    text = of.document.text
    found = []
    for e in of.events:
        start = text.rfind("\n", 0, e.trigger.start) + 1
        end = text.find("\n", e.trigger.end)
        found.append((start, end if end >= 0 else len(text)))
    return found


def _span(text: str, quotation: str) -> Span:
    at = text.index(quotation)
    return Span(start=at, end=at + len(quotation), text=quotation)


def _parties(text: str, told: dict[str, str]) -> tuple[Actor, ...]:
    return tuple(_party(text, quotation, code) for quotation, code in told.items())


def _party(text: str, quotation: str, code: str) -> Actor:
    code, _, ref = code.partition("#")
    identity = Identity(name=quotation, wikidata=ref, because="told") if ref else None
    return Actor(**_span(text, quotation).model_dump(), name=quotation, code=code, identity=identity)


def _source(text: str, quotation: str, code: str) -> Source:
    if quotation == "agentless":
        return Source(text="agentless", name="agentless", code="---")
    return Source(**_span(text, quotation).model_dump(), name=quotation, code=code)


def _place(text: str, quotation: str) -> Place:
    country, lat, lon = POINTS[quotation]
    point = Point(name=quotation, country=country, kind="city", lat=lat, lon=lon, radius=10, because="told")
    return Place(**_span(text, quotation).model_dump(), country=country, point=point)
