"""Feeds → a record: read once, whatever interrupts it, with a log of what was read, skipped and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from desk import command
from pytest_httpserver import HTTPServer
from werkzeug import Response

from communique.documents.feeds import Feed, FeedList
from communique.documents.web import Limits
from communique.following import LONGEST_SLEEP, follow
from communique.record.record import Record

HERE = Limits(allow_private=True, seconds=3, most_bytes=1_000_000)
STORY = (
    "<p>Ministers of Chad and Mali met in Bamako on Monday, the Malian foreign ministry said.</p>"
    "<p>The two sides had cut their ties in the winter over a quarrel about grazing land, and traders on both sides had "
    "asked them to talk. They will meet again in the autumn, a spokesman said.</p>"
)


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self):
        self.now = datetime(2024, 3, 5, 12, tzinfo=UTC)
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def page(title, body=STORY):
    return f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>'


def rss(*paths, published="Mon, 04 Mar 2024 10:00:00 GMT"):
    items = "".join(
        f"<item><title>Entry</title><link>{path}</link><pubDate>{published}</pubDate></item>" for path in paths
    )
    return f'<rss version="2.0"><channel><title>Times</title>{items}</channel></rss>'


@pytest.fixture
def site(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private/")
    httpserver.expect_request("/feed").respond_with_data(rss("/1", "/2", "/private/3", "/4"))
    httpserver.expect_request("/1").respond_with_data(page("Chad and Mali talk"), content_type="text/html")
    httpserver.expect_request("/2").respond_with_data(
        page("Again", STORY.replace("Chad", "Niger")), content_type="text/html"
    )
    httpserver.expect_request("/4").respond_with_data("gone", status=404)
    return httpserver


@pytest.fixture
def record(tmp_path):
    with Record(tmp_path / "record.db", create=True) as kept:
        yield kept


@pytest.fixture
def poll(record, site):
    """One poll of the feed at a time, and what it logged."""
    clock = Clock()

    def run(*, after=timedelta(), most=None, **told):
        clock.now += after
        feeds = FeedList(feeds=(Feed(url=site.url_for("/feed"), publisher="Harbour Times"),))
        visits = follow(record, feeds, once=True, limits=HERE, clock=clock, sleep=clock.sleep, **told)
        kept = []
        for visit in visits:
            kept.append((visit.what, visit.url.removeprefix(site.url_for("/")[:-1])))
            if most and len(kept) == most:
                visits.close()
        return kept

    return run


FIRST = [("polled", "/feed"), ("read", "/1"), ("read", "/2"), ("skipped", "/private/3"), ("error", "/4")]


def asked(site):
    return [request.path for request, _ in site.log if request.path not in ("/robots.txt", "/feed")]


def test_what_is_new_is_read_and_everything_else_has_its_reason(poll, record):
    assert poll() == FIRST
    log = {visit.url.rpartition("/")[2]: visit for visit in record.visits()}
    assert log["1"].document == 1
    assert "new, " in log["1"].because
    assert "robots.txt" in log["3"].because
    assert "404" in log["4"].because
    assert [(d.document.title, d.document.publisher) for d in record.documents([1])] == [
        ("Chad and Mali talk", "Harbour Times")
    ]
    assert record.event("E1").type == "CONSULT"


def test_nothing_is_asked_for_before_it_is_due_and_nothing_read_twice(poll, site):
    poll()
    before = asked(site)
    assert poll(after=timedelta(minutes=10)) == []
    assert poll(after=timedelta(minutes=10)) == [("polled", "/feed")]
    assert asked(site) == before


@pytest.mark.parametrize("most", [1, 2, 3])
def test_an_interrupted_run_goes_on_where_it_stopped(poll, record, site, most):
    assert poll(most=most) == FIRST[:most]
    assert poll() == [FIRST[0], *FIRST[most:]]
    assert len(record.documents()) == 2
    assert asked(site).count("/1") == 1


def test_a_page_that_was_read_before_the_log_was_written_is_known(poll, record, site):
    poll(most=2)
    with record._database.writing() as connection:
        connection.exec_driver_sql("delete from visits")
    assert poll()[:2] == [("polled", "/feed"), ("known", "/1")]
    assert len(record.documents()) == 2


def test_nothing_older_than_asked_for_is_read(poll, record, site):
    assert poll(since="2024-03-05") == [
        FIRST[0],
        *(("before 2024-03-05", path) for path in ("/1", "/2", "/private/3", "/4")),
    ]
    assert asked(site) == []
    assert "before 2024-03-05" in record.visits()[0].because
    assert poll(after=timedelta(hours=1), since="2024-03-06") == [FIRST[0]]


def test_an_earlier_day_reads_what_was_too_old(poll, record, site):
    poll(since="2024-03-05")
    assert poll(after=timedelta(hours=1), since="2024-03-04") == FIRST
    assert poll(after=timedelta(hours=1)) == [FIRST[0]]


def test_an_unchanged_feed_is_read_as_a_whole_when_more_of_it_is_wanted(poll, site):
    def tagged(request):
        same = request.headers.get("if-none-match") == '"v1"'
        return Response(status=304) if same else Response(rss("/1"), headers={"etag": '"v1"'})

    site.clear_all_handlers()
    site.expect_request("/robots.txt").respond_with_data("")
    site.expect_request("/1").respond_with_data(page("Chad and Mali talk"), content_type="text/html")
    site.expect_request("/feed").respond_with_handler(tagged)
    assert poll(since="2024-03-05") == [FIRST[0], ("before 2024-03-05", "/1")]
    assert poll(after=timedelta(hours=1), since="2024-03-05") == [FIRST[0]]
    assert poll(after=timedelta(hours=1)) == FIRST[:2]


def test_it_goes_on_until_the_feeds_are_gone(record, httpserver):
    answers = iter([Response(rss()), Response(status=500), Response(rss()), Response(status=410)])
    httpserver.expect_request("/feed").respond_with_handler(lambda _: next(answers))
    httpserver.expect_request("/robots.txt").respond_with_data("")
    clock = Clock()
    feeds = FeedList(every=timedelta(minutes=1), feeds=(Feed(url=httpserver.url_for("/feed")),))
    visits = list(follow(record, feeds, limits=HERE, clock=clock, sleep=clock.sleep))
    assert [visit.what for visit in visits] == ["polled", "failed", "polled", "failed"]
    assert max(clock.slept) <= LONGEST_SLEEP
    assert clock.now >= datetime(2024, 3, 5, 12, 4, tzinfo=UTC)
    assert list(follow(record, feeds, limits=HERE, clock=clock, sleep=clock.sleep)) == []


def test_on_the_command_line(site, tmp_path):
    record, feeds = tmp_path / "record.db", tmp_path / "feeds.yaml"
    site.expect_oneshot_request("/once").respond_with_data(rss("/1"))
    feeds.write_text(f'feeds:\n  - url: {site.url_for("/once")}\n    publisher: "Harbour \\e[2J Times"\n')
    first = command(record, "follow", feeds, "--once", "--allow-private")
    assert first.exit_code == 0
    assert [line.split()[1] for line in first.stderr.splitlines()] == ["polled", "read"]
    again = command(record, "follow", feeds, "--once", "--allow-private")
    assert (again.exit_code, again.stderr) == (0, "")
    log = [json.loads(line) for line in command(record, "runs", "--format", "jsonl").stdout.splitlines()]
    assert [visit["what"] for visit in log] == ["read", "polled"]
    assert command(record, "runs", "--since", log[0]["at"]).stdout.startswith(log[0]["at"])
    assert command(record, "runs", "--since", "2999-01-01").stdout == ""
    assert "\x1b" not in command(record, "documents").stdout
    assert "1 known" in command(record, "add", site.url_for("/1"), "--allow-private").stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("feeds:\n  - url: nowhere\n", "feeds.yaml:2: feeds[1].url"),
        ("feeds: []\n", "has no feed in it"),
        ("feeds:\n  - url: https://a.example/\n    evry: 5m\n", "feeds.yaml:3:"),
        ("{", "is not YAML"),
        ("", "is empty"),
        (None, "feeds.yaml: cannot be opened"),
    ],
)
def test_a_list_of_feeds_that_makes_no_sense(tmp_path, content, says):
    feeds = tmp_path / "feeds.yaml"
    if content is not None:
        feeds.write_text(content)
    done = command(tmp_path / "record.db", "follow", feeds, "--once")
    assert done.exit_code == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "record.db").exists()


def test_a_wrong_day_makes_no_record(tmp_path):
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text("feeds:\n  - url: https://a.example/\n")
    done = command(tmp_path / "record.db", "follow", feeds, "--once", "--since", "someday")
    assert done.exit_code == 2
    assert "--since" in done.stderr
    assert not (tmp_path / "record.db").exists()
