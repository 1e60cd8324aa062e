"""Rules × an event with its claims → verdicts. Pure: the same rules, event and day give the same verdicts.

A rule judges the dealings of single claims, not the event as a whole: an event may hold a rifle one way and a glove besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from communique.model import Transfer
from communique.record.spans import span
from communique.record.values import Claim, RecordEvent
from communique.record.watched import Seen
from communique.watch.alerts import OUTCOMES, Verdict
from communique.watch.evidence import attached
from communique.watch.force import FIRST, LAST, Days, Standing, standing
from communique.watch.matching import Around, Hit, OnList, hit
from communique.watch.rules import Pack
from communique.watch.values import Rule
from communique.watch.writing import Case, written


def evaluate(
    pack: Pack, event: RecordEvent | Seen, claims: Sequence[Claim], *, as_of: date, on_list: OnList | None = None
) -> tuple[Verdict, ...]:
    """What the rules make of an event.

    Args:
        pack: the rules. Those of the calendar are passed over (`calendar.plans`).
        event: the event.
        claims: all its claims; those of an earlier version or reading of a document are passed over.
        as_of: the day on which it is asked: what is stale or has ended is told by it. Whether a paragraph was in force is not.
        on_list: looks a party up in a list (`when.listed`); None if no list is loaded.

    Returns:
        In the order of the rules, for each that has to do with it: at most one alert, and what was considered, denied or needs checking.
    """
    claims = [claim for claim in claims if claim.current]
    dealt = [(claim, transfer) for claim in claims for transfer in claim.event.transfers]
    rules = _candidates(pack, dealt, claims)
    if not rules:
        return ()
    around = Around(pack.groups, days_of(event, claims), on_list)
    return tuple(v for rule in rules for v in _verdicts(pack, rule, event, claims, dealt, around, as_of))


def _candidates(pack: Pack, dealt: Sequence[tuple[Claim, Transfer]], claims: Sequence[Claim]) -> list[Rule]:
    """Rules that may have to do with an event, by branch of its items, by type, and by party."""
    found: dict[str, Rule] = {}
    if dealt and pack.by_branch:
        sides = {p for _, t in dealt for p in (t.giver, t.taker, *t.between)}
        for branch in dict.fromkeys(t.item.partition(".")[0] for _, t in dealt):
            for rule in pack.by_branch.get(branch, ()):
                asked = pack.asked[rule.id]
                if not asked or asked & sides:
                    found[rule.id] = rule
    if pack.of_acts:
        for kind in ("", *dict.fromkeys(c.event.type for c in claims)):
            found.update((rule.id, rule) for rule in pack.of_acts.get(kind, ()))
    if len(found) < 2:
        return list(found.values())
    return [rule for rule in pack.rules if rule.id in found]


def days_of(event: RecordEvent | Seen, claims: Sequence[Claim]) -> Days:
    """The days by which an event is judged: its own; else the day of publication, of capture if there is none, and marked as assumed."""
    if not event.assumed and (event.earliest or event.latest):
        return Days(event.earliest or FIRST, event.latest or LAST, span(event.earliest, event.latest))
    day = event.latest or event.earliest or event.first_published
    if day:
        return Days(day, day, day, f"no report dates it; judged by the day of publication, {day}")
    day = min(c.captured for c in claims)[:10]
    return Days(day, day, day, f"neither it nor its reports have a date; judged by the day of capture, {day}")


def _verdicts(
    pack: Pack,
    rule: Rule,
    event: RecordEvent | Seen,
    claims: Sequence[Claim],
    dealt: Sequence[tuple[Claim, Transfer]],
    around: Around,
    as_of: date,
) -> Iterator[Verdict]:
    """What a rule makes of an event; nothing if it is about something else."""
    units: Iterable[tuple[Claim, Transfer | None]] = dealt if rule.when.item else ((c, None) for c in claims)
    judged = [_judged(pack, rule, h, around) for c, t in units if (h := hit(rule, c, t, around))]
    sorts: dict[str, list[tuple[Hit, Standing]]] = {}
    for one, stood in judged:
        sorts.setdefault(_outcome(one, stood), []).append((one, stood))
    denied = [h for h, _ in sorts.get("denied", ())]
    for outcome in OUTCOMES:
        some = sorts.get(outcome, [])
        if not some or (outcome == "denied" and "alert" in sorts):
            continue
        hits = [h for h, _ in some]
        denials = [*denied, *attached(claims, [h for h, _ in judged])] if outcome == "alert" else []
        yield written(Case(pack, rule, event, outcome, around, as_of, _merged([s for _, s in some]), hits, denials))


def _judged(pack: Pack, rule: Rule, one: Hit, around: Around) -> tuple[Hit, Standing]:
    """A hit, and how the rule stood towards it on the days of the event."""
    if one.missed:
        return one, Standing("considered", because=one.missed)
    stood = standing(rule, one.transfer.item if one.transfer else None, around.days)
    if stood.outcome != "holds":
        return one, stood
    for exempt in rule.exempt:
        if exempt.rule and _holds(pack, pack.by_id[exempt.rule], one, around):
            return one, Standing("considered", because=f"excepted, because the rule {exempt.rule} matches it")
    unnamed = one.transfer and stood.grounds and not stood.grounds[0].named
    if unnamed and one.transfer:
        told = f"{one.transfer.item} is taken for a step; no paragraph names it"
        one = replace(one, inferred=(*one.inferred, told))
    return one, stood


def _holds(pack: Pack, rule: Rule, one: Hit, around: Around) -> bool:
    """Whether another rule matches the same dealing, its own exceptions counted."""
    other = hit(rule, one.claim, one.transfer if rule.when.item else None, around)
    return other is not None and _judged(pack, rule, other, around)[1].outcome == "holds"


def _outcome(one: Hit, stood: Standing) -> str:
    """What becomes of a hit."""
    if stood.outcome != "holds":
        return stood.outcome
    return "denied" if one.denied else "alert"


def _merged(stood: Sequence[Standing]) -> Standing:
    """How a rule stood towards several items of one event."""
    return Standing(
        stood[0].outcome,
        tuple(dict.fromkeys(g for s in stood for g in s.grounds)),
        tuple(dict.fromkeys(p for s in stood for p in s.periods)),
        "; ".join(dict.fromkeys(s.because for s in stood if s.because)),
    )
