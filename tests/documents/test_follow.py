from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from communique import Document, UnreadableSource
from communique.documents.entries import Entry
from communique.documents.feeds import Feed
from communique.documents.follow import MOST_TRIES, FeedState, Poll, Skipped, articles, poll, visit, waiting
from communique.documents.robots import Manners
from communique.documents.web import Limits

HERE = Limits(allow_private=True, seconds=3, most_bytes=1_000_000)
NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
BODY = (
    "<p>The harbour master of Port Ledo met the fishermen on Monday and promised to lower the fees of the pier by a tenth.</p>"
    "<p>The fishermen had threatened to block the channel from the first of April, which would have closed the harbour to the "
    "ferries. They said that they would put the offer to their members within a week.</p>"
)


def page(title="", published="", body=BODY):
    head = f'<meta property="article:published_time" content="{published}">' if published else ""
    head += f"<title>{title}</title>" if title else ""
    heading = f"<h1>{title}</h1>" if title else ""
    return f'<!doctype html><html lang="en"><head>{head}</head><body><article>{heading}{body}</article></body></html>'


def rss(*links, extra=""):
    items = "".join(f"<item><title>Entry {n}</title><link>{link}</link>{extra}</item>" for n, link in enumerate(links))
    return f'<rss version="2.0"><channel><title>Times</title>{items}</channel></rss>'


class Clock:
    """A clock that goes forward only when someone sleeps."""

    def __init__(self):
        self.now = 0.0

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def manners(clock=None, limits=HERE):
    clock = clock or Clock()
    return Manners(limits, clock=clock.time, sleep=clock.sleep)


@pytest.fixture
def site(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private/")
    return httpserver


def feed_of(site, **fields):
    return Feed(url=site.url_for("/feed"), every=timedelta(minutes=15), **fields)


def asked(site):
    return [request.path for request, _ in site.log if request.path != "/robots.txt"]


def until(state):
    return waiting(state, NOON)


def unknown(_url):
    return False


def read(site, entries, known=unknown, since=None, **fields):
    return list(articles(feed_of(site, **fields), entries, manners(), known, since))


def entry(site, path="/1", **fields):
    given = {"id": path, "url": site.url_for(path), "title": "Entry", "published": None, "text": ""} | fields
    return Entry(**given)


# polling


def test_conditional_requests(site):
    def answer(request: Request):
        if request.headers.get("if-none-match") == '"v1"':
            assert request.headers["if-modified-since"] == "Tue, 05 Mar 2024 11:00:00 GMT"
            return Response(status=304)
        headers = {"etag": '"v1"', "last-modified": "Tue, 05 Mar 2024 11:00:00 GMT"}
        return Response(rss("/1", "/2"), content_type="application/rss+xml", headers=headers)

    site.expect_request("/feed").respond_with_handler(answer)
    feed = feed_of(site)
    first = poll(feed, FeedState(feed.url), NOON, manners())
    assert (first.outcome, len(first.entries), first.because) == ("read", 2, "2 entries")
    assert first.state.next_poll == "2024-03-05T12:15:00+00:00"
    kept = FeedState(**json.loads(json.dumps(asdict(first.state))))
    second = poll(feed, kept, NOON + timedelta(minutes=15), manners())
    assert (second.outcome, second.entries) == ("unchanged", ())
    assert (second.state.etag, second.state.next_poll) == ('"v1"', "2024-03-05T12:30:00+00:00")


def test_when_a_feed_is_due():
    state = FeedState("https://times.example/feed")
    assert waiting(state, NOON) == 0
    assert waiting(FeedState(state.url, next_poll="2024-03-05T12:15:00+00:00"), NOON) == 900
    assert waiting(FeedState(state.url, next_poll="2024-03-05T11:00:00+00:00"), NOON) == 0
    assert waiting(FeedState(state.url, stopped="gone"), NOON) is None


def test_back_off_grows_to_a_day_and_ends_with_success(site):
    site.expect_request("/feed").respond_with_data("out of order", status=500)
    feed = feed_of(site)
    state, waits = FeedState(feed.url, etag='"v1"'), []
    for _ in range(9):
        found = poll(feed, state, NOON, manners())
        assert (found.outcome, found.entries) == ("failed", ())
        state = found.state
        waits.append(until(state) / 60)
    assert waits == [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    assert found.because == "the server answers 500 Internal Server Error; asked again after 2024-03-06T12:00:00+00:00"
    assert (state.failures, state.etag) == (9, '"v1"')
    site.clear()
    site.expect_request("/robots.txt").respond_with_data("")
    site.expect_request("/feed").respond_with_data(rss("/1"))
    state = poll(feed, state, NOON, manners()).state
    assert (state.failures, until(state)) == (0, 900)


def test_a_rare_feed_that_fails_is_not_asked_more_often(site):
    site.expect_request("/feed").respond_with_data("", status=404)
    feed = Feed(url=site.url_for("/feed"), every=timedelta(days=7))
    assert until(poll(feed, FeedState(feed.url), NOON, manners()).state) == 7 * 86_400


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "7200"}, 7200),
        (503, {"retry-after": "7200"}, 7200),
        (429, {"retry-after": "5"}, 1800),
        (503, {}, 1800),
        (429, {"retry-after": "999999999"}, 604_800),
    ],
)
def test_retry_after_is_honoured(site, status, headers, seconds):
    site.expect_request("/feed").respond_with_response(Response("busy", status=status, headers=headers))
    feed = feed_of(site)
    assert until(poll(feed, FeedState(feed.url), NOON, manners()).state) == seconds


