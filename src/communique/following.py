"""Feeds → a record: poll politely, read what is new, log what was read, skipped and why, and go on after any interruption."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime

from communique.documents.feeds import Feed, FeedList
from communique.documents.follow import FeedState, Poll, Skipped, visit, waiting
from communique.documents.robots import Manners
from communique.documents.web import Limits
from communique.errors import UnreadableSource
from communique.keeping import add_all
from communique.model import Document
from communique.reading.reader import Reader, load_reader
from communique.record.record import Record
from communique.record.values import Visit
from communique.record.visiting import BEFORE

LONGEST_SLEEP = 60.0
"""Seconds after which the clock is looked at again, so that a machine that slept catches up."""


def follow(
    record: Record,
    feeds: FeedList,
    *,
    once: bool = False,
    since: str | None = None,
    limits: Limits | None = None,
    reader: Reader | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Visit]:
    """Read feeds into a record.

    Args:
        record: an open record; it remembers what was read, so that a restart reads nothing twice.
        feeds: what `load_feeds` gave.
        once: poll what is due and end, instead of going on.
        since: no article published before this day, ISO 8601; all if None.
        limits: bounds of fetching.
        reader: a loaded reader; the shipped one if None.
        clock: the time.
        sleep: how to wait.

    Yields:
        Each line of the run log, after it was kept.
    """
    reader = reader or load_reader()
    manners = Manners(limits, feeds.agent, sleep=sleep)
    while True:
        soonest: float | None = None
        for feed in feeds.feeds:
            wait = waiting(_state(record, feed, since), clock())
            if wait == 0:
                yield from _visit(record, feed, manners, since, reader, clock)
                wait = waiting(_state(record, feed, since), clock())
            if wait is not None:
                soonest = wait if soonest is None else min(soonest, wait)
        if once or soonest is None:
            return
        sleep(min(max(soonest, 1.0), LONGEST_SLEEP))


def _state(record: Record, feed: Feed, since: str | None) -> FeedState:
    """What is known of a feed. If more of it is wanted than before, it is asked for as a whole, changed or not."""
    kept = record.feed_state(feed.url)
    if not kept:
        return FeedState(feed.url)
    told = json.loads(kept)
    before = told.pop("since", None)
    state = FeedState(**told)
    return replace(state, etag=None, modified=None) if before and (since is None or since < before) else state


def _visit(
    record: Record, feed: Feed, manners: Manners, since: str | None, reader: Reader, clock: Callable[[], datetime]
) -> Iterator[Visit]:
    """One poll of one feed with all that is new in it."""

    def known(url: str) -> bool:
        return record.visited(url, since)

    for step in visit(feed, _state(record, feed, since), clock(), manners, known, since):
        if isinstance(step, FeedState):
            # last of all: a run that is killed before asks for the same entries again, and `known` passes over those it read
            record.save_feed(feed.url, json.dumps({**asdict(step), "since": since}))
            continue
        if isinstance(step, Skipped) and known(step.url):
            continue  # every entry that was read before, at every poll
        line = _line(record, feed, step, reader, clock)
        record.note(line)
        yield line


def _line(
    record: Record,
    feed: Feed,
    step: Poll | Document | UnreadableSource | Skipped,
    reader: Reader,
    clock: Callable[[], datetime],
) -> Visit:
    """What became of one thing that a feed gave."""
    at = clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

    def line(url: str, what: str, because: str, document: int | None = None) -> Visit:
        return Visit(at=at, feed=feed.url, url=url, what=what, because=because, document=document)

    if isinstance(step, Poll):
        what = "failed" if step.outcome in ("failed", "stopped") else "polled"
        return line(feed.url, what, f"{step.outcome}: {step.because}")
    if isinstance(step, Skipped):
        what = f"{BEFORE}{step.before}" if step.before else "again" if step.again else "skipped"
        return line(step.url, what, step.because)
    if isinstance(step, UnreadableSource):
        return line(step.source, "error", step.reason)
    (result,) = add_all(record, [step], reader=reader, threads=1)  # to its end, which settles the record
    if isinstance(result, UnreadableSource):
        return line(step.id, "error", result.reason)
    what = "known" if result.what == "known" else "read"
    return line(step.id, what, f"{result.what}, {result.claims} claims", result.document or None)
