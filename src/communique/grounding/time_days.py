"""Rules for days and what is counted in days: dates, weekdays, feasts, "two weeks ago", "the next day"."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from communique.grounding import period as p
from communique.grounding.moment import Match, Moment, told_year
from communique.grounding.period import Period
from communique.grounding.time_words import (
    DAYS,
    EASTER,
    FEASTS,
    MONTHS,
    STEPS,
    TOLD,
    WEEKDAYS,
    number,
)

SATURDAY, SUNDAY = 5, 6


def full(m: Match, _at: Moment) -> Period | None:
    """A day with its month and year."""
    return p.day(date(int(m["year"]), MONTHS[m["month"]], int(m["day"])))


def iso(m: Match, _at: Moment) -> Period | None:
    """A day in figures."""
    return p.day(date(int(m["year"]), int(m["m"]), int(m["day"])))


def day(m: Match, at: Moment) -> Period | None:
    """A day without a year: in the year told before if that is long over, else the nearest on the right side of publication."""
    month_, day_, which = MONTHS[m["month"]], int(m["day"]), m.groupdict().get("which")
    of = m.groupdict().get("of")
    if (told := told_year(at)) and which != "this" and not of:
        return p.day(date(told, month_, day_))
    start = at.published
    if of and start:
        return p.day(date(start.year + STEPS.get(of, 0), month_, day_))
    if start is None:
        return None
    date(2000, month_, day_)  # 31 February is no day of any year
    future = which == "next" or (bool(at.future) and which not in ("last", "past"))
    # 29 February may be eight years away
    near = range(start.year - 8, start.year + 9)
    found = [date(y, month_, day_) for y in near if day_ <= calendar.monthrange(y, month_)[1]]
    fit = [d for d in found if (d >= start if future else d <= start)]
    return p.day(min(fit, key=lambda d: abs(d.toordinal() - start.toordinal()))) if fit else None


def day_of_month(m: Match, at: Moment) -> Period | None:
    """Resolve "The 15th": of the month told before, else the nearest on the right side of publication."""
    start = at.since if at.told and at.told.precision in ("day", "month") else at.published
    if start is None:
        return None
    day_, found = int(m["day"]), []
    for shift in (-1, 0, 1):
        of, nth = p.shifted(start, shift)
        if 1 <= day_ <= calendar.monthrange(of, nth)[1]:
            found.append(date(of, nth, day_))
    fit = [d for d in found if at.future is None or (d >= start if at.future else d <= start)] or found
    return p.day(min(fit, key=lambda d: abs((d - start).days)))


def last_of(m: Match, at: Moment) -> Period | None:
    """Resolve "The 12th of October last", "the 1st day of February next", as old letters write: from the time told before."""
    start = at.since or at.published
    if start is None:
        return None
    on = m["turn"] == "next"
    found = [date(start.year + shift, MONTHS[m["month"]], int(m["day"])) for shift in (-1, 0, 1)]
    fit = [d for d in found if (d > start if on else d < start)]
    return p.day(fit[0] if on else fit[-1])


def weekday(m: Match, at: Moment) -> Period | None:
    """A weekday: the last one not after publication, or for the future the next one."""
    start = at.published
    if start is None:
        return None
    which, week = m.groupdict().get("which"), m.groupdict().get("week")
    wanted = WEEKDAYS[m["weekday"]]
    if week in ("last", "next", "this"):
        monday = p.week(start)[0] + timedelta(days=7 * {"last": -1, "next": 1, "this": 0}[week])
        return p.day(monday + timedelta(days=wanted))
    if which in ("following", "that", "same", "previous") and at.since:
        told = at.since
        back, on = (told.weekday() - wanted) % 7, (wanted - told.weekday()) % 7
        if which == "following":
            return p.day(told + timedelta(days=on or 7))
        return p.day(told - timedelta(days=(back or 7) if which == "previous" else back))
    gap = (start.weekday() - wanted) % 7
    if which in ("next", "coming") or (at.future and which not in ("last", "past", "previous")):
        # what is planned for the weekday of publication itself is still to come that day
        forward = (-gap) % 7
        return p.day(start + timedelta(days=forward or (7 if which in ("next", "coming") else 0)))
    if which in ("last", "previous") and gap == 0:
        gap = 7
    return p.day(start - timedelta(days=gap))


def named_day(m: Match, at: Moment) -> Period | None:
    """Today, yesterday, tomorrow; an hour alone is today's."""
    return p.day(at.published + timedelta(days=DAYS[m["name"]])) if at.published else None


def told_day(m: Match, at: Moment) -> Period | None:
    """Resolve "The next day", "later that day": counted from the time told before, else from publication."""
    step = TOLD[m["name"]]
    if at.told and at.told.precision == "day" and at.since:
        return p.day(at.since + timedelta(days=step))
    if at.published is None or (step > 0 and not at.future):
        return None
    return p.day(at.published + timedelta(days=step))


def overnight(_m: Match, at: Moment) -> Period | None:
    """The night to publication."""
    start = at.published
    return p.days(start - timedelta(days=1), start) if start else None


