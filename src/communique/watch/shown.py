"""The parts of an alert in words, the same wherever an alert is shown. The text is as it came: whoever shows it makes it harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from communique.watch import telling
from communique.watch.alerts import Alert, Evidence, Ground, Reference
from communique.watch.kept import Kept
from communique.watch.notice import LEAD
from communique.watch.raising import SYSTEM

SIDES: dict[str, str] = {
    "party": "a side of the dealing",
    "third": "neither side of it",
    "outlet": "the outlet itself",
    "unnamed": "somebody not identified",
    "agentless": "nobody named",
}
"""Who says it, in words."""

LOUD: dict[str, str] = {
    "contested": "CONTESTED",
    "ended": "LAST KNOWN END PASSED",
    "stale": "STALE",
    "memory": "NOT VERIFIED",
    "unverified": "NOT VERIFIED",
}
"""Kinds of caution that are marked wherever an alert is shown: they are about the measure itself."""

GONE = "RESTS ON NOTHING"
"""The mark of an alert of which the evidence fell away."""


def marks(ground: Ground, ended: str | None = None) -> tuple[str, ...]:
    """What nobody may overlook, the gravest first.

    Args:
        ground: an alert or a verdict.
        ended: why an alert rests on nothing any more, None while it stands.
    """
    kinds = {c.kind for c in ground.cautions}
    # what the references say of themselves counts too, whatever the cautions list
    kinds |= {"contested"} if ground.contested_by else set()
    kinds |= {"unverified"} if any(not r.verified for r in ground.basis) else set()
    found = [GONE] if ended else []
    return tuple(dict.fromkeys([*found, *(told for kind, told in LOUD.items() if kind in kinds)]))


def dealing(one: Evidence) -> str:
    """What is dealt in, from whom to whom, how much; or the word for the act.

    Args:
        one: a piece of evidence.
    """
    if one.item is None:
        return f"the act “{one.trigger.text}”, {one.status}"
    way = f"{one.giver or '?'} → {one.taker or '?'}" if one.giver or one.taker else " and ".join(one.between)
    much = one.quantity.text or "" if one.quantity else ""
    parts = (f"{one.stage or '?'} of {one.item}", way, much, "a gift" if one.gift else "", one.status)
    return ", ".join(filter(None, parts))


def notes(alert: Alert) -> tuple[str, ...]:
    """The sentence that stands under every alert, and what the rule says besides, if that does not say it already."""
    if alert.note.startswith(telling.LEAD):
        return (alert.note,)
    return (LEAD, alert.note) if alert.note else (LEAD,)


def rested_on(kept: Kept) -> dict[int, Evidence]:
    """All evidence of an alert by claim: also what it rested on when people were told of it, and does no more.

    Args:
        kept: the alert.
    """
    told = [c.body for c in kept.history if isinstance(c.body, Alert)]
    # the last state of a claim counts, as far as anything of it is kept
    return {e.claim: e for alert in (*told, kept.alert) for e in (*alert.evidence, *alert.contrary)}


def chain(one: Evidence) -> str:
    """Who hands it on, with the manner of quotation."""
    manner = f", {one.quote} quotation" if one.quote else ""
    nobody = " → nobody named" if one.side == "agentless" else ""
    return f"{' → '.join(one.chain)}{nobody}{manner}"


def belongs(one: Evidence) -> str:
    """Why a piece of evidence belongs to its event, with the number."""
    why = f": {one.because}" if one.because else ""
    return f"belongs to E{one.event} with {one.likeness:.2f}{why}"


def checked(reference: Reference) -> str:
    """How a reference was checked; what is not verified says so first, whatever else it says."""
    told = reference.checked.removeprefix("NOT VERIFIED").lstrip(": ")
    return reference.checked if reference.verified else f"NOT VERIFIED{f': {told}' if told else ''}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what happened to an alert.

    Attributes:
        at: when, ISO 8601 in UTC.
        who: the person, or communique.
        what: kinds of the change, or the state that was given.
        told: what changed, each in words; or the reason.
        number: the change, or the last one that the person knew.
        person: whether a person said it.
    """

    at: str
    who: str
    what: str
    told: tuple[str, ...]
    number: int
    person: bool


def history(kept: Kept) -> Sequence[Line]:
    """Changes of an alert and what people said of it, in order of time; of one moment the change stands before the state it brought."""
    changes = [Line(c.at, SYSTEM, " ".join(c.kinds), c.told, c.number, person=False) for c in kept.history]
    said = [Line(s.at, s.who, s.state, (s.why,) if s.why else (), s.number, person=s.who != SYSTEM) for s in kept.said]
    return sorted([*changes, *said], key=lambda line: (line.at, line.number))
