"""`communique rules`: check, list and explain the rules of the watch, and write the schema of their files."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.cli_ask import FORMAT, Form
from communique.cli_failing import BAD_INPUT, failing

if TYPE_CHECKING:
    from rich.console import Console

    from communique.watch.asked import Listed, Paper
    from communique.watch.checking import Finding

app = typer.Typer(
    help="Rules of the watch: what is wrong in their files, what was in force on a day, and how each reference was checked.",
    no_args_is_help=True,
)

RULES = Annotated[
    list[Path] | None, typer.Option("--rules", help="File or folder of rules, beside those that come with communique.")
]
AS_OF = Annotated[
    str | None, typer.Option("--as-of", help="Day by which is told what is old or has ended; today if not given.")
]


@app.command()
@failing
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders of rules; without any, those that come with communique."),
    ] = None,
    as_of: AS_OF = None,
) -> None:
    """Tell what is wrong or doubtful in files of rules; exit code 2 if there is an error."""
    from communique.terminal import line
    from communique.watch.checking import LEVELS
    from communique.watch.checking import check as checked

    # with the shipped rules, since a file may name one of them in `except`, or one of their groups
    found = [f for f in checked(*files or (), as_of=_day(as_of), shipped=True) if not files or _of(f, files)]
    for f in found:
        typer.echo(line(f"{f.path}:{f.line}: {f.level}: {f.told}" if f.line else f"{f.path}: {f.level}: {f.told}"))
    counts = {level: sum(f.level == level for f in found) for level in LEVELS}
    typer.echo(", ".join(f"{n} {level}{'' if n == 1 else 's'}" for level, n in counts.items()), err=True)
    raise typer.Exit(BAD_INPUT if counts["error"] else 0)


@app.command("list")
@failing
def list_rules(
    rules: RULES = None,
    item: Annotated[
        str | None,
        typer.Option(help="About this node of the item tree, what is above it, or what is below it: arms.salw."),
    ] = None,
    taker: Annotated[
        str | None, typer.Option("--to", help="About what goes to a country: PRK, or 'North Korea'.")
    ] = None,
    giver: Annotated[str | None, typer.Option("--from", help="About what comes from a country.")] = None,
    on: Annotated[
        str | None, typer.Option(help="Day (2012-09-13) for which to tell which paragraphs were in force.")
    ] = None,
    binds: Annotated[
        list[str] | None, typer.Option(help="Part of whom they bind (eu); given twice, any of them.")
    ] = None,
    unverified: Annotated[
        bool, typer.Option("--unverified", help="With a reference that nobody checked against the document itself.")
    ] = False,
    stale: Annotated[bool, typer.Option("--stale", help="With a reference that was checked over a year ago.")] = False,
    ended: Annotated[bool, typer.Option("--ended", help="Whose last known end has passed.")] = False,
    as_of: AS_OF = None,
    format: FORMAT = Form.text,
) -> None:
    """List rules: about an item and a direction, in force on a day, binding somebody, or with doubtful references."""
    from communique.listing import print_all
    from communique.pipeline import iso_date
    from communique.watch.asked import Asked, ask
    from communique.watch.rules import load

    asked = Asked(
        item=item.removesuffix(".*") if item is not None else None,
        givers=codes(giver, "--from"),
        takers=codes(taker, "--to"),
        on=iso_date(on, "--on"),
        binds=tuple(binds or ()),
        unverified=unverified,
        stale=stale,
        ended=ended,
    )
    found = ask(load(*rules or ()), asked, as_of=_day(as_of))
    values: Any = found if format is Form.text else [f.values() for f in found]
    if format is Form.csv:
        values = [{**f.values(), "papers": tuple(_paper(p) for p in f.papers)} for f in found]
    if not print_all(values, format.value, sys.stdout, show=_show) and format is Form.text:
        typer.echo("no rule meets this; that is no word on measures that no rule is written for", err=True)


@app.command()
@failing
def explain(
    number: Annotated[str, typer.Argument(metavar="ID", help="Id of a rule: un.dprk.arms.to.")],
    rules: RULES = None,
    as_of: AS_OF = None,
) -> None:
    """Explain a rule in plain words."""
    from difflib import get_close_matches

    from communique.errors import BadRequest
    from communique.terminal import plain
    from communique.watch.checking import explain as explained
    from communique.watch.rules import load

    pack = load(*rules or ())
    if number not in pack.by_id:
        meant = get_close_matches(number, pack.by_id, 1)
        told = f"perhaps {meant[0]} is meant" if meant else "`communique rules list` lists them"
        raise BadRequest("ID", f"there is no rule {number!r}; {told}")
    typer.echo(plain(explained(pack, pack.by_id[number], as_of=_day(as_of))))


@app.command()
@failing
def schema() -> None:
    """Print the JSON Schema of files of rules, for an editor that checks as you type."""
    from communique.watch.rules import schema as made

    typer.echo(json.dumps(made(), ensure_ascii=False, indent=1))


def _day(told: str | None) -> date:
    """The day that stands for today."""
    from communique.cli_filter import today
    from communique.record.days import read_day

    return date.fromisoformat(read_day(told or today(), "--as-of", today()))


def codes(name: str | None, option: str) -> tuple[str, ...]:
    """Codes of a country or body, which may be told by its code.

    Raises:
        BadRequest: no table knows it.
    """
    from communique.errors import BadRequest
    from communique.naming import resolve
    from communique.watch.listed import country

    if name is None:
        return ()
    code = country(name) if len(name.strip()) == 3 else None
    found = resolve(name) or ((code,) if code else ())
    if not found:
        raise BadRequest(option, f"no table knows a country {name!r}; write PRK, or 'North Korea'")
    return found


def _of(finding: Finding, files: list[Path]) -> bool:
    """Whether something is about one of the files, or about a file in one of the folders."""
    path = Path(finding.path).resolve()
    return any(f.resolve() in (path, *path.parents) for f in files)


def _show(found: Listed, console: Console) -> None:
    """Print a rule for people: with a day, only the paragraphs that were in force on it."""
    from rich.text import Text

    from communique.terminal import field, plain

    row = found.row
    head = Text(plain(row.id), style="bold")
    console.print(head.append(f"  {found.stood or row.kind}", "bold green" if found.stood.startswith("in ") else "dim"))
    console.print(field("", row.says))
    console.print(field("about", row.about))
    if row.binds:
        console.print(field("binds", row.binds))
    for paper in found.papers:
        if paper.holds is not False:
            console.print(field("rests", _paper(paper)))
    if found.because:
        console.print(field("why", found.because))
    if found.contested_by:
        console.print(field("but", f"{', '.join(found.contested_by)} hold that it was not in force"))
    if found.only_with:
        console.print(field("if", f"the other side is {' or '.join(found.only_with)}"))
    if row.ended:
        console.print(field("ended", f"its last known end, {row.ends}, has passed: find out whether it goes on"))


def _paper(paper: Paper) -> str:
    """A reference in a line."""
    from communique.record.spans import span

    items = ", ".join(paper.covers) + (f", without {', '.join(paper.left_out)}" if paper.left_out else "")
    days = span(paper.since, paper.until) if paper.since or paper.until else ""
    told = "; ".join(part for part in (items, days) if part)
    again = "; over a year ago: check it again" if paper.stale else ""
    return f"{paper.told}{f': {told}' if told else ''}. {paper.checked}{again}"
