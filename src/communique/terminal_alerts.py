"""Alerts, verdicts, plans and their changes, for people in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from communique.terminal import LABEL_STYLES, SOURCE, TRIGGER, escaped, line
from communique.watch.alerts import Alert, Evidence, Plan, Reference, Verdict
from communique.watch.kept import Kept
from communique.watch.raising import Change
from communique.watch.shown import SIDES, belongs, chain, checked, dealing, history, marks, notes

TIER_STYLES = {"T4": "bold red", "T3": "bold yellow", "T2": "bold magenta", "T1": "bold cyan"}
STATE_STYLES = {
    "new": "bold",
    "seen": "",
    "accepted": "green",
    "rejected": "dim",
    "escalated": "bold red",
    "closed": "dim",
}
PLAN_STYLES = {
    "due": "bold yellow",
    "overdue": "bold red",
    "fulfilled": "green",
    "cancelled": "dim",
    "postponed": "magenta",
}
LOUD = "bold white on red"
"""What nobody may overlook."""

WIDE = 11
"""Width of the names of fields."""

NARROW = 20
"""Width below which a text is not set in the narrower."""

FEW = 3
"""Pieces of evidence that are shown of what is no alert; the rest is counted."""


def show_alert_line(kept: Kept, console: Console) -> None:
    """Print an alert in a list: how it stands, what it says, when, from how many, whether anybody denies it.

    Args:
        kept: the alert.
        console: where to print.
    """
    alert = kept.alert
    _top(console, _head(kept))
    _field(console, "", alert.headline)
    span, assumed = _span(alert.first_day, alert.last_day), " (assumed)" if alert.days.startswith("no report") else ""
    told = Text.assemble(
        line(f"materiality {alert.materiality} · confidence {alert.confidence} · "),
        line(f"{span}{assumed} · {_counted(alert.origins, 'origin')} · "),
        (_counted(len(alert.contrary), "denial"), "bold red" if alert.contrary else ""),
        line(f" · changed {kept.changed}"),
        style="dim",
    )
    _field(console, "", told)


def _head(kept: Kept) -> Text:
    """Number, tier, state, rule and what nobody may overlook."""
    alert = kept.alert
    head = Text.assemble(
        (line(alert.id), "bold"),
        (f"  {alert.tier or '—':3}", TIER_STYLES.get(alert.tier or "", "")),
        (f" {kept.state:9}", STATE_STYLES.get(kept.state, "")),
        (line(f" {alert.rule}"), "bold"),
    )
    return _loudly(head, marks(alert, kept.ended))


def _loudly(head: Text, told: Iterable[str]) -> Text:
    """A line with marks after it."""
    for mark in told:
        head.append("  " if head else "")
        head.append(f" {mark} ", LOUD)
    return head


def _counted(number: int, what: str) -> str:
    """So many of something."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def _field(console: Console, name: str, value: str | Text, style: str = "") -> None:
    """Print the name of a field and what it says."""
    told = value if isinstance(value, Text) else Text(line(value), style)
    _hanging(console, Text(f"  {name:{WIDE}} ", "dim"), told)


def _inner(console: Console, name: str, value: str, style: str = "") -> None:
    """Print a field of a piece of evidence."""
    _hanging(console, Text(f"    {name:{WIDE}} ", "dim"), Text(line(value), style))


def _top(console: Console, head: Text) -> None:
    """Print the first line of something."""
    _hanging(console, Text(), head, rest="    ")


def _hanging(console: Console, first: Text, told: Text, rest: str = "") -> None:
    """Print a text behind what stands before it, its further lines set in as far: what it says never begins a line of its own."""
    before = Text(rest or " " * len(first), "dim")
    for n, part in enumerate(told.wrap(console, max(NARROW, console.width - max(len(first), len(before))))):
        part.rstrip()
        console.print(Text.assemble(before if n else first, part), soft_wrap=True)


def show_alert(kept: Kept, console: Console) -> None:
    """Print an alert with everything that it rests on.

    Args:
        kept: the alert.
        console: where to print.
    """
    alert = kept.alert
    _top(console, _head(kept))
    if kept.ended:
        _field(console, "ended", f"{kept.ended}; what follows is how it was last", "bold red")
    _field(console, "matched", alert.headline)
    for note in notes(alert):
        _field(console, "mind", note)
    for caution in alert.cautions:
        _field(console, "beware", f"{caution.told} ({caution.kind})", "yellow")
    _judged(alert, console)
    _supported(alert, console)
    _grounds(alert, console)
    console.print()
    _field(console, "next", alert.ask or "the rule asks nothing", "bold")
    console.print()
    _history(kept, console)


