"""Expressions that bound a time: since, until, by, before, between, from … to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from communique.grounding import period as p
from communique.grounding.moment import Moment
from communique.grounding.period import Period
from communique.grounding.time_point import point
from communique.grounding.time_words import MONTH, WEEKDAY, YEAR


def bounded(text: str, at: Moment) -> Period | None:
    """What a bound expression means, None where it is none.

    Args:
        text: the expression, folded.
        at: where it stands.
    """
    return (
        _since(text, at)
        or _until(text, at)
        or _end_of(text, at)
        or _deadline(text, at)
        or _within(text, at)
        or _between(text, at)
    )


def _since(text: str, at: Moment) -> Period | None:
    """Resolve "since 2019": it runs to the publication."""
    if re.fullmatch(r"(?:ever )?since(?: then| that time| that day)?", text) and at.told is None:
        return p.unknown("it counts from a time that the text has not told", "past")
    m = re.match(r"(?:ever )?since (.+)", text)
    begin = _beginning(m[1], at) if m else None
    if begin is None or not begin.value or at.published is None or (begin.earliest or "") > at.published.isoformat():
        return None
    today = at.published.isoformat()
    value = f"{begin.value.partition('/')[0]}/{today}"
    return Period(value, begin.earliest, today, "interval", f"since: from {begin.because} to publication")


def _beginning(text: str, at: Moment) -> Period | None:
    """From when "since ..." runs: a time, the first day of "the start of" one, the last of "the end of" one, or a date inside ("the coup in March")."""
    past = replace(at, future=False)
    if text in ("then", "that time", "that day"):
        return at.told
    if edge := re.match(r"(?:the )?(?:very )?(start|beginning|end|close) of (?:the )?(.+)", text):
        whole = point(edge[2] if edge[2] not in ("year", "month", "week", "decade") else f"this {edge[2]}", past)
        bound = whole and (whole.earliest if edge[1] in ("start", "beginning") else whole.latest)
        if whole and bound and not bound.startswith("-"):
            return p.day(date.fromisoformat(bound)).reason(f"the {edge[1]} of {whole.because}")
    inside = re.search(r"\b(?:in|on|of) ((?:\w+\.? )?(?:\d{1,2},? )?(?:\d{4}|[a-z]+))$", text)
    return point(text, past) or (point(inside[1], past) if inside else None) or _named_year(text)


def _until(text: str, at: Moment) -> Period | None:
    """Resolve "until May": up to its end, from publication if that lies before it."""
    m = re.match(r"(?:up )?(?:until|till|through) (.+)", text)
    end = point(m[1], replace(at, future=at.future is not False)) if m else None
    if end is None or not end.value:
        return None
    today = at.published.isoformat() if at.published else ""
    begins = today if today and end.latest and end.latest > today else ""
    value = f"{begins}/{end.value.rpartition('/')[2]}"
    return Period(value, begins or None, end.latest, "interval", f"until: up to {end.because}")


def _end_of(text: str, at: Moment) -> Period | None:
    """Resolve "by the end of the year" of what lies ahead: from publication to its last day."""
    m = re.match(r"(?:by|before|until|till) (?:the )?(?:very )?end of (?:the |this |of )*(\w[\w ]*)", text)
    if not m or at.published is None or at.future is False:
        return None
    end = point(f"the end of the {m[1]}", at) or point(m[1], replace(at, future=True))
    if end is None or not end.latest or end.latest < at.published.isoformat():
        return None
    return p.days(at.published, date.fromisoformat(end.latest)).reason("by: from publication to the end of it")


def _deadline(text: str, at: Moment) -> Period | None:
    """Resolve "by October", "before Christmas" of what lies ahead: from publication up to it; "later this year" to its end; "in two weeks" then."""
    m = re.match(r"(?P<word>by|before|ahead of|later|in) (?P<rest>.+)", text)
    if not m or not at.future or at.published is None:
        return None
    rest = m["rest"]
    if m["word"] == "in":
        return point(f"{rest} from now", at) if re.match(r"\w+ (?:day|week|month|year|hour)s?$", rest) else None
    if m["word"] == "later" and not re.match(r"(?:this|in the|in) ", rest):
        return None
    end, start = point(rest, at), at.published.isoformat()
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


def _within(text: str, at: Moment) -> Period | None:
    """Resolve "within a fortnight", "within hours"."""
    m = re.match(r"(?:within|in|inside) (?:the )?(?:next |coming )?(a fortnight|hours)$", text)
    if not m or not at.future or at.published is None:
        return None
    unit = "fortnight" if m[1] == "a fortnight" else "day"
    return p.stretch(at.published, 1, unit, forward=True).reason("a length of time from publication")


def _named_year(text: str) -> Period | None:
    """The year that a phrase names, if it names just one ("since the coup of 2021")."""
    found = re.findall(r"\b(?:1[89]|20)\d{2}\b", text)
    return p.year(int(found[0])).reason("the year it names") if len(set(found)) == 1 else None


def _bare_groups(pattern: str) -> str:
    """A pattern whose named groups are only grouped, so that it may stand twice in another."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_A_DAY = _bare_groups(rf"(?:{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH})")
