"""Sentence offsets, by nupunkt, with the abbreviations of newswire that it does not know."""

from __future__ import annotations

import re

import nupunkt

_TITLE = re.compile(r"\b(?:Lt|Col|Gen|Maj|Capt|Sgt|Brig|Adm|Cmdr|Gov|Sen|Rep|Rev|Hon|Pres|Amb|Min|No|St)\.\s*$")


def sentences(text: str) -> list[tuple[int, int]]:
    """Split a text into sentences; a line break always ends one.

    Args:
        text: any text.

    Returns:
        (start, end) in code points, in order; white space between them belongs to none.
    """
    found: list[tuple[int, int]] = []
    for paragraph in re.finditer(r"[^\n]*\S[^\n]*", text):
        joined = False
        for start, end in nupunkt.sent_spans(paragraph.group()):
            piece = paragraph.group()[start:end]
            if not piece.strip():
                continue
            start += paragraph.start() + len(piece) - len(piece.lstrip())
            end += paragraph.start() - (len(piece) - len(piece.rstrip()))
            if joined:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
            joined = bool(_TITLE.search(text[start:end]))
    return found
