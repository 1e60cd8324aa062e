"""Which paragraphs of a rule cover an item and were in force on the days of an event. Days are ISO 8601; a last day still counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from communique.watch.rules import below
from communique.watch.values import Basis, Checked, Force, Rule

FIRST, LAST = "0001-01-01", "9999-12-31"
"""Where a time is open towards the past or the future."""

FULL, PART, BEFORE, AFTER = "in force", "in force on some of these days", "not yet in force", "no longer in force"


@dataclass(frozen=True, slots=True)
class Days:
    """The days by which an event is judged.

    Attributes:
        first: first day.
        last: last day.
        told: how they are told: a day, or from when to when.
        assumed: why they are only assumed, "" if reports date the event.
    """

    first: str
    last: str
    told: str
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A paragraph that covers an item, and how it stood on the days.

    Attributes:
        basis: the paragraph.
        stood: one of the four ways of standing.
        checked: how it was checked, None if it was not.
        named: whether it names the item; a precursor may rest on one that names only what the step leads to.
    """

    basis: Basis
    stood: str
    checked: Checked | None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How a rule stood towards an item on the days of an event.

    Attributes:
        outcome: holds; considered (it did not hold, and the file says why); needs-checking (its last known end is before the event).
        grounds: the paragraphs in force.
        periods: the times of `force` that meet the days.
        because: why it did not hold, "" if it did.
    """

    outcome: str
    grounds: tuple[Ground, ...] = ()
    periods: tuple[Force, ...] = ()
    because: str = ""


def stood(period: Basis | Force, days: Days) -> str:
    """How a period lies to some days."""
    if period.until and period.until < days.first:
        return AFTER
    if period.since and period.since > days.last:
        return BEFORE
    inside = (not period.since or period.since <= days.first) and (not period.until or period.until >= days.last)
    return FULL if inside else PART


def covers(basis: Basis, item: str) -> bool:
    """Whether a paragraph names an item: it is at or below a node it covers, and not at or below one it leaves out."""
    return any(below(item, node) for node in basis.covers) and not any(below(item, node) for node in basis.exempt)


def maybe_left_out(basis: Basis, item: str) -> tuple[str, ...]:
    """Nodes that a paragraph leaves out and that the item, as loosely as it is told, may be ("arms.unspecified": small arms)."""
    loose = item.removesuffix(".unspecified")
    return tuple(node for node in basis.exempt if node != item and below(node, loose))


def standing(rule: Rule, item: str | None, days: Days) -> Standing:
    """How a rule stood towards an item.

    Args:
        rule: the rule.
        item: node of the item tree; None for an act.
        days: the days of the event.
    """
    periods = tuple(f for f in rule.force if stood(f, days) in (FULL, PART))
    if rule.force and not periods:
        return _out(rule.force, days, "the measure")
    if not rule.basis:
        return Standing("holds", periods=periods)
    named = [b for b in rule.basis if item is None or covers(b, item)]
    towards = named or (_led_to(rule) if rule.kind == "precursor" else [])
    if not towards:
        return Standing("considered", because=f"no paragraph of the rule covers {item}")
    grounds = tuple(
        Ground(b, how, b.checked or rule.checked, named=bool(named))
        for b in towards
        if (how := stood(b, days)) in (FULL, PART)
    )
    return Standing("holds", grounds, periods) if grounds else _out(towards, days, f"what covers {item or 'it'}")


def _led_to(rule: Rule) -> list[Basis]:
    """What a step leads to that no paragraph names: paragraphs on a whole subject of the rule, else all."""
    whole = [b for b in rule.basis if set(b.covers) & set(rule.when.item)]
    return whole or list(rule.basis)


def _out(periods: Sequence[Basis | Force], days: Days, what: str) -> Standing:
    """Why nothing was in force: not yet, in a gap that the file knows, or after the last end that it knows."""
    starts = [p.since for p in periods if p.since and p.since > days.last]
    ends = [p.until for p in periods if p.until and p.until < days.first]
    if not ends:
        return Standing("considered", because=f"{what} was not yet in force on {days.told}: from {min(starts)}")
    if starts:
        told = f"{what} was not in force on {days.told}: until {max(ends)}, and again from {min(starts)}"
        return Standing("considered", because=told)
    return Standing(
        "needs-checking",
        because=f"the last known end of {what} is {max(ends)}, before {days.told}; whether it goes on has to be checked",
    )


def last_end(rule: Rule) -> str | None:
    """The last day that the file knows of a rule; None if it is open."""
    ends = [[p.until for p in periods] for periods in (rule.basis, rule.force) if periods]
    closed: Iterable[str] = (max(e for e in some if e) for some in ends if None not in some)
    return min(closed, default=None)
