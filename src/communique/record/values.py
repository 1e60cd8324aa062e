"""What a record holds and answers, all frozen: documents, claims, judgements; and what follows from them: events, links, changes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from communique.model import Document, Event, Span

STATES: tuple[str, ...] = ("single-origin", "corroborated", "acknowledged", "contested", "closed")
"""How an event stands among its claims (`consensus.py`)."""

OUTCOMES: tuple[str, ...] = ("fulfils", "cancels", "postpones")
"""What a later event may do to a planned one."""

VERDICTS: tuple[str, ...] = ("same", "different", "wrong", "undo")
"""What a person may say of the record's work."""


class _Value(BaseModel):
    """A frozen value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Versions(_Value):
    """What read a document.

    Attributes:
        communique: version of the program.
        reader: version of the weights.
        tables: digest of the tables of names, places, offices and items.
    """

    communique: str
    reader: str
    tables: str


class Entry(_Value):
    """A document as the record keeps it.

    Attributes:
        id: number in the record; D12 where people see it.
        key: what it is known by: its URL, else its path, its id, or its content.
        version: 1 for the first text under that key, 2 for a changed one.
        latest: whether no later version is kept.
        captured: when it was taken in, ISO 8601 in UTC.
        hash: SHA-256 of the text in UTF-8, as `sha256sum` gives it.
        family: number of the first document of which it is a copy, its own number if none.
        because: what shows that it is a copy, "" if it is none.
        document: the text and what is known of it; its id is the one that it came with.
    """

    id: int
    key: str
    version: int
    latest: bool
    captured: str
    hash: str
    family: int
    because: str = ""
    document: Document


class Claim(_Value):
    """What one report says of one act: kept for ever.

    Attributes:
        id: number in the record; C57 where people see it.
        document: number of its document.
        number: place among the events of its document, from 1.
        record_event: the event of the record it belongs to, None if a person called it wrong.
        event: all that the report says, in the codebook's format.
        quotation: the sentence of the trigger, as offsets into the document.
        versions: what read it.
        current: whether it is of the latest version and reading of its document.
        captured: when its document was taken in.
        hash: SHA-256 of the text of its document, as `Entry` has it.
        published: publication date of its document.
        publisher: who published it.
        title: headline.
        url: address.
        key: what its document is known by.
        family: number of the document that its text is a copy of, or its own.
        credit: agency that the text credits, or None.
        origin: who stands behind it: claims of one origin count once.
        origin_because: why that is its origin.
        likeness: how sure it is that it belongs to its event, 0 to 1; 1 for the claim that founded it.
        because: why it belongs to its event.
    """

    id: int
    document: int
    number: int
    record_event: int | None
    event: Event
    quotation: Span
    versions: Versions
    current: bool = True
    captured: str
    hash: str = ""
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    key: str
    family: int
    credit: str | None = None
    origin: str
    origin_because: str
    likeness: float = 1.0
    because: str = ""


class Range(_Value):
    """A quantity over all claims that tell one, in one unit.

    Attributes:
        low: the least that is claimed, None where open.
        high: the most.
        unit: as in `model.Quantity`.
        claims: numbers of the claims that tell it.
    """

    low: float | None = None
    high: float | None = None
    unit: str | None = None
    claims: tuple[int, ...] = ()


class Goods(_Value):
    """What is moved, over all claims.

    Attributes:
        item: node of the item tree.
        giver: country or body it comes from, None where not told.
        taker: country or body it goes to.
        stage: the furthest stage that is claimed.
        gift: whether any claim calls it a gift.
        quantities: how much, one range a unit.
        claims: numbers of the claims that tell it.
    """

    item: str
    giver: str | None = None
    taker: str | None = None
    stage: str | None = None
    gift: bool = False
    quantities: tuple[Range, ...] = ()
    claims: tuple[int, ...] = ()


class Who(_Value):
    """A party, a place or a holder, over all claims.

    Attributes:
        name: the fullest name.
        code: code of the codebook, None for a place without a country.
        ref: Wikidata or gazetteer identifier, or None.
        claims: numbers of the claims that name it.
    """

    name: str
    code: str | None = None
    ref: str | None = None
    claims: tuple[int, ...] = ()


class Site(_Value):
    """A place over all claims.

    Attributes:
        name: usual name, or the words of the text.
        country: ISO 3166 alpha-3, or None.
        lat: degrees north, None where the gazetteer does not know it.
        lon: degrees east.
        radius: km around the point.
        ref: gazetteer identifier.
        claims: numbers of the claims that place it there.
    """

    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius: float | None = None
    ref: str | None = None
    claims: tuple[int, ...] = ()


class Count(_Value):
    """How often a label or a side stands.

    Attributes:
        value: the label, or the holder.
        claims: how many claims.
        origins: how many independent origins.
    """

    value: str
    claims: int
    origins: int


class Link(_Value):
    """One event and another that has to do with it.

    Attributes:
        event: number of the event that does something (the visit that took place).
        other: number of the event it is done to (the visit that was planned).
        kind: fulfils, cancels, postpones, or near: possibly the same.
        score: how sure, 0 to 1.
        lag: days from the end of the planned time to the outcome, negative if earlier; None where not known.
        because: why.
    """

    event: int
    other: int
    kind: str
    score: float
    lag: int | None = None
    because: str


class RecordEvent(_Value):
    """What all claims of one act say together. Derived: it can be dropped and built again.

    Attributes:
        id: number in the record, that of the claim which founded it; E57 where people see it.
        type: PLOVER type that most origins give.
        mode: PLOVER mode, or None.
        contexts: PLOVER contexts of any claim.
        label: the strongest label among the positive claims; DENIED only if all deny.
        status: happened, ongoing, planned or hypothetical: that of the strongest label.
        state: one of `STATES`.
        because: why it has this state.
        earliest: first day that the dated claims allow, ISO 8601, None where open.
        latest: last day.
        assumed: whether no claim dates it, so that only publication dates bound it.
        historical: whether every claim tells it as background (more than 30 days before publication).
        actors: who, by the number of claims.
        recipients: to whom.
        places: where.
        goods: what.
        labels: each label with its claims and origins, the most frequent first.
        affirm: holders who say that it is so, or may be so.
        deny: holders who say that it is not so.
        origins: how many independent origins.
        origins_because: who they are.
        reports: how many documents.
        outlets: how many publishers.
        first_published: publication date of the first report.
        last_published: publication date of the last report.
        claims: numbers of its claims, in order of publication.
        links: what it does to other events, and they to it.
    """

    id: int
    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    label: str
    status: str
    state: str
    because: str
    earliest: str | None = None
    latest: str | None = None
    assumed: bool = False
    historical: bool = False
    actors: tuple[Who, ...] = ()
    recipients: tuple[Who, ...] = ()
    places: tuple[Site, ...] = ()
    goods: tuple[Goods, ...] = ()
    labels: tuple[Count, ...] = ()
    affirm: tuple[Who, ...] = ()
    deny: tuple[Who, ...] = ()
    origins: int
    origins_because: str = ""
    reports: int
    outlets: int
    first_published: str | None = None
    last_published: str | None = None
    claims: tuple[int, ...]
    links: tuple[Link, ...] = ()


class Judgement(_Value):
    """What a person says of the record's work. It goes before what the machine finds, and stays.

    Attributes:
        id: number; J3 where people see it.
        at: when, ISO 8601 in UTC.
        who: name of the person.
        verdict: one of `VERDICTS`.
        one: number of a claim; for undo, number of the judgement that is taken back.
        other: number of another claim, None for wrong and undo.
        why: reason in words.
        undone: whether it was taken back.
    """

    id: int
    at: str
    who: str
    verdict: str
    one: int
    other: int | None = None
    why: str = ""
    undone: bool = False


class Change(_Value):
    """Something that became different about an event.

    Attributes:
        id: number, growing with time.
        at: when the record learned it, ISO 8601 in UTC.
        event: number of the event.
        kind: new, claim, replaced, origin, state, label, dates, split, merged, gone, link, judged.
        told: what, in words.
        document: number of the document that brought it, None for a judgement.
    """

    id: int
    at: str
    event: int
    kind: str
    told: str
    document: int | None = None


class Visit(_Value):
    """A line of the run log of `communique follow`.

    Attributes:
        id: number, 0 before it is kept.
        at: when, ISO 8601 in UTC.
        feed: address of the feed.
        url: the article, or the feed itself.
        what: polled, failed, read, known, skipped, again (it will be tried again), error, or "before" with a day: published before
            the one from which articles were asked for.
        because: why, in words.
        document: number of the document, None where none was read.
    """

    id: int = 0
    at: str
    feed: str
    url: str
    what: str
    because: str
    document: int | None = None
