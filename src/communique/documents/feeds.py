"""A list of feeds, checked line by line, and what a feed holds: RSS or Atom in bytes → entries in plain text."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from communique.settings_file import read_tree, validated

MOST_URL = 2000
"""Longest address that is taken, in characters; what browsers and servers take for certain."""

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
LEAST_EVERY = timedelta(minutes=1)
MOST_EVERY = timedelta(days=30)
USUAL_EVERY = timedelta(minutes=15)

WORDS = {
    "model_type": 'must have fields, such as "url: https://…"; a list of feeds starts with "feeds:"',
    "tuple_type": 'must be a list, each feed as "- url: https://…"',
    "too_short": "has no feed in it",
    "string_too_short": "is empty; write a name or leave the field out",
}
"""Mistakes of form, where a list of feeds tells them in its own words."""

LARGER = "cut it into several lists"


def is_web_address(value: str) -> bool:
    """Whether a string is an http or https address that can be asked for: a host, no blanks, not overlong."""
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and len(value) <= MOST_URL
            and re.search(r"[\s\x00-\x1f\x7f]", value) is None
        )
    except ValueError:
        return False


def _address(value: str) -> str:
    """An address of the web."""
    if not is_web_address(value):
        raise PydanticCustomError("address", "{value} is no http or https address", {"value": repr(value[:100])})
    return value


def _interval(value: Any) -> timedelta:
    """An interval as "15m"."""
    if isinstance(value, timedelta):
        every = value
    else:
        found = re.fullmatch(r"(\d{1,6})([smhd])", str(value).strip()) if isinstance(value, str) else None
        if found is None:
            raise PydanticCustomError(
                "every", "{value} is no interval; write it as 15m, 2h or 1d", {"value": repr(value)[:100]}
            )
        every = timedelta(seconds=int(found[1]) * UNITS[found[2]])
    if not LEAST_EVERY <= every <= MOST_EVERY:
        raise PydanticCustomError(
            "every",
            "{value} is not between 1m and 30d",
            {"value": str(value)[:100] if isinstance(value, str) else every},
        )
    return every


def _header(value: str) -> str:
    """A contact that can stand in a header."""
    if not re.fullmatch(r"[ -~]{0,200}", value) or set("()\\") & set(value):
        raise PydanticCustomError(
            "agent", "write at most 200 plain characters without brackets, such as an e-mail address"
        )
    return value


Address = Annotated[str, AfterValidator(_address)]
Interval = Annotated[timedelta, BeforeValidator(_interval)]


class _Checked(BaseModel):
    """A frozen part of the list that knows its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Feed(_Checked):
    """One feed.

    Attributes:
        url: where it is.
        publisher: who publishes it, or None: then it is taken from each page.
        every: how often it is asked; in a list, the list's interval where it states none itself.
        articles: whether the pages that it links are read; if not, the text of its own entries is.
    """

    url: Address
    publisher: str | None = Field(default=None, min_length=1, max_length=200)
    every: Interval | None = None
    articles: bool = True


class FeedList(_Checked):
    """The feeds to follow.

    Attributes:
        every: how often a feed is asked that states nothing else.
        agent: how site owners reach the user, told to them in the user agent; or "".
        feeds: the feeds, each with its interval.
    """

    every: Interval = USUAL_EVERY
    agent: Annotated[str, AfterValidator(_header)] = ""
    feeds: tuple[Feed, ...] = Field(min_length=1)

    @field_validator("feeds")
    @classmethod
    def _once_each(cls, feeds: tuple[Feed, ...], info: ValidationInfo) -> tuple[Feed, ...]:
        """No feed twice, and an interval for each."""
        first: dict[str, int] = {}
        for number, feed in enumerate(feeds):
            if first.setdefault(_same(feed.url), number) != number:
                raise PydanticCustomError(
                    "twice", "{url} is in the list twice", {"url": feed.url, "at": (number, "url")}
                )
        every = info.data.get("every", USUAL_EVERY)
        return tuple(f if f.every else f.model_copy(update={"every": every}) for f in feeds)


def _same(url: str) -> str:
    """What two addresses of one feed have in common."""
    parts = urlsplit(url)
    return (
        parts._replace(scheme=parts.scheme.casefold(), netloc=parts.netloc.casefold(), fragment="").geturl().rstrip("/")
    )


def load_feeds(path: str | Path) -> FeedList:
    """Read a list of feeds.

    Args:
        path: a YAML file: `feeds`, each with `url` and perhaps `publisher`, `every`, `articles`; perhaps `every` and `agent` for all.

    Raises:
        BadFile: it cannot be read, or a line of it makes no sense; names file, line and field.
    """
    tree = read_tree(path, empty='is empty; write "feeds:" and below it "- url: https://…"', larger=LARGER)
    return validated(tree, FeedList, tree.value, words=WORDS)
