"""Tables as lists of columns: name, kind, what it means, and how its cell follows. The codebook of an export is made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from communique.export.hold import Hold

Cell = str | int | float | bool | tuple[str, ...] | None
"""A list is the only cell with parts; formats that have none join it by "; "."""

Kind = Literal["string", "integer", "number", "boolean", "date", "list"]
Source = Literal["events", "claims", "documents", "alerts"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: its heading.
        kind: string, integer, number, boolean, date (ISO 8601) or list (of strings).
        told: what it means.
        value: item of a row -> cell.
        values: name of the list of its values in `meanings.MEANINGS`, "" for none.
    """

    name: str
    kind: Kind
    told: str
    value: Callable[[Any], Cell]
    values: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what its rows are made from and its columns.

    Attributes:
        name: name of its file without the ending.
        told: what one row is.
        source: which iterable of a hold it is made from; a hold has no alerts, they are listed by themselves.
        rows: one event, claim or document -> the items of its rows.
        columns: in their order.
        key: columns that name a row, () where none do.
        refers: columns, each with the "table.column" that it refers to.
    """

    name: str
    told: str
    source: Source
    rows: Callable[[Any], Iterable[Any]]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str], ...] = ()

    def row(self, item: Any) -> list[Cell]:
        """The cells of an item."""
        return [column.value(item) for column in self.columns]


def pour(hold: Hold, tables: Sequence[Table], put: Callable[[Table, list[Cell]], object]) -> dict[str, int]:
    """Every row of tables, in one pass over each of the events, claims and documents.

    Args:
        hold: what is handed over.
        tables: which tables.
        put: takes each row.

    Returns:
        Table -> rows.
    """
    counts = {table.name: 0 for table in tables}
    for source in ("events", "claims", "documents"):
        of_it = [t for t in tables if t.source == source]
        if not of_it:
            continue
        for value in getattr(hold, source)():
            for table in of_it:
                for item in table.rows(value):
                    put(table, table.row(item))
                    counts[table.name] += 1
    return counts


def joined(parts: Iterable[str]) -> str:
    """The parts of a list in one cell, by "; "; a semicolon inside a part becomes a comma, so that the cell can be split.

    >>> joined(["Kim; Jong-un", "Putin"])
    'Kim, Jong-un; Putin'
    """
    return "; ".join(p.replace(";", ",") for p in parts)


def flat(cell: Cell) -> str | int | float | bool | None:
    """A cell without parts."""
    if isinstance(cell, tuple):
        return joined(cell) or None
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def written(cell: Cell) -> str:
    """A cell as text: "" for nothing, true and false, whole numbers without a point."""
    value = flat(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def field_column(name: str, kind: Kind, told: str, values: str = "", field: str = "") -> Column:
    """A column that is a field of its item, of the same name or of another."""
    return Column(name, kind, told, lambda item: getattr(item, field or name), values)


def numbered(letter: str, numbers: Iterable[int]) -> tuple[str, ...]:
    """Numbers as people see them: E57, C57, D12."""
    return tuple(f"{letter}{n}" for n in numbers)
