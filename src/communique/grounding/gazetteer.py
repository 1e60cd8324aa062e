"""Names of places → points: which of the places of one name is meant, with the reasons and the others that it could be."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from communique.grounding.evidence import NO_COUNTRY, Evidence
from communique.grounding.names import DATA, Entry, Match, find_names, fold, lookup

PLACE_KINDS = ("facility", "city", "capital", "region", "country")
"""From the most to the least exact; of several names in a phrase the most exact is the place, the others say where it lies."""

PRIOR = {"country": 4.0, "region": 3.0, "facility": 3.0}
"""Weight of a meaning before the text is looked at; a city weighs half the decimal logarithm of its people (10 million: 3.5)."""
SAME_PHRASE = 2.5
"""What "Hammond, Indiana" adds to the Hammond of that state or country."""
SPOKEN_OF = (1.5, 1.0)
"""What it adds if the text speaks of the country most, or also. These weights were set on our own texts and looked at on GeoVirus."""
OTHER_NAME = 1.0
"""What a city loses that is usually called otherwise ("Mexico" for Mexico City)."""
CALLED = 2.0
"""What "the state of Victoria" and "Victoria state" add to regions."""
NEAR = 1.5
NEAR_KM = 400.0
"""What another place of the text adds at no distance, and the distance at which a third of that is left."""

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Located:
    """A place that a name means.

    Attributes:
        name: its usual name.
        country: ISO 3166 alpha-3, "" where it belongs to none or several.
        kind: facility, city, capital, region or country.
        lat: degrees north of its middle.
        lon: degrees east.
        radius: kilometres around it within which the place lies.
        ref: identifier in its source ("geonames:2643743"), "" if it has none.
        score: weight of the meaning.
        because: what spoke for it.
    """

    name: str
    country: str
    kind: str
    lat: float
    lon: float
    radius: int
    ref: str
    score: float
    because: str


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points (haversine)."""
    (la, lo), (lb, lp) = (tuple(map(math.radians, x)) for x in (a, b))
    half = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def places_of(match: Match) -> list[Entry]:
    """The meanings of a name that have a point on the map."""
    return [e for e in match.entries if e.kind in PLACE_KINDS and e.lat is not None]


def locate(start: int, end: int, seen: Evidence, country: str | None = None) -> list[Located]:
    """The place that a phrase means, and the others that it could.

    Args:
        start: first code point of the phrase ("Hammond, Indiana").
        end: its end, exclusive.
        seen: the names of the text.
        country: its country where that is known already: then only places there count, if there are any.

    Returns:
        The best first; empty if no table knows a place of the phrase.
    """
    if capital := _capital(start, end, seen):
        return [capital]
    inside = seen.within(start, end) or find_names(seen.text, start, end)
    named = [(m, found) for m in inside if not _part_of_name(m, seen.text, end) and (found := places_of(m))]
    if not named:
        return []
    match, meanings = min(named, key=lambda row: min(PLACE_KINDS.index(e.kind) for e in row[1]))
    name, told = seen.text[match.start : match.end], _told_kind(seen.text, match)
    likely = _likely(meanings, name, told)
    fit = [e for e in likely if country and _country(e) == country] or likely
    beside = [e for m, found in named if m is not match for e in found]
    anchors = [p for m, p in seen.points if seen.text[m.start : m.end] != name]
    around = _Around((*beside, *_behind(end, seen)), tuple(_before(start, seen)), tuple(anchors), told, name)
    return sorted((_weighed(e, around, seen) for e in fit), key=lambda p: (-p.score, p.ref, p.name))


def _likely(meanings: list[Entry], name: str, told: str) -> list[Entry]:
    """The meanings without those that nobody means: a city that is only sometimes called like its country ("Mexico"), a region of the name of its city ("in Donetsk")."""
    if any(e.kind == "country" for e in meanings):
        meanings = [e for e in meanings if e.kind != "city" or fold(e.name) == fold(name)]
    if told == "region":
        return meanings
    towns = {_country(e) for e in meanings if e.kind == "city" and e.weight >= LARGE}
    return [e for e in meanings if e.kind != "region" or _country(e) not in towns]


