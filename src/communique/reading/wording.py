"""What the codebook decides by closed constructions, whatever the network scores: the lower commitment, and who acts in an infinitive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from communique.model import AGENTLESS, Frame, Mention
from communique.reading.sentences import sentences

_AGAINST = re.compile(r"\s+against\b")
_MEASURE = re.compile(r"\s+(?:\w+\s+)?(?:ban|embargo|sanctions|resolutions?)\b")
_UNCONFIRMED = re.compile(
    r"\s+(?:has|have|had|was|were|is|are|could|can)(?:\s+not|n[’']t)\s+(?:yet\s+)?(?:be(?:en)?\s+)?(?:\w+ly\s+)?(?:confirmed|verified)\b"
)
_INFINITIVE = re.compile(r"\s+to\s+(?:have\s+)?(?:\w+ly\s+)?")
_REPORTEDLY = re.compile(r"\b(?:reportedly|allegedly)\b", re.IGNORECASE)


def _sentence(frame: Frame, text: str) -> str:
    """The sentence of a trigger."""
    return next((text[start:end] for start, end in sentences(text) if start <= frame.start < end), "")


def by_words(frame: Frame, mentions: Sequence[Mention], text: str) -> Frame:
    """A frame with what its words decide.

    Args:
        frame: as the network reads it.
        mentions: of the text; the frame's roles are indices into them.
        text: the text.

    Returns:
        The frame: "warned against" asks and does not threaten (codebook, section 2; 24 of 25 in the annotated texts), and a standing
        ban named in it takes no part; an act that "has not been confirmed" is not denied, nobody stands for it (section 4);
        "reportedly" and "allegedly" are somebody's word, though nobody's name (section 5); who "claims to have" done a thing is its actor.
    """
    warned = text[frame.start : frame.end].casefold().startswith("warn") and _AGAINST.match(text, frame.end)
    if warned and frame.type in ("THREATEN", "REQUEST"):
        named = tuple(i for i in frame.recipients if not _MEASURE.match(text, mentions[i].end))
        frame = replace(frame, type="REQUEST", mode=frame.mode if frame.type == "REQUEST" else None, recipients=named)
    if _UNCONFIRMED.match(text, frame.end):
        frame = replace(frame, status="hypothetical", polarity="pos", certainty="none", stance="asserts")
    if frame.source is None and frame.certainty == "hedged" and _REPORTEDLY.search(_sentence(frame, text)):
        frame = replace(frame, source=AGENTLESS)
    if frame.actors or frame.source is None or frame.source == AGENTLESS or frame.cue is None:
        return frame
    if _INFINITIVE.fullmatch(text, mentions[frame.cue].end, frame.start):
        return replace(frame, actors=(frame.source,))
    return frame
