"""GeoJSON by RFC 7946: a feature for each place of each event, for QGIS, kepler.gl, Leaflet and the like."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from communique.export.codebook import about
from communique.export.columns import Cell, Column, Table
from communique.export.event_tables import EVENTS, Part
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.model import Point
from communique.record.values import Claim, RecordEvent, Site

_KEPT = (
    "type", "mode", "contexts", "label", "status", "state", "earliest", "latest", "assumed", "historical", "actors",
    "actor_codes", "recipients", "recipient_codes", "items", "labels", "affirm", "deny", "origins", "reports", "outlets",
    "first_published", "last_published", "claims",
)  # fmt: skip
"""Columns of the table of events that go into the properties of a feature."""

_DIGITS = 5
"""Decimals of a coordinate: about a metre, finer than any gazetteer."""


def _point(part: Part) -> Site:
    site: Site = part.part
    return site


_OF_PLACE: tuple[Column, ...] = (
    Column("event", "string", "number of the event in the record", lambda p: f"E{p.event.id}"),
    Column("place", "string", "usual name of the place, or the words of the text", lambda p: _point(p).name),
    Column("country", "string", "country of the place, ISO 3166 alpha-3", lambda p: _point(p).country),
    Column(
        "radius_km", "number", "kilometres around the point within which the place lies", lambda p: _point(p).radius
    ),
    Column("ref", "string", "identifier in the gazetteer", lambda p: _point(p).ref),
)
_ALTERNATIVES = Column(
    "alternatives",
    "list",
    "other places of that name that were considered: name, country, lat, lon, radius_km",
    lambda _: (),
)

FEATURES = Table(
    "features",
    "a feature for one place of one event; its geometry is null where the gazetteer does not know the place",
    "events",
    lambda e: (Part(e, site) for site in e.places),
    (
        *_OF_PLACE,
        _ALTERNATIVES,
        *(
            Column(c.name, c.kind, c.told, lambda p, c=c: c.value(p.event), c.values)  # type: ignore[misc]
            for c in EVENTS.columns
            if c.name in _KEPT
        ),
    ),
)


def write_geojson(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A GeoJSON file with codebook, licence and versions in the foreign member `communique`. Events without a place are left out."""
    features, placeless = 0, 0
    told = about(stamp, "Events on the map, a feature for each place of each event.", (FEATURES,))
    with out.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write('{"type":"FeatureCollection",\n"communique":' + json.dumps(told, ensure_ascii=False))
        stream.write(',\n"features":[')
        for event in hold.events():
            placeless += not event.places
            for feature in features_of(event, hold.claims_of(event) if event.places else ()):
                stream.write((",\n" if features else "\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False))
                features += 1
        stream.write("\n]}\n")
    return Tally({out.name: features}, {"no place is told": placeless} if placeless else {})


def features_of(event: RecordEvent, claims: Sequence[Claim]) -> Iterator[dict[str, Any]]:
    """The features of an event.

    Args:
        event: the event.
        claims: its claims, which know the alternatives of a place.
    """
    for number, site in enumerate(event.places, start=1):
        properties = {c.name: _json(c.value(Part(event, site))) for c in FEATURES.columns}
        properties["alternatives"] = [_alternative(p) for p in _alternatives(site, claims)]
        yield {"type": "Feature", "id": f"E{event.id}/{number}", "geometry": _geometry(site), "properties": properties}


def _json(cell: Cell) -> Any:
    return list(cell) if isinstance(cell, tuple) else cell


def _geometry(site: Site) -> dict[str, Any] | None:
    """The point of a place, longitude first."""
    if site.lat is None or site.lon is None or not (-90 <= site.lat <= 90 and -180 <= site.lon <= 180):
        return None
    return {"type": "Point", "coordinates": [round(site.lon, _DIGITS), round(site.lat, _DIGITS)]}


def _alternatives(site: Site, claims: Sequence[Claim]) -> list[Point]:
    """Other places that the claims of a place considered, each once."""
    found: dict[tuple[str, float, float], Point] = {}
    for claim in claims:
        if claim.id in site.claims and (place := claim.event.place):
            for point in place.alternatives:
                found.setdefault((point.name, point.lat, point.lon), point)
    return list(found.values())


def _alternative(point: Point) -> dict[str, Any]:
    return {"name": point.name, "country": point.country, "lat": point.lat, "lon": point.lon, "radius_km": point.radius}
