"""The facts of a record: documents, readings, claims. They are added, never changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from communique.errors import BadRequest, UnreadableSource
from communique.model import Document, Event, Report
from communique.record import copies
from communique.record.direct import Direct
from communique.record.schema import claims, documents, judgements, log, readings
from communique.record.values import Versions
from communique.record.wanted import tokens

LEAST_LIKENESS = 0.3
"""Likeness of signatures from which a text under a known id is a new version of the old one, though it is no near copy of it.
Of 2,556 pairs of the reports of our stories none reaches it that is not one of the eight near copies; a report with a fifth of its
words edited keeps 0.41 (`copies.VALUES`)."""

LEAST_WORDS = 60
"""Words of the shorter text from which that likeness tells anything. Shorter reports of different acts follow one pattern: of 7,140
pairs of reports of one sentence, made by rule, 1,125 are alike by 0.05 or more."""

LEAST_SHARED = 0.5
"""Words in common, of those of the longer text, from which a shorter text under a known id is a new version where the report besides is
told to be the same one (`_vouched`). Of 2,556 pairs of the first two sentences of the reports of our stories nine reach it, each of one
story; with a third of its words replaced such a beginning keeps 0.6. Alone it would not do: reports of one pattern have more in common."""

LONGEST = 2_000
"""Bytes that a key, an id or an address may have in UTF-8: an entry of an index of PostgreSQL holds 2,704."""

NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL does not hold, and halves of surrogate pairs, which are no UTF-8."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """A reading with all that places its claims.

    Attributes:
        reading: its number.
        document: the row of its document.
        claims: number, event and sentence of each claim, in the order of the report.
    """

    reading: int
    document: Mapping[str, Any]
    claims: Sequence[tuple[int, Event, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a document that was given to the record.

    Attributes:
        document: its number.
        what: new, changed (a new version of a known page), reread (by another reader or other tables) or known.
        entry: number of its entry in the log, None if nothing was added.
        read: its reading, None if nothing was added.
        because: what was told of a known document and is not kept, "" if there is nothing.
    """

    document: int
    what: str
    entry: int | None = None
    read: Read | None = None
    because: str = ""


