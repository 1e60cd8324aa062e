"""Time expressions → ISO 8601 dates and intervals, against the publication date.

`resolve("late Monday", date(2023, 9, 14), "happened")` is `"2023-09-11"`. What is not understood is None, never a guess.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if n}
MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
WEEKDAYS = {name.casefold(): n for n, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.casefold(): n for n, name in enumerate(calendar.day_abbr)} | {"tues": 1, "weds": 2, "thurs": 3}
NUMBERS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
        ]
    )
} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "twenty": 20, "thirty": 30, "several": 0, "few": 0}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[89]|20)\d{2})"
_NUMBER = r"(?P<n>\d+|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>day|week|month|year|hour|decade)s?"
_WEEKDAY = "(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")\.?"

SUNDAY = 6

FUTURE = ("planned", "hypothetical")


def resolve(expression: str, published: date | None, status: str = "happened") -> str | None:
    """The date or interval that an expression means.

    Args:
        expression: as it stands in the text ("on Wednesday", "since 2019").
        published: publication date; without it only absolute expressions are resolved.
        status: status of the event, which tells past from future ("Wednesday", "in March").

    Returns:
        `2023-09-13`, `2023-09`, `2023`, or an interval `start/end`; None if it cannot be known.
    """
    text = re.sub(r"\s+", " ", expression.casefold().replace("’", "'").replace("–", "-")).strip(" ,.;:()")
    if not text:
        return None
    future = status in FUTURE
    try:
        return _since(text, published) or _between(text, published, future) or _point(text, published, future)
    except (ValueError, OverflowError):
        # 31 February, year 20223
        return None


def _since(text: str, published: date | None) -> str | None:
    """Resolve "since 2019": it runs to the publication; "until May" and "by May" end there."""
    if (m := re.match(r"(?:ever )?since (.+)", text)) and published:
        begin = _point(m[1], published, future=False) or _year_in(m[1])
        if begin is None and (tail := re.search(_YEAR, m[1])):
            begin = tail["year"]
        return f"{begin.partition('/')[0]}/{published.isoformat()}" if begin else None
    if m := re.match(r"(?:up )?(?:until|till|through) (.+)", text):
        end = _point(m[1], published, future=True)
        begin = published.isoformat() if published and end and end > published.isoformat() else ""
        return f"{begin}/{end.rpartition('/')[2]}" if end else None
    if (m := re.match(r"(?:by|before) the end of (?:the|this) (year|month|week)", text)) and published:
        return f"{published}/{_ends(published, m[1])}"
    return None


def _ends(day: date, unit: str) -> date:
    """The last day of the week, month or year of a day."""
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    if unit == "month":
        return _shift(day, 1) - timedelta(days=1)
    return date(day.year, 12, 31)


def _year_in(text: str) -> str | None:
    """The year that a phrase names, if it names one."""
    found = re.findall(r"\b(?:1[89]|20)\d{2}\b", text)
    return found[0] if len(found) == 1 else None


def _between(text: str, published: date | None, future: bool) -> str | None:
    """Resolve "between 3 and 7 May", "from May to June 2019", "3-7 May"."""
    m = re.match(r"(?:between |from )?(.+?) (?:and|to|until|through) (.+)", text) or re.match(
        r"(\d{1,2}) ?- ?(\d{1,2} \w+.*)", text
    )
    if not m or (not text.startswith(("between", "from")) and not re.match(r"[\d]", text)):
        return None
    last = _point(m[2], published, future)
    first_text = m[1]
    if last and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", first_text):
        day = int(re.sub(r"\D", "", first_text))
        return f"{last[:8]}{day:02d}/{last}" if len(last) == 10 and 1 <= day <= int(last[8:]) else None
    if (m2 := re.fullmatch(rf"{_MONTH} {_DAY}", first_text)) and re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", m[2]):
        first = _point(first_text, published, future)
        day = int(re.sub(r"\D", "", m[2]))
        return f"{first}/{first[:8]}{day:02d}" if first and day > int(m2["day"]) else None
    first = _point(first_text, published, future)
    if first and last and len(last) >= 7 and len(first) >= 7 and first > last and not re.search(_YEAR, first_text):
        first = f"{int(last[:4]) - (first[4:] > last[4:]):04d}{first[4:]}"
    return f"{first.partition('/')[0]}/{last.rpartition('/')[2]}" if first and last and first[:4] <= last[:4] else None


def _point(text: str, published: date | None, future: bool) -> str | None:
    """Anything that is one day, month, year or period."""
    text = _bare(text)
    for pattern, rule in _RULES:
        if m := pattern.fullmatch(text):
            value = rule(m, published, future)
            if value is not None:
                return value
    return None


_LEAD = re.compile(
    r"^(?:(?:on|in|at|by|during|over|within|the|of|around|about|as of|as early as|from|for|after|before|just|only|"
    r"earlier|later|late|early|mid|mid-|end of|beginning of|start of|middle of|back in|sometime|some|nearly|almost|"
    r"more than|exactly|effective|starting|beginning|over the|less than|at least|roughly|approximately)(?:-| )+)+"
)
_DAYPART = r"(?:(?:(?:early|late|mid|pre)[- ]?)?(?:morning|afternoon|evening|night|midnight|noon|midday|dawn|dusk|lunchtime|daybreak|nightfall|rush hour)|(?:early|small) hours)"


def _bare(text: str) -> str:
    """An expression without prepositions, vague adverbs, hours and parts of the day."""
    text = re.sub(
        r"\b(?:at )?(?:about |around )?\d{1,2}(?:[:.]\d{2})? ?(?:a\.?m\.?|p\.?m\.?|utc|gmt|local time|o'clock)\b",
        "",
        text,
    )
    text = re.sub(r"\b\d{1,2}:\d{2}(?: ?(?:utc|gmt|local time))?\b", "", text)
    text = re.sub(r"\(.*?\)", "", text)
    keep = re.fullmatch(
        rf"(?:(?:in|on|at|during) )?(?:the )?(?:this|last|yesterday|tomorrow|previous|same|following)? ?{_DAYPART}",
        text.strip(),
    )
    if not keep:
        text = re.sub(rf"(?:in the |on the |at |, )?\b{_DAYPART}(?: of)?\b", "", text)
    text = _LEAD.sub("", text.strip(" ,"))
    return re.sub(r"\s+", " ", text).strip(" ,")


def _shift(day: date, months: int) -> date:
    """The first of the month so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _month_value(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _full(m: re.Match[str], _published: date | None, _future: bool) -> str | None:
    """A day with its year."""
    return date(int(m["year"]), MONTHS[m["month"]], int(m["day"])).isoformat()


def _day(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """A day without year: the nearest one on the right side of publication."""
    if published is None:
        return None
    month, day = MONTHS[m["month"]], int(m["day"])
    years = (published.year - 1, published.year, published.year + 1)
    days = [date(y, month, day) for y in years if day <= calendar.monthrange(y, month)[1]]
    fit = [d for d in days if (d >= published if future else d <= published)]
    if not fit:
        return None
    return min(fit, key=lambda d: abs((d - published).days)).isoformat()


def _month(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """A month without year."""
    if published is None:
        return None
    month = MONTHS[m["month"]]
    word = m.groupdict().get("which")
    if word in ("last", "past"):
        future = False
    year = published.year
    if future and month < published.month:
        year += 1
    if not future and (month > published.month or (word == "last" and month == published.month)):
        year -= 1
    return f"{year:04d}-{month:02d}"


def _weekday(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """A weekday: the last one not after publication, or for the future the next one."""
    if published is None:
        return None
    which = m.groupdict().get("which")
    gap = (published.weekday() - WEEKDAYS[m["weekday"]]) % 7
    if which == "next" or (future and which not in ("last", "past", "previous")):
        forward = (-gap) % 7
        return (published + timedelta(days=forward or 7)).isoformat()
    if which in ("last", "previous") and gap == 0:
        gap = 7
    return (published - timedelta(days=gap)).isoformat()


_DAYS = {
    "today": 0, "tonight": 0, "this day": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "now": 0, "in the day": 0,
    "same day": 0, "morning": 0, "afternoon": 0, "evening": 0, "night": 0, "in the morning": 0, "early morning": 0, "dawn": 0, "midnight": 0,
    "noon": 0, "that day": 0, "pre-dawn": 0, "predawn": 0, "day": 0, "late morning": 0, "early afternoon": 0, "late afternoon": 0, "early evening": 0, "late evening": 0, "late night": 0,
    "": 0, "nightfall": 0, "early hours": 0, "morning rush hour": 0, "rush hour": 0,
    "day prior": -1, "day after": -1,
    "yesterday": -1, "last night": -1, "last evening": -1, "yesterday morning": -1, "yesterday evening": -1, "yesterday afternoon": -1,
    "previous day": -1, "day before": -1, "day earlier": -1, "previous night": -1, "night before": -1, "day before yesterday": -2,
    "tomorrow": 1, "tomorrow morning": 1, "tomorrow evening": 1, "next day": 1, "following day": 1, "day after tomorrow": 2,
}  # fmt: skip


def _named_day(m: re.Match[str], published: date | None, _future: bool) -> str | None:
    """today, yesterday, tomorrow; an hour alone ("around 1:40 am") is today's."""
    return (published + timedelta(days=_DAYS[m["name"]])).isoformat() if published else None


def _overnight(_m: re.Match[str], published: date | None, _future: bool) -> str | None:
    """The night to publication."""
    return f"{published - timedelta(days=1)}/{published}" if published else None


def _period(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """Resolve this, last, next week, month, year; the past and coming ones are counted back and on from publication."""
    if published is None:
        return None
    which, unit = m["which"], m["unit"]
    step = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "following": 1}.get(which, 0)
    if which in ("past", "coming"):
        return _around(published, {"week": 7, "month": 30, "year": 365}[unit], forward=step > 0)
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(days=7 * step)
        sunday = monday + timedelta(days=6)
        if step == 0:
            return f"{published}/{sunday}" if future else f"{monday}/{published}"
        return f"{monday}/{sunday}"
    if unit == "month":
        return _month_value(_shift(published, step))
    return str(published.year + step)


def _around(published: date, days: int, forward: bool) -> str:
    """The interval of so many days before or after publication."""
    if forward:
        return f"{published}/{published + timedelta(days=days)}"
    return f"{published - timedelta(days=days)}/{published}"


def _ago(m: re.Match[str], published: date | None, _future: bool) -> str | None:
    """Resolve "two weeks ago": a day for days and weeks, a month for months, a year for years."""
    n = _number(m["n"])
    if published is None or not n:
        return None
    forward = m.groupdict().get("on") is not None
    return _moved(published, n if forward else -n, m["unit"])


def _moved(published: date, n: int, unit: str) -> str:
    """Publication moved by n units, as exact as the unit."""
    if unit == "hour":
        return (published + timedelta(days=round(n / 24))).isoformat()
    if unit in ("day", "week"):
        return (published + timedelta(days=n * (7 if unit == "week" else 1))).isoformat()
    if unit == "month":
        return _month_value(_shift(published, n))
    return str(published.year + n * (10 if unit == "decade" else 1))


def _number(word: str) -> int:
    """A number in figures or words; 0 where it is not exact."""
    return int(word) if word.isdigit() else NUMBERS.get(word, 0)


def _span(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """Resolve "the past two weeks", "the next 45 days"."""
    n = _number(m["n"]) if m["n"] else 1
    if published is None or not n:
        return None
    forward = m["which"] in ("next", "coming", "following") or (m["which"] is None and future)
    days = {"hour": max(1, round(n / 24)), "day": n, "week": 7 * n, "month": 0, "year": 0, "decade": 0}[m["unit"]]
    if days:
        return _around(published, days, forward)
    other = _moved(published, n if forward else -n, m["unit"])
    if m["unit"] == "month":
        other = f"{other}-{min(published.day, calendar.monthrange(int(other[:4]), int(other[5:]))[1]):02d}"
    return f"{published}/{other}" if forward else f"{other}/{published}"


def _weekend(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """The Saturday and Sunday before publication, or of its week for the future."""
    if published is None:
        return None
    saturday = published + timedelta(days=(5 - published.weekday()) % 7)
    if m["which"] == "next":
        saturday += timedelta(days=7 if published.weekday() in (5, 6) else 0)
    elif not (future and m["which"] not in ("last", "past")) and saturday > published:
        saturday -= timedelta(days=7)
    if m["which"] != "next" and published.weekday() == SUNDAY:
        saturday = published - timedelta(days=1)
    return f"{saturday}/{saturday + timedelta(days=1)}"


def _season(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """A season of the northern year, as an interval of months."""
    first, last = SEASONS[m["season"]]
    if m["year"]:
        year = int(m["year"])
    elif published is None:
        return None
    else:
        year = published.year + {"last": -1, "next": 1}.get(m["which"] or "", 0)
        if m["which"] is None and not future and first > published.month:
            year -= 1
        if m["which"] == "last" and last < published.month:
            year += 1
    return f"{year}-{first:02d}/{year + (last > 12)}-{(last - 1) % 12 + 1:02d}"


def _before(m: re.Match[str], published: date | None, _future: bool) -> str | None:
    """Resolve "the year before"."""
    return _moved(published, -1, m["n"]) if published else None


def _years(m: re.Match[str], _published: date | None, _future: bool) -> str | None:
    """Resolve "1950-53"."""
    last = m["last"] if len(m["last"]) > len("53") else m["year"][:2] + m["last"]
    return f"{m['year']}/{last}" if last > m["year"] else None


FEASTS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
}


def _feast(m: re.Match[str], published: date | None, future: bool) -> str | None:
    """A feast of fixed date: the next one, or the last."""
    if published is None:
        return None
    days = [date(published.year + shift, *FEASTS[m["feast"]]) for shift in (-1, 0, 1)]
    fit = [d for d in days if (d >= published if future else d <= published)]
    return (fit[0] if future else fit[-1]).isoformat()


def _decade(m: re.Match[str], _published: date | None, _future: bool) -> str | None:
    """Resolve "the 1990s"."""
    return f"{m['year']}/{int(m['year']) + 9}"


def _rule(
    pattern: str, rule: Callable[[re.Match[str], date | None, bool], str | None]
) -> tuple[re.Pattern[str], Callable[[re.Match[str], date | None, bool], str | None]]:
    return re.compile(pattern), rule


_WHICH = r"(?P<which>last|past|next|this|coming|previous|following)"
_OF_YEAR = r"(?:,? (?:of )?)"
_RULES = [
    _rule(rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY}{_OF_YEAR}{_YEAR}", _full),
    _rule(rf"(?:{_WEEKDAY},? )?{_DAY} (?:of )?{_MONTH}{_OF_YEAR}{_YEAR}", _full),
    _rule(
        r"(?P<year>\d{4})-(?P<m>\d{2})-(?P<day>\d{2})",
        lambda m, _p, _f: date(int(m["year"]), int(m["m"]), int(m["day"])).isoformat(),
    ),
    _rule(rf"(?:{_WEEKDAY},? )?(?:{_WHICH} )?{_MONTH} {_DAY}", _day),
    _rule(rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?(?:{_WHICH} )?{_MONTH}", _day),
    _rule(rf"{_MONTH}{_OF_YEAR}{_YEAR}", lambda m, _p, _f: f"{m['year']}-{MONTHS[m['month']]:02d}"),
    _rule(rf"(?:{_WHICH} )?{_MONTH}(?: (?:this|last|next) year)?", _month),
    _rule(rf"(?:the )?(?:year )?{_YEAR}", lambda m, _p, _f: m["year"]),
    _rule(rf"(?:the )?{_YEAR}'?s", _decade),
    _rule(r"(?P<name>" + "|".join(sorted(_DAYS, key=len, reverse=True)) + ")", _named_day),
    _rule(r"overnight", _overnight),
    _rule(rf"(?:{_WHICH} )?{_WEEKDAY}(?: {_WHICH[:-1].replace('which', 'week')}) week)?", _weekday),
    _rule(rf"(?:the )?{_WHICH} (?P<unit>week|month|year)", _period),
    _rule(rf"(?:the )?{_NUMBER} {_UNIT} (?:ago|earlier|before|prior|previously|back|after)", _ago),
    _rule(r"(?:the )?(?P<n>year|month|week) (?:before|prior|earlier)", _before),
    _rule(rf"{_YEAR} ?[-–] ?(?P<last>\d{{4}}|\d{{2}})", _years),
    _rule(r"(?P<feast>christmas eve|christmas day|christmas|new year's eve|new year's day)", _feast),
    _rule(rf"(?:in )?{_NUMBER} {_UNIT}(?P<on>'s? time| from now)", _ago),
    _rule(rf"(?:the )?(?:{_WHICH} )?(?:{_NUMBER} )?(?:to \d+ )?{_UNIT}", _span),
    _rule(r"(?:the )?(?:(?P<which>last|past|this|next|coming|previous) )?weekend", _weekend),
    _rule(
        rf"(?:the )?(?:(?P<which>last|past|this|next) )?(?P<season>spring|summer|autumn|fall|winter)(?: (?:of )?{_YEAR})?",
        _season,
    ),
]
