"""Plans of a record, followed: which have come due, are overdue, or were settled since the watch last looked."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from communique.record import alerting, watched
from communique.record.alerting import Row
from communique.record.record import Record
from communique.record.spans import between
from communique.watch.alerts import Plan, stable_id
from communique.watch.calendar import NOBODY, Planned, plans, stands
from communique.watch.raising import Change, change
from communique.watch.rules import Pack

FIRST_TOLD = "due"
"""The state in which a plan that the watch has not seen before is told: what is over already is the past of whoever starts a record."""

LATE = 60
"""Days after the end of its window within which a plan that comes late into a watched record is told all the same; what ended earlier is an
archive that somebody reads in. As long as a plan without a date is looked for (`plans.HORIZON`)."""


def follow_plans(
    record: Record,
    pack: Pack,
    changed: Sequence[int],
    fresh: Collection[str],
    *,
    as_of: date,
    at: str,
    before: bool = True,
) -> list[Change]:
    """Bring the calendar of a record up to date, in one transaction.

    Args:
        record: an open record.
        pack: the rules.
        changed: events that changed since the last run.
        fresh: rules that look at the whole record.
        as_of: the day by which is told what is due.
        at: time of the run.
        before: whether the record was watched before, so that a plan that is new and over came late.

    Returns:
        What changed about plans that are told, in order.
    """
    if not pack.calendar:
        return []
    among = None if any(r.id in fresh for r in pack.calendar) else changed
    with record.writing() as connection:
        old = alerting.plan_rows(connection, [r.id for r in pack.calendar], among)
        new = {row["id"]: row for row in _rows(connection, pack, among, as_of.isoformat())}
        moved = [row for number, row in new.items() if number not in old or old[number] != row]
        stale = [number for number, row in old.items() if new.get(number) != row]
        alerting.put_plans(connection, moved, stale)
        wanted = [row for row in moved if _tells(pack, row, old.get(row["id"]), as_of, watched_before=before)]
        told = _told(connection, pack, wanted, as_of, at)
        told += _gone(connection, [row for number, row in old.items() if number not in new], at)
        return [change(row) for row in alerting.add_changes(connection, told)]


def _rows(connection: Connection, pack: Pack, among: Sequence[int] | None, day: str) -> Iterator[Row]:
    """How every plan stands."""
    places = any(rule.when.place for rule in pack.calendar)
    for row in watched.planned(connection, among, places=places):
        one = _planned(row)
        for rule in pack.calendar:
            stood = stands(rule, one, day)
            if stood:
                yield {
                    "id": stable_id("p", rule.id, one.event),
                    "rule": rule.id,
                    "event": one.event,
                    "state": stood.state,
                    "start": stood.start,
                    "until": stood.end,
                }


def _planned(row: Mapping[str, object]) -> Planned:
    """A plan of the row of its event."""
    codes = f"{row['actors']} {row['recipients']}".split()
    return Planned(
        event=row["id"],  # type: ignore[arg-type]
        **{name: row[name] for name in ("type", "label", "earliest", "latest", "first_published", "places", "links")},  # type: ignore[arg-type]
        assumed=bool(row["assumed"]),
        codes=frozenset(codes) - {NOBODY},
    )


def _told(connection: Connection, pack: Pack, wanted: Sequence[Row], as_of: date, at: str) -> list[Row]:
    """Changes of plans whose state is told: with the plan as a whole, which only these need."""
    numbers = alerting.change_numbers(connection, [row["id"] for row in wanted])
    whole: dict[str, Plan] = {}
    for event, _ in watched.loaded(connection, sorted({row["event"] for row in wanted})):
        whole |= {plan.id: plan for plan in plans(pack, event, as_of=as_of)}
    return [_change(whole[row["id"]], row["state"], numbers.get(row["id"], 0) + 1, at) for row in wanted]


def _gone(connection: Connection, rows: Sequence[Row], at: str) -> list[Row]:
    """Changes of plans that were told and that nobody plans any more, by what the record knows now."""
    known = alerting.last_bodies(connection, [row["id"] for row in rows])
    events_of, rule_of = ({row["id"]: row[name] for row in rows} for name in ("event", "rule"))
    fate = watched.fates(connection, (events_of[subject] for subject in known))
    found = []
    for subject, (number, body) in sorted(known.items()):
        told = _why_gone(fate, int(events_of[subject]), rule_of[subject])
        plan = Plan.model_validate_json(body).model_copy(update={"because": told})
        found.append(_change(plan, "withdrawn", number + 1, at))
    return found


def _why_gone(fate: Mapping[int, int | None], event: int, rule: str) -> str:
    """Why a plan is followed no more. An event has the number of the claim that founded it."""
    if event not in fate:
        return f"the report that told it first (C{event}) has a newer text or was read anew, and nothing else plans it"
    now = fate[event]
    if now is None:
        return f"a judgement calls C{event} wrong, and nothing else plans it"
    if now != event:
        return f"it is one with E{now} now, which is followed as {stable_id('p', rule, now)} if that is planned"
    return f"E{event} is no plan any more, or the rule {rule} does not ask for it"


def _change(plan: Plan, kind: str, number: int, at: str) -> Row:
    """The row of a change of a plan."""
    return {
        "at": at,
        "subject": plan.id,
        "number": number,
        "kinds": kind,
        "told": json.dumps([f"{kind}: {plan.because}"], ensure_ascii=False),
        "tells": 1,
        "body": plan.model_dump_json(exclude_defaults=True),
    }


def _tells(pack: Pack, row: Row, before: Row | None, as_of: date, *, watched_before: bool) -> bool:
    """Whether the state of a plan is told."""
    if row["state"] not in pack.by_id[row["rule"]].emit:
        return False
    if before is not None:
        return bool(row["state"] != before["state"])
    late = watched_before and between(row["until"], as_of.isoformat()) <= LATE
    return row["state"] == FIRST_TOLD or late
