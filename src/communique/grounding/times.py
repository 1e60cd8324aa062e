"""Time expressions → periods: ISO 8601 value, first and last day, precision and a reason.

`resolve("late Monday", date(2023, 9, 14), "happened").value` is `"2023-09-11"`. What is not understood has no value and a reason,
never a guess. `timeline.Calendar`
resolves the expressions of a whole text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from communique.grounding import period as p
from communique.grounding.moment import Moment
from communique.grounding.period import Period
from communique.grounding.time_bounds import bounded
from communique.grounding.time_point import point
from communique.grounding.time_words import (
    CLOCK,
    FUTURE,
    PAST,
    PRESENT,
    WEEKDAY,
    ZONES,
    number,
)

AHEAD = frozenset({"planned", "hypothetical"})
"""Statuses of events that lie ahead."""


def resolve(
    expression: str,
    published: date | None,
    status: str | None = "happened",
    told: Period | None = None,
    *,
    near: bool = False,
    opens: bool = False,
    event: bool = False,
) -> Period:
    """What a time expression means.

    Args:
        expression: as it stands in the text ("on Wednesday", "since 2019").
        published: publication date; without it only absolute expressions are resolved.
        status: status of the event, which tells past from future ("Wednesday", "in March"); None where it is not known.
        told: the time that the text told last, for "the next day" and "two weeks later".
        near: whether that was in the same sentence.
        opens: whether it opened the sentence ("In 2016, ... on 23 June").
        event: whether it is the time of the act that the expression names ("two days after the attack").

    Returns:
        The period; its value is None where it cannot be known, and `because` says why.
    """
    text = re.sub(
        r"\s+", " ", expression.casefold().replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-")
    ).strip(' ,.;:()"“”')
    text = _plain(text)
    if not text or len(text) > LONGEST:
        return p.unknown("no expression" if not text else "too long for a time expression")
    if _REPEATS.match(text):
        return p.unknown("it repeats")
    at = Moment(published, None if status is None else status in AHEAD, told, near, opens, event)
    clock, text = _clock(text)
    try:
        found = bounded(text, at) or point(text, at)
    except (ValueError, OverflowError) as error:
        # 31 February, year 20223
        return p.unknown(f"no such date: {error}")
    if found is None:
        found = _vague(text) or p.unknown(_why_not(text, at))
    return replace(found, clock=clock, duration=_duration(text))


LONGEST = 160
"""Characters of the longest expression that is looked at."""
_REPEATS = re.compile(
    r"(?:on |at )?(?:every|each|once (?:a|every)|twice a|daily|weekly|monthly|yearly|annual(?:ly)?)\b"
)


def _plain(text: str) -> str:
    """An expression without a possessive ending, with its date out of brackets, and "earlier in the year" as "earlier this year"."""
    text = re.sub(r"'s?$", "", text)
    if bracket := re.fullmatch(rf"(?:on )?{WEEKDAY},? \((?P<date>[a-z0-9 .,]+)\)?", text):
        text = bracket["date"]
    text = re.sub(r"^(earlier|early|later|late) in the (week|month|year|quarter|decade)$", r"\1 this \2", text)
    text = re.sub(r"^(?:over|in|during|within) the last (week|month|year|decade)$", r"the past \1", text)
    text = re.sub(r"^(?:over|in|during|within) the next (month|year|decade)$", r"the coming \1", text)
    return re.sub(r"\bthis (?:past|coming)\b", lambda m: m.group()[5:], text)


def _why_not(text: str, at: Moment) -> str:
    """Why an expression has no value."""
    if at.published is None and point(text, Moment(date(2001, 1, 1), at.future, at.told)):
        return "it counts from a publication date that is not known"
    if at.told is None and point(text, Moment(at.published, at.future, p.day(date(2001, 1, 1)))):
        return "it counts from a time that the text has not told"
    return "not understood"


def _vague(text: str) -> Period | None:
    """Expressions that tell only on which side of now something lies."""
    bare = re.sub(r"^(?:the|in|for|during|over|since) ", "", text)
    for precision, words in (("present", PRESENT), ("past", PAST), ("future", FUTURE)):
        if text in words or bare in words:
            return p.unknown(f"only that it is {precision}", precision)
    return None


def _duration(text: str) -> str | None:
    """A length of time as ISO 8601 ("six years": P6Y), if the expression is one."""
    m = re.fullmatch(
        r"(?:for |in |within |over |during |the )*(?:(?:past|last|next|coming|previous|following|more than|over|nearly|almost|about|around|some|at least|just|less than|only|first) )*"
        r"([\w,-]+?)[ -](?:straight |consecutive |trading |whole |full )?(minute|hour|day|night|week|month|quarter|year|decade|century)(?:s|ies)?(?:[- ](?:long|old))?(?: (?:in a row|now))?",
        text,
    )
    count = number(m[1]) if m else 0
    if not m or not count:
        return None
    size = {"decade": 10, "century": 100, "quarter": 3}.get(m[2], 1)
    letter = {"decade": "Y", "century": "Y", "quarter": "M", "night": "D"}.get(m[2], m[2][0].upper())
    return f"P{'T' if m[2] in ('minute', 'hour') else ''}{count * size}{letter}"


def _clock(text: str) -> tuple[str | None, str]:
    """The time of day of an expression, and what is left without it."""
    m = CLOCK.search(text)
    if not m:
        return None, text
    g = m.groupdict()
    hour = g["hour"] or g["hour24"] or g["oclock"] or g["four"][:2]
    minute = g["minute"] or g["minute24"] or (g["four"][2:] if g["four"] else "00")
    hours = int(hour) % 12 + 12 * (g["half"] == "p") if g["half"] else int(hour)
    rest = CLOCK.sub(" ", re.sub(r"\([^)]*(?:\)|$)", " ", text[: m.start()] + " " + text[m.end() :]))
    rest = re.sub(
        r"\s+", " ", re.sub(r"^\W*(?:and|to|until|between)\b|\b(?:and|to|until|between)\W*$", "", rest.strip(" ,()"))
    ).strip(" ,()")
    if hours > 23 or int(minute) > 59:
        return None, text
    return f"{hours:02d}:{minute}{ZONES.get(g['zone'] or g['zone24'] or g['zone4'] or '', '')}", rest
