"""Verdicts → alerts: one for each rule and event; a season of precursors as one; and never two for what may be one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from communique.record.spans import between
from communique.watch.alerts import MATERIALITY, TIERS, Alert, Evidence, Ground, Verdict, stable_id
from communique.watch.evidence import count
from communique.watch.rules import Pack, below
from communique.watch.telling import in_order, of_sources
from communique.watch.values import SEASON


@dataclass(slots=True)
class _Alert:
    """An alert as it grows.

    Attributes:
        founder: the verdict that founded it.
        verdicts: all of it.
        denials: what denies it in events of their own.
        reasons: why each further event belongs to it.
    """

    founder: Verdict
    verdicts: list[Verdict]
    denials: list[Verdict] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Alerts:
    """Alerts in the order in which they are founded, with what a further verdict is found a home by."""

    all: list[_Alert] = field(default_factory=list)
    by_event: dict[tuple[str, int], tuple[_Alert, Verdict]] = field(default_factory=dict)
    by_matter: dict[tuple[str, tuple[str, ...], str], list[_Alert]] = field(default_factory=dict)

    def add(self, verdict: Verdict, home: _Alert | None) -> None:
        """A verdict that founds an alert or joins one."""
        if home is None:
            home = _Alert(verdict, [])
            self.all.append(home)
            self.by_matter.setdefault(_matter(verdict), []).append(home)
        home.verdicts.append(verdict)
        self.by_event[verdict.rule, verdict.event] = home, verdict


def gather(pack: Pack, verdicts: Iterable[Verdict]) -> tuple[Alert, ...]:
    """Alerts of verdicts, in the order in which the record learned of the events that founded them.

    Precursors of one rule are one alert if their parties and their subject are the same and their days lie within the rule's season of
    the event that founded it. Other verdicts of one rule are one alert where the record holds the events for possibly the same, and
    sides, subject and days agree: the alert shows both, and each keeps its own tier. A denial that is an event of its own goes by the same
    rules to what it denies.

    A further event never changes which event founded an alert, so ids stay.

    Args:
        pack: the rules.
        verdicts: what `evaluate` gave, of any events and in any order; those that are no alert and no denial are passed over.
    """
    ordered = sorted(verdicts, key=lambda v: (v.event, v.rule))
    found = _Alerts()
    for verdict in (v for v in ordered if v.outcome == "alert"):
        home = _home(pack, verdict, found)
        if home:
            home[0].reasons.append(home[1])
        found.add(verdict, home[0] if home else None)
    for verdict in (v for v in ordered if v.outcome == "denied"):
        home = _home(pack, verdict, found)
        if home:
            home[0].denials.append(verdict)
    return tuple(sorted((_alert(one) for one in found.all), key=lambda a: (a.founded, a.rule)))


def _matter(verdict: Verdict) -> tuple[str, tuple[str, ...], str]:
    """Rule, parties and subject."""
    return verdict.rule, verdict.parties, verdict.branch


def _home(pack: Pack, verdict: Verdict, found: _Alerts) -> tuple[_Alert, str] | None:
    """The first alert that a verdict belongs to, and why; None if there is none."""
    if verdict.kind == "precursor":
        rule = pack.by_id.get(verdict.rule)
        season = rule.gather.days if rule else SEASON
        for one in found.by_matter.get(_matter(verdict), ()):
            apart = abs(between(one.founder.first_day, verdict.first_day))
            if apart <= season:
                told = f"E{verdict.event}: same parties and subject, {apart} days from E{one.founder.event}"
                return one, f"{told} (at most {season})"
        return None
    known = [found.by_event[verdict.rule, n] for n in verdict.near if (verdict.rule, n) in found.by_event]
    twins = [(one, twin) for one, twin in known if _maybe_one(verdict, twin)]
    if not twins:
        return None
    one, twin = min(twins, key=lambda pair: (pair[0].founder.event, pair[1].event))
    return one, f"E{verdict.event}: possibly the same event as E{twin.event}, by the record"


def _maybe_one(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts of one rule, on events that the record holds for possibly the same, may be of one."""
    days = one.first_day <= other.last_day and other.first_day <= one.last_day
    return days and one.parties == other.parties and any(_alike(a, b) for a in one.items for b in other.items)


def _alike(one: str, other: str) -> bool:
    """Whether one item may be the other, as loosely as either is told."""
    one, other = one.removesuffix(".unspecified"), other.removesuffix(".unspecified")
    return below(one, other) or below(other, one)


def _alert(one: _Alert) -> Alert:
    """An alert of its verdicts: what is shown first is the verdict of the highest tier; nothing of the others is lost."""
    verdicts = one.verdicts
    top = max(verdicts, key=lambda v: (TIERS.index(v.tier or "T1"), -v.event))
    size = max(verdicts, key=lambda v: MATERIALITY.index(v.materiality))
    told = {name: getattr(top, name) for name in Ground.model_fields}
    told |= _together(verdicts)
    contrary = [e for v in (*verdicts, *one.denials) for e in v.contrary]
    told |= {
        "materiality": size.materiality,
        "materiality_because": size.materiality_because,
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


def _together(verdicts: Sequence[Verdict]) -> Mapping[str, object]:
    """What several verdicts have together."""
    if len(verdicts) == 1:
        return {}
    evidence = _once([e for v in verdicts for e in v.evidence])
    origins, who = count(evidence)
    days = sorted(v.first_day for v in verdicts), sorted(v.last_day for v in verdicts)
    found: dict[str, object] = {
        name: tuple(dict.fromkeys(x for v in verdicts for x in getattr(v, name)))
        for name in ("basis", "force", "differing", "inferred", "exemptions")
    }
    kept = (c for v in verdicts for c in v.cautions if c.kind not in ("no-source", "one-side"))
    found["cautions"] = in_order([*kept, *of_sources(evidence)])
    return found | {
        "evidence": evidence,
        "origins": origins,
        "origins_because": who,
        "first_day": days[0][0],
        "last_day": days[1][-1],
        "items": tuple(sorted({i for v in verdicts for i in v.items})),
        "parties": tuple(sorted({p for v in verdicts for p in v.parties})),
        "contested_by": tuple(sorted({c for v in verdicts for c in v.contested_by})),
    }


def _once(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence without repetitions, by event and claim."""
    return tuple(sorted(dict.fromkeys(evidence), key=lambda e: (e.event, e.claim)))
