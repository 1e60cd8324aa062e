"""An alert before and after → what changed, in words; whether people are told of it; and whether an acknowledged alert opens again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from communique.export.escape import clip, plain
from communique.record.spans import span
from communique.watch.alerts import TIERS, Alert, Evidence
from communique.watch.evidence import LONGEST_NAME, spoken_by

KINDS: tuple[str, ...] = (
    "raised",
    "returned",
    "tier",
    "origins",
    "denial",
    "correction",
    "rule",
    "withdrawn",
    "merged",
    "evidence",
    "reread",
    "details",
)
"""What may change about an alert. Of a plan it is its state."""

STATES: tuple[str, ...] = ("new", "seen", "accepted", "rejected", "escalated", "closed")
"""What people may say of an alert; it is new when it is raised."""

REOPENED: tuple[str, ...] = ("seen", "accepted", "rejected", "closed")
"""States from which an alert opens again. One that was escalated is open already."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that changed.

    Attributes:
        kind: one of `KINDS`.
        told: what, in words.
        tells: whether people are told of it.
        reopens: whether an alert that was seen, accepted, rejected or closed is new again by it.
    """

    kind: str
    told: str
    tells: bool = False
    reopens: bool = False


def raised(alert: Alert) -> tuple[Step, ...]:
    """The first step of an alert."""
    return (Step("raised", alert.tier_because, tells=True),)


def returned(alert: Alert) -> tuple[Step, ...]:
    """The step of an alert that rested on nothing for a while."""
    return (Step("returned", f"it rests on evidence again; {alert.tier_because}", tells=True, reopens=True),)


def withdrawn(because: str) -> tuple[Step, ...]:
    """The step of an alert that rests on nothing any more."""
    return (Step("withdrawn", because, tells=True, reopens=True),)


def merged(into: str) -> tuple[Step, ...]:
    """The step of an alert whose events are part of another one now; that one tells what is new. It is told to whoever was told of it."""
    return (Step("merged", f"what it rests on is part of {into} now", tells=True),)


def differences(old: Alert, new: Alert, lost: Mapping[int, str] = MappingProxyType({})) -> tuple[Step, ...]:
    """What changed between two states of an alert, the weightiest first; nothing if nothing did.

    By the research on the watch (section 9) people are told, and an acknowledged alert opens again, where the tier rises, a second
    independent origin comes, a first denial, a correction of what it rests on, or the paragraphs change; more of the same is silent.

    Args:
        old: as it was.
        new: as it is.
        lost: why claims that it rested on do so no more, in words, by their numbers.
    """
    exchanged = _exchanged(old, new)
    steps = [
        *_tier(old, new),
        *_origins(old, new),
        *_denials(old, new, exchanged),
        *_corrections(exchanged, lost),
        *_rule(old, new),
        *_evidence(old, new, exchanged),
        *_rereadings(exchanged),
        *_details(old, new),
    ]
    return tuple(sorted(steps, key=lambda s: KINDS.index(s.kind)))


def _tier(old: Alert, new: Alert) -> Iterator[Step]:
    """The tier rises or falls. That it falls is told as well: somebody may rely on it."""
    if old.tier != new.tier:
        up = TIERS.index(new.tier or TIERS[0]) > TIERS.index(old.tier or TIERS[0])
        yield Step("tier", f"{old.tier} → {new.tier}: {new.tier_because}", tells=True, reopens=up)


def _origins(old: Alert, new: Alert) -> Iterator[Step]:
    """More or fewer independent origins."""
    if old.origins != new.origins:
        second = old.origins < 2 <= new.origins
        told = (
            f"{old.origins} → {new.origins} independent origin{'' if new.origins == 1 else 's'}: {new.origins_because}"
        )
        yield Step("origins", told, tells=second, reopens=second)


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """Evidence that fell away, with what stands in its place, if anything does; and whether that denies what the old one affirmed."""

    old: Evidence
    new: Evidence | None
    turned: bool


def _exchanged(old: Alert, new: Alert) -> list[_Exchanged]:
    """Evidence of the old alert that the new one has no more, each with its successor: of the same report, and as like it as can be."""
    there = {e.claim for e in (*new.evidence, *new.contrary)}
    known = {e.claim for e in (*old.evidence, *old.contrary)}
    fresh = [e for e in (*new.evidence, *new.contrary) if e.claim not in known]
    denied, denies = ({e.claim for e in some.contrary} for some in (old, new))
    found = []
    for lost in (e for e in (*old.evidence, *old.contrary) if e.claim not in there):
        heirs = [e for e in fresh if e.key == lost.key]
        heir = max(heirs, key=lambda e: (_alike(lost, e), -e.claim), default=None)
        if heir:
            fresh.remove(heir)
        turned = bool(heir and heir.claim in denies and lost.claim not in denied)
        found.append(_Exchanged(lost, heir, turned))
    return found


_SUBSTANCE: dict[str, Callable[[Evidence], object]] = {
    "item": lambda e: e.item,
    "label": lambda e: e.label,
    "word": lambda e: e.trigger.text,
    "sides": lambda e: " → ".join(e.between or (e.giver or "?", e.taker or "?")),
    "stage": lambda e: e.stage,
    "source": lambda e: e.source,
    "amount": lambda e: e.quantity and (e.quantity.low, e.quantity.high, e.quantity.unit),
    "gift": lambda e: e.gift,
    "status": lambda e: e.status,
    "days": lambda e: e.days,
}
"""What a piece of evidence says, apart from where."""


def _alike(one: Evidence, other: Evidence) -> int:
    """How many parts of what two pieces of evidence say are the same."""
    return sum(part(one) == part(other) for part in _SUBSTANCE.values())


def _corrections(exchanged: Iterable[_Exchanged], lost: Mapping[int, str]) -> Iterator[Step]:
    """Reports that were corrected in what an alert rests on, and claims on which it rests no more."""
    for one in exchanged:
        if one.new is None:
            why = lost.get(one.old.claim, "it is not among what the rule finds")
            told = f"it rests no more on C{one.old.claim} ({_short(one.old)}): {why}"
            yield Step("correction", told, tells=True, reopens=True)
        elif one.new.document != one.old.document and _alike(one.old, one.new) < len(_SUBSTANCE):
            told = f"D{one.old.document} was corrected (D{one.new.document}), {_short(one.new)}: {_corrected(one.old, one.new)}"
            yield Step("correction", told, tells=True, reopens=True)


def _corrected(old: Evidence, new: Evidence) -> str:
    """What is different between two pieces of evidence, in words."""
    parts = ((name, part(old), part(new)) for name, part in _SUBSTANCE.items())
    told = ((name, _worded(name, old, was), _worded(name, new, now)) for name, was, now in parts if was != now)
    return "; ".join(f"{name} {was} → {now}" for name, was, now in told)


def _worded(name: str, one: Evidence, value: object) -> str:
    """One part of what a piece of evidence says."""
    if name == "amount":
        return clip(plain(one.quantity.text), LONGEST_NAME) if one.quantity else "not told"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clip(plain(str(value)), LONGEST_NAME) if value else "not told"


def _rereadings(exchanged: Iterable[_Exchanged]) -> Iterator[Step]:
    """Evidence in new words of the same report, or from a new reading of it."""
    for one in exchanged:
        if one.new is None:
            continue
        if one.new.document == one.old.document:
            yield Step("reread", f"C{one.old.claim} was read anew (C{one.new.claim}): {_short(one.new)}")
        elif _alike(one.old, one.new) == len(_SUBSTANCE):
            yield Step("reread", f"D{one.new.document} is a new version of D{one.old.document} and says the same")


def _denials(old: Alert, new: Alert, exchanged: Iterable[_Exchanged]) -> Iterator[Step]:
    """Denials that came: the first one opens an alert again, and one of a further origin is told.

    That a report was corrected to a denial is told as a correction; that its old words are read as one now, is not told elsewhere.
    """
    instead = {x.new.claim for x in exchanged if x.new and not (x.turned and x.new.document == x.old.document)}
    known = {e.claim for e in old.contrary} | instead
    origins = {e.origin for e in old.contrary}
    first = not old.contrary
    for e in new.contrary:
        if e.claim not in known:
            yield Step("denial", f"denied by {_short(e)}", tells=e.origin not in origins, reopens=first)
            origins.add(e.origin)


def _evidence(old: Alert, new: Alert, exchanged: Iterable[_Exchanged]) -> Iterator[Step]:
    """Claims that came and say what is said already."""
    known = {e.claim for e in old.evidence} | {one.new.claim for one in exchanged if one.new}
    events = set(old.events)
    for e in new.evidence:
        if e.claim not in known:
            more = f", E{e.event} gathered" if e.event not in events else ""
            copied = f", a copy of D{e.family}" if e.family != e.document else ""
            yield Step("evidence", f"{_short(e)}{copied}{more}")


def _rule(old: Alert, new: Alert) -> Iterator[Step]:
    """Other paragraphs, other force, another state of their checks; or only other words of the rule."""
    for name, told in (("basis", "paragraphs"), ("force", "force"), ("contested_by", "contested by")):
        before, after = getattr(old, name), getattr(new, name)
        if name == "basis":
            # the days of the event, which a reference carries, may change without the paragraphs
            before, after = (
                tuple(dict.fromkeys((r.told, r.stood, r.verified) for r in some)) for some in (before, after)
            )
        if before != after:
            words = _listed if _listed(before) != _listed(after) else _in_full
            yield Step("rule", f"{told}: {words(before)} → {words(after)}", tells=True, reopens=True)
    grave = ("contested", "ended", "stale")
    fresh = [c for c in new.cautions if c.kind in grave and c.kind not in {d.kind for d in old.cautions}]
    yield from (Step("rule", c.told, tells=True, reopens=True) for c in fresh)
    if old.digest != new.digest:
        yield Step("rule", f"the rule was written anew (digest {old.digest} → {new.digest})")


def _details(old: Alert, new: Alert) -> Iterator[Step]:
    """What sorts and describes."""
    for name in ("materiality", "confidence"):
        if getattr(old, name) != getattr(new, name):
            told = f"{name} {getattr(old, name)} → {getattr(new, name)}: {getattr(new, f'{name}_because')}"
            yield Step("details", told)
    if (old.first_day, old.last_day) != (new.first_day, new.last_day):
        before, after = (span(a.first_day, a.last_day) for a in (old, new))
        yield Step("details", f"its days: {before} → {after}")
    if old.differing != new.differing and new.differing:
        yield Step("details", "; ".join(new.differing))


def _short(one: Evidence) -> str:
    """A piece of evidence in a few words."""
    what = f" {one.stage} {one.item}" if one.item and one.stage else ""
    much = one.quantity.text if one.quantity and one.quantity.text else ""
    return (
        f"{spoken_by(one)}, {one.label}{what}{f' ({much})' if much else ''}, {one.published or 'undated'}, C{one.claim}"
    )


def _listed(some: Sequence[object]) -> str:
    """Values in words: of a paragraph, how it is cited."""
    return ", ".join(str(s[0]) if isinstance(s, tuple) else str(s) for s in some) or "none"


def _in_full(some: Sequence[object]) -> str:
    """Paragraphs with how they stood, and whether anybody checked that."""
    told = (s if isinstance(s, tuple) else (s, "", True) for s in some)
    return ", ".join(f"{cited} ({stood}, {'verified' if so else 'NOT VERIFIED'})" for cited, stood, so in told)
