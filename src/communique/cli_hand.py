"""`communique export`, `brief`, `corrected`, `quotes`, `contradictions`, `origins`, `follow`: handing over, tracing, and reading feeds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from communique.cli_ask import FORMAT, Form, print_values
from communique.cli_failing import failing
from communique.cli_filter import AS_OF, asking
from communique.cli_record import At
from communique.record.filter import Filter

app = typer.Typer()

FORCE = Annotated[bool, typer.Option("--force", help="Replace an earlier export of this format.")]


@app.command()
@asking
def export(
    asked: Filter,
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="csv, xlsx, jsonl, parquet, geojson, graph, plover, gdelt, ftm, brief, labelstudio or evidence-log; docs/export.md tells what is in each.",
        ),
    ],
    out: Annotated[Path, typer.Argument(help="The file or folder to make.")],
    record: At,
    order: Annotated[
        str, typer.Option(help="Order of the events: time, -time, published, -published, added.")
    ] = "time",
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    no_guard: Annotated[
        bool, typer.Option("--no-guard", help="Leave text in CSV as it is, even where a spreadsheet would run it.")
    ] = False,
    denied: Annotated[bool, typer.Option("--denied", help="In PLOVER: keep what is only denied.")] = False,
    speculated: Annotated[bool, typer.Option("--speculated", help="In PLOVER: keep what is only speculated.")] = False,
    words: Annotated[int, typer.Option(min=40, help="Most words of a brief.")] = 300,
    licence: Annotated[str | None, typer.Option(help="Licence to state.")] = None,
    created: Annotated[
        str | None, typer.Option(help="Time to state, for exports that must be equal; now if not given.")
    ] = None,
    force: FORCE = False,
    as_of: AS_OF = None,
) -> None:
    """Write the events that meet the filter, with their claims and documents, for another tool."""
    from communique.export.hold import Options
    from communique.handing import hand_over
    from communique.record import query
    from communique.record.record import Record

    options = Options(bom=bom, guard=not no_guard, denied=denied, speculated=speculated, words=words)
    with Record(record) as kept:
        with kept.reading() as connection:
            page = query.events(connection, asked, order=order, limit=None)
        tally = hand_over(kept, page.numbers, form, out, options, licence=licence, created=created, force=force)
    for name, rows in tally.rows.items():
        told = out / name if out.is_dir() else out if name == out.name else f"{out} {name}"
        typer.echo(f"{told}: {rows:,}")
    for reason, number in tally.left_out.items():
        typer.echo(f"left out, {reason}: {number:,}", err=True)


@app.command()
@failing
def brief(
    events: Annotated[list[str], typer.Argument(help="Events: E57 E60.")],
    record: At,
    words: Annotated[int, typer.Option(min=40, help="Most words, footnotes not counted.")] = 200,
) -> None:
    """Print a brief on events in Markdown, every sentence with footnotes to quotations."""
    import tempfile

    from communique.export.hold import Options
    from communique.handing import hand_over
    from communique.record.record import Record
    from communique.record.reference import reference

    with Record(record) as kept, tempfile.TemporaryDirectory() as folder:
        numbers = [kept.event(e).id for e in events if reference(e, "E")]
        out = Path(folder, "brief.md")
        hand_over(kept, numbers, "brief", out, Options(words=words))
        typer.echo(out.read_text(encoding="utf-8"), nl=False)


@app.command()
@failing
def corrected(
    tasks: Annotated[Path, typer.Argument(help="Export of Label Studio, JSON.")],
    predictions: Annotated[
        bool, typer.Option("--predictions", help="Take what was read where nobody corrected it.")
    ] = False,
) -> None:
    """Turn corrected Label Studio tasks into gold records in the codebook's format, one a line."""
    import json

    from communique.export.read_back import read_tasks

    for gold in read_tasks(tasks, predictions=predictions):
        typer.echo(json.dumps(gold, ensure_ascii=False))


@app.command()
@asking
def quotes(
    asked: Filter,
    record: At,
    like: Annotated[
        str | None, typer.Option(help="Words of a quotation: where do they come from, and in what forms?")
    ] = None,
    most_words: Annotated[
        int | None, typer.Option(min=1, help="Without --like: quoted scraps of so many words at most.")
    ] = None,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """Trace a quotation through its variants; or list quoted scraps with the fuller quotations that hold them."""
    from communique.record import quotes as tracing
    from communique.record.record import Record
    from communique.terminal_tracing import show_scrap, show_variant

    with Record(record) as kept, kept.reading() as connection:
        if like is not None:
            print_values(tracing.quotes(connection, like, asked), format, show_variant)
        else:
            print_values(tracing.scraps(connection, asked, most_words=most_words), format, show_scrap)


@app.command()
@asking
def contradictions(
    asked: Filter,
    record: At,
    across: Annotated[bool, typer.Option("--across", help="Whoever affirms and denies, not only one holder.")] = False,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """List events that one holder affirms and denies, or with --across one holder affirms and another denies."""
    from communique.record import standing
    from communique.record.record import Record
    from communique.terminal_tracing import show_contradiction

    with Record(record) as kept, kept.reading() as connection:
        print_values(standing.contradictions(connection, asked, across=across), format, show_contradiction)


@app.command()
@asking
def origins(
    asked: Filter,
    record: At,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """Show the claims that meet the filter by origin: who stands behind them, in which texts and copies."""
    from communique.record import standing
    from communique.record.record import Record
    from communique.terminal_tracing import show_origin

    with Record(record) as kept, kept.reading() as connection:
        print_values(standing.origin_tree(connection, asked), format, show_origin)


@app.command()
@failing
def follow(
    feeds: Annotated[Path, typer.Argument(help="List of feeds, YAML (docs/record.md has the form).")],
    record: At,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due and end.")] = False,
    since: Annotated[str | None, typer.Option(help="No article published before this day.")] = None,
    allow_private: Annotated[bool, typer.Option(help="Also fetch from this machine and private networks.")] = False,
) -> None:
    """Poll RSS and Atom feeds politely and read what is new, until it is stopped; `runs` shows its log."""
    import sys

    from rich.console import Console

    from communique.documents.feeds import load_feeds
    from communique.documents.web import Limits
    from communique.following import follow as go
    from communique.pipeline import iso_date
    from communique.record.record import Record
    from communique.terminal_record import show_visit

    listed, first = load_feeds(feeds), iso_date(since, "--since")
    console = Console(file=sys.stderr, highlight=False)
    with Record(record, create=True) as kept:
        for visit in go(kept, listed, once=once, since=first, limits=Limits(allow_private=allow_private)):
            show_visit(visit, console)
