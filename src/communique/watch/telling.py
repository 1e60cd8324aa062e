"""A verdict in words: its headline, its references, and what a reader must know before using it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from communique.record.plans import WIDE
from communique.record.spans import between
from communique.watch.alerts import Caution, Evidence, Reference
from communique.watch.evidence import DONE, spoken_by
from communique.watch.force import PART, Days, Ground, Standing, last_end, maybe_left_out
from communique.watch.matching import Hit
from communique.watch.values import Checked, Group, Rule

STALE = 365
"""Days after which a check of a reference is old: of the time-limited regimes that the research on the watch lists, all are renewed every
year or oftener (section 2a)."""

GRAVITY = (
    "contested",
    "ended",
    "memory",
    "unverified",
    "stale",
    "part-force",
    "undated",
    "wide-date",
    "loose-item",
    "no-source",
    "one-side",
)
"""Kinds of caution: what touches the measure before what touches the event, and that before what touches its sources."""

LEAD = "A match is a lead, not a finding."
LONGEST_NAME = 80
"""Characters of a name in a headline."""


def headline(rule: Rule, first: Evidence, hit: Hit, days: Days, grounds: Sequence[Ground], outcome: str) -> str:
    """Who says what, and which pattern that matches.

    Args:
        rule: the rule.
        first: the evidence that tells most.
        hit: the hit that it comes from.
        days: the days of the event.
        grounds: the paragraphs in force.
        outcome: what became of it.
    """
    told = f"{_clip(spoken_by(first))} ({first.label}): {_act(first, hit)}, {days.told}"
    if outcome == "alert":
        return f"{told}; {pattern(rule, grounds)}. {LEAD}"
    became = {
        "considered": f"considered under {rule.id}, no alert",
        "needs-checking": f"would match {rule.id}, but the rule needs checking",
        "denied": f"denied; nobody affirms what {rule.id} looks for",
    }
    return f"{told}; {became[outcome]}. {LEAD}"


def pattern(rule: Rule, grounds: Sequence[Ground]) -> str:
    """Which pattern is matched: of the paragraphs in force the one that came last, since later ones are the wider."""
    if not grounds:
        return f"matches the pattern of the rule {rule.id}"
    latest = max(grounds, key=lambda g: g.basis.since or "")
    steps = "steps towards what is covered by " if rule.kind == "precursor" else ""
    return f"matches the pattern of {steps}{latest.basis.told}"


_STEPS = {
    "want": "wish for",
    "request": "request for",
    "offer": "offer of",
    "talks": "talks on",
    "agreement": "agreement on",
    "transfer": "transfer of",
    "use": "use of",
}


def _act(first: Evidence, hit: Hit) -> str:
    """The dealing or act in a few words."""
    word = f"“{_clip(first.trigger.text)}”"
    if first.item is None or first.stage is None:
        return f"{word} ({hit.claim.event.type}), {' and '.join(hit.parties) or 'no party known'}"
    gift = " as a gift" if first.gift else ""
    way = f" between {' and '.join(first.between)}" if first.between else ""
    if first.giver or first.taker:
        ways = ((" from ", first.giver), (" to ", first.taker))
        way = "".join(to + _side(hit, code) for to, code in ways if code)
        way = way if first.stage in DONE else f", to go{way}"
    return f"{_STEPS[first.stage]} {_much(first)}{first.item}{gift}{way} ({word})"


def _much(first: Evidence) -> str:
    """How much, before what."""
    told = first.quantity
    if told is None or (told.low is None and told.high is None):
        return ""
    return f"{amount(told.low, told.high)} {f'{told.unit} of' if told.unit else '×'} "


def amount(low: float | None, high: float | None) -> str:
    """A range in words.

    >>> amount(1, 1), amount(5, None), amount(100, 150)
    ('1', 'at least 5', '100 to 150')
    """
    if low is None or high is None:
        told = "an untold number" if high is None else f"at most {high:g}"
        return told if low is None else f"at least {low:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _side(hit: Hit, code: str) -> str:
    """A side under the name that the claim has for it."""
    event = hit.claim.event
    named = next((p.name for p in (*event.actors, *event.recipients) if p.code.partition(" ")[0] == code), None)
    return f"{_clip(named)} ({code})" if named else code


def _clip(name: str) -> str:
    """A name on one line and of bounded length."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - 1] + "…"


def reference(ground: Ground, days: Days) -> Reference:
    """A paragraph as an alert shows it."""
    return Reference(
        act=ground.basis.act,
        para=ground.basis.para,
        told=ground.basis.told,
        days=days.told,
        stood=ground.stood,
        checked=how_checked(ground.checked),
        verified=is_verified(ground.checked),
    )


