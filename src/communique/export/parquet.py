"""Parquet files with typed columns and lists, written by DuckDB."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from communique.export.codebook import described, value_lists
from communique.export.columns import Cell, Column, Table, pour
from communique.export.extras import needed
from communique.export.hold import Hold, Options, Stamp, Tally
from communique.export.spreadsheets import TABLES

_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

LARGEST_ROW = 256 * 2**20
"""Bytes of one row that DuckDB reads; a claim holds one sentence, so this is far more than any has."""


def write_parquet(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A folder of Parquet files, each with codebook, licence and versions in its metadata.

    Rows go to JSON lines first and from there to Parquet, so that memory does not grow with the record.

    Raises:
        MissingExtra: DuckDB is not installed.
    """
    duckdb = needed("duckdb", "tables", "writing Parquet")
    with TemporaryDirectory(dir=out) as folder:
        lines = {t.name: Path(folder, f"{t.name}.jsonl") for t in TABLES}
        with ExitStack() as stack:
            streams = {n: stack.enter_context(p.open("w", encoding="utf-8", newline="\n")) for n, p in lines.items()}
            counts = pour(hold, TABLES, lambda table, cells: streams[table.name].write(_line(table, cells)))
        # the database stays in memory and fetches no extension
        with duckdb.connect(
            config={"autoinstall_known_extensions": "false", "preserve_insertion_order": "true"}
        ) as base:
            for table in TABLES:
                _convert(base, table, lines[table.name], out / f"{table.name}.parquet", stamp)
    return Tally({f"{name}.parquet": count for name, count in counts.items()})


def _line(table: Table, cells: list[Cell]) -> str:
    """A row as JSON, lists as lists."""
    values = {c.name: _value(c, v) for c, v in zip(table.columns, cells, strict=True)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _value(column: Column, cell: Cell) -> Any:
    """A cell for JSON; a date that is no whole day has no place in a column of days."""
    if column.kind == "date" and not (isinstance(cell, str) and _DAY.fullmatch(cell)):
        return None
    if isinstance(cell, float) and (cell != cell or abs(cell) == float("inf")):  # noqa: PLR0124
        return None
    return list(cell) if isinstance(cell, tuple) else cell


def _convert(base: Any, table: Table, lines: Path, out: Path, stamp: Stamp) -> None:
    """One file of JSON lines to Parquet."""
    columns = ", ".join(f"{_quoted(c.name)}: '{_TYPES[c.kind]}'" for c in table.columns)
    metadata = {f"communique.{name}": str(value) for name, value in asdict(stamp).items()} | {
        "communique.columns": json.dumps(described(table), ensure_ascii=False),
        "communique.values": json.dumps(value_lists((table,)), ensure_ascii=False),
    }
    pairs = ", ".join(f"{_quoted(k)}: {_literal(v)}" for k, v in metadata.items())
    command = (
        f"COPY (SELECT * FROM read_json({_literal(str(lines))}, format = 'newline_delimited', "  # noqa: S608 - all literals are escaped
        f"maximum_object_size = {LARGEST_ROW}, columns = {{{columns}}})) "
        f"TO {_literal(str(out))} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{pairs}}})"
    )
    try:
        base.execute(command)
    except needed("duckdb", "tables", "writing Parquet").Error as error:
        raise OSError(f"DuckDB says {str(error).splitlines()[0]}") from None


def _literal(text: str) -> str:
    """A string of SQL."""
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    """A name of SQL."""
    return '"' + name.replace('"', '""') + '"'