def _judged(alert: Alert, console: Console) -> None:
    """The three judgements, each with its reason; what it is about."""
    console.print()
    for name, level, because in (
        ("tier", alert.tier or "none", alert.tier_because),
        ("materiality", alert.materiality, alert.materiality_because),
        ("confidence", alert.confidence, alert.confidence_because),
    ):
        _field(console, name, because if because.startswith(f"{level}:") else f"{level}: {because}")
    _field(console, "parties", ", ".join(alert.parties) or "none known")
    _field(console, "items", ", ".join(alert.items) or "none")
    _field(console, "days", _days(alert.first_day, alert.last_day, alert.days))
    events = ", ".join(f"E{n}" for n in alert.events)
    _field(console, "events", f"{events} ({alert.gathered})" if alert.gathered else events)


def _span(first: str | None, last: str | None) -> str:
    """From a day to a day, either of which may be open."""
    return f"{first or '…'}" if first == last else f"{first or '…'} to {last or '…'}"


def _days(first: str | None, last: str | None, told: str) -> str:
    """Days as dates, with the words for them where these say more."""
    span = _span(first, last)
    return span if told == span else f"{span}: {told}"


def _supported(alert: Alert, console: Console) -> None:
    """Evidence, what speaks against it, where reports differ, what was inferred."""
    console.print()
    _field(
        console, "evidence", f"{_counted(len(alert.evidence), 'claim')}, {_counted(alert.origins, 'origin')}", "bold"
    )
    _field(console, "counted", alert.origins_because)
    for one in alert.evidence:
        _piece(one, console)
    console.print()
    told = f"{_counted(len(alert.contrary), 'claim')}" + (
        "" if alert.contrary else " in the record; that confirms nothing"
    )
    _field(console, "contrary", told, "bold red" if alert.contrary else "")
    for one in alert.contrary:
        _piece(one, console)
    for told in alert.differing:
        _field(console, "differing", told, "yellow")
    for told in alert.inferred:
        _field(console, "inferred", told)


def _piece(one: Evidence, console: Console) -> None:
    """A piece of evidence: who says what, the sentence, where it stands, why it counts."""
    told = Text.assemble(
        (f"{one.label:13}", LABEL_STYLES.get(one.label, "")),
        (f"{one.tier or '':3}", TIER_STYLES.get(one.tier or "", "")),
        line(dealing(one)),
    )
    _hanging(console, Text(f"  C{one.claim:<{WIDE}} ", "bold"), told)
    _inner(console, "says", f"{chain(one)} ({SIDES.get(one.side, one.side)})", SOURCE)
    _quotation(one, console)
    document = " · ".join(filter(None, (one.title, one.url or one.key, f"published {one.published or '?'}")))
    _inner(console, "stands in", f"D{one.document} · {document}")
    if one.url and one.key != one.url:
        _inner(console, "key", one.key)
    at = f"{one.quotation.start} to {one.quotation.end}, the act {one.trigger.start} to {one.trigger.end}"
    _inner(console, "characters", f"{at} · captured {one.captured}")
    _inner(console, "sha256", one.hash)
    copied = f"; D{one.document} is a copy of D{one.family}" if one.family != one.document else ""
    _inner(console, "origin", f"{one.origin_because}{copied}")
    _inner(console, "event", f"{belongs(one)}; read by {one.reader}")


def _quotation(one: Evidence, console: Console) -> None:
    """Print the sentence with the word that names the act marked."""
    told = escaped(one.quotation.text.replace("\n", " "))
    first = one.quotation.start
    told.stylize(TRIGGER, max(0, one.trigger.start - first), max(0, one.trigger.end - first))
    _hanging(console, Text("    │ ", "dim"), told, rest="    │ ")


def _grounds(alert: Alert, console: Console) -> None:
    """The rule with its paragraphs, its force and its exemptions."""
    console.print()
    binds = f", binds {alert.binds}" if alert.binds else ""
    _field(console, "rule", f"{alert.rule}, digest {alert.digest}, {alert.kind}{binds}", "bold")
    for reference in alert.basis:
        _reference(reference, console)
    for told in alert.force:
        _field(console, "force", told)
    if alert.contested_by:
        told = f"{', '.join(alert.contested_by)} hold that the measure is not in force"
        _field(console, "contested", _loudly(Text(), ("CONTESTED",)).append(line(f"  {told}"), "bold red"))
    for exempt in alert.exemptions:
        cited = f"{exempt.cited}: " if exempt.cited else ""
        _field(console, "unless", f"{cited}{exempt.text} (nothing in the record excludes it)")


