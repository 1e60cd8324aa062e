"""What is asked for: a `Filter` over claims and events, and how it is read from "key=value" and from a command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from communique.errors import BadRequest
from communique.ontology import CERTAINTY, LABELS, MODES, POLARITY, SECTORS, STAGES, STANCE, STATUS, TYPES
from communique.record.days import read_day
from communique.record.values import STATES
from communique.record.wanted import tokens, wanted

Resolve = Callable[[str], tuple[str, ...]]
"""A name → the country codes or Wikidata identifiers that it means, none if it is not known ("North Korea" → "PRK")."""

CODE = re.compile(r"[A-Z]{3}|---")
PARTY_CODE = re.compile(r"(?:[A-Z]{3}|---)(?: [A-Z]{3})?")
IDENTIFIER = re.compile(r"Q\d{1,12}")

_NUMBERED = re.compile(r"[A-Z]?(\d{1,9})")


class Filter(BaseModel):
    """Which claims are meant, and with them which events: those of which one claim meets all conditions together.

    A condition with several values is met by any of them. What is empty or None asks for nothing. What is asked of a dealing (item, giver,
    taker, stage, gift, quantity) has to hold of one and the same dealing. `OPTIONS` tells what each field takes.

    Raises:
        BadRequest: a value that its field cannot have; `parse` also reads what people write ("5y", "reported").
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: tuple[str, ...] = ()
    mode: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    polarity: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    quote: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    place_country: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    published_since: str | None = None
    published_until: str | None = None
    background: bool | None = None
    item: tuple[str, ...] = ()
    giver: tuple[str, ...] = ()
    taker: tuple[str, ...] = ()
    stage_min: str | None = None
    gift: bool | None = None
    quantity: str | None = None
    text: str | None = None
    origins_min: int | None = None
    state: tuple[str, ...] = ()
    event: tuple[int, ...] = ()
    claim: tuple[int, ...] = ()
    document: tuple[str, ...] = ()
    reader: tuple[str, ...] = ()
    wrong: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Refuse what no claim can have."""
        for option in OPTIONS:
            told = getattr(self, option.field)
            for value in told if isinstance(told, tuple) else (told,):
                if value is not None:
                    option.check(value)
        if len(self.between) not in (0, 2):
            raise BadRequest("between", "takes two parties, as in between=RUS,PRK")
        return self

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing, so that everything is meant."""
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Option:
    """A field of `Filter` as it is asked for.

    Attributes:
        name: as an option of a command, without the dashes.
        takes: what its values are: choice, party, code, words, item, day, number, text, yes (a yes or no) or flag.
        help: what it asks, in a line.
        choices: the values it may have, () for any.
        repeatable: whether it may be given more than once, and takes several values with commas between.
    """

    name: str
    takes: str
    help: str
    choices: tuple[str, ...] = ()
    repeatable: bool = True

    @property
    def field(self) -> str:
        """Name of the field."""
        return self.name.replace("-", "_")

    def check(self, value: Any) -> None:
        """Refuse a value that the field cannot have.

        Raises:
            BadRequest: naming the option, and what it takes.
        """
        if self.choices and value not in self.choices:
            raise BadRequest(
                self.name, f"{value!r} is none of {', '.join(self.choices)}{_meant(str(value), self.choices)}"
            )
        if self.takes == "code" and not CODE.fullmatch(value):
            raise BadRequest(
                self.name, f"{value!r} is no country or body; write ISO 3166 alpha-3 (PRK), UNO, EUR or the like"
            )
        if self.takes == "day" and read_day(value, self.name, None) != value:
            raise BadRequest(self.name, f"{value!r} is no full day; write 2023-09-14")
        if self.takes in ("party", "words") and not PARTY_CODE.fullmatch(value) and not tokens(value):
            raise BadRequest(self.name, f"{value!r} has no word in it")
        if self.takes == "item" and not _ITEM.fullmatch(value):
            raise BadRequest(self.name, f"{value!r} is no node of the item tree; write arms, arms.* or arms.salw.rifle")
        if self.takes == "text" and not wanted(value):
            raise BadRequest(self.name, f"{value!r} has no word to look for")


