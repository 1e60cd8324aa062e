"""What communique knows of a text: the values that pass from stage to stage, all frozen.

`Report` and what it holds are the public record in the codebook's format; `Reading` is what the reader hands to
grounding: offsets and classes, no names, codes or dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer


class _Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(_Value):
    """A text and what is known about it. Nothing unknown is filled in.

    Attributes:
        id: stable name of the document, unique in its input.
        published: publication date as ISO 8601 (`2023-09-14`), or None.
        publisher: who published it, or None.
        title: its headline, or None.
        url: where it was found, or None.
        language: ISO 639-1 code, or None where unknown.
        text: the text; every offset counts its Unicode code points.
    """

    id: str
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    language: str | None = None
    text: str


class Span(_Value):
    """A stretch of the text: `start` to `end` (exclusive), in code points."""

    start: int
    end: int
    text: str


class Identity(_Value):
    """Who or what a mention is in the tables.

    Attributes:
        name: usual full name of the person or body.
        office: office that the person held on the day of the event, or None.
        wikidata: identifier of the person, or None where it is not surely known.
        because: how it is known, with source and confidence of the row.
    """

    name: str
    office: str | None = None
    wikidata: str | None = None
    because: str


class Actor(Span):
    """A mention of a party.

    Attributes:
        name: the fullest name in the text.
        code: its country and sector (`RUS GOV`).
        identity: the person, office-holder or body of the tables, None where they know none.
        because: what showed the country.
    """

    name: str
    code: str
    identity: Identity | None = None
    because: str = ""


class Quantity(_Value):
    """How much or how many.

    Attributes:
        low: the least, None where that is open.
        high: the most, None where that is open.
        unit: t, kg, bbl, l, ha, MW ..., a currency as ISO 4217, or None for things that are counted.
        text: the words that tell it.
    """

    low: float | None = None
    high: float | None = None
    unit: str | None = None
    text: str


class Thing(Span):
    """A mention of what is moved, given, asked for or fired.

    Attributes:
        item: its class in the codebook.
        gift: whether it is given as a gift.
        node: its node in the item tree ("arms.salw.rifle").
        quantity: how much of it, None where the phrase does not tell.
        because: the words of the table that show item and node.
    """

    item: str
    gift: bool = False
    node: str = "other.unspecified"
    quantity: Quantity | None = None
    because: str = ""


class Transfer(_Value):
    """A dealing in something, and how far it has come; whether it happened is told by status and label of its event.

    Attributes:
        item: node of the item tree.
        giver: country or body from which it comes, None where the text does not show it. `from` in JSON.
        taker: country or body to which it goes. `to` in JSON.
        between: the parties, where no direction is told.
        stage: want, request, offer, talks, agreement, transfer or use.
        gift: whether it is a gift.
        quantity: how much, None where the text does not tell.
        because: how the direction follows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True)

    item: str
    giver: str | None = Field(default=None, alias="from")
    taker: str | None = Field(default=None, alias="to")
    between: tuple[str, ...] = ()
    stage: str
    gift: bool = False
    quantity: Quantity | None = None
    because: str


class Point(_Value):
    """A place of the gazetteer.

    Attributes:
        name: its usual name.
        country: ISO 3166 alpha-3, None where no single country holds it.
        kind: facility, city, region or country.
        lat: degrees north of its middle.
        lon: degrees east.
        radius: kilometres around it within which the place lies.
        ref: identifier in its source ("geonames:2643743"), None if it has none.
        because: what spoke for it.
    """

    name: str
    country: str | None = None
    kind: str
    lat: float
    lon: float
    radius: int
    ref: str | None = None
    because: str


class Place(Span):
    """Where the act takes place.

    Attributes:
        country: ISO 3166 alpha-3, None where no single country holds it.
        point: the place of the gazetteer that is meant, None where it knows none.
        alternatives: other places of the name, the likelier first, at most three.
    """

    country: str | None = None
    point: Point | None = None
    alternatives: tuple[Point, ...] = ()


class When(Span):
    """The expression that dates the act.

    Attributes:
        value: ISO 8601 date or interval, None where it cannot be resolved.
        earliest: first day that it can be, ISO 8601, None where open or unknown.
        latest: last day that it can be.
        precision: day, week, month, quarter, season, year, decade, century or interval; past, present or future where only that
            is told; none where nothing is.
        clock: time of day with its zone if the text tells it ("16:08Z"), or None.
        because: how the value follows from the expression, or why there is none.
    """

    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    precision: str = "none"
    clock: str | None = None
    because: str = ""