def _behind(end: int, seen: Evidence) -> list[Entry]:
    """The places named right behind a phrase that say where it lies ("Hammond" + ", Indiana")."""
    near = seen.within(end, min(len(seen.text), end + BESIDE))
    return [e for m in near if _joined(seen.text[end : m.start]) for e in places_of(m)]


def _before(start: int, seen: Evidence) -> list[Entry]:
    """The places named right before a phrase that lie in it ("Atlanta," + "Georgia")."""
    near = seen.within(max(0, start - BESIDE), start)
    return [e for m in near if seen.text[m.end : start].strip() == "," for e in places_of(m)]


LARGE = 100_000
"""A city of so many people is meant before the region of its name."""


def _capital(start: int, end: int, seen: Evidence) -> Located | None:
    """The city that "the Lebanese capital" is."""
    if not _CAPITAL.search(seen.text, start, end):
        return None
    states = [seen.meaning(m) for m in seen.within(start, end)]
    codes = {_country(e) for e in states if e.kind in ("country", "demonym")}
    cities = [e for code in codes for e in _capital_cities(code)]
    if len(cities) != 1:
        return None
    city = cities[0]
    return Located(
        city.name,
        _country(city),
        "city",
        city.lat or 0.0,
        city.lon or 0.0,
        city.radius,
        city.ref,
        PRIOR["country"],
        f"capital of {_country(city)}",
    )


_CAPITAL = re.compile(r"\bcapital\b(?! (?:[A-Z]|punishment))")


@lru_cache(maxsize=1)
def _capitals() -> dict[str, list[str]]:
    """The folded names of the capitals of each state."""
    found: dict[str, list[str]] = json.loads((DATA / "capitals.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=512)
def _capital_cities(code: str) -> tuple[Entry, ...]:
    """The capitals of a state as cities with their points, each once."""
    cities = (
        next((e for e in lookup(key) if e.kind == "city" and _country(e) == code), None)
        for key in _capitals().get(code, ())
    )
    return tuple({e.ref: e for e in cities if e}.values())


def told_country(end: int, seen: Evidence) -> str | None:
    """The country of a place that no table knows: the one named right behind it ("Weiswampach, Luxembourg"), else the one that the text speaks of most."""
    for match in seen.within(end, min(len(seen.text), end + BESIDE)):
        if _joined(seen.text[end : match.start]) and (code := seen.meaning(match).code.partition(" ")[0]):
            return code if code not in NO_COUNTRY else None
    return seen.countries[0] if seen.countries else None


def _part_of_name(match: Match, text: str, end: int) -> bool:
    """Whether a town's name is only part of a longer name that no table knows ("Abu" of "Abu Shok")."""
    if match.entries[0].kind in ("country", "demonym", "capital"):
        return False
    after = _NAME_AFTER.match(text, match.end, end)
    before = _NAME_BEFORE.search(text, max(0, match.start - 20), match.start)
    return bool(after and after[1].casefold() not in _GENERIC) or bool(before and before[1].casefold() not in _GENERIC)


_NAME_AFTER = re.compile(r"[ -]([A-Z]\w+)")
_NAME_BEFORE = re.compile(r"(?<![.!?] )\b([A-Z]\w+)[ -]$")
_GENERIC = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "central",
        "upper",
        "lower",
        "greater",
        "inner",
        "outer",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "province",
        "region",
        "state",
        "county",
        "district",
        "city",
        "governorate",
        "oblast",
        "island",
        "islands",
        "camp",
        "airport",
        "base",
        "port",
        "town",
        "village",
        "territory",
        "prefecture",
        "department",
        "division",
        "municipality",
        "valley",
        "strait",
        "sea",
        "gulf",
        "bay",
        "river",
        "lake",
        "mountains",
        "international",
        "air",
        "naval",
        "the",
        "in",
        "at",
        "of",
        "from",
        "near",
        "new",
        "old",
        "downtown",
        "district,",
        "republic",
        "federal",
        "autonomous",
        "while",
        "as",
        "but",
        "after",
        "before",
        "on",
        "since",
        "when",
        "for",
        "and",
        "mount",
        "sub-saharan",
        "capital",
    ]
)
"""Capitalised words beside a name that do not make it another one."""


