"""`Record`: the one door to what is kept. Facts go in and stay; events come out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, func, select

from communique.errors import BadRecord, BadRequest
from communique.model import Document, Report
from communique.record import columns, derive, facts, judging, loading, query, visiting
from communique.record.candidates import Acts
from communique.record.connect import Database
from communique.record.filter import Filter
from communique.record.reference import reference
from communique.record.schema import REVISION, claims, documents, facets, judgements, log, readings
from communique.record.values import VERDICTS, Claim, Entry, Judgement, RecordEvent, Versions, Visit


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document.

    Attributes:
        document: its number.
        key: what it is known by.
        what: new, changed, reread or known.
        claims: how many claims it brought.
        founded: how many events are new.
        joined: how many of its claims joined events that were there before.
        because: what was told of a known document and is not kept, "" if there is nothing.
    """

    document: int
    key: str
    what: str
    claims: int = 0
    founded: int = 0
    joined: int = 0
    because: str = ""


class Record:
    """A record of claims and events, in an SQLite file or a PostgreSQL database.

    >>> import communique, tempfile, pathlib
    >>> record = communique.Record(pathlib.Path(tempfile.mkdtemp(), "my.db"), create=True)
    >>> report = communique.read("Norway denied on Friday that it had expelled the envoy.", published="2024-05-04")
    >>> communique.add(record, report).what
    'new'
    >>> [event.label for event in record.find(communique.Filter(country=("NOR",)))]
    ['DENIED']
    """

    def __init__(self, where: str | Path, *, create: bool = False) -> None:
        """Open a record.

        Args:
            where: a path, or a `postgresql://` URL.
            create: make it if there is none.

        Raises:
            BadRecord: it cannot be opened, or there is none.
        """
        self._database = Database(where, create=create)
        self._acts = Acts()
        self.name = self._database.shown

    def close(self) -> None:
        """Close it."""
        self._database.engine.dispose()

    def __enter__(self) -> Self:
        """Nothing to do: it is open."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for asking, which sees one state of the record: `with record.reading() as connection`."""
        return self._database.reading()

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction of the one writer, for the stages above: `with record.writing() as connection`."""
        return self._database.writing()

    def settle(self) -> None:
        """Put what was added into the columns that large questions are answered from; answers are the same without, but later.

        In several transactions, so that other writers get in between.
        """
        columns.settle(self._database.writing)

    def known(self, document: Document, key: str, *, live: bool = False) -> Added | None:
        """What becomes of a document that the record has already: there is no need to read it. None if it lacks this text.

        Args:
            document: what was given.
            key: what it is known by.
            live: whether it is a page or a file as it stands now, see `facts.known`.

        Raises:
            UnreadableSource: no database can hold it.
        """
        with self.reading() as connection:
            kept = facts.known(connection, document, key, live=live)
        return Added(kept.document, key, kept.what, because=kept.because) if kept else None

    def add(
        self,
        report: Report,
        quotations: Sequence[tuple[int, int]],
        versions: Versions,
        *,
        key: str | None = None,
        at: str | None = None,
        reread: bool = False,
        live: bool = False,
    ) -> Added:
        """Keep a report and derive its events, in one transaction.

        Args:
            report: what was read.
            quotations: the sentence of each event's trigger, as offsets into the text.
            versions: what read it.
            key: what the document is known by; its URL, else its id, if None.
            at: time of capture, ISO 8601 in UTC; now, if None. A time before the last step's is put at that.
            reread: keep the reading beside earlier ones if other versions made it.
            live: whether it is a page or a file as it stands now, see `facts.known`.

        Returns:
            What became of it; a document that the record has changes nothing.

        Raises:
            UnreadableSource: an altogether different text is kept under this key, or no database can hold this one.
            BadRecord: it cannot be written; nothing was changed.
        """
        key = key or report.document.url or report.document.id
        try:
            with self._database.writing() as connection:
                at = facts.time_of(connection, at)
                kept = facts.keep(connection, report, key, quotations, versions, at, reread=reread, live=live)
                if kept.entry is None or kept.read is None:
                    return Added(kept.document, key, kept.what, because=kept.because)
                touched = derive.follow(connection, kept.entry, kept.read, at, self._acts)
        except BaseException:
            self._acts.forget()
            raise
        return Added(kept.document, key, kept.what, len(report.events), len(touched.founded), len(touched.joined))

    def judge(self, verdict: str, one: str, other: str | None = None, *, who: str, why: str = "") -> list[Judgement]:
        """Say what a person knows better; it sticks.

        Args:
            verdict: same, different (two claims or events), wrong (a claim or event) or undo (a judgement).
            one: C57, E57, or J3 for undo.
            other: the second claim or event.
            who: name of the person.
            why: reason in words.

        Returns:
            What was written down: one judgement, and for an event that is called wrong one for each of its claims.

        Raises:
            BadRequest: the verdict or a number makes no sense, or it is so already.
        """
        if verdict not in VERDICTS:
            raise BadRequest("verdict", f"{verdict!r} is none of {', '.join(VERDICTS)}")
        if (other is None) != (verdict in ("wrong", "undo")):
            raise BadRequest("verdict", f"{verdict} takes {'one number' if verdict in ('wrong', 'undo') else 'two'}")
        if not who.strip():
            raise BadRequest("who", "is empty; a judgement needs the name of a person")
        made: list[Judgement] = []
        try:
            with self._database.writing() as connection:
                at = facts.time_of(connection)
                first = (
                    [self._undoable(connection, one)] if verdict == "undo" else self._claims(connection, one.strip())
                )
                second = self._claims(connection, other.strip())[0] if other else None
                for claim in first if verdict == "wrong" else first[:1]:
                    if verdict != "undo":
                        judging.check(connection, verdict, claim, second)
                    row = {"at": at, "who": who, "verdict": verdict, "one": claim, "other": second, "why": why}
                    number, entry = facts.add_judgement(connection, row)
                    derive.play(connection, entry, self._acts)
                    made.append(Judgement(id=number, **row))
        except BaseException:
            self._acts.forget()
            raise
        return made

    def _undoable(self, connection: Connection, told: str) -> int:
        """Number of a judgement that can be taken back."""
        number = reference(told, "J")
        row = connection.execute(select(judgements.c.verdict).where(judgements.c.id == number)).first()
        if row is None or row.verdict == "undo":
            raise BadRequest("judgement", f"there is no judgement {told} to take back")
        again = select(judgements.c.id).where(judgements.c.verdict == "undo", judgements.c.one == number)
        if (before := connection.execute(again).scalar()) is not None:
            raise BadRequest("judgement", f"J{number} was taken back already, by J{before}")
        return number

    def _claims(self, connection: Connection, told: str) -> list[int]:
        """Claims that a number means: the claim, or those of the event, the one that stands for it first."""
        number = reference(told, "CE")
        if told[0] in "Cc":
            if not connection.execute(select(claims.c.id).where(claims.c.id == number)).first():
                raise BadRequest("claim", f"there is no claim {told}")
            return [number]
        first = loading.founder(connection, number)
        if first is None:
            raise BadRequest("event", f"there is no event {told}")
        members = connection.execute(select(facets.c.claim).where(facets.c.event == number).order_by(facets.c.claim))
        return [first, *(c for c in members.scalars() if c != first)]

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Build everything derived again from the facts, in one transaction; the columns, which are no part of it, afterwards.

        Args:
            progress: called with entries of the log done and in all.

        Returns:
            How many entries there were.
        """
        self._acts.forget()
        with self._database.writing() as connection:
            steps = derive.rebuild(connection, progress)
        self.settle()
        return steps

    def event(self, number: str | int) -> RecordEvent:
        """One event with all that its claims say.

        Raises:
            BadRequest: there is none of that number.
        """
        wanted = reference(number, "E") if isinstance(number, str) else number
        found = list(self.events([wanted]))
        if not found:
            with self.reading() as connection:
                part = loading.event_of_claim(connection, wanted)
            now_in = f"; what founded it is part of E{part} now" if part else ""
            raise BadRequest("event", f"there is no event E{wanted}{now_in}")
        return found[0]

    def find(self, asked: Filter, *, order: str = "-published", limit: int | None = None) -> Iterator[RecordEvent]:
        """Events of which one claim meets a filter.

        Args:
            asked: the filter.
            order: one of `query.EVENT_ORDERS`.
            limit: most events; all if None.
        """
        with self.reading() as connection:
            yield from loading.events_by_number(
                connection, query.events(connection, asked, order=order, limit=limit).numbers
            )

    def find_claims(self, asked: Filter, *, order: str = "-published", limit: int | None = None) -> Iterator[Claim]:
        """Claims that meet a filter.

        Args:
            asked: the filter.
            order: one of `query.CLAIM_ORDERS`.
            limit: most claims; all if None.
        """
        with self.reading() as connection:
            yield from loading.claims_by_number(
                connection, query.claims(connection, asked, order=order, limit=limit).numbers
            )

    def events(self, numbers: Sequence[int]) -> Iterator[RecordEvent]:
        """Events of these numbers, in that order."""
        with self.reading() as connection:
            yield from loading.events_by_number(connection, numbers)

    def claims(self, numbers: Sequence[int]) -> Iterator[Claim]:
        """Claims of these numbers, in that order."""
        with self.reading() as connection:
            yield from loading.claims_by_number(connection, numbers)

    def claims_of(self, event: int) -> list[Claim]:
        """The claims of an event, in order of publication."""
        with self.reading() as connection:
            return loading.claims_of(connection, [event])

    def documents(self, numbers: Sequence[int] | None = None) -> list[Entry]:
        """Documents of these numbers, or all."""
        with self.reading() as connection:
            where = documents.c.id.in_(numbers) if numbers is not None else documents.c.id > 0
            return list(loading.entries(connection, where))

    def claim_numbers(self, events: Sequence[int]) -> list[int]:
        """Numbers of the claims of events, by document and then by place in it."""
        with self.reading() as connection:
            return loading.numbers_of(connection, events, claims.c.id)

    def document_numbers(self, events: Sequence[int]) -> list[int]:
        """Numbers of the documents that tell of events, each once."""
        with self.reading() as connection:
            return sorted(set(loading.numbers_of(connection, events, claims.c.document)))

    def versions(self) -> list[Versions]:
        """Programs, readers and tables that read what is in it."""
        with self.reading() as connection:
            made = select(readings.c.communique, readings.c.reader, readings.c.tables).distinct()
            return [Versions(**row) for row in connection.execute(made).mappings()]

    def length(self) -> int:
        """Entries of its log: it grows with every reading and judgement, and names a state of the record."""
        with self.reading() as connection:
            return connection.execute(select(func.count()).select_from(log)).scalar_one()

    def judgements(self) -> list[Judgement]:
        """What people said, in order."""
        with self.reading() as connection:
            return loading.judgement_list(connection)

    def unread(self, versions: Versions) -> list[int]:
        """Documents, in their latest versions, that these versions have not read."""
        with self.reading() as connection:
            return facts.of_readers(connection, versions, read=False)

    def read_already(self, versions: Versions) -> int:
        """How many documents, in their latest versions, these versions have read."""
        with self.reading() as connection:
            return len(facts.of_readers(connection, versions, read=True))

    def feed_state(self, url: str) -> str | None:
        """State of a feed as `save_feed` kept it, None if it never did."""
        with self.reading() as connection:
            return visiting.state_of(connection, url)

    def save_feed(self, url: str, state: str) -> None:
        """Keep the state of a feed."""
        with self._database.writing() as connection:
            visiting.save_state(connection, url, state)

    def visited(self, url: str, since: str | None = None) -> bool:
        """Whether an article of a feed was read or given up before, or is older than `since`."""
        with self.reading() as connection:
            return visiting.settled(connection, url, since)

    def note(self, visit: Visit) -> None:
        """Add a line to the run log."""
        with self._database.writing() as connection:
            visiting.note(connection, visit)

    def visits(self, since: str | None = None, limit: int | None = None) -> list[Visit]:
        """The run log, its latest lines first."""
        with self.reading() as connection:
            return visiting.read_log(connection, since, limit)

    def backup(self, path: str | Path) -> None:
        """Copy an SQLite record to a new file while it is in use.

        Args:
            path: the new file.

        Raises:
            BadRecord: the file exists, or the record is on a server (`pg_dump` copies that).
        """
        if not self._database.sqlite:
            raise BadRecord(self.name, "is on a server; pg_dump makes its backup")
        target = Path(path)
        if target.exists():
            raise BadRecord(str(target), "exists already; a backup goes to a new file")
        part = target.with_name(target.name + ".part")
        try:
            # not `reading`: what is wrong here is most likely wrong with the copy
            with self._database.engine.connect() as connection, sqlite3.connect(part) as copy:
                source = connection.connection.driver_connection
                assert isinstance(source, sqlite3.Connection)
                source.backup(copy)
            copy.close()
            part.replace(target)
        except (OSError, sqlite3.Error) as error:
            part.unlink(missing_ok=True)
            raise BadRecord(str(target), f"cannot be written: {error}") from None

    @property
    def revision(self) -> str:
        """Revision of its tables."""
        return REVISION
