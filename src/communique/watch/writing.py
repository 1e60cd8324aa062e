"""What was found → a verdict: three separate judgements (tier, materiality, confidence), each with its reason, and all that it rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from communique.model import Event
from communique.ontology import STAGES
from communique.record.values import RecordEvent
from communique.record.watched import Seen
from communique.watch.alerts import TIERS, Evidence, Exemption, Verdict
from communique.watch.conditions import Amount, Size, holds, parse
from communique.watch.evidence import DONE, SO, count, evidence_of, lead, spoken_by
from communique.watch.force import FIRST, LAST, PART, Days, Standing
from communique.watch.matching import Around, Hit
from communique.watch.rules import Pack, below
from communique.watch.telling import amount, cautions, headline, reference
from communique.watch.values import Rule

CAP = "T2"
"""Highest tier of a precursor: talking is not what the measures are about."""

DOUBTFUL = 0.5
"""Likeness of a claim to its event below which it less likely than not belongs to it."""

MOST_INFERRED = 12
"""Conclusions that are listed; a longer list is not read."""

_LEVELS = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Case:
    """What a verdict is written from.

    Attributes:
        pack: the rules.
        rule: the rule.
        event: the event.
        outcome: what became of it.
        around: the days, groups and lists.
        as_of: the day on which it is asked.
        standing: how the rule stood on the days of the event.
        hits: what the rule found with this outcome.
        denials: what denies it.
    """

    pack: Pack
    rule: Rule
    event: RecordEvent | Seen
    outcome: str
    around: Around
    as_of: date
    standing: Standing
    hits: Sequence[Hit]
    denials: Sequence[Hit]


def written(case: Case) -> Verdict:
    """The verdict of a case."""
    rule, event = case.rule, case.event
    told = [(evidence_of(event.id, h), h) for h in case.hits]
    affirming = tuple(e for e, _ in told if e.label != "DENIED")
    against = tuple(e for e, _ in told if e.label == "DENIED") + tuple(evidence_of(event.id, h) for h in case.denials)
    first = lead(affirming or against)
    hits = [h for e, h in told if e.label != "DENIED"] or list(case.hits)
    return Verdict(
        event=event.id,
        outcome=case.outcome,
        near=tuple(sorted({n for k in event.links if k.kind == "near" for n in (k.event, k.other)} - {event.id})),
        headline=headline(
            rule, first, _of(first, told, case.denials), case.around.days, case.standing.grounds, case.outcome
        ),
        parties=tuple(sorted({p for h in hits for p in h.parties})),
        branch=branch(rule, first.item),
        items=tuple(sorted({e.item for e, _ in told if e.item})),
        evidence=affirming,
        contrary=against,
        differing=_differing(event, affirming),
        inferred=_inferred(hits, case.around.days),
        cautions=cautions(rule, case.around.days, case.standing, affirming, case.pack.groups, case.as_of),
        **_of_rule(case),
        **_judged(case, hits, affirming, first),
    )


def _of_rule(case: Case) -> dict[str, Any]:
    """What a verdict has from the rule, and from how it stood on the days of the event."""
    rule, days, stood = case.rule, case.around.days, case.standing
    return {
        "rule": rule.id,
        "digest": case.pack.digests[rule.id],
        "kind": rule.kind,
        "binds": rule.binds or "",
        "note": rule.note or "",
        "first_day": days.first if days.first != FIRST else None,
        "last_day": days.last if days.last != LAST else None,
        "days": days.assumed or days.told,
        "basis": tuple(reference(g, days) for g in stood.grounds),
        "force": tuple(p.text for p in stood.periods),
        "contested_by": tuple(sorted({c for p in stood.periods for c in p.contested_by})),
        "exemptions": _exemptions(rule),
        "ask": rule.ask or "",
    }


def _judged(case: Case, hits: Sequence[Hit], affirming: Sequence[Evidence], first: Evidence) -> dict[str, Any]:
    """Tier, materiality and confidence, each with its reason."""
    origins, who = count(affirming) if affirming else (0, "")
    tier, why = graded(case.rule, affirming) if case.outcome == "alert" else (None, "")
    giving = [e for e in affirming if e.tier == tier] or [first]
    size, size_because, size_open = _materiality(case.rule, hits, case.event, origins)
    sure, sure_because = _confidence(hits, case.around.days, case.standing, giving)
    return {
        "because": case.standing.because or why or f"denied by {spoken_by(first)}, and affirmed by nobody",
        "tier": tier,
        "tier_because": why,
        "materiality": size,
        "materiality_because": size_because,
        "materiality_open": size_open,
        "confidence": sure,
        "confidence_because": sure_because,
        "stage": max((e.stage for e in giving if e.stage), key=STAGES.index, default=None),
        "origins": origins,
        "origins_because": who,
    }


def _of(first: Evidence, told: Sequence[tuple[Evidence, Hit]], denials: Sequence[Hit]) -> Hit:
    """The hit that a piece of evidence comes from."""
    return next((h for e, h in told if e == first), None) or denials[0]


def _exemptions(rule: Rule) -> tuple[Exemption, ...]:
    """Exemptions that only a person can look into."""
    return tuple(
        Exemption(cited=", ".join(part for part in (x.act, x.para) if part), text=x.text) for x in rule.exempt if x.text
    )


def branch(rule: Rule, item: str | None) -> str:
    """The subject of an item: its first part, or the branches that the rule takes as one."""
    if item is None:
        return ""
    if any(below(item, node) for node in rule.gather.as_one):
        return "+".join(sorted(rule.gather.as_one))
    return item.partition(".")[0]


def graded(rule: Rule, evidence: Sequence[Evidence]) -> tuple[str, str]:
    """The tier of evidence, and why: that of the claim that is worth most, or T4 if two independent origins say that it is done.

    Args:
        rule: a precursor is never above T2.
        evidence: what affirms it, at least one.
    """
    first = lead(evidence)
    best = first.tier or TIERS[0]
    step = f"at the stage {first.stage}" if first.stage else "an act"
    because = f"{best}: {first.label} by {spoken_by(first)} (C{first.claim}), {step}"
    done = [e for e in evidence if e.label in SO and (e.stage is None or e.stage in DONE)]
    if best == "T3" and done:
        origins, who = count(done)
        if origins > 1:
            best, because = "T4", f"T4: {origins} independent origins say so ({who})"
    if rule.kind == "precursor" and TIERS.index(best) > TIERS.index(CAP):
        return CAP, f"{CAP}: a precursor is never above it (without that, {because})"
    return best, because


def _materiality(rule: Rule, hits: Sequence[Hit], event: RecordEvent | Seen, origins: int) -> tuple[str, str, bool]:
    """How much is at stake, why, and whether that is left open. What one claim leaves open another may tell."""
    given = any(h.transfer and h.transfer.gift for h in hits)
    sizes = [_size(h, event, origins, given=given) for h in hits]
    for level, text in (("high", rule.materiality.high), ("low", rule.materiality.low)):
        if not text:
            continue
        told = [holds(parse(text), size) for size in sizes]
        so = True in told if level == "high" else True in told and False not in told
        if so:
            return level, f"{level}: {text}", False
    asked = rule.materiality.low or rule.materiality.high
    if not asked:
        return "normal", "normal: the rule has no condition on it", False
    unknown = all(holds(parse(asked), size) is None for size in sizes)
    return "normal", f"normal: not {'told whether' if unknown else 'shown that'} {asked}", unknown


def _size(one: Hit, event: RecordEvent | Seen, origins: int, *, given: bool) -> Size:
    """What a condition may ask of a hit. That one report calls it a gift is not denied by another that does not say."""
    quantity = one.transfer.quantity if one.transfer else None
    amounts = (Amount(quantity.low, quantity.high, quantity.unit),) if quantity else ()
    gift = bool(one.transfer and one.transfer.gift) or (None if given else False)
    return Size(gift, event.assumed, event.historical, origins, amounts)


def _confidence(hits: Sequence[Hit], days: Days, stood: Standing, giving: Sequence[Evidence]) -> tuple[str, str]:
    """How sure our own reading is, and why: high without a doubt, medium with one, low with more."""
    items = [h.transfer.item for h in hits if h.transfer]
    link = max(e.likeness for e in giving)
    doubts = []
    if days.assumed:
        doubts.append("no report dates it")
    elif any(g.stood == PART for g in stood.grounds):
        doubts.append("the days reach beyond the time in force")
    if items and all(item.endswith(".unspecified") for item in items):
        doubts.append("the item is told only in general")
    if any(not g.named for g in stood.grounds):
        doubts.append("no paragraph names the item")
    if all(h.untold for h in hits):
        doubts.append("the other side is not told")
    if link < DOUBTFUL:
        doubts.append("the claim less likely than not belongs to its event")
    level = _LEVELS[min(len(doubts), 2)]
    return level, f"{level}: {'; '.join(doubts) or 'nothing had to be assumed'} (belongs to its event with {link:.2f})"


def _differing(event: RecordEvent | Seen, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Amounts and days on which reports differ."""
    found = []
    units: dict[tuple[str | None, str | None], dict[tuple[float | None, float | None], list[int]]] = {}
    for e in evidence:
        if e.quantity:
            some = units.setdefault((e.item, e.quantity.unit), {})
            some.setdefault((e.quantity.low, e.quantity.high), []).append(e.claim)
    for (item, unit), amounts in units.items():
        if not _overlap(amounts):
            told = "; ".join(f"{amount(*a)} {unit or ''}".strip() + f" (C{claims[0]})" for a, claims in amounts.items())
            found.append(f"amounts of {item} differ: {told}")
    return (*found, *(part for part in event.because.split("; ") if "days" in part and "origin" in part))


