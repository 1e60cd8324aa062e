"""The command line. No logic: each command passes its options on and prints what comes back."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from communique.cli_actors import app as actors
from communique.cli_ask import app as ask
from communique.cli_failing import BAD_INPUT, failing, tell
from communique.cli_hand import app as hand
from communique.cli_lists import app as lists
from communique.cli_record import app as record
from communique.cli_rules import app as rules
from communique.cli_watch import app as watch
from communique.errors import UnreadableSource
from communique.model import Report

app = typer.Typer(
    name="communique",
    help="Read news reports and keep a record: who did what to whom, according to whom, and how it stands.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

app.add_typer(actors, name="actors")
app.add_typer(record)
app.add_typer(ask)
app.add_typer(hand)
app.add_typer(rules, name="rules")
app.add_typer(watch)
app.add_typer(lists, name="lists")


class Format(StrEnum):
    """How records are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


@app.callback()
def main() -> None:
    """Read news reports and keep a record: who did what to whom, according to whom, and how it stands."""


@app.command()
def version() -> None:
    """Print the versions of communique and of its reader."""
    from communique import __version__
    from communique.reading.reader import load_reader

    typer.echo(f"communique {__version__}, reader {load_reader().version}")


@app.command()
@failing
def read(
    sources: Annotated[
        list[str], typer.Argument(help="Text, HTML or JSON lines files, http(s) URLs, or - for standard input.")
    ],
    published: Annotated[
        str | None, typer.Option(help="Publication date (2023-09-14), from which 'on Wednesday' is counted.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Headline.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    format: Annotated[
        Format, typer.Option(help="text for people; json and jsonl in the codebook's format.")
    ] = Format.text,
    allow_private: Annotated[bool, typer.Option(help="Also fetch from this machine and private networks.")] = False,
    threads: Annotated[int, typer.Option(min=1, help="Documents read side by side.")] = os.cpu_count() or 1,
    weights: Annotated[Path | None, typer.Option(help="Folder of a reader other than the one that ships.")] = None,
    offices: Annotated[
        Path | None, typer.Option(help="Table of offices written by `actors update`, instead of the one that ships.")
    ] = None,
) -> None:
    """Read reports and print their events, in the order of the sources."""
    from communique.documents.sources import Given, open_sources
    from communique.documents.web import Limits
    from communique.grounding.offices import load_offices
    from communique.pipeline import iso_date, read_all
    from communique.reading.reader import load_reader

    given = Given(iso_date(published, "--published"), title, publisher, url)
    reader = load_reader(weights) if weights else load_reader()
    table = load_offices(offices) if offices else None
    documents = open_sources(sources, given, Limits(allow_private=allow_private))
    bad = _print(read_all(documents, reader=reader, threads=threads, offices=table), format, single=len(sources) == 1)
    raise typer.Exit(BAD_INPUT if bad else 0)


def _print(results: Iterator[Report | UnreadableSource], format: Format, *, single: bool) -> int:
    """Print reports as they come, errors to standard error; the number of errors."""
    from communique.printing import printer

    bad = 0
    write = printer(format.value, sys.stdout, single=single)
    for result in results:
        if isinstance(result, UnreadableSource):
            bad += 1
            tell(result)
        else:
            write.report(result)
    write.close()
    return bad
