"""An act made ready for comparing: its parties as sets, its days as numbers, and the stretches of time in which it may be told again."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache

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


class Traits:
    """An act as it is compared. Most of the acts that a new one meets are ruled out by their days or types: the rest is worked out when it
    is first asked for.

    Attributes:
        act: the act.
        kind: class of its type, "-" for none.
        real: whether it is told as done or under way.
        planned: whether it is told as planned.
        first: its first day, `-ALWAYS` where open.
        last: its last day, `ALWAYS` where open.
        told: day of publication, 0 where unknown.
    """

    def __init__(self, act: Act) -> None:
        """Take an act."""
        self.act = act
        self.kind = CLASSES.get(act.type or "", "-")
        self.real = act.status in _REAL
        self.planned = act.status == "planned"
        self.first, self.last = day_of(act.earliest, -ALWAYS), day_of(act.latest, ALWAYS)
        self.told = day_of(act.published, 0)

    @cached_property
    def actors(self) -> Sets:
        """Countries and bodies that act."""
        return frozenset(p.country for p in self.act.actors if p.country not in _NOWHERE)

    @cached_property
    def recipients(self) -> Sets:
        """Countries and bodies acted on."""
        return frozenset(p.country for p in self.act.recipients if p.country not in _NOWHERE)

    @cached_property
    def actor_sides(self) -> Sets:
        """Those that act, with their sectors."""
        return frozenset(f"{p.country} {p.sector}" for p in self.act.actors if p.country not in _NOWHERE)

    @cached_property
    def recipient_sides(self) -> Sets:
        """Those acted on, with their sectors."""
        return frozenset(f"{p.country} {p.sector}" for p in self.act.recipients if p.country not in _NOWHERE)

    @cached_property
    def countries(self) -> Sets:
        """All of them, of the parties alone."""
        return self.actors | self.recipients

    @cached_property
    def _found(self) -> tuple[str, ...]:
        """Countries by which it is found."""
        return _countries(self.act)

    @cached_property
    def anchors(self) -> Sets:
        """By what it is found, at most `MOST_ANCHORS` and the place: its countries, names where it has none."""
        act = self.act
        names = self._found or tuple(dict.fromkeys(p.ref or p.name for p in (*act.actors, *act.recipients)))
        place = (f"@{act.place}",) if act.place else ()
        return frozenset((*names[:MOST_ANCHORS], *place))

    @cached_property
    def pairs(self) -> Sets:
        """Two countries of the anchors at a time."""
        return frozenset(f"{a}+{b}" for a in self._found for b in self._found if a < b)

    @cached_property
    def names(self) -> Sets:
        """Identifiers and names of its parties."""
        return frozenset(p.ref or p.name for p in (*self.act.actors, *self.act.recipients))

    @property
    def stems(self) -> Sets:
        """Stems of its trigger."""
        return named(self.act.trigger).stems

    @property
    def families(self) -> Sets:
        """Kinds of act that the trigger may name."""
        return named(self.act.trigger).families

    @cached_property
    def goods(self) -> Sets:
        """First node of its items."""
        return frozenset(item.partition(".")[0] for item in self.act.items)

    @cached_property
    def words(self) -> Sets:
        """Words of its sentence that are not common ones, without the trigger's."""
        own = tuple(self.stems)
        return frozenset(w for w in self.act.words if w not in COMMON and not w.isdigit() and not w.startswith(own))

    @property
    def about(self) -> Sets:
        """Words of its document."""
        return _about(self.act.about)

    @cached_property
    def day(self) -> int:
        """The day by which it is placed: its first, else that of publication."""
        if not self.act.dated:
            return self.told
        return self.first if self.first > -ALWAYS else self.last if self.last < ALWAYS else self.told

    @cached_property
    def near(self) -> Span | None:
        """Days around it in which one shared anchor is enough, None if it has no day or too many."""
        return _near(self.act, self.first, self.last, self.told)

    @property
    def periods(self) -> tuple[int, ...]:
        """Blocks of `PERIOD` days that these lie in."""
        return tuple(range(self.near[0] // PERIOD, self.near[1] // PERIOD + 1)) if self.near else ()

    @cached_property
    def far(self) -> Span | None:
        """Days around it in which two shared countries are enough, None if it has no day."""
        return _far(self.act, self.first, self.last, self.told)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years that these lie in, at most `MOST_YEARS`."""
        return _years(self.far) if self.far else ()

    @cached_property
    def standing(self) -> bool:
        """Whether it is a state of things that goes on for years."""
        return _stands(self)


@lru_cache(maxsize=16384)
def traits(act: Act) -> Traits:
    """The traits of an act; those of acts that were looked at lately are kept."""
    return Traits(act)


@lru_cache(maxsize=4096)
def _about(words: tuple[str, ...]) -> Sets:
    """The words of a document, once for all its acts."""
    return frozenset(words)


def _countries(act: Act) -> tuple[str, ...]:
    """Countries by which an act is found."""
    found: dict[str, None] = {}
    for party in (*act.actors, *act.recipients):
        if party.country not in _NOWHERE:
            found[party.country] = None
    if act.country and act.country not in _NOWHERE:
        found[act.country] = None
    return tuple(found)[:MOST_ANCHORS]


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


def _stands(x: Traits) -> bool:
    """Whether an act goes on for so long that its reports lie years apart."""
    if x.act.dated:
        low, high = _closed(x.first, x.last, x.told)
        return high - low > LONG
    return "standing" in x.families and x.real
