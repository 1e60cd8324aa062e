"""`communique lists`: a name looked up in lists of names, what a file of names holds, and judgements that somebody is not on them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from communique.cli_ask import FORMAT, Form
from communique.cli_failing import BAD_INPUT, failing, tell
from communique.cli_record import At

if TYPE_CHECKING:
    from rich.console import Console

    from communique.watch.candidate import Candidate, NotSame, Party
    from communique.watch.looking import Loaded
    from communique.watch.namesakes import Judged

app = typer.Typer(
    help="Lists of names that you bring: who on them a name may mean, and judgements that it is somebody else. "
    "A name alone confirms nobody.",
    no_args_is_help=True,
)

LISTS = Annotated[
    list[str] | None,
    typer.Option(
        "--list",
        metavar="[NAME=]FILE",
        help="A list: the UN consolidated list (XML) or FollowTheMoney (JSON lines); may be given again.",
    ),
]
YENTE = Annotated[
    list[str] | None,
    typer.Option(
        metavar="[NAME=]URL[#DATASET]",
        help="A list that is a service of OpenSanctions; the names that are looked for are sent to it.",
    ),
]
PRIVATE = Annotated[
    bool, typer.Option("--allow-private", help="The service may be on this machine or in a private network.")
]
COUNTRY = Annotated[str | None, typer.Option(help="Country of the party: PRK, or 'North Korea'.")]
WHO = Annotated[str, typer.Option(envvar="COMMUNIQUE_USER", help="Your name.")]
WHY = Annotated[str, typer.Option(help="The reason, in words, and where it can be looked up.")]


class Kind(StrEnum):
    """What a party is."""

    person = "person"
    body = "body"


@app.command()
@failing
def match(
    name: Annotated[str, typer.Argument(help="The name as reports have it, with or without titles.")],
    lists: LISTS = None,
    yente: YENTE = None,
    country: COUNTRY = None,
    day: Annotated[str | None, typer.Option(help="Day (2024-05-14) for which to tell who was listed.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Look for persons or bodies only.")] = None,
    record: Annotated[
        str | None,
        typer.Option(
            "--record", envvar="COMMUNIQUE_RECORD", help="Leave out who is judged in this record not to be the same."
        ),
    ] = None,
    allow_private: PRIVATE = False,
    format: FORMAT = Form.text,
) -> None:
    """Tell who on lists a name may mean, how like the names are, and what is missing to be sure."""
    from communique.errors import BadRequest
    from communique.pipeline import iso_date
    from communique.watch.candidate import Party
    from communique.watch.looking import load_lists

    if not name.strip():
        raise BadRequest("NAME", "is empty")
    if not lists and not yente:
        raise BadRequest("--list", "is missing; give a file, or a service with --yente")
    party = Party(name, _code(country), kind=kind.value if kind else None, day=iso_date(day, "--day"))
    judged = _judgements(record) if record else ()
    loaded = load_lists(lists or (), yente or (), allow_private=allow_private, environ=os.environ)
    wrong: list[Exception] = list(loaded.broken)
    found = list(_found(loaded, party, wrong))
    for error in wrong:
        tell(error)
    _print_candidates(found, party, judged, format, whole=not wrong)
    raise typer.Exit(BAD_INPUT if wrong else 0)


def _found(loaded: Loaded, party: Party, wrong: list[Exception]) -> Iterator[tuple[str, Candidate]]:
    """Candidates of each list; what a service has against it goes to what is wrong."""
    from communique.errors import UnreadableSource
    from communique.watch.looking import MOST_NEAR, indexed
    from communique.watch.matching_names import match as matched
    from communique.watch.yente import ask_yente

    for name, ready in indexed(loaded.lists).items():
        yield from ((name, candidate) for candidate in matched(ready, party, MOST_NEAR))
    for name, service in loaded.services.items():
        try:
            yield from ((name, candidate) for candidate in ask_yente(service, [party])[0])
        except UnreadableSource as error:
            wrong.append(error)


def _print_candidates(
    found: Sequence[tuple[str, Candidate]], party: Party, judged: Sequence[NotSame], format: Form, *, whole: bool
) -> None:
    """Print candidates, the likest first, without those that are judged; and in words that there is none, or how many are left out."""
    from communique.watch.candidate import without

    kept = {id(c) for c in without((c for _, c in found), judged, party)}
    left = sorted((pair for pair in found if id(pair[1]) in kept), key=lambda pair: -pair[1].score)
    _print([_values(name, candidate, party.day) for name, candidate in left], format, _show_candidate)
    if format is Form.text and len(left) < len(found):
        typer.echo(
            f"left out: {len(found) - len(left)}, judged not to be the same (communique lists judgements)", err=True
        )
    if format is Form.text and not left and whole:
        typer.echo("nobody on these lists has a name like it; somebody who goes by another name is not found", err=True)


@app.command()
@failing
def show(
    file: Annotated[Path, typer.Argument(help="The list, as --list takes it.")],
    format: FORMAT = Form.text,
) -> None:
    """Tell what a file of names is: of which day, how that is known, how many are in it, what is left out."""
    from communique.watch.lists import load_list

    names = load_list(file)
    kinds = Counter(entry.kind for entry in names.entries)
    values = {
        "name": names.name,
        "path": names.path,
        "sha256": names.sha256,
        "snapshot": names.snapshot,
        "because": names.because,
        "entries": len(names.entries),
        "kinds": [f"{count} {kind}" for kind, count in sorted(kinds.items())],
        "left_out": list(names.left_out),
    }
    _print([values], format, _show_list)


@app.command("not-same")
@failing
def not_same(
    name: Annotated[str, typer.Argument(help="The name as reports have it.")],
    entry: Annotated[str, typer.Argument(help="Identifier of the entry, as `lists match` tells it.")],
    record: At,
    country: Annotated[
        str | None, typer.Option(help="Only of parties of this country: PRK, or 'North Korea'; of any, if not given.")
    ] = None,
    who: WHO = "",
    why: WHY = "",
) -> None:
    """Judge that a party of reports is not an entry of a list. It sticks: for this name, in every later issue of the list."""
    from communique.cli_record import user
    from communique.record.record import Record
    from communique.watch import namesakes

    with Record(record) as kept:
        made = namesakes.add(kept, name, entry, who=who or user(), why=why, where=country)
    _tell_judged(made)


@app.command()
@failing
def judgements(record: At, format: FORMAT = Form.text) -> None:
    """List the judgements on names, with those that were taken back."""
    from communique.record.record import Record
    from communique.watch import namesakes

    with Record(record) as kept:
        found = namesakes.judged(kept)
    _print([asdict(j) for j in found], format, _show_judged, blank=False)
    if format is Form.text and not found:
        typer.echo("nothing is judged", err=True)


@app.command()
@failing
def undo(
    number: Annotated[str, typer.Argument(metavar="N", help="The judgement: N3.")],
    record: At,
    who: WHO = "",
    why: WHY = "",
) -> None:
    """Take a judgement on a name back. Both stay in the record."""
    from communique.cli_record import user
    from communique.record.record import Record
    from communique.watch import namesakes

    with Record(record) as kept:
        made = namesakes.undo(kept, number, who=who or user(), why=why)
    _tell_judged(made)


def _code(name: str | None) -> str | None:
    """Code of a country.

    Raises:
        BadRequest: no table knows it.
    """
    from communique.errors import BadRequest
    from communique.watch.listed import country

    if name is None:
        return None
    code = country(name)
    if code is None:
        raise BadRequest("--country", f"no table knows a country {name!r}; write PRK, or 'North Korea'")
    return code


def _judgements(record: str) -> tuple[NotSame, ...]:
    """The judgements of a record that stand."""
    from communique.record.record import Record
    from communique.watch.namesakes import judgements as standing

    with Record(record) as kept:
        return standing(kept)


def _values(name: str, candidate: Candidate, day: str | None) -> dict[str, Any]:
    """A candidate as JSON has it."""
    entry = candidate.listed
    return {
        "list": name,
        "snapshot": candidate.snapshot,
        "entry": entry.id,
        "score": candidate.score,
        "name": candidate.name,
        "because": candidate.because,
        "missing": list(candidate.missing),
        "day": day,
        "listed_then": candidate.listed_then,
        "listed_on": entry.listed_on,
        "listed_as": entry.name,
        "kind": entry.kind,
        **{n: list(getattr(entry, n)) for n in ("aliases", "weak", "countries", "born", "programmes", "topics")},
        **{n: getattr(entry, n) for n in ("reference", "wikidata", "line")},
    }


def _print(values: Sequence[dict[str, Any]], format: Form, show: Any, *, blank: bool = True) -> None:
    """Print values."""
    import sys

    from communique.listing import print_all

    print_all(values, format.value, sys.stdout, show=show, blank=blank)


_THEN = {True: "it was listed", False: "it was not listed yet", None: "whether it was listed the list cannot tell"}


def _show_candidate(found: dict[str, Any], console: Console) -> None:
    """Print a candidate for people."""
    from rich.text import Text

    from communique.terminal import field, line

    head = Text.assemble((f"{found['score']:<5g} ", "bold"), (line(found["listed_as"]), "bold"))
    what = ", ".join([found["kind"], *found["countries"], *([found["reference"]] if found["reference"] else [])])
    console.print(head.append(line(f"  {found['entry']}  {what}"), "dim"))
    console.print(
        field("list", f"{found['list']}, {_of(found['snapshot'])}; a snapshot, not the list as it stands today")
    )
    console.print(field("why", found["because"]))
    since = f"listed on {found['listed_on']}" if found["listed_on"] else "no day of listing is told"
    then = f"; on {found['day']} {_THEN[found['listed_then']]}" if found["day"] else ""
    console.print(field("since", since + then))
    for programme in ("programmes", "topics"):
        if found[programme]:
            console.print(field("under" if programme == "programmes" else "as", ", ".join(found[programme])))
    for missing in found["missing"]:
        console.print(field("lacks", missing))


def _of(snapshot: str | None) -> str:
    """The day of a list in words."""
    return f"as of {snapshot}" if snapshot else "of an unknown day"


def _show_list(found: dict[str, Any], console: Console) -> None:
    """Print a list for people."""
    from communique.terminal import escaped, field, line

    console.print(escaped(line(found["name"]), "bold"))
    console.print(field("file", f"{found['path']}, sha256 {found['sha256']}"))
    console.print(
        field("day", f"{_of(found['snapshot'])}: {found['because']}; a snapshot, not the list as it stands today")
    )
    console.print(
        field(
            "holds",
            f"{found['entries']} {'entry' if found['entries'] == 1 else 'entries'}: {', '.join(found['kinds'])}",
        )
    )
    for left in found["left_out"]:
        console.print(field("not", left))


def _show_judged(found: dict[str, Any], console: Console) -> None:
    """Print a judgement in one line."""
    from rich.text import Text

    from communique.terminal import line

    back = f"  (taken back by N{found['undone']})" if found["undone"] else ""
    whose = f" ({found['country']})" if found["country"] else ""
    what = f"“{found['name']}”{whose} is not {found['entry']}"
    told = f"takes back N{found['undoes']}" if found["undoes"] else what
    text = line(f"  {told}  {found['who']}: {found['why']}{back}")
    console.print(Text.assemble((f"N{found['id']}", "bold"), (f"  {found['at']}", "dim"), text))


def _tell_judged(made: Judged) -> None:
    """Tell what was written down."""
    from communique.terminal import line

    whose = f" ({made.country})" if made.country else ""
    back = f"takes back N{made.undoes}: " if made.undoes else ""
    may = "may be" if made.undoes else "is not"
    typer.echo(line(f"N{made.id} {back}“{made.name}”{whose} {may} {made.entry}"))
