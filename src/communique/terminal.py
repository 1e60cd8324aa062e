"""Reports for people in a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import category

from rich.console import Console
from rich.text import Text as StyledText

from communique.grounding.names import fold
from communique.model import Actor, Event, Place, Quantity, Report, Thing, Transfer
from communique.reading.sentences import sentences

LABEL_STYLES = {
    "REPORTED": "bold green",
    "ACKNOWLEDGED": "bold green",
    "ALLEGED": "bold yellow",
    "PLANNED": "bold cyan",
    "FLOATED": "bold magenta",
    "SPECULATED": "bold magenta",
    "WARNED": "bold red",
    "URGED": "bold blue",
    "DENIED": "bold red",
}
LONG = 60
"""A name longer than this is shown as the mention has it."""

TRIGGER, PARTY, SOURCE = "bold reverse", "underline", "italic yellow"


def plain(text: str) -> str:
    """A text without characters that steer a terminal or turn the direction of writing; its length stays the same."""
    return "".join("\ufffd" if category(c) in ("Cc", "Cf", "Cs") and c not in "\n\u200d" else c for c in text)


def line(text: str) -> str:
    """A text as `plain` has it, on one line, so that nothing from outside can pass for a line of ours."""
    return plain(text.replace("\n", " "))


def escaped(text: str, style: str = "") -> StyledText:
    """Text that came from outside, made harmless."""
    return StyledText(plain(text), style=style)


def show(report: Report, console: Console) -> None:
    """Print a document's events, each with the sentence it rests on.

    Args:
        report: what was read.
        console: where to print.
    """
    document = report.document
    told = [document.title, document.publisher, document.published or "no publication date"]
    # escaped, not markup: what was fetched must not be able to style or hide anything
    console.print(escaped(document.id, style="bold"), escaped(" · ".join(t for t in told if t), style="dim"))
    if not report.events:
        console.print(escaped("  no events", style="dim"))
    spans = sentences(document.text)
    for event in report.events:
        console.print()
        for line in _lines(event):
            console.print(line)
        console.print(_quotation(event, document.text, spans), soft_wrap=False)
    console.print()


def _lines(event: Event) -> Iterable[StyledText]:
    """Label, type and roles."""
    kind = event.type + (f"/{event.mode}" if event.mode else "")
    head = StyledText.assemble((f"{event.label:13}", LABEL_STYLES[event.label]), (kind, "bold"))
    if event.historical:
        head.append("  background", "dim")
    yield head
    yield field("who", _parties(event.actors) + (" → " + _parties(event.recipients) if event.recipients else ""))
    if event.objects:
        yield field("what", "; ".join(f"{o.text} ({_thing(o)})" for o in event.objects))
    for transfer in event.transfers:
        yield field("deal", _deal(transfer))
    if event.time:
        clock = f" {event.time.clock}" if event.time.clock else ""
        yield field("when", f"{event.time.value or 'not known'}{clock} (“{event.time.text}”)")
    if event.place:
        yield field("where", _where(event.place))
    yield field("says", _says(event))


def _thing(thing: Thing) -> str:
    """What an object is, how much of it, and whether it is a gift."""
    return thing.node + (f", {_much(thing.quantity)}" if thing.quantity else "") + (", gift" if thing.gift else "")


def amount(least: float | None, most: float | None, unit: str | None) -> str:
    """A range with its unit, in words.

    Args:
        least: None where open.
        most: None where open.
        unit: None for things that are counted.
    """
    low, high = (f"{n:,.10g}" if n is not None else "" for n in (least, most))
    span = (
        low if low == high else f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"
    )
    return f"{span} {unit}" if unit else span


def _much(quantity: Quantity) -> str:
    """A quantity in words."""
    return amount(quantity.low, quantity.high, quantity.unit)


def _deal(transfer: Transfer) -> str:
    """From whom to whom, and how far it has come."""
    way = " and ".join(transfer.between) if transfer.between else f"{transfer.giver or '?'} → {transfer.taker or '?'}"
    return f"{transfer.item}, {way}, {transfer.stage}"


def _where(place: Place) -> str:
    """A place with its country and point."""
    point = place.point
    at = f"{point.name}, {point.lat:.2f} {point.lon:.2f}" if point and point.kind != "country" else ""
    told = ", ".join(t for t in (place.country or "", at) if t)
    return place.text + (f" ({told})" if told else "")


def _says(event: Event) -> str:
    """According to whom, and what makes the status."""
    marks = [
        value
        for value, usual in (
            (event.status, "happened"),
            (event.polarity, "pos"),
            (event.certainty, "asserted"),
            (event.stance, "asserts"),
        )
        if value != usual
    ]
    tail = f"  [{', '.join(marks)}]" if marks else ""
    source = event.source
    if source is None:
        return "the report itself" + tail
    holder = "nobody named" if source.text == "agentless" else f"{source.text} ({source.code})"
    cue = f", “{source.cue.text}”" if source.cue else ""
    return f"{holder}{cue}{'' if source.quote == 'indirect' else ', ' + source.quote + ' quotation'}{tail}"


def field(name: str, value: str) -> StyledText:
    """One line of an event: its name and what it says."""
    return StyledText.assemble((f"  {name:6} ", "dim"), line(value))


def _parties(parties: Iterable[Actor]) -> str:
    """Names with codes."""
    # a pronoun and the name it stands for are one party to a reader
    shown = dict.fromkeys(f"{p.name if len(p.name) < LONG else p.text} ({p.code}{_known(p)})" for p in parties)
    return ", ".join(shown) or "?"


def _known(party: Actor) -> str:
    """Who a party is in the tables, where its own name does not say it."""
    who = party.identity
    if who is None or fold(who.name) in fold(party.name) or fold(party.name) in fold(who.name):
        return ""
    return f" = {who.name}"


def _quotation(event: Event, text: str, spans: list[tuple[int, int]]) -> StyledText:
    """The sentence of the trigger with trigger, parties and source marked."""
    at = event.trigger.start
    start, end = next(((s, e) for s, e in spans if s <= at < e), (max(0, at - 80), min(len(text), at + 80)))
    line = escaped(text[start:end].replace("\n", " "))
    for party in (*event.actors, *event.recipients):
        line.stylize(PARTY, max(0, party.start - start), max(0, party.end - start))
    if event.source and event.source.start is not None and event.source.end is not None:
        line.stylize(SOURCE, max(0, event.source.start - start), max(0, event.source.end - start))
    line.stylize(TRIGGER, at - start, event.trigger.end - start)
    return escaped("  │ ", style="dim").append_text(line)