_FORMS = (
    re.compile(r"(?:between |from )(.+?) (?:and|to|until|till|through) (.+)"),
    re.compile(r"(\d{1,2}(?:st|nd|rd|th)?) ?(?:-|and|to|&) ?(\d{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]+.*)"),
    re.compile(rf"({_bare_groups(MONTH)} \d{{1,2}}) ?(?:-|and|to|&) ?(\d{{1,2}}(?:,? \d{{4}})?)"),
    re.compile(rf"({_A_DAY}) ?(?:-|to|until|through|and) ?({_A_DAY}(?:,? \d{{4}})?)"),
    re.compile(rf"({_bare_groups(WEEKDAY)}) (?:and|or|to|through) ({_bare_groups(WEEKDAY)})"),
    re.compile(r"(\d{4}) (?:to|until) (now|today)"),
)
"""Two times, in the forms that news writes; the first that fits counts."""


def _between(text: str, at: Moment) -> Period | None:
    """Resolve "between 3 and 7 May", "from May to June 2019", "3-7 May"."""
    text = re.sub(r"^(?:on|in|over|during) ", "", text)
    m = next((m for form in _FORMS if (m := form.fullmatch(text))), None)
    if not m:
        return None
    first_text, last_text = m[1], m[2]
    if last_text in ("now", "today"):
        last: Period | None = p.day(at.published) if at.published else None
    else:
        head = re.match(rf"({MONTH}) \d", first_text)
        named = head and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?", last_text)
        last = point(f"{head[1]} {last_text}" if head and named else last_text, at)
    first = _first(first_text, last_text, last, at) if last and last.value else None
    if first is None or last is None:
        return None
    found = p.joined(first, last)
    if found is None and first.precision == last.precision == "month" and first.value and last.value:
        # "from December to March" begins the year before
        of = int(last.value[:4]) - (first.value[5:] > last.value[5:])
        found = p.joined(p.month(of, int(first.value[5:])), last)
    return found.reason("from one to the other") if found else None


def _first(text: str, last_text: str, last: Period, at: Moment) -> Period | None:
    """The first of two times, of which the second may tell the month and the year."""
    if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", text) and last.day:
        return p.day(last.day.replace(day=int(re.sub(r"\D", "", text))))
    if (year := re.search(YEAR, last_text)) and not re.search(YEAR, text):
        return point(f"{text} {year['year']}", at) or point(text, at)
    first = point(text, at)
    if first and first.day and last.day and re.fullmatch(WEEKDAY, text):
        return p.day(last.day - timedelta(days=(last.day.weekday() - first.day.weekday()) % 7))
    if first and first.day and last.day and first.day > last.day and not re.search(YEAR, text):
        same = first.day.replace(year=last.day.year)
        return p.day(same.replace(year=same.year - (same > last.day)))
    return first
