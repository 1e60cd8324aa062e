"""Conditions on the size of a dealing ("gift and qty <= 1"): a small closed language, parsed, never run as code.

condition   one "or" another, one "and" another, "not" one, or one in brackets
flag        gift, assumed, historical
comparison  qty or origins, one of <= < >= > == !=, a number; after qty perhaps a unit: "qty <= 5 t"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

FLAGS = ("gift", "assumed", "historical")
"""What is so or not: a gift; a dealing that no report dates; one told as background."""

NUMBERS = ("qty", "origins")
"""What can be compared: how many or how much; how many independent origins."""

LONGEST = 200
"""Characters of a condition; one that a reader understands is shorter."""

DEEPEST = 20
"""Brackets and negations within each other."""

_TOKEN = re.compile(r"\s*(?:(<=|>=|==|!=|<|>|\(|\))|(\d{1,12}(?:\.\d{1,6})?)|([A-Za-z]\w{0,30}))")
_SURE: dict[str, Callable[[float, float, float], bool]] = {
    "<=": lambda _low, high, n: high <= n,
    "<": lambda _low, high, n: high < n,
    ">=": lambda low, _high, n: low >= n,
    ">": lambda low, _high, n: low > n,
    "==": lambda low, high, n: low == high == n,
    "!=": lambda low, high, n: n < low or n > high,
}
"""Whether a comparison holds for every number of a range."""
_OPPOSITE = {"<=": ">", ">": "<=", "<": ">=", ">=": "<", "==": "!=", "!=": "=="}


class WrongCondition(ValueError):
    """A condition that makes no sense; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of one unit: `low` to `high`, None where open or not told.

    Attributes:
        low: the least.
        high: the most.
        unit: as in `model.Quantity`, None for things that are counted.
    """

    low: float | None
    high: float | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """What a condition may ask of a dealing.

    Attributes:
        gift: whether it is told as a gift; None where others tell it so and this one does not say.
        assumed: whether no report dates it.
        historical: whether it is told as background.
        origins: independent origins.
        amounts: how much, one a unit.
    """

    gift: bool | None
    assumed: bool
    historical: bool
    origins: int
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition: what stands at its top, and what is below it."""

    kind: str
    name: str = ""
    number: float = 0.0
    unit: str | None = None
    parts: tuple[Condition, ...] = ()


def holds(condition: Condition, size: Size) -> bool | None:
    """Whether a condition holds; None where what it asks for is not told.

    >>> one_gift = Size(True, False, False, 1, (Amount(1, 1),))
    >>> holds(parse("gift and qty <= 1"), one_gift)
    True
    >>> print(holds(parse("gift and qty <= 1"), Size(True, False, False, 1, ())))
    None
    """
    if condition.kind == "flag":
        flag: bool | None = getattr(size, condition.name)
        return flag
    if condition.kind == "not":
        inner = holds(condition.parts[0], size)
        return None if inner is None else not inner
    if condition.kind in ("and", "or"):
        told = [holds(part, size) for part in condition.parts]
        deciding = condition.kind == "or"
        return deciding if deciding in told else None if None in told else not deciding
    if condition.name == "origins":
        return _SURE[condition.kind](size.origins, size.origins, condition.number)
    for amount in size.amounts:
        if amount.unit == condition.unit:
            return _compared(condition, amount)
    return None


def _compared(condition: Condition, amount: Amount) -> bool | None:
    """Whether a comparison holds for all of a range, or for none of it."""
    low = float("-inf") if amount.low is None else amount.low
    high = float("inf") if amount.high is None else amount.high
    if _SURE[condition.kind](low, high, condition.number):
        return True
    return False if _SURE[_OPPOSITE[condition.kind]](low, high, condition.number) else None


@lru_cache(maxsize=1024)
def parse(text: str) -> Condition:
    """Parse a condition.

    Args:
        text: as a rule has it.

    Raises:
        WrongCondition: it makes no sense.
    """
    if len(text) > LONGEST:
        raise WrongCondition(f"is longer than {LONGEST} characters")
    words: list[str] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise WrongCondition(f"{text[at:].strip()[:20]!r} is not understood; {_help()}")
        words.append(found.group().strip())
        at = found.end()
    reader = _Reader(words)
    condition = reader.either(0)
    if reader.at < len(words):
        raise WrongCondition(f"{words[reader.at]!r} is not expected there; {_help()}")
    return condition


def _help() -> str:
    """What may be written."""
    return f"write for example “gift and qty <= 1”; there are {', '.join((*FLAGS, *NUMBERS))}, and, or, not"


class _Reader:
    """Goes through the words of a condition once."""

    def __init__(self, words: Sequence[str]) -> None:
        """At the first word."""
        self.words = words
        self.at = 0

    def _next(self) -> str:
        """The next word, "" at the end."""
        return self.words[self.at] if self.at < len(self.words) else ""

    def _take(self) -> str:
        """The next word, which is done with."""
        word = self._next()
        self.at += 1
        return word

    def either(self, depth: int) -> Condition:
        """Conditions joined by "or"."""
        return self._joined("or", lambda: self._joined("and", lambda: self._single(depth)))

    def _joined(self, word: str, part: Callable[[], Condition]) -> Condition:
        """Conditions joined by a word."""
        parts = [part()]
        while self._next().casefold() == word:
            self.at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else Condition(word, parts=tuple(parts))

    def _single(self, depth: int) -> Condition:
        """One condition."""
        if depth > DEEPEST:
            raise WrongCondition(f"is nested more than {DEEPEST} levels deep")
        word = self._take()
        name = word.casefold()
        if name == "not":
            return Condition("not", parts=(self._single(depth + 1),))
        if word == "(":
            inner = self.either(depth + 1)
            if self._take() != ")":
                raise WrongCondition("a bracket is not closed")
            return inner
        if name in FLAGS:
            return Condition("flag", name)
        if name in NUMBERS:
            return self._comparison(name)
        raise WrongCondition(f"{word!r} is not known; {_help()}" if word else f"ends too early; {_help()}")

    def _comparison(self, name: str) -> Condition:
        """A number that is compared, perhaps in a unit."""
        sign, number = self._take(), self._take()
        if sign not in _SURE or not number[:1].isdigit():
            raise WrongCondition(f"after {name} there has to be <=, <, >=, >, == or != and a number")
        unit = None
        follows = self._next()
        if name == "qty" and follows[:1].isalpha() and follows.casefold() not in ("and", "or"):
            unit = self._take()
        return Condition(sign, name, float(number), unit)