def next_id(connection: Connection, table: Table) -> int:
    """The number after the last one; only the one writer may ask."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()) + 1


def check(document: Document, key: str) -> None:
    """Refuse what a database cannot hold, before it stops a run.

    Args:
        document: what is to be kept.
        key: what it is to be known by.

    Raises:
        UnreadableSource: a character that cannot be kept, or a key, id or address that is too long.
    """
    shown = NO_CHARACTER.sub("\ufffd", document.id)[:200]
    told = {"key": key, **document.model_dump()}
    for name, value in told.items():
        if value is None:
            continue
        if bad := NO_CHARACTER.search(value):
            what = "NUL" if bad.group() == "\x00" else "half of a surrogate pair"
            raise UnreadableSource(
                shown, f"its {name} has {what} at character {bad.start()}, which is no text; take it out"
            )
        if name in ("key", "id", "url") and len(value.encode()) > LONGEST:
            raise UnreadableSource(shown, f"its {name} is longer than {LONGEST:,} bytes; give it a shorter one")


def known(connection: Connection, document: Document, key: str, *, live: bool = False) -> Kept | None:
    """The document that the record has already, so that there is no need to read it.

    Args:
        connection: to the record.
        document: what was given.
        key: what it is known by.
        live: whether it is a page or a file as it stands now: then only the latest version is compared, because one that goes back to
            an older text has changed. A collection that holds two versions of a page, given again, brings nothing new.

    Returns:
        The kept document, with what was told of it now and is not kept; None if the record lacks this text.

    Raises:
        UnreadableSource: see `check`.
    """
    check(document, key)
    direct = Direct(connection)
    return _known(direct, document, key, _latest(direct, key), live=live)


def _known(direct: Direct, document: Document, key: str, before: Row | None, *, live: bool) -> Kept | None:
    """The same, where the latest version under the key has been looked up."""
    if before is not None and not _same(document.text, before["text"]) and not live:
        before = _older(direct, key, document.text)
    if before is None or not _same(document.text, before["text"]):
        return None
    return Kept(before["id"], "known", because=_otherwise(document, before))


def keep(
    connection: Connection,
    report: Report,
    key: str,
    quotations: Sequence[tuple[int, int]],
    versions: Versions,
    at: str,
    *,
    reread: bool = False,
    live: bool = False,
) -> Kept:
    """Add a report: its document if it is new, its reading and its claims.

    Args:
        connection: of the one writer.
        report: what was read.
        key: what the document is known by.
        quotations: the sentence of each event's trigger, as offsets.
        versions: what read it.
        at: the time of this step, by `time_of`.
        reread: add a reading by other versions of a document that the record has in this version.
        live: see `known`.

    Raises:
        UnreadableSource: the key belongs to an altogether different text; the text to read again is not to the letter the one that is
            kept, so that offsets would not fit; or see `check`.
    """
    check(report.document, key)
    direct, text = Direct(connection), report.document.text
    before = _latest(direct, key)
    settled = (
        _read_before(direct, report.document, key, before, versions)
        if reread
        else _known(direct, report.document, key, before, live=live)
    )
    if settled:
        return settled
    known_text = reread and before is not None and before["text"] == text
    number, reading, claim, entry = direct.numbers("documents", "readings", "claims", "log")
    document = before if before and known_text else _document(report.document, number, key, before, at)
    rows = _claims(report, document["id"], reading, claim, quotations)
    with direct.together():
        if not known_text:
            direct.put(documents, [document])
        direct.put(readings, [{"id": reading, "document": document["id"], "at": at, **versions.model_dump()}])
        direct.put(claims, rows)
        direct.put(log, [{"id": entry, "kind": "reading", "ref": reading, "at": at}])
    told = [(r["id"], e, text[s:t]) for r, e, (s, t) in zip(rows, report.events, quotations, strict=True)]
    what = "reread" if known_text else "new" if document["version"] == 1 else "changed"
    return Kept(document["id"], what, entry, Read(reading, document, told))


def again(connection: Connection, reading: int) -> Read:
    """A reading that was kept before.

    Args:
        connection: to the record.
        reading: its number.
    """
    direct = Direct(connection)
    document = document_row(direct, direct.rows("select document from readings where id = ?", reading)[0][0])
    found = direct.rows(
        "select id, body, quote_start, quote_end from claims where reading = ? order by number", reading
    )
    text = document["text"]
    return Read(reading, document, [(n, Event.model_validate_json(body), text[s:e]) for n, body, s, e in found])


_COLUMNS = tuple(c.name for c in documents.c)


def document_row(direct: Direct, number: int) -> Row:
    """The row of a document."""
    found = direct.rows(f"select {', '.join(_COLUMNS)} from documents where id = ?", number)  # noqa: S608 - names
    return dict(zip(_COLUMNS, found[0], strict=True))


def _latest(direct: Direct, key: str) -> Row | None:
    """The row of the latest version under a key."""
    told = f"select {', '.join(_COLUMNS)} from documents where key = ? order by version desc limit 1"  # noqa: S608 - names
    found = direct.rows(told, key)
    return dict(zip(_COLUMNS, found[0], strict=True)) if found else None


def _older(direct: Direct, key: str, text: str) -> Row | None:
    """The row of the last version under a key that has this very text."""
    told = f"select {', '.join(_COLUMNS)} from documents where key = ? and hash = ? order by version desc limit 1"  # noqa: S608
    found = direct.rows(told, key, _hash(text))
    return dict(zip(_COLUMNS, found[0], strict=True)) if found else None


def _same(text: str, kept: str) -> bool:
    """Whether two texts are the same, white space apart."""
    return text == kept or copies.digest(text) == copies.digest(kept)


def _hash(text: str) -> str:
    """SHA-256 of a text in UTF-8, as `sha256sum` gives it."""
    return sha256(text.encode()).hexdigest()


def _read_before(direct: Direct, document: Document, key: str, before: Row | None, versions: Versions) -> Kept | None:
    """The document of which there is nothing to read again: these versions have read it, or it is not the latest of its key."""
    if before is None:
        return None
    if not _same(document.text, before["text"]):
        older = direct.rows("select id from documents where key = ? and hash = ?", key, _hash(document.text))
        return Kept(older[0][0], "known") if older else None
    if document.text != before["text"]:
        raise UnreadableSource(
            document.id, f"differs in white space from D{before['id']}; reread the text that the record has"
        )
    told = "select 1 from readings where document = ? and communique = ? and reader = ? and tables = ?"
    done = direct.rows(told, before["id"], versions.communique, versions.reader, versions.tables)
    return Kept(before["id"], "known") if done else None


def _otherwise(document: Document, kept: Row) -> str:
    """What was told of a document now and is not kept, in words; "" if there is nothing."""
    told = []
    for name in ("published", "publisher", "title", "url"):
        value = getattr(document, name)
        if value and value != kept[name]:
            has = f"has {kept[name][:80]!r}" if kept[name] else "has none"
            told.append(f"{name} {value[:80]!r} (the record {has})")
    return f"not kept: {', '.join(told)}" if told else ""


def _document(document: Document, number: int, key: str, before: Row | None, at: str) -> Row:
    """The row of a new document, or of a new version of the one before.

    Raises:
        UnreadableSource: the one before is another document.
    """
    signature = copies.signature(document.text)
    page = document.url or Path(key).is_absolute()
    if before and not page and not _is_version(document, signature, before):
        raise UnreadableSource(
            document.id,
            "the record holds an altogether different text under this id; give the document another id "
            "(of a short one that was corrected, give two of title, publisher and date as they were)",
        )
    return {
        "id": number,
        "key": key,
        "name": document.id,
        "version": before["version"] + 1 if before else 1,
        **document.model_dump(include={"published", "publisher", "title", "url", "language", "text"}),
        "hash": _hash(document.text),
        "signature": signature,
        "captured": at,
    }


def _is_version(document: Document, signature: bytes, before: Row) -> bool:
    """Whether a text is a version of the one before it; what a URL or a path names is always the same page, and not asked about."""
    text, old, old_signature = document.text, before["text"], bytes(before["signature"])
    if copies.copy_of(old, old_signature, text, signature)[0]:
        return True
    if min(len(text.split()), len(old.split())) >= LEAST_WORDS:
        return copies.likeness(old_signature, signature) >= LEAST_LIKENESS
    one, other = (Counter(word for _, _, word in tokens(told)) for told in (text, old))
    shared, longer = (one & other).total(), max(one.total(), other.total())
    return shared >= LEAST_SHARED * longer > 0 and _vouched(document, before)


def _vouched(document: Document, before: Row) -> bool:
    """Whether at least two of title, publisher and date are told, and told as before."""
    told: list[str | None] = [getattr(document, name) for name in ("title", "publisher", "published")]
    kept: list[str | None] = [before[name] for name in ("title", "publisher", "published")]
    return sum(value is not None and value == other for value, other in zip(told, kept, strict=True)) > 1


def _claims(
    report: Report, document: int, reading: int, first: int, quotations: Sequence[tuple[int, int]]
) -> list[Row]:
    """The rows of the claims of a reading, in the order of the report."""
    return [
        {
            "id": first + place,
            "reading": reading,
            "document": document,
            "number": place + 1,
            "quote_start": start,
            "quote_end": end,
            "body": event.model_dump_json(),
        }
        for place, (event, (start, end)) in enumerate(zip(report.events, quotations, strict=True))
    ]


def now() -> str:
    """The time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def time_of(connection: Connection, at: str | None = None) -> str:
    """The time of the next step, never before that of the last one: whoever asks what changed since then misses nothing.

    Args:
        connection: of the one writer.
        at: the time, ISO 8601 in UTC; now, if None.
    """
    at = at or now()
    last = Direct(connection).rows("select at from log order by id desc limit 1")
    return max(at, last[0][0]) if last else at


