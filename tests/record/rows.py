"""A small record, row by row, for tests of asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Table, insert

from communique.record import schema
from communique.record.connect import Database


class Rows:
    """Writes documents and claims; what is not told has plain values."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._documents, self._claims, self._changes = count(1), count(1), count(1)

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        """A row; a column that must have a value and is not told has an empty one."""
        plain = {c.name: 0 if c.type.python_type is int else "" for c in table.c if not c.nullable}
        self.connection.execute(insert(table), plain | row)

    def document(
        self, text: str = "", *, published: str | None = "2023-09-14", publisher: str | None = "Halla News", **told: Any
    ):
        """A document; its number."""
        number = next(self._documents)
        row = {
            "id": number,
            "key": f"page-{number}",
            "name": f"page-{number}",
            "version": 1,
            "title": None,
            "url": None,
            "language": "en",
            **told,
        }
        row |= {"text": text, "published": published, "publisher": publisher}
        row |= {"hash": f"{number:064}", "signature": b"", "captured": "2023-09-15T00:00:00Z"}
        self._put(schema.documents, row)
        reading = {"id": number, "document": number, "communique": "0", "reader": "0.3.0", "tables": "0", "at": ""}
        self._put(schema.readings, reading)
        return number

    def claim(
        self,
        document: int | None = None,
        *,
        event: int | None = 0,
        actors: tuple[str, ...] = (),
        recipients: tuple[str, ...] = (),
        source: str | None = None,
        dealings: tuple[dict[str, Any], ...] = (),
        sentence: str = "",
        start: int = 0,
        published: str | None = "2023-09-14",
        publisher: str | None = "Halla News",
        **told: Any,
    ) -> int:
        """A claim; its number. Parties are told as "RUS GOV", "RUS GOV/Dmitry Peskov" or "RUS GOV/Dmitry Peskov/Q5551"; the event 0 is a new one."""
        number = next(self._claims)
        if document is None:
            document = self.document(sentence, published=published, publisher=publisher)
        event = number if event == 0 else event
        body = {"id": number, "reading": document, "document": document, "number": 1, "body": "{}"}
        body |= {"quote_start": start, "quote_end": start + len(sentence)}
        self._put(schema.claims, body)
        row = {
            "claim": number,
            "document": document,
            "event": event,
            "type": "CONSULT",
            "label": "REPORTED",
            "status": "happened",
            "polarity": "pos",
            "certainty": "asserted",
            "stance": "asserts",
            "dated": 0,
            "published": published,
            "publisher": publisher,
            "actors": _countries(actors),
            "recipients": _countries(recipients),
            "source": source.split("/")[1] if source else None,
            "source_kind": "named" if source else "outlet",
            "source_country": source[:3] if source else None,
            "quote": "indirect" if source else None,
            "gift": 0,
            "origin": f"source:{source}" if source else f"family:{document}",
            "origin_because": "its holder" if source else "its text",
            "family": document,
            "sentence": sentence,
            "act": "{}",
            "likeness": 1.0,
            "because": "",
            **told,
        }
        self._put(schema.facets, row)
        roles = (("actor", actors), ("recipient", recipients), ("source", (source,) if source else ()))
        for role, parties in roles:
            for party in parties:
                self._put(schema.parties, {"claim": number, "event": event, "role": role, **_party(party)})
        for dealing in dealings:
            base = {"claim": number, "event": event, "stage": None, "gift": 0}
            self._put(schema.dealings, base | dealing)
        return number

    def event(self, number: int, **told: Any) -> None:
        """The row of an event."""
        row = {
            "id": number,
            "type": "CONSULT",
            "label": "REPORTED",
            "status": "happened",
            "state": "single-origin",
            "assumed": 0,
            "historical": 0,
            "actors": "",
            "recipients": "",
            "claims": 1,
            "origins": 1,
            "reports": 1,
            "outlets": 1,
            "planned": 0,
            "due_assumed": 0,
            **told,
        }
        self._put(schema.events, row)

    def link(self, event: int, other: int, kind: str, **told: Any) -> None:
        """A link between events."""
        row = {"event": event, "other": other, "kind": kind, "score": 0.9, "lag": None, "because": "same act", **told}
        self._put(schema.links, row)

    def change(self, event: int, at: str, kind: str = "new", told: str = "") -> int:
        """A change; its number."""
        number = next(self._changes)
        self._put(schema.changes, {"id": number, "at": at, "event": event, "kind": kind, "told": told})
        return number


def _countries(parties: tuple[str, ...]) -> str:
    """Countries of parties as `facets` has them."""
    return " ".join(sorted({party[:3] for party in parties}))


def _party(told: str) -> dict[str, Any]:
    """The columns of a party."""
    code, _, rest = told.partition("/")
    country, _, sector = code.partition(" ")
    name, _, ref = rest.partition("/")
    name = name or country
    return {"country": country, "sector": sector, "name": name, "folded": name.casefold(), "ref": ref or None}


@contextmanager
def written(url: str) -> Iterator[Rows]:
    """An empty record, to be written and asked within one transaction."""
    database = Database(url, create=True)
    with database.writing() as connection:
        yield Rows(connection)
    database.engine.dispose()
