"""`communique events`, `claims`, `show`, `search`, `changes`, `plans`, `documents`, `sample`, `runs`: asking a record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.cli_failing import failing
from communique.cli_filter import AS_OF, asking
from communique.cli_record import At
from communique.record.filter import Filter

if TYPE_CHECKING:
    from rich.console import Console

    from communique.export.columns import Table
    from communique.record.record import Record

app = typer.Typer()


class Form(StrEnum):
    """How a listing is printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


FORMAT = Annotated[Form, typer.Option("--format", help="text for people; json, jsonl and csv for programs.")]
LIMIT = Annotated[int, typer.Option(min=0, help="Most that are listed; 0 for all.")]
AFTER = Annotated[str | None, typer.Option(help="Where the page before ended, as it told.")]
GROUP = Annotated[
    str | None,
    typer.Option(
        help="Count by these, commas between: dyad, actor, recipient, month, year, day, label, status, type, mode, source, "
        "source.country, outlet, country, item, stage, state, side …"
    ),
]
COUNT = Annotated[str | None, typer.Option(help="Only count: events, claims, reports or origins.")]


@app.command()
@asking
def events(
    asked: Filter,
    record: At,
    group: GROUP = None,
    count: COUNT = None,
    order: Annotated[
        str, typer.Option(help="-published, published, -time, time, -added, added or -claims.")
    ] = "-published",
    limit: LIMIT = 20,
    after: AFTER = None,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """List the events of which one claim meets the filter, or count them by groups."""
    from communique.export.event_tables import EVENTS
    from communique.record import query
    from communique.record.record import Record
    from communique.terminal_record import show_event

    with Record(record) as kept:
        if group or count:
            _counts(kept, asked, group, count or "events", limit, format)
            return
        with kept.reading() as connection:
            page = query.events(connection, asked, order=order, limit=limit or None, after=after)
        print_values(kept.events(page.numbers), format, show_event, EVENTS)
        tell_more(page.total, len(page.numbers), page.cursor, "events")


@app.command()
@asking
def claims(
    asked: Filter,
    record: At,
    group: GROUP = None,
    count: COUNT = None,
    order: Annotated[
        str, typer.Option(help="-published, published, -time, time, -added, added or source.")
    ] = "-published",
    limit: LIMIT = 20,
    after: AFTER = None,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """List the claims that meet the filter, each with its quotation, or count them by groups."""
    from communique.export.claim_tables import CLAIMS
    from communique.record import query
    from communique.record.record import Record
    from communique.terminal_record import show_claim

    with Record(record) as kept:
        if group or count:
            _counts(kept, asked, group, count or "claims", limit, format)
            return
        with kept.reading() as connection:
            page = query.claims(connection, asked, order=order, limit=limit or None, after=after)
        print_values(kept.claims(page.numbers), format, show_claim, CLAIMS)
        tell_more(page.total, len(page.numbers), page.cursor, "claims")


@app.command()
@failing
def show(
    number: Annotated[str, typer.Argument(help="An event (E57), a claim (C57) or a document (D12).")],
    record: At,
    text: Annotated[bool, typer.Option("--text", help="Also the text of a document.")] = False,
    format: FORMAT = Form.text,
) -> None:
    """Show everything about an event, a claim or a document, and what it rests on."""
    from communique.asking import whole
    from communique.record.record import Record

    with Record(record) as kept:
        found = whole(kept, number)
        print_values([found.values()], format, lambda _, console: found.show(console, text=text))


@app.command()
@failing
def search(
    words: Annotated[str, typer.Argument(help='Words, "phrases", prefix*, one OR other, -without.')],
    record: At,
    documents: Annotated[
        bool, typer.Option("--documents", help="In whole documents, not in the sentences of claims.")
    ] = False,
    best: Annotated[bool, typer.Option("--best", help="The likest first, not the latest.")] = False,
    limit: LIMIT = 20,
    after: AFTER = None,
    format: FORMAT = Form.text,
) -> None:
    """Find words in the sentences of claims, or in documents."""
    from communique.record.record import Record
    from communique.record.search import search as find
    from communique.terminal_record import show_hit

    with Record(record) as kept, kept.reading() as connection:
        found = find(
            connection,
            words,
            kind="documents" if documents else "claims",
            limit=limit or sys.maxsize,
            after=after,
            best=best,
        )
    print_values(found.hits, format, show_hit)
    if found.cursor and format is Form.text:
        typer.echo(f"\nmore: --after {found.cursor}", err=True)


@app.command()
@asking
def changes(
    asked: Filter,
    record: At,
    noted_since: Annotated[str | None, typer.Option(help="Day or time from which: 2023-09-08, 7d.")] = None,
    noted_until: Annotated[str | None, typer.Option(help="Day or time up to which.")] = None,
    limit: LIMIT = 100,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """What the record learned: new events, claims and origins, other labels and states, judgements."""
    from communique.asking import moment
    from communique.record import query
    from communique.record.record import Record
    from communique.terminal_record import show_change

    since = moment(noted_since, "noted-since", as_of)
    until = moment(noted_until, "noted-until", as_of, end=True)
    with Record(record) as kept, kept.reading() as connection:
        found = query.changes(connection, since, until, asked=asked, limit=limit or None)
    print_values(found, format, show_change, blank=False)


@app.command()
@asking
def plans(
    asked: Filter,
    record: At,
    due: Annotated[str | None, typer.Option(help="Planned for the next 60d, 3mo …")] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Their time is over, and nothing is known to have come of them.")
    ] = False,
    fulfilled: Annotated[bool, typer.Option("--fulfilled", help="A later event fulfils them.")] = False,
    cancelled: Annotated[bool, typer.Option("--cancelled", help="Called off.")] = False,
    postponed: Annotated[bool, typer.Option("--postponed", help="Moved to a later time.")] = False,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """Follow what is planned: what is due, what is overdue, what became of it and how many days after its time."""
    from communique.asking import plans as ask
    from communique.record.record import Record
    from communique.terminal_record import show_plan

    chosen = [n for n, on in (("due", due), ("overdue", overdue), ("fulfilled", fulfilled), ("cancelled", cancelled), ("postponed", postponed)) if on]  # fmt: skip
    assert as_of
    with Record(record) as kept:
        print_values(ask(kept, chosen, due, as_of, asked), format, show_plan)


@app.command()
@asking
def documents(
    asked: Filter,
    record: At,
    versions: Annotated[
        bool, typer.Option("--versions", help="With earlier versions of pages that were changed.")
    ] = False,
    limit: LIMIT = 50,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """List the documents whose claims meet the filter."""
    from communique.export.claim_tables import DOCUMENTS
    from communique.record import query
    from communique.record.record import Record
    from communique.terminal_record import show_entry

    with Record(record) as kept:
        with kept.reading() as connection:
            numbers = query.documents(connection, asked, versions=versions)
        wanted = numbers[: limit or None]
        by_number = {entry.id: entry for entry in kept.documents(wanted)}
        print_values((by_number[n] for n in wanted), format, show_entry, DOCUMENTS)
        tell_more(len(numbers), len(wanted), None, "documents")


@app.command()
@asking
def sample(
    asked: Filter,
    record: At,
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many claims.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same sample.")] = 1,
    format: FORMAT = Form.text,
    as_of: AS_OF = None,
) -> None:
    """Draw claims at random, for double coding."""
    from communique.export.claim_tables import CLAIMS
    from communique.record import query
    from communique.record.record import Record
    from communique.terminal_record import show_claim

    with Record(record) as kept:
        with kept.reading() as connection:
            numbers = query.sample(connection, asked, number, seed)
        print_values(kept.claims(numbers), format, show_claim, CLAIMS)


@app.command()
@failing
def judgements(record: At, format: FORMAT = Form.text) -> None:
    """List what people said: same, different, wrong, and what was taken back."""
    from communique.record.record import Record
    from communique.terminal_record import show_judgement

    with Record(record) as kept:
        print_values(kept.judgements(), format, show_judgement, blank=False)


@app.command()
@failing
def runs(
    record: At,
    since: Annotated[str | None, typer.Option(help="Day or time from which: 2023-09-08, 7d.")] = None,
    limit: LIMIT = 100,
    format: FORMAT = Form.text,
) -> None:
    """The log of `follow`: what was read, skipped and why, the latest first."""
    from communique.asking import moment
    from communique.cli_filter import today
    from communique.record.record import Record
    from communique.terminal_record import show_visit

    first = moment(since, "since", today())
    with Record(record) as kept:
        print_values(kept.visits(first, limit or None), format, show_visit, blank=False)


def _counts(kept: Record, asked: Filter, group: str | None, what: str, limit: int, format: Form) -> None:
    """Print counts by groups, or one count."""
    from communique.asking import counts
    from communique.terminal_record import show_count

    rows = counts(kept, asked, group, what, limit or None)
    print_values(rows, format, show_count, blank=False)


def print_values(
    values: Iterable[Any],
    form: Form,
    show: Callable[[Any, Console], None],
    table: Table | None = None,
    *,
    blank: bool = True,
) -> None:
    """Print values, or tell that there is none."""
    from communique.listing import print_all

    count = print_all(values, form.value, sys.stdout, show=show, table=table, blank=blank)
    if not count and form is Form.text:
        typer.echo("nothing in the record meets this", err=True)


def tell_more(total: int, shown: int, cursor: str | None, what: str) -> None:
    """Tell that there is more than was printed, on standard error: also who reads JSON has to know."""
    if shown < total:
        tail = f"; the next: --after {cursor}" if cursor else ""
        typer.echo(f"\n{shown} of {total} {what}; --limit 0 lists all{tail}", err=True)