def is_verified(checked: Checked | None) -> bool:
    """Whether a reference was checked against the document itself, with some confidence: nothing else counts."""
    return checked is not None and checked.against == "primary" and checked.confidence != "low"


def how_checked(checked: Checked | None) -> str:
    """How a reference was checked, in words.

    >>> how_checked(Checked(on="2026-11-23", against="memory", confidence="medium"))
    'NOT VERIFIED: from memory, confidence medium (2026-11-23)'
    """
    if checked is None:
        return "NOT VERIFIED: the rule does not say that anybody checked it"
    note = f"; {checked.note}" if checked.note else ""
    how = {
        "primary": "checked against the document itself",
        "secondary": "seen only in a secondary source",
        "memory": "from memory",
    }[checked.against]
    told = "" if is_verified(checked) else "NOT VERIFIED: "
    return f"{told}{how}, confidence {checked.confidence} ({checked.on}{note})"


def cautions(
    rule: Rule,
    days: Days,
    standing: Standing,
    evidence: Sequence[Evidence],
    groups: Mapping[str, Group],
    as_of: date,
) -> tuple[Caution, ...]:
    """What a reader must know before using a verdict, the gravest first."""
    found = [
        Caution(kind="contested", told=f"{', '.join(f.contested_by)} hold that the measure is not in force ({f.text})")
        for f in standing.periods
        if f.contested_by
    ]
    found += _of_references(rule, standing.grounds, groups, as_of)
    found += _of_days(days, standing)
    for ground in standing.grounds:
        for item in sorted({e.item for e in evidence if e.item}):
            loose = maybe_left_out(ground.basis, item)
            if loose:
                told = f"{item} may be {' or '.join(loose)}, which {ground.basis.told} leaves out"
                found.append(Caution(kind="loose-item", told=told))
    return in_order([*found, *of_sources(evidence)])


def in_order(found: Iterable[Caution]) -> tuple[Caution, ...]:
    """Cautions, each once, the gravest first."""
    return tuple(sorted(dict.fromkeys(found), key=lambda c: GRAVITY.index(c.kind)))


def _of_references(rule: Rule, grounds: Sequence[Ground], groups: Mapping[str, Group], as_of: date) -> list[Caution]:
    """What is not verified, checked long ago, or was to end."""
    checks = {g.basis.told: g.checked for g in grounds}
    if rule.when.bound_party:
        checks[f"members of {rule.when.bound_party}"] = groups[rule.when.bound_party].checked
    found, day = [], as_of.isoformat()
    for told, checked in checks.items():
        if not is_verified(checked):
            kind = "memory" if checked is not None and checked.against == "memory" else "unverified"
            found.append(Caution(kind=kind, told=f"{told}: {how_checked(checked)}"))
    oldest = min((c.on for c in checks.values() if c), default=None)
    if oldest and between(oldest, day) > STALE:
        told = f"the references were last checked on {oldest}, {between(oldest, day)} days before {day}"
        found.append(Caution(kind="stale", told=told))
    end = last_end(rule)
    if end and end < day:
        told = f"the last known end of the measure, {end}, has passed; whether it goes on has to be checked"
        found.append(Caution(kind="ended", told=told))
    return found


def _of_days(days: Days, standing: Standing) -> list[Caution]:
    """What the days leave open."""
    found = []
    if days.assumed:
        found.append(Caution(kind="undated", told=days.assumed))
    elif between(days.first, days.last) > WIDE:
        found.append(Caution(kind="wide-date", told=f"reports date it no closer than {days.told}"))
    part = [g.basis for g in standing.grounds if g.stood == PART]
    for basis in part:
        since = f" from {basis.since}" if basis.since else ""
        until = f" until {basis.until}" if basis.until else ""
        told = f"{basis.told} was in force only on some of {days.told}:{since}{until}; date the event first"
        found.append(Caution(kind="part-force", told=told))
    return found


def of_sources(evidence: Sequence[Evidence]) -> list[Caution]:
    """What the sources leave open: nobody named, or one side only."""
    if not evidence:
        return []
    named = [e for e in evidence if e.source and not e.unnamed]
    if not named:
        outlets = ", ".join(dict.fromkeys(e.chain[0] for e in evidence))
        return [Caution(kind="no-source", told=f"no source is named; it rests on {outlets}: ask who says so")]
    sides = {(e.source_code or "---").partition(" ")[0] for e in named}
    if len(sides) == 1 and all(e.side == "party" for e in named):
        return [Caution(kind="one-side", told=f"every named source is of one side, {min(sides)}")]
    return []
