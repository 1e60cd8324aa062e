"""Rules over a record → alerts in it. Each run looks at what changed since the last one, and may be interrupted at any moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Protocol

from sqlalchemy import Connection

from communique.record import alerting, watched
from communique.record.alerting import Row
from communique.record.facts import now
from communique.record.record import Record
from communique.record.schema_watch import DAY
from communique.record.spans import between
from communique.watch.alerts import Verdict
from communique.watch.due import follow_plans
from communique.watch.evaluate import evaluate
from communique.watch.force import FIRST, LAST, last_end
from communique.watch.interest import interesting
from communique.watch.matching import OnList
from communique.watch.needing import lists_needed, without
from communique.watch.raising import Change, raise_alerts
from communique.watch.rules import Pack
from communique.watch.telling import STALE
from communique.watch.values import Rule

A_TIME = 200
"""Events that are judged in one transaction, so that whoever adds reports never waits long."""


class Asked(Protocol):
    """Services that look-ups depend on."""

    def open(self) -> bool:
        """Whether look-ups left something open that only a service can tell: until it is asked they find nobody."""

    def ask(self) -> Mapping[str, str]:
        """Ask what is open, outside of any transaction; names of lists that give no answer, each with the reason."""


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of names as the rules ask them in one run.

    Attributes:
        names: names of the lists.
        on_list: looks a party up in a list.
        digest: what changes when a list or a judgement on a name does.
        asked: services among them; None if all are files.
    """

    names: tuple[str, ...]
    on_list: OnList
    digest: str
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the watch came to.

    Attributes:
        at: when it began, ISO 8601 in UTC.
        as_of: the day by which it judged.
        events: how many events it looked at.
        verdicts: how many verdicts are new, different or gone.
        changes: what changed about alerts and plans, in order.
        left: rules that the record has alerts of and that are not loaded: their alerts stay as they are.
        unheard: rules that need a service which gave no answer, in words; the next run makes up for them.
        doubtful: by rule: how many more events it would match, were it not that its last known end has passed and it needs checking.
    """

    at: str
    as_of: str
    events: int
    verdicts: int
    changes: tuple[Change, ...]
    left: tuple[str, ...]
    unheard: tuple[str, ...] = ()
    doubtful: Mapping[str, int] = field(default_factory=dict)


def watch(
    record: Record,
    pack: Pack,
    *,
    as_of: date,
    at: str | None = None,
    lists: Lists | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Judge what changed since the last run, and bring the alerts of the record up to date.

    A rule that is new, was written anew, or has gone stale or ended since, looks at the whole record. What was judged is kept as it is
    found; alerts follow at the end, so that an interrupted run is made up for by the next one.

    Args:
        record: an open record.
        pack: the rules. Alerts of rules that are not among them stay as they are.
        as_of: the day by which is told what is stale, has ended or is due.
        at: the time of the run, ISO 8601 in UTC; now, if None.
        lists: lists of names; None if none is loaded.
        progress: called with events done and events in all.

    Raises:
        BadRecord: the record cannot be written; what was written before is whole.
    """
    at = at or now()
    with record.reading() as connection:
        mark = watched.last_change(connection)
        stood = alerting.standings(connection)
        needed = lists_needed(pack)
        standing = {r.id: _standing(pack, r, as_of, lists if r.id in needed else None) for r in pack.rules}
        fresh = {rule.id for rule in pack.rules if stood.get(rule.id, ("", 0))[0] != standing[rule.id]}
        since = min((stood[r.id][1] for r in pack.rules if r.id not in fresh), default=mark)
        changed = watched.changed_events(connection, since, mark)
        looked_at = _to_judge(connection, pack, fresh, changed)
    _begin(record, pack, fresh, at)
    silent: dict[str, str] = {}
    different: list[tuple[str, int, str]] = []
    for done, part in _parts(looked_at):
        different += _judge(record, pack, part, as_of, lists, silent)
        if progress:
            progress(done, len(looked_at))
    heard, unheard = _heard(pack, silent)
    told = raise_alerts(record, pack, at)
    told += follow_plans(record, pack, changed, fresh, as_of=as_of, at=at, before=DAY in stood)
    with record.writing() as connection:
        marks = {r: s for r, s in standing.items() if r in heard.by_id}
        alerting.set_standings(connection, {**marks, DAY: as_of.isoformat()}, mark)
        left = tuple(sorted(set(alerting.rules_with_alerts(connection)) - standing.keys()))
    doubtful = Counter(rule for rule, _, outcome in different if outcome == "needs-checking")
    return Run(at, as_of.isoformat(), len(looked_at), len(different), tuple(told), left, unheard, dict(doubtful))