def test_a_feed_that_is_gone_stops(site):
    site.expect_request("/feed").respond_with_data("", status=410)
    feed = feed_of(site)
    found = poll(feed, FeedState(feed.url), NOON, manners())
    assert found.outcome == "stopped"
    assert "gone for good (410)" in found.because
    assert waiting(found.state, NOON) is None
    assert poll(feed, found.state, NOON, manners()).because == found.because
    assert asked(site) == ["/feed"]


def test_robots_may_forbid_the_feed(site):
    feed = Feed(url=site.url_for("/private/feed"))
    found = poll(feed, FeedState(feed.url), NOON, manners())
    assert found.outcome == "failed"
    assert "robots.txt of localhost" in found.because
    assert asked(site) == []


def test_what_is_no_feed_fails(site):
    site.expect_request("/feed").respond_with_data("<html><body>Sorry</body></html>", content_type="text/html")
    feed = feed_of(site)
    found = poll(feed, FeedState(feed.url), NOON, manners())
    assert (found.outcome, found.state.failures) == ("failed", 1)
    assert "is no RSS or Atom feed" in found.because


def test_a_feed_that_is_too_large_fails(site):
    site.expect_request("/feed").respond_with_data(rss("/" + "1" * 3_000_000))
    feed = feed_of(site)
    found = poll(feed, FeedState(feed.url), NOON, manners(limits=Limits(allow_private=True)))
    assert "larger than 3 MB" in found.because


def test_broken_xml_is_told(site):
    site.expect_request("/feed").respond_with_data(rss("/1?a&b")[:-20])
    feed = feed_of(site)
    found = poll(feed, FeedState(feed.url), NOON, manners())
    assert found.because == "1 entry; its XML is broken in line 1"
    assert found.entries[0].url == site.url_for("/1?a&b")


def test_a_feed_that_has_moved_is_told_and_its_links_start_there(site):
    site.expect_request("/feed").respond_with_response(Response(status=301, headers={"location": "/new/feed"}))
    site.expect_request("/new/feed").respond_with_data(rss("1"))
    feed = feed_of(site)
    found = poll(feed, FeedState(feed.url), NOON, manners())
    assert found.because == f"1 entry; found at {site.url_for('/new/feed')}"
    assert found.entries[0].url == site.url_for("/new/1")


