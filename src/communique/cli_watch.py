"""`communique watch`, `alerts`, `alert`: rules over a record, the alerts that came of them, and what people say of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.cli_ask import FORMAT, LIMIT, Form, print_values, tell_more
from communique.cli_failing import BAD_INPUT, failing, tell
from communique.cli_lists import LISTS, PRIVATE, YENTE
from communique.cli_record import At, user
from communique.cli_rounds import Told, tell_round
from communique.cli_rules import RULES, codes

if TYPE_CHECKING:
    from communique.record.record import Record
    from communique.watch.channels import Channel
    from communique.watch.looking import Loaded
    from communique.watch.rounds import Desk
    from communique.watch.rules import Pack

app = typer.Typer()
alert = typer.Typer(
    help="One alert: show it, hand it over with its evidence, and say what became of it.", no_args_is_help=True
)
app.add_typer(alert, name="alert")

WHO = Annotated[str, typer.Option(envvar="COMMUNIQUE_USER", help="Your name.")]
WHY = Annotated[str, typer.Option(help="The reason, in words.")]
KNOWING = Annotated[
    int | None,
    typer.Option(min=1, help="The last change that you looked at (#2): refused if people were told of a later one."),
]
IDS = Annotated[
    list[str], typer.Argument(metavar="ALERT…", help="Ids, or as much of their beginning as tells them apart.")
]


@app.command()
@failing
def watch(
    record: At,
    rules: RULES = None,
    no_shipped: Annotated[
        bool, typer.Option("--no-shipped", help="Without the rules that come with communique.")
    ] = False,
    lists: LISTS = None,
    yente: YENTE = None,
    allow_private: PRIVATE = False,
    channels: Annotated[
        Path | None, typer.Option(help="File of channels, where alerts are told; docs/delivery.md.")
    ] = None,
    retry: Annotated[
        list[str] | None, typer.Option(help="Name of a channel that was mended: what waits for it is tried now.")
    ] = None,
    catch_up: Annotated[
        list[str] | None,
        typer.Option("--catch-up", help="Name of a channel that is told, once, of all that stands; one that is new."),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on until interrupted.")] = False,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two rounds.")] = 60.0,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Day by which is told what is due, old or has ended; today if not given."),
    ] = None,
    format: Annotated[Told, typer.Option("--format", help="text for people; json and jsonl for programs.")] = Told.text,
) -> None:
    """Run the rules over what changed in a record: raise alerts, bring them up to date, follow plans, tell the channels."""
    from communique.cli_filter import today
    from communique.errors import BadRequest
    from communique.pipeline import iso_date
    from communique.record.record import Record
    from communique.watch.channels import load_channels
    from communique.watch.looking import load_lists
    from communique.watch.rounds import rounds
    from communique.watch.rules import load
    from communique.watch.watching import last_day

    day = iso_date(as_of, "--as-of")
    if day and day > today():
        raise BadRequest(
            "--as-of", f"{day} is still to come; what is told cannot be untold. `plans --as-of` looks ahead"
        )
    told_by = load_channels(channels) if channels else ()
    _known("--retry", retry or (), told_by)
    _known("--catch-up", catch_up or (), told_by)
    loaded = load_lists(lists or (), yente or (), allow_private=allow_private, environ=os.environ)
    pack, bad = _to_go_by(load(*rules or (), shipped=not no_shipped, strict=False), loaded)
    with Record(record) as kept:
        if day and day < (last := last_day(kept)):
            raise BadRequest(
                "--as-of",
                f"{day} is before {last}, by which this record was watched last; what was told since cannot be untold",
            )
        desk = _desk(kept, loaded, told_by, out=format is Told.text)
        steps = rounds(
            kept,
            pack,
            desk,
            as_of=date.fromisoformat(day) if day else None,
            every=every if follow else None,
            mended=retry or (),
            behind=catch_up or (),
        )
        for step in steps:
            tell_round(step, kept.name, format, quiet=follow)
    raise typer.Exit(BAD_INPUT if bad else 0)


def _to_go_by(pack: Pack, loaded: Loaded) -> tuple[Pack, bool]:
    """The rules whose lists are there, and whether any file was broken; what is left out is told."""
    from communique.errors import BadRequest
    from communique.watch.looking import without_lists

    for wrong in (*pack.broken, *loaded.broken):
        tell(wrong)
    bad = bool(pack.broken or loaded.broken)
    whole, left_out = without_lists(pack, loaded.names, loaded.reasons)
    for reason in left_out:
        typer.echo(f"left out: {reason}", err=True)
    if not whole.rules and not bad:
        raise BadRequest("--rules", "no rule is left to go by; name a file of them, or run it without --no-shipped")
    if not whole.rules:
        raise typer.Exit(BAD_INPUT)
    return whole, bad


def _known(option: str, names: Sequence[str], channels: Sequence[Channel]) -> None:
    """Refuse the name of a channel that is not there."""
    from communique.errors import BadRequest

    known = [c.name for c in channels]
    if unknown := next((n for n in names if n not in known), None):
        raise BadRequest(option, f"there is no channel {unknown!r}; there are {', '.join(known) or 'none: --channels'}")


def _desk(kept: Record, loaded: Loaded, channels: Sequence[Channel], *, out: bool) -> Desk:
    """Channels, and lists with the judgements that stand at every round."""
    from communique.watch.looking import indexed, looked_up
    from communique.watch.namesakes import judgements
    from communique.watch.rounds import Desk

    ready = indexed(loaded.lists)
    lists = (
        (lambda: looked_up(loaded.lists, judgements(kept), loaded.services, indexes=ready)) if loaded.names else None
    )
    return Desk(channels, lists, os.environ, sys.stdout if out else None, trouble=tell)


@app.command()
@failing
def alerts(
    record: At,
    rule: Annotated[list[str] | None, typer.Option(help="Of rules whose id begins so: un.dprk.")] = None,
    tier: Annotated[list[str] | None, typer.Option(help="T1, T2, T3 or T4; given twice, either.")] = None,
    state: Annotated[
        list[str] | None, typer.Option(help="new, seen, accepted, rejected, escalated or closed; given twice, either.")
    ] = None,
    materiality: Annotated[list[str] | None, typer.Option(help="low, normal or high.")] = None,
    party: Annotated[
        list[str] | None, typer.Option(help="Country or body that takes part: PRK, or 'North Korea'.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Changed, or given a state, since this day or time: 2023-09-08, 7d.")
    ] = None,
    ended: Annotated[bool, typer.Option("--ended", help="Also those that rest on nothing any more.")] = False,
    considered: Annotated[
        bool,
        typer.Option("--considered", help="Instead: what rules looked at and did not alert on, and why."),
    ] = False,
    limit: LIMIT = 20,
    format: FORMAT = Form.text,
) -> None:
    """List alerts, the highest tier first, each with its evidence; or what was looked at and is none."""
    from communique.asking import moment
    from communique.cli_filter import today
    from communique.export.alert_columns import ALERTS
    from communique.record.record import Record
    from communique.record.told import AskedFor
    from communique.terminal_alerts import show_alert_line, show_verdict
    from communique.watch.kept import find, looked_at

    asked = AskedFor(
        rules=tuple(rule or ()),
        tiers=_among(tier, "--tier", ("T1", "T2", "T3", "T4"), str.upper),
        states=_among(state, "--state", ("new", "seen", "accepted", "rejected", "escalated", "closed"), str.lower),
        materiality=_among(materiality, "--materiality", ("low", "normal", "high"), str.lower),
        parties=tuple(code for p in party or () for code in codes(p, "--party")),
        since=moment(since, "--since", today()),
        ended=ended,
    )
    with Record(record) as kept:
        if considered:
            _alone({"--tier": tier, "--state": state, "--materiality": materiality, "--party": party, "--since": since})
            verdicts = looked_at(kept, ("considered", "needs-checking", "denied"), asked.rules)
            print_values(verdicts[: limit or None], format, show_verdict)
            tell_more(len(verdicts), min(len(verdicts), limit or len(verdicts)), None, "verdicts")
            return
        found, total = find(kept, asked, limit or None)
    values: Any = found if format in (Form.text, Form.csv) else [k.values() for k in found]
    print_values(values, format, show_alert_line, ALERTS)
    tell_more(total, len(found), None, "alerts")


def _alone(others: dict[str, Any]) -> None:
    """Refuse options that would be passed over in silence."""
    from communique.errors import BadRequest

    if given := next((name for name, value in others.items() if value), None):
        raise BadRequest(given, "asks for alerts; beside --considered there are only --rule and --limit")


def _among(told: list[str] | None, field: str, known: Sequence[str], fold: Any) -> tuple[str, ...]:
    """Values of an option that has a fixed choice."""
    from communique.errors import BadRequest

    found = tuple(fold(one.strip()) for one in told or ())
    if unknown := next((one for one in found if one not in known), None):
        raise BadRequest(field, f"{unknown!r} is none of {', '.join(known)}")
    return found


@alert.command("show")
@failing
def show(
    number: Annotated[
        str, typer.Argument(metavar="ALERT", help="Its id, or as much of its beginning as no other has.")
    ],
    record: At,
    format: FORMAT = Form.text,
) -> None:
    """Show everything about an alert: evidence, denials, references, what was inferred, its history."""
    from communique.export.alert_columns import ALERTS
    from communique.record.record import Record
    from communique.terminal_alerts import show_alert
    from communique.watch.kept import one

    with Record(record) as kept:
        found = one(kept, number)
    values: Any = [found] if format in (Form.text, Form.csv) else [found.values()]
    print_values(values, format, show_alert, ALERTS)


@alert.command()
@failing
def seen(numbers: IDS, record: At, who: WHO = "", why: WHY = "", knowing: KNOWING = None) -> None:
    """Somebody looks into it."""
    _say(record, numbers, "seen", who, why, knowing)


@alert.command()
@failing
def accept(numbers: IDS, record: At, who: WHO = "", why: WHY = "", knowing: KNOWING = None) -> None:
    """It is what the rule looks for."""
    _say(record, numbers, "accepted", who, why, knowing)


@alert.command()
@failing
def reject(numbers: IDS, record: At, who: WHO = "", why: WHY = "", knowing: KNOWING = None) -> None:
    """It is not what the rule looks for; the reason is kept with it."""
    _say(record, numbers, "rejected", who, why, knowing)


@alert.command()
@failing
def escalate(numbers: IDS, record: At, who: WHO = "", why: WHY = "", knowing: KNOWING = None) -> None:
    """Somebody else has to look at it."""
    _say(record, numbers, "escalated", who, why, knowing)


@alert.command()
@failing
def close(numbers: IDS, record: At, who: WHO = "", why: WHY = "", knowing: KNOWING = None) -> None:
    """Nothing is left to do about it."""
    _say(record, numbers, "closed", who, why, knowing)


@alert.command()
@failing
def reopen(numbers: IDS, record: At, who: WHO = "", why: WHY = "", knowing: KNOWING = None) -> None:
    """It is new again."""
    _say(record, numbers, "new", who, why, knowing)


def _say(record: str, numbers: Sequence[str], state: str, who: str, why: str, knowing: int | None) -> None:
    """Give alerts a state."""
    from communique.record.record import Record
    from communique.terminal import line
    from communique.watch.kept import say

    with Record(record) as kept:
        for found in say(kept, numbers, state, who=who or user(), why=why, knowing=knowing):
            said = f"{found.state} by {found.said[-1].who}, knowing #{found.said[-1].number}"
            typer.echo(line(f"{found.alert.id} {said}  {found.alert.headline}"))


@alert.command()
@failing
def export(
    numbers: IDS,
    record: At,
    to: Annotated[
        Path | None,
        typer.Option(
            help="The file to make: a bundle of evidence (.zip) or a brief with footnotes (.md); printed if not given."
        ),
    ] = None,
    created: Annotated[
        str | None, typer.Option(help="Time to state, for exports that must be equal; now if not given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
) -> None:
    """Hand alerts over: as a brief with footnotes, or with the texts that they rest on and the digests of all."""
    from communique.errors import BadRequest
    from communique.record.record import Record
    from communique.watch.bundle import briefed, bundle, write_brief
    from communique.watch.kept import several

    with Record(record) as kept:
        found = several(kept, numbers)
        if to is None:
            typer.echo(briefed(kept, found, created=created), nl=False)
        elif to.suffix == ".zip":
            made = bundle(kept, found, to, force=force, created=created)
            typer.echo(f"{to}: {len(made)} files; SHA256SUMS in it checks the others")
        elif to.suffix == ".md":
            write_brief(kept, found, to, force=force, created=created)
            typer.echo(f"{to}: {len(found)} alert{'' if len(found) == 1 else 's'}")
        else:
            raise BadRequest("--to", f"{to.name} is neither .zip nor .md")