def ago(m: Match, at: Moment) -> Period | None:
    """Resolve "Two weeks ago" and "in two weeks' time": counted from publication."""
    count = number(m["n"])
    if at.published is None or not count:
        return None
    return p.moved(at.published, count if m.groupdict().get("on") else -count, m["unit"])


def later(m: Match, at: Moment) -> Period | None:
    """Resolve "Two days later", "a month earlier": from the time told before; what is earlier may count from publication."""
    count, on = number(m["n"]), m["way"] in ("later", "afterwards", "after that", "on", "thereafter")
    if not count:
        return None
    unit = m["unit"]
    if m["way"] == "after":
        return after(count, unit, at)
    exact = at.told is not None and (at.told.precision == "day" or unit in ("year", "decade", "century"))
    start = at.since if exact or (at.told and at.told.precision == "month" and unit == "month") else None
    if start is None:
        if at.published is None or (on and not at.future):
            return None
        start = at.published
    return p.moved(start, count if on else -count, unit)


def after(count: int, unit: str, at: Moment) -> Period | None:
    """Resolve "Two days after the attack": the attack was two days before what the sentence tells, on the day it names or that of publication."""
    if at.event:
        return p.moved(at.since, count, unit) if at.since else None
    start = at.since if at.near and at.told and at.told.precision == "day" else at.published
    return p.moved(start, -count, unit) if start else None


def one(m: Match, at: Moment) -> Period | None:
    """Resolve "The year before", "a month earlier" without a number."""
    if m["way"] == "after":
        return after(1, m["unit"], at)
    on = m["way"] == "later"
    start = at.since or (at.published if not on or at.future else None)
    return p.moved(start, 1 if on else -1, m["unit"]) if start else None


def weekend(m: Match, at: Moment) -> Period | None:
    """The Saturday and Sunday before publication, or of its week for the future."""
    which = m["which"]
    start = at.since if which in ("that", "same", "following", "previous") else at.published
    if start is None:
        return None
    if which in ("that", "same"):
        saturday = p.week(start)[0] + timedelta(days=SATURDAY)
        return p.days(saturday, saturday + timedelta(days=1))
    saturday = start + timedelta(days=(SATURDAY - start.weekday()) % 7)
    if which == "next":
        saturday += timedelta(days=7 if start.weekday() == SATURDAY else 0)
        return p.days(saturday, saturday + timedelta(days=1))
    if not (at.future and which not in ("last", "past", "previous")) and saturday > start:
        saturday -= timedelta(days=7)
    if start.weekday() == SUNDAY:
        saturday = start - timedelta(days=1)
    if which == "last" and start.weekday() in (SATURDAY, SUNDAY):
        saturday -= timedelta(days=7)
    return p.days(saturday, saturday + timedelta(days=1))


def easter(of: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian algorithm: Nature, 20 April 1876)."""
    a, b, c = of % 19, of // 100, of % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(of, f // 31, f % 31 + 1)


def feast(m: Match, at: Moment) -> Period | None:
    """A feast: the last one, or the next; of the year that is named."""
    name, of = m["feast"], m.groupdict().get("year")
    if not of and at.published is None:
        return None

    def on(number_: int) -> date:
        return date(number_, *FEASTS[name]) if name in FEASTS else easter(number_) + timedelta(days=EASTER[name])

    if of:
        return p.day(on(int(of)))
    start: date = at.published  # type: ignore[assignment]
    found = [on(start.year + shift) for shift in (-1, 0, 1)]
    fit = [d for d in found if (d >= start if at.future else d <= start)]
    return p.day(fit[0] if at.future else fit[-1])


def running(m: Match, at: Moment) -> Period | None:
    """Resolve "For a third day": the day, week or month told in the sentence, else that of publication."""
    start = at.since if at.near and at.told and at.told.precision == "day" else at.published
    if start is None or m["ordinal"] is None:
        return None
    if m["unit"] in ("day", "night"):
        return p.day(start)
    return (
        p.days(*p.week(start), "week")
        if m["unit"] == "week"
        else p.month(start.year, start.month)
        if m["unit"] == "month"
        else p.year(start.year)
    )


def night_into(m: Match, at: Moment) -> Period | None:
    """The night "into Thursday", "from Monday to Tuesday": both days."""
    last = weekday(m, at)
    return p.days(last.day - timedelta(days=1), last.day) if last and last.day else None


def figures(m: Match, _at: Moment) -> Period | None:
    """A day in figures, day first; where that cannot be, month first ("03/14/2024")."""
    first, second = int(m["a"]), int(m["b"])
    if "/" in m.group() and first <= MONTHS_A_YEAR and second <= MONTHS_A_YEAR and first != second:
        # 05/06/2011 is read both ways
        return None
    of, nth = (second, first) if second <= MONTHS_A_YEAR else (first, second)
    return p.day(date(int(m["year"]), of, nth))


MONTHS_A_YEAR = 12


def years_to_the_day(m: Match, at: Moment) -> Period | None:
    """Resolve "five years ago today"."""
    count = number(m["n"])
    return p.day(p.same_day(at.published, -12 * count)) if at.published and count else None