def _told_kind(text: str, match: Match) -> str:
    """Whether the words beside a name call it a region or a town; "" where they do not."""
    around = text[max(0, match.start - 18) : match.start].casefold(), text[match.end : match.end + 16].casefold()
    if re.search(r"\b(?:state|province|region|county|district|department) of $", around[0]) or re.match(
        r"[ -](?:state|province|region|county|governorate|oblast|prefecture)\b", around[1]
    ):
        return "region"
    return (
        "city"
        if re.search(r"\b(?:city|town|village|port|capital) (?:of )?$", around[0]) or re.match(r" city\b", around[1])
        else ""
    )


BESIDE = 30
"""How far behind a place its state or country may stand ("in Hammond, Indiana")."""


def _joined(between: str) -> bool:
    """Whether what stands between two names makes the second say where the first lies."""
    return between.strip() in (",", "(", "in", ", in")


def _country(entry: Entry) -> str:
    return entry.code.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a name: the places that say where it lies, those that lie in it, points of others, what it is called, and the name."""

    outer: tuple[Entry, ...]
    inner: tuple[Entry, ...]
    anchors: tuple[tuple[float, float], ...]
    told: str
    name: str


def _weighed(entry: Entry, around: _Around, seen: Evidence) -> Located:
    """A meaning with its weight and what spoke for it."""
    point = (entry.lat or 0.0, entry.lon or 0.0)
    score = PRIOR.get(entry.kind, math.log10(entry.weight + 10) / 2)
    reasons = [f"{entry.kind} of {entry.weight:,} people" if entry.weight else entry.kind]
    if entry.kind == "city" and fold(entry.name) != fold(around.name):
        score -= OTHER_NAME
    if any(_holds(outer, entry, point) for outer in around.outer):
        score += SAME_PHRASE
        reasons.append("in what is named beside it")
    if any(_holds(entry, inner, (inner.lat or 0.0, inner.lon or 0.0)) for inner in around.inner):
        score += SAME_PHRASE
        reasons.append("holds what is named before it")
    if around.told and around.told == ("city" if entry.kind == "capital" else entry.kind):
        score += CALLED
        reasons.append(f"called a {around.told}")
    countries = seen.told_countries
    if _country(entry) in countries:
        score += SPOKEN_OF[0] if countries[0] == _country(entry) else SPOKEN_OF[1]
        reasons.append(f"the text speaks of {_country(entry)}")
    if around.anchors and entry.kind != "country":
        nearest = min(distance(point, a) for a in around.anchors)
        score += NEAR * math.exp(-nearest / NEAR_KM)
        if nearest < NEAR_KM:
            reasons.append(f"{nearest:.0f} km from another place of the text")
    return Located(
        entry.name, _country(entry), entry.kind, *point, entry.radius, entry.ref, round(score, 3), "; ".join(reasons)
    )


def _holds(outer: Entry, inner: Entry, point: tuple[float, float]) -> bool:
    """Whether a state or region holds a place: by its country, a region also by its extent."""
    if outer.kind == "country":
        return _country(outer) == _country(inner)
    if _country(outer) != _country(inner) or outer.lat is None or outer.lon is None:
        return False
    return distance(point, (outer.lat, outer.lon)) <= max(1.5 * outer.radius, 60)
