"""Plans and what became of them by a day: waiting, due, overdue, fulfilled, cancelled or postponed."""

from __future__ import annotations

from collections.abc import Sequence
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


def plans(pack: Pack, event: RecordEvent, *, as_of: date) -> tuple[Plan, ...]:
    """What the calendar rules make of an event; nothing if nobody ever planned it, or nothing tells by when to look for it.

    Args:
        pack: the rules; those that are not of the calendar are passed over.
        event: the event.
        as_of: the day for which the calendar is asked.
    """
    if not pack.calendar or (event.status != "planned" and not any(c.value == "PLANNED" for c in event.labels)):
        return ()
    return tuple(plan for rule in pack.calendar if (plan := _plan(pack, rule, event, as_of.isoformat())))


def _plan(pack: Pack, rule: Rule, event: RecordEvent, day: str) -> Plan | None:
    """A plan under one rule."""
    start, end, assumed = window(event)
    if end is None or not _wanted(rule.when, event):
        return None
    state, because, link = _state(event, start or end, end, day)
    told = f"planned for {span(start, end)}"
    if assumed:
        told = f"no report says when; looked for until {end}, {HORIZON} days after {start}"
    return Plan(
        id=stable_id("p", rule.id, event.id),
        rule=rule.id,
        digest=pack.digests[rule.id],
        event=event.id,
        state=state,
        emitted=state in rule.emit,
        start=start,
        end=end,
        assumed=assumed,
        by=link.event if link else None,
        lag=link.lag if link else None,
        headline=f"E{event.id}: {_act(event)}; {told}",
        because=because,
        ask=rule.ask or "",
    )


def window(event: RecordEvent) -> tuple[str | None, str | None, bool]:
    """By when a planned event is looked for: first day, last day, and whether the last is assumed, as the record assumes it (`plans.HORIZON`)."""
    if not event.assumed and event.latest:
        return event.earliest, event.latest, False
    start = (None if event.assumed else event.earliest) or event.first_published
    return start, shift(start, HORIZON) if start else None, True


def _state(event: RecordEvent, start: str, end: str, day: str) -> tuple[str, str, Link | None]:
    """How a plan stands on a day, why, and the link to what settled it."""
    settling = [k for k in event.links if k.other == event.id and k.kind in _OUTCOMES]
    if settling:
        link = min(settling, key=lambda k: (_FIRST.index(k.kind), -k.score, k.event))
        return _OUTCOMES[link.kind], f"E{link.event} {link.kind} it: {link.because}", link
    if RANK[event.label] == SO:
        return "fulfilled", f"later reports tell it as done ({event.label})", None
    if day < start:
        return "waiting", f"its time begins on {start}, after {day}", None
    if day <= end:
        return "due", f"{day} lies in its time, {span(start, end)}, and no outcome is in the record", None
    return "overdue", f"its time ended on {end}, before {day}, and no outcome is in the record", None


def _wanted(when: When, event: RecordEvent) -> bool:
    """Whether type, parties and place are those of the rule."""
    codes = {(w.code or "---").partition(" ")[0] for w in (*event.actors, *event.recipients)}
    if when.type and event.type not in when.type:
        return False
    if when.any_party and not _meets(when.any_party, codes):
        return False
    places = {s.country for s in event.places} | {s.name for s in event.places}
    return not when.place or bool(places & set(when.place))


def _meets(wanted: Sequence[str], codes: set[str]) -> bool:
    """Whether one of some countries is asked for."""
    asked = {w for w in wanted if not w.startswith("!")}
    return any((not asked or code in asked) and f"!{code}" not in wanted for code in codes - {"---"})


def _act(event: RecordEvent) -> str:
    """A planned act in a few words."""
    kind = event.type + (f"/{event.mode}" if event.mode else "")
    actors, recipients = (", ".join(w.name for w in some[:2]) for some in (event.actors, event.recipients))
    return f"{kind}, {actors or 'somebody'}" + (f" and {recipients}" if recipients else "")
