"""What every writer gets: a hold of events, claims and documents, a stamp and options; and what it returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Protocol, Self

from communique.errors import BadRequest
from communique.record.values import Claim, Entry, RecordEvent

LICENCE = (
    "Event types, modes and contexts follow PLOVER by the Open Event Data Alliance (CC BY-SA 4.0); places are from GeoNames "
    "(CC BY 4.0). Quotations belong to their publishers. Who hands this over states the licence of the rest."
)
"""What is true of every export, for callers who state no licence of their own."""


class Hold(Protocol):
    """What is handed over. Each iterable may be asked for more than once and then starts anew.

    A record that is larger than memory answers from its database; `Bundle` holds everything at once.
    """

    def events(self) -> Iterable[RecordEvent]:
        """The events, in the order in which they are to be written."""

    def claims(self) -> Iterable[Claim]:
        """The claims, by document and then by their place in it."""

    def documents(self) -> Iterable[Entry]:
        """The documents of the claims, by number."""

    def claims_of(self, event: RecordEvent) -> Sequence[Claim]:
        """The claims of an event, in order of publication."""

    def document_of(self, number: int) -> Entry:
        """The document of a number."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A hold in memory; make one by `Bundle.of`."""

    _events: tuple[RecordEvent, ...]
    _claims: tuple[Claim, ...]
    _documents: tuple[Entry, ...]
    _by_number: Mapping[int, Claim] = field(default_factory=dict)
    _entries: Mapping[int, Entry] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[RecordEvent], claims: Iterable[Claim], documents: Iterable[Entry]) -> Self:
        """A hold of what is given; every claim needs its document.

        Args:
            events: in the order in which they are to be written.
            claims: in any order.
            documents: in any order.
        """
        ordered = tuple(sorted(claims, key=lambda c: (c.document, c.number, c.id)))
        entries = tuple(sorted(documents, key=lambda d: d.id))
        return cls(tuple(events), ordered, entries, {c.id: c for c in ordered}, {d.id: d for d in entries})

    def events(self) -> Iterable[RecordEvent]:
        """The events, as given."""
        return self._events

    def claims(self) -> Iterable[Claim]:
        """The claims, by document and place in it."""
        return self._claims

    def documents(self) -> Iterable[Entry]:
        """The documents, by number."""
        return self._documents

    def claims_of(self, event: RecordEvent) -> Sequence[Claim]:
        """The claims of an event, as it lists them."""
        return [self._by_number[n] for n in event.claims if n in self._by_number]

    def document_of(self, number: int) -> Entry:
        """The document of a number."""
        return self._entries[number]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands on every export, so that it can be cited and made again.

    Attributes:
        record: stable name of the record; identifiers that must not clash between records are made with it.
        version: version of its content, as the caller counts it.
        revision: revision of its tables.
        communique: version of the program.
        reader: version of the weights that read the claims.
        tables: digest of the tables of names, places, offices and items.
        created: day or time of the export, ISO 8601, as the caller gives it.
        codebook: version of the codebook.
        licence: text or SPDX name of the licence.
    """

    record: str
    version: str
    revision: str
    communique: str
    reader: str
    tables: str
    created: str
    codebook: str = "1.1"
    licence: str = LICENCE

    def __post_init__(self) -> None:
        """Refuse a day that is none."""
        try:
            datetime.fromisoformat(self.created)
        except ValueError:
            raise BadRequest("created", f"{self.created!r} is no date; write 2023-09-14") from None


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may choose; every writer reads only what concerns it.

    Attributes:
        bom: begin CSV files with a byte order mark, by which Excel knows them as UTF-8.
        guard: put "'" before text in CSV that a spreadsheet would take for a formula.
        denied: keep events that are only denied, in PLOVER.
        speculated: keep events that are only speculated, in PLOVER.
        words: most words of a brief, without its footnotes.
    """

    bom: bool = False
    guard: bool = True
    denied: bool = False
    speculated: bool = False
    words: int = 300


@dataclass(frozen=True, slots=True)
class Tally:
    """What was written.

    Attributes:
        rows: file -> rows, lines or entities in it.
        left_out: reason -> events that the format or the options left out.
    """

    rows: Mapping[str, int]
    left_out: Mapping[str, int] = field(default_factory=dict)


def by_document(hold: Hold) -> Iterator[tuple[Entry, tuple[Claim, ...]]]:
    """Each document with the current claims of it, and documents without any, in one pass over both."""
    groups = groupby(hold.claims(), key=lambda c: c.document)
    number, claims = next(groups, (None, iter(())))
    for entry in hold.documents():
        while number is not None and number < entry.id:
            number, claims = next(groups, (None, iter(())))
        if number != entry.id:
            yield entry, ()
            continue
        yield entry, tuple(c for c in claims if c.current)
        number, claims = next(groups, (None, iter(())))
