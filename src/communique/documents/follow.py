"""Following feeds: which have something new, and their articles as documents; every article that is not read comes with its reason.

Nothing is kept here. A caller gives the state of a feed and takes a new one, and says which articles it has. `visit` gives the new
state last: a caller that stores the articles first and the state after them loses none, wherever it is interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import TypeAlias

from communique.documents.article import Article, extract
from communique.documents.entries import Entries, Entry, read_entries
from communique.documents.feeds import USUAL_EVERY, Feed
from communique.documents.language import is_english
from communique.documents.robots import BUSY, Manners, retry_after
from communique.documents.web import KINDS, Answer, status_in_words
from communique.errors import NotNow, UnreadableSource, Unwelcome
from communique.model import Document

MOST_FEED_BYTES = 3_000_000
"""Largest feed that is read; a hundred articles in full are about one megabyte. Of 28 hostile feeds of that size the slowest took 7 s
to read on one slow core."""

LONGEST_BACK_OFF = timedelta(days=1)
"""A feed that fails is asked after twice its interval, then four times, and so on up to this, or its interval if that is longer."""

MOST_TRIES = 5
"""Polls in a row for which articles that could not be had are tried again; after that only when the feed changes."""

MOST_VALIDATOR = 500
"""Characters of an ETag or Last-Modified that are sent back; longer ones are not kept."""

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed between two polls; all of it are plain values that can be stored.

    Attributes:
        url: the feed.
        etag: what names the version that was read, or None.
        modified: when that version was last changed, in the server's words, or None.
        next_poll: when it may be asked again, ISO 8601 in UTC, or None: now.
        failures: polls in a row that failed.
        unread: polls in a row that left articles to be tried again.
        stopped: why it is never asked again, or "".
    """

    url: str
    etag: str | None = None
    modified: str | None = None
    next_poll: str | None = None
    failures: int = 0
    unread: int = 0
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """What asking a feed gave.

    Attributes:
        outcome: `read`, `unchanged`, `failed` or `stopped`.
        entries: what it holds; empty unless it was read.
        state: its state from now on.
        because: what happened, in words.
    """

    outcome: str
    entries: tuple[Entry, ...]
    state: FeedState
    because: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """An article that is not read.

    Attributes:
        url: its page, or its name in the feed where it has none.
        because: why.
        again: whether it may be had later, so that it is tried again.
        before: the day before which it was published and from which articles were asked for; None where its age is not the reason.
    """

    url: str
    because: str
    again: bool = False
    before: str | None = None


Outcome: TypeAlias = Document | UnreadableSource | Skipped


def waiting(state: FeedState, now: datetime) -> float | None:
    """Seconds until a feed may be asked: 0 if it is due, None if never again."""
    if state.stopped:
        return None
    if state.next_poll is None:
        return 0.0
    return max(0.0, (datetime.fromisoformat(state.next_poll) - now).total_seconds())


def poll(feed: Feed, state: FeedState, now: datetime, manners: Manners) -> Poll:
    """Ask a feed whether it has anything new. When it is due is for the caller to see (`waiting`).

    Args:
        feed: the feed.
        state: what was known of it; `FeedState(feed.url)` at first.
        now: the time, with its zone.
        manners: how sites are asked, with the bounds of fetching.

    Returns:
        What it gave. Failures come as an outcome with a reason, never as an error.
    """
    if state.stopped:
        return Poll("stopped", (), state, state.stopped)
    headers = {"accept": ACCEPT}
    if state.etag:
        headers["if-none-match"] = state.etag
    if state.modified:
        headers["if-modified-since"] = state.modified
    try:
        answer = manners.ask(feed.url, headers, most_bytes=MOST_FEED_BYTES)
        if answer.status == 200:
            held = read_entries(answer.content, answer.url, _charset(answer))
            return _read(feed, state, now, answer, held)
    except UnreadableSource as error:
        return _failed(feed, state, now, error.reason)
    if answer.status == 304:
        unchanged = replace(state, next_poll=_after(now, _every(feed)), failures=0)
        return Poll("unchanged", (), unchanged, "unchanged since it was last read")
    if answer.status == 410:
        gone = "the server says that it is gone for good (410); take it off the list"
        return Poll("stopped", (), replace(state, next_poll=None, stopped=gone), gone)
    asked = retry_after(answer.headers) if answer.status in BUSY else None
    return _failed(feed, state, now, status_in_words(answer.status), asked)


def articles(
    feed: Feed, entries: Iterable[Entry], manners: Manners, known: Callable[[str], bool], since: str | None = None
) -> Iterator[Outcome]:
    """The articles of a feed's entries, in their order.

    Args:
        feed: the feed.
        entries: what it holds.
        manners: how sites are asked.
        known: whether an article of this address was read or given up before: the `id` of a document, the `source` of an error, the
            `url` of what was skipped for good. Asked when its turn comes.
        since: no article published before this day (ISO 8601); all if None.

    Yields:
        A document, `Skipped` with the reason, or the error in its place. What a page says of itself goes before what its entry says;
        the publisher that the list states goes before both.
    """
    for entry in entries:
        url = entry.url or f"{feed.url}#{entry.id}"
        if known(url):
            yield Skipped(url, "was read or given up before")
        elif too_old := _too_old(entry.published, since):
            yield Skipped(url, too_old, before=since)
        elif not feed.articles:
            yield _from_entry(feed, entry, url)
        elif entry.url is None:
            yield Skipped(url, "its entry links no page")
        else:
            yield _from_page(feed, entry, entry.url, manners, since)


