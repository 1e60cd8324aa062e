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
_GIVING = re.compile(
    r"(?:gave|gives?|given|giving|presented|presents?|presenting|received|receives|handed(?: over)?|exchanged|exchanging|gifted|got|brought)",
    re.IGNORECASE,
)
_GIFT = re.compile(r"\b(?:gifts?|gifted|as a present|keepsake|souvenir|in return)\b", re.IGNORECASE)
_WITH = re.compile(r"(?: [\w’'.,()-]+){1,8}? with (?:an?|the|two|three|his|her|its|some|“)", re.IGNORECASE)
_BEFORE_GIFT, _AFTER_GIFT = 250, 120
"""Code points around a trigger in which a gift may be named: the exchange may be told a sentence or two before."""
_REPORTEDLY = re.compile(r"\b(?:reportedly|allegedly)\b", re.IGNORECASE)


def _sentence(frame: Frame, text: str) -> str:
    """The sentence of a trigger."""
    return next((text[start:end] for start, end in sentences(text) if start <= frame.start < end), "")


def _speaker(frame: Frame, mentions: Sequence[Mention], text: str) -> tuple[int, int] | None:
    """Holder and cue of the quotation in which a trigger stands ("... a rifle,” Dmitry Peskov said"), if both stand right beside it."""
    low = text.rfind("\n", 0, frame.start) + 1
    high = text.find("\n", frame.end)
    quotation = next(
        (
            m
            for m in _QUOTATION.finditer(text, low, high if high >= 0 else len(text))
            if m.start() < frame.start < m.end()
        ),
        None,
    )
    if quotation is None or len(quotation.group().split()) < _WORDS_SAID:
        return None
    parties = [i for i, m in enumerate(mentions) if m.layer in ("party", "name")]
    cues = [i for i, m in enumerate(mentions) if m.layer == "cue"]
    # a full stop inside ends the sentence: who stands behind it begins another
    goes_on = text[quotation.end() - 2] != "."
    for cue in cues:
        at = mentions[cue]
        for party in parties:
            holder = mentions[party]
            after = goes_on and _gap(text, quotation.end(), holder.start) and 0 <= at.start - holder.end <= _APPOSITION
            turned = goes_on and _gap(text, quotation.end(), at.start) and _gap(text, at.end, holder.start)
            before = _gap(text, at.end, quotation.start()) and 0 <= at.start - holder.end <= _APPOSITION
            if after or turned or before:
                return party, cue
    return None


def _gap(text: str, start: int, end: int) -> bool:
    """Whether at most a comma, a colon and a space lie between two places."""
    return 0 <= end - start <= len(": ") and not text[start:end].strip(" ,:")


_QUOTATION = re.compile(r"“[^”\n]+”|\"[^\"\n]+\"")
_WORDS_SAID = 5
"""A quotation of fewer words is a word put in quotation marks, not what somebody said."""
_APPOSITION = 60
"""Code points that may stand between the holder and the cue: "Dmitry Peskov, spokesman for the Kremlin, said"."""


def _is_gift(frame: Frame, text: str) -> bool:
    """Whether a trigger gives something as a gift: the words around it say so, or it "presented him with a" thing."""
    trigger = text[frame.start : frame.end]
    if not _GIVING.fullmatch(trigger):
        return False
    near = text[max(0, frame.start - _BEFORE_GIFT) : frame.end + _AFTER_GIFT]
    return bool(_GIFT.search(near)) or bool(trigger.casefold().startswith("present") and _WITH.match(text, frame.end))


def by_words(frame: Frame, mentions: Sequence[Mention], text: str) -> Frame:
    """A frame with what its words decide.

    Args:
        frame: as the network reads it.
        mentions: of the text; the frame's roles are indices into them.
        text: the text.

    Returns:
        The frame: "warned against" asks and does not threaten (codebook, section 2; 24 of 25 in the annotated texts), and a standing
        ban named in it takes no part; an act that "has not been confirmed" is not denied, nobody stands for it (section 4);
        "reportedly" and "allegedly" are somebody's word, though nobody's name (section 5); who "claims to have" done a thing is its actor;
        what stands in a quotation is the word of who is named as its speaker (section 5);
        gifts are COOPERATE (section 2; 28 of 31 in the annotated texts), whatever is given.
    """
    if frame.type in ("AID", "CONSULT") and _is_gift(frame, text):
        frame = replace(frame, type="COOPERATE", mode=None)
    warned = text[frame.start : frame.end].casefold().startswith("warn") and _AGAINST.match(text, frame.end)
    if warned and frame.type in ("THREATEN", "REQUEST"):
        named = tuple(i for i in frame.recipients if not _MEASURE.match(text, mentions[i].end))
        frame = replace(frame, type="REQUEST", mode=frame.mode if frame.type == "REQUEST" else None, recipients=named)
    if _UNCONFIRMED.match(text, frame.end):
        frame = replace(frame, status="hypothetical", polarity="pos", certainty="none", stance="asserts")
    if frame.source is None and (speaker := _speaker(frame, mentions, text)):
        frame = replace(frame, source=speaker[0], cue=speaker[1])
    if frame.source is None and frame.certainty == "hedged" and _REPORTEDLY.search(_sentence(frame, text)):
        frame = replace(frame, source=AGENTLESS)
    if frame.actors or frame.source is None or frame.source == AGENTLESS or frame.cue is None:
        return frame
    if _INFINITIVE.fullmatch(text, mentions[frame.cue].end, frame.start):
        return replace(frame, actors=(frame.source,))
    return frame
