"""Rules for what is longer than a day: weeks, months, quarters, seasons, years, decades, ages, lengths of time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from communique.grounding import period as p
from communique.grounding.moment import Match, Moment, told_year
from communique.grounding.period import Period
from communique.grounding.time_words import (
    MONTH,
    MONTHS,
    ORDINALS,
    SEASONS,
    STEPS,
    eras,
    number,
)

ROUGH = {"hour": 1, "day": 7, "night": 7, "week": 30, "month": 180, "weekend": 14}
"""Days that "the coming days", "recent weeks" are taken to span; a convention of ours."""


def counted_from(which: str | None, at: Moment) -> date | None:
    """The day that a word steps from, None where the text has not told it.

    Args:
        which: the word before "week", "month" or "year". "That", "the previous" and "the following" step from the time told before,
            the rest from publication.
        at: where the expression stands.
    """
    if which in ("previous", "preceding", "following", "subsequent", "same", "that") and at.since:
        return at.since
    if which in ("same", "that", "subsequent") or (which == "following" and not at.future):
        return None
    return at.published


def month_year(m: Match, _at: Moment) -> Period | None:
    """A month with its year."""
    return p.month(int(m["year"]), MONTHS[m["month"]])


def month(m: Match, at: Moment) -> Period | None:
    """A month without a year; "last March" is one that is over, "March last year" lies in the year before publication."""
    nth, which, of = MONTHS[m["month"]], m.groupdict().get("which"), m.groupdict().get("of")
    if which in ("that", "same", "following") and at.since:
        later = which == "following" and nth <= at.since.month
        return p.month(at.since.year + later, nth)
    if (told := told_year(at)) and which is None and of is None:
        return p.month(told, nth)
    if of:
        start = counted_from(of, at)
        return p.month(start.year + STEPS.get(of, 0), nth) if start else None
    if at.published is None:
        return None
    future = False if which in ("last", "past") else True if which in ("next", "coming") else at.future
    number_ = at.published.year
    if future and (nth < at.published.month or (which == "next" and nth == at.published.month)):
        number_ += 1
    if not future and (nth > at.published.month or (which == "last" and nth == at.published.month)):
        number_ -= 1
    return p.month(number_, nth)


def months(m: Match, at: Moment) -> Period | None:
    """Two months of one year ("August and September 1988")."""
    first, last = MONTHS[m["month"]], MONTHS[m["last"]]
    if m["year"]:
        return p.months((int(m["year"]), first), (int(m["year"]), last), "interval") if first < last else None
    end = month(re.fullmatch(MONTH, m["last"]), at)  # type: ignore[arg-type]
    return (
        p.months((int(end.value[:4]) - (first > last), first), (int(end.value[:4]), last), "interval")
        if end and end.value
        else None
    )


def period(m: Match, at: Moment) -> Period | None:
    """A week, month or year: this, last, next; of "the following month" and "that year" those after and of the time told before."""
    which, unit = m["which"], m["unit"]
    step, start = STEPS.get(which, 0), counted_from(which, at)
    if start is None:
        return None
    if which == "past" or (which == "coming" and unit != "week") or (which == "last" and unit in ("decade", "century")):
        return p.stretch(start, 1, unit, forward=which == "coming")
    if unit in ("week", "fortnight") and step == 0 and start == at.published and at.future is not None:
        # of the week of publication, the part that is over or the part to come
        monday, sunday = p.week(start)
        return p.days(start, sunday, "week") if at.future else p.days(monday, start, "week")
    return counted(start, step, unit)


def counted(start: date, step: int, unit: str) -> Period:
    """The day, week, month, quarter, year, decade or century so many on from that of a day."""
    if unit in ("day", "night"):
        return p.day(start + timedelta(days=step))
    if unit in ("week", "fortnight"):
        return p.days(*p.week(start + timedelta(days=7 * step)), "week")
    if unit == "month":
        return p.month(*p.shifted(start, step))
    if unit == "quarter":
        return quarter_of(start, step)
    if unit == "year":
        return p.year(start.year + step)
    size = 10 if unit == "decade" else 100
    first = (start.year // size + step) * size
    return p.years(first, first + size - 1, unit)


def quarter_of(start: date, step: int) -> Period:
    """The quarter so many quarters on."""
    index = start.year * 4 + (start.month - 1) // 3 + step
    return quarter_number(index // 4, index % 4 + 1)


def quarter_number(of: int, nth: int) -> Period:
    """A quarter of a year."""
    return p.months((of, 3 * nth - 2), (of, 3 * nth), "quarter")


def quarter(m: Match, at: Moment) -> Period | None:
    """Resolve "The third quarter of this year"; without a year the last one of that number that is over, or the next to come."""
    nth = int(m["q"]) if m.groupdict().get("q") else ORDINALS.get(m["ordinal"], 0)
    if not 1 <= nth <= 4:
        return None
    if m["year"]:
        return quarter_number(int(m["year"]), nth)
    if m["of"]:
        start = counted_from(m["of"], at)
        return quarter_number(start.year + STEPS.get(m["of"], 0), nth) if start else None
    if at.published is None:
        return None
    over = at.published.month > 3 * nth
    return quarter_number(at.published.year + (over and at.future is True) - (not over and not at.future), nth)


def half(m: Match, at: Moment) -> Period | None:
    """Resolve "The second half of 2016"."""
    first = 1 if m["half"] == "first" else 7
    if m["year"]:
        of = int(m["year"])
    elif start := counted_from(m["of"], at):
        of = start.year + STEPS.get(m["of"], 0)
    else:
        return None
    return p.months((of, first), (of, first + 5), "interval")


def end_of(m: Match, at: Moment) -> Period | None:
    """Resolve "The end of the year" is its last day, "the start of this year" its first."""
    unit, which = m["unit"], m["which"]
    if unit == "day" and which == "next":
        which = "following"  # "the next day" counts from the day told before
    step, start = STEPS.get(which or "", 0), counted_from(which, at)
    if start is None:
        return None
    if unit == "week":
        first, last = p.week(start + timedelta(days=7 * step))
    elif unit == "month":
        found = p.month(*p.shifted(start, step))
        first, last = (date.fromisoformat(d) for d in (found.earliest, found.latest))  # type: ignore[arg-type]
    elif unit == "day":
        first = last = start + timedelta(days=step)
    else:
        size = {"year": 1, "decade": 10, "century": 100}[unit]
        of = ((start.year // size) + step) * size
        first, last = date(of, 1, 1), date(of + size - 1, 12, 31)
    if m["edge"] in ("end", "close"):
        return p.day(last)
    return p.narrowed(counted(start, step, unit), "early") if unit != "day" else p.day(first)


def span(m: Match, at: Moment) -> Period | None:
    """Resolve "The past two weeks", "the next 45 days", "three days"."""
    which, word, start = m["which"], m["n"], at.published
    half = word in ("half a", "half an", "a half", "an half")
    count = 1 if word is None or half else number(word)
    if (
        start is None
        or which in ("same", "that", "this", "current", "following", "subsequent")
        or (which in ("next", "coming") and word is None and not at.future)
    ):
        return None
    forward = which in ("next", "coming", "following", "upcoming") or (which is None and at.future is True)
    if not count or (word is None and m["many"]):
        rough = ROUGH.get(m["unit"])
        if rough is None:
            return None
        other = start + timedelta(days=rough if forward else -rough)
        return p.days(min(start, other), max(start, other))
    return p.stretch(start, count, m["unit"], forward=forward)


WINTER, MARCH = 12, 3


def _season_year(published: date, first: int, last: int, which: str | None, future: bool | None) -> int:
    """The year in which a season without one begins: the last such season, this one, or the next."""
    now, year = published.month, published.year
    if first == WINTER and now < MARCH:
        # the winter of January began the year before
        now, year = now + 12, year - 1
    if which == "last":
        return year - (first <= now or last >= now)
    if which == "next":
        return year + (first <= now)
    if which is None and future and last < now:
        return year + 1
    return year - (first > now and which is None and not future)


def season(m: Match, at: Moment) -> Period | None:
    """A season of the northern year, as an interval of months."""
    first, last = SEASONS[m["season"]]
    which, of = m["which"], m.groupdict().get("of")
    if m["year"]:
        number_ = int(m["year"])
    elif which in ("that", "same", "following") and at.since:
        number_ = at.since.year + (which == "following" and first <= at.since.month)
    elif (told := told_year(at)) and which is None and of is None:
        number_ = told
    elif of:
        start = counted_from(of, at)
        if start is None:
            return None
        number_ = start.year + STEPS.get(of, 0)
    elif at.published is None:
        return None
    else:
        number_ = _season_year(at.published, first, last, which, at.future)
    return p.months((number_, first), (number_ + (last > 12), (last - 1) % 12 + 1), "season")


def year_range(m: Match, _at: Moment) -> Period | None:
    """Resolve "1950-53"."""
    first, tail = int(m["year"]), m["last"]
    last = int(tail) if len(tail) > len("53") else int(m["year"][:2] + tail)
    return p.years(first, last, "interval") if last > first else None


def decade(m: Match, _at: Moment) -> Period | None:
    """The ten years of "the 1990s"."""
    return p.years(int(m["year"]), int(m["year"]) + (99 if m["year"].endswith("00") and m["century"] else 9), "decade")


def short_decade(m: Match, at: Moment) -> Period | None:
    """Resolve "The '90s", "the seventies": the last ones that have begun before publication."""
    tens = int(m["tens"]) if m["tens"] else TENS[m["word"]]
    century = (at.published.year if at.published else 2000) // 100 * 100
    first = century + tens if at.published is None or century + tens <= at.published.year else century - 100 + tens
    return p.years(first, first + 9, "decade")


TENS = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


def short_year(m: Match, at: Moment) -> Period | None:
    """Resolve "'82", and the "72" of "1871-72"."""
    tail = int(m["tail"])
    if at.told and at.told.precision == "year" and not m["mark"]:
        of = int(at.told.value[:2]) * 100 + tail  # type: ignore[index]
        return p.year(of)
    if not m["mark"] or at.published is None:
        return None
    of = at.published.year // 100 * 100 + tail
    return p.year(of if of <= at.published.year else of - 100)


def century(m: Match, _at: Moment) -> Period | None:
    """Resolve "The 19th century": 1800 to 1899, as it is commonly counted."""
    nth = ORDINALS.get(m["ordinal"]) or int(re.sub(r"\D", "", m["ordinal"]))
    if m["bc"]:
        return Period(
            f"-{nth * 100 - 1:04d}/-{nth * 100 - 100:04d}",
            f"-{nth * 100 - 1:04d}-01-01",
            f"-{nth * 100 - 100:04d}-12-31",
            "century",
        )
    return p.years(nth * 100 - 100, nth * 100 - 1, "century")


def christ(m: Match, _at: Moment) -> Period | None:
    """A year with its era: "508 BC", "394 AD"."""
    of = int(m["y"].replace(",", ""))
    if of == 0:
        return None
    return p.before_christ(of) if m["era"].startswith("b") else p.year(of)


def era(m: Match, _at: Moment) -> Period | None:
    """A war or an age that the table knows by name."""
    first, last = eras()[m["era"]]
    if first == last:
        return whole(first)
    return p.joined(whole(first), whole(last))


def whole(value: str) -> Period:
    """An ISO day, month or year as a period."""
    parts = [int(x) for x in value.split("-")]
    return (p.year, p.month, lambda *d: p.day(date(*d)))[len(parts) - 1](*parts)


def year_of(m: Match, at: Moment) -> Period | None:
    """Resolve "The year 2011" or a bare year; no news is written about a year that lies centuries ahead."""
    of = int(m["year"])
    return p.year(of) if at.published is None or of <= at.published.year + 200 else None


def same(_m: Match, at: Moment) -> Period | None:
    """Resolve "This period", "at that time": the time told before."""
    return at.told


def following(_m: Match, at: Moment) -> Period | None:
    """Resolve "The years that followed": from the end of the time told before, nobody says until when."""
    return Period(None, earliest=at.told.latest, precision="interval") if at.told and at.told.latest else None


def old_year(m: Match, at: Moment) -> Period | None:
    """A bare year where the text speaks of the time before Christ."""
    return p.before_christ(int(m["y"])) if at.told and (at.told.earliest or "").startswith("-") else None


def week_of(m: Match, at: Moment) -> Period | None:
    """Resolve "the first week of March", "the last day of February", "the week of March 4"."""
    whole = month(m, at) if m["year"] is None else p.month(int(m["year"]), MONTHS[m["month"]])
    if whole is None or not whole.earliest or not whole.latest:
        return None
    first, last = date.fromisoformat(whole.earliest), date.fromisoformat(whole.latest)
    size = {"day": 1, "week": 7, "weekend": 2}[m["unit"]]
    if m["which_one"] == "last":
        return p.day(last) if size == 1 else p.days(last - timedelta(days=size - 1), last, "week")
    nth = ORDINALS.get(m["which_one"], 0)
    begin = first + timedelta(days=(nth - 1) * size)
    if not nth or begin > last:
        return None
    return p.day(begin) if size == 1 else p.days(begin, min(last, begin + timedelta(days=size - 1)), "week")


def months_of(m: Match, _at: Moment) -> Period | None:
    """Resolve "the first nine months of 2023"."""
    count, of = number(m["n"]), int(m["year"])
    if not 0 < count <= WINTER:
        return None
    return (
        p.months((of, 1), (of, count), "interval")
        if m["edge"] == "first"
        else p.months((of, 13 - count), (of, 12), "interval")
    )


def and_a_half(m: Match, at: Moment) -> Period | None:
    """Resolve "a year and a half ago", "half a year ago": to the month."""
    months_back = 12 * (number(m["n"]) if m["n"] else 0) + 6
    return p.month(*p.shifted(at.published, -months_back)) if at.published else None


def year_end(_m: Match, at: Moment) -> Period | None:
    """The last day of the year of publication."""
    return p.day(date(at.published.year, 12, 31)) if at.published else None