def last_day(record: Record) -> str:
    """The last day by which a record was judged, ISO 8601; "" if it never was. What came due or grew old until then has been told."""
    with record.reading() as connection:
        return alerting.standings(connection).get(DAY, ("", 0))[0]


def _standing(pack: Pack, rule: Rule, as_of: date, lists: Lists | None) -> str:
    """What a rule goes by: when it changes, the rule looks at the whole record again."""
    day = as_of.isoformat()
    if rule.kind == "calendar":
        return f"{pack.digests[rule.id]} {day}"  # plans come due without anything in the record changing
    group = pack.groups[rule.when.bound_party] if rule.when.bound_party else None
    checks = [c for c in (rule.checked, *(b.checked for b in rule.basis), group.checked if group else None) if c]
    parts = [
        pack.digests[rule.id],
        f"{sum(between(c.on, day) > STALE for c in checks)} old",
        "ended" if (last_end(rule) or day) < day else "open",
        sha256(group.model_dump_json().encode()).hexdigest()[:12] if group else "",
        lists.digest if lists else "",
    ]
    return " ".join(filter(None, parts))


def _to_judge(connection: Connection, pack: Pack, fresh: set[str], changed: Sequence[int]) -> list[int]:
    """Events to look at: what changed, since a verdict on it may have to go; and for rules that look again, what they may be about."""
    again = [r for r in pack.rules if r.kind != "calendar" and r.id in fresh]
    found = {*changed, *(interesting(connection, again) if again else ())}
    for rule in again:
        found.update(alerting.judged_by(connection, rule.id))
    return sorted(found)


def _parts(numbers: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """Events, so many at a time, each time with how many there are with those before."""
    for start in range(0, len(numbers), A_TIME):
        part = numbers[start : start + A_TIME]
        yield start + len(part), part


def _judge(
    record: Record,
    pack: Pack,
    part: Sequence[int],
    as_of: date,
    lists: Lists | None,
    silent: dict[str, str],
) -> list[tuple[str, int, str]]:
    """Judge some events in one transaction; which verdicts are different.

    What has to be asked of services is found by a look without writing, so that no writer waits for an answer. Rules whose service gives
    none are left out from there on; the service goes into `silent`.
    """
    while True:
        heard, _ = _heard(pack, silent)
        if lists and lists.asked:
            with record.reading() as connection:
                _rows(connection, heard, part, as_of, lists)
            if lists.asked.open():
                silent.update(lists.asked.ask())
                continue
        with record.writing() as connection:
            rows = _rows(connection, heard, part, as_of, lists)
            if not (lists and lists.asked and lists.asked.open()):  # open again only if somebody wrote in between
                return alerting.put_verdicts(connection, part, heard.by_id, rows)


def _heard(pack: Pack, silent: Mapping[str, str]) -> tuple[Pack, tuple[str, ...]]:
    """Rules whose services answer, and the others in words."""
    return without(pack, {name: f", which gives no answer now ({told})" for name, told in silent.items()})


def _rows(connection: Connection, pack: Pack, part: Sequence[int], as_of: date, lists: Lists | None) -> list[Row]:
    """Verdicts of rules on events."""
    wanted = interesting(connection, pack.rules, part)
    return [
        _row(verdict)
        for event, claims in watched.seen(connection, sorted(wanted))
        for verdict in evaluate(pack, event, claims, as_of=as_of, on_list=lists.on_list if lists else None)
    ]


def _row(verdict: Verdict) -> Row:
    """A verdict as the record keeps it."""
    body = verdict.model_dump_json(exclude_defaults=True)
    return {
        **{name: getattr(verdict, name) for name in ("rule", "event", "outcome", "kind", "branch")},
        "parties": " ".join(verdict.parties),
        "items": " ".join(verdict.items),
        "first_day": verdict.first_day or FIRST,
        "last_day": verdict.last_day or LAST,
        "near": " ".join(map(str, verdict.near)),
        "digest": sha256(body.encode()).hexdigest()[:16],
        "body": body,
    }


def _begin(record: Record, pack: Pack, fresh: Iterable[str], at: str) -> None:
    """Keep the text of every rule that judges, and have the alerts gathered anew of those that look at the whole record."""
    rows = [
        {"digest": pack.digests[r.id], "rule": r.id, "at": at, "body": r.model_dump_json(by_alias=True)}
        for r in pack.rules
    ]
    with record.writing() as connection:
        alerting.put_rules(connection, rows)
        alerting.mark_alerts(connection, fresh)
