"""Verdicts → alerts: one for each rule and event; a season of precursors as one; and never two for what may be one event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from communique.record.spans import between
from communique.watch.alerts import MATERIALITY, TIERS, Alert, Evidence, Ground, Verdict, stable_id
from communique.watch.evidence import count
from communique.watch.force import FIRST, LAST
from communique.watch.rules import Pack, below
from communique.watch.telling import in_order, of_sources
from communique.watch.values import SEASON


@dataclass(frozen=True, slots=True)
class Sketch:
    """What gathering needs to know of a verdict.

    Attributes:
        rule: id of the rule.
        event: number of the event.
        outcome: alert or denied.
        kind: transfer or precursor.
        parties: countries and bodies.
        branch: subject.
        items: nodes of the item tree.
        first_day: first day by which it is judged.
        last_day: last day.
        near: events that are possibly the same.
    """

    rule: str
    event: int
    outcome: str
    kind: str
    parties: tuple[str, ...]
    branch: str
    items: tuple[str, ...]
    first_day: str
    last_day: str
    near: tuple[int, ...]

    @property
    def day(self) -> str:
        """The day by which it is told how far apart two verdicts are: the first one that is known."""
        return self.first_day if self.first_day != FIRST else self.last_day


@dataclass(frozen=True, slots=True)
class Before:
    """An alert as it stood before.

    Attributes:
        id: its id.
        founded: number of the event that founded it.
        events: numbers of its events.
    """

    id: str
    founded: int
    events: frozenset[int]


_SKETCHED = tuple(f.name for f in fields(Sketch) if f.name not in ("first_day", "last_day", "near"))


def sketch(verdict: Verdict) -> Sketch:
    """A verdict as far as gathering goes by it."""
    told: dict[str, Any] = {name: getattr(verdict, name) for name in _SKETCHED}
    return Sketch(**told, first_day=verdict.first_day or FIRST, last_day=verdict.last_day or LAST, near=verdict.near)


@dataclass(slots=True)
class Group:
    """The verdicts of an alert as it grows.

    Attributes:
        founder: the verdict that founded it.
        verdicts: all of it.
        denials: what denies it in events of their own.
        reasons: why each further event belongs to it.
        known: id of the alert that it was before, None if it was none.
    """

    founder: Sketch
    verdicts: list[Sketch]
    denials: list[Sketch] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    known: str | None = None


@dataclass(slots=True)
class _Groups:
    """Groups in the order in which they are founded, with what a further verdict is found a home by."""

    all: list[Group] = field(default_factory=list)
    by_event: dict[tuple[str, int], tuple[Group, Sketch]] = field(default_factory=dict)
    by_matter: dict[tuple[str, tuple[str, ...], str], list[Group]] = field(default_factory=dict)

    def add(self, verdict: Sketch, home: Group | None) -> None:
        """A verdict that founds an alert or joins one."""
        if home is None:
            home = Group(verdict, [])
            self.all.append(home)
            self.by_matter.setdefault(_matter(verdict), []).append(home)
        home.verdicts.append(verdict)
        self.by_event[verdict.rule, verdict.event] = home, verdict


def gather(pack: Pack, verdicts: Iterable[Verdict]) -> tuple[Alert, ...]:
    """Alerts of verdicts, in the order in which the record learned of the events that founded them.

    Args:
        pack: the rules.
        verdicts: what `evaluate` gave, of any events and in any order; those that are no alert and no denial are passed over.
    """
    whole = {(v.rule, v.event): v for v in verdicts if v.outcome in ("alert", "denied")}
    return tuple(alert(one, whole) for one in grouped(pack, map(sketch, whole.values())))


def grouped(pack: Pack, verdicts: Iterable[Sketch], before: Sequence[Before] = ()) -> list[Group]:
    """Which verdicts come into one alert, in the order in which the record learned of the events that founded them.

    Precursors of one rule are one alert if their parties and their subject are the same and their days lie within the rule's season of
    the event that founded it. Other verdicts of one rule are one alert where the record holds the events for possibly the same, and
    sides, subject and days agree: the alert shows both, and each keeps its own tier. A denial that is an event of its own goes by the same
    rules to what it denies.

    What was gathered into a season stays in it, though an older event turn up or a further party be named, as long as its own days are near
    enough; so that an alert that somebody has looked at is not cut in two.

    Args:
        pack: the rules.
        verdicts: alerts and denials, of any events and in any order.
        before: alerts as they stood before, the oldest first.
    """
    ordered = sorted(verdicts, key=lambda v: (v.event, v.rule))
    near = _near(ordered)
    found = _Groups()
    for one in before:
        _again(pack, one, ordered, found)
    for verdict in (v for v in ordered if v.outcome == "alert" and (v.rule, v.event) not in found.by_event):
        home = _home(pack, verdict, found, near)
        if home:
            home[0].reasons.append(home[1])
        found.add(verdict, home[0] if home else None)
    for verdict in (v for v in ordered if v.outcome == "denied"):
        home = _home(pack, verdict, found, near)
        if home:
            home[0].denials.append(verdict)
    return sorted(found.all, key=lambda g: (g.founder.event, g.founder.rule))


def _again(pack: Pack, one: Before, ordered: Sequence[Sketch], found: _Groups) -> None:
    """A season as it was gathered before, as far as it still holds together."""
    members = [v for v in ordered if v.event in one.events and v.kind == "precursor" and v.outcome == "alert"]
    members = [v for v in members if (v.rule, v.event) not in found.by_event]
    founder = next((v for v in members if v.event == one.founded), members[0] if members else None)
    if founder is None:
        return
    # two seasons that have come to lie within one are one
    if _home(pack, founder, found, {}) is not None:
        return
    group = Group(founder, [founder], known=one.id)
    found.all.append(group)
    found.by_matter.setdefault(_matter(founder), []).append(group)
    found.by_event[founder.rule, founder.event] = group, founder
    for verdict in (v for v in members if v != founder):
        apart, same = abs(between(founder.day, verdict.day)), set(founder.parties) & set(verdict.parties)
        if apart <= _season(pack, verdict.rule) and same in (set(founder.parties), set(verdict.parties)):
            group.reasons.append(_why(verdict, founder, apart, _season(pack, verdict.rule)))
            found.add(verdict, group)
            of = found.by_matter.setdefault(_matter(verdict), [])
            if group not in of:
                of.append(group)


def _season(pack: Pack, rule: str) -> int:
    """Days within which precursors of a rule are one alert."""
    return pack.by_id[rule].gather.days if rule in pack.by_id else SEASON


def _why(verdict: Sketch, founder: Sketch, apart: int, season: int) -> str:
    """Why an event belongs to a season."""
    return f"E{verdict.event}: same parties and subject, {apart} days from E{founder.event} (at most {season})"


def _near(verdicts: Iterable[Sketch]) -> dict[int, set[int]]:
    """Events that are possibly the same, told from either side: of two verdicts the one that was made first may not know of the link."""
    found: dict[int, set[int]] = {}
    for verdict in verdicts:
        for other in verdict.near:
            found.setdefault(verdict.event, set()).add(other)
            found.setdefault(other, set()).add(verdict.event)
    return found


def _matter(verdict: Sketch) -> tuple[str, tuple[str, ...], str]:
    """Rule, parties and subject."""
    return verdict.rule, verdict.parties, verdict.branch


def _home(pack: Pack, verdict: Sketch, found: _Groups, near: Mapping[int, Collection[int]]) -> tuple[Group, str] | None:
    """The first alert that a verdict belongs to, and why; None if there is none."""
    if verdict.kind == "precursor":
        season = _season(pack, verdict.rule)
        for one in found.by_matter.get(_matter(verdict), ()):
            apart = abs(between(one.founder.day, verdict.day))
            if apart <= season:
                return one, _why(verdict, one.founder, apart, season)
        return None
    other = (found.by_event.get((verdict.rule, n)) for n in sorted(near.get(verdict.event, ())))
    twins = [(one, twin) for one, twin in filter(None, other) if _maybe_one(verdict, twin)]
    if not twins:
        return None
    one, twin = min(twins, key=lambda pair: (pair[0].founder.event, pair[1].event))
    return one, f"E{verdict.event}: possibly the same event as E{twin.event}, by the record"


def _maybe_one(one: Sketch, other: Sketch) -> bool:
    """Whether two verdicts of one rule, on events that the record holds for possibly the same, may be of one."""
    days = one.first_day <= other.last_day and other.first_day <= one.last_day
    return days and one.parties == other.parties and any(_alike(a, b) for a in one.items for b in other.items)


def _alike(one: str, other: str) -> bool:
    """Whether one item may be the other, as loosely as either is told."""
    one, other = one.removesuffix(".unspecified"), other.removesuffix(".unspecified")
    return below(one, other) or below(other, one)


def alert(one: Group, whole: Mapping[tuple[str, int], Verdict]) -> Alert:
    """An alert of its verdicts: what is shown first is the verdict of the highest tier; nothing of the others is lost.

    Args:
        one: the group.
        whole: its verdicts, by rule and event.
    """
    verdicts = [whole[v.rule, v.event] for v in one.verdicts]
    denials = [whole[v.rule, v.event] for v in one.denials]
    top = max(verdicts, key=lambda v: (TIERS.index(v.tier or "T1"), -v.event))
    size = _largest(verdicts)
    told = {name: getattr(top, name) for name in Ground.model_fields}
    told |= _together(verdicts)
    contrary = [e for v in (*verdicts, *denials) for e in v.contrary]
    told |= {
        "materiality": size.materiality,
        "materiality_because": size.materiality_because,
        "materiality_open": size.materiality_open,
        "contrary": _once(contrary),
    }
    founder = one.founder
    return Alert(
        **told,
        id=stable_id("a", founder.rule, founder.event),
        founded=founder.event,
        events=tuple(dict.fromkeys(v.event for v in verdicts)),
        gathered="; ".join(one.reasons),
    )


def _largest(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on the most that is at stake. Of events that are possibly one, those that leave it open go by those that do not; steps of
    a season are several events, and what one leaves open may be much.
    """
    told = [v for v in verdicts if not v.materiality_open and v.kind != "precursor"]
    return max(told or verdicts, key=lambda v: MATERIALITY.index(v.materiality))


