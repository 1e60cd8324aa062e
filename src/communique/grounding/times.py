"""Time expressions → periods: ISO 8601 value, first and last day, precision and a reason.

`resolve("late Monday", date(2023, 9, 14), "happened").value` is `"2023-09-11"`. What is not understood has no value and a reason,
never a guess. A `Calendar` resolves the expressions of one text: what comes before tells from when "two days later" counts.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from communique.grounding import period as p
from communique.grounding.moment import Moment
from communique.grounding.period import Period
from communique.grounding.time_rules import RULES
from communique.grounding.time_words import (
    CLOCK,
    DAYPART,
    FUTURE,
    MONTH,
    PAST,
    PRESENT,
    YEAR,
    ZONES,
    eras,
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
    event: bool = False,
) -> Period:
    """What a time expression means.

    Args:
        expression: as it stands in the text ("on Wednesday", "since 2019").
        published: publication date; without it only absolute expressions are resolved.
        status: status of the event, which tells past from future ("Wednesday", "in March"); None where it is not known.
        told: the time that the text told last, for "the next day" and "two weeks later".
        near: whether that was in the same sentence.
        event: whether it is the time of the act that the expression names ("two days after the attack").

    Returns:
        The period; its value is None where it cannot be known, and `because` says why.
    """
    text = re.sub(
        r"\s+", " ", expression.casefold().replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-")
    ).strip(' ,.;:()"“”')
    if not text:
        return p.unknown("no expression")
    at = Moment(published, None if status is None else status in AHEAD, told, near, event)
    clock, text = _clock(text)
    try:
        found = _since(text, at) or _between(text, at) or _point(text, at)
    except (ValueError, OverflowError) as error:
        # 31 February, year 20223
        return p.unknown(f"no such date: {error}")
    if found is None:
        found = _vague(text) or p.unknown(_why_not(text, at))
    return replace(found, clock=clock, duration=_duration(text))


def _why_not(text: str, at: Moment) -> str:
    """Why an expression has no value."""
    if at.published is None and _point(text, Moment(date(2001, 1, 1), at.future, at.told)):
        return "it counts from a publication date that is not known"
    if at.told is None and _point(text, Moment(at.published, at.future, p.day(date(2001, 1, 1)))):
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
    rest = re.sub(r"\s+", " ", text[: m.start()] + " " + text[m.end() :]).strip(" ,()")
    if hours > 23 or int(minute) > 59:
        return None, text
    return f"{hours:02d}:{minute}{ZONES.get(g['zone'] or g['zone24'] or g['zone4'] or '', '')}", rest


def _since(text: str, at: Moment) -> Period | None:
    """Resolve "since 2019": it runs to the publication; "until May" and "by May" end there."""
    if m := re.match(r"(?:ever )?since (.+)", text):
        begin = (
            at.told
            if m[1] in ("then", "that time", "that day")
            else _point(m[1], replace(at, future=False)) or _named_year(m[1])
        )
        if begin is None or not begin.value or at.published is None:
            return None
        return Period(
            f"{begin.value.partition('/')[0]}/{at.published}",
            begin.earliest,
            at.published.isoformat(),
            "interval",
            f"since: from {begin.because} to publication",
        )
    if m := re.match(r"(?:up )?(?:until|till|through) (.+)", text):
        end = _point(m[1], replace(at, future=at.future is not False or not re.search(r"last|\d{4}", m[1])))
        if end is None or not end.value:
            return None
        begins = (
            at.published.isoformat() if at.published and end.latest and end.latest > at.published.isoformat() else ""
        )
        return Period(
            f"{begins}/{end.value.rpartition('/')[2]}",
            begins or None,
            end.latest,
            "interval",
            f"until: up to {end.because}",
        )
    if (
        (m := re.match(r"(?:by|before|until|till) (?:the )?(?:very )?end of (?:the |this |of )*(\w[\w ]*)", text))
        and at.published
        and at.future is not False
    ):
        end = _point(f"the end of the {m[1]}", at) or _point(m[1], replace(at, future=True))
        if end and end.latest and end.latest >= at.published.isoformat():
            return p.days(at.published, date.fromisoformat(end.latest)).reason("by: from publication to the end of it")
    if found := _deadline(text, at):
        return found
    if (
        (m := re.match(r"(?:within|in|inside) (?:the )?(?:next |coming )?(.+)", text))
        and at.future
        and at.published
        and m[1] in ("a fortnight", "hours")
    ):
        return p.stretch(at.published, 1, "fortnight" if "fort" in m[1] else "day", forward=True).reason(
            "a length of time from publication"
        )
    return None


def _deadline(text: str, at: Moment) -> Period | None:
    """Resolve "by October", "before Christmas" of what lies ahead: from publication up to it; "later this year" to its end; "in two weeks" then."""
    m = re.match(r"(?P<word>by|before|ahead of|later|in) (?P<rest>.+)", text)
    if not m or not at.future or at.published is None:
        return None
    rest = m["rest"]
    if m["word"] == "in":
        return _point(f"{rest} from now", at) if re.match(r"\w+ (?:day|week|month|year|hour)s?$", rest) else None
    if m["word"] == "later" and not re.match(r"(?:this|in the|in) ", rest):
        return None
    end, start = _point(rest, at), at.published.isoformat()
    if end is None or not end.value or not end.latest or not end.earliest or end.latest < start:
        return None
    if m["word"] == "later":
        return replace(end, earliest=max(start, end.earliest))
    if m["word"] in ("before", "ahead of") and end.earliest > start:
        last = (date.fromisoformat(end.earliest) - timedelta(days=1)).isoformat()
        return Period(
            f"{start}/{last}", start, last, "interval", f"before: from publication to the eve of {end.because}"
        )
    return Period(
        f"{start}/{end.value.rpartition('/')[2]}",
        start,
        end.latest,
        "interval",
        f"{m['word']}: from publication to {end.because}",
    )


def _named_year(text: str) -> Period | None:
    """The year that a phrase names, if it names just one ("since the coup of 2021")."""
    found = re.findall(r"\b(?:1[89]|20)\d{2}\b", text)
    return p.year(int(found[0])).reason("the year it names") if len(set(found)) == 1 else None


def _between(text: str, at: Moment) -> Period | None:
    """Resolve "between 3 and 7 May", "from May to June 2019", "3-7 May"."""
    m = re.match(r"(?:between |from )(.+?) (?:and|to|until|till|through) (.+)", text) or re.match(
        r"(\d{1,2}(?:st|nd|rd|th)?) ?(?:-|and|to|&) ?(\d{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]+.*)", text
    )
    m = m or (
        re.match(rf"({MONTH} \d{{1,2}}) ?(?:-|and|to|&) ?(\d{{1,2}}(?:,? \d{{4}})?)$", text)
        and re.match(r"(\w+\.? \d{1,2}) ?(?:-|and|to|&) ?(.+)", text)
    )
    if not m:
        return None
    first_text, last_text = m[1], m[2]
    head = re.match(rf"({MONTH}) \d", first_text)
    if head and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?", last_text):
        last_text = f"{head[1]} {last_text}"
    last = _point(last_text, at)
    if last is None or not last.value:
        return None
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first_text) and last.day:
        first: Period | None = p.day(last.day.replace(day=int(re.sub(r"\D", "", first_text))))
    elif (year := re.search(YEAR, last_text)) and not re.search(YEAR, first_text):
        first = _point(f"{first_text} {year['year']}", at) or _point(first_text, at)
    else:
        first = _point(first_text, at)
    if first and first.day and last.day and first.day > last.day and not re.search(YEAR, first_text):
        first = p.day(first.day.replace(year=last.day.year - (first.day.replace(year=last.day.year) > last.day)))
    found = p.joined(first, last) if first else None
    if (
        found is None
        and first
        and first.precision == "month"
        and last.precision == "month"
        and first.value
        and last.value
    ):
        of = int(last.value[:4]) - (first.value[5:] > last.value[5:])
        found = p.joined(p.month(of, int(first.value[5:])), last)
    return found.reason("from one to the other") if found else None


def _point(text: str, at: Moment) -> Period | None:
    """Anything that is one day, month, year or period, with "early", "mid" and "late" drawing it closer."""
    bare, part = _bare(text)
    for pattern, rule, because in RULES:
        if (m := pattern.fullmatch(bare)) and (found := rule(m, at)) is not None:
            return (p.narrowed(found, part) if part else found).reason(because)
    return None


_LEAD = re.compile(
    r"^(?:(?:on|in|at|by|during|over|within|the|of|around|about|as of|as early as|as recently as|as late as|from|for|after|before|just|only|"
    r"earlier|later|back in|back|sometime|some time|some|nearly|almost|throughout|through|dated?|circa|c\.|ca\.|to|and|last seen|all|"
    r"more than|exactly|precisely|effective|starting|beginning|over the|less than|under|at least|roughly|approximately|close to|well|that began|"
    r"that ended|already|again|also|once|shortly|soon|right|straight|up|every)(?:-| )+)+(?=\S)"
)
_PART = re.compile(
    r"(?:(?:very|the) )*(?P<part>early|mid|late|middle|start|beginning|end|close|first half|second half)(?:-| )(?:of )?(?:the )?(?:part of )?(?=\S)"
)
_WORDS = {"middle": "mid", "start": "early", "beginning": "early", "end": "late", "close": "late"}


def _bare(text: str) -> tuple[str, str]:
    """An expression without prepositions and parts of the day, and the part of it that is meant (early, mid, late)."""
    text = re.sub(r"\(.*?\)", "", text).strip(" ,")
    keep = re.fullmatch(
        rf"(?:(?:in|on|at|during|before|after|around) )?(?:the )?(?:this|last|yesterday|tomorrow|previous|same|following|that|next|good)? ?{DAYPART}(?: (?:before|after))?",
        text,
    )
    if text.removeprefix("during ").removeprefix("in ").removeprefix("the ") in eras():
        return text.removeprefix("during ").removeprefix("in "), ""
    if not keep:
        text = re.sub(
            rf"(?:(?:in|on|at|during|around) the |at |, |'s )?\b{DAYPART}(?: of| hours of)?\b(?! (?:before|after))",
            "",
            text,
        ).strip(" ,")
    part = ""
    while True:
        shorter = _LEAD.sub("", text)
        if any(pattern.fullmatch(text) for pattern, *_ in _WHOLE):
            break
        if (m := _PART.match(shorter)) and not re.match(r"(?:early|late) (?:hours|morning|evening)", shorter):
            part = _WORDS.get(m["part"], m["part"])
            shorter = shorter[m.end() :]
        if shorter == text:
            break
        text = shorter
    return re.sub(r"\s+", " ", text).strip(" ,"), part


_WHOLE = [r for r in RULES if r[2] in ("the first or last day of it", "half a year")]
"""Rules over expressions whose first words are not mere prepositions."""


@dataclass(frozen=True)
class Calendar:
    """The time expressions of one text.

    Attributes:
        text: the text.
        published: publication date, or None.
    """

    text: str
    published: date | None

    @cached_property
    def told(self) -> tuple[tuple[int, Period], ...]:
        """The dates, weekdays, months and years that the text names, with where each ends, in text order."""
        found: list[tuple[int, Period]] = []
        for m in _named().finditer(self.text):
            at, told = found[-1] if found else (0, None)
            near = _same_sentence(self.text, at, m.start())
            period = resolve(m.group(), self.published, self._status(m.start()), told, near=near)
            if period.value:
                found.append((m.end(), period))
        return tuple(found)

    def resolve(
        self, start: int, end: int, status: str | None = None, event: Period | None = None, *, alone: bool = False
    ) -> Period:
        """What an expression of the text means.

        Args:
            start: its first code point.
            end: its end, exclusive.
            status: status of the event that it dates; None where it dates none: then the tense around it decides.
            event: time of another event that the expression counts from ("two days after the attack").
            alone: leave out a "since" or "until" that stands before the expression: what the expression itself means.
        """
        expression = self.text[start:end]
        if not alone and (bound := _BOUND.search(self.text, max(0, start - 8), start)):
            # "since" and "until" may stand just outside the mention
            expression = bound.group() + expression
        at, told = (start, event) if event else self._before(start)
        return resolve(
            expression,
            self.published,
            status or self._status(start),
            told,
            near=_same_sentence(self.text, at, start),
            event=event is not None,
        )

    def _before(self, start: int) -> tuple[int, Period | None]:
        """Where the time told last before a place in the text ends, and which it is."""
        index = bisect_left(self.told, start + 1, key=lambda row: row[0])
        return self.told[index - 1] if index else (start, None)

    def _status(self, start: int) -> str | None:
        """Whether the words around an expression tell of what lies ahead."""
        low = max(self.text.rfind(c, 0, start) for c in ".!?\n;") + 1
        return "planned" if _COMING.search(self.text, low, start) else None


def _same_sentence(text: str, first: int, last: int) -> bool:
    """Whether no sentence ends between two places of a text."""
    return not _STOP.search(text, first, last)


_STOP = re.compile(r"[.!?][\"”’)]*\s+[A-Z“\"]|\n")
_BOUND = re.compile(r"\b(?:since|until|till|Since|Until) $")
_COMING = re.compile(
    r"\b(?:will|shall|is to|are to|to be|set to|due to|due|plans? to|planned|scheduled|expected|until|by|upcoming|ahead of|would|going to|hopes? to)\b[^.!?;]{0,90}$"
)
_MONTH_NAMES = "|".join(calendar.month_name[1:])
_SHORT = "|".join(f"{name}\\." for name in (*calendar.month_abbr[1:], "Sept"))
_A_YEAR = r"(?:1[0-9]|20)\d{2}"


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """What names a time by itself, without another one to count from."""
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    ages = "|".join(re.escape(name) for name in sorted(eras(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?:{_MONTH_NAMES}|{_SHORT}) {day}(?:,? {_A_YEAR})?|{day} (?:of )?(?:{_MONTH_NAMES})(?:,? {_A_YEAR})?"
        rf"|(?:(?:last|next) )?(?:{_MONTH_NAMES})(?:,? (?:of )?{_A_YEAR}| last year)|(?:in|since|last|of) (?:{_MONTH_NAMES})(?! \d|,? {_A_YEAR})"
        rf"|(?:last |next )?(?:{'|'.join(calendar.day_name)})|[Yy]esterday|[Tt]oday|[Tt]omorrow|(?:1[5-9]|20)\d{{2}}(?! [a-z]+s\b)"
        rf"|\d[\d,]* (?:BCE?|AD|CE)|\d{{1,2}}(?:st|nd|rd|th) century BC|(?i:{ages}))\b"
    )
