"""The patterns of time expressions: each with the rule that gives its period, and the reason."""

from __future__ import annotations

import re

from communique.grounding import time_days as days
from communique.grounding import time_spans as spans
from communique.grounding.moment import Rule
from communique.grounding.time_words import (
    DAY,
    DAYPART,
    DAYS,
    FEAST,
    MONTH,
    MONTHS,
    NUMBER,
    ORDINAL,
    SEASON,
    STEPS,
    TOLD,
    UNIT,
    WEEKDAY,
    WHICH,
    YEAR,
    alternation,
    eras,
)


def _rule(pattern: str, rule: Rule, because: str) -> tuple[re.Pattern[str], Rule, str]:
    return re.compile(pattern), rule, because


_OF = r"(?:,? (?:of )?)"
_OF_YEAR = r"(?: (?:of )?(?P<of>this|last|next|previous)(?: year)?)"
"""The year of a day, counted from publication."""
_ANY_YEAR = alternation([*STEPS, "this", "current", "that", "same"])
_OF_ANY_YEAR = rf"(?: (?:of )?(?:the (?=\w+ year))?(?P<of>this|last|next|previous|(?:{_ANY_YEAR})(?= year))(?: year)?)"
"""The year of a month, quarter or season, counted from publication or from the time told before."""