def _together(verdicts: Sequence[Verdict]) -> Mapping[str, object]:
    """What several verdicts have together."""
    if len(verdicts) == 1:
        return {}
    evidence = _once([e for v in verdicts for e in v.evidence])
    origins, who = count(evidence)
    found: dict[str, object] = {
        name: tuple(dict.fromkeys(x for v in verdicts for x in getattr(v, name)))
        for name in ("force", "differing", "inferred", "exemptions")
    }
    found["basis"] = tuple({(r.told, r.stood): r for v in reversed(verdicts) for r in reversed(v.basis)}.values())[::-1]
    kept = (c for v in verdicts for c in v.cautions if c.kind not in ("no-source", "one-side"))
    found["cautions"] = in_order([*kept, *of_sources(evidence)])
    return found | {
        "evidence": evidence,
        "origins": origins,
        "origins_because": who,
        "first_day": min(v.first_day or "" for v in verdicts) or None,
        "last_day": None if any(v.last_day is None for v in verdicts) else max(v.last_day or "" for v in verdicts),
        "items": tuple(sorted({i for v in verdicts for i in v.items})),
        "parties": tuple(sorted({p for v in verdicts for p in v.parties})),
        "contested_by": tuple(sorted({c for v in verdicts for c in v.contested_by})),
    }


def _once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence without repetitions, by event and claim."""
    return tuple(sorted(dict.fromkeys(evidence), key=lambda e: (e.event, e.claim)))
