"""The log, entry by entry → everything derived. Adding a document plays one entry; a rebuild plays them all, in their order."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, select

from communique.record import facts, judging
from communique.record.candidates import Acts
from communique.record.placing import Touched, place
from communique.record.refresh import refresh
from communique.record.schema import DERIVED, log
from communique.record.schema_watch import DAY, FOLLOWS, marks


def play(connection: Connection, entry: int, acts: Acts) -> Touched:
    """Derive what follows from one entry of the log.

    Args:
        connection: of the one writer.
        entry: its number.
        acts: acts known from before.
    """
    row = connection.execute(select(log).where(log.c.id == entry)).one()
    if row.kind == "reading":
        return follow(connection, entry, facts.again(connection, row.ref), row.at, acts)
    events, words = judging.apply(connection, row.ref, entry)
    touched = Touched(events=events)
    refresh(connection, touched, row.at, entry, words)
    return touched


def follow(connection: Connection, entry: int, read: facts.Read, at: str, acts: Acts) -> Touched:
    """Derive what follows from a reading.

    Args:
        connection: of the one writer.
        entry: number of its entry in the log.
        read: the reading, as it was kept just now or as `facts.again` finds it.
        at: time of the entry.
        acts: acts known from before.
    """
    touched = place(connection, read, acts, entry)
    refresh(connection, touched, at, entry)
    return touched


def rebuild(connection: Connection, progress: Callable[[int, int], None] | None = None) -> int:
    """Drop everything derived and play the log again.

    Args:
        connection: of the one writer; one transaction, so an interruption leaves all as it was.
        progress: called with entries done and entries in all.

    Returns:
        Number of entries played.
    """
    for table in (*DERIVED, *FOLLOWS):
        connection.execute(delete(table))
    connection.execute(delete(marks).where(marks.c.rule != DAY))
    entries = connection.execute(select(func.count()).select_from(log)).scalar_one()
    acts, done, last = Acts(), 0, 0
    while True:
        rows = connection.execute(select(log.c.id).where(log.c.id > last).order_by(log.c.id).limit(500)).scalars().all()
        if not rows:
            return done
        for entry in rows:
            play(connection, entry, acts)
            done, last = done + 1, entry
            if progress:
                progress(done, entries)