_ITEM = re.compile(r"[a-z][a-z-]*(?:\.[a-z][a-z-]*)*(?:\.\*)?")
_ALL_MODES = tuple(dict.fromkeys(mode for modes in MODES.values() for mode in modes))

OPTIONS: tuple[Option, ...] = (
    Option("type", "choice", "PLOVER type of the act.", TYPES),
    Option("mode", "choice", "PLOVER mode, as visit or aerial.", _ALL_MODES),
    Option("label", "choice", "How it stands.", LABELS),
    Option("status", "choice", "Over, going on, planned or only possible.", STATUS),
    Option("polarity", "choice", "Told as being so (pos) or not so (neg).", POLARITY),
    Option("certainty", "choice", "How firmly the holder says it.", CERTAINTY),
    Option("stance", "choice", "What the holder does with it.", STANCE),
    Option(
        "actor", "party", "Who does it: a country (PRK), a country's sector (RUS GOV), a Wikidata identifier or a name."
    ),
    Option("recipient", "party", "To whom, or against whom; as actor."),
    Option("party", "party", "Actor or recipient."),
    Option("between", "party", "Two parties, in either direction: RUS,PRK."),
    Option("sector", "choice", "Sector of a party, as MIL.", SECTORS),
    Option("country", "code", "Country of a party or of the place."),
    Option("source", "party", "Who says it: a name, a country, an identifier."),
    Option(
        "voice",
        "choice",
        "Kind of holder; outlet is the report's own voice.",
        ("outlet", "named", "unnamed", "agentless"),
    ),
    Option("side", "choice", "Whether the holder is a party to the act.", ("party", "third", "outlet", "unknown")),
    Option("quote", "choice", "How the holder is quoted.", ("direct", "partial", "indirect")),
    Option("publisher", "words", "Who published the report; a word of the name is enough."),
    Option("place", "words", "Where it takes place, under any of its names; a word is enough."),
    Option("place-country", "code", "Country in which it takes place."),
    Option("outside", "code", "Country in which it does not take place (places that are not known do not count)."),
    Option(
        "since", "day", "Acts that may lie on this day or later: 2023-09-01, 2023-09, 5y, 3mo, 60d.", repeatable=False
    ),
    Option("until", "day", "Acts that may lie on this day or earlier.", repeatable=False),
    Option("published-since", "day", "Reports published on this day or later.", repeatable=False),
    Option("published-until", "day", "Reports published on this day or earlier.", repeatable=False),
    Option(
        "background", "yes", "Only acts more than a month older than the report, or none of them.", repeatable=False
    ),
    Option("item", "item", "What is dealt in or named: arms.* or arms.salw.rifle."),
    Option("giver", "code", "Country or body that something comes from."),
    Option("taker", "code", "Country or body that it goes to."),
    Option("stage-min", "choice", "How far a dealing has come, at least.", STAGES, repeatable=False),
    Option("gift", "yes", "Gifts, or what is none.", repeatable=False),
    Option("quantity", "text", "Words of a quantity, or a number that it may be: 9 million, >=100.", repeatable=False),
    Option("text", "text", 'Words of the sentence: shells "9 million" sanction* -drone.', repeatable=False),
    Option("origins-min", "number", "Events of so many independent origins, at least.", repeatable=False),
    Option("state", "choice", "How the event stands among its claims.", STATES),
    Option("event", "number", "Number of an event: E57."),
    Option("claim", "number", "Number of a claim: C57."),
    Option("document", "reference", "A document: D12, its address or its path."),
    Option("reader", "reference", "Version of the reader that read it."),
    Option("wrong", "flag", "Claims that a person called wrong, which are left out otherwise.", repeatable=False),
)
"""Every field of `Filter`, in the order in which help tells them."""

_BY_NAME = {option.name: option for option in OPTIONS}
_ALIASES = {"from": "giver", "to": "taker", "outlet": "publisher", "stage": "stage-min", "origins": "origins-min"}


