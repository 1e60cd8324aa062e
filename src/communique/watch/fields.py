"""The fields of a rule, each with its form and with what is said of one that has another."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from communique.ontology import LABELS, STAGES, STATUS, TYPES
from communique.watch.conditions import WrongCondition, parse

KINDS = ("transfer", "precursor", "calendar")
"""Dealings and acts; steps before them; plans."""

AGAINST = ("primary", "secondary", "memory")
"""How a reference was checked: in the document itself; in a summary or copy of it; not at all, from memory."""

CONFIDENCES = ("high", "medium", "low")

CALENDAR = ("due", "overdue", "fulfilled", "cancelled", "postponed")
"""What a plan can come to, beside waiting."""

LONGEST = 600
"""Characters of a text in a rule; the longest of the shipped pack has under 200."""

LONGEST_WORD = 80
"""Characters of an id, an item or a code."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_ITEM = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_PARTY = re.compile(r"!?[A-Z]{3}")
_GROUP = re.compile(r"[A-Z][A-Za-z0-9-]*")


def wrong(kind: str, told: str, *at: str | int) -> PydanticCustomError:
    """An error in our words.

    Args:
        kind: short name of the mistake.
        told: what is wrong and what to do.
        at: the way on to the field that is wrong, from where the error is raised.
    """
    return PydanticCustomError(kind, "{told}", {"told": told, "at": at})


def _text(value: str) -> str:
    """A text that can be shown anywhere."""
    if not value.strip() or len(value) > LONGEST or not value.isprintable():
        raise wrong("text", f"write 1 to {LONGEST} characters in one line, without control characters")
    return value


def _day(value: str) -> str:
    """A day."""
    try:
        right = bool(_DAY.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        right = False
    if not right:
        raise wrong("day", f"{value[:40]!r} is no date; write it as 2016-03-02")
    return value


def _condition(value: str) -> str:
    """A condition of `conditions.py`."""
    try:
        parse(value)
    except WrongCondition as error:
        raise wrong("condition", str(error)) from None
    return value


def _several(value: Any) -> Any:
    """One value alone stands for a list of it."""
    return [value] if isinstance(value, str) else value


def _like(pattern: re.Pattern[str], told: str) -> AfterValidator:
    """A check against a form."""

    def checked(value: str) -> str:
        if len(value) > LONGEST_WORD or not pattern.fullmatch(value):
            raise wrong("form", f"{value[:40]!r} {told}")
        return value

    return AfterValidator(checked)


def _one_of(known: tuple[str, ...]) -> AfterValidator:
    """A check against a closed list."""

    def checked(value: str) -> str:
        if value not in known:
            raise wrong("unknown", f"{value[:40]!r} is none of {', '.join(known)}")
        return value

    return AfterValidator(checked)


def _words(known: tuple[str, ...]) -> dict[str, Any]:
    """A closed list, for editors."""
    return {"type": "string", "enum": list(known)}


def _form(pattern: re.Pattern[str]) -> dict[str, Any]:
    """A form, for editors."""
    return {"type": "string", "pattern": f"^{pattern.pattern}$", "maxLength": LONGEST_WORD}


def _one_or_more(schema: dict[str, Any]) -> WithJsonSchema:
    """One value or a list of them, for editors."""
    return WithJsonSchema({"anyOf": [schema, {"type": "array", "items": schema}]})


_List = BeforeValidator(_several)
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST}

Text = Annotated[str, AfterValidator(_text), WithJsonSchema(_TEXT)]
Texts = Annotated[tuple[Text, ...], _List, _one_or_more(_TEXT)]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Condition = Annotated[str, AfterValidator(_condition)]
Id = Annotated[
    str,
    _like(_ID, "is no id; write small letters and digits with dots or hyphens between, as un.dprk.arms.to"),
    WithJsonSchema(_form(_ID)),
]
Item = Annotated[
    str,
    _like(_ITEM, "is no item; write a node of the item tree, as arms.salw or training.military"),
    WithJsonSchema(_form(_ITEM)),
]
Items = Annotated[tuple[Item, ...], _List, _one_or_more(_form(_ITEM))]
Party = Annotated[
    str, _like(_PARTY, 'is no country code; write PRK, or "!PRK" for anybody else'), WithJsonSchema(_form(_PARTY))
]
Parties = Annotated[tuple[Party, ...], _List, _one_or_more(_form(_PARTY))]
GroupName = Annotated[str, _like(_GROUP, "is no name of a group; begin it with a capital, as EU")]
Kind = Annotated[str, _one_of(KINDS), WithJsonSchema(_words(KINDS))]
Against = Annotated[str, _one_of(AGAINST), WithJsonSchema(_words(AGAINST))]
Confidence = Annotated[str, _one_of(CONFIDENCES), WithJsonSchema(_words(CONFIDENCES))]
Stages = Annotated[tuple[Annotated[str, _one_of(STAGES)], ...], _List, _one_or_more(_words(STAGES))]
Types = Annotated[tuple[Annotated[str, _one_of(TYPES)], ...], _List, _one_or_more(_words(TYPES))]
Statuses = Annotated[tuple[Annotated[str, _one_of(STATUS)], ...], _List, _one_or_more(_words(STATUS))]
Labels = Annotated[tuple[Annotated[str, _one_of(LABELS)], ...], _List, _one_or_more(_words(LABELS))]
Emitted = Annotated[tuple[Annotated[str, _one_of(CALENDAR)], ...], _List, _one_or_more(_words(CALENDAR))]
