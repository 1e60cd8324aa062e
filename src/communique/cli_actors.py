"""`communique actors`: ask and update the tables of people and offices."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from communique.errors import BadTable, CommuniqueError

BAD_INPUT = 2

app = typer.Typer(
    help="Who is who on a day: explain how a name or an office is resolved, and update the table of offices.",
    no_args_is_help=True,
)

Table = Annotated[
    Path | None,
    typer.Option("--offices", help="Table of offices written by `actors update`, instead of the one that ships."),
]


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help="A name (“Sergei Lavrov”) or an office (“the president of South Korea”).")
    ],
    on: Annotated[str | None, typer.Option(help="Date (2023-09-14); without it, now.")] = None,
    offices: Table = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of text.")] = False,
) -> None:
    """Explain what a name or an office means on a day, and why."""
    from communique.grounding.explain import explain
    from communique.grounding.offices import load_offices
    from communique.pipeline import iso_date

    try:
        found = explain(name, iso_date(on, "--on"), load_offices(offices))
    except CommuniqueError as error:
        typer.echo(f"communique: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    if as_json:
        typer.echo(json.dumps([asdict(m) for m in found], ensure_ascii=False, indent=1))
        return
    if not found:
        typer.echo(
            f"{name}: no table knows this name; in a report it keeps its text, and country and sector where the words around it show them"
        )
    for m in found:
        span = f"{m.since or '…'} to {m.until or 'now'}" if m.since or m.until else ""
        typer.echo(f"{'●' if m.holds else '○'} {m.name}  {m.code}  {m.kind}  {span}".rstrip() + f"\n    {m.because}")


@app.command()
def update(
    result: Annotated[
        Path, typer.Argument(help="Saved result of a Wikidata query, JSON or CSV (docs/actors.md has the query).")
    ],
    out: Annotated[Path, typer.Option(help="Where to write the new table; give it to `read --offices`.")],
    offices: Table = None,
) -> None:
    """Update the table of offices from a saved Wikidata query result."""
    from communique.grounding.offices import load_offices, write_offices
    from communique.grounding.wikidata import order, read_result
    from communique.grounding.wikidata import update as updated

    try:
        old = load_offices(offices)
        new = updated(old.spells, read_result(_text(result), str(result)))
        write_offices(sorted(new.spells, key=order), old, out)
    except CommuniqueError as error:
        typer.echo(f"communique: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None
    for spell in new.added:
        typer.echo(f"+ {spell.code}  {spell.title}  {spell.name}  {spell.since or '…'} to {spell.until or 'now'}")
    for spell in new.closed:
        typer.echo(f"→ {spell.code}  {spell.title}  {spell.name} left on {spell.until}")
    for ours, theirs in new.contrary:
        typer.echo(
            f"? {ours.code}  {ours.title}  {ours.name} until {ours.until} ({ours.confidence}); Wikidata: {theirs.until}. Kept."
        )
    typer.echo(
        f"{len(new.added)} added, {len(new.closed)} closed, {new.kept} known, {len(new.contrary)} contrary, {new.left} of other offices → {out}"
    )


def _text(path: Path) -> str:
    """The content of a file.

    Raises:
        BadTable: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTable(f"{path}: cannot be read ({error})") from None