def parse(pairs: Iterable[str], *, as_of: str | None = None, resolve: Resolve | None = None) -> Filter:
    """A filter from what people write.

    Args:
        pairs: "actor=RUS", "label=REPORTED,ALLEGED", "since=5y"; a field may come more than once. `>=` may stand for `=` where a least
            value is asked ("stage>=transfer").
        as_of: the day from which "5y" is counted, ISO 8601.
        resolve: what names of countries and persons mean; without it they are looked for in the names of the parties as they stand.

    Raises:
        BadRequest: naming the field, the values it takes, and the one that may be meant.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, told = pair.partition("=")
        name = name.strip().removesuffix(">").removesuffix("~").strip().replace("_", "-").casefold()
        option = _BY_NAME.get(_ALIASES.get(name, name))
        if option is None:
            known = (*_BY_NAME, *_ALIASES)
            raise BadRequest(
                "filter",
                f"there is no {name!r} to ask for{_meant(name, known) or '; there are ' + ', '.join(_BY_NAME)}",
            )
        if not equals or not told.strip():
            raise BadRequest(option.name, f"has no value; write {option.name}=…")
        values = _values(option, told.strip(), as_of, resolve)
        if option.repeatable:
            found[option.field] = tuple(dict.fromkeys((*found.get(option.field, ()), *values)))
        else:
            found[option.field] = values[0]
    return Filter(**found)


def _values(option: Option, told: str, as_of: str | None, resolve: Resolve | None) -> list[Any]:
    """The values of a field."""
    if option.takes in ("yes", "flag"):
        return [_yes(option.name, told)]
    if option.takes == "day":
        return [read_day(told, option.name, as_of, end=option.name.endswith("until"))]
    if option.takes == "number":
        return [_number(option.name, part) for part in _parts(told)]
    if option.takes == "choice":
        lower = {choice.casefold(): choice for choice in option.choices}
        return [lower.get(part.casefold(), part) for part in _parts(told)]
    if option.takes in ("code", "party") and resolve:
        pieces = _parts(told) if option.name == "between" or _all_codes(told) else [told]
        return [value for piece in pieces for value in _resolved(option, piece, resolve)]
    if option.takes in ("code", "item") or option.name == "between" or _all_codes(told):
        return _parts(told)
    return [told]


def _parts(told: str) -> list[str]:
    """Values with commas between."""
    return [part.strip() for part in told.split(",") if part.strip()]


def _all_codes(told: str) -> bool:
    """Whether commas part codes and identifiers; in a name a comma is a comma."""
    return all(PARTY_CODE.fullmatch(part) or IDENTIFIER.fullmatch(part) for part in _parts(told))


def _resolved(option: Option, told: str, resolve: Resolve) -> list[str]:
    """What a name means; the name itself is looked for too, unless it is a country's."""
    if PARTY_CODE.fullmatch(told) or IDENTIFIER.fullmatch(told):
        return [told]
    means = list(resolve(told))
    if option.takes == "code" or option.name == "between" or any(PARTY_CODE.fullmatch(value) for value in means):
        return means[:1] if option.name == "between" and means else means or [told]
    return [*means, told]


def _yes(name: str, told: str) -> bool:
    """Yes or no."""
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if told.casefold() not in known:
        raise BadRequest(name, f"{told!r} is neither yes nor no")
    return known[told.casefold()]


def _number(name: str, told: str) -> int:
    """A number, or one of the record's ("E57")."""
    found = _NUMBERED.fullmatch(told.upper())
    if not found:
        raise BadRequest(
            name, f"{told!r} is no number; write 57{'' if name == 'origins-min' else f' or {name[0].upper()}57'}"
        )
    return int(found.group(1))


def _meant(told: str, known: Iterable[str]) -> str:
    """The nearest of the values that would have done."""
    lower = {value.casefold(): value for value in known}
    near = get_close_matches(told.casefold(), lower, n=1)
    return f"; did you mean {lower[near[0]]}?" if near else ""
