"""The words that time expressions are made of, and the patterns over them."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable
from functools import lru_cache

from communique.grounding.names import DATA

MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if n}
MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
WEEKDAYS = {name.casefold(): n for n, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.casefold(): n for n, name in enumerate(calendar.day_abbr)} | {"tues": 1, "weds": 2, "thurs": 3}

_ONES = [
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
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {
    w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
NUMBERS = {word: n for n, word in enumerate(_ONES)} | _TENS
NUMBERS |= {f"{ten}-{one}": value + n for ten, value in _TENS.items() for n, one in enumerate(_ONES[1:10], 1)}
NUMBERS |= {
    "a": 1,
    "an": 1,
    "a couple of": 2,
    "couple of": 2,
    "a dozen": 12,
    "two dozen": 24,
    "a hundred": 100,
    "single": 1,
    "a single": 1,
}
VAGUE = ("several", "a few", "few", "some", "many", "a number of", "recent", "various")
"""Numbers that say how many only roughly: no date can be counted from them."""
ORDINALS = {
    w: n
    for n, w in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1
    )
}

STEPS = {
    "last": -1,
    "previous": -1,
    "preceding": -1,
    "next": 1,
    "coming": 1,
    "following": 1,
    "subsequent": 1,
    "upcoming": 1,
}
"""How many units from the one that is told or of publication."""

SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
"""Months of a season of the northern year; 13 and 14 are January and February of the next."""

FEASTS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year's day": (1, 1), "new year": (1, 1), "valentine's day": (2, 14),
    "may day": (5, 1), "bastille day": (7, 14), "all saints' day": (11, 1), "armistice day": (11, 11), "halloween": (10, 31),
    "epiphany": (1, 6), "nowruz": (3, 21), "orthodox christmas": (1, 7),
}  # fmt: skip
EASTER = {
    "maundy thursday": -3, "good friday": -2, "holy saturday": -1, "easter sunday": 0, "easter monday": 1, "easter": 0,
    "palm sunday": -7, "ash wednesday": -46, "ascension day": 39, "pentecost": 49,
}  # fmt: skip

ZONES = {
    "utc": "Z", "gmt": "Z", "z": "Z", "bst": "+01:00", "cet": "+01:00", "cest": "+02:00", "eet": "+02:00", "eest": "+03:00", "msk": "+03:00",
    "moscow time": "+03:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00", "pst": "-08:00", "pdt": "-07:00", "jst": "+09:00",
    "kst": "+09:00", "beijing time": "+08:00", "kyiv time": "", "et": "", "ist": "", "eastern time": "", "israel time": "", "tehran time": "+03:30", "tokyo time": "+09:00", "seoul time": "+09:00", "local time": "", "local": "",
}  # fmt: skip
"""Offsets of zone names in news; "local time" says that the zone is the place's, which the words do not tell."""


