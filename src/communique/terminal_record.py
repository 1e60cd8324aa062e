"""Events, claims, documents and changes of a record, for people in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from communique.model import Span
from communique.record.search import Hit
from communique.record.values import Change, Claim, Count, Entry, Goods, Judgement, Link, RecordEvent, Site, Visit, Who
from communique.terminal import LABEL_STYLES, PARTY, SOURCE, TRIGGER, amount, escaped, field, line

FEW = 4
"""Parties, places or holders that a listing names; the rest is counted."""


def show_event(event: RecordEvent, console: Console) -> None:
    """Print what all claims of an event say together.

    Args:
        event: the event.
        console: where to print.
    """
    kind = event.type + (f"/{event.mode}" if event.mode else "")
    head = Text.assemble((f"E{event.id:<7}", "bold"), (f"{event.label:13}", LABEL_STYLES[event.label]), (kind, "bold"))
    head.append(f"  {event.state}", "bold magenta" if event.state == "contested" else "dim")
    head.append(f" · {_counted(event)}", "dim")
    if event.historical:
        head.append("  background", "dim")
    console.print(head)
    whom = " → " + _whos(event.recipients) if event.recipients else ""
    console.print(field("who", (_whos(event.actors) or "?") + whom))
    for goods in event.goods[:FEW]:
        console.print(field("what", _goods(goods)))
    console.print(field("when", _when(event)))
    if event.places:
        console.print(field("where", "; ".join(_site(s) for s in event.places[:FEW])))
    if event.affirm:
        console.print(field("says", _whos(event.affirm)))
    if event.deny:
        console.print(field("denies", _whos(event.deny)))


def _counted(event: RecordEvent) -> str:
    """Origins, reports and outlets in words."""
    reports = f"{event.reports} report{'' if event.reports == 1 else 's'}"
    return f"{event.origins} origin{'' if event.origins == 1 else 's'}, {reports}"


def _whos(whos: Sequence[Who]) -> str:
    """Names with codes, the first few."""
    told = ", ".join(w.name + (f" ({w.code})" if w.code else "") for w in whos[:FEW])
    return told + (f" and {len(whos) - FEW} more" if len(whos) > FEW else "")


def _goods(goods: Goods) -> str:
    """What goes from whom to whom."""
    way = f", {goods.giver or '?'} → {goods.taker or '?'}" if goods.giver or goods.taker else ""
    much = "".join(f", {amount(q.low, q.high, q.unit)}" for q in goods.quantities)
    return f"{goods.item}{way}{', ' + goods.stage if goods.stage else ''}{much}{', gift' if goods.gift else ''}"


def _when(event: RecordEvent) -> str:
    """First to last day."""
    first, last = event.earliest or "…", event.latest or "…"
    told = first if first == last else f"{first} to {last}"
    return told + (" (by publication only)" if event.assumed else "")


def _site(site: Site) -> str:
    """A place with its country and point."""
    point = f", {site.lat:.2f} {site.lon:.2f}" if site.lat is not None and site.lon is not None else ""
    return site.name + (f" ({site.country}{point})" if site.country else "")


def show_whole(event: RecordEvent, claims: Iterable[Claim], changes: Iterable[Change], console: Console) -> None:
    """Print an event with everything it rests on: state, labels, links, every claim with its quotation, its history.

    Args:
        event: the event.
        claims: its claims.
        changes: what changed about it.
        console: where to print.
    """
    show_event(event, console)
    console.print(field("state", f"{event.state}: {event.because}"))
    console.print(field("counts", f"{event.origins_because}"))
    console.print(field("labels", ", ".join(_count(c) for c in event.labels)))
    for link in event.links:
        console.print(field("link", _link(link, event.id)))
    for claim in claims:
        console.print()
        show_claim(claim, console)
    console.print()
    for change in changes:
        console.print(field("since", f"{change.at}  {change.kind}: {change.told}"))


def _count(count: Count) -> str:
    """A label with how often it stands."""
    return f"{count.value} {count.claims} claim{'' if count.claims == 1 else 's'} of {count.origins}"


def _link(link: Link, event: int) -> str:
    """A link seen from one of its ends."""
    lag = "" if link.lag is None else f", {link.lag:+d} days"
    if link.kind == "near":
        other = link.other if link.event == event else link.event
        return f"possibly the same as E{other} ({link.score:.2f}): {link.because}"
    way = f"{link.kind} E{link.other}" if link.event == event else f"E{link.event} {link.kind} it"
    return f"{way} ({link.score:.2f}{lag}): {link.because}"


def show_claim(claim: Claim, console: Console) -> None:
    """Print a claim: who publishes it, how it stands, the sentence, and why it belongs to its event.

    Args:
        claim: the claim.
        console: where to print.
    """
    event = claim.event
    place = f"  E{claim.record_event}" if claim.record_event else "  no event" if claim.current else "  replaced"
    head = Text.assemble(
        (f"C{claim.id:<7}", "bold"), (f"{event.label:13}", LABEL_STYLES[event.label]), (event.type, "bold")
    )
    head.append(place, "dim")
    outlet = " · ".join(t for t in (claim.publisher, claim.published, claim.title, claim.url) if t)
    head.append(line(f"  D{claim.document} {outlet}"), "dim")
    console.print(head)
    source = event.source
    holder = "the report itself" if source is None else "nobody named" if source.text == "agentless" else source.name
    console.print(field("says", f"{holder}; {claim.origin_because}"))
    if claim.because:
        console.print(field("joins", f"{claim.because} ({claim.likeness:.2f})"))
    console.print(quotation(claim))


def quotation(claim: Claim) -> Text:
    """The sentence of a claim with trigger, parties and source marked."""
    event, sentence = claim.event, claim.quotation
    told = escaped(sentence.text.replace("\n", " "))

    def mark(span: Span, style: str) -> None:
        told.stylize(style, max(0, span.start - sentence.start), max(0, span.end - sentence.start))

    for party in (*event.actors, *event.recipients):
        mark(party, PARTY)
    source = event.source
    if source and source.start is not None and source.end is not None:
        mark(Span(start=source.start, end=source.end, text=source.text), SOURCE)
    mark(event.trigger, TRIGGER)
    return escaped("  │ ", style="dim").append_text(told)


def show_entry(entry: Entry, console: Console, *, text: bool = False) -> None:
    """Print a document as the record keeps it.

    Args:
        entry: the document.
        console: where to print.
        text: with its text.
    """
    document = entry.document
    told = " · ".join(t for t in (document.title, document.publisher, document.published, document.url) if t)
    console.print(Text.assemble((f"D{entry.id:<7}", "bold"), line(told or entry.key)))
    newer = "" if entry.latest else ", a newer version is kept"
    console.print(field("key", f"{entry.key}, version {entry.version}{newer}"))
    console.print(field("taken", f"{entry.captured}, sha256 {entry.hash}"))
    if entry.family != entry.id:
        console.print(field("copy", f"of D{entry.family}: {entry.because}"))
    if text:
        console.print(escaped(document.text))


def show_change(change: Change, console: Console) -> None:
    """Print a change in one line."""
    by = f"  D{change.document}" if change.document else ""
    console.print(
        Text.assemble((change.at, "dim"), (f"  E{change.event}", "bold"), line(f"  {change.kind}: {change.told}{by}"))
    )


def show_judgement(judgement: Judgement, console: Console) -> None:
    """Print a judgement in one line."""
    one = f"J{judgement.one}" if judgement.verdict == "undo" else f"C{judgement.one}"
    other = f" C{judgement.other}" if judgement.other else ""
    told = f"  {judgement.verdict} {one}{other}  {judgement.who}: {judgement.why or 'no reason given'}"
    back = "  (taken back)" if judgement.undone else ""
    console.print(Text.assemble((f"J{judgement.id}", "bold"), (f"  {judgement.at}", "dim"), line(told + back)))


def show_hit(hit: Hit, console: Console) -> None:
    """Print what a search found, with the words marked."""
    number = f"C{hit.claim}" if hit.claim else f"D{hit.document}"
    outlet = " · ".join(t for t in (hit.publisher, hit.published, hit.title) if t)
    event = f"  E{hit.event}" if hit.event else ""
    console.print(Text.assemble((f"{number:8}", "bold"), (line(f"{event}  D{hit.document} {outlet}"), "dim")))
    told = escaped(hit.snippet.replace("\n", " "))
    for start, end in hit.marks:
        told.stylize(TRIGGER, start, end)
    console.print(escaped("  │ ", style="dim").append_text(told))


def show_count(row: Mapping[str, Any], console: Console) -> None:
    """Print a group and its counts in one line."""
    counts = ("events", "claims", "reports", "origins")
    group = "  ".join(f"{'—' if value is None else value!s:20}" for name, value in row.items() if name not in counts)
    told = "  ".join(f"{row[name]:>8,} {name}" for name in counts if name in row)
    console.print(line(f"{group}  {told}".strip()), soft_wrap=True)


def show_plan(row: Mapping[str, Any], console: Console) -> None:
    """Print a plan and what became of it."""
    event, plan = RecordEvent.model_validate(row["event"]), row["plan"]
    show_event(event, console)
    if plan["outcome"]:
        by = f"E{plan['by']} {plan['outcome']} it" if plan["by"] else f"its own reports tell: {plan['outcome']}"
        lag = "" if plan["lag"] is None else f", {plan['lag']:+d} days after its time"
        console.print(field("then", f"{by}{lag}: {plan['because']}"))
    elif plan["because"]:
        console.print(field("then", plan["because"]))


def show_visit(visit: Visit, console: Console) -> None:
    """Print a line of the run log."""
    document = f"  D{visit.document}" if visit.document else ""
    console.print(
        Text.assemble((visit.at, "dim"), (f"  {visit.what:8}", "bold"), line(f"{visit.url}{document}  {visit.because}"))
    )
