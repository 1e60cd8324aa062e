"""Sentence offsets, by nupunkt, with the abbreviations of newswire that it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nupunkt

_TITLE = re.compile(r"\b(?:Lt|Col|Gen|Maj|Capt|Sgt|Brig|Adm|Cmdr|Gov|Sen|Rep|Rev|Hon|Pres|Amb|Min|No|St)\.\s*$")
_ENDED = re.compile(r"[.!?:…][\"'”’)\]]*\s*$")
WRAPPED = 60
"""A line at least this long that ends without a full stop goes on in the next line: the text is wrapped."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences. A line break ends one, unless the line is cut by wrapping.

    Args:
        text: any text.

    Returns:
        (start, end) in code points, in order; white space between them belongs to none.
    """
    found: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        joined = False
        for first, last in nupunkt.sent_spans(text[start:end]):
            piece = text[start + first : start + last]
            if not piece.strip():
                continue
            low = start + first + len(piece) - len(piece.lstrip())
            high = start + last - (len(piece) - len(piece.rstrip()))
            if joined:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
            joined = bool(_TITLE.search(text[low:high]))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of text in which no sentence is cut by a line break."""
    start = end = -1
    for line in re.finditer(r"[^\n]+", text):
        blank = not line.group().strip()
        if start >= 0 and (
            blank or _ENDED.search(text[start:end][-12:]) or end - text.rfind("\n", start, end) < WRAPPED
        ):
            yield start, end
            start = -1
        if not blank:
            start = line.start() if start < 0 else start
            end = line.end()
        if text[line.end() : line.end() + 2] == "\n\n" and start >= 0:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end
