"""The story of `watch/neighbours`, rightly read, and the commands of the watch over it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from alerted import add, reports
from desk import Done, command

from communique.record.record import Record

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal."""

DAY = ("--as-of", "2023-10-20")


def begin(path: Path) -> Path:
    """A record of three reports, which nobody has watched yet: a summit, a denial, shells."""
    with Record(path, create=True) as record:
        for day, report in enumerate(reports("n00", "n03", "n04"), 1):
            add(record, report, day)
    return path


def more(path: Path, *names: str) -> None:
    with Record(path) as record:
        for day, report in enumerate(reports(*names), 10):
            add(record, report, day)


def listed(path: Path, *args: str) -> list[dict[str, Any]]:
    done = command(path, "alerts", *args, "--format", "json", "--limit", 0)
    assert (done.exit_code, done.stderr) == (0, "")
    return json.loads(done.stdout)


def shells(path: Path) -> str:
    return next(a["id"] for a in listed(path) if a["items"] == ["arms.ammunition.artillery"])


def fails(done: Done, *words: str) -> None:
    """One line on standard error says what is wrong, and nothing is printed."""
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("communique: ")
    for word in words:
        assert word in line
