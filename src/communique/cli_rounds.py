"""What a round of the watch came to, told on the terminal or as JSON."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from communique.watch.raising import Change
    from communique.watch.rounds import Round


class Told(StrEnum):
    """How a run of the watch is told."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


def tell_round(step: Round, name: str, format: Told, *, quiet: bool) -> None:
    """Tell what a round came to.

    Args:
        step: the round.
        name: name of the record.
        format: how it is told.
        quiet: whether a round in which nothing changed is passed over.
    """
    from communique.listing import print_all
    from communique.terminal import line
    from communique.terminal_alerts import show_change
    from communique.watch.outbox import failing as not_arrived

    run = step.run
    changes: list[Any] = list(run.changes)
    if format is Told.json:
        told = asdict(run) | {
            "changes": [_plain(c) for c in changes],
            "deliveries": [asdict(d) for d in step.deliveries],
        }
        print_all([told], "jsonl", sys.stdout, show=show_change)
    elif format is Told.jsonl:
        print_all([_plain(c) for c in changes], "jsonl", sys.stdout, show=show_change)
    else:
        print_all(changes, "text", sys.stdout, show=show_change, blank=False)
    for rule, count in run.doubtful.items():
        more = f"{count} event{'' if count == 1 else 's'} would match it; `communique alerts --considered` shows them"
        typer.echo(line(f"RULE NEEDS CHECKING: {rule}: its last known end has passed. {more}"), err=True)
    for told_of in (*run.unheard, *not_arrived(step.deliveries), *step.forgotten):
        typer.echo(line(told_of), err=True)
    for rule in run.left:
        typer.echo(line(f"{rule} has alerts and is not loaded: they stay as they are"), err=True)
    if not quiet or changes:
        typer.echo(f"{name}: {_counted(step)}", err=format is not Told.text)
    sys.stdout.flush()


def _counted(step: Round) -> str:
    """A round in numbers."""
    alerts = [c for c in step.run.changes if c.subject.startswith("a-")]
    raised = sum("raised" in c.kinds for c in alerts)
    arrived = sum(d.state == "delivered" for d in step.deliveries)
    parts = [
        f"{step.run.events} events judged as of {step.run.as_of}",
        f"{raised} alerts raised, {len(alerts) - raised} changed",
        f"{len(step.run.changes) - len(alerts)} plans told",
        f"{arrived} of {len(step.deliveries)} messages delivered" if step.deliveries else "",
    ]
    return "; ".join(filter(None, parts))


def _plain(change: Change) -> dict[str, Any]:
    """A change as JSON has it."""
    body = change.body.model_dump(mode="json") if change.body is not None else None
    return {
        **{name: getattr(change, name) for name in ("at", "subject", "number", "tells")},
        "kinds": list(change.kinds),
        "told": list(change.told),
        "body": body,
    }
