import time

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from communique import RefusedAddress, UnreadableSource
from communique.documents.web import Limits, fetch

HERE = Limits(allow_private=True, seconds=3, most_bytes=100_000)


def test_page_is_fetched(httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_data("<p>hello</p>", content_type="text/html; charset=utf-8")
    page = fetch(httpserver.url_for("/a"), HERE)
    assert (page.content, page.kind) == (b"<p>hello</p>", "text/html")


def test_redirects_are_followed(httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_response(Response(status=302, headers={"location": "/b"}))
    httpserver.expect_request("/b").respond_with_data("hello", content_type="text/plain")
    assert fetch(httpserver.url_for("/a"), HERE).url.endswith("/b")


def test_redirects_come_to_an_end(httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_response(Response(status=302, headers={"location": "/a"}))
    with pytest.raises(UnreadableSource, match="redirects more than"):
        fetch(httpserver.url_for("/a"), HERE)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_this_machine_and_private_networks_are_refused(url):
    with pytest.raises(RefusedAddress, match="--allow-private"):
        fetch(url, Limits(seconds=3))


def test_a_redirect_may_not_lead_to_another_kind_of_address(httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_response(
        Response(status=302, headers={"location": "file:///etc/passwd"})
    )
    with pytest.raises(UnreadableSource, match="no http or https address"):
        fetch(httpserver.url_for("/a"), HERE)


def test_missing_page(httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_data("no", status=404)
    with pytest.raises(UnreadableSource, match="404"):
        fetch(httpserver.url_for("/a"), HERE)


def test_other_kinds_of_content_are_refused(httpserver: HTTPServer):
    httpserver.expect_request("/a").respond_with_data(b"%PDF", content_type="application/pdf")
    with pytest.raises(UnreadableSource, match="application/pdf"):
        fetch(httpserver.url_for("/a"), HERE)


@pytest.mark.parametrize("stated", [True, False])
def test_large_pages_are_cut_off(httpserver: HTTPServer, stated):
    def answer(_request):
        pieces = (b"x" * 10_000 for _ in range(5000))
        return Response(pieces, content_type="text/html", headers={"content-length": "50000000"} if stated else {})

    httpserver.expect_request("/a").respond_with_handler(answer)
    began = time.monotonic()
    with pytest.raises(UnreadableSource, match="larger than"):
        fetch(httpserver.url_for("/a"), HERE)
    assert time.monotonic() - began < HERE.seconds


def test_slow_pages_are_given_up(httpserver: HTTPServer):
    def drip(_request):
        def pieces():
            for _ in range(40):
                time.sleep(0.1)
                yield b"x"

        return Response(pieces(), content_type="text/html")

    httpserver.expect_request("/a").respond_with_handler(drip)
    with pytest.raises(UnreadableSource, match=r"takes longer|no answer"):
        fetch(httpserver.url_for("/a"), Limits(allow_private=True, seconds=1))


def test_unknown_host():
    with pytest.raises(UnreadableSource, match="no such host"):
        fetch("http://no-such-host.invalid/", Limits(seconds=3))
