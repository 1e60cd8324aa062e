"""The main path: document → reading → grounding → report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import tee

from communique.errors import BadRequest, UnreadableSource
from communique.grounding.ground import ground
from communique.grounding.offices import Offices
from communique.model import Document, Report
from communique.reading.reader import Reader, load_reader


def iso_date(value: str | date | None, field: str = "published") -> str | None:
    """A date in ISO 8601, checked.

    Raises:
        BadRequest: not a date.
    """
    if value is None or isinstance(value, date):
        return value.isoformat()[:10] if value else None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BadRequest(field, f"{value!r} is not a date; write it as 2023-09-14") from None


def read(
    text: str,
    published: str | date | None = None,
    *,
    id: str = "text",  # noqa: A002 - the codebook's name of the field
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    reader: Reader | None = None,
    offices: Offices | None = None,
) -> Report:
    """Read one text.

    Args:
        text: an English news report or article.
        published: publication date, which relative dates ("on Wednesday") are counted from; without it they stay open.
        id: name of the document.
        title: headline, kept as it is.
        publisher: kept as it is.
        url: kept as it is.
        reader: a loaded reader; the shipped one if None.
        offices: a table of offices (`load_offices`); the shipped one if None.

    Returns:
        The document and its events.

    Raises:
        BadRequest: `published` is not a date.

    >>> import communique
    >>> report = communique.read("France and Kenya signed a trade deal in Nairobi on Monday.", published="2024-03-06")
    >>> report.events[0].time.value
    '2024-03-04'
    """
    document = Document(
        id=id, published=iso_date(published), publisher=publisher, title=title, url=url, language="en", text=text
    )
    return ground(document, (reader or load_reader()).read(text), offices)


def read_many(
    documents: Iterable[Document], *, reader: Reader | None = None, threads: int = 2, offices: Offices | None = None
) -> Iterator[Report]:
    """Read many documents, streaming: reports come in the order of the documents while later ones are being read.

    Args:
        documents: any iterable; read only a little ahead.
        reader: a loaded reader; the shipped one if None.
        threads: documents read side by side. It never changes a record.
        offices: a table of offices (`load_offices`); the shipped one if None.

    Returns:
        One report a document.
    """
    first, second = tee(documents)
    readings = (reader or load_reader()).read_many((d.text for d in first), threads)
    for document, reading in zip(second, readings, strict=True):
        yield ground(document, reading, offices)


def read_all(
    documents: Iterable[Document | UnreadableSource],
    *,
    reader: Reader | None = None,
    threads: int = 2,
    offices: Offices | None = None,
) -> Iterator[Report | UnreadableSource]:
    """Like `read_many`, over what `open_sources` yields: an error stays in its place and stops nothing."""
    first, second = tee(documents)
    reports = read_many((d for d in first if isinstance(d, Document)), reader=reader, threads=threads, offices=offices)
    for document in second:
        yield next(reports) if isinstance(document, Document) else document
