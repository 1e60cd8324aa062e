"""Questions that need more than one look into a record: everything about one number, counts, plans with their events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from communique.errors import BadRequest
from communique.record import grouping, query
from communique.record.days import read_day
from communique.record.filter import Filter
from communique.record.record import Record
from communique.record.reference import reference
from communique.record.values import Change, Claim, Entry, RecordEvent
from communique.terminal_record import show_claim, show_entry, show_event, show_whole

_PERIOD = re.compile(r"(\d{1,4})(d|w|mo|y)")
_DAYS = {"d": 1, "w": 7, "mo": 31, "y": 366}


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything about an event, a claim or a document.

    Attributes:
        event: the event, or that of the claim; None for a document.
        claims: its claims, or those of the document.
        documents: the documents they stand in.
        changes: what changed about the event.
    """

    event: RecordEvent | None
    claims: tuple[Claim, ...]
    documents: tuple[Entry, ...]
    changes: tuple[Change, ...] = ()

    def values(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return {
            "event": self.event.model_dump(mode="json") if self.event else None,
            "claims": [c.model_dump(mode="json") for c in self.claims],
            "documents": [d.model_dump(mode="json") for d in self.documents],
            "changes": [c.model_dump(mode="json") for c in self.changes],
        }

    def show(self, console: Console, *, text: bool) -> None:
        """Print it for people."""
        if self.event and self.changes:
            show_whole(self.event, self.claims, self.changes, console)
        elif self.event:
            for claim in self.claims:
                show_claim(claim, console)
            console.print()
            show_event(self.event, console)
        for entry in self.documents if text or not self.event else ():
            if self.event:
                console.print()
            show_entry(entry, console, text=text)
        for claim in self.claims if not self.event else ():
            console.print()
            show_claim(claim, console)


def whole(record: Record, told: str) -> Whole:
    """Everything about a number.

    Args:
        record: an open record.
        told: E57, C57 or D12.

    Raises:
        BadRequest: it is none of the record.
    """
    kind, number = told.strip()[:1].upper(), reference(told, "ECD")
    if kind == "E":
        event = record.event(number)
        claims = tuple(record.claims_of(number))
        with record.reading() as connection:
            changes = query.changes(connection, asked=Filter(event=(number,)))
        return Whole(event, claims, _documents(record, claims), changes)
    if kind == "C":
        claims = tuple(record.claims([number]))
        if not claims:
            raise BadRequest("claim", f"there is no claim C{number}")
        of = claims[0].record_event
        return Whole(record.event(of) if of else None, claims, _documents(record, claims))
    documents = tuple(record.documents([number]))
    if not documents:
        raise BadRequest("document", f"there is no document D{number}")
    with record.reading() as connection:
        page = query.claims(connection, Filter(document=(f"D{number}",)), order="added", limit=None)
    return Whole(None, tuple(record.claims(page.numbers)), documents)


def _documents(record: Record, claims: Sequence[Claim]) -> tuple[Entry, ...]:
    """The documents of claims."""
    return tuple(record.documents(sorted({c.document for c in claims})))


def counts(record: Record, asked: Filter, by: str | None, what: str, limit: int | None) -> list[dict[str, Any]]:
    """Counts by groups, or one count.

    Args:
        record: an open record.
        asked: the filter.
        by: dimensions with commas between, or None.
        what: what is counted, and what the largest groups are the largest of.
        limit: most groups.
    """
    with record.reading() as connection:
        if by is None:
            return [{what: grouping.count(connection, asked, what)}]
        names = [name.strip() for name in by.split(",") if name.strip()]
        timed = any("day" in n or "month" in n or "year" in n for n in names)
        largest = what if what in ("events", "claims", "reports") and not timed else None
        groups = grouping.group(connection, asked, names, limit=limit, largest=largest)
    return [
        {**dict(zip(names, g.values, strict=True)), "events": g.events, "claims": g.claims, "reports": g.reports}
        for g in groups
    ]


def plans(
    record: Record, chosen: Sequence[str], due: str | None, as_of: str, asked: Filter
) -> Iterator[dict[str, Any]]:
    """Plans with their events and what became of them.

    Args:
        record: an open record.
        chosen: one of `query.PLANS`, or nothing for all.
        due: for due: how far ahead, as 60d.
        as_of: today, ISO 8601.
        asked: only events that meet this filter.

    Raises:
        BadRequest: more than one is chosen, or the time ahead makes no sense.
    """
    if len(chosen) > 1:
        raise BadRequest("plans", f"ask for one of {' and '.join(chosen)} at a time")
    within = _days(due) if due else None
    with record.reading() as connection:
        found = query.plans(connection, as_of, chosen[0] if chosen else "all", within=within, asked=asked)
    events = {e.id: e for e in record.events([p.event for p in found])}
    for plan in found:
        outcome = {"outcome": plan.outcome, "by": plan.by, "lag": plan.lag, "because": plan.because}
        yield {"event": events[plan.event].model_dump(mode="json"), "plan": outcome}


def moment(told: str | None, field: str, as_of: str | None, *, end: bool = False) -> str | None:
    """A day, or a time in UTC to the second, from which or up to which is asked.

    Args:
        told: what the user wrote: 2023-09-08, 7d, 2023-09-08T06:00Z; a time without a zone is UTC. None asks for nothing.
        field: for errors.
        as_of: the day from which 7d is counted, ISO 8601.
        end: a month or year means its last day.

    Raises:
        BadRequest: it is neither day nor time.
    """
    if not told or "T" not in told:
        return read_day(told, field, as_of, end=end) if told else None
    try:
        time = datetime.fromisoformat(told)
    except ValueError:
        raise BadRequest(field, f"{told!r} is no time; write 2023-09-08T06:00, in UTC") from None
    time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


def _days(told: str) -> int:
    """Days of 60d, 8w, 3mo or 1y."""
    found = _PERIOD.fullmatch(told.strip())
    if not found:
        raise BadRequest("due", f"{told!r} is no time ahead; write 60d, 8w, 3mo or 1y")
    return int(found.group(1)) * _DAYS[found.group(2)]
