"""A stretch of time: its value as the codebook writes it, its first and last day, and why."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

PARTS = {"early": 0, "mid": 1, "late": 2}
"""Thirds of a month, year or decade that words single out."""

HALVES = {"first half": 0, "second half": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """What a time expression means.

    Attributes:
        value: ISO 8601 date or interval as the codebook writes it, None where it cannot be known.
        earliest: first day it can be, ISO 8601, None if open or unknown.
        latest: last day it can be, None if open or unknown.
        precision: day, week, month, quarter, season, year, decade, century or interval; past, present or future where only
            that is told; none where nothing is.
        because: the reason.
        clock: time of day as ISO 8601 with the zone if it is told ("16:08Z"), or None.
        duration: length as an ISO 8601 duration where the expression is one ("six years": P6Y), or None.
    """

    value: str | None
    earliest: str | None = None
    latest: str | None = None
    precision: str = "none"
    because: str = ""
    clock: str | None = None
    duration: str | None = None

    @property
    def day(self) -> date | None:
        """The day, if it is a single one."""
        return date.fromisoformat(self.value) if self.precision == "day" and self.value else None

    def reason(self, because: str) -> Period:
        """The same period for a reason."""
        return replace(self, because=because)


def unknown(because: str, precision: str = "none") -> Period:
    """No value, for a reason."""
    return Period(None, precision=precision, because=because)


def day(when: date) -> Period:
    """One day."""
    return Period(when.isoformat(), when.isoformat(), when.isoformat(), "day")


def month(year: int, number: int) -> Period:
    """A month."""
    last = calendar.monthrange(year, number)[1]
    value = f"{year:04d}-{number:02d}"
    return Period(value, f"{value}-01", f"{value}-{last:02d}", "month")


def year(number: int) -> Period:
    """A year."""
    return Period(f"{number:04d}", f"{number:04d}-01-01", f"{number:04d}-12-31", "year")


def before_christ(number: int) -> Period:
    """A year before Christ; in ISO 8601 the year 1 BC is 0000."""
    value = f"-{number - 1:04d}" if number > 1 else "0000"
    return Period(value, f"{value}-01-01", f"{value}-12-31", "year")


def months(first: tuple[int, int], last: tuple[int, int], precision: str) -> Period:
    """Whole months from (year, month) to (year, month)."""
    begin, end = month(*first), month(*last)
    return Period(f"{begin.value}/{end.value}", begin.earliest, end.latest, precision)


def years(first: int, last: int, precision: str) -> Period:
    """Whole years, the last one included."""
    return Period(f"{first:04d}/{last:04d}", f"{first:04d}-01-01", f"{last:04d}-12-31", precision)


def days(first: date, last: date, precision: str = "interval") -> Period:
    """From one day to another, both included."""
    if first > last:
        raise ValueError(f"{first} is after {last}")
    return Period(f"{first}/{last}", first.isoformat(), last.isoformat(), precision)


def joined(first: Period, last: Period) -> Period | None:
    """From the beginning of one period to the end of another; None if that runs backwards."""
    if not first.value or not last.value:
        return None
    begin, end = first.value.partition("/")[0], last.value.rpartition("/")[2]
    if first.earliest and last.latest and first.earliest > last.latest:
        return None
    return Period(f"{begin}/{end}", first.earliest, last.latest, "interval")


def narrowed(period: Period, word: str) -> Period:
    """An early, middle or late part of a period: its value stays, as the codebook has it, its bounds draw closer."""
    if not period.earliest or not period.latest or period.earliest.startswith("-") or period.precision == "day":
        return period
    first, last = date.fromisoformat(period.earliest), date.fromisoformat(period.latest)
    count = (last - first).days + 1
    if word in PARTS:
        low, high = count * PARTS[word] // 3, count * (PARTS[word] + 1) // 3
    else:
        low, high = count * HALVES[word] // 2, count * (HALVES[word] + 1) // 2
    begin, end = first + timedelta(days=low), first + timedelta(days=high - 1)
    return replace(period, earliest=begin.isoformat(), latest=end.isoformat())


def shifted(when: date, count: int) -> tuple[int, int]:
    """Year and month so many months on."""
    index = when.year * 12 + when.month - 1 + count
    return index // 12, index % 12 + 1


def same_day(when: date, count: int) -> date:
    """The same day so many months on, or the last one of a shorter month."""
    number, of = shifted(when, count)
    return date(number, of, min(when.day, calendar.monthrange(number, of)[1]))


def week(when: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    monday = when - timedelta(days=when.weekday())
    return monday, monday + timedelta(days=6)


def moved(when: date, count: int, unit: str) -> Period:
    """A moment so many units on, as exact as the unit."""
    if unit in ("minute", "hour"):
        return day(when + timedelta(days=round(count / (24 if unit == "hour" else 1440))))
    if unit in ("day", "night", "weekend"):
        return day(when + timedelta(days=count))
    if unit in ("week", "fortnight"):
        return day(when + timedelta(days=count * (7 if unit == "week" else 14)))
    if unit in ("month", "quarter"):
        return month(*shifted(when, count * (1 if unit == "month" else 3)))
    size = {"year": 1, "decade": 10, "century": 100}[unit]
    number = when.year + count * size
    # the year 5,000 years ago lies before Christ
    return year(number) if number > 0 else before_christ(1 - number)


def stretch(when: date, count: int, unit: str, *, forward: bool) -> Period:
    """The interval of so many units that begins or ends on a day."""
    sign = 1 if forward else -1
    if unit in ("minute", "hour"):
        other = when + timedelta(days=sign * max(1, round(count / (24 if unit == "hour" else 1440))))
    elif unit in ("day", "night", "week", "fortnight", "weekend"):
        other = when + timedelta(days=sign * count * {"week": 7, "fortnight": 14}.get(unit, 1))
    else:
        size = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
        other = same_day(when, sign * count * size)
        if unit in ("year", "decade", "century"):
            found = days(min(when, other), max(when, other))
            value = f"{when}/{other.year:04d}" if forward else f"{other.year:04d}/{when}"
            return replace(found, value=value)
    return days(min(when, other), max(when, other))
