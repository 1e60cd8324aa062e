"""A record → what exports write: the events that were asked for, streamed with their claims and documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from communique.errors import BadRequest
from communique.export.formats import export
from communique.export.hold import Options, Stamp, Tally
from communique.record.facts import now
from communique.record.record import Record
from communique.record.values import Claim, Entry, RecordEvent
from communique.version import VERSION

A_TIME = 500
"""Events or documents that are in memory at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The events of a record that are handed over, with all claims of them.

    Attributes:
        record: an open record.
        numbers: events, in the order in which they are written.
    """

    record: Record
    numbers: tuple[int, ...]
    _seen: dict[int, Entry] = field(default_factory=dict, init=False, repr=False, compare=False)

    def events(self) -> Iterator[RecordEvent]:
        """The events, in their order."""
        for part in _parts(self.numbers):
            yield from self.record.events(part)

    def claims(self) -> Iterator[Claim]:
        """Their claims, by document and then by place in it."""
        yield from self.record.claims(self.record.claim_numbers(self.numbers))

    def documents(self) -> Iterator[Entry]:
        """The documents of these claims, by number."""
        for part in _parts(self.record.document_numbers(self.numbers)):
            yield from self.record.documents(part)

    def claims_of(self, event: RecordEvent) -> Sequence[Claim]:
        """The claims of an event, as it lists them."""
        return list(self.record.claims(event.claims))

    def document_of(self, number: int) -> Entry:
        """The document of a number; formats ask for the same one again for each of its claims."""
        if number not in self._seen:
            if len(self._seen) >= A_TIME:
                self._seen.clear()
            self._seen[number] = self.record.documents([number])[0]
        return self._seen[number]


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    """Pieces of a list."""
    return (numbers[i : i + A_TIME] for i in range(0, len(numbers), A_TIME))


def stamp(record: Record, created: str | None = None, licence: str | None = None) -> Stamp:
    """What an export of a record says of itself.

    Args:
        record: an open record.
        created: time of the export, ISO 8601; now, if None.
        licence: what the caller states; what is true of every export if None.
    """
    made = record.versions()
    more = {"licence": licence} if licence else {}
    return Stamp(
        record=Path(record.name).name,
        version=str(record.length()),
        revision=record.revision,
        communique=VERSION,
        reader=", ".join(sorted({v.reader for v in made})) or "none",
        tables=", ".join(sorted({v.tables for v in made})) or "none",
        created=created or now(),
        **more,
    )


def hand_over(
    record: Record,
    numbers: Sequence[int],
    form: str,
    out: Path,
    options: Options | None = None,
    *,
    licence: str | None = None,
    created: str | None = None,
    force: bool = False,
) -> Tally:
    """Write events of a record in a format.

    Args:
        record: an open record.
        numbers: events, in the order in which they are written.
        form: one of `communique.export.formats.FORMATS`.
        out: the file or folder to make.
        options: what the format may be told.
        licence: what to state.
        created: time to state; now, if None.
        force: replace an earlier export.

    Raises:
        BadRequest: there is no such format, or there are no events to write.
        BadTarget: the place is taken or cannot be written.
        MissingExtra: the format needs a part that is not installed.
    """
    if not numbers:
        raise BadRequest("filter", "no event of the record meets it; there is nothing to write")
    return export(form, Asked(record, tuple(numbers)), out, stamp(record, created, licence), options, force=force)
