"""Nodes and edges for Gephi, Maltego and Neo4j, and GraphML: events stand between those who act and those acted upon."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from communique.export.codebook import about, write_json
from communique.export.columns import Cell, Column, Table, numbered, written
from communique.export.escape import for_xml
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.export.meanings import MEANINGS
from communique.export.spreadsheets import CsvFile
from communique.record.values import RecordEvent, Site, Who


@dataclass(frozen=True, slots=True)
class Node:
    """A node: an event, a party or a place."""

    id: str
    label: str
    kind: str
    code: str | None = None
    ref: str | None = None
    event: RecordEvent | None = None
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge between two nodes."""

    source: str
    target: str
    kind: str
    event: RecordEvent
    claims: tuple[int, ...] = ()
    because: str = ""


def party_id(who: Who) -> str:
    """What a party is known by: its Wikidata identifier, else a digest of code and name."""
    return who.ref or _digest("party", who.code or "", who.name.casefold())


def place_id(site: Site) -> str:
    """What a place is known by: its gazetteer identifier, else a digest of country and name."""
    return site.ref or _digest("place", site.country or "", site.name.casefold())


def _digest(kind: str, *parts: str) -> str:
    return f"{kind}-{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:16]}"


def nodes_of(event: RecordEvent) -> Iterator[Node]:
    """The nodes of an event: itself, everybody in it, its places."""
    title = f"{event.label} {event.type}{f'/{event.mode}' if event.mode else ''}"
    yield Node(f"E{event.id}", title, "event", event=event)
    for who in (*event.actors, *event.recipients, *event.affirm, *event.deny):
        yield Node(party_id(who), who.name, "party", who.code, who.ref)
    for site in event.places:
        yield Node(place_id(site), site.name, "place", site.country, site.ref, site=site)


def edges_of(event: RecordEvent) -> Iterator[Edge]:
    """The edges of an event; who acts points at it, and it points at those acted upon and at its places."""
    me = f"E{event.id}"
    roles = {"actor": event.actors, "affirms": event.affirm, "denies": event.deny}
    yield from (Edge(party_id(w), me, role, event, w.claims) for role, many in roles.items() for w in many)
    yield from (Edge(me, party_id(w), "recipient", event, w.claims) for w in event.recipients)
    yield from (Edge(me, place_id(s), "place", event, s.claims) for s in event.places)
    for link in event.links:
        if link.event == event.id:
            yield Edge(me, f"E{link.other}", link.kind, event, because=link.because)


def dyads_of(event: RecordEvent) -> Iterator[tuple[Who, Who, bool, RecordEvent]]:
    """Pairs of parties: actor and recipient, directed; where all are actors, each two of them."""
    if event.recipients:
        yield from ((a, r, True, event) for a, r in product(event.actors, event.recipients))
    else:
        yield from ((a, b, False, event) for a, b in combinations(event.actors, 2))


def _event(name: str) -> Callable[[Node], Cell]:
    return lambda n: getattr(n.event, name, None)


def _site(name: str) -> Callable[[Node], Cell]:
    return lambda n: getattr(n.site, name, None)


NODES = Table(
    "nodes",
    "one event, party or place",
    "events",
    nodes_of,
    (
        Column(
            "Id",
            "string",
            "E57 for events; Wikidata or gazetteer identifier, else a digest of the name",
            lambda n: n.id,
        ),
        Column("Label", "string", "name; label and type of an event", lambda n: n.label),
        Column("kind", "string", "event, party or place", lambda n: n.kind),
        Column("code", "string", "code of a party, country of a place", lambda n: n.code),
        Column("ref", "string", "Wikidata or gazetteer identifier", lambda n: n.ref),
        Column("type", "string", "PLOVER type of an event", _event("type"), "type"),
        Column("mode", "string", "PLOVER mode of an event", _event("mode")),
        Column("status", "string", "status of an event", _event("status"), "status"),
        Column("event_label", "string", "label of an event", _event("label"), "label"),
        Column("state", "string", "state of an event", _event("state"), "state"),
        Column("earliest", "date", "first day of an event", _event("earliest")),
        Column("latest", "date", "last day of an event", _event("latest")),
        Column("origins", "integer", "independent origins of an event", _event("origins")),
        Column("lat", "number", "degrees north of a place", _site("lat")),
        Column("lon", "number", "degrees east of a place", _site("lon")),
    ),
    key=("Id",),
)
EDGES = Table(
    "edges",
    "one tie between an event and a party, a place or another event",
    "events",
    edges_of,
    (
        Column("Source", "string", "node that it starts at", lambda e: e.source),
        Column("Target", "string", "node that it points at", lambda e: e.target),
        Column("Type", "string", "Directed, for Gephi", lambda _: "Directed"),
        Column(
            "kind",
            "string",
            "actor, affirms, denies (party to event); recipient, place (from the event); fulfils, cancels, postpones, near (event to event)",
            lambda e: e.kind,
        ),
        Column("event", "string", "the event", lambda e: f"E{e.event.id}"),
        Column("Weight", "integer", "claims that tell it; 1 for ties between events", lambda e: len(e.claims) or 1),
        Column("claims", "list", "numbers of those claims", lambda e: numbered("C", e.claims)),
        Column("because", "string", "why two events are tied", lambda e: e.because),
    ),
)
DYADS = Table(
    "dyads",
    "one pair of parties of one event, for networks of parties alone; the nodes are those of nodes.csv",
    "events",
    dyads_of,
    (
        Column("Source", "string", "the actor", lambda d: party_id(d[0])),
        Column("Target", "string", "the recipient; another actor where all are actors", lambda d: party_id(d[1])),
        Column("Type", "string", "Directed, or Undirected where all are actors", lambda d: _direction(d[2])),
        Column("source_name", "string", "name of the actor", lambda d: d[0].name),
        Column("target_name", "string", "name of the other", lambda d: d[1].name),
        Column("source_code", "string", "code of the actor", lambda d: d[0].code),
        Column("target_code", "string", "code of the other", lambda d: d[1].code),
        Column("event", "string", "the event", lambda d: f"E{d[3].id}"),
        Column("Label", "string", "PLOVER type of the event", lambda d: d[3].type, "type"),
        Column("event_label", "string", "label of the event", lambda d: d[3].label, "label"),
        Column("status", "string", "status of the event", lambda d: d[3].status, "status"),
        Column("earliest", "date", "first day of the event", lambda d: d[3].earliest),
        Column("latest", "date", "last day of the event", lambda d: d[3].latest),
        Column("Weight", "integer", "independent origins of the event", lambda d: d[3].origins),
    ),
)


