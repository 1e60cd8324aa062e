"""Verdicts that changed → alerts that are raised, grow, change or end. An alert keeps its id for ever, whatever becomes of the event that founded it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection

from communique.record import alerting
from communique.record.alerting import Matter, Row
from communique.record.record import Record
from communique.watch import history
from communique.watch.alerts import Alert, Plan, Verdict
from communique.watch.fate import Fate
from communique.watch.gather import Before, Group, Sketch, alert, grouped
from communique.watch.history import REOPENED, Step
from communique.watch.pairing import Pair, Pairing
from communique.watch.rules import Pack

SYSTEM = "communique"
"""Who gives an alert a state that no person gave it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became different about an alert or a plan.

    Attributes:
        id: number, growing with time.
        at: when, ISO 8601 in UTC.
        subject: id of the alert or plan.
        number: which change of it this is, from 1.
        kinds: kinds of `history.KINDS`, or the state of the plan.
        told: what, in words.
        tells: whether people are told of it.
        body: the alert or plan as it was told; None where it was not.
    """

    id: int
    at: str
    subject: str
    number: int
    kinds: tuple[str, ...]
    told: tuple[str, ...]
    tells: bool
    body: Alert | Plan | None = None


@dataclass(slots=True)
class _Written:
    """What one rule's gathering writes."""

    alerts: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    states: list[Row] = field(default_factory=list)


def raise_alerts(record: Record, pack: Pack, at: str) -> list[Change]:
    """Gather what changed, some rules a transaction.

    Args:
        record: an open record.
        pack: the rules; what waits of others goes on waiting.
        at: time of the run.

    Returns:
        The changes of alerts, in order.
    """
    with record.reading() as connection:
        waiting = [rule for rule in alerting.ungathered(connection) if rule in pack.by_id]
    found: list[Change] = []
    for start in range(0, len(waiting), RULES):
        with record.writing() as connection:
            matters = alerting.ungathered(connection)
            for rule in (r for r in waiting[start : start + RULES] if r in matters):
                written = _gather(connection, pack, rule, matters[rule], at)
                alerting.put_alerts(connection, written.alerts)
                found += map(change, alerting.add_changes(connection, written.changes))
                alerting.add_states(connection, written.states)
                alerting.gathered(connection, matters[rule])
    return found


RULES = 20
"""Rules whose alerts are gathered in one transaction: each takes milliseconds, and the transaction itself as long as several."""


def change(row: Mapping[str, object]) -> Change:
    """A change of its row."""
    body, subject = row["body"], str(row["subject"])
    kind: type[Alert | Plan] = Alert if subject.startswith("a-") else Plan
    return Change(
        id=int(str(row["id"])),
        at=str(row["at"]),
        subject=subject,
        number=int(str(row["number"])),
        kinds=tuple(str(row["kinds"]).split()),
        told=tuple(json.loads(str(row["told"]))),
        tells=bool(row["tells"]),
        body=kind.model_validate_json(str(body)) if body else None,
    )


def _gather(connection: Connection, pack: Pack, rule: str, matters: Sequence[Matter], at: str) -> _Written:
    """The alerts of some matters of a rule, and what is different about them."""
    rows, stored = _around(connection, rule, matters)
    digests = {row["event"]: row["digest"] for row in rows}
    groups = grouped(pack, map(_sketch, rows), [_before(row) for row in stored if row["ended"] is None])
    found = Pairing(connection, rule, groups, stored)
    where = {v.event: pair.id for pair in found.pairs for v in pair.group.verdicts}
    different = [
        (pair, digest)
        for pair in found.pairs
        for digest in [_digest(pair.group, digests)]
        if pair.row is None or pair.row["digest"] != digest or pair.row["ended"] is not None
    ]
    events = sorted({v.event for pair, _ in different for v in (*pair.group.verdicts, *pair.group.denials)})
    bodies = map(Verdict.model_validate_json, alerting.bodies(connection, rule, events))
    whole = {(v.rule, v.event): v for v in bodies}
    written, fate = _Written(), Fate(connection, pack, where)
    for pair, digest in different:
        _compare(alert(pair.group, whole), pair, digest, at, written, fate)
    for row in found.left:
        gone, into = Alert.model_validate_json(row["body"]), found.into(row)
        steps = history.merged(into) if into else history.withdrawn(fate.ended(gone))
        _write(gone, row, steps, row["digest"], at, written, ended=steps[0].told)
    alerting.gathered_into(connection, rule, where)
    return written


