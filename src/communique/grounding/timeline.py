"""The time expressions of one text: what comes before tells from when "two days later" counts, the words around whether it lies ahead."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from communique.grounding.period import Period
from communique.grounding.time_words import eras
from communique.grounding.times import AHEAD, resolve


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
            opens = near and self._opens(at)
            turned = _TURNED.search(self.text, max(0, m.start() - 5), m.start())
            expression = (turned.group() if turned else "") + m.group()
            period = resolve(expression, self.published, self._status(m.start()), told, near=near, opens=opens)
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
        event = event or self._named_behind(start, end)
        at, told = (start, event) if event else self._before(start)
        if status in AHEAD and self._over(start, end):
            status = "happened"
        return resolve(
            expression,
            self.published,
            status or self._status(start),
            told,
            near=_same_sentence(self.text, at, start),
            opens=self._opens(at),
            event=event is not None,
        )

    def _named_behind(self, start: int, end: int) -> Period | None:
        """The day of the act that an expression counts from, if it is told behind it ("two days after Iran attacked Israel on April 13")."""
        if not _COUNTED.search(self.text[start:end]):
            return None
        index = bisect_left(self.told, end, key=lambda row: row[0])
        if index == len(self.told):
            return None
        at, period = self.told[index]
        return period if period.day and at - end <= BEHIND and _same_sentence(self.text, end, at) else None

    def _before(self, start: int) -> tuple[int, Period | None]:
        """Where the time told last before a place in the text ends, and which it is."""
        index = bisect_left(self.told, start + 1, key=lambda row: row[0])
        return self.told[index - 1] if index else (start, None)

    def _opens(self, at: int) -> bool:
        """Whether the time told that ends there opened its sentence."""
        low = max(self.text.rfind(c, 0, at) for c in ".!?\n") + 1
        return at - low <= OPENING

    def _over(self, start: int, end: int) -> bool:
        """Whether the sentence tells of what may have happened, or of a plan that is over ("had planned to meet on Tuesday")."""
        low = max(self.text.rfind(c, 0, start) for c in ".!?\n;") + 1
        rest = re.match(r"[^.!?;\n]{0,60}", self.text[end : end + 60])
        return bool(_HAS_BEEN.search(self.text, low, start) or (rest and _CALLED_OFF.search(rest.group())))

    def _status(self, start: int) -> str | None:
        """Whether the words around an expression tell of what lies ahead."""
        low = max(self.text.rfind(c, 0, start) for c in ".!?\n;") + 1
        return "planned" if _COMING.search(self.text, low, start) else None


def _same_sentence(text: str, first: int, last: int) -> bool:
    """Whether no sentence ends between two places of a text."""
    return not _STOP.search(text, first, last)


_STOP = re.compile(r"[.!?][\"”’)]*\s+[A-Z“\"]|\n")
_COUNTED = re.compile(r"\b(?:after|before)$", re.IGNORECASE)
BEHIND = 70
"""How far behind "two days after" the day may be told that it counts from."""
OPENING = 28
"""A time that ends within so many characters of its sentence's beginning opens it."""
_HAS_BEEN = re.compile(
    r"\b(?:(?:may|might|could|must|feared|suspected|believed|thought|alleged)\b[^.!?;]{0,40}\b(?:have|had|has)|had (?:been )?planned)\b[^.!?;]{0,60}$"
)
_CALLED_OFF = re.compile(r"\b(?:was|were|has been|had been) (?:cancell?ed|called off|postponed|scrapped|delayed)\b")
_BOUND = re.compile(r"\b(?:since|until|till|Since|Until) $")
_COMING = re.compile(
    r"\b(?:will|shall|is to|are to|to be|set to|due to|due|plans? to|planned|scheduled|expected|until|by|upcoming|ahead of|would|going to|hopes? to)\b[^.!?;]{0,90}$"
)
_MONTH_NAMES = "|".join(calendar.month_name[1:])
_SHORT = "|".join(f"{name}\\." for name in (*calendar.month_abbr[1:], "Sept"))
_A_YEAR = r"(?:1[0-9]|20)\d{2}"
_TURNED = re.compile(r"\b(?:last|next) $")
"""What before a month or weekday belongs to it."""


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    """What names a time by itself, without another one to count from. It begins with a capital, a figure, or as "yesterday" and "today" do: most words are passed over at once."""
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    ages = "|".join(f"{a[0].upper()}(?i:{re.escape(a[1:])})" for a in sorted(eras(), key=len, reverse=True))
    return re.compile(
        rf"\b(?=[A-Z\dyt])(?:(?:{_MONTH_NAMES}|{_SHORT}) {day}(?:,? {_A_YEAR})?|{day} (?:of )?(?:{_MONTH_NAMES})(?:,? {_A_YEAR})?"
        rf"|(?:{_MONTH_NAMES})(?:,? (?:of )?{_A_YEAR}| last year)|(?:(?<=in )|(?<=since )|(?<=last )|(?<=next )|(?<=of )|(?<=In )|(?<=Since ))(?:{_MONTH_NAMES})(?! \d|,? {_A_YEAR})"
        rf"|(?:{'|'.join(calendar.day_name)})|[Yy]esterday|[Tt]oday|[Tt]omorrow|(?:1[5-9]|20)\d{{2}}(?! [a-z]+s\b)"
        rf"|\d[\d,]* (?:BCE?|AD|CE)|\d{{1,2}}(?:st|nd|rd|th) century BC|{ages})\b"
    )
