"""How well the act that a report plans and an act that another tells agree: in type, parties, place, things and words.

The weights were set by hand on `corpus/stories` (`python evaluation/plans.py`): enough to see what goes wrong, too few to tune.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from communique.grounding.actors import role_sector
from communique.grounding.names import key, lookup
from communique.grounding.time_words import NUMBERS
from communique.ontology import STATE_SECTORS
from communique.record.act import Act, Party

BOTH_WAYS = ("CONSULT", "SUPPORT", "AGREE", "COOPERATE")
"""Types whose parties may change places: host and guest, two who sign."""

SISTERS = {frozenset(("COOPERATE", "AID")): 0.6}
"""Types between which readers and reports waver: arms given or sold."""

LOOSE = ("ASSAULT", "MOBILIZE")
"""Types whose mode tells the means, which plans seldom do."""

SOME_PARTY = 0.3
"""Least likeness of two parties; below it they are others, and so is the act."""

ANOTHER_PLACE = 0.55
OTHER_THINGS = 0.5
"""Weights of a place far from the other, and of things of another kind."""

WORDS = (0.75, 0.9, 1.0)
"""Weights of sentences with no, one or more words in common: of `corpus/stories` all 24 right links share one, half of those that
parties, type and time alone would make share none."""

BEST_SETTING = 1.1 * 1.1
"""The most that place and things can add."""

NAMED = (0.85, 1.0, 1.0)
"""The same if a party agrees by name."""

TURNED = 0.55
"""Weight of parties that have changed places: a visit in return is another visit, but a host is easily read as a guest."""

HOST = 0.7
"""The same for an act that ends a plan: guests call off their visits, hosts seldom do."""

FAR = 100.0
"""Kilometres between two places beyond what the gazetteer calls their radius, from which on they are two."""

SHORTEST = 4
"""Letters of a word that may tell something."""


@dataclass(frozen=True, slots=True)
class Parties:
    """How well the parties of two acts agree.

    Attributes:
        score: 0 to 1.
        shared: names of those that agree.
        named: whether any of them agree by name, not only by country.
    """

    score: float
    shared: str
    named: bool = False


def same_type(plan: Act, later: Act) -> float:
    """How well type and mode agree, 0 if they do not."""
    if plan.type != later.type:
        return SISTERS.get(frozenset((plan.type or "", later.type or "")), 0.0)
    if plan.mode == later.mode or None in (plan.mode, later.mode):
        return 1.0
    if plan.type in LOOSE or (plan.type == "PROTEST" and later.mode == "riot"):  # a riot is how a march came out
        return 0.9
    return 0.8 if plan.type == "CONSULT" and "phone" not in (plan.mode, later.mode) else 0.0


def setting(plan: Act, later: Act, *, named: bool = False) -> float:
    """What place, things and words say for an act (about 1, or a little more) or against it (less).

    Args:
        plan: the planned act.
        later: the other one.
        named: whether a party agrees by name.
    """
    weight = 1.0
    if _apart(plan, later):
        weight *= ANOTHER_PLACE
    elif plan.place and plan.place == later.place:
        weight *= 1.1
    if plan.items and later.items:
        weight *= 1.1 if any(_akin(a, b) for a in plan.items for b in later.items) else OTHER_THINGS
    if plan.words and later.words:
        weight *= WORDS[min(_common(plan, later), 2)] if not named else NAMED[min(_common(plan, later), 2)]
    return weight


def _apart(one: Act, other: Act) -> bool:
    """Whether two acts take place in two places."""
    if one.point and other.point:
        return _distance(one.point, other.point) > FAR + max(one.point[2], other.point[2])
    return bool(one.country and other.country and one.country != other.country)


def elsewhere(plan: Act, later: Act) -> bool:
    """Whether a visit is planned, and the later act is no visit and is not told to take place with the host."""
    if (plan.type, plan.mode) != ("CONSULT", "visit") or later.mode == "visit":
        return False
    hosts = {plan.country} if plan.country else {p.country for p in plan.recipients}
    return later.country is None or later.country not in hosts


def _distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Kilometres between two points, on a sphere."""
    lat, lon, lat2, lon2 = (radians(x) for x in (one[0], one[1], other[0], other[1]))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))


def _akin(a: str, b: str) -> bool:
    """Whether two nodes of the item tree lie on one branch; what is unspecified may be anything."""
    return a.startswith("other") or b.startswith("other") or f"{a}.".startswith(f"{b}.") or f"{b}.".startswith(f"{a}.")


def _common(one: Act, other: Act) -> int:
    """Words that tell something and stand in both sentences, other than the names of the parties."""
    names = {w for act in (one, other) for p in (*act.actors, *act.recipients) for w in key(p.name).split()}
    shared = set(one.words) & set(other.words) - names
    return sum(len(w) >= SHORTEST and w not in _COMMON and not _land(w) for w in shared)


