"""Parties, places, goods and holders over all claims of an event: each once, under its fullest name, the most often told first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from communique.grounding.names import key, lookup
from communique.label import same_side
from communique.model import Actor, Event, Place, Quantity, Source
from communique.ontology import STAGES
from communique.record.agreement import own_words
from communique.record.values import Claim, Goods, Range, Site, Who

_ARTICLES = ("the ", "a ", "an ", "its ", "their ", "his ", "her ")
_STATES = ("country", "demonym", "capital", "metonym")


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention: which one, in which claim, under which names, as whom."""

    place: int
    claim: int
    names: tuple[str, ...]
    code: str | None = None
    ref: str | None = None
    fixed: Hashable = None


def parties(mentions: Iterable[tuple[int, Actor]]) -> tuple[Who, ...]:
    """The parties of claims.

    Two mentions are one party if the tables know them as one, if their names are the same or one holds the words of the other and of
    nobody else ("Putin", "Vladimir Putin"), or if both stand for one state ("Seoul", "South Korea").

    Args:
        mentions: number of the claim, and the mention, in the order of the claims.
    """
    return _who([_named(n, claim, mention) for n, (claim, mention) in enumerate(mentions)])


def _named(place: int, claim: int, mention: Actor | Source) -> _Named:
    """A mention with the names that are known of it, the usual one first."""
    known = mention.identity
    names = (known.name, mention.name) if known else (mention.name,)
    return _Named(place, claim, names, mention.code, known.wikidata if known else None)


def holders(claims: Iterable[Claim]) -> tuple[Who, ...]:
    """Who says what claims say: the holder; the publisher for the outlet's own voice; where nobody is named, who leaves it open."""
    return _who([_holder(n, c) for n, c in enumerate(claims)])


def _holder(place: int, claim: Claim) -> _Named:
    """The holder of a claim. Officials whom two outlets leave unnamed are not taken for the same ones."""
    source, outlet = claim.event.source, claim.publisher or claim.key
    if source is None:
        return _Named(place, claim.id, (outlet,), fixed=("outlet", outlet))
    if source.text == "agentless":
        return _Named(place, claim.id, (f"nobody named, in {outlet}",), fixed=("nobody", outlet))
    if source.unnamed:
        return _Named(
            place,
            claim.id,
            (f"{source.name} (unnamed, in {outlet})",),
            source.code,
            fixed=("unnamed", source.name, outlet),
        )
    return _named(place, claim.id, source)


def _who(mentions: Sequence[_Named]) -> tuple[Who, ...]:
    """Mentions as parties."""
    groups = [sorted(g, key=lambda m: m.place) for g in _short(_grouped(mentions))]
    groups.sort(key=lambda g: (-len({m.claim for m in g}), g[0].place))
    return tuple(_party(group) for group in groups)


def _grouped(mentions: Sequence[_Named]) -> list[list[_Named]]:
    """Mentions that share a key, directly or through others."""
    groups: list[tuple[set[Hashable], list[_Named]]] = []
    for mention in mentions:
        keys = _keys(mention)
        met = [g for g in groups if g[0] & keys]
        groups = [g for g in groups if not g[0] & keys]
        groups.append((keys.union(*(g[0] for g in met)), [*(m for g in met for m in g[1]), mention]))
    return [group for _, group in groups]


def _keys(mention: _Named) -> set[Hashable]:
    """What a mention is known by."""
    if mention.fixed:
        return {mention.fixed}
    code = mention.code or ""
    country, _, sector = code.partition(" ")
    found: set[Hashable] = {("ref", mention.ref)} if mention.ref else set()
    for name in mention.names:
        own = own_words(name)
        found.add(("name", _bare(name), country))
        if len(own) > 1:
            found.add(("own", own, country))
        if sector in ("", "GOV") and _state(name):
            found.add(("state", country))
    return found


def _bare(name: str) -> str:
    """A name as it is compared, without an article."""
    plain = key(name)
    return next((plain.removeprefix(a) for a in _ARTICLES if plain.startswith(a)), plain)


def _state(name: str) -> str:
    """The usual name of the state that a name stands for, "" if it stands for none."""
    return next((e.name for e in lookup(_bare(name)) if e.kind in _STATES), "")


def _short(groups: list[list[_Named]]) -> list[list[_Named]]:
    """Groups, each whose name is part of exactly one other's ("Putin" of "Vladimir Putin", "Kim" of neither Kim) with that one."""
    own = [frozenset[str]().union(*(own_words(n) for m in g for n in m.names if not m.fixed)) for g in groups]
    into: dict[int, int] = {}
    for n, words in enumerate(own):
        # one word that is not the whole name tells too little: the ministry of "Defence Ministry" is not the minister
        if len(words) > 1 or words & {_bare(name) for m in groups[n] for name in m.names}:
            fuller = [i for i, other in enumerate(own) if words < other and _one_side(groups[n], groups[i])]
            if len(fuller) == 1:
                into[n] = fuller[0]
    gathered: dict[int, list[_Named]] = {}
    for n, group in enumerate(groups):
        at = n
        while at in into:  # a name within a name within a name
            at = into[at]
        gathered.setdefault(at, []).extend(group)
    return list(gathered.values())


