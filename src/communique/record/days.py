"""Days as people ask for them: 2023-09-14, 2023-09, 2023, today, 5y, 3mo, 2w, 60d, +60d."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from communique.errors import BadRequest

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_AGO = re.compile(r"(\+?)(\d{1,5})(d|w|mo|m|y)")


def read_day(told: str, field: str, as_of: str | None, *, end: bool = False) -> str:
    """A day, ISO 8601.

    Args:
        told: what the user wrote; a number with d, w, mo or y counts back from `as_of`, or forward with a plus before it.
        field: for errors.
        as_of: the day from which is counted, ISO 8601; None where nothing may be counted.
        end: a year or month means its last day, not its first.

    Raises:
        BadRequest: it is no day.

    >>> read_day("3mo", "since", "2023-05-31")
    '2023-02-28'
    """
    partial, ago = _PARTIAL.fullmatch(told), _AGO.fullmatch(told)
    try:
        if partial:
            year, month, day = (int(part) if part else None for part in partial.groups())
            assert year is not None
            last = 12 if end else 1
            month = month or last
            return date(year, month, day or (calendar.monthrange(year, month)[1] if end else 1)).isoformat()
        if as_of and told == "today":
            return date.fromisoformat(as_of).isoformat()
        if as_of and ago:
            count = int(ago.group(2)) * (1 if ago.group(1) else -1)
            return _moved(date.fromisoformat(as_of), count, ago.group(3)).isoformat()
    except (ValueError, OverflowError):
        raise BadRequest(field, f"there is no day {told}") from None
    raise BadRequest(field, f"{told!r} is no day; write 2023-09-14, 2023-09, 2023, or 60d, 2w, 3mo, 5y before today")


def _moved(day: date, count: int, unit: str) -> date:
    """A day so many units later; a month that is too short has its last day."""
    if unit in ("d", "w"):
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