def _around(connection: Connection, rule: str, matters: Sequence[Matter]) -> tuple[list[Row], list[Row]]:
    """Verdicts of some matters with all that were gathered together with any of them, and the alerts of all these."""
    rows = {(row["event"], row["outcome"]): row for row in alerting.sketches(connection, matters)}
    stored: list[Row] = []
    while True:
        ids = {row["alert"] for row in rows.values() if row["alert"]}
        more = alerting.alerts_of(connection, matters, ids)
        if len(more) == len(stored):
            return [rows[key] for key in sorted(rows)], more
        stored = more
        events = {event for row in stored for event in json.loads(row["body"]).get("events", ())}
        found = alerting.sketches_of(connection, (row["id"] for row in stored), events, rule)
        rows |= {(row["event"], row["outcome"]): row for row in found}


def _before(row: Row) -> Before:
    """An alert as it stood before."""
    body = json.loads(row["body"])
    return Before(row["id"], body["founded"], frozenset(body["events"]))


def _sketch(row: Mapping[str, object]) -> Sketch:
    """A verdict as far as gathering goes by it, of its row."""
    told = {name: str(row[name]) for name in ("rule", "outcome", "kind", "branch", "first_day", "last_day")}
    parties, items = (tuple(str(row[name]).split()) for name in ("parties", "items"))
    near = tuple(map(int, str(row["near"]).split()))
    return Sketch(event=int(str(row["event"])), parties=parties, items=items, near=near, **told)


def _digest(group: Group, digests: Mapping[int, str]) -> str:
    """What changes when any verdict of a group does."""
    told = [f"{v.event} {v.outcome} {digests[v.event]}" for v in (*group.verdicts, *group.denials)]
    return sha256("\n".join(sorted(told)).encode()).hexdigest()[:16]


def _compare(new: Alert, pair: Pair, digest: str, at: str, written: _Written, fate: Fate) -> None:
    """Write what is different about an alert."""
    row = pair.row
    if row is None:
        new = new.model_copy(update={"id": pair.id})
        _write(new, None, history.raised(new), digest, at, written)
        return
    old = Alert.model_validate_json(row["body"])
    new = new.model_copy(update={"id": old.id, "founded": old.founded})
    steps = history.returned(new) if row["ended"] is not None else history.differences(old, new, fate.lost(old, new))
    _write(new, row, steps, digest, at, written)


def _write(
    new: Alert,
    row: Row | None,
    steps: Sequence[Step],
    digest: str,
    at: str,
    written: _Written,
    ended: str | None = None,
) -> None:
    """An alert as it is now, its change if there is one, and its state if it opens again."""
    number = (row["number"] if row else 0) + bool(steps)
    state = row["state"] if row else "new"
    body = new.model_dump_json(exclude_defaults=True)
    settled = _settled(steps, state)
    if settled:
        state, why = settled
        written.states.append({"at": at, "alert": new.id, "state": state, "who": SYSTEM, "why": why, "number": number})
    if steps:
        written.changes.append(_change(new.id, number, steps, at, body))
    written.alerts.append(
        {
            **{name: getattr(new, name) for name in ("id", "rule", "branch", "tier", "materiality", "confidence")},
            "parties": " ".join(new.parties),
            "state": state,
            "raised": row["raised"] if row else at,
            "changed": at if steps or row is None else row["changed"],
            "number": number,
            "ended": ended,
            "digest": digest,
            "body": body,
        }
    )


def _settled(steps: Sequence[Step], state: str) -> tuple[str, str] | None:
    """The state that a change gives an alert, and why; None if it gives it none.

    What reopens it makes it new. One that is part of another alert now is closed with that, unless somebody has it in hand.
    """
    if any(s.reopens for s in steps) and state in REOPENED:
        return "new", "; ".join(s.told for s in steps if s.reopens)
    if any(s.kind == "merged" for s in steps) and state in ("new", "seen"):
        return "closed", "; ".join(s.told for s in steps)
    return None


def _change(subject: str, number: int, steps: Sequence[Step], at: str, body: str) -> Row:
    """The row of a change."""
    tells = any(s.tells for s in steps)
    return {
        "at": at,
        "subject": subject,
        "number": number,
        "kinds": " ".join(dict.fromkeys(s.kind for s in steps)),
        "told": json.dumps([s.told for s in steps], ensure_ascii=False),
        "tells": int(tells),
        "body": body if tells else None,
    }