def of_readers(connection: Connection, versions: Versions, *, read: bool) -> list[int]:
    """Documents, in their latest versions, that these versions have read, or have not.

    Args:
        connection: to the record.
        versions: program, reader and tables, all three: names, dates and labels are worked out by the program.
        read: which of the two.
    """
    made = [readings.c[name] == value for name, value in versions.model_dump().items()]
    done = documents.c.id.in_(select(readings.c.document).where(*made))
    last = select(func.max(documents.c.id)).group_by(documents.c.key)
    wanted = select(documents.c.id).where(documents.c.id.in_(last), done if read else ~done)
    return list(connection.execute(wanted.order_by(documents.c.id)).scalars())


def write_log(connection: Connection, kind: str, ref: int, at: str) -> int:
    """Number of one more entry of the log, from which everything derived can be built again."""
    entry = next_id(connection, log)
    connection.execute(insert(log), {"id": entry, "kind": kind, "ref": ref, "at": at})
    return entry


def add_judgement(connection: Connection, row: Mapping[str, Any]) -> tuple[int, int]:
    """Number of a new judgement, and of its entry in the log.

    Raises:
        BadRequest: the name or the reason has a character that no database holds.
    """
    for name in ("who", "why"):
        if NO_CHARACTER.search(row[name]):
            raise BadRequest(
                name, f"{NO_CHARACTER.sub(chr(0xFFFD), row[name])[:200]!r} has a character that is no text"
            )
    number = next_id(connection, judgements)
    connection.execute(insert(judgements), {"id": number, **row})
    return number, write_log(connection, "judgement", number, str(row["at"]))
