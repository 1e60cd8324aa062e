"""Where a time expression stands: publication, what lies ahead, and the time that the text told before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from communique.grounding.period import Period


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an expression stands.

    Attributes:
        published: publication date, or None.
        future: whether what happens then lies ahead (True), behind (False), or neither is known (None).
        told: the time that the text told last, for "the next day" and "two weeks later".
        near: whether that was in the same sentence.
        opens: whether it opened the sentence ("In 2016, ...").
        event: whether it is the time of the act that the expression names ("two days after the attack").
    """

    published: date | None
    future: bool | None = False
    told: Period | None = None
    near: bool = False
    opens: bool = False
    event: bool = False

    @property
    def since(self) -> date | None:
        """The day from which "two days later" counts: the first one of the time told before."""
        if self.told is None or not self.told.earliest or self.told.earliest.startswith("-"):
            return None
        return date.fromisoformat(self.told.earliest)


Match = re.Match[str]
Rule = Callable[[Match, Moment], Period | None]
"""What a pattern found, and where it stands → the period, None where it does not apply."""


def told_year(at: Moment) -> int | None:
    """The year that opened the sentence, if it is long over."""
    since = at.since
    if (
        at.near
        and at.opens
        and since
        and at.published
        and at.told
        and at.told.precision in ("year", "month", "day", "season")
    ):
        return since.year if since.year < at.published.year - 1 else None
    return None
