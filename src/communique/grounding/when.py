"""When the events of a text are: each expression resolved, against publication, the time told before, or another event."""

from __future__ import annotations

import re
from datetime import date, timedelta

from communique.grounding.period import Period
from communique.grounding.timeline import Calendar
from communique.model import Dates, Frame, Mention, Reading, When

HISTORICAL = timedelta(days=30)
"""An event whose time ends longer than this before publication is background (codebook, section 6)."""

OWN = 40
"""An act named within so many characters after "two days after" is the one that the expression counts to."""

_COUNTED = re.compile(r"\b(?:after|before|following|since)$|\b(?:later|earlier)$", re.IGNORECASE)
_REST = re.compile(r"[^.;!?\n]*")


def when(reading: Reading, calendar: Calendar) -> list[When | None]:
    """The time of every event of a text.

    Args:
        reading: mentions and frames.
        calendar: the text and its publication date.

    Returns:
        One a frame, None where no expression dates it.
    """
    known = [_resolved(f, reading.mentions, calendar) for f in reading.frames]
    found: list[When | None] = []
    for frame, period in zip(reading.frames, known, strict=True):
        if frame.time is None or period is None:
            found.append(None)
            continue
        mention = reading.mentions[frame.time]
        anchor = _anchor(frame, mention, reading, known, calendar)
        counted = calendar.resolve(mention.start, mention.end, frame.status, anchor) if anchor else period
        found.append(_when(mention, counted, calendar.text))
    return found


def _resolved(frame: Frame, mentions: tuple[Mention, ...], calendar: Calendar) -> Period | None:
    """What the expression of a frame means by itself."""
    if frame.time is None:
        return None
    mention = mentions[frame.time]
    return calendar.resolve(mention.start, mention.end, frame.status)


def _anchor(
    frame: Frame, mention: Mention, reading: Reading, known: list[Period | None], calendar: Calendar
) -> Period | None:
    """The day of another act that an expression counts from ("two days after the attack"), if the text dates that act."""
    if not _COUNTED.search(calendar.text[mention.start : mention.end]):
        return None
    rest = _REST.match(calendar.text, mention.end)
    end = min(rest.end() if rest else mention.end, mention.end + OWN)
    for index, other in enumerate(reading.frames):
        if mention.end <= other.start < end:
            if other is frame:
                return None
            period = known[index] if other.time is not None and other.time != frame.time else None
            if period is None and other.same_as is not None:
                period = known[other.same_as]
            period = period or next(
                (
                    p
                    for f, p in zip(reading.frames, known, strict=True)
                    if p and f.same_as == index and f.time != frame.time
                ),
                None,
            )
            return period if period and period.day else None
    return None


def _when(mention: Mention, period: Period, text: str) -> When:
    """A period as the record has it."""
    return When(
        start=mention.start,
        end=mention.end,
        text=text[mention.start : mention.end],
        value=period.value,
        earliest=period.earliest,
        latest=period.latest,
        precision=period.precision,
        clock=period.clock,
        because=period.because,
    )


def dates_of(time: When | None, status: str, published: date | None) -> Dates:
    """First and last day of an act: what its expression says, else what its status and the publication date tell."""
    day = published.isoformat() if published else None
    if time and (time.earliest or time.latest):
        return Dates(earliest=time.earliest, latest=time.latest)
    if status == "ongoing":
        return Dates(earliest=day, latest=day, assumed=True)
    if status == "happened":
        return Dates(latest=day, assumed=True)
    return Dates(earliest=day, assumed=True)


def historical(time: When | None, published: date | None) -> bool | None:
    """Whether the act's time ends more than 30 days before publication; None where either is unknown."""
    if time is None or published is None or time.value is None:
        return None
    if not time.latest:
        return False
    return time.latest.startswith("-") or published - date.fromisoformat(time.latest) > HISTORICAL