RULES = [
    _rule(rf"(?:{WEEKDAY},? )?{MONTH} {DAY}{_OF}{YEAR}", days.full, "a full date"),
    _rule(rf"(?:{WEEKDAY},? )?(?:the )?{DAY} (?:day )?(?:of )?{MONTH}{_OF}{YEAR}", days.full, "a full date"),
    _rule(r"(?P<year>\d{4})[-/](?P<m>\d{2})[-/](?P<day>\d{2})", days.iso, "a full date"),
    _rule(
        rf"(?:the )?{DAY} (?:day )?(?:of )?{MONTH} (?P<turn>last|next)",
        days.last_of,
        "a day of the last or next such month",
    ),
    _rule(r"(?P<a>\d{1,2})[./](?P<b>\d{1,2})[./](?P<year>\d{4})", days.figures, "a full date"),
    _rule(
        rf"(?:{WEEKDAY},? )?(?:{WHICH} )?{MONTH} {DAY},?{_OF_YEAR}?",
        days.day,
        "a day without its year, on the side of publication that the tense tells",
    ),
    _rule(
        rf"(?:{WEEKDAY},? )?(?:the )?{DAY}(?:st|nd|rd|th)? (?:day )?(?:of )?(?:{WHICH} )?{MONTH}{_OF_YEAR}?",
        days.day,
        "a day without its year, on the side of publication that the tense tells",
    ),
    _rule(rf"{MONTH}{_OF}{YEAR}", spans.month_year, "a month and its year"),
    _rule(
        rf"{MONTH} (?:and|to|or|through) (?P<last>{alternation(MONTHS)})(?:,? (?:of )?{YEAR})?",
        spans.months,
        "two months",
    ),
    _rule(
        rf"(?:{WHICH} )?{MONTH}{_OF_ANY_YEAR}?",
        spans.month,
        "a month without its year, on the side of publication that the tense tells",
    ),
    _rule(r"(?:the )?(?P<year>\d0\d0|\d{3}0)'?s(?P<century>)", spans.decade, "a decade"),
    _rule(r"(?:the )?'?(?P<tens>[2-9]0)'?s(?P<word>)", spans.short_decade, "a decade of the last hundred years"),
    _rule(
        rf"(?:the )?(?P<tens>)(?P<word>{alternation(spans.TENS)})",
        spans.short_decade,
        "a decade of the last hundred years",
    ),
    _rule(rf"(?:the )?(?:years? )?{YEAR}", spans.year_of, "a year"),
    _rule(r"(?P<y>\d[\d,]*) ?(?P<era>bce?|b\.c\.(?:e\.)?|a\.?d\.?|c\.?e\.?)", spans.christ, "a year with its era"),
    _rule(rf"(?:the )?{ORDINAL}(?: |-)century(?P<bc> bce?| b\.c\.)?(?: ad| ce)?", spans.century, "a century"),
    _rule(rf"(?P<name>{alternation(DAYS)})", days.named_day, "a day counted from publication"),
    _rule(rf"(?P<name>{alternation(TOLD)})", days.told_day, "a day counted from the time told before"),
    _rule(r"(?:this|that|the same) (?:period|time|era)|the time|then", spans.same, "the time told before"),
    _rule(
        r"(?:the )?(?P<unit>days|weeks|months|years|decades) (?:that|which) followed",
        spans.following,
        "after the time told before",
    ),
    _rule(
        rf"(?:a |the )?{ORDINAL} (?:consecutive |straight |successive |running )?(?P<unit>day|night|week|month|year)(?: in a row| running)?",
        days.running,
        "the one that runs",
    ),
    _rule(r"(?P<y>\d{3})", spans.old_year, "a year before Christ, as those told before"),
    _rule(
        rf"(?:overnight |the night |{DAYPART} )?(?:into|to|on to) (?P<which>){WEEKDAY}(?P<week>)",
        days.night_into,
        "the night before it and the day",
    ),
    _rule(rf"(?:the )?{NUMBER} years? ago today", days.years_to_the_day, "counted back to the day"),
    _rule(
        rf"(?:the )?(?P<which_one>last|first|second|third|fourth) (?P<unit>day|week|weekend) (?:of|in) {MONTH}(?:,? {YEAR})?",
        spans.week_of,
        "a part of that month",
    ),
    _rule(rf"(?:the )?(?P<edge>first|last) {NUMBER} months of {YEAR}", spans.months_of, "a part of that year"),
    _rule(rf"(?:half a year|(?:a|{NUMBER}) years? and a half) ago", spans.and_a_half, "counted back from publication"),
    _rule(r"(?:the )?(?:year-end|year's end|end of the year)", spans.year_end, "the last day of the year"),
    _rule(rf"{WEEKDAY} (?:of |in )?(?P<week>last|next|this) week(?P<which>)", days.weekday, "a weekday of that week"),
    _rule(r"overnight", days.overnight, "the night to publication"),
    _rule(
        rf"(?:{WHICH} )?{WEEKDAY}(?:,? (?P<week>last|next|this) week)?(?: {DAYPART})?",
        days.weekday,
        "a weekday, on the side of publication that the tense tells",
    ),
    _rule(rf"(?P<week>last|next|this) week'?s? (?:on )?{WEEKDAY}", days.weekday, "a weekday of that week"),
    _rule(
        rf"(?:the )?{WHICH} (?P<unit>day|night|week|fortnight|month|quarter|year|decade|century)",
        spans.period,
        "counted in whole weeks, months or years from publication, or from the time told before",
    ),
    _rule(rf"(?:the )?{ORDINAL} quarter(?:(?: of)? {YEAR}|{_OF_ANY_YEAR})?(?P<q>)", spans.quarter, "a quarter"),
    _rule(rf"q(?P<q>[1-4])(?: (?:of )?{YEAR})?(?P<of>)(?P<ordinal>)", spans.quarter, "a quarter"),
    _rule(
        rf"(?:the )?(?P<half>first|second) half(?: of)? (?:{YEAR}|(?:the )?(?:(?P<of>{_ANY_YEAR}) )?year)",
        spans.half,
        "half a year",
    ),
    _rule(
        r"(?:the )?(?:very )?(?P<edge>end|close|start|beginning)(?: of)?(?: the)?(?: (?P<which>this|current|last|previous|preceding|next|that|same|following|subsequent))? (?P<unit>day|week|month|year|decade|century)",
        spans.end_of,
        "the first or last day of it",
    ),
    _rule(rf"(?:the )?{NUMBER} {UNIT} (?:ago|back)", days.ago, "counted back from publication"),
    _rule(rf"(?:in )?{NUMBER} {UNIT}(?P<on>'?s?'? time| from now)", days.ago, "counted on from publication"),
    _rule(
        rf"(?:the )?{NUMBER} {UNIT} (?P<way>later|earlier|before|after|afterwards|prior|previously|after that|before that|on|thereafter)",
        days.later,
        "counted from the time told before",
    ),
    _rule(
        r"(?:the )?(?P<n>)(?P<unit>year|month|week|day|night) (?P<way>before|prior|earlier|after|later|previously)",
        days.one,
        "counted from the time told before",
    ),
    _rule(rf"{YEAR} (?:and|or|to) (?P<last>\d{{4}})", spans.year_range, "a span of years"),
    _rule(rf"{YEAR} ?[-–/] ?(?P<last>\d{{4}}|\d{{2}})", spans.year_range, "a span of years"),
    _rule(rf"{FEAST}(?:,? {YEAR})?", days.feast, "a feast of the calendar"),
    _rule(r"(?P<mark>')?(?P<tail>\d{2})", spans.short_year, "a year without its century"),
    _rule(r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)", days.day_of_month, "a day of the month"),
    _rule(
        r"(?:the )?(?:(?P<which>last|past|this|next|coming|previous|that|same|following) )?weekend",
        days.weekend,
        "a Saturday and Sunday",
    ),
    _rule(
        rf"(?:the )?(?:(?P<which>last|past|this|next|that|same|following|coming) )?{SEASON}(?: (?:of )?{YEAR}|{_OF_ANY_YEAR})?",
        spans.season,
        "a season of the northern year",
    ),
    _rule(
        rf"(?:the )?(?:{WHICH} )?(?:{NUMBER}(?: |-))?(?:to \d+ )?(?P<unit>minute|hour|day|night|week|fortnight|month|year|decade|century)(?P<many>s?)(?:-long)?",
        spans.span,
        "a length of time that ends or begins with publication",
    ),
    _rule(
        r"(?:the )?(?P<era>[a-z0-9][a-z0-9'./ -]+)",
        lambda m, at: spans.era(m, at) if m["era"] in eras() else None,
        "a war or an age known by name",
    ),
]
"""Patterns over bare expressions, tried in order; the first that gives a period counts."""
