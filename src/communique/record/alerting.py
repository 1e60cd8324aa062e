"""What the watch keeps in a record: verdicts on events, alerts with their changes, what people said of them. Rows in, rows out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, or_, select, update

from communique.record.direct import Direct
from communique.record.facts import next_id
from communique.record.loading import A_TIME
from communique.record.schema_watch import (
    alert_changes,
    alert_states,
    alerts,
    marks,
    matters,
    plan_states,
    rule_texts,
    verdicts,
)

Row = dict[str, Any]
Matter = tuple[str, str, str]
"""Rule, parties and subject, by which verdicts come into alerts."""


def plan_rows(connection: Connection, rules: Sequence[str], among: Sequence[int] | None = None) -> dict[str, Row]:
    """Plans as the watch last saw them, by id: of some rules, of all events or among some."""
    parts = [None] if among is None else [among[n : n + A_TIME] for n in range(0, len(among), A_TIME)]
    found: dict[str, Row] = {}
    for part in parts:
        query = select(plan_states).where(plan_states.c.rule.in_(rules))
        rows = connection.execute(query.where(plan_states.c.event.in_(part)) if part is not None else query)
        found |= {row["id"]: dict(row) for row in rows.mappings()}
    return found


def standings(connection: Connection) -> dict[str, tuple[str, int]]:
    """By rule: how it stood, and up to which change of the record it has looked."""
    return {row.rule: (row.standing, row.mark) for row in connection.execute(select(marks))}


def set_standings(connection: Connection, stood: Mapping[str, str], mark: int) -> None:
    """Remember how rules stood, and up to which change they have looked."""
    _replace(connection, marks, "rule", [{"rule": r, "standing": s, "mark": mark} for r, s in stood.items()])


def put_verdicts(
    connection: Connection, events: Sequence[int], rules: Iterable[str], rows: Sequence[Row]
) -> list[tuple[str, int, str]]:
    """Put the verdicts of rules on events in place of the earlier ones, and mark what has to be gathered anew.

    Args:
        connection: of the one writer.
        events: the events that were judged.
        rules: ids of the rules that judged them; verdicts of others stay.
        rows: all verdicts that the rules came to.

    Returns:
        Rule, event and outcome of the verdicts that are new or different, and of those that are gone with "" for the outcome.
    """
    judged, old = set(rules), dict[tuple[str, int, str], Row]()
    for start in range(0, len(events), A_TIME):
        query = select(verdicts).where(verdicts.c.event.in_(events[start : start + A_TIME]))
        rows_before = map(dict, connection.execute(query).mappings())
        old |= {_verdict(row): row for row in rows_before if row["rule"] in judged}
    new = {_verdict(row): {**row, "alert": old.get(_verdict(row), {}).get("alert")} for row in rows}
    fresh = [row for key, row in new.items() if key not in old or old[key]["digest"] != row["digest"]]
    lost = [row for key, row in old.items() if key not in new or new[key]["digest"] != row["digest"]]
    told = "delete from verdicts where rule = ? and event = ? and outcome = ?"
    Direct(connection).run(told, [_verdict(row) for row in lost])
    if fresh:
        connection.execute(insert(verdicts), fresh)
    changed = {_matter(row) for row in (*fresh, *lost) if row["outcome"] in ("alert", "denied")}
    # an alert of a season may be of more parties than any of its verdicts
    known = alerts_of(connection, [], {row["alert"] for row in lost if row["alert"]})
    _mark(connection, changed | {_matter(row) for row in known})
    gone = [(row["rule"], row["event"], "") for row in lost if _verdict(row) not in new]
    return [*map(_verdict, fresh), *gone]


def _verdict(row: Mapping[str, Any]) -> tuple[str, int, str]:
    """What a verdict is known by."""
    return row["rule"], row["event"], row["outcome"]


def _matter(row: Mapping[str, Any]) -> Matter:
    """The matter of a verdict or alert."""
    return row["rule"], row["parties"], row["branch"]


def _mark(connection: Connection, some: Iterable[Matter]) -> None:
    """Remember that matters have to be gathered anew."""
    told = "insert into matters (rule, parties, branch) values (?, ?, ?) on conflict do nothing"
    Direct(connection).run(told, sorted(some))


def mark_alerts(connection: Connection, rules: Iterable[str]) -> None:
    """Remember that the alerts of rules have to be gathered anew: a rebuild drops verdicts, and those that do not come again leave no trace."""
    a = alerts.c
    query = select(a.rule, a.parties, a.branch).where(a.rule.in_(list(rules)), a.ended.is_(None)).distinct()
    _mark(connection, {tuple(row) for row in connection.execute(query)})


def ungathered(connection: Connection) -> dict[str, list[Matter]]:
    """Matters that have to be gathered anew, by rule."""
    found: dict[str, list[Matter]] = {}
    for row in connection.execute(select(matters).order_by(*matters.c)):
        found.setdefault(row.rule, []).append(tuple(row))
    return found


def gathered(connection: Connection, some: Sequence[Matter]) -> None:
    """Matters are gathered."""
    Direct(connection).run("delete from matters where rule = ? and parties = ? and branch = ?", some)


SKETCH = tuple(c for c in verdicts.c if c.name != "body")
"""What gathering needs to know of a verdict."""


def sketches(connection: Connection, some: Sequence[Matter]) -> Iterator[Row]:
    """Verdicts of some matters without their bodies: alerts and denials."""
    for rule, parties, branch in some:
        of = (verdicts.c.rule == rule, verdicts.c.parties == parties, verdicts.c.branch == branch)
        query = select(*SKETCH).where(*of, verdicts.c.outcome.in_(("alert", "denied")))
        yield from map(dict, connection.execute(query.order_by(verdicts.c.event)).mappings())


def sketches_of(
    connection: Connection, alerts_asked: Iterable[str], events_asked: Iterable[int], rule: str
) -> Iterator[Row]:
    """Verdicts of a rule that were gathered into some alerts, and those on some events, without their bodies."""
    for column, values in ((verdicts.c.alert, sorted(alerts_asked)), (verdicts.c.event, sorted(events_asked))):
        for start in range(0, len(values), A_TIME):
            of = (verdicts.c.rule == rule, column.in_(values[start : start + A_TIME]))
            query = select(*SKETCH).where(*of, verdicts.c.outcome.in_(("alert", "denied")))
            yield from map(dict, connection.execute(query.order_by(verdicts.c.event)).mappings())


def gathered_into(connection: Connection, rule: str, where: Mapping[int, str]) -> None:
    """Remember in which alerts the verdicts of a rule are."""
    told = "update verdicts set alert = ? where rule = ? and event = ? and outcome = 'alert'"
    Direct(connection).run(told, [(alert, rule, event) for event, alert in sorted(where.items())])


def bodies(connection: Connection, rule: str, events: Sequence[int]) -> Iterator[str]:
    """Verdicts of a rule on events, as JSON: alerts and denials."""
    for start in range(0, len(events), A_TIME):
        of = (verdicts.c.rule == rule, verdicts.c.event.in_(events[start : start + A_TIME]))
        yield from connection.execute(
            select(verdicts.c.body).where(*of, verdicts.c.outcome.in_(("alert", "denied")))
        ).scalars()


def others(connection: Connection, rule: str, events: Sequence[int]) -> Iterator[str]:
    """Verdicts of a rule on events that are no alerts, as JSON."""
    for start in range(0, len(events), A_TIME):
        of = (verdicts.c.rule == rule, verdicts.c.event.in_(events[start : start + A_TIME]))
        yield from connection.execute(select(verdicts.c.body).where(*of, verdicts.c.outcome != "alert")).scalars()


def verdicts_of(connection: Connection, outcomes: Sequence[str], rules: Sequence[str] = ()) -> Iterator[str]:
    """Verdicts with some outcomes, as JSON, by event: what was looked at and is no alert, with the reason."""
    query = select(verdicts.c.body).where(verdicts.c.outcome.in_(outcomes)).order_by(verdicts.c.event, verdicts.c.rule)
    yield from connection.execute(query.where(begun(verdicts.c.rule, rules)) if rules else query).scalars()


def begun(column: ColumnElement[str], rules: Iterable[str]) -> ColumnElement[bool]:
    """Whether the id of a rule is one of some, or begins with one of them and a full stop: un.dprk is un.dprk.luxury, not un.dprkx."""
    return or_(*(or_(column == r, column.startswith(f"{r.rstrip('.')}.", autoescape=True)) for r in rules))


def alerts_of(connection: Connection, some: Sequence[Matter], ids: Iterable[str] = ()) -> list[Row]:
    """Alerts of some matters, and those of some ids, in the order in which they were raised."""
    found: dict[str, Row] = {}
    for rule, parties, branch in some:
        of = (alerts.c.rule == rule, alerts.c.parties == parties, alerts.c.branch == branch)
        found |= {row["id"]: dict(row) for row in connection.execute(select(alerts).where(*of)).mappings()}
    wanted = sorted(set(ids) - found.keys())
    for start in range(0, len(wanted), A_TIME):
        query = select(alerts).where(alerts.c.id.in_(wanted[start : start + A_TIME]))
        found |= {row["id"]: dict(row) for row in connection.execute(query).mappings()}
    return sorted(found.values(), key=lambda row: (row["raised"], row["id"]))


def rules_with_alerts(connection: Connection) -> list[str]:
    """Ids of the rules that have alerts."""
    return list(connection.execute(select(alerts.c.rule).distinct()).scalars())


def judged_by(connection: Connection, rule: str) -> list[int]:
    """Events on which a rule has a verdict."""
    return list(connection.execute(select(verdicts.c.event).where(verdicts.c.rule == rule).distinct()).scalars())


def change_numbers(connection: Connection, subjects: Sequence[str]) -> dict[str, int]:
    """How many changes some alerts or plans have had."""
    found: dict[str, int] = {}
    c = alert_changes.c
    for start in range(0, len(subjects), A_TIME):
        of = c.subject.in_(subjects[start : start + A_TIME])
        rows = connection.execute(select(c.subject, func.max(c.number)).where(of).group_by(c.subject))
        found |= {row[0]: row[1] for row in rows}
    return found


def last_bodies(connection: Connection, subjects: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Of alerts or plans of which people were told: the number of their last change, and how they were told last."""
    c, found = alert_changes.c, dict[str, tuple[int, str]]()
    for start in range(0, len(subjects), A_TIME):
        of = (c.subject.in_(subjects[start : start + A_TIME]), c.tells == 1)
        rows = connection.execute(select(c.subject, c.number, c.body).where(*of).order_by(c.id))
        found |= {row.subject: (row.number, row.body) for row in rows}
    return found


