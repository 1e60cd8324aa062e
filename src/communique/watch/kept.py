"""Alerts as a record keeps them, with their history and what people said of them: asking for them, and saying something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from communique.errors import BadRequest
from communique.record import alerting, told
from communique.record.facts import NO_CHARACTER, now
from communique.record.record import Record
from communique.record.told import AskedFor, Row
from communique.watch.alerts import Alert, Verdict
from communique.watch.history import STATES
from communique.watch.raising import SYSTEM, Change, change

SETTLING: tuple[str, ...] = ("accepted", "rejected", "escalated", "closed")
"""States that are given for a reason, which has to be told: a rejection is kept as an example of what the rule should not find."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of an alert; it is never changed.

    Attributes:
        at: when, ISO 8601 in UTC.
        state: one of `history.STATES`.
        who: name of the person; "communique" where a change opened it again.
        why: for what reason, in words.
        number: the last change of the alert when it was said.
    """

    at: str
    state: str
    who: str
    why: str
    number: int


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as a record has it.

    Attributes:
        alert: the alert; where it rests on nothing any more, as it was last.
        state: the state that it was given last.
        raised: when it was raised, ISO 8601 in UTC.
        changed: when it changed last.
        number: number of its last change.
        ended: why it rests on nothing any more, None while it stands.
        history: all its changes, in order.
        said: all that was said of it, in order.
    """

    alert: Alert
    state: str
    raised: str
    changed: str
    number: int
    ended: str | None
    history: tuple[Change, ...]
    said: tuple[Said, ...]

    def values(self) -> dict[str, Any]:
        """As JSON has it: the fields of the alert, and the others beside them."""
        told_of = [
            {"number": c.number, "at": c.at, "kinds": list(c.kinds), "told": list(c.told), "tells": c.tells}
            for c in self.history
        ]
        own = self.alert.model_dump(mode="json")
        return {
            "id": own.pop("id"),
            "rule": own.pop("rule"),
            "tier": own.pop("tier"),
            "state": self.state,
            "raised": self.raised,
            "changed": self.changed,
            "ended": self.ended,
            **own,
            "history": told_of,
            "said": [asdict(s) for s in self.said],
        }


def find(record: Record, asked: AskedFor, limit: int | None = None) -> tuple[list[Kept], int]:
    """Alerts, the highest tier first, then what changed last; and how many there are in all.

    Args:
        record: an open record.
        asked: which are asked for.
        limit: most that are told; all if None.
    """
    with record.reading() as connection:
        rows = told.alert_rows(connection, asked, limit)
        return list(_kept(connection, rows)), told.count_alerts(connection, asked)


def one(record: Record, number: str) -> Kept:
    """One alert.

    Args:
        record: an open record.
        number: its id, or as much of its beginning as no other has.

    Raises:
        BadRequest: there is none, or more than one.
    """
    with record.reading() as connection:
        return next(_kept(connection, [_row(connection, number)]))


def several(record: Record, numbers: Sequence[str]) -> list[Kept]:
    """Several alerts, each once, in the order in which they are asked for.

    Args:
        record: an open record.
        numbers: as in `one`.

    Raises:
        BadRequest: one of them is not there, or more than one begins so.
    """
    with record.reading() as connection:
        rows = {row["id"]: row for row in (_row(connection, number) for number in numbers)}
        return list(_kept(connection, list(rows.values())))


def looked_at(record: Record, outcomes: Sequence[str], rules: Sequence[str] = ()) -> list[Verdict]:
    """Verdicts on events that rules looked at and that are no alerts, so that silence can be explained.

    Args:
        record: an open record.
        outcomes: considered, needs-checking or denied.
        rules: only of rules whose ids begin so ("un.dprk"); of all if empty.
    """
    with record.reading() as connection:
        return [Verdict.model_validate_json(body) for body in alerting.verdicts_of(connection, outcomes, rules)]


def say(
    record: Record, numbers: Sequence[str], state: str, *, who: str, why: str = "", knowing: int | None = None
) -> list[Kept]:
    """Give alerts a state: all of them, or none if one of them is not there.

    Args:
        record: an open record.
        numbers: their ids, or beginnings that tell them apart.
        state: one of `history.STATES`.
        who: name of the person.
        why: the reason, in words; it is needed for what settles an alert.
        knowing: number of the last change that the person looked at; the last there is, if None.

    Returns:
        The alerts as they are now.

    Raises:
        BadRequest: there is no such alert or state, the name or the reason is missing or no text, or people were told of a change that the
            person did not know.
    """
    _check(state, who, why)
    with record.writing() as connection:
        rows = list({row["id"]: row for row in (_row(connection, number) for number in numbers)}.values())
        known = {row["id"]: _known(connection, row, knowing) for row in rows}
        words, at = {"state": state, "who": who.strip(), "why": why.strip()}, now()
        alerting.add_states(connection, [{"at": at, "alert": n, "number": known[n], **words} for n in known])
        for row in rows:
            alerting.set_state(connection, row["id"], state)
        return list(_kept(connection, [{**row, "state": state} for row in rows]))


def _known(connection: Connection, row: Row, knowing: int | None) -> int:
    """The last change of an alert that a person knows."""
    if knowing is None:
        return int(row["number"])
    later = [c for c in told.history_of(connection, [row["id"]])[row["id"]] if c["number"] > knowing and c["tells"]]
    if later:
        what = f"change {later[0]['number']} ({later[0]['kinds']}) came since; look at it and say what you think of it"
        raise BadRequest("--knowing", f"{row['id']}: {what}")
    return min(knowing, int(row["number"]))


def _check(state: str, who: str, why: str) -> None:
    """Refuse a state without what it needs."""
    if state not in STATES:
        raise BadRequest("state", f"{state!r} is none of {', '.join(STATES)}")
    if not who.strip() or who.strip() == SYSTEM:
        raise BadRequest("--who", "is missing; an alert is acknowledged under the name of a person")
    if state in SETTLING and not why.strip():
        raise BadRequest("--why", f"is missing; say for what reason it is {state}")
    if wrong := next((name for name, told in (("--who", who), ("--why", why)) if NO_CHARACTER.search(told)), None):
        raise BadRequest(wrong, "has a character that is no text")


def _row(connection: Connection, number: str) -> Row:
    """The row of an alert."""
    wanted = number.strip().lower()
    found = told.alerts_like(connection, wanted if wanted.startswith("a-") else f"a-{wanted}") if wanted else []
    if not found:
        raise BadRequest("alert", f"there is no alert {number}; `communique alerts` lists them")
    if len(found) > 1 and found[0]["id"] != wanted:
        raise BadRequest("alert", f"{number} begins more than one alert; write more of it")
    return found[0]


def _kept(connection: Connection, rows: Sequence[Row]) -> Iterator[Kept]:
    """Alerts of their rows."""
    ids = [row["id"] for row in rows]
    changes, said = told.history_of(connection, ids), told.states_of(connection, ids)
    for row in rows:
        yield Kept(
            alert=Alert.model_validate_json(row["body"]),
            **{name: row[name] for name in ("state", "raised", "changed", "number", "ended")},
            history=tuple(map(change, changes[row["id"]])),
            said=tuple(Said(**{k: s[k] for k in ("at", "state", "who", "why", "number")}) for s in said[row["id"]]),
        )
