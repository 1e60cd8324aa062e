"""Events, claims, documents and the like → text, JSON, JSON lines or CSV on a stream."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any, TextIO

from pydantic import BaseModel
from rich.console import Console

from communique.export.columns import Table, flat, written
from communique.export.escape import guard

Show = Callable[[Any, Console], None]

_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that JSON may hold as they are, but that steer a terminal, turn the direction of writing or part lines."""


class _Paper(Console):
    """A console that leaves it to the caller what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Pass the error on."""
        raise BrokenPipeError


def print_all(
    values: Iterable[Any], form: str, stream: TextIO, *, show: Show, table: Table | None = None, blank: bool = True
) -> int:
    """Print values as they come.

    Args:
        values: what to print: pydantic models, dataclasses or mappings.
        form: text, json (an array), jsonl or csv.
        stream: where.
        show: prints one for people.
        table: columns of CSV; the fields of a flat value if None.
        blank: whether text has an empty line between two values.

    Returns:
        How many there were.
    """
    if form == "csv":
        return _print_csv(values, stream, table)
    if form == "text":
        return _print_text(values, stream, show, blank=blank)
    count = 0
    for count, value in enumerate(values, 1):
        if form == "jsonl":
            stream.write(_json(plain(value)) + "\n")
        else:
            stream.write(("[\n" if count == 1 else ",\n") + _json(plain(value), indent=1))
    if form == "json":
        stream.write("\n]\n" if count else "[]\n")
    return count


def _print_text(values: Iterable[Any], stream: TextIO, show: Show, *, blank: bool) -> int:
    """For people."""
    console, count = _Paper(file=stream, highlight=False), 0
    for value in values:
        if count and blank:
            console.print()
        show(value, console)
        count += 1
    return count


def _print_csv(values: Iterable[Any], stream: TextIO, table: Table | None) -> int:
    """One row a value, with headings even where there is no row."""
    rows, count = csv.writer(stream, lineterminator="\n"), 0
    if table is not None:
        rows.writerow([c.name for c in table.columns])
    for value in values:
        for item in table.rows(value) if table is not None else (value,):
            cells = table.row(item) if table is not None else [_cell(v) for v in plain(item).values()]
            if table is None and not count:
                rows.writerow(plain(item).keys())
            rows.writerow([guard(written(c)) if isinstance(c, (str, tuple)) else written(c) for c in cells])
            count += 1
    return count


def _cell(value: Any) -> Any:
    """A value in one cell."""
    if isinstance(value, (list, tuple)) and not any(isinstance(v, (list, tuple, dict)) for v in value):
        return flat(tuple(str(v) for v in value))
    return _json(value) if isinstance(value, (list, tuple, dict)) else value


def _json(value: Any, indent: int | None = None) -> str:
    """JSON that a terminal and a reader of lines take as it is; it says the same."""
    return _STEERING.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False, indent=indent))


def plain(value: Any) -> dict[str, Any]:
    """A value as JSON has it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "_asdict"):
        return dict(value._asdict())
    assert isinstance(value, Mapping)
    return dict(value)