def alternation(words: Iterable[str]) -> str:
    """A pattern for any one of the words, the longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


MONTH = f"(?P<month>{alternation(MONTHS)})\\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:1[0-9]|20)\d{2})"
NUMBER = rf"(?P<n>\d[\d,]*|{alternation([*NUMBERS, *VAGUE])}|half an?|an? half)"
UNIT = r"(?P<unit>minute|hour|day|night|weekend|week|fortnight|month|quarter|year|decade|century)(?:s|ies)?"
WEEKDAY = f"(?P<weekday>{alternation(WEEKDAYS)})\\.?"
WHICH = r"(?P<which>last|past|next|this|coming|previous|following|same|that|current|upcoming|preceding|subsequent)"
SEASON = f"(?P<season>{alternation(SEASONS)})"
ORDINAL = f"(?P<ordinal>{alternation(ORDINALS)}|\\d{{1,2}}(?:st|nd|rd|th))"
FEAST = f"(?P<feast>{alternation([*FEASTS, *EASTER])})"
DAYPART = (
    r"(?:(?:(?:early|late|mid|pre)[- ]?)?(?:morning|afternoon|evening|night|midnight|noon|midday|dawn|dusk|lunchtime|daybreak|"
    r"nightfall|sunrise|sunset|rush hour)|(?:early|small) hours)"
)
ZONE = f"(?P<zone>{alternation(ZONES)})"
CLOCK = re.compile(
    rf"\b(?:at |around |about |by )*(?:(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))? ?(?P<half>[ap])\.?m\.?(?: \(?{ZONE}\)?)?|"
    rf"(?P<hour24>\d{{1,2}}):(?P<minute24>\d{{2}})(?: ?(?:hours|hrs))?(?: \(?{ZONE.replace('zone', 'zone24')}\)?)?|"
    rf"(?P<four>[0-2]\d[0-5]\d) ?(?:{ZONE.replace('zone', 'zone4')}|hours|hrs)|(?P<oclock>\d{{1,2}}) o'clock)(?![\d:])"
)

DAYS = {
    "today": 0, "tonight": 0, "this day": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "in the day": 0, "good morning": 0,
    "good evening": 0, "good afternoon": 0, "earlier today": 0, "later today": 0,
    "morning": 0, "afternoon": 0, "evening": 0, "night": 0, "in the morning": 0, "early morning": 0, "dawn": 0, "midnight": 0,
    "noon": 0, "pre-dawn": 0, "predawn": 0, "day": 0, "late morning": 0, "early afternoon": 0, "late afternoon": 0, "early evening": 0,
    "late evening": 0, "late night": 0, "": 0, "nightfall": 0, "early hours": 0, "morning rush hour": 0, "rush hour": 0,
    "yesterday": -1, "last night": -1, "last evening": -1, "yesterday morning": -1, "yesterday evening": -1, "yesterday afternoon": -1,
    "day before yesterday": -2, "tomorrow": 1, "tomorrow morning": 1, "tomorrow evening": 1, "tomorrow afternoon": 1, "tomorrow night": 1,
    "day after tomorrow": 2,
}  # fmt: skip
"""Days counted from publication."""

TOLD = {
    "previous day": -1, "day before": -1, "day earlier": -1, "previous night": -1, "night before": -1, "previous evening": -1, "evening before": -1,
    "day prior": -1, "day previously": -1, "eve": -1, "previous afternoon": -1, "previous morning": -1,
    "next day": 1, "following day": 1, "next morning": 1, "following morning": 1, "day later": 1, "next night": 1,
    "following night": 1, "next afternoon": 1, "following evening": 1, "next evening": 1, "hours later": 0, "minutes later": 0,
    "hours earlier": 0, "hours before": 0, "hours after": 0, "minutes before": 0, "moments later": 0, "shortly afterwards": 0, "later that day": 0,
    "later in the day": 0, "earlier in the day": 0, "earlier that day": 0, "same day": 0, "that day": 0, "that night": 0, "that morning": 0,
    "that evening": 0, "that afternoon": 0, "same night": 0, "same evening": 0, "same morning": 0, "later that night": 0,
    "later the same day": 0, "late in the day": 0, "the day": 0,
}  # fmt: skip
"""Days counted from the time told before."""

PRESENT = (
    "now",
    "currently",
    "at present",
    "nowadays",
    "these days",
    "at the moment",
    "right now",
    "current",
    "the time being",
    "for the time being",
    "presently",
    "ongoing",
)
PAST = ("recently", "more recently", "lately", "earlier", "in the past", "previously", "formerly", "recent", "recent years", "in recent years", "recent days",
        "in recent days", "recent weeks", "in recent weeks", "recent months", "in recent months", "long ago", "one point", "at one point", "in advance", "once", "the past", "until recently", "in years past", "years ago", "days ago", "weeks ago", "months ago", "decades ago", "beforehand", "before", "a while ago", "some time ago", "months earlier", "years earlier", "days earlier", "weeks earlier", "already")  # fmt: skip
FUTURE = ("soon", "later", "shortly", "in the future", "the future", "the near future", "in the near future", "the near term", "a later time", "at a later date", "a later date", "eventually", "one day", "afterwards", "then",
          "in due course", "the long term", "the years to come", "some day", "the coming years", "in the coming years", "coming years", "in the years to come", "later on", "thereafter")  # fmt: skip


def number(word: str) -> int:
    """A number in figures or words; 0 where it is not exact."""
    bare = word.replace(",", "")
    return int(bare) if bare.isdigit() else NUMBERS.get(word, 0)


@lru_cache(maxsize=1)
def eras() -> dict[str, tuple[str, str]]:
    """Wars and ages by name: first and last day, month or year."""
    found: dict[str, tuple[str, str]] = json.loads((DATA / "eras.json").read_text(encoding="utf-8"))
    return found
