"""GeoJSON and graphs."""

import csv
import json

import duckdb
import pandas as pd
import pytest

from communique.export.formats import export
from communique.export.geo import FEATURES
from communique.export.hold import Bundle
from communique.export.meanings import MEANINGS


def test_geojson_has_a_feature_for_each_place_of_each_event(hold, stamp, tmp_path):
    tally = export("geojson", hold, tmp_path / "out.geojson", stamp)
    collection = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    known, unknown = collection["features"]
    assert known["geometry"] == {"type": "Point", "coordinates": [39.66, -4.04322]}
    assert (known["type"], known["id"], known["properties"]["event"]) == ("Feature", "E1/1", "E1")
    assert (known["properties"]["radius_km"], known["properties"]["label"], known["properties"]["deny"]) == (
        5.0,
        "ALLEGED",
        ["Torv"],
    )
    assert known["properties"]["alternatives"] == [
        {"name": "Port Lune", "country": "USA", "lat": 30.1, "lon": -90.2, "radius_km": 4}
    ]
    assert unknown["geometry"] is None
    assert (unknown["properties"]["place"], unknown["properties"]["country"]) == ("Ünzbach", "TZA")
    assert set(known["properties"]) == {c.name for c in FEATURES.columns}
    assert tally.left_out == {"no place is told": 3}
    about = collection["communique"]
    assert (about["licence"], about["record"]) == (stamp.licence, stamp.record)
    assert {c["name"] for c in about["contents"][0]["columns"]} == set(known["properties"])


def test_geojson_without_any_place_is_an_empty_collection(stamp, tmp_path):
    export("geojson", Bundle.of([], [], []), tmp_path / "out.geojson", stamp)
    assert json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))["features"] == []


def test_duckdb_and_pandas_read_the_map(hold, stamp, tmp_path):
    export("geojson", hold, tmp_path / "out.json", stamp)
    found = duckdb.sql(
        f"select f.properties.place, f.geometry.coordinates[1] from (select unnest(features) f from '{tmp_path}/out.json')"
    ).fetchall()
    assert found == [("Port Lune", 39.66), ("Ünzbach", None)]
    features = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["features"]
    assert pd.json_normalize(features)["properties.radius_km"].tolist()[0] == 5.0


@pytest.fixture
def graphs():
    return pytest.importorskip("networkx", reason="networkx is not installed; pip install networkx reads graphs back")


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_nodes_and_edges_fit_together(hold, stamp, tmp_path):
    tally = export("graph", hold, tmp_path / "out", stamp)
    nodes, edges, dyads = (rows_of(tmp_path / "out" / f"{n}.csv") for n in ("nodes", "edges", "dyads"))
    ids = [n["Id"] for n in nodes]
    assert len(ids) == len(set(ids))
    for edge in (*edges, *dyads):
        assert {edge["Source"], edge["Target"]} <= set(ids)
    assert tally.rows["nodes.csv"] == len(nodes)
    assert {e["kind"] for e in edges} == {"actor", "recipient", "place", "affirms", "denies", "fulfils"}
    denial = next(e for e in edges if e["kind"] == "denies")
    assert (denial["Target"], denial["claims"]) == ("E1", "C4")
    # one person, whatever the event
    assert [n["Label"] for n in nodes if n["ref"] == "Q1"] == ["Ada Obi"]
    assert [(d["source_name"].lstrip("'"), d["Type"]) for d in dyads if d["event"] in ("E1", "E5")] == [
        ("Ada Obi", "Directed"),
        ("Rebels", "Undirected"),
    ]


def test_networkx_reads_the_graph_with_every_character(hold, stamp, tmp_path, graphs):
    export("graph", hold, tmp_path / "out", stamp)
    graph = graphs.read_graphml(tmp_path / "out" / "graph.graphml")
    nodes, edges = rows_of(tmp_path / "out" / "nodes.csv"), rows_of(tmp_path / "out" / "edges.csv")
    assert set(graph.nodes) == {n["Id"] for n in nodes}
    assert graph.number_of_edges() == len(edges)
    labels = {data["Label"] for _, data in graph.nodes(data=True)}
    assert {"=cmd|'/c calc'!A1", "@all; -2 too", "Ünzbach"} <= labels
    assert graph.nodes["E1"]["event_label"] == "ALLEGED"
    assert graph.nodes["E1"]["origins"] == 2
    assert graph.edges["E1", "E3"]["because"] == "same parties; in its time"


def test_an_edge_to_an_event_that_is_not_handed_over_is_left_out(hold, stamp, tmp_path, graphs):
    only = Bundle.of([next(iter(hold.events()))], hold.claims(), hold.documents())
    export("graph", only, tmp_path / "out", stamp)
    assert not {e["kind"] for e in rows_of(tmp_path / "out" / "edges.csv")} & set(MEANINGS["link"])
    assert "E3" not in graphs.read_graphml(tmp_path / "out" / "graph.graphml")


def test_control_characters_do_not_break_the_graph(hold, stamp, tmp_path, graphs):
    first = next(iter(hold.events()))
    who = first.actors[0].model_copy(update={"name": "a\x00\x0b]]>&<b>\r\n\ufffe"})
    export(
        "graph",
        Bundle.of([first.model_copy(update={"actors": (who,)})], hold.claims(), hold.documents()),
        tmp_path / "out",
        stamp,
    )
    graph = graphs.read_graphml(tmp_path / "out" / "graph.graphml")
    assert graph.nodes["Q1"]["Label"] == "a\ufffd\ufffd]]>&<b>\r\n\ufffd"
