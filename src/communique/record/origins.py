"""Who stands behind a claim, and how many independent origins a set of claims has.

What counts is not how many print a thing but how many know it. Where that cannot be told the lower number is taken: a record that claims
too little can be repaired.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from communique.grounding.names import key as folded
from communique.grounding.names import lookup
from communique.record.copies import Quotation, quotations, shared_quotations
from communique.record.credits import UNNAMED, Credit, agency, capitals, is_agency, usual_name, wire_credit

__all__ = ["Credit", "Origin", "Quotation", "count", "origin_of", "quotations", "shared_quotations", "wire_credit"]

ONE_VOICE = frozenset({"GOV", "MIL"})
"""Sectors whose bodies speak under one command: two ministries of one government are one origin."""

SPOKEN_FOR = ONE_VOICE | {"COP", "SPY", "PRM", "REB", "PTY", "OPP"}
"""Sectors in which a body speaks through people: a government, a force, an armed group, a party."""

NAMES_ALIKE = 88.0
"""Least likeness of two full names, of 100, at which they are spellings of one (as in `grounding/spellings.py`, where it was measured)."""

MOST_NAMED = 12
"""Origins that a reason names; the rest is told as a number."""

_NO_STATES = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})
_BODY = re.compile(
    r"\b(?:ministry|ministries|government|cabinet|administration|office|palace|house|department|treasury|agency|authority|authorities|"
    r"commission|committee|council|parliament|senate|congress|court|party|movement|front|army|navy|air force|military|forces?|guard|"
    r"command|staff|police|service|bureau|embassy|mission|delegation|secretariat|bank|group|organi[sz]ation|union|federation|state media|"
    r"television|radio|tv)\b"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who stands behind a claim.

    Attributes:
        key: what it is known by, its name folded. Claims of one key have one origin; which other keys belong to it is told by `count`.
        holder: key of an identified source; None where only the text vouches.
        family: family of the text.
        outlet: who published it, or None.
        credit: key of the agency that the text credits or that published it, or None.
        because: why that is the origin.
        name: what readers call it.
        code: actor code of the holder, "" if not known.
        body: whether the holder is a body, a state or its seat rather than a person.
    """

    key: str
    holder: str | None
    family: int
    outlet: str | None
    credit: str | None
    because: str
    name: str
    code: str = ""
    body: bool = False


def origin_of(
    *,
    source_key: str | None,
    unnamed: bool,
    agentless: bool,
    publisher: str | None,
    family: int,
    credit: str | None,
    name: str | None = None,
    code: str | None = None,
) -> Origin:
    """Who stands behind a claim.

    An identified innermost source is the origin, whoever prints it: two outlets that quote one man have one origin. What an outlet says in
    its own voice, and what it has from nobody named or nobody at all, is known by its text: by the agency that the text credits or, without
    credit, by the family of its copies. An agency cited as a source is the same origin as an agency credited. A name is known by its
    words without case, accents and what stands between them: “Port Alder’s mayor” and "Port-Alder's Mayor" are one.

    Args:
        source_key: what the source is known by, `wikidata:Q...` or name and actor code ("dmitry peskov|RUS GOV"); None: the outlet itself.
        unnamed: whether the source is not identified ("officials").
        agentless: whether the grammar has none ("reportedly").
        publisher: who published the text, or None.
        family: number of its family.
        credit: key or name of the agency that the text credits, or None.
        name: what readers call the source; without it the name in its key.
        code: its actor code; without it the one in its key.
    """
    publisher = (publisher or "").strip() or None
    wire = credit or (publisher if publisher and is_agency(publisher) else None)
    credited = agency(wire) if wire else None
    if source_key and not unnamed and not agentless:
        return _named(source_key, name, code, family, publisher, credited)
    who = "from an unnamed source" if unnamed else "from no source" if agentless else "in the outlet's own voice"
    if wire:
        shown = usual_name(wire)
        told = f"{who}, in a text {'credited to' if credit else 'of'} {shown}"
        return Origin(f"wire:{credited}", None, family, publisher, credited, told, shown)
    told = f"{who}, so known by the text alone: D{family} and its copies"
    return Origin(f"family:{family}", None, family, publisher, None, told, publisher or f"D{family}")