class Dates(_Value):
    """When the act is, as far as it can be known, for every event.

    Attributes:
        earliest: first day, ISO 8601, None where open.
        latest: last day, None where open.
        assumed: whether the text dates the act by no expression, so that only the publication date bounds it.
    """

    earliest: str | None = None
    latest: str | None = None
    assumed: bool = False


class Source(_Value):
    """Who says it.

    Attributes:
        start: first code point of the holder's mention; None if there is no holder in the grammar.
        end: end of the mention, exclusive, or None.
        text: the mention, or `agentless`.
        name: fullest name of the holder in the text.
        code: actor code of the holder.
        unnamed: whether the holder is not identified ("officials").
        cue: the word that attributes ("said").
        quote: `direct`, `partial` or `indirect`.
        identity: the person, office-holder or body of the tables, None where they know none.
        because: what showed the country.
    """

    start: int | None = None
    end: int | None = None
    text: str
    name: str
    code: str
    unnamed: bool = False
    cue: Span | None = None
    quote: str = "indirect"
    identity: Identity | None = None
    because: str = ""

    @model_serializer(mode="wrap")
    def _without_empty_offsets(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A holder without a mention has no offsets at all, as in the codebook."""
        fields: dict[str, Any] = handler(self)
        return fields if self.start is not None else {k: v for k, v in fields.items() if k not in ("start", "end")}


class Event(_Value):
    """One act that the text reports, and how it stands (codebook, sections 1 to 6).

    Attributes:
        event: number of the event in its document; mentions of one act share it.
        type: PLOVER type.
        mode: PLOVER mode of that type, or None.
        contexts: PLOVER contexts.
        trigger: the word or phrase that names the act.
        actors: who does it.
        recipients: to whom, or against whom.
        objects: what is moved, given, asked for or fired.
        place: where, or None.
        time: when, or None where the text has no expression for it.
        dates: first and last day of the act; without an expression as the publication date bounds it.
        status: happened, ongoing, planned or hypothetical.
        polarity: pos or neg.
        certainty: asserted, hedged or none.
        stance: asserts, denies, warns or urges.
        source: who says it; None is the outlet's own voice.
        transfers: dealings in goods, arms, training and the like that the event is.
        label: computed from the four decisions, the source and the parties.
        historical: the event's time ends more than 30 days before publication; None where either is unknown.
    """

    event: int
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    trigger: Span
    actors: tuple[Actor, ...] = ()
    recipients: tuple[Actor, ...] = ()
    objects: tuple[Thing, ...] = ()
    place: Place | None = None
    time: When | None = None
    dates: Dates = Dates()
    status: str = "happened"
    polarity: str = "pos"
    certainty: str = "asserted"
    stance: str = "asserts"
    source: Source | None = None
    transfers: tuple[Transfer, ...] = ()
    label: str
    historical: bool | None = None


class Report(_Value):
    """A document and its events: what `communique read` prints."""

    document: Document
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that may take part in an event, as the reader sees it.

    Attributes:
        start: first code point.
        end: end, exclusive.
        layer: one of `LAYERS`.
        sector: PLOVER sector of a party as the reader guesses it from the wording, "" for none.
        sector_score: probability of that sector.
        unnamed: whether a party is an unidentified holder ("officials").
        antecedent: index of the earlier mention it refers back to, or None.
        kin: mentions that may have its country, each with the probability that the reader gives it.
    """

    start: int
    end: int
    layer: str
    sector: str = ""
    sector_score: float = 0.0
    unnamed: bool = False
    antecedent: int | None = None
    kin: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """An event as the reader sees it: its trigger, its classes, and its roles as indices of mentions.

    Attributes:
        start: first code point of the trigger.
        end: its end, exclusive.
        score: probability of the trigger and its type.
        same_as: index of an earlier frame that names the same act, or None.
        source: index of the holder's mention; -1 agentless; None the outlet's own voice.
    """

    start: int
    end: int
    score: float
    type: str
    mode: str | None
    status: str
    polarity: str
    certainty: str
    stance: str
    actors: tuple[int, ...] = ()
    recipients: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    place: int | None = None
    time: int | None = None
    source: int | None = None
    cue: int | None = None
    same_as: int | None = None


LAYERS: tuple[str, ...] = ("party", "object", "place", "time", "cue", "name")
"""Kinds of mention. `name` holds names that parties refer back to and that play no role where they stand."""

AGENTLESS = -1
"""`Frame.source` of a claim with no holder in the grammar ("reportedly")."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, in offsets: mentions and frames, both in text order."""

    mentions: tuple[Mention, ...] = ()
    frames: tuple[Frame, ...] = ()