def _reference(reference: Reference, console: Console) -> None:
    """Print a paragraph, how it stood, and how that was checked: what is not verified says so first."""
    told = Text() if reference.verified else _loudly(Text(), ("NOT VERIFIED",)).append("  ")
    told.append(line(f"{reference.told}: {reference.stood} on {reference.days}; {checked(reference)}"))
    _field(console, "basis", told)


def _history(kept: Kept, console: Console) -> None:
    """What happened to it and what people said of it."""
    _field(console, "state", f"{kept.state}; raised {kept.raised}, changed {kept.changed}", "bold")
    for past in history(kept):
        told = "; ".join(past.told) or "no reason given"
        who = (
            f"{past.what} by {past.who}, who knew change {past.number}"
            if past.person
            else f"#{past.number} {past.what}"
        )
        _field(console, "said" if past.person else "since", f"{past.at}  {who}: {told}")


def show_verdict(verdict: Verdict, console: Console) -> None:
    """Print what a rule looked at and that is no alert, and why.

    Args:
        verdict: the verdict.
        console: where to print.
    """
    head = Text.assemble(
        (f"E{verdict.event:<7}", "bold"), (f"{verdict.outcome:15}", "magenta"), (line(verdict.rule), "bold")
    )
    _top(console, _loudly(head, marks(verdict)))
    _field(console, "told", verdict.headline)
    _field(console, "because", verdict.because)
    _field(console, "days", _days(verdict.first_day, verdict.last_day, verdict.days))
    _few((*verdict.evidence, *verdict.contrary), console)
    for caution in verdict.cautions:
        _field(console, "beware", f"{caution.told} ({caution.kind})", "yellow")
    if verdict.ask:
        _field(console, "next", verdict.ask)


def _few(some: Sequence[Evidence], console: Console) -> None:
    """The first pieces of evidence, in a line and a sentence each."""
    for one in some[:FEW]:
        told = f"C{one.claim} {one.label}, {chain(one)}, D{one.document}, {one.published or 'undated'}"
        _field(console, "says", told, SOURCE)
        _quotation(one, console)
    if len(some) > FEW:
        _field(console, "says", f"and {len(some) - FEW} more")


def show_change(change: Change, console: Console) -> None:
    """Print in one line what became different about an alert or a plan.

    Args:
        change: the change.
        console: where to print.
    """
    body = change.body
    tier = body.tier if isinstance(body, Alert) else None
    head = Text.assemble(
        (line(change.at), "dim"),
        (line(f"  {change.subject}"), "bold"),
        (f"  {tier or '':3}", TIER_STYLES.get(tier or "", "")),
        (line(f" {' '.join(change.kinds)}"), "bold" if change.tells else "dim"),
    )
    # a new alert is told by what it says, a later change by what is different
    fresh = [body.headline] if body and (change.number == 1 or isinstance(body, Plan)) else []
    told = [body.rule] if body else []
    head.append(
        line(f"  {'; '.join([*told, *fresh, *(change.told if not fresh else ())])}"), "" if change.tells else "dim"
    )
    _top(console, head)


def show_plan(plan: Plan, console: Console) -> None:
    """Print a plan in the calendar and how it stands.

    Args:
        plan: the plan.
        console: where to print.
    """
    head = Text.assemble(
        (line(plan.id), "bold"),
        (f"  {plan.state:10}", PLAN_STYLES.get(plan.state, "")),
        (line(f" E{plan.event}  {plan.rule}"), "dim"),
    )
    _top(console, head)
    _field(console, "plan", plan.headline)
    _field(console, "window", _window(plan))
    if plan.by is not None:
        lag = "" if plan.lag is None else f", {plan.lag:+d} days from the end of its window"
        _field(console, "settled", f"by E{plan.by}{lag}")
    _field(console, "because", plan.because)
    if plan.ask:
        _field(console, "next", plan.ask)


def _window(plan: Plan) -> str:
    """When it is to be."""
    if plan.start is None and plan.end is None:
        return "not known"
    told = plan.start if plan.start == plan.end else f"{plan.start or '…'} to {plan.end or '…'}"
    return f"{told}{' (assumed: no report dates it)' if plan.assumed else ''}"
