"""Round after round of the watch: judge what changed, fill the outboxes, send what is due."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TextIO

from communique.errors import BadRecord
from communique.record.record import Record
from communique.watch.channels import Channel
from communique.watch.noticing import catch_up, fill, forgotten, meet, send
from communique.watch.outbox import Delivery
from communique.watch.rules import Pack
from communique.watch.watching import Lists, Run, watch

EVERY = 60.0
"""Seconds between two rounds, if not told otherwise: a round over a record in which nothing changed takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a watch goes by, beside the record and the rules.

    Attributes:
        channels: where alerts are told; they may be none.
        lists: gives the lists of names as they are asked in one run, with the judgements of that moment; None if none is loaded.
        environ: variables of the environment, for secrets of channels.
        out: where a channel of kind terminal writes.
        clock: the time.
        sleep: how to wait.
        trouble: told when a round of several cannot be done, since the record cannot be read or written; the next one makes up for it.
            None where such a failure ends the watch.
    """

    channels: Sequence[Channel] = ()
    lists: Callable[[], Lists] | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    out: TextIO | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    trouble: Callable[[BadRecord], None] | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to.

    Attributes:
        run: what the rules made of what changed.
        deliveries: what was tried to be sent, as it stands now.
        forgotten: channels that are not there any more and for which something waits, in words; only when that is new.
    """

    run: Run
    deliveries: tuple[Delivery, ...]
    forgotten: tuple[str, ...] = ()


def rounds(
    record: Record,
    pack: Pack,
    desk: Desk,
    *,
    as_of: date | None = None,
    every: float | None = None,
    mended: Sequence[str] = (),
    behind: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Round]:
    """Watch a record.

    Args:
        record: an open record.
        pack: the rules.
        desk: channels, lists and the clock.
        as_of: the day by which is told what is stale or due; today, at every round, if None.
        every: seconds between two rounds; one round if None.
        mended: names of channels whose waiting messages are tried in the first round, however long they were to wait.
        behind: names of channels that are told in the first round of all that stands.
        progress: called with events judged and events in all.

    Yields:
        Each round when it is over.

    Raises:
        BadRecord: the record cannot be read or written; of several rounds with `Desk.trouble` none ends by that.
    """
    known: tuple[str, ...] = ()
    while True:
        try:
            done = _round(record, pack, desk, as_of, mended, behind, progress)
        except BadRecord as error:
            if every is None or desk.trouble is None:
                raise
            desk.trouble(error)
        else:
            yield done if done.forgotten != known else replace(done, forgotten=())
            known, mended, behind = done.forgotten, (), ()
        if every is None:
            return
        desk.sleep(every)


def _round(
    record: Record,
    pack: Pack,
    desk: Desk,
    as_of: date | None,
    mended: Sequence[str],
    behind: Sequence[str],
    progress: Callable[[int, int], None] | None,
) -> Round:
    """One round."""
    meet(record, desk.channels)
    begun = desk.clock()
    run = watch(
        record,
        pack,
        as_of=as_of or begun.date(),
        at=begun.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        lists=desk.lists() if desk.lists else None,
        progress=progress,
    )
    now = desk.clock()  # judging a record for the first time may take minutes
    fill(record, desk.channels, now)
    if behind:
        catch_up(record, [c for c in desk.channels if c.name in behind], now)
    sent = tuple(send(record, desk.channels, now, desk.environ, desk.out, mended=mended))
    return Round(run, sent, forgotten(record, desk.channels) if desk.channels else ())
