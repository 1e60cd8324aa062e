"""`communique add`, `reread`, `rebuild`, `migrate`, `backup`, `judge`, `judgements`: what goes into a record and how it is kept."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from communique.cli_failing import BAD_INPUT, failing, tell

if TYPE_CHECKING:
    from communique.errors import UnreadableSource
    from communique.model import Document
    from communique.record.record import Added

app = typer.Typer()

At = Annotated[
    str,
    typer.Option(
        "--record", envvar="COMMUNIQUE_RECORD", help="The record: a path, or postgresql://user@host/name for a team."
    ),
]
Threads = Annotated[int, typer.Option(min=1, help="Documents read side by side.")]
Weights = Annotated[Path | None, typer.Option(help="Folder of a reader other than the one that ships.")]
Offices = Annotated[
    Path | None, typer.Option(help="Table of offices written by `actors update`, instead of the one that ships.")
]
CORES = os.cpu_count() or 1


@app.command()
@failing
def add(
    sources: Annotated[
        list[str], typer.Argument(help="Text, HTML or JSON lines files, http(s) URLs, or - for standard input.")
    ],
    record: At,
    published: Annotated[
        str | None, typer.Option(help="Publication date (2023-09-14), from which 'on Wednesday' is counted.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Headline.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published it.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was published.")] = None,
    allow_private: Annotated[bool, typer.Option(help="Also fetch from this machine and private networks.")] = False,
    threads: Threads = CORES,
    weights: Weights = None,
    offices: Offices = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No line for each document.")] = False,
) -> None:
    """Read reports into a record. What the record has already is not read again; a changed page becomes a new version."""
    from communique.documents.sources import Given, open_sources
    from communique.documents.web import Limits
    from communique.grounding.offices import load_offices
    from communique.keeping import add_all
    from communique.pipeline import iso_date
    from communique.reading.reader import load_reader
    from communique.record.record import Record

    given = Given(iso_date(published, "--published"), title, publisher, url)
    table = load_offices(offices) if offices else None
    reader = load_reader(weights) if weights else load_reader()
    with Record(record, create=True) as kept:
        documents = _one_page(open_sources(sources, given, Limits(allow_private=allow_private)), url, title)
        results = add_all(kept, documents, reader=reader, threads=threads, offices=table)
        bad = _told(results, kept.name, quiet=quiet)
    raise typer.Exit(BAD_INPUT if bad else 0)


def _one_page(
    documents: Iterator[Document | UnreadableSource], url: str | None, title: str | None
) -> Iterator[Document | UnreadableSource]:
    """Documents, of which there may be only one where an address or a headline was given; looked at before any is kept."""
    from communique.errors import BadRequest

    if url is None and title is None:
        return documents
    first = list(islice(documents, 2))
    if len(first) > 1:
        raise BadRequest("--url" if url is not None else "--title", "names one page; give one source")
    return iter(first)


def _told(results: Iterator[Added | UnreadableSource], name: str, *, quiet: bool) -> int:
    """Tell what became of each document on standard error; the number of errors."""
    from communique.errors import UnreadableSource
    from communique.terminal import line

    counts: Counter[str] = Counter()
    claims = events = 0
    for result in results:
        if isinstance(result, UnreadableSource):
            counts["not read"] += 1
            tell(result)
            continue
        counts[result.what] += 1
        claims, events = claims + result.claims, events + result.founded
        if not quiet and result.because:
            typer.echo(line(f"D{result.document} {result.what}  {result.key}  {result.because}"), err=True)
        elif not quiet and result.what != "known":
            told = f"{result.claims} claims, {result.founded} new events, {result.joined} claims to known events"
            typer.echo(line(f"D{result.document} {result.what}  {result.key}  {told}"), err=True)
    documents = ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "no documents"
    typer.echo(f"{name}: {documents}; {claims} claims, {events} new events")
    return counts["not read"]


@app.command()
@failing
def reread(
    record: At,
    threads: Threads = CORES,
    weights: Weights = None,
    offices: Offices = None,
) -> None:
    """Read again what an older reader or older tables read; the old claims stay beside the new."""
    from communique.grounding.offices import load_offices
    from communique.keeping import reread_all, versions
    from communique.reading.reader import load_reader
    from communique.record.record import Record

    table = load_offices(offices) if offices else None
    with Record(record) as kept:
        reader = load_reader(weights) if weights else load_reader()
        already = kept.read_already(versions(reader, table))
        _told(reread_all(kept, reader=reader, threads=threads, offices=table), kept.name, quiet=False)
        typer.echo(f"{kept.name}: {already} documents had been read by this reader, with these tables, before")


@app.command()
@failing
def rebuild(record: At) -> None:
    """Derive all events again from documents, claims and judgements. Interrupted, it leaves all as it was."""
    from communique.record.record import Record

    with Record(record) as kept, _Bar("rebuilding") as step:
        done = kept.rebuild(step)
    typer.echo(f"{kept.name}: {done} steps played again")


class _Bar:
    """A bar on standard error while something long is done."""

    def __init__(self, told: str) -> None:
        from rich.progress import Progress

        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task(told, total=None)

    def __enter__(self) -> Callable[[int, int], None]:
        self._progress.start()
        return lambda done, total: self._progress.update(self._task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


@app.command()
@failing
def migrate(record: At) -> None:
    """Bring a record of an older communique to this one. Make a backup first."""
    from communique.record.connect import address, shown
    from communique.record.migrate import migrate as bring

    old, new = bring(record)
    typer.echo(
        f"{shown(address(record))}: {'is up to date' if old == new else f'brought from revision {old} to {new}'}"
    )


@app.command()
@failing
def backup(record: At, to: Annotated[Path, typer.Argument(help="The new file.")]) -> None:
    """Copy an SQLite record to a new file, also while others read and write it. (On a server, pg_dump does that.)"""
    from communique.record.record import Record

    with Record(record) as kept:
        kept.backup(to)
    typer.echo(f"{kept.name} → {to}")


@app.command()
@failing
def judge(
    verdict: Annotated[str, typer.Argument(help="same, different, wrong or undo.")],
    one: Annotated[str, typer.Argument(help="A claim (C57) or an event (E57); for undo a judgement (J3).")],
    record: At,
    other: Annotated[str | None, typer.Argument(help="The second one, for same and different.")] = None,
    who: Annotated[str, typer.Option(envvar="COMMUNIQUE_USER", help="Your name.")] = "",
    why: Annotated[str, typer.Option(help="The reason, in words.")] = "",
) -> None:
    """Overrule the record: two events are the same, two claims are different acts, a claim was read wrong. It sticks."""
    from communique.record.record import Record

    with Record(record) as kept:
        made = kept.judge(verdict, one, other, who=who or user(), why=why)
    for judgement in made:
        typer.echo(f"J{judgement.id} {judgement.verdict} {one} {other or ''}".rstrip())


def user() -> str:
    """Name of who is at work, as the system knows it."""
    from getpass import getuser

    from communique.errors import BadRequest

    try:
        return getuser()
    except (KeyError, ImportError, OSError):  # an account without a name, as in containers
        raise BadRequest("who", "the system does not know your name; say it with --who") from None