def _one_side(one: Sequence[_Named], other: Sequence[_Named]) -> bool:
    """Whether two groups are of one country and one side."""
    return same_side(one[0].code or "---", other[0].code or "---")


def _party(group: Sequence[_Named]) -> Who:
    """A party under its fullest name: the most words of its own, then the most often told, then the shortest."""
    told = Counter(m.names[0] for m in group)
    names = {name for m in group for name in m.names}
    usual = next((m.names[0] for m in group if m.ref), None)
    state = next(
        (
            s
            for m in group
            if not m.fixed and (m.code or "").partition(" ")[2] in ("", "GOV")
            for n in m.names
            if (s := _state(n))
        ),
        None,
    )
    fullest = min(names, key=lambda n: (-len(own_words(n)), -told[n], len(n) if own_words(n) else -len(n), n))
    codes = Counter(m.code for m in group if m.code)
    code = min(codes, key=lambda c: (-codes[c], " " not in c, c)) if codes else None
    ref = next((m.ref for m in group if m.ref), None)
    return Who(name=usual or state or fullest, code=code, ref=ref, claims=tuple(dict.fromkeys(m.claim for m in group)))


def places(told: Iterable[tuple[int, Place]]) -> tuple[Site, ...]:
    """The places of claims, each once.

    Args:
        told: number of the claim, and its place, in the order of the claims.
    """
    found: dict[Hashable, tuple[Site, list[int]]] = {}
    for claim, place in told:
        point = place.point
        name = point.name if point else place.text
        known: Hashable = point.ref if point and point.ref else (_bare(name), place.country)
        site = Site(
            name=name,
            country=place.country,
            lat=point.lat if point else None,
            lon=point.lon if point else None,
            radius=float(point.radius) if point else None,
            ref=point.ref if point else None,
        )
        found.setdefault(known, (site, []))[1].append(claim)
    sites = [site.model_copy(update={"claims": tuple(dict.fromkeys(claims))}) for site, claims in found.values()]
    return tuple(sorted(sites, key=lambda s: -len(s.claims)))


@dataclass(frozen=True, slots=True)
class _Dealing:
    """What one claim says of one kind of goods."""

    claim: int
    item: str
    giver: str | None
    taker: str | None
    stage: str | None
    gift: bool
    quantity: Quantity | None


def goods(told: Iterable[tuple[int, Event]]) -> tuple[Goods, ...]:
    """What is moved, given, asked for or fired, each kind and direction once.

    Args:
        told: number of the claim, and what it says, in the order of the claims.
    """
    dealings = [d for claim, event in told for d in _dealings(claim, event)]
    ways = {(d.item, d.giver, d.taker): [d] for d in dealings}
    for way in ways:
        ways[way] = []
    for d in dealings:
        ways[_way(d, list(ways))].append(d)
    found = [_goods(way, some) for way, some in ways.items() if some]
    return tuple(sorted(found, key=lambda g: -len(g.claims)))


def _dealings(claim: int, event: Event) -> list[_Dealing]:
    """What a claim says of goods: dealings, and objects that are only named."""
    found = [_Dealing(claim, t.item, t.giver, t.taker, t.stage, t.gift, t.quantity) for t in event.transfers]
    dealt = {t.item for t in event.transfers}
    return found + [
        _Dealing(claim, o.node, None, None, None, o.gift, o.quantity) for o in event.objects if o.node not in dealt
    ]


_Way = tuple[str, str | None, str | None]


def _way(dealing: _Dealing, ways: Sequence[_Way]) -> _Way:
    """Item and direction that a dealing is told under: where it leaves a side open, the only fuller one there is."""
    own = (dealing.item, dealing.giver, dealing.taker)
    fuller = [
        w
        for w in ways
        if w != own and w[0] == own[0] and all(a in (None, b) for a, b in zip(own[1:], w[1:], strict=True))
    ]
    fullest = [w for w in fuller if None not in w]
    return fullest[0] if len(fullest) == 1 else own


def _goods(way: _Way, dealings: Sequence[_Dealing]) -> Goods:
    """One kind of goods with the furthest stage that is claimed, and what is claimed of its amount."""
    stages = [d.stage for d in dealings if d.stage]
    return Goods(
        item=way[0],
        giver=way[1],
        taker=way[2],
        stage=max(stages, key=STAGES.index, default=None),
        gift=any(d.gift for d in dealings),
        quantities=_ranges([(d.claim, d.quantity) for d in dealings if d.quantity]),
        claims=tuple(dict.fromkeys(d.claim for d in dealings)),
    )


def _ranges(told: Sequence[tuple[int, Quantity]]) -> tuple[Range, ...]:
    """The range of each unit: the least and the most that anybody claims, open where anybody leaves it open."""
    found: dict[str | None, list[tuple[int, Quantity]]] = {}
    for claim, quantity in told:
        found.setdefault(quantity.unit, []).append((claim, quantity))
    ranges = []
    for unit, some in found.items():
        lows, highs = [q.low for _, q in some], [q.high for _, q in some]
        ranges.append(
            Range(
                low=None if None in lows else min(low for low in lows if low is not None),
                high=None if None in highs else max(high for high in highs if high is not None),
                unit=unit,
                claims=tuple(dict.fromkeys(claim for claim, _ in some)),
            )
        )
    return tuple(sorted(ranges, key=lambda r: -len(r.claims)))
