"""An evidence bundle: alerts, the rules as they judged, and the texts that they rest on, in one ZIP that anybody can check by its hashes."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePath
from typing import Any
from unicodedata import category

from communique.errors import BadRecord, BadRequest, BadTarget
from communique.export.hold import Stamp
from communique.record import told
from communique.record.facts import now
from communique.record.pages import texts_of
from communique.record.record import Record
from communique.record.values import Entry
from communique.version import VERSION
from communique.watch.alerts import Evidence
from communique.watch.briefing import brief
from communique.watch.kept import Kept
from communique.watch.shown import rested_on

FORMAT = "communique-alert-bundle"
FORMAT_VERSION = 1

_BEGIN = (1980, 1, 1, 0, 0, 0)
"""Time of every file in the bundle, the earliest that a ZIP can tell: so that the same content gives the same bytes."""

_ID = re.compile(r"a-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class _Held:
    """What alerts rest on.

    Attributes:
        rules: rules as they judged, as JSON, by their digests.
        texts: documents of the evidence, by their numbers.
        pages: every version of the same pages, by what they are known by.
    """

    rules: Mapping[str, str]
    texts: Mapping[int, Entry]
    pages: Mapping[str, Sequence[Entry]]


def bundle(
    record: Record, kepts: Sequence[Kept], path: str | Path, *, force: bool = False, created: str | None = None
) -> tuple[str, ...]:
    """Write alerts with all that they rest on as a ZIP, whole or not at all. Equal content and time give equal bytes.

    Args:
        record: the record that they are from.
        kepts: the alerts, at least one; each once, by their ids.
        path: the file to make.
        force: replace a file that is there.
        created: time to state, ISO 8601; now, if None.

    Returns:
        Names of the files in it.

    Raises:
        BadRequest: there is no alert, or the time is none.
        BadRecord: a text of the record is not the one that was taken in: it was changed from outside.
        BadTarget: the place is taken or cannot be written to; what was there is as it was.
    """
    _free(Path(path), force=force)
    alerts = _each_once(kepts)
    stamp = _stamp(record, alerts, created)
    held = _held(record, alerts)
    files = dict(sorted(_files(alerts, held, stamp)))
    files["MANIFEST.json"] = _json(_manifest(alerts, held, stamp, files))
    files["SHA256SUMS"] = "".join(f"{_sha256(c)}  {name}\n" for name, c in files.items()).encode()
    _put(Path(path), _zipped(files))
    return tuple(files)


def write_brief(
    record: Record, kepts: Sequence[Kept], path: str | Path, *, force: bool = False, created: str | None = None
) -> None:
    """Write alerts as a Markdown file, whole or not at all; see `briefing.brief`.

    Args:
        record: the record that they are from.
        kepts: the alerts, at least one, in the order in which they are told.
        path: the file to make.
        force: replace a file that is there.
        created: time to state, ISO 8601; now, if None.

    Raises:
        BadRequest: there is no alert, or the time is none.
        BadTarget: the place is taken or cannot be written to; what was there is as it was.
    """
    _free(Path(path), force=force)
    _put(Path(path), briefed(record, kepts, created=created).encode())


def briefed(record: Record, kepts: Sequence[Kept], *, created: str | None = None) -> str:
    """Alerts as Markdown, with what their rules say.

    Args:
        record: the record that they are from.
        kepts: the alerts, at least one, in the order in which they are told.
        created: time to state, ISO 8601; now, if None.

    Raises:
        BadRequest: there is no alert, or the time is none.
    """
    if not kepts:
        raise BadRequest("alert", "there is none; nothing to write")
    with record.reading() as connection:
        rules = {k.alert.digest: told.rule_text(connection, k.alert.digest) or "" for k in kepts}
    return brief(kepts, _stamp(record, kepts, created), _says(rules))


def _each_once(kepts: Sequence[Kept]) -> list[Kept]:
    """Alerts by their ids, which become names of folders."""
    if not kepts:
        raise BadRequest("alert", "there is none; nothing to write")
    for kept in kepts:
        if not _ID.fullmatch(kept.alert.id):
            raise BadRequest("alert", f"{kept.alert.id!r} is no id of an alert")
    by_id = {k.alert.id: k for k in kepts}
    return [by_id[number] for number in sorted(by_id)]


def _stamp(record: Record, kepts: Sequence[Kept], created: str | None) -> Stamp:
    """What a document of alerts says of the record."""
    made = record.versions()
    return Stamp(
        record=name_of(record.name),
        version=str(record.length()),
        revision=record.revision,
        communique=VERSION,
        reader=", ".join(sorted({e.reader for k in kepts for e in rested_on(k).values()})) or "none",
        tables=", ".join(sorted({v.tables for v in made})) or "none",
        created=created or now(),
    )


def name_of(shown: str) -> str:
    """Name of a record: of its file or database, without folder, server, user or password.

    Args:
        shown: how messages name it.

    >>> name_of("/home/ada/desk.db"), name_of("postgresql://ada:***@db.example:5432/desk?host=/run/x")
    ('desk.db', 'desk')
    """
    path, address, rest = shown.partition("://")
    if not address:
        return PurePath(path).name
    return rest.partition("?")[0].partition("/")[2] or "record"


def _held(record: Record, kepts: Sequence[Kept]) -> _Held:
    """What alerts rest on, and rested on when people were told of them, in one state of the record."""
    pieces = [e for kept in kepts for e in rested_on(kept).values()]
    with record.reading() as connection:
        pages = texts_of(connection, [e.key for e in pieces])
        rules = {k.alert.digest: told.rule_text(connection, k.alert.digest) for k in kepts}
    entries = {entry.id: entry for versions in pages.values() for entry in versions}
    for e in pieces:
        _check(record, e, entries.get(e.document))
    texts = {n: entries[n] for n in sorted({e.document for e in pieces})}
    return _Held({digest: text for digest, text in rules.items() if text}, texts, pages)


def _check(record: Record, one: Evidence, entry: Entry | None) -> None:
    """Refuse evidence that does not stand where it says: a bundle is made to be checked."""
    if entry is None:
        raise BadRecord(record.name, f"D{one.document}, on which C{one.claim} rests, is not in it")
    text, quotation = entry.document.text, one.quotation
    if _sha256(text.encode("utf-8", "replace")) != entry.hash or (one.hash and one.hash != entry.hash):
        raise BadRecord(record.name, f"the text of D{entry.id} is not the one that was taken in; its hash is another")
    if text[quotation.start : quotation.end] != quotation.text:
        raise BadRecord(record.name, f"the quotation of C{one.claim} does not stand in D{entry.id} where it says")


def _says(rules: Mapping[str, str]) -> dict[str, str]:
    """What rules say in a sentence, by digest."""
    return {digest: str(json.loads(text).get("says") or "") for digest, text in rules.items() if text}


def _files(kepts: Sequence[Kept], held: _Held, stamp: Stamp) -> Iterator[tuple[str, bytes]]:
    """Files of a bundle: names are made of ids and numbers only, whatever documents are known by."""
    for kept in kepts:
        folder, alert = kept.alert.id, kept.alert
        yield f"{folder}/alert.json", _json(kept.values())
        yield f"{folder}/alert.md", brief([kept], stamp, _says(held.rules)).encode()
        if alert.digest in held.rules:
            # to the letter: the digest of the rule is the beginning of the hash of this file
            yield f"{folder}/rule.json", held.rules[alert.digest].encode()
    for number, entry in held.texts.items():
        yield f"documents/D{number}.txt", entry.document.text.encode()
        yield f"documents/D{number}.json", _json(_of_document(entry, held.pages[entry.key]))


def _of_document(entry: Entry, versions: Sequence[Entry]) -> dict[str, Any]:
    """What is known of a document besides its text."""
    document = entry.document
    return {
        "number": f"D{entry.id}",
        "key": entry.key,
        **{name: getattr(document, name) for name in ("url", "title", "publisher", "published", "language")},
        "captured": entry.captured,
        "version": entry.version,
        "latest": entry.latest,
        "sha256": entry.hash,
        "copy_of": f"D{entry.family}" if entry.family != entry.id else None,
        "copy_because": entry.because or None,
        "earlier_versions": [_version(v) for v in versions if v.version < entry.version],
        "later_versions": [_version(v) for v in versions if v.version > entry.version],
    }


def _version(entry: Entry) -> dict[str, Any]:
    """Another version of the same page."""
    return {"number": f"D{entry.id}", "version": entry.version, "captured": entry.captured, "sha256": entry.hash}


def _manifest(kepts: Sequence[Kept], held: _Held, stamp: Stamp, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What is in a bundle and what it was made of."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "communique": stamp.communique,
        "created": stamp.created,
        "record": {"name": stamp.record, "revision": stamp.revision, "version": stamp.version},
        "readers": stamp.reader,
        "alerts": [
            {
                "id": k.alert.id,
                "rule": k.alert.rule,
                "rule_digest": k.alert.digest,
                "change": k.number,
                "state": k.state,
            }
            for k in kepts
        ],
        "rules_not_kept": sorted({k.alert.digest for k in kepts} - held.rules.keys()),
        "licence": stamp.licence,
        "files": [{"name": name, "size": len(c), "sha256": _sha256(c)} for name, c in files.items()],
    }


def _sha256(content: bytes) -> str:
    return sha256(content).hexdigest()


def _json(value: Any) -> bytes:
    """JSON for people and programs: what steers a display or turns writing round stands in it as its number."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return (
        "".join(_told(c) if category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c != "\n" else c for c in text).encode()
        + b"\n"
    )


def _told(sign: str) -> str:
    """A character of a JSON string by its number."""
    return json.dumps(sign)[1:-1]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP. It is not compressed: other libraries would compress the same content to other bytes."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, held in files.items():
            entry = zipfile.ZipInfo(name, _BEGIN)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # as on Unix, a file that anybody may read
            archive.writestr(entry, held)
    return content.getvalue()


def _free(target: Path, *, force: bool) -> None:
    """Refuse a place that is taken by something that is not ours to replace."""
    if not target.resolve().parent.is_dir():
        raise BadTarget(str(target), f"there is no folder {target.resolve().parent}; make it first")
    if target.is_symlink():
        raise BadTarget(str(target), "is a link; name the place itself")
    if target.exists() and not target.is_file():
        raise BadTarget(str(target), "is no file; name one")
    if target.exists() and not force:
        raise BadTarget(str(target), "exists already; name another place, or use --force to replace it")


def _put(target: Path, content: bytes) -> None:
    """Put a file in its place when it is complete."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-unfinished-", dir=target.resolve().parent) as folder:
            made = Path(folder, "made")
            made.write_bytes(content)
            made.replace(target)
    except OSError as error:
        raise BadTarget(str(target), f"cannot be written: {error.strerror or error}; nothing was left there") from None