def _named(
    source_key: str, name: str | None, code: str | None, family: int, publisher: str | None, credited: str | None
) -> Origin:
    """The origin of a claim with an identified source."""
    given, _, coded = source_key.rpartition("|") if "|" in source_key else (source_key, "", "")
    shown, code = name or capitals(given), coded if code is None else code
    person = source_key.startswith("wikidata:")
    cited = not person and code.endswith("JRN") and is_agency(shown)
    holder = source_key if person else f"{folded(given)}|{coded}" if "|" in source_key else folded(given)
    key, shown = (f"wire:{agency(shown)}", usual_name(shown)) if cited else (f"source:{holder}", shown)
    body = not person and _is_body(shown)
    told = f"{shown} says it, whoever prints it"
    return Origin(key, holder, family, publisher, credited, told, shown, code, body)


def _is_body(name: str) -> bool:
    """Whether a name is one of a body, a state or its seat: by the table of names, else by a word that only bodies have in theirs."""
    kinds = {e.kind for n in (folded(name), folded(name).removeprefix("the ")) for e in lookup(n)}
    if "person" in kinds:
        return False
    return bool(kinds & {"organisation", "country", "metonym", "capital"}) or bool(_BODY.search(name.casefold()))


@dataclass(slots=True)
class _Group:
    """Claims of one origin.

    Attributes:
        members: their origins, in the order given.
        name: what readers call it: the fullest name of its source, else the agency that is credited, else the first outlet.
        holder: the first of them with an identified source, or None.
        also: names of others who are counted with it.
    """

    members: list[Origin]
    name: str
    holder: Origin | None
    also: list[str] = field(default_factory=list)


def _group(members: list[Origin]) -> _Group:
    """Claims of one origin, with its name."""
    held = [o for o in members if o.holder]
    if held:
        return _Group(members, max((o.name for o in held), key=lambda n: len(n.split())), held[0])
    credited = [usual_name(o.credit) for o in members if o.credit]
    outlets = [o.outlet for o in members if o.outlet]
    return _Group(members, (credited or outlets or [members[0].name])[0], None)


def count(origins: Sequence[Origin]) -> tuple[int, str]:
    """How many independent origins claims have: the least that is sure.

    One origin are:

    - claims of one source, also under a shorter name or another spelling in one country;
    - a body and a person of the same actor code, if it is a code of a government, its forces, an armed group or a party (`SPOKEN_FOR`):
      the Kremlin is not heard beside its spokesman. Two people of one code stay two. Two bodies of one government or one military
      (`ONE_VOICE`) are one. Elsewhere an equal code only tells that two are alike, as two companies or two charities of one country
      are, and they stay apart;
    - texts that are copies, credit one agency, or come from one outlet in its own voice, and the agency or outlet where it is cited.

    Not counted besides: an outlet or agency all of whose texts have an identified source for it beside what they say themselves, since
    they may rest on that source; and texts credited to agencies that they do not name, where another agency is counted.

    Args:
        origins: of the claims, in any order; the reason names them in that order.

    Returns:
        The number, and who they are.
    """
    return join(origins)[1]


def join(origins: Sequence[Origin]) -> tuple[list[str], tuple[int, str]]:
    """Which claims have one origin, by the rules of `count`.

    Args:
        origins: of the claims.

    Returns:
        For each the key that stands for its origin, that of what it may rest on where it is not counted besides; and the count.
    """
    groups = _bodies(_names(_groups(origins)))
    backing = {o.family: g for g in reversed(groups) for o in g.members if o.holder}
    agencies = [g for g in groups if any(o.credit not in (None, UNNAMED) and not o.holder for o in g.members)]
    counted, left, keys = [], [], dict[int, str]()
    for group in groups:
        home = group
        if group.holder is None and all(o.family in backing for o in group.members):
            home = backing[group.members[0].family]
            left.append(f"{group.name}, whose text names {home.name}")
        elif agencies and all(not o.holder and o.credit == UNNAMED for o in group.members):
            home = agencies[0]
            left.append(group.name)
        else:
            counted.append(group)
        keys.update((id(o), home.members[0].key) for o in group.members)
    return [keys[id(o)] for o in origins], (len(counted), _reason(counted, left))


def _reason(counted: Sequence[_Group], left: Sequence[str]) -> str:
    """Who the origins are, in words."""
    named = [_told(g) for g in counted[:MOST_NAMED]]
    if len(counted) > MOST_NAMED:
        named.append(f"{len(counted) - MOST_NAMED} more")
    told = f"{len(counted)} origin{'' if len(counted) == 1 else 's'}" + (f": {', '.join(named)}" if named else "")
    return f"{told}; not counted: {'; '.join(left[:MOST_NAMED])}" if left else told


