"""How alerts reach people: a file of channels, YAML, checked line by line. Secrets are not in it but in variables of the environment."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from communique.documents.feeds import is_web_address
from communique.settings_file import Tree, Where, read_tree, validated
from communique.watch.fields import wrong

EMPTY = 'is empty; write "channels:" and below it "- name: …" and "kind: …"'


def _time(value: Any) -> Any:
    """A time of day, as 07:00."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", value)
    if not found:
        raise wrong("time", f"{value[:20]!r} is no time of day; write it as 07:00")
    return time(int(found[1]), int(found[2]))


def _zone(value: str) -> str:
    """A time zone that is known here."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise wrong("zone", f"{value[:60]!r} is no time zone; write one such as Europe/Vienna or UTC") from None
    return value


def _web(value: str) -> str:
    """An address of the web."""
    if not is_web_address(value):
        raise wrong("address", f"{value[:100]!r} is no http or https address")
    return value


def _mailbox(value: str) -> str:
    """An e-mail address, and nothing that could begin another header or recipient."""
    if not re.fullmatch(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,250}", value) or not value.isascii():
        raise wrong("mailbox", f"{value[:100]!r} is no e-mail address; write it without a name, as desk@example.org")
    return value


def _variable(value: str) -> str:
    """The name of a variable of the environment."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,100}", value):
        raise wrong("variable", "write the name of a variable of the environment that holds it, not the value itself")
    return value


def _several(value: Any) -> Any:
    """One value is a list of one."""
    return (value,) if isinstance(value, str) else value


def _word(value: str) -> str:
    """A text in one line."""
    if not value.strip() or len(value) > 200 or not value.isprintable():
        raise wrong("text", "write 1 to 200 characters in one line")
    return value


