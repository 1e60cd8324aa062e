"""Plans and what became of them by a day: waiting, due, overdue, fulfilled, cancelled or postponed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from communique.record.plans import HORIZON
from communique.record.spans import shift, span
from communique.record.states import RANK, SO
from communique.record.values import Link, RecordEvent
from communique.watch.alerts import Plan, stable_id
from communique.watch.rules import Pack
from communique.watch.values import Rule, When

_OUTCOMES = {"fulfils": "fulfilled", "cancels": "cancelled", "postpones": "postponed"}
_FIRST = ("fulfils", "cancels", "postpones")
"""Which outcome counts of several: what took place is no longer called off, and what is called off no longer put off."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned event, as far as the calendar goes by it.

    Attributes:
        event: its number.
        type: PLOVER type.
        label: the strongest label of its claims.
        earliest: first day that its reports allow, None where open.
        latest: last day.
        assumed: whether only days of publication bound it.
        first_published: day of its first report.
        codes: countries and bodies that take part.
        places: countries and names of places where it takes place.
        links: links at either end of it.
    """

    event: int
    type: str
    label: str
    earliest: str | None
    latest: str | None
    assumed: bool
    first_published: str | None
    codes: frozenset[str]
    places: frozenset[str]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Stands:
    """How a plan stands on a day.

    Attributes:
        state: one of `alerts.PLAN_STATES`.
        because: why.
        start: first day of its window, None where unknown.
        end: last day.
        assumed: whether the window is assumed.
        link: what settled it, None if nothing did.
    """

    state: str
    because: str
    start: str | None
    end: str
    assumed: bool
    link: Link | None = None


def planned(event: RecordEvent) -> Planned | None:
    """An event as the calendar sees it, None if nobody ever planned it."""
    if event.status != "planned" and not any(c.value == "PLANNED" for c in event.labels):
        return None
    return Planned(
        event=event.id,
        **{name: getattr(event, name) for name in _SAME},
        codes=frozenset((w.code or NOBODY).partition(" ")[0] for w in (*event.actors, *event.recipients)) - {NOBODY},
        places=frozenset(n for s in event.places for n in (s.country, s.name) if n),
    )


NOBODY = "---"
"""Code of a party that is not known."""

_SAME = ("type", "label", "earliest", "latest", "assumed", "first_published", "links")


def plans(pack: Pack, event: RecordEvent, *, as_of: date) -> tuple[Plan, ...]:
    """What the calendar rules make of an event; nothing if nobody ever planned it, or nothing tells by when to look for it.

    Args:
        pack: the rules; those that are not of the calendar are passed over.
        event: the event.
        as_of: the day for which the calendar is asked.
    """
    told = planned(event) if pack.calendar else None
    if told is None:
        return ()
    stood = ((rule, stands(rule, told, as_of.isoformat())) for rule in pack.calendar)
    return tuple(_plan(pack, rule, event, one) for rule, one in stood if one)


def stands(rule: Rule, told: Planned, day: str) -> Stands | None:
    """How a plan stands under a rule on a day, None if the rule is not about it or nothing tells by when to look for it.

    Args:
        rule: a rule of the calendar.
        told: the plan.
        day: ISO 8601.
    """
    start, end, assumed = window(told)
    if end is None or not _wanted(rule.when, told):
        return None
    state, because, link = _state(told, start or end, end, day)
    return Stands(state, because, start, end, assumed, link)


def _plan(pack: Pack, rule: Rule, event: RecordEvent, stood: Stands) -> Plan:
    """A plan under one rule."""
    told = f"planned for {span(stood.start, stood.end)}"
    if stood.assumed:
        told = f"no report says when; looked for until {stood.end}, {HORIZON} days after {stood.start}"
    return Plan(
        id=stable_id("p", rule.id, event.id),
        rule=rule.id,
        digest=pack.digests[rule.id],
        event=event.id,
        state=stood.state,
        emitted=stood.state in rule.emit,
        start=stood.start,
        end=stood.end,
        assumed=stood.assumed,
        by=stood.link.event if stood.link else None,
        lag=stood.link.lag if stood.link else None,
        headline=f"E{event.id}: {_act(event)}; {told}",
        because=stood.because,
        ask=rule.ask or "",
    )


def window(event: RecordEvent | Planned) -> tuple[str | None, str | None, bool]:
    """By when a planned event is looked for: first day, last day, and whether the last is assumed, as the record assumes it (`plans.HORIZON`)."""
    if not event.assumed and event.latest:
        return event.earliest, event.latest, False
    start = (None if event.assumed else event.earliest) or event.first_published
    return start, shift(start, HORIZON) if start else None, True


def _state(told: Planned, start: str, end: str, day: str) -> tuple[str, str, Link | None]:
    """How a plan stands on a day, why, and the link to what settled it."""
    settling = [k for k in told.links if k.other == told.event and k.kind in _OUTCOMES]
    if settling:
        link = min(settling, key=lambda k: (_FIRST.index(k.kind), -k.score, k.event))
        return _OUTCOMES[link.kind], f"E{link.event} {link.kind} it: {link.because}", link
    if RANK[told.label] == SO:
        return "fulfilled", f"later reports tell it as done ({told.label})", None
    if day < start:
        return "waiting", f"its time begins on {start}, after {day}", None
    if day <= end:
        return "due", f"{day} lies in its time, {span(start, end)}, and no outcome is in the record", None
    return "overdue", f"its time ended on {end}, before {day}, and no outcome is in the record", None


def _wanted(when: When, told: Planned) -> bool:
    """Whether type, parties and place are those of the rule."""
    if when.type and told.type not in when.type:
        return False
    if when.any_party and not _meets(when.any_party, told.codes):
        return False
    return not when.place or bool(told.places & set(when.place))


def _meets(wanted: Sequence[str], codes: frozenset[str]) -> bool:
    """Whether one of some countries is asked for."""
    asked = {w for w in wanted if not w.startswith("!")}
    return any((not asked or code in asked) and f"!{code}" not in wanted for code in codes)


def _act(event: RecordEvent) -> str:
    """A planned act in a few words."""
    kind = event.type + (f"/{event.mode}" if event.mode else "")
    actors, recipients = (", ".join(w.name for w in some[:2]) for some in (event.actors, event.recipients))
    return f"{kind}, {actors or 'somebody'}" + (f" and {recipients}" if recipients else "")
