"""How right are dates, given their expressions? `python evaluation/dates.py [--shared FOLDER] [--errors]`.

Items: GUM `<date>` elements (fiction, letters, travel, news) and MEANTIME TIMEX3 of type DATE in fully annotated sentences of
Wikinews; their texts are in no training set of ours. Every tool that is installed reads the same items with the same publication
date; `pip install -e ".[compare]"` brings the others. The others are scored generously: one moment inside the gold period is right,
and so is any of several readings. Ours must give the period itself.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from communique.grounding.period import Period
from communique.grounding.period import month as month_of
from communique.grounding.period import year as year_of
from communique.grounding.timeline import Calendar

OVERLAP = 0.75
"""Where gold itself is an interval, ours must share so much of both: annotators of GUM count seasons to the first day of the next."""


@dataclass(frozen=True, eq=False)
class Item:
    """An expression and its gold value."""

    corpus: str
    document: str
    published: date
    text: str
    start: int
    end: int
    gold: dict[str, str]

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]


def rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def items(dev: Path) -> Iterator[Item]:
    """The items of both corpora."""
    for row in rows(dev / "a-gum.dev.jsonl.gz"):
        for t in row["timex"]:
            if t.get("tag", "date") == "date" and row["date"]:
                gold = {k: _iso(v) for k, v in t.items() if k in ("when", "from", "to", "notBefore", "notAfter")}
                yield Item("GUM", row["id"], date.fromisoformat(row["date"]), row["text"], t["start"], t["end"], gold)
    for row in rows(dev / "c-meantime.dev.jsonl.gz"):
        for t in row["timex"]:
            full = t["sent"] < row["fully_annotated_sentences"]
            if full and t["type"] == "DATE" and t["functionInDocument"] != "CREATION_TIME":
                published = date.fromisoformat(row["date"])
                yield Item("MEANTIME", row["id"], published, row["text"], t["start"], t["end"], {"value": t["value"]})


def _iso(value: str) -> str:
    """TEI writes 508 BC as -0508, ISO 8601 as -0507: it has a year 0."""
    return re.sub(r"^-(\d{4})", lambda m: f"-{int(m[1]) - 1:04d}", value)


def bounds(value: str) -> tuple[str, str] | None:
    """First and last day of an ISO value or of a TIMEX3 value."""
    if m := re.fullmatch(r"(-\d{4})", value):
        return f"{m[1]}-01-01", f"{m[1]}-12-31"
    if m := re.fullmatch(r"(?:FY)?(\d{4})", value):
        found = year_of(int(m[1]))
    elif m := re.fullmatch(r"(\d{4})-(\d{2})(?:-XX)?", value):
        found = month_of(int(m[1]), int(m[2]))
    elif m := re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:T.*)?", value):
        return m[1], m[1]
    elif m := re.fullmatch(r"(\d{4})-W(\d{2})(-WE)?", value):
        monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return (monday + timedelta(days=5 if m[3] else 0)).isoformat(), (monday + timedelta(days=6)).isoformat()
    elif m := re.fullmatch(r"(\d{4})-Q(\d)", value):
        q = int(m[2])
        return month_of(int(m[1]), 3 * q - 2).earliest or "", month_of(int(m[1]), 3 * q).latest or ""
    elif m := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        first = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[m[2]]
        last = month_of(int(m[1]) + (first == 12), (first + 1) % 12 + 1)
        return month_of(int(m[1]), first).earliest or "", last.latest or ""
    elif m := re.fullmatch(r"(\d{3})", value):
        return f"{m[1]}0-01-01", f"{m[1]}9-12-31"
    else:
        return None
    return found.earliest or "", found.latest or ""


def _number(day: str) -> int:
    """A day as a number, also before Christ."""
    sign = -1 if day.startswith("-") else 1
    year, month, dom = (int(x) for x in day.lstrip("-").split("-"))
    return sign * year * 372 + month * 31 + dom


def share(a: tuple[str, str], b: tuple[str, str]) -> float:
    """Share of both intervals that they have in common."""
    (a0, a1), (b0, b1) = ((_number(x), _number(y)) for x, y in (a, b))
    return max(0, min(a1, b1) - max(a0, b0) + 1) / (max(a1, b1) - min(a0, b0) + 1)


def right(period: Period, item: Item) -> bool:
    """Whether ours is what gold says."""
    gold = item.gold
    if value := gold.get("value"):
        if value.startswith("P") and not value.endswith("_REF"):
            return period.duration == value or (period.duration is None and period.value is None and "X" in value)
        if value.endswith("_REF") or "X" in value[:4]:
            told = {"PAST_REF": "past", "PRESENT_REF": "present", "FUTURE_REF": "future"}.get(value)
            return period.value is None and (told is None or period.precision in (told, "none"))
        wanted = bounds(value)
        have = bounds(period.value) if period.value and "/" not in period.value else None
        if wanted is None or period.value is None:
            return False
        return share(wanted, have or _bounds_of(period)) >= (1.0 if have else OVERLAP)
    if when := gold.get("when"):
        return (
            period.value is not None
            and "/" not in period.value
            and bounds(when) == (bounds(period.value) or _bounds_of(period))
        )
    first, last = gold.get("from") or gold.get("notBefore"), gold.get("to") or gold.get("notAfter")
    if (first or last or "").startswith("--"):
        return _season(period, first or "", last or "")
    if first and not last and not period.value:
        return period.earliest == first
    if not period.value:
        return False
    have = _bounds_of(period)
    low, high = (bounds(first) or ("", ""))[0] if first else have[0], (bounds(last) or ("", ""))[1] if last else have[1]
    if not first or not last:
        # one bound only: ours must keep to it
        return (
            bool(have[0])
            and (low <= have[0] or first is None)
            and (have[1] <= high or last is None)
            and have[0][:4] == (low if first else have[0])[:4]
        )
    return share((low, high), have) >= OVERLAP


def _season(period: Period, first: str, last: str) -> bool:
    """A season of no year: its months."""
    if not period.earliest or not period.latest:
        return False
    return period.earliest[5:7] == first[2:] and int(period.latest[5:7]) in (
        int(last[2:]),
        (int(last[2:]) - 2) % 12 + 1,
    )


def _bounds_of(period: Period) -> tuple[str, str]:
    value = period.value or ""
    low, _, high = value.partition("/")
    return (bounds(low) or (period.earliest or "",))[0], (bounds(high or low) or ("", period.latest or ""))[1]


def contrary(data: list[Item]) -> list[Item]:
    """Items of texts whose gold gives "today" two different days: those in another year than the text is from."""
    todays: dict[str, set[str]] = {}
    for item in data:
        if item.words.casefold() == "today":
            todays.setdefault(item.document, set()).add(item.gold.get("when", ""))
    torn = {document for document, days in todays.items() if len(days) > 1}
    return [i for i in data if i.document in torn and not next(iter(i.gold.values())).startswith(str(i.published.year))]


Tool = Callable[[Item], list[str]]
"""A tool gives days, months or years in ISO 8601, one for each reading; or "first/last"."""


def generous(values: list[str], item: Item) -> bool:
    """Whether one of the readings of another tool lies in the gold period."""
    gold = item.gold
    if (value := gold.get("value")) and (value.startswith(("P", "XXXX")) or value.endswith("_REF")):
        return not values if not value.startswith("P") or value.endswith("_REF") else any(v == value for v in values)
    first = (
        gold.get("value") or gold.get("when") or gold.get("from") or gold.get("notBefore") or gold.get("notAfter") or ""
    )
    last = gold.get("value") or gold.get("when") or gold.get("to") or gold.get("notAfter") or first
    if first.startswith("--"):
        return any(first[2:] <= v[5:7] <= last[2:] for v in values if re.match(r"\d{4}-\d{2}", v))
    low, high = bounds(first), bounds(last)
    if low is None or high is None:
        return False
    for v in values:
        found = bounds(v.partition("/")[0])
        if found and low[0] <= found[0] <= high[1]:
            return True
    return False


def tools() -> dict[str, Tool]:
    """The other tools that are installed."""
    found: dict[str, Tool] = {}
    try:
        import dateparser

        found["dateparser"] = lambda i: _days(
            dateparser.parse(
                i.words,
                languages=["en"],
                settings={
                    "RELATIVE_BASE": datetime.combine(i.published, datetime.min.time()),
                    "PREFER_DATES_FROM": "past",
                },
            )
        )
    except ImportError:
        pass
    try:
        import parsedatetime

        calendar = parsedatetime.Calendar()

        def parsed(i: Item) -> list[str]:
            moment, status = calendar.parseDT(i.words, datetime.combine(i.published, datetime.min.time()))
            return _days(moment) if status else []

        found["parsedatetime"] = parsed
    except ImportError:
        pass
    try:
        from recognizers_date_time import recognize_datetime

        def recognized(i: Item) -> list[str]:
            values = []
            for result in recognize_datetime(
                i.words, "en-us", reference=datetime.combine(i.published, datetime.min.time())
            ):
                for v in (result.resolution or {}).get("values", []):
                    values += [v[k] for k in ("value", "start") if v.get(k)] + [v.get("timex", "")]
            return values

        found["recognizers-text"] = recognized
    except ImportError:
        pass
    try:
        from ctparse import ctparse

        def ct(i: Item) -> list[str]:
            parse = ctparse(i.words, ts=datetime.combine(i.published, datetime.min.time()), timeout=1)
            r = parse.resolution if parse else None
            moment = getattr(r, "t_from", None) or r
            if moment is None or not getattr(moment, "year", None):
                return []
            return [f"{moment.year:04d}-{moment.month or 1:02d}-{moment.day or 1:02d}"]

        found["ctparse"] = ct
    except ImportError:
        pass
    return found


def _days(moment: datetime | None) -> list[str]:
    return [moment.date().isoformat()] if moment else []


def main() -> None:
    """Score every tool and print one table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=Path("../shared"))
    ask.add_argument("--errors", action="store_true", help="print what ours gets wrong")
    args = ask.parse_args()
    dev = args.shared / "corpora" / "dev"
    if not dev.exists():
        raise SystemExit(f"{dev}: no corpora there; name the folder with --shared")
    data = list(items(dev))
    calendars: dict[str, Calendar] = {}
    counts: dict[str, dict[str, int]] = {}
    for item in data:
        calendar = calendars.setdefault(item.document, Calendar(item.text, item.published))
        period = calendar.resolve(item.start, item.end, alone=True)
        good = right(period, item)
        counts.setdefault("communique", {}).setdefault(item.corpus, 0)
        counts["communique"][item.corpus] += good
        if not good and args.errors:
            print(
                f"{item.corpus} {item.published} {item.words!r}: {period.value} [{period.precision}, {period.duration}, {period.because}], gold {item.gold}  {item.text[max(0, item.start - 60) : item.end + 30]!r}"
            )
        for name, tool in TOOLS.items():
            counts.setdefault(name, {}).setdefault(item.corpus, 0)
            counts[name][item.corpus] += generous(_safely(tool, item), item)
    odd = contrary(data)
    clean = [i for i in data if i.corpus == "GUM" and i not in odd]
    good = sum(right(calendars[i.document].resolve(i.start, i.end, alone=True), i) for i in clean)
    print(
        f"GUM without {len(odd)} items of a text whose gold contradicts itself: {good / len(clean):.3f} ({good}/{len(clean)})"
    )
    sizes = {corpus: sum(i.corpus == corpus for i in data) for corpus in ("GUM", "MEANTIME")}
    print(f"{'':18}" + "".join(f"{corpus} ({n})".rjust(18) for corpus, n in sizes.items()))
    for name, row in counts.items():
        print(f"{name:18}" + "".join(f"{row[c] / n:.3f}".rjust(18) for c, n in sizes.items()))


def _safely(tool: Tool, item: Item) -> list[str]:
    """What a tool says; an exception of its is no answer."""
    try:
        return tool(item)
    except Exception:  # noqa: BLE001  (other people's parsers may raise anything)
        return []


TOOLS = tools()

if __name__ == "__main__":
    main()
