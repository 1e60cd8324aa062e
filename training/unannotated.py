"""The texts of the corpora, annotated or not: whole reports, and passages of single sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from offsets import load_rows

SHORTEST = 60
"""Characters; shorter reports are headings."""

PASSAGE = 900
"""Characters after which a passage of consecutive sentences is closed, so that it is about as long as the longest reports."""


def texts(paths: Sequence[Path]) -> list[tuple[str, str]]:
    """Ids and texts of some corpora, each text once.

    A corpus of whole texts gives them as they are; one of single sentences with the number of their article (`block`) gives
    passages of consecutive sentences, named by the first and the last (`gmb-17..gmb-21`).

    Args:
        paths: JSON lines, gzip, with `id`, `text` and perhaps `block`.
    """
    found: dict[str, str] = {}
    for path in paths:
        rows = load_rows(path)
        for name, text in passages(rows) if rows and "block" in rows[0] else ((r["id"], r["text"]) for r in rows):
            if len(text) > SHORTEST:
                found.setdefault(text, name)
    return [(name, text) for text, name in found.items()]


def passages(rows: Sequence[dict[str, Any]], longest: int = PASSAGE) -> Iterator[tuple[str, str]]:
    """Ids and texts of passages of consecutive sentences of one article, none over `longest` characters if a sentence is not."""
    part: list[dict[str, Any]] = []
    for row in rows:
        if part and (not _follows(part[-1], row) or sum(len(r["text"]) + 1 for r in (*part, row)) > longest):
            yield _passage(part)
            part = []
        part.append(row)
    if part:
        yield _passage(part)


def _follows(row: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a sentence is the next of the same article."""
    return _number(after) == _number(row) + 1 and after["block"] == row["block"]


def _number(row: dict[str, Any]) -> int:
    return int(row["id"].rpartition("-")[2])


def _passage(rows: Sequence[dict[str, Any]]) -> tuple[str, str]:
    return f"{rows[0]['id']}..{rows[-1]['id']}", " ".join(r["text"] for r in rows)
