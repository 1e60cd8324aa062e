from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from communique.documents.robots import LONGEST_WAIT, MOST_SILENT, USUAL_WAIT, Manners, read_rules, retry_after
from communique.documents.web import Limits
from communique.errors import NotNow, RefusedAddress, UnreadableSource, Unwelcome

HERE = Limits(allow_private=True, seconds=3, most_bytes=1_000_000)


class Clock:
    """A clock that goes forward only when someone sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


def manners(clock=None, limits=HERE, contact=""):
    clock = clock or Clock()
    return Manners(limits, contact, clock=clock.time, sleep=clock.sleep)


def asked(httpserver: HTTPServer):
    return [request.full_path.rstrip("?") for request, _ in httpserver.log]


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /private/", "/public", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Communique/2.0\nDisallow: /b", "/a", True),
        ("User-agent: other\nUser-agent: communique\nDisallow: /a", "/a", False),
        (
            "User-agent: communique\nDisallow: /a\nUser-agent: *\nAllow: /\nUser-agent: communique\nDisallow: /b",
            "/b",
            False,
        ),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", True),
        ("User-agent: *\nDisallow: /news\nAllow: /news", "/news", True),
        ("User-agent: *\nDisallow: /*/print$", "/a/b/print", False),
        ("User-agent: *\nDisallow: /*/print$", "/a/printed", True),
        ("User-agent: *\nDisallow: /*?page=", "/a?page=2", False),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*aa*a$", "/aa", True),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("\ufeffuser-agent : * # all\n\n\n disallow : /a # not this\n", "/a", False),
        ("User-agent: *\nCrawl-delay: 5\nDisallow: /a", "/a", False),
        ("<html>no rules here: at all</html>", "/a", True),
        ("Disallow: /a", "/a", True),
    ],
)
def test_rules_of_a_site(rules, path, allowed):
    assert (read_rules(rules).forbidding(path) is None) is allowed


def test_a_hostile_pattern_costs_no_more_than_its_length():
    rules = read_rules("User-agent: *\nDisallow: /" + "*a" * 5000 + "b$")
    assert rules.forbidding("/" + "a" * 2000) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "999999999"}, LONGEST_WAIT),
        ({"retry-after": "Tue, 05 Mar 2024 10:30:00 GMT", "date": "Tue, 05 Mar 2024 10:00:00 GMT"}, 1800),
        ({"retry-after": "Tue, 05 Mar 2024 09:30:00 GMT", "date": "Tue, 05 Mar 2024 10:00:00 GMT"}, 0),
        ({"retry-after": "Tue, 05 Mar 2024 10:30:00 GMT"}, None),
    ],
)
def test_how_long_a_server_asks_to_wait(headers, seconds):
    assert retry_after(headers) == seconds


def test_robots_is_asked_once_and_obeyed(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private/")
    httpserver.expect_request("/a").respond_with_data("hello")
    site = manners()
    assert site.ask(httpserver.url_for("/a")).content == b"hello"
    assert site.ask(httpserver.url_for("/a")).status == 200
    with pytest.raises(Unwelcome, match=r"robots.txt of localhost:\d+ forbids /private/x \(Disallow: /private/\)"):
        site.ask(httpserver.url_for("/private/x"))
    assert asked(httpserver) == ["/robots.txt", "/a", "/a"]


def test_robots_is_asked_again_after_a_day(httpserver: HTTPServer):
    httpserver.expect_ordered_request("/robots.txt").respond_with_data("")
    httpserver.expect_ordered_request("/a").respond_with_data("hello")
    httpserver.expect_ordered_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /")
    clock = Clock()
    site = manners(clock)
    site.ask(httpserver.url_for("/a"))
    clock.now += 86_401
    with pytest.raises(Unwelcome):
        site.ask(httpserver.url_for("/a"))


def test_the_target_of_a_redirect_is_held_to_robots(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private/")
    httpserver.expect_request("/a").respond_with_response(Response(status=302, headers={"location": "/private/b"}))
    with pytest.raises(Unwelcome, match="forbids /private/b") as raised:
        manners().ask(httpserver.url_for("/a"))
    assert raised.value.source == httpserver.url_for("/a")
    assert asked(httpserver) == ["/robots.txt", "/a"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_site_without_robots_allows_and_one_that_fails_does_not(httpserver: HTTPServer, status, allowed):
    httpserver.expect_request("/robots.txt").respond_with_data("Disallow: /", status=status)
    httpserver.expect_request("/a").respond_with_data("hello")
    if allowed:
        assert manners().ask(httpserver.url_for("/a")).status == 200
    else:
        with pytest.raises(NotNow, match=rf"robots.txt answers {status}"):
            manners().ask(httpserver.url_for("/a"))
        assert asked(httpserver) == ["/robots.txt"]


def test_at_least_a_second_between_two_requests_to_one_host(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_data("hello")
    clock = Clock()
    site = manners(clock)
    site.ask(httpserver.url_for("/a"))
    site.ask(httpserver.url_for("/a"))
    assert clock.slept == [1.0, 1.0]
    clock.now += 0.75
    site.ask(httpserver.url_for("/a"))
    clock.now += 5
    site.ask(httpserver.url_for("/a"))
    assert clock.slept == [1.0, 1.0, 0.25]


def test_the_pause_that_a_site_asks_for(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 7.5")
    httpserver.expect_request("/a").respond_with_data("hello")
    clock = Clock()
    site = manners(clock)
    site.ask(httpserver.url_for("/a"))
    site.ask(httpserver.url_for("/a"))
    assert clock.slept == [7.5, 7.5]


def test_a_site_that_asks_for_hours_is_not_read(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nCrawl-delay: 3600")
    with pytest.raises(Unwelcome, match="3600 seconds between two requests"):
        manners().ask(httpserver.url_for("/a"))


@pytest.mark.parametrize(("headers", "wait"), [({"Retry-After": "300"}, 300), ({}, USUAL_WAIT)])
def test_a_host_that_asks_to_wait_is_left_alone(httpserver: HTTPServer, headers, wait):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_data("slow down", status=429, headers=headers)
    clock = Clock()
    site = manners(clock)
    assert site.ask(httpserver.url_for("/a")).status == 429
    with pytest.raises(NotNow, match="to be left alone"):
        site.ask(httpserver.url_for("/b"))
    assert asked(httpserver) == ["/robots.txt", "/a"]
    clock.now += wait
    site.ask(httpserver.url_for("/a"))
    assert asked(httpserver) == ["/robots.txt", "/a", "/a"]


def broken_off(_request):
    """An answer that stops before its stated length."""
    return Response((piece for piece in [b"hello"]), headers={"content-length": "100"})


def test_a_host_that_gives_no_answer_is_left_alone_after_some_tries(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_handler(broken_off)
    httpserver.expect_request("/b").respond_with_data("hello")
    clock = Clock()
    site = manners(clock)
    for _ in range(MOST_SILENT):
        with pytest.raises(NotNow, match="cannot be fetched"):
            site.ask(httpserver.url_for("/a"))
    with pytest.raises(NotNow, match="to be left alone"):
        site.ask(httpserver.url_for("/b"))
    assert asked(httpserver) == ["/robots.txt", *["/a"] * MOST_SILENT]
    clock.now += USUAL_WAIT
    assert site.ask(httpserver.url_for("/b")).status == 200


def test_an_answer_between_ends_the_count(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_handler(broken_off)
    httpserver.expect_request("/b").respond_with_data("hello")
    site = manners()
    for _ in range(MOST_SILENT):
        with pytest.raises(NotNow, match="cannot be fetched"):
            site.ask(httpserver.url_for("/a"))
        assert site.ask(httpserver.url_for("/b")).status == 200


def test_a_dead_target_of_redirects_does_not_close_the_host_that_redirects(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_response(
        Response(status=302, headers={"location": "http://dead.invalid/"})
    )
    httpserver.expect_request("/b").respond_with_data("hello")
    site = manners()
    for _ in range(MOST_SILENT + 1):
        with pytest.raises(NotNow, match=r"dead.invalid/robots.txt cannot be had"):
            site.ask(httpserver.url_for("/a"))
    assert site.ask(httpserver.url_for("/b")).status == 200


def test_no_robots_no_pages_when_nothing_listens():
    with pytest.raises(NotNow, match="cannot be had"):
        manners().ask("http://127.0.0.1:1/a")


def test_what_the_site_sees_of_us(httpserver: HTTPServer):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_data("hello")
    manners(contact="desk@example.org").ask(httpserver.url_for("/a"))
    assert {request.headers["user-agent"] for request, _ in httpserver.log} == {"communique (desk@example.org)"}


def test_private_addresses_are_refused_before_anything_is_asked(httpserver: HTTPServer):
    with pytest.raises(RefusedAddress, match="private network") as raised:
        manners(limits=Limits(seconds=3)).ask(httpserver.url_for("/a"))
    assert raised.value.source == httpserver.url_for("/a")
    assert not httpserver.log


@pytest.mark.parametrize("target", ["file:///etc/passwd", "//", "ftp://example.org/a"])
def test_redirects_to_nonsense_end_there(httpserver: HTTPServer, target):
    httpserver.expect_request("/robots.txt").respond_with_data("")
    httpserver.expect_request("/a").respond_with_response(Response(status=302, headers={"location": target}))
    with pytest.raises(UnreadableSource):
        manners().ask(httpserver.url_for("/a"))


@pytest.mark.parametrize(
    "url", ["http://[", "http://x:99999/", f"http://{'a' * 70}.org/", "http://", "gopher://example.org/"]
)
def test_addresses_that_are_none(url):
    with pytest.raises(UnreadableSource, match="address"):
        manners().ask(url)
