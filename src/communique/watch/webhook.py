"""Alerts to a receiver over HTTP: CloudEvents 1.0 as JSON, signed in the manner of Standard Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from binascii import Error as NotBase64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from communique.documents.robots import retry_after
from communique.documents.web import Limits, status_in_words
from communique.errors import NotNow, UnreadableSource
from communique.watch.notice import Message, Notice, data
from communique.watch.outbox import Outcome
from communique.watch.posting import post

ONE = "application/cloudevents+json; charset=utf-8"
SEVERAL = "application/cloudevents-batch+json; charset=utf-8"
"""The content types of the structured and of the batched mode of CloudEvents."""

LATER = (408, 425, 429)
"""Statuses, beside those from 500 on, after which another try may do."""

REFUSED = (400, 406, 409, 413, 415, 422)
"""Statuses by which this message is refused; by others (401, 403, 404, 410 …) all of them are."""


def event(notice: Notice, source: str) -> dict[str, Any]:
    """A notice as a CloudEvent.

    Args:
        notice: what is told.
        source: what tells this record's alerts from those of others, a URI.
    """
    return {
        "specversion": "1.0",
        "id": notice.id,
        "source": source,
        "type": f"communique.alert.{notice.kind}",
        "subject": notice.alert,
        "time": notice.at,
        "datacontenttype": "application/json",
        "data": data(notice),
    }


def signature(secret: str, identifier: str, timestamp: int, body: bytes) -> str:
    """The signature that stands in the header `webhook-signature`: `v1,` and an HMAC-SHA256 in base64.

    Args:
        secret: the secret; one that begins with `whsec_` is base64 after that, as Standard Webhooks has it.
        identifier: what stands in `webhook-id`.
        timestamp: what stands in `webhook-timestamp`, seconds since 1970.
        body: the body as it is sent.
    """
    key = secret.encode()
    if secret.startswith("whsec_"):
        try:
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except NotBase64:
            key = secret.encode()
    signed = f"{identifier}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def send_webhook(url: str, sent: Message, source: str, now: datetime, secret: str | None, limits: Limits) -> Outcome:
    """Post a message.

    Args:
        url: the receiver.
        sent: what is sent: one event, or a batch.
        source: as for `event`.
        now: the time, with its zone; it is signed, so that a receiver can refuse what is old.
        secret: the secret to sign with, or None.
        limits: bounds, and whether the receiver may be nearby.
    """
    events = [event(notice, source) for notice in sent.notices]
    body = json.dumps(events[0] if len(events) == 1 else events).encode()
    stamp = int(now.astimezone(UTC).timestamp())
    headers = {"webhook-id": sent.id, "webhook-timestamp": str(stamp)}
    if secret:
        headers["webhook-signature"] = signature(secret, sent.id, stamp, body)
    try:
        answer = post(url, body, ONE if len(events) == 1 else SEVERAL, limits, headers=headers, read=False)
    except NotNow as error:
        return Outcome("later", error.reason)
    except UnreadableSource as error:
        return Outcome("broken", error.reason)
    return _outcome(answer.status, answer.headers)


def _outcome(status: int, headers: Mapping[str, str]) -> Outcome:
    """What a status means."""
    told = status_in_words(status)
    if 200 <= status < 300:
        return Outcome("delivered", told)
    if status in LATER or status >= 500:
        return Outcome("later", told, retry_after(headers))
    if 300 <= status < 400:
        return Outcome("broken", f"{told}: it redirects, which is not followed; write the address that it redirects to")
    return Outcome("refused" if status in REFUSED else "broken", told)
