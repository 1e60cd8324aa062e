"""All texts that a record has of some pages, from the first to the last."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from communique.record import loading
from communique.record.loading import A_TIME
from communique.record.schema import documents
from communique.record.values import Entry


def texts_of(connection: Connection, keys: Sequence[str]) -> dict[str, list[Entry]]:
    """Documents by what they are known by, each page with every version of it in order.

    Args:
        connection: to the record.
        keys: what the pages are known by; those that the record lacks are left out.
    """
    wanted, found = sorted(set(keys)), dict[str, list[Entry]]()
    for start in range(0, len(wanted), A_TIME):
        for entry in loading.entries(connection, documents.c.key.in_(wanted[start : start + A_TIME])):
            found.setdefault(entry.key, []).append(entry)
    return {key: sorted(entries, key=lambda e: e.version) for key, entries in found.items()}
