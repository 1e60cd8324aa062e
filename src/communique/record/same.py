"""Do two claims tell one act? Keys by which a record finds the acts to compare, the comparison, and which event a claim joins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from communique.record.act import Act
from communique.record.likeness import NOT_AT_ALL, Evidence, days_apart, evidence, log_odds, ruled_out, strangers
from communique.record.reasons import reasons
from communique.record.traits import Traits, traits

SAME = -0.6
"""Log-odds above which a claim joins an event: the best of six on what the weights were fitted on (before `CROWD`: pairwise F1 0.71 on the retold stories, 0.63
within the documents of `gold/dev`; at 0 it is 0.66 and 0.54). An event has several claims, and where one falls short another may not."""
NEAR = -1.6
"""Log-odds above which two acts are "possibly the same": one in six."""
MOST_MEMBERS = 12
"""Claims of an event that a new one is compared with: those of its own report, then the first and the latest."""
CROWD = 0.75
"""Log-odds taken off for each e-fold of events that a claim might be one with: where many acts of a kind are told, that it agrees with one of them says less. By
chance alone it would be 1; of 0, 0.5, 0.75 and 1 the best on the labelled reports of world events, most of them from wars: of 45 pairs to be joined 27 are (25 without it), of
214 to be parted 37 are joined (64 without it)."""
MOST_NEAR = 3
"""Events kept as near misses of a claim."""
MOST_A_KEY = 40
"""Latest claims under one key that `cluster` looks at, as a record does."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two acts are.

    Attributes:
        score: probability that they are one, 0 to 1.
        same: whether they count as one.
        near: whether they are possibly the same, but do not count as one.
        because: what speaks for and against it, in words.
    """

    score: float
    same: bool
    near: bool
    because: str


def keys(act: Act) -> tuple[str, ...]:
    """Under what an act is kept, and sought: two acts that `compare` can call the same share a key.

    Args:
        act: any act.

    Returns:
        A stretch of three weeks, class of the type, and a country or place; or a year, class and two countries; of a state of
        things (a war) class and country alone; and the document. Most often six to ten, never more than `MOST_KEYS`. Time comes
        first: reports come in by their days, so that what one of them puts into the index of keys lies side by side.
    """
    x = traits(act)
    when = x.periods or x.years
    unit = "" if x.periods else "y"
    found = [f"{unit}{n}.{x.kind}{anchor}" for n in when for anchor in sorted(x.anchors)]
    found += [f"y{n}.{x.kind}{pair}" for n in x.years for pair in sorted(x.pairs)]
    if x.standing:
        found += [f"*.{x.kind}{anchor}" for anchor in sorted(x.anchors)]
    if act.document >= 0:
        found.append(f"={act.document}")
    return tuple(found)


MOST_KEYS = 30
"""Four anchors in four stretches or three pairs in three years, a state of things, and the document."""


def compare(a: Act, b: Act) -> Likeness:
    """How likely two claims tell one act; the order of the two does not matter.

    Args:
        a: one act.
        b: another.

    >>> visit = Act(1, 0, "CONSULT", "visit", "visit", earliest="2000-07-19", latest="2000-07-20", dated=True)
    >>> later = Act(2, 0, "CONSULT", "visit", "visit", earliest="2023-09-13", latest="2023-09-13", dated=True)
    >>> compare(visit, later).because
    'not one act: 2000-07-19 to 2000-07-20 and 2023-09-13 have no day in common'
    """
    x, y = traits(a), traits(b)
    apart = ruled_out(x, y) or (strangers(x, y) if a.document != b.document else None)
    if apart:
        return Likeness(_probability(NOT_AT_ALL), same=False, near=False, because=f"not one act: {apart}")
    found = evidence(x, y)
    return _likeness(log_odds(found), reasons(x, y, found))


def best(
    act: Act, candidates: Iterable[tuple[int, Sequence[Act]]]
) -> tuple[int | None, Likeness | None, list[tuple[int, Likeness]]]:
    """Which event a new act joins.

    What rules out one claim of an event (a day, a town, a plan) rules out the event. Otherwise the claims of other reports are
    averaged, first within each report and then over them, so that no report counts for its length; among the claims of the act's
    own report the likeliest counts. The better of the two decides.

    Args:
        act: the new act.
        candidates: events, each with the acts of its claims in the order in which they were told.

    Returns:
        The event, with how alike they are; None and None where it is a new one. Then the near misses, the likeliest first.
    """
    x = traits(act)
    weighed = [(event, against) for event, members in candidates if (against := _against(x, members)) is not None]
    crowd = CROWD * log(max(1, sum(against.outside is not None for _, against in weighed)))
    found = [(against.weight(crowd), event, against) for event, against in weighed]
    found = sorted((f for f in found if f[0] > NEAR), key=lambda f: (-f[0], f[1]))
    told = [(event, _likeness(weight, _among(x, against, weight))) for weight, event, against in found[: MOST_NEAR + 1]]
    if told and told[0][1].same:
        return told[0][0], told[0][1], [(e, _missed(how)) for e, how in told[1:]]
    return None, None, told[:MOST_NEAR]


def order(acts: Sequence[Act]) -> list[int]:
    """In which order the acts of one document are best given their events: what tells most comes first.

    On stories of our own pairwise F1 is the same as in the order of the text (0.890), and 0.04 better than in the opposite order.

    Args:
        acts: of one document.

    Returns:
        Their indices.
    """
    return sorted(range(len(acts)), key=lambda n: (-_telling(acts[n]), n))


def _telling(act: Act) -> int:
    """How much an act tells of itself."""
    told = bool(act.actors) + bool(act.recipients) + bool(act.place) + bool(act.items) + (act.polarity == "pos")
    return told + 2 * act.dated


def cluster(acts: Sequence[Act]) -> list[int]:
    """The event of each act, as a record finds them that is told the acts document by document.

    Args:
        acts: those of one document next to each other, documents in the order in which they come.

    Returns:
        The index of the act that founded its event, for each.
    """
    events: dict[int, list[Act]] = defaultdict(list)
    where: dict[str, list[int]] = defaultdict(list)
    joined = [-1] * len(acts)
    for stretch in _documents(acts):
        for place in order([acts[n] for n in stretch]):
            at = stretch[place]
            own = keys(acts[at])
            known = sorted({joined[n] for key in own for n in where[key][-MOST_A_KEY:]})
            event, _, _ = best(acts[at], [(e, events[e]) for e in known])
            joined[at] = at if event is None else event
            events[joined[at]].append(acts[at])
            for key in own:
                where[key].append(at)
    return joined


def _documents(acts: Sequence[Act]) -> list[list[int]]:
    """Indices of acts, those of one document together."""
    found: list[list[int]] = []
    for n, act in enumerate(acts):
        if n and act.document == acts[n - 1].document:
            found[-1].append(n)
        else:
            found.append([n])
    return found


@dataclass(frozen=True, slots=True)
class _Against:
    """An act weighed against the claims of an event.

    Attributes:
        inside: log-odds of the likeliest claim of its own report, None if there is none.
        outside: those of the claims of other reports, averaged; None if there is none that could be one with it.
        likeliest: the likeliest claim.
        found: what speaks for and against being one with that.
    """

    inside: float | None
    outside: float | None
    likeliest: Traits
    found: Evidence

    def weight(self, crowd: float) -> float:
        """Log-odds of the act being one with the event, where so much is taken off for the crowd of others that might be."""
        outside = NOT_AT_ALL if self.outside is None else self.outside - crowd
        return outside if self.inside is None else max(self.inside, outside)


def _against(x: Traits, members: Sequence[Act]) -> _Against | None:
    """An act weighed against an event; None where it is ruled out."""
    ready = [traits(member) for member in _chosen(x.act, members)]
    # days are soon compared, and rule out most events
    if not ready or any(days_apart(x, y) or ruled_out(x, y) for y in ready):
        return None
    inside: list[float] = []
    outside: dict[int, list[float]] = defaultdict(list)
    best: tuple[float, Traits, Evidence] | None = None
    met = False
    for y in ready:
        own = y.act.document == x.act.document
        known = own or not strangers(x, y)
        met = met or (known and not own)
        found = evidence(x, y) if known else []
        weight = log_odds(found) if known else NOT_AT_ALL
        if best is None or weight > best[0]:
            best = weight, y, found
        (inside if own else outside[y.act.document]).append(weight)
    assert best
    averages = [sum(weights) / len(weights) for weights in outside.values()]
    return _Against(max(inside, default=None), sum(averages) / len(averages) if met else None, *best[1:])


def _chosen(act: Act, members: Sequence[Act]) -> Sequence[Act]:
    """The claims of an event that are looked at."""
    if len(members) <= MOST_MEMBERS:
        return members
    own = [m for m in members if m.document == act.document][-MOST_MEMBERS // 2 :]
    others = [m for m in members if m.document != act.document]
    left = MOST_MEMBERS - len(own)
    if len(others) <= left:
        return [*own, *others]
    return [*own, *others[: left // 2], *others[-(left - left // 2) :]]


def _among(x: Traits, against: _Against, weight: float) -> str:
    """Why an act is, or is not, one with an event, by its likeliest claim."""
    why, alone = reasons(x, against.likeliest, against.found), log_odds(against.found)
    if abs(alone - weight) < 0.05:
        return why
    return f"{why}; the event's other claims fit {'better' if alone < weight else 'less'}"


def _likeness(weight: float, because: str) -> Likeness:
    """The likeness of some log-odds."""
    return Likeness(_probability(weight), same=weight > SAME, near=NEAR < weight <= SAME, because=because)


def _missed(how: Likeness) -> Likeness:
    """A likeness to an event that another was preferred to."""
    return Likeness(how.score, same=False, near=True, because=how.because)


def _probability(weight: float) -> float:
    """Log-odds as a probability."""
    return round(1 / (1 + exp(-max(-30.0, min(30.0, weight)))), 3)
