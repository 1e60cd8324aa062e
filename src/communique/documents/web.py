"""Fetching a page: bounded in size, time, redirects and kind, and never from this machine or a private network.

The host name is resolved once, every address is checked, and the connection goes to the address that was checked; a
name that resolves to something else a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2

from communique.errors import NotNow, RefusedAddress, UnreadableSource

MOST_BYTES = 10_000_000
"""Largest page that is read; news pages are well under one megabyte without pictures."""

SECONDS = 20.0
"""Longest time for one page with all its redirects."""

REDIRECTS = 5
AGENT = "communique"
"""The name that servers see, and that robots.txt may address."""

KINDS = ("text/html", "application/xhtml+xml", "text/plain")


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page.

    Attributes:
        url: where it was found in the end.
        content: its bytes.
        kind: its content type, without parameters.
    """

    url: str
    content: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers in the end, whatever its status.

    Attributes:
        url: where it answers, after all redirects.
        status: the HTTP status.
        headers: its headers, names in small letters.
        content: the bytes of a page (status 200); empty for every other status.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def kind(self) -> str:
        """The content type, without parameters; empty where none is stated."""
        return _kind(self.headers)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost and where it may go."""

    most_bytes: int = MOST_BYTES
    seconds: float = SECONDS
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for: the address that errors name, the bounds, our headers, the kinds of content that are taken."""

    url: str
    limits: Limits
    headers: Mapping[str, str]
    kinds: tuple[str, ...]


def fetch(url: str, limits: Limits | None = None) -> Page:
    """Fetch one page.

    Args:
        url: http or https.
        limits: bounds; the usual ones if None.

    Raises:
        RefusedAddress: the page, or one it redirects to, lies on this machine or in a private network.
        NotNow: there is no answer.
        UnreadableSource: anything else that went wrong, in words.
    """
    answer = ask(url, limits, kinds=KINDS)
    if answer.status != httpx2.codes.OK:
        raise UnreadableSource(url, status_in_words(answer.status))
    return Page(answer.url, answer.content, answer.kind)


def ask(
    url: str,
    limits: Limits | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    kinds: tuple[str, ...] = (),
    before: Callable[[str], None] | None = None,
) -> Answer:
    """Ask a server for a page and take its answer, whatever the status.

    Args:
        url: http or https.
        limits: bounds; the usual ones if None.
        headers: headers of ours, such as the conditions of a request.
        kinds: content types of pages that are taken; any if empty.
        before: called with every address before it is asked, the targets of redirects too. It may wait, which does not count as
            time of the page, or raise.

    Raises:
        RefusedAddress: the page, or one it redirects to, lies on this machine or in a private network.
        NotNow: there is no answer.
        UnreadableSource: anything else that went wrong, in words.
    """
    limits = limits or Limits()
    request = _Request(url, limits, headers or {}, kinds)
    deadline = time.monotonic() + limits.seconds
    current = url
    with httpx2.Client(follow_redirects=False, trust_env=False, timeout=min(10.0, limits.seconds)) as client:
        for _ in range(REDIRECTS + 1):
            try:
                deadline += _waited(before, current, url)
                answer = _one(client, current, request, deadline)
                if isinstance(answer, Answer):
                    return answer
                current = urljoin(current, answer)
            except httpx2.TimeoutException:
                raise NotNow(url, f"no answer within {limits.seconds:.0f} seconds; try again later") from None
            except httpx2.HTTPError as error:
                raise NotNow(url, f"cannot be fetched: {error}") from None
            except (ValueError, httpx2.InvalidURL):
                raise UnreadableSource(url, f"{current!r} is no valid address") from None
    raise UnreadableSource(url, f"redirects more than {REDIRECTS} times")


def status_in_words(status: int) -> str:
    """What went wrong, for a status other than 200."""
    return f"the server answers {status} {httpx2.codes.get_reason_phrase(status)}".strip()


def _waited(before: Callable[[str], None] | None, current: str, url: str) -> float:
    """Let the caller look at an address of the web; how long that took."""
    parts = urlsplit(current)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnreadableSource(url, f"{current!r} is no http or https address")
    began = time.monotonic()
    if before is not None:
        before(current)
    return time.monotonic() - began


def _one(client: httpx2.Client, current: str, asked: _Request, deadline: float) -> Answer | str:
    """One request: the answer, or where it redirects to."""
    parts = urlsplit(current)
    host = parts.hostname or ""
    address = checked_address(host, parts.port or (443 if parts.scheme == "https" else 80), asked.url, asked.limits)
    request = client.build_request(
        "GET",
        httpx2.URL(current).copy_with(host=address),
        headers={
            "host": parts.netloc.rpartition("@")[2],
            "user-agent": AGENT,
            "accept": ", ".join(asked.kinds) or "*/*",
            **asked.headers,
        },
        extensions={"sni_hostname": host},
    )
    response = client.send(request, stream=True)
    try:
        headers = {name.casefold(): value for name, value in response.headers.items()}
        if response.status_code in (301, 302, 303, 307, 308) and "location" in headers:
            return headers["location"]
        if response.status_code != httpx2.codes.OK:
            return Answer(current, response.status_code, headers)
        kind = _kind(headers)
        if asked.kinds and kind not in asked.kinds:
            raise UnreadableSource(
                asked.url, f"is {kind or 'of no stated type'}, not a page; download it and give the file"
            )
        return Answer(current, response.status_code, headers, bounded_body(response, asked.url, asked.limits, deadline))
    finally:
        response.close()


def _kind(headers: Mapping[str, str]) -> str:
    """The content type that headers state, without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().casefold()


def bounded_body(response: httpx2.Response, url: str, limits: Limits, deadline: float) -> bytes:
    """The body of an answer, counted while it comes.

    Args:
        response: an answer that is read as a stream.
        url: for errors.
        limits: bounds.
        deadline: when it has to be there, by `time.monotonic`.

    Raises:
        UnreadableSource: it is larger than the bound.
        NotNow: it takes longer.
    """
    too_large = UnreadableSource(url, f"is larger than {limits.most_bytes / 1e6:.0f} MB; download it and give the text")
    if int(response.headers.get("content-length") or 0) > limits.most_bytes:
        raise too_large
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > limits.most_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise NotNow(url, f"takes longer than {limits.seconds:.0f} seconds; try again later")
    return bytes(content)


def checked_address(host: str, port: int, url: str, limits: Limits) -> str:
    """An address of a host to connect to, if every one of them is public.

    Args:
        host: its name or number.
        port: the port.
        url: for errors.
        limits: whether private addresses are allowed.

    Raises:
        RefusedAddress: an address of it lies on this machine or in a private network.
        NotNow: there is no such host.
    """
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        raise NotNow(url, f"no such host: {host}") from None
    if not limits.allow_private:
        for address in found:
            if not _public(address):
                raise RefusedAddress(
                    url,
                    f"{host} is {address}, on this machine or a private network; --allow-private fetches it all the same",
                )
    return found[0]


def _public(address: str) -> bool:
    """Whether an address is out in the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast
