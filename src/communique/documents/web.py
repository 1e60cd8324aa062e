"""Fetching a page: bounded in size, time, redirects and kind, and never from this machine or a private network.

The host name is resolved once, every address is checked, and the connection goes to the address that was checked; a
name that resolves to something else a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx2

from communique.errors import RefusedAddress, UnreadableSource

MOST_BYTES = 10_000_000
"""Largest page that is read; news pages are well under one megabyte without pictures."""

SECONDS = 20.0
"""Longest time for one page with all its redirects."""

REDIRECTS = 5
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
class Limits:
    """What a fetch may cost and where it may go."""

    most_bytes: int = MOST_BYTES
    seconds: float = SECONDS
    allow_private: bool = False


def fetch(url: str, limits: Limits | None = None) -> Page:
    """Fetch one page.

    Args:
        url: http or https.
        limits: bounds; the usual ones if None.

    Raises:
        RefusedAddress: the page, or one it redirects to, lies on this machine or in a private network.
        UnreadableSource: anything else that went wrong, in words.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    current = url
    with httpx2.Client(follow_redirects=False, trust_env=False, timeout=min(10.0, limits.seconds)) as client:
        for _ in range(REDIRECTS + 1):
            try:
                answer = _one(client, current, url, limits, deadline)
            except httpx2.TimeoutException:
                raise UnreadableSource(url, f"no answer within {limits.seconds:.0f} seconds; try again later") from None
            except httpx2.HTTPError as error:
                raise UnreadableSource(url, f"cannot be fetched: {error}") from None
            if isinstance(answer, Page):
                return answer
            current = urljoin(current, answer)
    raise UnreadableSource(url, f"redirects more than {REDIRECTS} times")


def _one(client: httpx2.Client, current: str, url: str, limits: Limits, deadline: float) -> Page | str:
    """One request: the page, or where it redirects to."""
    parts = urlsplit(current)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnreadableSource(url, f"{current!r} is no http or https address")
    address = _checked_address(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), url, limits)
    target = httpx2.URL(current).copy_with(host=address)
    request = client.build_request(
        "GET",
        target,
        headers={"host": parts.netloc.rpartition("@")[2], "user-agent": "communique", "accept": ", ".join(KINDS)},
        extensions={"sni_hostname": parts.hostname},
    )
    response = client.send(request, stream=True)
    try:
        if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
            return str(response.headers["location"])
        if response.status_code != httpx2.codes.OK:
            raise UnreadableSource(url, f"the server answers {response.status_code} {response.reason_phrase}".strip())
        kind = response.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if kind not in KINDS:
            raise UnreadableSource(url, f"is {kind or 'of no stated type'}, not a page; download it and give the file")
        return Page(current, _body(response, url, limits, deadline), kind)
    finally:
        response.close()


def _body(response: httpx2.Response, url: str, limits: Limits, deadline: float) -> bytes:
    """The body, counted while it comes."""
    too_large = UnreadableSource(url, f"is larger than {limits.most_bytes / 1e6:.0f} MB; download it and give the text")
    if int(response.headers.get("content-length") or 0) > limits.most_bytes:
        raise too_large
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > limits.most_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise UnreadableSource(url, f"takes longer than {limits.seconds:.0f} seconds; try again later")
    return bytes(content)


def _checked_address(host: str, port: int, url: str, limits: Limits) -> str:
    """An address of the host to connect to, if every one of them is public."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        raise UnreadableSource(url, f"no such host: {host}") from None
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