@pytest.mark.parametrize("etag", ["x" * 2000, "é"])
def test_validators_that_cannot_be_sent_back_are_not_kept(site, etag):
    headers = {"etag": etag.encode().decode("latin-1")}
    site.expect_request("/feed").respond_with_response(Response(rss("/1"), headers=headers))
    feed = feed_of(site)
    assert poll(feed, FeedState(feed.url), NOON, manners()).state.etag is None


def test_private_addresses_are_refused(site):
    feed = feed_of(site)
    found = poll(feed, FeedState(feed.url), NOON, manners(limits=Limits(seconds=3)))
    assert found.outcome == "failed"
    assert "private network" in found.because
    (article,) = articles(feed, [entry(site)], manners(limits=Limits(seconds=3)), unknown)
    assert isinstance(article, UnreadableSource)
    assert "private network" in article.reason
    assert not site.log


# articles


def test_what_the_page_says_goes_before_what_the_entry_says(site):
    site.expect_request("/1").respond_with_data(
        page("Pier fees to fall", "2024-03-04T08:00:00Z"), content_type="text/html"
    )
    (document,) = read(site, [entry(site, title="Fees!", published="2024-03-05")], publisher="Ledo Times")
    assert isinstance(document, Document)
    assert (document.id, document.url) == (site.url_for("/1"), site.url_for("/1"))
    assert (document.title, document.published, document.publisher) == ("Pier fees to fall", "2024-03-04", "Ledo Times")
    assert "block the channel" in document.text


def test_the_entry_fills_what_the_page_lacks(site):
    site.expect_request("/1").respond_with_data(page(), content_type="text/html")
    (document,) = read(site, [entry(site, title="Fees!", published="2024-03-05")])
    assert (document.title, document.published) == ("Fees!", "2024-03-05")


def test_a_redirected_article_keeps_both_addresses(site):
    site.expect_request("/1").respond_with_response(Response(status=302, headers={"location": "/final"}))
    site.expect_request("/final").respond_with_data(page(), content_type="text/html")
    (document,) = read(site, [entry(site)])
    assert (document.id, document.url) == (site.url_for("/1"), site.url_for("/final"))


def test_text_of_the_entry_itself(site):
    text = "The council of Port Ledo has rejected the plan of the harbour master to raise the fees for the pier."
    entries = [
        entry(site, text=text, published="2024-03-05"),
        entry(site, id="tag:2", url=None, text=text),
        entry(site, "/3", text=" "),
    ]
    first, second, third = read(site, entries, articles=False)
    assert (first.text, first.id, first.url, first.published) == (
        text,
        site.url_for("/1"),
        site.url_for("/1"),
        "2024-03-05",
    )
    assert (second.id, second.url) == (f"{site.url_for('/feed')}#tag:2", None)
    assert third == Skipped(site.url_for("/3"), "has no text")
    assert not site.log


def test_every_article_that_is_not_read_has_a_reason(site):
    german = (
        "<p>"
        + "Der Hafenmeister hat den Fischern am Montag versprochen, die Gebühren zu senken, und will es halten. " * 5
        + "</p>"
    )
    site.expect_request("/german").respond_with_data(page(body=german), content_type="text/html; charset=utf-8")
    site.expect_request("/old").respond_with_data(page(published="2019-03-04T08:00:00Z"), content_type="text/html")
    site.expect_request("/gone").respond_with_data("", status=404)
    site.expect_request("/down").respond_with_data("", status=502)
    site.expect_request("/empty").respond_with_data("<html><body></body></html>", content_type="text/html")
    site.expect_request("/pdf").respond_with_data(b"%PDF", content_type="application/pdf")
    paths = ["/known", "/private/1", "/german", "/old", "/gone", "/down", "/empty", "/pdf"]
    entries = [entry(site, path) for path in paths]
    entries += [entry(site, "/older", published="2020-01-01"), entry(site, id="tag:1", url=None)]
    found = read(site, entries, known=lambda url: url.endswith("/known"), since="2024-01-01")
    told = [
        (o.url.removeprefix(site.url_for("/")), o.because, o.again) if isinstance(o, Skipped) else o.reason
        for o in found
    ]
    assert told == [
        ("known", "was read or given up before", False),
        ("private/1", f"robots.txt of localhost:{site.port} forbids /private/1 (Disallow: /private/)", False),
        ("german", "is not English, which is all that communique reads", False),
        ("old", "published 2019-03-04, before 2024-01-01", False),
        "the server answers 404 Not Found",
        ("down", "the server answers 502 Bad Gateway", True),
        "has no article in it",
        "is application/pdf, not a page; download it and give the file",
        ("older", "published 2020-01-01, before 2024-01-01", False),
        ("feed#tag:1", "its entry links no page", False),
    ]
    assert "/known" not in asked(site)
    assert "/private/1" not in asked(site)
    assert "/older" not in asked(site)


def test_a_host_that_asks_to_wait_gets_no_further_article_now(site):
    site.expect_request("/1").respond_with_data("", status=429, headers={"retry-after": "60"})
    first, second = read(site, [entry(site), entry(site, "/2")])
    assert (first.because, first.again) == ("the server answers 429 Too Many Requests", True)
    assert second == Skipped(site.url_for("/2"), "localhost is to be left alone for another 60 seconds", again=True)
    assert asked(site) == ["/1"]


# visits


class Kept:
    """What a caller stores."""

    def __init__(self, feed):
        self.feed = feed
        self.ids = []
        self.state = FeedState(feed.url)

    def visit(self, most=100):
        """Take in a visit, or only its first yields, as if killed after them."""
        found = []
        for outcome in islice(visit(self.feed, self.state, NOON, manners(), self.ids.__contains__), most):
            if isinstance(outcome, Document):
                self.ids.append(outcome.id)
            elif isinstance(outcome, FeedState):
                self.state = outcome
            found.append(type(outcome))
        return found


def serve(site, *links):
    def answer(request: Request):
        if request.headers.get("if-none-match") == '"v1"':
            return Response(status=304)
        return Response(rss(*links), headers={"etag": '"v1"'})

    site.expect_request("/feed").respond_with_handler(answer)


def test_nothing_is_read_twice_and_nothing_is_lost_by_an_interruption(site):
    serve(site, "/1", "/2", "/3")
    for path in ("/1", "/2", "/3"):
        site.expect_request(path).respond_with_data(page(), content_type="text/html")
    kept = Kept(feed_of(site))
    assert kept.visit(most=2) == [Poll, Document]
    assert kept.visit() == [Poll, Skipped, Document, Document, FeedState]
    assert kept.visit() == [Poll, FeedState]
    assert kept.ids == [site.url_for(path) for path in ("/1", "/2", "/3")]
    assert [path for path in asked(site) if path != "/feed"] == ["/1", "/2", "/3"]


def test_an_article_that_could_not_be_had_is_tried_again(site):
    serve(site, "/1")
    site.expect_oneshot_request("/1").respond_with_data("", status=503)
    site.expect_request("/1").respond_with_data(page(), content_type="text/html")
    kept = Kept(feed_of(site))
    assert kept.visit() == [Poll, Skipped, FeedState]
    assert (kept.state.etag, kept.state.unread) == (None, 1)
    assert kept.visit() == [Poll, Document, FeedState]
    assert (kept.state.etag, kept.state.unread) == ('"v1"', 0)


def test_but_not_for_ever(site):
    serve(site, "/1")
    site.expect_request("/1").respond_with_data("", status=502)
    kept = Kept(feed_of(site))
    for _ in range(MOST_TRIES + 3):
        kept.visit()
    assert asked(site).count("/1") == MOST_TRIES + 1


def test_a_failed_poll_keeps_what_was_known(site):
    site.expect_request("/feed").respond_with_data("", status=500)
    kept = Kept(feed_of(site))
    kept.state = FeedState(kept.feed.url, etag='"v1"', unread=2)
    assert kept.visit() == [Poll, FeedState]
    assert (kept.state.etag, kept.state.unread, kept.state.failures) == ('"v1"', 2, 1)
