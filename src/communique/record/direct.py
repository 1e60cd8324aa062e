"""Statements that every document takes, straight on the driver.

SQLAlchemy builds, compiles and wraps each statement: 60 to 160 µs on SQLite, of which the driver itself takes 3 (a row of a small
table in memory). A document takes some thirty. They run on the same connection and in the same transaction; what is asked seldom
goes the usual way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

Cells = tuple[Any, ...]

A_TIME = 512
"""Numbers in one list of a statement, or rows."""

MOST_AT_ONCE = 32
"""Look-ups in one statement of SQLite. One alone costs 9 µs, of which the index takes 2; of 32 each costs 4."""


class Direct:
    """The driver's own connection, while a transaction is open on it. Values are question marks in a statement.

    Attributes:
        sqlite: whether it is a file.
    """

    __slots__ = ("_raw", "sqlite")

    def __init__(self, connection: Connection) -> None:
        """Take the driver's connection.

        Args:
            connection: of the transaction.
        """
        self._raw: Any = connection.connection.driver_connection
        self.sqlite = connection.dialect.name == "sqlite"

    def rows(self, told: str, *values: Any) -> list[Cells]:
        """The rows that a statement gives."""
        found: list[Cells] = self._raw.execute(told if self.sqlite else _percent(told), values).fetchall()
        return found

    def among(self, told: str, numbers: Sequence[int]) -> Iterator[Cells]:
        """The rows that a statement with `in (*)`, once or more often, gives for some numbers, `A_TIME` of them at once."""
        times = told.count("(*)")
        for start in range(0, len(numbers), A_TIME):
            part = list(numbers[start : start + A_TIME])
            if self.sqlite:
                # a list of as many as the next power of two: few different statements, which the driver knows already
                size = 1 << (len(part) - 1).bit_length()
                yield from self._raw.execute(_listed(told, size), (*part, *part[-1:] * (size - len(part))) * times)
            else:
                yield from self._raw.execute(_any(told), [part] * times)

    def latest(self, told: tuple[str, str], keys: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """What an index has under some keys, the last of each.

        Args:
            told: the two forms of the statement, by `latest`.
            keys: one look-up each, so that a key under which half the world stands cannot crowd out others.
        """
        if not self.sqlite:
            yield from self._raw.execute(told[1], (list(keys),))
            return
        wanted = list(keys)
        for start, size in _parts(len(wanted), MOST_AT_ONCE):
            for place, value in self._raw.execute(_all_of(told[0], size), wanted[start : start + size]):
                yield wanted[start + place], value

    def run(self, told: str, many: Sequence[Cells]) -> None:
        """Run a statement for each of some rows of values."""
        if many:
            self._raw.cursor().executemany(told if self.sqlite else _percent(told), many)

    def put(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, each with all columns of the table."""
        if not rows:
            return
        told, marks, cells = _insert(table)
        values = [cells(row) for row in rows]
        if self.sqlite:
            self.run(told + marks, values)
            return
        for start, size in _parts(len(values), A_TIME):
            part = [cell for row in values[start : start + size] for cell in row]
            self._raw.execute(_percent(told + ", ".join([marks] * size)), part)

    def together(self) -> AbstractContextManager[Any]:
        """Statements within it are sent to a server without waiting for the answer to each; none of them gives rows."""
        return nullcontext() if self.sqlite else self._raw.pipeline()

    def numbers(self, *tables: str) -> Cells:
        """The numbers after the last ones of some tables; only the one writer may ask."""
        return self.rows("select " + ", ".join(f"(select coalesce(max(id), 0) + 1 from {t})" for t in tables))[0]  # noqa: S608 - names


def latest(
    table: str, key: str, kind: str, value: str, order: str, most: int, only: str = "", *, up: bool = False
) -> tuple[str, str]:
    """The two forms of a statement for `Direct.latest`.

    Args:
        table: its name.
        key: column of the keys, by which and by `order` the table has an index.
        kind: its type on a server.
        value: column of the values.
        order: column whose highest values are taken.
        most: how many of each key.
        only: a condition for the rows.
        up: the lowest instead.
    """
    which = f"{' and ' + only if only else ''} order by {order} {'asc' if up else 'desc'} limit {most}"
    one = f"select {{}}, {value} from {table} where {key} = ?{which}"  # noqa: S608 - names
    of = f"select {value} from {table} where {key} = k.k{which}"  # noqa: S608
    return one, f"select k.k, v.{value} from unnest(%s::{kind}[]) as k(k) cross join lateral ({of}) v"  # noqa: S608


def _parts(count: int, most: int) -> Iterator[tuple[int, int]]:
    """Start and size of parts, each the greatest power of two that is left: few different statements, which the database knows already."""
    start = 0
    while start < count:
        size = min(most, 1 << (count - start).bit_length() - 1)
        yield start, size
        start += size


@cache
def _all_of(one: str, size: int) -> str:
    """Several look-ups of `latest` in one statement, each with its place."""
    return " union all ".join(f"select * from ({one.format(place)})" for place in range(size))  # noqa: S608 - numbers


@cache
def _percent(told: str) -> str:
    """A statement as the driver of PostgreSQL wants it."""
    return told.replace("?", "%s")


@cache
def _listed(told: str, size: int) -> str:
    """A statement with a list of values."""
    return told.replace("(*)", f"({', '.join('?' * size)})")


@cache
def _any(told: str) -> str:
    """A statement with one value that is a list."""
    return told.replace("in (*)", "= any(%s)")


@cache
def _insert(table: Table) -> tuple[str, str, Any]:
    """The statement that inserts rows, the marks for each of them, and what takes the values of one from a mapping."""
    names = [c.name for c in table.c]
    into = ", ".join(f'"{name}"' for name in names)
    return f"insert into {table.name} ({into}) values ", f"({', '.join('?' * len(names))})", itemgetter(*names)  # noqa: S608 - names
