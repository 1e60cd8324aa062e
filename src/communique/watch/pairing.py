"""Groups of verdicts → the alerts that they were before. An id is given once and means one alert for ever."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from communique.record import alerting
from communique.record.alerting import Row
from communique.watch.alerts import Alert, Verdict, stable_id
from communique.watch.gather import Group


@dataclass(frozen=True, slots=True)
class Pair:
    """A group and the alert that it is.

    Attributes:
        group: the verdicts.
        id: id of the alert.
        row: the alert as it was, None if it is new.
    """

    group: Group
    id: str
    row: Row | None


class Pairing:
    """The groups of some matters of a rule, each with its alert.

    A group is the season that it was before; else the alert that its first event founded, if that still rests on something of it; else the
    oldest that does; else one that had ended and that its first event had founded; else a new one. The event that founded an alert may be
    gone, and may come back with other claims: by itself it proves nothing.

    Attributes:
        pairs: the groups with their alerts.
        left: standing alerts that no group is any more.
    """

    def __init__(self, connection: Connection, rule: str, groups: Sequence[Group], stored: Sequence[Row]) -> None:
        """Pair them.

        Args:
            connection: of the transaction.
            rule: id of the rule.
            groups: what was gathered.
            stored: alerts of the same matters, the oldest first.
        """
        self._connection, self._rule, self._groups = connection, rule, groups
        self._standing = {str(row["id"]): row for row in stored if row["ended"] is None}
        self._rests: dict[int, set[int]] = {}
        own = [stable_id("a", rule, g.founder.event) for g in groups]
        known = {str(row["id"]): row for row in (*alerting.alerts_of(connection, [], own), *stored)}
        rows: list[Row | None] = [self._standing.pop(g.known or "", None) for g in groups]
        for n in (n for n, row in enumerate(rows) if row is None and own[n] in self._standing):
            if self._overlap(n, self._standing[own[n]]):
                rows[n] = self._standing.pop(own[n])
        for n in (n for n, row in enumerate(rows) if row is None and self._standing):
            heir = next((row for row in self._standing.values() if self._overlap(n, row)), None)
            rows[n] = self._standing.pop(str(heir["id"])) if heir else None
        taken = {*known, *(str(row["id"]) for row in rows if row)}
        ended = {number: row for number, row in known.items() if row["ended"] is not None}
        self.pairs: list[Pair] = []
        for n, group in enumerate(groups):
            row = rows[n] or ended.pop(own[n], None)
            number = str(row["id"]) if row else self._new_id(group, taken)
            taken.add(number)
            self.pairs.append(Pair(group, number, row))
        self.left = list(self._standing.values())

    def into(self, row: Row) -> str | None:
        """The alert in which what another one rested on is now, None if in none."""
        return next((pair.id for n, pair in enumerate(self.pairs) if self._overlap(n, row)), None)

    def _overlap(self, n: int, row: Row) -> bool:
        """Whether a group and an alert rest on something in common.

        A claim that is moved keeps its number, and an event of which claims are read anew its own.
        """
        events = {v.event for v in self._groups[n].verdicts}
        if not events.isdisjoint(json.loads(row["body"]).get("events", ())):
            return True
        if n not in self._rests:
            bodies = alerting.bodies(self._connection, self._rule, sorted(events))
            verdicts = (v for v in map(Verdict.model_validate_json, bodies) if v.outcome == "alert")
            self._rests[n] = {e.claim for v in verdicts for e in v.evidence}
        return not self._rests[n].isdisjoint(e.claim for e in Alert.model_validate_json(row["body"]).evidence)

    def _new_id(self, group: Group, taken: set[str]) -> str:
        """An id that no alert has or ever had."""
        count = 1
        while True:
            rule = self._rule if count == 1 else f"{self._rule} {count}"
            number = stable_id("a", rule, group.founder.event)
            if number not in taken and (count == 1 or not alerting.alerts_of(self._connection, [], [number])):
                return number
            count += 1
