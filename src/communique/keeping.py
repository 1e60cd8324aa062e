"""Documents → a record: read what the record does not have yet, and add it, one document a transaction."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from communique.documents.sources import Fetched, Nameless, OfFile
from communique.errors import UnreadableSource
from communique.grounding.offices import Offices
from communique.model import Document, Report
from communique.pipeline import read_many
from communique.reading.reader import Reader, load_reader
from communique.reading.sentences import sentences
from communique.record.record import Added, Record
from communique.record.values import Versions
from communique.version import VERSION

NO_IDS = ("-", "text")
"""Ids that name no document: that of standard input, and the one of `read` where none is given."""

OF_THE_RECORD = ("triggers.json",)
"""Tables that tell which claims are of one act. Reading does not go by them: after a new one a record is rebuilt, not read again."""

AROUND = 80
"""Characters on either side of a trigger that are quoted where no sentence holds it."""


def key_of(document: Document) -> str:
    """What a record knows a document by: its address; else the path of its file, absolute, so that two folders' files of one name
    stay apart; else the id it came with; a text without one by its content.
    """
    if document.url:
        return document.url
    if isinstance(document, OfFile):
        return str(Path(document.id).resolve())
    if isinstance(document, Nameless) or document.id in NO_IDS:
        return f"text:{sha256(document.text.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    return document.id


def is_live(document: Document) -> bool:
    """Whether a document is a page or a file as it stands now, not one of a collection."""
    return isinstance(document, (Fetched, OfFile))


def versions(reader: Reader, offices: Offices | None = None) -> Versions:
    """What reads: program, weights and tables."""
    tables = _tables()
    if offices is not None:
        told = repr((offices.spells, sorted(offices.aliases.items())))
        tables += "+" + sha256(told.encode()).hexdigest()[:12]
    return Versions(communique=VERSION, reader=reader.version, tables=tables)


@cache
def _tables() -> str:
    """Digest of the tables that ship and that reading goes by."""
    digest = sha256()
    for table in sorted(files("communique").joinpath("data").iterdir(), key=lambda t: t.name):
        if table.name.endswith(".json") and table.name not in OF_THE_RECORD:
            digest.update(table.name.encode() + table.read_bytes())
    return digest.hexdigest()[:12]


def quotations(report: Report) -> list[tuple[int, int]]:
    """The sentence of each event's trigger, as offsets into the text."""
    text = report.document.text
    spans = sentences(text) if report.events else []
    found = []
    for event in report.events:
        at = event.trigger.start
        around = (max(0, at - AROUND), min(len(text), event.trigger.end + AROUND))
        found.append(next(((s, e) for s, e in spans if s <= at < e), around))
    return found


def add_all(
    record: Record,
    documents: Iterable[Document | UnreadableSource],
    *,
    reader: Reader | None = None,
    threads: int = 2,
    offices: Offices | None = None,
) -> Iterator[Added | UnreadableSource]:
    """Read documents into a record, in their order; what it has already is not read again.

    Args:
        record: an open record.
        documents: what `open_sources` yields; an error stays in its place and stops nothing.
        reader: a loaded reader; the shipped one if None.
        threads: documents read side by side. It never changes a record.
        offices: a table of offices (`load_offices`); the shipped one if None.

    Yields:
        What became of each document, after its transaction is over.
    """
    reader = reader or load_reader()
    with_versions = versions(reader, offices)
    waiting: deque[str | Added | UnreadableSource] = deque()
    unread = _unread(record, documents, waiting)
    added = False
    for report in read_many(unread, reader=reader, threads=threads, offices=offices):
        yield from _before(waiting)
        key = str(waiting.popleft())
        try:
            yield record.add(report, quotations(report), with_versions, key=key, live=is_live(report.document))
            added = True
        except UnreadableSource as error:
            yield error
    yield from _before(waiting)
    if added:
        record.settle()


def _unread(
    record: Record, documents: Iterable[Document | UnreadableSource], waiting: deque[str | Added | UnreadableSource]
) -> Iterator[Document]:
    """The documents that are to be read, while a line waits for each one: its key, or what became of one that is not."""
    for document in documents:
        if isinstance(document, UnreadableSource):
            waiting.append(document)
            continue
        key = key_of(document)
        try:
            # where a version of it is still being read, what the record has now is not what this one will be compared with
            found = None if key in waiting else record.known(document, key, live=is_live(document))
        except UnreadableSource as error:
            waiting.append(error)
            continue
        waiting.append(found or key)
        if found is None:
            yield document


def _before(waiting: deque[str | Added | UnreadableSource]) -> Iterator[Added | UnreadableSource]:
    """What comes before the next document that was read."""
    while waiting and not isinstance(first := waiting[0], str):
        waiting.popleft()
        yield first


def reread_all(
    record: Record, *, reader: Reader | None = None, threads: int = 2, offices: Offices | None = None
) -> Iterator[Added]:
    """Read again what other weights or tables read. The new claims stand beside the old, and the events follow them.

    Args:
        record: an open record.
        reader: a loaded reader; the shipped one if None.
        threads: documents read side by side.
        offices: a table of offices; the shipped one if None.

    Yields:
        What became of each document; an interrupted run goes on where it stopped.
    """
    reader = reader or load_reader()
    with_versions = versions(reader, offices)
    numbers = record.unread(with_versions)
    for start in range(0, len(numbers), 100):
        entries = record.documents(numbers[start : start + 100])
        reports = read_many((e.document for e in entries), reader=reader, threads=threads, offices=offices)
        for entry, report in zip(entries, reports, strict=True):
            yield record.add(report, quotations(report), with_versions, key=entry.key, reread=True)
    if numbers:
        record.settle()


def add(record: Record, report: Report, reader: Reader | None = None, offices: Offices | None = None) -> Added:
    """Keep one report that was read.

    Args:
        record: an open record.
        report: what `read` gave.
        reader: the reader that gave it; the shipped one if None.
        offices: the table of offices that it was read with; the shipped one if None.
    """
    return record.add(
        report, quotations(report), versions(reader or load_reader(), offices), key=key_of(report.document)
    )
