"""Claims and events of our own making, as a record would hold them: fictional acts under real codes, which the rules ask for."""

from __future__ import annotations

from communique.label import label
from communique.model import Actor, Dates, Event, Place, Quantity, Source, Span, Thing, Transfer
from communique.record.consensus import consensus
from communique.record.values import Claim, Link, Versions

NAMES = {
    "PRK": "Ryu Dal-ho",
    "RUS": "Oleg Maskin",
    "CHN": "Tan Wei",
    "IRN": "Navid Sohrab",
    "EGY": "Hala Zaki",
    "FIN": "Aino Salo",
}
READ_BY = Versions(communique="0", reader="made", tables="made")


def party(code: str, name: str | None = None) -> Actor:
    told = name or NAMES.get(code[:3], code)
    return Actor(start=0, end=len(told), text=told, name=told, code=code if " " in code else f"{code} GOV")


def deal(item, giver=None, taker=None, *, between=(), stage="transfer", gift=False, much=None, unit=None) -> Transfer:
    low, high = much if isinstance(much, tuple) else (much, much)
    quantity = Quantity(low=low, high=high, unit=unit, text=f"{much}") if much is not None else None
    return Transfer(
        item=item,
        giver=giver,
        taker=taker,
        between=between,
        stage=stage,
        gift=gift,
        quantity=quantity,
        because="as told",
    )


def claim(
    number: int,
    *dealings: Transfer,
    document: int | None = None,
    by: str | None = None,
    code: str = "RUS GOV",
    actors: tuple[Actor, ...] | None = None,
    recipients: tuple[Actor, ...] | None = None,
    type: str = "COOPERATE",  # noqa: A002
    mode: str | None = None,
    day: str | tuple[str | None, str | None] | None = "2023-05-04",
    published: str | None = "2023-05-05",
    publisher: str | None = "Harbour Times",
    polarity: str = "pos",
    status: str = "happened",
    certainty: str = "asserted",
    stance: str = "asserts",
    place: Place | None = None,
    objects: tuple[Thing, ...] = (),
    likeness: float = 1.0,
    current: bool = True,
) -> Claim:
    """A claim: `by` None is the outlet's own voice, "agentless" nobody in the grammar."""
    document = document or number
    first = dealings[0] if dealings else None
    sides = first.between or tuple(c for c in (first.giver, first.taker) if c) if first else ()
    actors = (
        actors if actors is not None else tuple(party(c) for c in (sides[:1] if first and not first.between else sides))
    )
    recipients = (
        recipients if recipients is not None else tuple(party(c) for c in sides[1:] if first and not first.between)
    )
    source = None
    if by == "agentless":
        source = Source(text=by, name=by, code="---")
    elif by:
        source = Source(start=0, end=len(by), text=by, name=by, code=code, quote="indirect")
    assumed = day is None
    known = (None, published) if assumed else day if isinstance(day, tuple) else (day, day)
    said = Event(
        event=1,
        type=type,
        mode=mode,
        trigger=Span(start=10, end=15, text="moved"),
        actors=actors,
        recipients=recipients,
        objects=objects,
        place=place,
        dates=Dates(earliest=known[0], latest=known[1], assumed=assumed),
        status=status,
        polarity=polarity,
        certainty=certainty,
        stance=stance,
        source=source,
        transfers=dealings,
        label=label(
            status,
            polarity,
            certainty,
            stance,
            source.code if source else None,
            [p.code for p in (*actors, *recipients)],
        ),
    )
    return Claim(
        id=number,
        document=document,
        number=1,
        record_event=number,
        event=said,
        quotation=Span(start=0, end=40, text="The ministry moved the crates on Thursday."[:40]),
        versions=READ_BY,
        current=current,
        captured="2023-05-06T00:00:00Z",
        published=published,
        publisher=publisher,
        key=f"report-{document}",
        family=document,
        origin=f"source:{by.casefold()}|{code}" if by and by != "agentless" else f"family:{document}",
        origin_because="made so",
        likeness=likeness,
        because="made so",
    )


def event(*claims: Claim, links: tuple[Link, ...] = (), number: int | None = None):
    """An event of claims, and the claims: what `evaluate` takes."""
    number = number or min(c.id for c in claims)
    return consensus(number, claims, links), list(claims)


def near(one: int, other: int) -> Link:
    return Link(event=max(one, other), other=min(one, other), kind="near", score=0.3, because="made so")