def visit(
    feed: Feed,
    state: FeedState,
    now: datetime,
    manners: Manners,
    known: Callable[[str], bool],
    since: str | None = None,
) -> Iterator[Poll | Outcome | FeedState]:
    """Poll a feed and read what is new in it.

    Args:
        feed: the feed.
        state: as for `poll`.
        now: as for `poll`.
        manners: as for `poll`.
        known: as for `articles`.
        since: as for `articles`.

    Yields:
        First the poll; then what `articles` yields; last the state to store, when everything before has been stored. While articles
        are left to be tried again, that state asks for the whole feed at the next poll.
    """
    found = poll(feed, state, now, manners)
    yield found
    left = False
    for outcome in articles(feed, found.entries, manners, known, since):
        left = left or (isinstance(outcome, Skipped) and outcome.again)
        yield outcome
    if found.outcome != "read":
        yield found.state
    elif left and found.state.unread < MOST_TRIES:
        yield replace(found.state, etag=None, modified=None, unread=found.state.unread + 1)
    else:
        yield replace(found.state, unread=0)


def _read(feed: Feed, state: FeedState, now: datetime, answer: Answer, held: Entries) -> Poll:
    """A feed that was read."""
    moved = f"found at {answer.url}" if answer.url != feed.url else ""
    new = replace(
        state,
        etag=_validator(answer.headers.get("etag")),
        modified=_validator(answer.headers.get("last-modified")),
        next_poll=_after(now, _every(feed)),
        failures=0,
    )
    count = f"{len(held.entries)} {'entry' if len(held.entries) == 1 else 'entries'}"
    return Poll("read", held.entries, new, "; ".join(filter(None, (count, moved, held.because))))


def _failed(feed: Feed, state: FeedState, now: datetime, reason: str, asked: float | None = None) -> Poll:
    """A poll that failed: the next one later each time, and not before the server wishes."""
    every = _every(feed)
    longest = max(LONGEST_BACK_OFF, every)
    # twice the least interval exceeds the longest back-off after eleven failures
    wait = min(every * 2 ** min(state.failures + 1, 11), longest)
    wait = max(wait, timedelta(seconds=asked or 0.0))
    new = replace(state, failures=state.failures + 1, next_poll=_after(now, wait))
    return Poll("failed", (), new, f"{reason}; asked again after {new.next_poll}")


def _every(feed: Feed) -> timedelta:
    """The interval of a feed."""
    return feed.every or USUAL_EVERY


def _after(now: datetime, wait: timedelta) -> str:
    """A time in UTC, to the second."""
    return (now.astimezone(UTC) + wait).isoformat(timespec="seconds")


def _charset(answer: Answer) -> str:
    """The encoding that a server states."""
    message = Message()
    message["content-type"] = answer.headers.get("content-type", "")
    return str(message.get_param("charset") or "")


def _validator(value: str | None) -> str | None:
    """An ETag or date that can be sent back."""
    return value if value and len(value) <= MOST_VALIDATOR and value.isascii() and value.isprintable() else None


def _from_page(feed: Feed, entry: Entry, url: str, manners: Manners, since: str | None) -> Outcome:
    """The article of the page that an entry links."""
    try:
        answer = manners.ask(url, kinds=KINDS)
        if answer.status in BUSY or answer.status >= 500:
            return Skipped(url, status_in_words(answer.status), again=True)
        if answer.status != 200:
            return UnreadableSource(url, status_in_words(answer.status))
        article = _article(answer, url)
    except Unwelcome as error:
        return Skipped(url, error.reason)
    except NotNow as error:
        return Skipped(url, error.reason, again=True)
    except UnreadableSource as error:
        return error
    if too_old := _too_old(article.published or entry.published, since):
        return Skipped(url, too_old, before=since)
    return _document(feed, entry, url, answer.url, article)


def _article(answer: Answer, url: str) -> Article:
    """The article of a page."""
    if answer.kind == "text/plain":
        try:
            return Article(answer.content.decode("utf-8-sig"), None, None, None, None)
        except UnicodeDecodeError as error:
            raise UnreadableSource(url, f"is not UTF-8 text (byte {error.start})") from None
    article = extract(answer.content, answer.url)
    if article is None:
        raise UnreadableSource(url, "has no article in it")
    return article


def _from_entry(feed: Feed, entry: Entry, url: str) -> Outcome:
    """The text of an entry itself."""
    return _document(feed, entry, url, entry.url, Article(entry.text, None, None, None, None))


def _document(feed: Feed, entry: Entry, name: str, url: str | None, article: Article) -> Outcome:
    """A document, if there is a text and it is English."""
    if not article.text.strip():
        return Skipped(name, "has no text")
    if not is_english(article.text):
        return Skipped(name, "is not English, which is all that communique reads")
    return Document(
        id=name,
        published=article.published or entry.published,
        publisher=feed.publisher or article.publisher,
        title=article.title or entry.title,
        url=url,
        language="en",
        text=article.text,
    )


def _too_old(published: str | None, since: str | None) -> str:
    """Why an article of that day is too old, or ""."""
    return f"published {published}, before {since}" if published and since and published < since else ""