Tier = Literal["T1", "T2", "T3", "T4", "plan"]
Tiers = Annotated[tuple[Tier, ...], BeforeValidator(_several)]
TimeOfDay = Annotated[time, BeforeValidator(_time)]
Zone = Annotated[str, AfterValidator(_zone)]
Address = Annotated[str, AfterValidator(_web)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Variable = Annotated[str, AfterValidator(_variable)]
Word = Annotated[str, AfterValidator(_word)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,60}$")]


class _Checked(BaseModel):
    """A frozen part of the file that knows its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quiet(_Checked):
    """Hours in which nothing is sent; what arises in them waits.

    Attributes:
        since: when they begin (`from`), in the zone of the channel.
        until: when they end; on the next day where it is not after the beginning.
    """

    since: TimeOfDay = Field(alias="from")
    until: TimeOfDay

    @field_validator("until")
    @classmethod
    def _some(cls, until: time, info: ValidationInfo) -> time:
        if until == info.data.get("since"):
            raise wrong("hours", "is when they begin, too; leave quiet out, or write other hours")
        return until


class _Channel(_Checked):
    """What all channels have.

    Attributes:
        name: by which what was delivered is remembered; a new name is a new channel.
        tiers: tiers that are sent, `plan` for plans; all if empty.
        rules: rules that are sent, by the beginning of their identifiers (`un.dprk`); all if empty.
        digest: times of day at which what has gathered is sent as one message; each alert by itself if empty.
        quiet: hours in which nothing is sent.
        at_once: tiers that wait neither for a digest nor for the end of quiet hours.
        zone: time zone of these times.
        seconds: longest time for one message.
    """

    name: Name
    tiers: Tiers = ()
    rules: Annotated[tuple[Word, ...], BeforeValidator(_several)] = ()
    digest: Annotated[tuple[TimeOfDay, ...], BeforeValidator(_several)] = ()
    quiet: Quiet | None = None
    at_once: Tiers = ()
    zone: Zone = "UTC"
    seconds: Annotated[int, Field(ge=1, le=300)] = 20

    def follows(self, rule: str) -> bool:
        """Whether alerts of a rule are sent."""
        return not self.rules or any(rule == r or rule.startswith(f"{r.rstrip('.')}.") for r in self.rules)

    def wants(self, rule: str, tier: str) -> bool:
        """Whether alerts of a rule and tier are sent."""
        return self.follows(rule) and (not self.tiers or tier in self.tiers)


class Terminal(_Channel):
    """The terminal, or wherever standard output goes."""

    kind: Literal["terminal"]


class Atom(_Channel):
    """An Atom feed in a file.

    Attributes:
        path: the file; it is replaced as a whole.
        title: title of the feed.
        address: where the feed will be found, or None.
    """

    kind: Literal["atom"]
    path: Word
    title: Word = "Alerts"
    address: Address | None = None


class Webhook(_Channel):
    """A receiver of CloudEvents.

    Attributes:
        url: its address; or
        url_from: the variable of the environment that holds it, for addresses that are secrets themselves.
        secret_from: the variable that holds the secret by which messages are signed; unsigned if None.
        allow_private: whether it may be on this machine or in a private network.
    """

    kind: Literal["webhook"]
    url: Address | None = None
    url_from: Variable | None = None
    secret_from: Variable | None = None
    allow_private: bool = False

    @model_validator(mode="after")
    def _one_address(self) -> Webhook:
        if (self.url is None) == (self.url_from is None):
            raise wrong("address", "write either url or url_from")
        return self


class Email(_Channel):
    """A mailbox.

    Attributes:
        host: the server that takes the mail.
        security: starttls, tls, or none, which is for a server on this machine.
        port: its port; 587, 465 or 25 by security if None.
        user: the account, or None.
        password_from: the variable of the environment that holds its password.
        sender: from whom (`from`).
        to: to whom.
    """

    kind: Literal["email"]
    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]{1,250}$")]
    security: Literal["starttls", "tls", "none"] = "starttls"
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    user: Word | None = None
    password_from: Variable | None = None
    sender: Mailbox = Field(alias="from")
    to: Annotated[tuple[Mailbox, ...], BeforeValidator(_several), Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _kept_secret(self) -> Email:
        if (self.user is None) != (self.password_from is None):
            raise wrong("account", "write both user and password_from, or neither")
        if self.user and self.security == "none":
            raise wrong("account", "would send a password in the open; write security: starttls or tls", "security")
        return self


class Apprise(_Channel):
    """Anything that the library apprise reaches (the extra `alerts`).

    Attributes:
        url_from: the variable of the environment that holds its apprise address, which mostly is a secret.
    """

    kind: Literal["apprise"]
    url_from: Variable


Channel = Terminal | Atom | Webhook | Email | Apprise
_KINDS: dict[str, type[Terminal | Atom | Webhook | Email | Apprise]] = {
    "terminal": Terminal,
    "atom": Atom,
    "webhook": Webhook,
    "email": Email,
    "apprise": Apprise,
}


def load_channels(path: str | Path) -> tuple[Channel, ...]:
    """Read a file of channels.

    Args:
        path: a YAML file: `channels`, each with `name`, `kind` and what the kind needs.

    Raises:
        BadFile: it cannot be read, or a line of it makes no sense; names file, line and field.
    """
    tree = read_tree(path, empty=EMPTY)
    if (
        not isinstance(tree.value, dict)
        or not isinstance(tree.value.get("channels"), list)
        or not tree.value["channels"]
    ):
        raise tree.wrong((), 'must begin with "channels:", and below it "- name: …" and "kind: …"')
    if unknown := next((field for field in tree.value if field != "channels"), None):
        raise tree.wrong((unknown,), "there is no such field; the only one is channels")
    found: list[Channel] = []
    for number, value in enumerate(tree.value["channels"]):
        channel = _channel(tree, value, ("channels", number))
        if any(channel.name == other.name for other in found):
            raise tree.wrong(("channels", number, "name"), f"{channel.name} is there twice")
        found.append(channel)
    return tuple(found)


def _channel(tree: Tree, value: Any, where: Where) -> Channel:
    """One channel, by its kind."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind not in _KINDS:
        at = (*where, "kind") if isinstance(value, dict) and "kind" in value else where
        raise tree.wrong(at, f"kind must be one of {', '.join(_KINDS)}")
    return validated(tree, _KINDS[kind], value, where)