def _direction(directed: bool) -> str:
    return "Directed" if directed else "Undirected"


def write_graph(hold: Hold, out: Path, stamp: Stamp, options: Options) -> Tally:
    """A folder with `nodes.csv`, `edges.csv`, `dyads.csv`, `graph.graphml` (nodes and edges) and `about.json`."""
    rows = {
        "nodes.csv": _write(out, NODES, _each_once(hold), options),
        "edges.csv": _write(out, EDGES, _edges(hold), options),
        "dyads.csv": _write(out, DYADS, (d for e in hold.events() for d in dyads_of(e)), options),
    }
    _graphml(out / "graph.graphml", hold)
    tally = Tally({**rows, "graph.graphml": rows["nodes.csv"] + rows["edges.csv"]})
    told = "Events, parties and places as a graph; graph.graphml holds nodes and edges again."
    write_json(out / "about.json", about(stamp, told, (NODES, EDGES, DYADS), tally))
    return tally


def _each_once(hold: Hold) -> Iterator[Node]:
    """Every node once, where it is first met."""
    met: set[str] = set()
    for event in hold.events():
        for node in nodes_of(event):
            if node.id not in met:
                met.add(node.id)
                yield node


def _edges(hold: Hold) -> Iterator[Edge]:
    """Every edge of which both ends are nodes: ties to events that are not handed over are left out."""
    events = {f"E{event.id}" for event in hold.events()}
    for event in hold.events():
        yield from (e for e in edges_of(event) if e.kind not in MEANINGS["link"] or e.target in events)


def _write(out: Path, table: Table, items: Iterable[Any], options: Options) -> int:
    """A CSV file of items."""
    file, count = CsvFile(out / f"{table.name}.csv", table, options), 0
    try:
        for item in items:
            file.put(table.row(item))
            count += 1
    finally:
        file.close()
    return count


_GRAPHML = {"integer": "long", "number": "double", "boolean": "boolean"}


def _graphml(path: Path, hold: Hold) -> None:
    """The graph as GraphML."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        )
        for prefix, table, of in (("n", NODES, "node"), ("e", EDGES, "edge")):
            for number, column in enumerate(table.columns):
                kind = _GRAPHML.get(column.kind, "string")
                stream.write(f'<key id="{prefix}{number}" for="{of}" attr.name="{column.name}" attr.type="{kind}">')
                stream.write(f"<desc>{escape(column.told)}</desc></key>\n")
        stream.write('<graph id="events" edgedefault="directed">\n')
        for node in _each_once(hold):
            stream.write(f"<node id={_attribute(node.id)}>{_data('n', NODES.row(node))}</node>\n")
        for edge in _edges(hold):
            ends = f"source={_attribute(edge.source)} target={_attribute(edge.target)}"
            stream.write(f"<edge {ends}>{_data('e', EDGES.row(edge))}</edge>\n")
        stream.write("</graph>\n</graphml>\n")


def _attribute(text: str) -> str:
    return quoteattr(for_xml(text))


def _data(prefix: str, cells: list[Cell]) -> str:
    """The values of a node or an edge; unknown ones are left out."""
    told = ((n, written(cell)) for n, cell in enumerate(cells))
    return "".join(
        f'<data key="{prefix}{n}">{escape(for_xml(text), {chr(13): "&#13;"})}</data>' for n, text in told if text
    )
