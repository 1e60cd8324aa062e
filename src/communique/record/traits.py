"""An act made ready for comparing: its parties as sets, its days as numbers, and the stretches of time in which it may be told again."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from communique.record.act import Act
from communique.record.triggers import COMMON, named

ALWAYS = 10**7
"""A day further off than any other, for open ends."""

SLACK = 3
"""Days by which two dates of one act may differ: night and time zones, a visit of three days told by its first or its last."""
NEAR = 14
"""Days before its report within which an act without a date is most often done."""
FAR = 183
"""Days from its report within which an act without a date is looked for if the report names two of its parties. In stories of our
own, acts were told again after 60 to 90 days, hardly ever later without a date."""
WIDE = 45
"""An interval of more days does not single out an act."""
LONG = 366
"""An act of more days, or that goes on for so long, is a state of things: a war, an occupation."""
PERIOD = 21
"""Days of one block of the record: the time of an act without a date lies in one or two of them."""
MOST_YEARS = 3
"""Years under which an act is kept: of a longer time the first two and the last."""
MOST_ANCHORS = 3
"""Countries, or names where there is no country, by which an act is found: actors first, then recipients, then the place."""

CLASSES = {
    "ASSAULT": "F",
    "COERCE": "F",
    "SANCTION": "F",
    "AID": "G",
    "COOPERATE": "G",
    "MOBILIZE": "G",
    "AGREE": "A",
    "SUPPORT": "A",
    "RETREAT": "R",
    "CONCEDE": "R",
    "CONSULT": "C",
    "REQUEST": "Q",
    "ACCUSE": "X",
    "REJECT": "J",
    "THREATEN": "T",
    "PROTEST": "P",
}
"""Types that a reader takes for one another, by the confusions of reader 0.3.0 on 30 reports written for this: half of them lay within a class."""

_REAL = ("happened", "ongoing")
_NOWHERE = ("", "---")

Sets = frozenset[str]
Span = tuple[int, int]


class Traits(NamedTuple):
    """An act as it is compared.

    Attributes:
        act: the act.
        kind: class of its type, "-" for none.
        real: whether it is told as done or under way.
        planned: whether it is told as planned.
        actors: countries and bodies that act.
        recipients: countries and bodies acted on.
        actor_sides: the same with their sectors.
        recipient_sides: the same with their sectors.
        countries: all of them, of the parties alone.
        anchors: by what it is found, at most `MOST_ANCHORS` and the place.
        pairs: two countries of the anchors at a time.
        names: identifiers and names of its parties.
        stems: stems of its trigger.
        families: kinds of act that the trigger may name.
        goods: first node of its items.
        words: words of its sentence that are not common ones, without the trigger's.
        about: words of its document.
        first: its first day, `-ALWAYS` where open.
        last: its last day, `ALWAYS` where open.
        told: day of publication, 0 where unknown.
        day: the day by which it is placed: its first, else that of publication.
        near: days around it in which one shared anchor is enough, None if it has no day or too many.
        periods: blocks of `PERIOD` days that these lie in.
        far: days around it in which two shared countries are enough, None if it has no day.
        years: years that these lie in, at most `MOST_YEARS`.
        standing: whether it is a state of things that goes on for years.
    """

    act: Act
    kind: str
    real: bool
    planned: bool
    actors: Sets
    recipients: Sets
    actor_sides: Sets
    recipient_sides: Sets
    countries: Sets
    anchors: Sets
    pairs: Sets
    names: Sets
    stems: Sets
    families: Sets
    goods: Sets
    words: Sets
    about: Sets
    first: int
    last: int
    told: int
    day: int
    near: Span | None
    periods: tuple[int, ...]
    far: Span | None
    years: tuple[int, ...]
    standing: bool


@lru_cache(maxsize=16384)
def traits(act: Act) -> Traits:
    """The traits of an act; those of acts that were looked at lately are kept."""
    actors = frozenset(p.country for p in act.actors if p.country not in _NOWHERE)
    recipients = frozenset(p.country for p in act.recipients if p.country not in _NOWHERE)
    found, anchors = _anchors(act)
    first, last = day_of(act.earliest, -ALWAYS), day_of(act.latest, ALWAYS)
    told = day_of(act.published, 0)
    near, far = _near(act, first, last, told), _far(act, first, last, told)
    name = named(act.trigger)
    own = tuple(name.stems)
    standing = _stands(act, first, last, told, name.families)
    placed = (first if first > -ALWAYS else last if last < ALWAYS else told) if act.dated else told
    return Traits(
        act=act,
        kind=CLASSES.get(act.type or "", "-"),
        real=act.status in _REAL,
        planned=act.status == "planned",
        actors=actors,
        recipients=recipients,
        actor_sides=frozenset(f"{p.country} {p.sector}" for p in act.actors if p.country not in _NOWHERE),
        recipient_sides=frozenset(f"{p.country} {p.sector}" for p in act.recipients if p.country not in _NOWHERE),
        countries=actors | recipients,
        anchors=anchors,
        pairs=frozenset(f"{a}+{b}" for a in found for b in found if a < b),
        names=frozenset(p.ref or p.name for p in (*act.actors, *act.recipients)),
        stems=name.stems,
        families=name.families,
        goods=frozenset(item.partition(".")[0] for item in act.items),
        words=frozenset(w for w in act.words if w not in COMMON and not w.isdigit() and not w.startswith(own)),
        about=frozenset(act.about),
        first=first,
        last=last,
        told=told,
        day=placed,
        near=near,
        periods=tuple(range(near[0] // PERIOD, near[1] // PERIOD + 1)) if near else (),
        far=far,
        years=_years(far) if far else (),
        standing=standing,
    )


def _anchors(act: Act) -> tuple[tuple[str, ...], frozenset[str]]:
    """Countries by which an act is found, and these with its place; names where it has no country."""
    found: dict[str, None] = {}
    for party in (*act.actors, *act.recipients):
        if party.country not in _NOWHERE:
            found[party.country] = None
    if act.country and act.country not in _NOWHERE:
        found[act.country] = None
    countries = tuple(found)[:MOST_ANCHORS]
    names = countries or tuple(dict.fromkeys(p.ref or p.name for p in (*act.actors, *act.recipients)))[:MOST_ANCHORS]
    place = (f"@{act.place}",) if act.place else ()
    return countries, frozenset((*names, *place))


@lru_cache(maxsize=32768)
def day_of(text: str | None, unknown: int) -> int:
    """The number of a day; of a year before the first roughly."""
    if not text:
        return unknown
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        year = text[1:].partition("-")[0] if text.startswith("-") else "0"
        return -365 * int(year) if year.isdigit() and len(year) < 6 else unknown


def _near(act: Act, first: int, last: int, told: int) -> Span | None:
    """Days in which one shared anchor is enough."""
    if act.dated:
        low, high = _closed(first, last, told)
        return (low - SLACK, high + SLACK) if high - low <= WIDE else None
    if not told:
        return None
    before = 0 if act.status == "planned" else NEAR
    return told - before, told + (0 if act.status == "happened" else NEAR)


def _far(act: Act, first: int, last: int, told: int) -> Span | None:
    """Days in which two shared countries are enough."""
    if act.dated:
        low, high = _closed(first, last, told)
        return low - SLACK, high + SLACK
    if not told:
        return None
    before = 0 if act.status == "planned" else NEAR if act.status == "hypothetical" else FAR
    return told - before, told + (NEAR if act.status in _REAL else FAR)


def _years(far: Span) -> tuple[int, ...]:
    """The years of a stretch of time, by their numbers of days alone."""
    found = range(far[0] // YEAR, far[1] // YEAR + 1)
    return tuple(found) if len(found) <= MOST_YEARS else (found[0], found[1], found[-1])


YEAR = 365
"""Days of one of the longer blocks; it need not begin in January."""


def _closed(first: int, last: int, told: int) -> Span:
    """An interval whose open ends are closed where the act was told, or two weeks off."""
    if first > -ALWAYS and last < ALWAYS:
        return first, max(first, last)
    if first > -ALWAYS:
        return first, max(first, told)
    return (last - NEAR, last) if last < ALWAYS else (told, told)


def _stands(act: Act, first: int, last: int, told: int, families: frozenset[str]) -> bool:
    """Whether an act goes on for so long that its reports lie years apart."""
    if act.dated:
        low, high = _closed(first, last, told)
        return high - low > LONG
    return "standing" in families and act.status in _REAL
