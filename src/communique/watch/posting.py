"""Sending bytes to an address of the web and taking the answer: bounded in size and time, to the address that was checked, and
following no redirect at all, since what is posted is meant for one receiver.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx2

from communique.documents.web import AGENT, Answer, Limits, bounded_body, checked_address
from communique.errors import NotNow, UnreadableSource


def post(
    url: str,
    content: bytes,
    kind: str,
    limits: Limits | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    read: bool = True,
) -> Answer:
    """Post bytes and take the answer, whatever its status.

    Args:
        url: http or https.
        content: what is sent.
        kind: its content type.
        limits: bounds; the usual ones if None.
        headers: headers of ours.
        read: whether the body of an answer of status 200 is read; that of any other never is.

    Raises:
        RefusedAddress: the receiver lies on this machine or in a private network.
        NotNow: there is no answer.
        UnreadableSource: the address is none, or the answer is too large.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UnreadableSource(url, "is no http or https address")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = checked_address(parts.hostname, port, url, limits)
        with httpx2.Client(follow_redirects=False, trust_env=False, timeout=min(10.0, limits.seconds)) as client:
            request = client.build_request(
                "POST",
                httpx2.URL(url).copy_with(host=address),
                content=content,
                headers={
                    "host": parts.netloc.rpartition("@")[2],
                    "user-agent": AGENT,
                    "content-type": kind,
                    **(headers or {}),
                },
                extensions={"sni_hostname": parts.hostname},
            )
            response = client.send(request, stream=True)
            try:
                told = {name.casefold(): value for name, value in response.headers.items()}
                wanted = read and response.status_code == httpx2.codes.OK
                body = bounded_body(response, url, limits, deadline) if wanted else b""
                return Answer(url, response.status_code, told, body)
            finally:
                response.close()
    except httpx2.TimeoutException:
        raise NotNow(url, f"no answer within {limits.seconds:.0f} seconds; try again later") from None
    except httpx2.HTTPError as error:
        raise NotNow(url, f"cannot be reached: {error}") from None
    except (ValueError, httpx2.InvalidURL):
        raise UnreadableSource(url, "is no valid address") from None
