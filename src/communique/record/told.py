"""What was told of alerts and what was said of them, in a record: their list, their history, the channels. Rows in, rows out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, union_all, update

from communique.record.alerting import begun
from communique.record.direct import Direct
from communique.record.facts import next_id
from communique.record.loading import A_TIME
from communique.record.schema_watch import (
    alert_changes,
    alert_states,
    alerts,
    channels,
    deliveries,
    namesakes,
    plan_states,
    rule_texts,
)

Row = dict[str, Any]

_OPEN = ("pending", "sending")
"""States of deliveries that have not arrived yet."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Which alerts are asked for; what is empty or None asks for nothing.

    Attributes:
        rules: beginnings of ids of rules ("un.dprk").
        tiers: tiers, any of them.
        states: states, any of them.
        materiality: low, normal or high, any of them.
        parties: countries and bodies, any of them.
        since: changed, or somebody said something of them, at or after this time, ISO 8601.
        ended: whether alerts that rest on nothing any more are told also where somebody has settled them.
    """

    rules: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    materiality: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    since: str | None = None
    ended: bool = False


OPEN: tuple[str, ...] = ("new", "seen", "escalated")
"""States in which somebody still has to do something about an alert."""


def alert_rows(connection: Connection, asked: AskedFor, limit: int | None = None) -> list[Row]:
    """Alerts, the highest tier first, then what changed last."""
    a = alerts.c
    query = select(alerts).where(*_conditions(asked)).order_by(a.tier.desc(), a.changed.desc(), a.id).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def count_alerts(connection: Connection, asked: AskedFor) -> int:
    """How many alerts are asked for."""
    return int(connection.execute(select(func.count()).select_from(alerts).where(*_conditions(asked))).scalar_one())


def _conditions(asked: AskedFor) -> list[ColumnElement[bool]]:
    """Conditions over the alerts."""
    a = alerts.c
    # what rests on nothing any more is shown until somebody has settled that
    found: list[ColumnElement[bool]] = [] if asked.ended else [or_(a.ended.is_(None), a.state.in_(OPEN))]
    if asked.rules:
        found.append(begun(a.rule, asked.rules))
    for column, values in ((a.tier, asked.tiers), (a.state, asked.states), (a.materiality, asked.materiality)):
        if values:
            found.append(column.in_(values))
    if asked.parties:
        padded = " " + a.parties + " "
        found.append(or_(*(padded.contains(f" {p} ", autoescape=True) for p in asked.parties)))
    if asked.since:
        said = select(alert_states.c.alert).where(alert_states.c.at >= asked.since)
        found.append(or_(a.changed >= asked.since, a.id.in_(said)))
    return found


def alerts_like(connection: Connection, start: str) -> list[Row]:
    """Alerts whose ids begin so, two at most."""
    query = select(alerts).where(alerts.c.id.startswith(start, autoescape=True)).order_by(alerts.c.id).limit(2)
    return [dict(row) for row in connection.execute(query).mappings()]


def history_of(connection: Connection, subjects: Sequence[str]) -> dict[str, list[Row]]:
    """Changes of alerts or plans, in order."""
    return _by(connection, alert_changes, "subject", subjects)


def states_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    """What was said of alerts, in order."""
    return _by(connection, alert_states, "alert", ids)


def _by(connection: Connection, table: Any, name: str, values: Sequence[str]) -> dict[str, list[Row]]:
    """Rows of a table by one of its columns, in order."""
    found: dict[str, list[Row]] = {value: [] for value in values}
    for start in range(0, len(values), A_TIME):
        query = select(table).where(table.c[name].in_(values[start : start + A_TIME])).order_by(table.c.id)
        for row in connection.execute(query).mappings():
            found[row[name]].append(dict(row))
    return found


def rule_text(connection: Connection, digest: str) -> str | None:
    """A rule as it was, as JSON, by its digest."""
    return connection.execute(select(rule_texts.c.body).where(rule_texts.c.digest == digest)).scalar()


def last_alert_change(connection: Connection) -> int:
    """Number of the last change of any alert or plan, 0 if there is none."""
    return int(connection.execute(select(func.coalesce(func.max(alert_changes.c.id), 0))).scalar_one())


def filled(connection: Connection) -> dict[str, int]:
    """By channel: the change up to which its outbox is filled."""
    return {row.name: row.upto for row in connection.execute(select(channels))}


def set_filled(connection: Connection, names: Iterable[str], upto: int) -> None:
    """Outboxes of channels are filled up to a change."""
    some = list(names)
    Direct(connection).run("delete from channels where name = ?", [(name,) for name in some])
    if some:
        connection.execute(insert(channels), [{"name": name, "upto": upto} for name in some])


def telling(connection: Connection, after: int) -> list[Row]:
    """Changes after another one of which people are told, in order."""
    c = alert_changes.c
    query = select(alert_changes).where(c.id > after, c.tells == 1).order_by(c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def changes_at(connection: Connection, some: Iterable[tuple[str, int]]) -> list[Row]:
    """Changes of alerts by alert and number."""
    wanted, c = sorted(set(some)), alert_changes.c
    found: list[Row] = []
    for start in range(0, len(wanted), A_TIME):
        these = or_(*(and_(c.subject == s, c.number == n) for s, n in wanted[start : start + A_TIME]))
        found += map(dict, connection.execute(select(alert_changes).where(these).order_by(c.id)).mappings())
    return found


def words_of(connection: Connection, ids: Iterable[str]) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """The words of all changes of alerts of which people are told, by alert: number and words, in order."""
    wanted, c = sorted(set(ids)), alert_changes.c
    found: dict[str, list[tuple[int, tuple[str, ...]]]] = {alert: [] for alert in wanted}
    for start in range(0, len(wanted), A_TIME):
        of = (c.subject.in_(wanted[start : start + A_TIME]), c.tells == 1)
        for row in connection.execute(select(c.subject, c.number, c.told).where(*of).order_by(c.number)):
            found[row.subject].append((row.number, tuple(json.loads(row.told))))
    return found


def standing(connection: Connection, states: Sequence[str], plans: Sequence[str]) -> list[Row]:
    """The last change of which people are told of each alert that stands and has one of some states, and of each plan that does."""
    c = alert_changes.c
    these = union_all(
        select(alerts.c.id).where(alerts.c.ended.is_(None), alerts.c.state.in_(states)),
        select(plan_states.c.id).where(plan_states.c.state.in_(plans)),
    )
    last = select(func.max(c.id)).where(c.tells == 1, c.subject.in_(these)).group_by(c.subject)
    query = select(alert_changes).where(c.id.in_(last)).order_by(c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def latest_telling(connection: Connection, most: int) -> list[Row]:
    """The last change of each alert of which people were told, the latest first."""
    c = alert_changes.c
    last = select(func.max(c.id)).where(c.tells == 1).group_by(c.subject)
    query = select(alert_changes).where(c.id.in_(last)).order_by(c.id.desc()).limit(most)
    return [dict(row) for row in connection.execute(query).mappings()]


def states_now(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """States of alerts."""
    wanted, found = sorted(set(ids)), dict[str, str]()
    for start in range(0, len(wanted), A_TIME):
        query = select(alerts.c.id, alerts.c.state).where(alerts.c.id.in_(wanted[start : start + A_TIME]))
        found |= {row.id: row.state for row in connection.execute(query)}
    return found


def waiting(connection: Connection, channel: str) -> list[Row]:
    """What waits for a channel, and what somebody is sending to it."""
    d = deliveries.c
    query = select(deliveries).where(d.channel == channel, d.state.in_(_OPEN))
    return [dict(row) for row in connection.execute(query).mappings()]


def deliveries_of(connection: Connection, channel: str, ids: Iterable[str]) -> list[Row]:
    """How some alerts stand with a channel: what waits, what it has, what was replaced."""
    wanted, found, d = sorted(set(ids)), list[Row](), deliveries.c
    for start in range(0, len(wanted), A_TIME):
        these = d.alert.in_(wanted[start : start + A_TIME])
        found += map(dict, connection.execute(select(deliveries).where(d.channel == channel, these)).mappings())
    return found


def waiting_elsewhere(connection: Connection, names: Sequence[str]) -> list[tuple[str, int, str]]:
    """Channels beside some for which something waits: how many notices, and since when the oldest."""
    d, c = deliveries.c, alert_changes.c
    of = and_(c.subject == d.alert, c.number == d.change)
    query = select(d.channel, func.count(), func.min(c.at)).select_from(deliveries.join(alert_changes, of))
    query = query.where(d.state.in_(_OPEN), d.channel.not_in(names)).group_by(d.channel).order_by(d.channel)
    return [(str(row[0]), int(row[1]), str(row[2])) for row in connection.execute(query)]


def exchange(connection: Connection, old: Row, new: Row) -> bool:
    """Put a delivery in place of its earlier state, if it still has that; whether it had."""
    d = deliveries.c
    same = (d[name] == old[name] for name in ("channel", "notice", "state", "attempts", "next_try"))
    return bool(connection.execute(update(deliveries).where(*same).values(new)).rowcount)


def put_deliveries(connection: Connection, rows: Sequence[Row]) -> None:
    """Put deliveries in place of their earlier states."""
    if rows:
        keys = [(row["channel"], row["notice"]) for row in rows]
        Direct(connection).run("delete from deliveries where channel = ? and notice = ?", keys)
        connection.execute(insert(deliveries), rows)


def namesake_rows(connection: Connection) -> list[Row]:
    """Judgements that a name is not somebody on a list, in order, those taken back too."""
    return [dict(row) for row in connection.execute(select(namesakes).order_by(namesakes.c.id)).mappings()]


def add_namesake(connection: Connection, row: Row) -> int:
    """Add such a judgement; its number."""
    number = next_id(connection, namesakes)
    connection.execute(insert(namesakes), {"id": number, **row})
    return number
