"""Invented reports for a small record, and the command line over it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

ACCRA = (
    "ACCRA (Coast Wire) - Ghanaian police arrested 12 protesters in Accra on Sunday, the interior ministry said. "
    "Residents said that officers had beaten two of the protesters near the market.\n"
)
HOSTILE_TITLE = "\x1b[2J[bold]Raid[/bold]\nE99     REPORTED     ASSAULT"
HOSTILE_PUBLISHER = "\u202eevil\x9b31m \x1b]0;x\x07Daily"

REPORTS: tuple[dict[str, str], ...] = (
    {
        "id": "met",
        "published": "2024-03-05",
        "publisher": "Harbour Times",
        "title": "Ministers meet",
        "url": "https://harbour.example/met",
        "text": "Kenyan Foreign Minister Ada Moro met her Ethiopian counterpart, Dawit Alemu, in Nairobi on Monday, "
        'the Kenyan foreign ministry said. Alemu said: "We have agreed to keep the border open to each trader."\n',
    },
    {
        "id": "talks",
        "published": "2024-03-06",
        "publisher": "Nile Post",
        "title": "Alemu in talks",
        "text": "Ethiopia's foreign minister, Dawit Alemu, held talks with Kenyan Foreign Minister Ada Moro in Nairobi on "
        'Monday, a spokesman said. "We agreed to keep the border open to every trader", Alemu said.\n',
    },
    {
        "id": "rifles",
        "published": "2024-04-10",
        "publisher": "Harbour Times",
        "title": "=HYPERLINK(1)",
        "text": "North Korea shipped 5,000 rifles to Russia last week, the South Korean defence ministry said on Tuesday.\n",
    },
    {
        "id": "denial",
        "published": "2024-04-11",
        "publisher": "Nile Post",
        "title": "Denial",
        "text": "North Korea denied on Wednesday that it had shipped 5,000 rifles to Russia last week.\n",
    },
    {
        "id": "plan",
        "published": "2024-05-02",
        "publisher": "Harbour Times",
        "title": "Visit planned",
        "text": "Peruvian President Rosa Kern will visit Chile on 14 May, her office said.\n",
    },
    {
        "id": "visit",
        "published": "2024-05-15",
        "publisher": "Nile Post",
        "title": "Visit",
        "text": "Peruvian President Rosa Kern visited Chile on Tuesday, her office said.\n",
    },
    {"id": "wire", "published": "2024-05-20", "publisher": "Border Gazette", "title": "Raid", "text": ACCRA},
    {
        "id": "copy",
        "published": "2024-05-20",
        "publisher": HOSTILE_PUBLISHER,
        "title": HOSTILE_TITLE,
        "text": ACCRA,
    },
    {
        "id": "open plan",
        "published": "2024-05-21",
        "publisher": "Harbour Times",
        "title": "Okoro to go to Warsaw",
        "text": "Norwegian Foreign Minister Lena Okoro will visit Poland in June, the Norwegian foreign ministry said.\n",
    },
    {
        "published": "2024-05-24",
        "publisher": "Border Gazette",
        "title": "Miners",
        "url": "https://border.example/miners",
        "text": "Turkish police arrested 5 miners in Ankara on Thursday, the Turkish interior ministry said.\n",
    },
    {
        "published": "2024-05-24",
        "publisher": "Border Gazette",
        "title": "Miners",
        "url": "https://border.example/miners",
        "text": "Turkish police arrested 7 miners in Ankara on Thursday, the Turkish interior ministry said.\n",
    },
)
"""Two outlets on one meeting, a transfer with a quantity and its denial, a plan with its fulfilment and one without, a wire story and its
copy under a hostile title, and a page that was changed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and how it ended."""

    exit_code: int
    stdout: str
    stderr: str


Ask = Callable[..., Done]


def write(path: Path, *reports: dict[str, Any] | str) -> Path:
    """A file of JSON lines; a string is a line as it stands."""
    lines = [r if isinstance(r, str) else json.dumps(r) for r in reports]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@cache
def _program():
    """The command line; to make it takes longer than most commands."""
    from communique.cli import app

    return get_command(app)


def command(record: Path | None, *args: object, stdin: str | None = None, **env: str) -> Done:
    """A command over a record, run in this process with 160 columns; a traceback fails the test."""
    known = {"COLUMNS": "160", "COMMUNIQUE_RECORD": str(record) if record else None, "COMMUNIQUE_USER": "Ada", **env}
    code: object = 0
    with CliRunner().isolation(input=stdin, env=known) as (out, err, *_):
        try:
            _program().main(args=[str(a) for a in args], prog_name="communique")
        except SystemExit as end:
            code = end.code
        sys.stdout.flush()
        sys.stderr.flush()
        return Done(int(str(code or 0)), out.getvalue().decode(), err.getvalue().decode())
