"""The numbers of events, claims, documents and judgements as people write them."""

from __future__ import annotations

import re

from communique.errors import BadRequest

_REFERENCE = re.compile(r"([ECDJ])(\d{1,9})", re.IGNORECASE)


def reference(told: str, kinds: str) -> int:
    """The number of E57, C57, D12 or J3.

    Args:
        told: what the user wrote.
        kinds: letters that may stand before the number.

    Raises:
        BadRequest: it is none of them.
    """
    found = _REFERENCE.fullmatch(told.strip())
    if not found or found.group(1).upper() not in kinds:
        raise BadRequest("number", f"{told!r} is no number of the record; write {' or '.join(k + '57' for k in kinds)}")
    return int(found.group(2))