def _overlap(amounts: Collection[tuple[float | None, float | None]]) -> bool:
    """Whether one number may lie in all of some ranges: "about 1,000" and "more than 1,000" do not contradict each other."""
    low = max((a for a, _ in amounts if a is not None), default=None)
    high = min((b for _, b in amounts if b is not None), default=None)
    return low is None or high is None or low <= high


def _inferred(hits: Sequence[Hit], days: Days) -> tuple[str, ...]:
    """What was concluded and not told, each once."""
    found = [days.assumed] if days.assumed else []
    for h in hits:
        found += h.inferred
    for h in hits:
        event, told = h.claim.event, f"C{h.claim.id}"
        if h.transfer:
            found.append(f"{told}: {_way(event, h)}; {h.transfer.because}")
        if event.time and event.time.because:
            found.append(f"{told}: “{event.time.text}”: {event.time.because}")
        for party in (*event.actors, *event.recipients):
            if party.code.partition(" ")[0] in h.parties and party.because:
                found.append(f"{told}: “{party.text}” is {party.code}: {party.because}")
    return tuple(dict.fromkeys(found))[:MOST_INFERRED]


def _way(event: Event, one: Hit) -> str:
    """The dealing as it was derived."""
    dealing = one.transfer
    assert dealing
    words = [f"from {dealing.giver}"] if dealing.giver else []
    words += [f"to {dealing.taker}"] if dealing.taker else []
    words += [f"between {' and '.join(dealing.between)}"] if dealing.between else []
    return f"{dealing.stage} {' '.join(words)} from “{event.trigger.text}”"