_COMMON = frozenset((
    "that", "with", "from", "have", "been", "were", "will", "would", "which", "their", "they", "this", "these", "after", "before",
    "said", "says", "more", "than", "into", "about", "when", "where", "also", "over", "could", "there", "while", "other", "some",
    "north", "south", "east", "west", "northern", "southern", "eastern", "western",
))  # fmt: skip


@lru_cache(maxsize=65536)
def _land(word: str) -> bool:
    """Whether a word names a country or its people."""
    return any(entry.kind in ("country", "demonym") for entry in lookup(word))


def same_parties(plan: Act, later: Act, *, both: bool) -> Parties | None:
    """How well the parties agree; None if they do not.

    Args:
        plan: the planned act.
        later: the other one.
        both: whether the parties may change places.
    """
    pool = ((*plan.actors, *plan.recipients), (*later.actors, *later.recipients))
    sides = [pool] if both else [(plan.actors, later.actors), (plan.recipients, later.recipients)]
    found = [_side(one, other) for one, other in sides if one and other]
    if not found:
        return Parties(0.7, "no party told") if plan.place and plan.place == later.place else None
    pairs = [pair for side in found for pair in side]
    if min(score for score, _ in pairs) < SOME_PARTY:
        return None
    unknown = len(found) < sum(bool(a or b) for a, b in sides)
    alone = both and 1 in (sizes := [len(pool[0]), len(pool[1])]) and max(sizes) > 1
    score = sum(score for score, _ in pairs) / len(pairs) * (0.85 if unknown or alone else 1.0)
    if both and _turned(plan, later):
        score *= HOST if later.type == "REJECT" else TURNED
    named = any(score >= SAME_NAME and own_words(name) for score, name in pairs)
    return Parties(score, ", ".join(dict.fromkeys(name for _, name in pairs)), named)


def _side(one: tuple[Party, ...], other: tuple[Party, ...]) -> list[tuple[float, str]]:
    """Of the fewer parties each with its likest counterpart: likeness and name."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return [max((same_party(p, q), q.name) for q in many) for p in few]


def _turned(plan: Act, later: Act) -> bool:
    """Whether actor and recipient have changed places."""
    one, other = ({p.country for p in act.actors} for act in (plan, later))
    to, back = ({p.country for p in act.recipients} for act in (plan, later))
    return not one & other and bool(one & back or other & to)


def same_party(one: Party, other: Party) -> float:
    """How likely two mentions are one party, 0 to 1."""
    if (one.ref and one.ref == other.ref) or (one.country, one.name) == (other.country, other.name):
        return 1.0
    if one.country != other.country:
        return 0.9 if one.name == other.name else 0.0
    if one.sector != other.sector and not {one.sector, other.sector} <= STATE_SECTORS:
        return 0.25
    mine, theirs = own_words(one.name), own_words(other.name)
    if mine and theirs:
        if mine <= theirs or theirs <= mine:
            return SAME_NAME
        if not mine & theirs and len(mine) > 1 and len(theirs) > 1:
            return 0.2 if _person(one.name) and _person(other.name) else 0.5
    if one.country == "---":
        return 0.5
    return 0.85 if one.sector == other.sector else 0.75


SAME_NAME = 0.95
"""Likeness of parties one of whose names is in the other."""


@lru_cache(maxsize=65536)
def own_words(name: str) -> frozenset[str]:
    """The words of a name that are its own: no title, no role, no country. A state has none, whatever stands for it."""
    if any(entry.kind in ("country", "demonym", "capital", "metonym") for entry in lookup(key(name))):
        return frozenset()
    words = key(name).split()
    return frozenset(
        w for w in words if not (w in _NO_NAME or w in NUMBERS or w.isdigit() or role_sector(w) or _land(w))
    )


@lru_cache(maxsize=65536)
def _person(name: str) -> bool:
    """Whether a name is that of one person, as far as the tables tell; what they do not know and has no word but its own, is."""
    kinds = {entry.kind for entry in lookup(key(name))}
    return "person" in kinds if kinds else len(own_words(name)) == len(set(key(name).split())) <= 4


_NO_NAME = frozenset((
    "the", "a", "an", "of", "and", "in", "for", "its", "their", "his", "her", "s", "some", "several", "about", "at", "least", "up", "to",
    "more", "than", "over", "around", "dozens", "hundreds", "thousands", "others", "foreign", "prime", "deputy", "vice", "chief", "top",
    "senior", "former", "new", "state", "secretary", "counterpart", "government", "people", "north", "south",
))  # fmt: skip