def put_alerts(connection: Connection, rows: Sequence[Row]) -> None:
    """Put alerts in place of their earlier states."""
    _replace(connection, alerts, "id", rows)


def set_state(connection: Connection, alert: str, state: str) -> None:
    """The state that was last given to an alert."""
    connection.execute(update(alerts).where(alerts.c.id == alert).values(state=state))


def add_changes(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """Add changes of alerts and plans; they get their numbers here."""
    return _add(connection, alert_changes, rows)


def add_states(connection: Connection, rows: Sequence[Row]) -> list[Row]:
    """Add what was said of alerts."""
    return _add(connection, alert_states, rows)


def put_rules(connection: Connection, rows: Sequence[Row]) -> None:
    """Keep the texts of rules; those that are there stay."""
    known = set(connection.execute(select(rule_texts.c.digest)).scalars())
    if fresh := [row for row in rows if row["digest"] not in known]:
        connection.execute(insert(rule_texts), fresh)


def put_plans(connection: Connection, rows: Sequence[Row], gone: Sequence[str]) -> None:
    """Put plans into the calendar, after those that are no more or stand otherwise now are taken out."""
    Direct(connection).run("delete from plan_states where id = ?", [(n,) for n in gone])
    Direct(connection).put(plan_states, rows)


def _replace(connection: Connection, table: Table, key: str, rows: Sequence[Row]) -> None:
    """Rows in place of those with the same key."""
    if rows:
        Direct(connection).run(f"delete from {table.name} where {key} = ?", [(row[key],) for row in rows])  # noqa: S608 - names of the schema
        connection.execute(insert(table), rows)


def _add(connection: Connection, table: Table, rows: Sequence[Row]) -> list[Row]:
    """Rows with numbers after the last one."""
    if not rows:
        return []
    first = next_id(connection, table)
    numbered = [{"id": first + n, **row} for n, row in enumerate(rows)]
    connection.execute(insert(table), numbered)
    return numbered