def _told(group: _Group) -> str:
    """A group in words: who, and in how many reports or copies."""
    name = " and ".join((group.name, *group.also))
    reports = {(o.family, o.outlet) for o in group.members}
    if group.holder:
        return f"{name} ({len(reports)} reports)" if len(reports) > 1 else name
    copies = len({r for r in reports if not r[1] or agency(r[1]) != agency(group.name)})
    own = any(o.outlet and agency(o.outlet) == agency(group.name) for o in group.members)
    if not own and not any(o.credit for o in group.members):
        copies -= 1
    return f"{name} (copied by {copies})" if copies else name


def _tokens(origin: Origin, credited: set[int], first: dict[int, str]) -> list[str]:
    """What an origin shares with those that are the same: its key, its family, the agency or outlet whose word it is."""
    if origin.holder:
        medium = origin.code.endswith("JRN") and not origin.holder.startswith("wikidata:")
        return [origin.key, f"wire:{agency(origin.name)}"] if medium else [origin.key]
    family = f"family:{origin.family}"
    if origin.credit:
        return [f"wire:{origin.credit}", family]
    # a text that several print is the word of the first of them: a reprint must not take it away from its outlet
    own = origin.outlet and origin.family not in credited and first[origin.family] == origin.outlet
    return [family, f"wire:{agency(origin.outlet)}"] if own and origin.outlet else [family]


def _groups(origins: Sequence[Origin]) -> list[_Group]:
    """Claims that share a key, an agency, an outlet or a family of texts, in the order of their first."""
    credited = {o.family for o in origins if o.credit}
    first: dict[int, str] = {}
    for origin in origins:
        if origin.outlet:
            first.setdefault(origin.family, origin.outlet)
    tokens = [_tokens(o, credited, first) for o in origins]
    above = {t: t for own in tokens for t in own}
    for own in tokens:
        for token in own[1:]:
            above[_top(above, token)] = _top(above, own[0])
    found: dict[str, list[Origin]] = {}
    for origin, own in zip(origins, tokens, strict=True):
        found.setdefault(_top(above, own[0]), []).append(origin)
    return [_group(members) for members in found.values()]


def _top(above: dict[str, str], token: str) -> str:
    """The token that stands for all that are joined with one."""
    while above[token] != token:
        above[token] = token = above[above[token]]
    return token


def _names(groups: Sequence[_Group]) -> list[_Group]:
    """Sources that are one under a shorter name or another spelling; a name that fits two goes to the first and joins no third."""
    homes: dict[tuple[str, bool], list[_Group]] = {}
    gone: set[int] = set()
    for group in sorted((g for g in groups if g.holder), key=lambda g: -len(_words(g))):
        assert group.holder
        near = homes.setdefault((group.holder.code.partition(" ")[0], group.holder.body), [])
        if home := next((g for g in near if _one_name(group, g)), None):
            home.members += group.members
            gone.add(id(group))
        else:
            near.append(group)
    return [g for g in groups if id(g) not in gone]


def _words(group: _Group) -> list[str]:
    """The words of a name."""
    return folded(group.name).removeprefix("the ").split()


def _one_name(group: _Group, other: _Group) -> bool:
    """Whether two sources of one country have one name, the first perhaps the shorter."""
    if all(g.holder and str(g.holder.holder).startswith("wikidata:") for g in (group, other)):
        return False
    words, more = _words(group), _words(other)
    alike = len(words) > 1 and fuzz.ratio(" ".join(sorted(words)), " ".join(sorted(more))) >= NAMES_ALIKE
    return set(words) <= set(more) or alike


def _bodies(groups: Sequence[_Group]) -> list[_Group]:
    """Bodies that are heard through a person, or with one voice, counted with the first person or body of their side."""
    people: dict[str, _Group] = {}
    for group in groups:
        if group.holder and not group.holder.body:
            people.setdefault(_side(group.holder), group)
    kept, first = [], dict[str, _Group]()
    for group in groups:
        side = _side(group.holder) if group.holder and group.holder.body else ""
        sector = side.partition(" ")[2]
        home = people.get(side) if sector in SPOKEN_FOR else None
        if home is None and sector in ONE_VOICE:
            home = first.setdefault(side, group)
        if home is None or home is group:
            kept.append(group)
        else:
            home.members += group.members
            home.also.append(group.name)
    return kept


def _side(holder: Origin) -> str:
    """Country and first sector of a source; a bare country is its government, and "" is a side that is not known."""
    country, _, sectors = holder.code.partition(" ")
    if country in _NO_STATES or not country.strip("-"):
        return ""
    return f"{country} {sectors.split(' ')[0] or 'GOV'}"
