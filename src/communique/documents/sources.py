"""A path, a URL, `-` or JSON lines → documents. What cannot be read comes as an error in its place, and the rest goes on."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from communique.documents.article import extract
from communique.documents.language import is_english
from communique.documents.web import Limits, fetch
from communique.errors import UnreadableSource
from communique.model import Document

MOST_BYTES = 20_000_000
"""Largest file, or line of a JSON lines file, that is taken for one text."""

FIELDS = ("id", "published", "text", "title", "publisher", "url", "language")

_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of surrogate pairs, which JSON can spell but neither UTF-8 nor every database can hold."""


class OfFile(Document):
    """The one text of a file; its id is the path, as it was given."""


class Fetched(Document):
    """A page as it stood when it was fetched."""


class Nameless(Document):
    """A text that came without an id; its id tells only where it stood (`-`, `reports.jsonl:3`)."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about a source; it goes before what a page says of itself. None where nothing is said."""

    published: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None


def open_sources(
    specs: Iterable[str], given: Given | None = None, limits: Limits | None = None
) -> Iterator[Document | UnreadableSource]:
    """Documents of many sources, in their order.

    Args:
        specs: paths of text, HTML or JSON lines files, URLs, or `-` for standard input.
        given: metadata for all of them.
        limits: bounds of fetching.

    Yields:
        A document, or the error in its place.
    """
    for spec in specs:
        try:
            yield from _open(spec, given or Given(), limits)
        except UnreadableSource as error:
            yield error


def _open(spec: str, given: Given, limits: Limits | None) -> Iterator[Document | UnreadableSource]:
    """The documents of one source."""
    if spec == "-":
        yield from _from_stream(sys.stdin.buffer, "-", given)
    elif spec.startswith(("http://", "https://")):
        page = fetch(spec, limits)
        if page.kind == "text/plain":
            found = _plain(page.content, spec, given, url=page.url)
        else:
            found = _article(page.content, spec, given, url=page.url)
        yield Fetched(**found.model_dump())
    else:
        try:
            with Path(spec).open("rb") as stream:
                yield from _from_stream(stream, spec, given)
        except FileNotFoundError:
            raise UnreadableSource(spec, "no such file") from None
        except OSError as error:
            raise UnreadableSource(spec, f"cannot be opened: {error.strerror}") from None


def _from_stream(stream: BinaryIO, spec: str, given: Given) -> Iterator[Document | UnreadableSource]:
    """Documents of a file or of standard input, by its suffix or else by its first characters."""
    suffix = Path(spec).suffix.casefold()
    if suffix in (".jsonl", ".ndjson"):
        yield from _lines(stream, spec, given)
        return
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableSource(spec, f"is larger than {MOST_BYTES / 1e6:.0f} MB; cut it into documents")
    head = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix in (".html", ".htm", ".xhtml") or head.startswith((b"<!doctype html", b"<html")):
        yield _named(_article(content, spec, given))
    elif spec == "-" and head.startswith(b"{"):
        yield from _lines(content.splitlines(keepends=True), spec, given)
    else:
        yield _named(_plain(content, spec, given))


def _named(document: Document) -> Document:
    """The document of a file or of standard input, which says what its id is."""
    return (Nameless if document.id == "-" else OfFile)(**dict(document))


def _plain(content: bytes, spec: str, given: Given, url: str | None = None) -> Document:
    """A document of plain text."""
    if b"\x00" in content[:4096]:
        raise UnreadableSource(spec, "is a binary file, not text")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(spec, f"is not UTF-8 text (byte {error.start}); convert it first") from None
    return _document(spec, _characters(text), given.published, given.title, given.publisher, given.url or url)


def _article(content: bytes, spec: str, given: Given, url: str | None = None) -> Document:
    """A document from a page."""
    article = extract(content, url)
    if article is None:
        raise UnreadableSource(spec, "has no article in it; save its text and give the file")
    return _document(
        spec,
        article.text,
        given.published or article.published,
        given.title or article.title,
        given.publisher or article.publisher,
        given.url or url,
    )


def _document(
    spec: str,
    text: str,
    published: str | None,
    title: str | None,
    publisher: str | None,
    url: str | None,
    language: str | None = None,
) -> Document:
    """A document, if there is a text and it is English."""
    if not text.strip():
        raise UnreadableSource(spec, "is empty")
    if language not in (None, "en") or (language is None and not is_english(text)):
        raise UnreadableSource(spec, "is not English, which is all that communique reads")
    return Document(id=spec, published=published, publisher=publisher, title=title, url=url, language="en", text=text)


def _lines(lines: Iterable[bytes], spec: str, given: Given) -> Iterator[Document | UnreadableSource]:
    """The documents of JSON lines; a broken line is an error of its own."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{spec}:{number}"
        try:
            yield _line(line, where, given)
        except UnreadableSource as error:
            yield error


def _line(line: bytes, where: str, given: Given) -> Document:
    """The document of one line."""
    if len(line) > MOST_BYTES:
        raise UnreadableSource(where, f"the line is larger than {MOST_BYTES / 1e6:.0f} MB")
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise UnreadableSource(where, f"is not JSON: {error}") from None
    except RecursionError:
        raise UnreadableSource(where, "is JSON of too many levels; a document is flat") from None
    if isinstance(fields, dict) and isinstance(fields.get("document"), dict):
        # a record in the codebook's format: read its document again
        fields = fields["document"]
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise UnreadableSource(where, 'has no "text"; a document is {"id": …, "published": …, "text": …}')
    for name in FIELDS:
        if fields.get(name) is not None and not isinstance(fields[name], str):
            raise UnreadableSource(where, f'"{name}" must be a string')
    fields = {name: _characters(fields[name]) for name in FIELDS if fields.get(name) is not None}
    document = _document(
        where,
        fields["text"],
        _date(fields.get("published") or given.published, where),
        fields.get("title") or given.title,
        fields.get("publisher") or given.publisher,
        fields.get("url") or given.url,
        fields.get("language"),
    )
    return document.model_copy(update={"id": fields["id"]}) if fields.get("id") else Nameless(**dict(document))


def _characters(text: str) -> str:
    """A text with U+FFFD for what is no character; offsets stay as they are."""
    return _NO_CHARACTER.sub("\ufffd", text)


def _date(value: Any, where: str) -> str | None:
    """A publication date; only its day is kept."""
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise UnreadableSource(where, f'"published" is {value!r}; write a date as 2023-09-14') from None
