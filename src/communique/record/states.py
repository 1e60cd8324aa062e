"""How an event stands among its claims, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STRENGTH: tuple[str, ...] = (
    "ACKNOWLEDGED",
    "REPORTED",
    "ALLEGED",
    "PLANNED",
    "FLOATED",
    "WARNED",
    "URGED",
    "SPECULATED",
    "DENIED",
)
"""Labels, the one that says most first. A party's own word goes before all others, because an admission is worth more to who
investigates than ten accusations; an outlet that states something in its own voice stands in for it, a third party who accuses may
have reasons to. What is planned has somebody who means it; what a party floats comes from one who could do it; a warning and a
demand have a holder, a speculation has none. A denial is the headline only where nobody says otherwise: denials are kept and
make an event contested, but do not wipe out what is claimed (research on statuses, sections 2 and 7)."""

_FAMILIES = (
    ("ACKNOWLEDGED", "REPORTED", "ALLEGED"),
    ("PLANNED",),
    ("FLOATED", "WARNED", "URGED", "SPECULATED"),
    ("DENIED",),
)
"""It is so, it is meant to be, it may be, it is not. What only may be does not corroborate what is so."""

RANK = {label: rank for rank, labels in enumerate(_FAMILIES) for label in labels}
SO = 0
"""Rank of the labels that say it is so."""
_NAMES = 3
"""Names in a reason; more are counted."""
_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Told:
    """What an event needs to know of one claim: columns of `facets`.

    Attributes:
        claim: its number.
        document: number of its document.
        label: one of the nine labels.
        status: happened, ongoing, planned or hypothetical.
        polarity: pos or neg.
        certainty: asserted, hedged or none.
        stance: asserts, denies, warns or urges.
        type: PLOVER type.
        mode: PLOVER mode, or None.
        earliest: first day, ISO 8601, or None.
        latest: last day, or None.
        actors: countries and bodies, sorted, one space between.
        recipients: the same.
        source: name of the holder, None for the outlet's own voice.
        source_kind: outlet, named, unnamed or agentless.
        source_country: country or body of the holder.
        source_code: its actor code.
        credit: agency that the text credits, or None.
        origin: who stands behind it.
        family: family of its document.
        published: publication date, or None.
        publisher: who published it, or None.
        dated: whether the report dates the act; otherwise only its publication bounds it.
        historical: whether the report tells it as background, None where unknown.
    """

    claim: int
    document: int
    label: str
    status: str
    polarity: str
    certainty: str
    stance: str
    type: str
    mode: str | None
    earliest: str | None
    latest: str | None
    actors: str
    recipients: str
    source: str | None
    source_kind: str
    source_country: str | None
    source_code: str | None
    credit: str | None
    origin: str
    family: int
    published: str | None
    publisher: str | None
    dated: bool
    historical: bool | None


def state(claims: Sequence[Told], label: str, outcome: str | None) -> tuple[str, str]:
    """How an event stands, and why. The first that holds:

    closed: it is still only a plan, and a later event settles it. An event that took place is told by its claims, not by its plan.
    contested: one origin affirms it and another denies it. An origin that denied and has since affirmed denies no more: an admission is
    no contest. One that affirmed and has since denied stands on both sides, because facts are kept; so does one that says both at once;
    by itself neither makes a contest. Who only urges it affirms nothing.
    acknowledged: a party to it says so.
    corroborated: two origins say the same of it: that it is so; or that it is planned (or so); or that it may be; or, if nobody
    affirms it, that it is not. A speculation does not corroborate an allegation.
    single-origin: what is left.
    """
    both = contest = ""
    if label != "DENIED" and any(t.label == "DENIED" for t in claims):
        yes, no, back = _sides(claims)
        if yes and no and len(yes | no) > 1:
            contest = f"affirmed by {names(claims, yes - no or yes)}; denied by {names(claims, no)}"
        both = f"; {'also ' * (no <= yes)}denied by {names(claims, no)}" if no else ""
        both += f"; {names(claims, back)} denied it and has since affirmed it" if back else ""
    if outcome and label != "DENIED" and RANK[label] != SO:
        return "closed", f"a plan that a later event {outcome}{both}"
    if contest:
        return "contested", contest
    admitted = next((t for t in claims if t.label == "ACKNOWLEDGED"), None)
    if admitted:
        return "acknowledged", f"acknowledged by {name(admitted)}{_side(admitted)}{both}"
    denied = label == "DENIED"
    agreeing = {t.origin for t in claims if denied or RANK[t.label] <= RANK[label]}
    says = "deny it" if denied else ("say so", "plan it", "hold it possible")[RANK[label]]
    if len(agreeing) > 1:
        return "corroborated", f"{len(agreeing)} independent origins {says}: {names(claims, agreeing)}{both}"
    reports = len({t.document for t in claims if t.origin in agreeing})
    often = f", in {reports} reports" if reports > 1 else ""
    return "single-origin", f"rests on one origin: {names(claims, agreeing)}{often}{both}"


def _sides(claims: Sequence[Told]) -> tuple[set[str], set[str], set[str]]:
    """Origins that affirm, that deny, and that denied but have since affirmed. A copy says nothing later than its family did."""
    first: dict[int, str] = {}
    for t in claims:
        if t.published:
            first[t.family] = min(t.published, first.get(t.family, _LAST))
    yes: dict[str, str] = {}
    no: dict[str, str] = {}
    for t in claims:
        if t.label != "URGED":
            side = no if t.label == "DENIED" else yes
            side[t.origin] = max(first.get(t.family, ""), side.get(t.origin, ""))
    back = {origin for origin, day in no.items() if day and yes.get(origin, "") > day}
    return set(yes), no.keys() - back, back


def _side(told: Told) -> str:
    """On which side a party stands that acknowledges an act."""
    country = told.source_country
    if country and country in told.actors.split():
        return ", on the side that acts"
    return ", on the side it is done to" if country and country in told.recipients.split() else ""


def name(told: Told) -> str:
    """Who says it, in words."""
    outlet = told.publisher or f"document {told.document}"
    if told.source is None:
        return outlet
    if told.source_kind == "agentless":
        return f"nobody named, in {outlet}"
    return f"{told.source} (unnamed, in {outlet})" if told.source_kind == "unnamed" else told.source


def names(claims: Sequence[Told], origins: set[str]) -> str:
    """Origins in words, in order of publication."""
    named: dict[str, str] = {}
    for t in claims:
        if t.origin in origins:
            named.setdefault(t.origin, name(t))
    found = list(dict.fromkeys(named.values()))
    more = f" and {len(found) - _NAMES} more" if len(found) > _NAMES else ""
    return ", ".join(found[:_NAMES]) + more
