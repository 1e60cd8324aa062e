"""The codebook of an export: what is in it, column by column and value by value, with licence and versions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from communique.export.columns import Column, Table
from communique.export.escape import for_markdown
from communique.export.hold import Stamp, Tally
from communique.export.meanings import CODES, MEANINGS

_LICENCE_NAME = re.compile(r"[-A-Za-z0-9._]+")
_TYPES = {"list": "string"}
"""Kinds that Frictionless knows by another name."""


def described(table: Table) -> dict[str, Any]:
    """A table and its columns in words, for JSON."""
    return {
        "name": table.name,
        "row": table.told,
        "columns": [
            {"name": c.name, "type": c.kind, "told": c.told, **({"values": c.values} if c.values else {})}
            for c in table.columns
        ],
    }


def value_lists(tables: Iterable[Table]) -> dict[str, Mapping[str, str]]:
    """The lists of values that columns of tables refer to."""
    names = dict.fromkeys(c.values for t in tables for c in t.columns if c.values)
    return {name: MEANINGS[name] for name in names}


def about(
    stamp: Stamp, told: str, tables: Sequence[Table], tally: Tally | None = None, notes: Sequence[str] = ()
) -> dict[str, Any]:
    """What stands beside or inside an export.

    Args:
        stamp: versions and licence.
        told: what the export is, in one sentence.
        tables: its tables.
        tally: what was written, where that is known.
        notes: what a reader must know beside the columns.
    """
    return {
        "about": told,
        **asdict(stamp),
        **({"rows": dict(tally.rows)} if tally else {}),
        **({"left_out": dict(tally.left_out)} if tally and tally.left_out else {}),
        **({"notes": list(notes)} if notes else {}),
        "codes": CODES,
        "contents": [described(t) for t in tables],
        "values": value_lists(tables),
    }


def write_json(path: Path, value: Any) -> None:
    """Write an indented JSON file."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def datapackage(stamp: Stamp, tables: Sequence[Table], tally: Tally, *, guarded: bool) -> dict[str, Any]:
    """The description of CSV files that Frictionless tools read.

    Args:
        stamp: versions and licence.
        tables: the tables, each a file of its name.
        tally: rows of each.
        guarded: whether text that looks like a formula has "'" before it.
    """
    known = _LICENCE_NAME.fullmatch(stamp.licence)
    return {
        "profile": "tabular-data-package",
        "name": "communique-export",
        "title": f"Events and claims of the record {stamp.record}, version {stamp.version}",
        "version": stamp.version,
        "created": stamp.created,
        "licenses": [{"name": stamp.licence} if known else {"name": "other", "title": stamp.licence}],
        "description": CODES,
        "communique": {
            **asdict(stamp),
            "lists": "cells of lists hold parts with “; ” between them; a semicolon inside a part was made a comma",
            "formulas": "text that a spreadsheet would run has an apostrophe before it" if guarded else "unguarded",
            "values": value_lists(tables),
        },
        "resources": [_resource(t, tables, tally) for t in tables],
    }


def _resource(table: Table, tables: Sequence[Table], tally: Tally) -> dict[str, Any]:
    """One CSV file."""
    names = {t.name for t in tables}
    references = {c: r.split(".") for c, r in table.refers if r.split(".")[0] in names}
    keys = [
        {"fields": column, "reference": {"resource": other, "fields": field}}
        for column, (other, field) in references.items()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.told,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": tally.rows.get(f"{table.name}.csv", 0),
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(c) for c in table.columns],
            "missingValues": [""],
            **({"primaryKey": list(table.key)} if table.key else {}),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    """One column for Frictionless."""
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, column.kind),
        "description": column.told,
    }
    if column.values:
        field["constraints"] = {"enum": list(MEANINGS[column.values])}
    return field


def codebook_rows(tables: Sequence[Table]) -> Iterator[tuple[str, str, str, str]]:
    """The codebook as rows: table, column or list, type or value, meaning."""
    for table in tables:
        yield table.name, "", "", f"One row is {table.told}."
        for column in table.columns:
            yield table.name, column.name, column.kind, column.told
    for name, values in value_lists(tables).items():
        for value, meaning in values.items():
            yield "values", name, value, meaning


def markdown(tables: Sequence[Table], level: int = 2) -> str:
    """The codebook as Markdown.

    Args:
        tables: the tables.
        level: of the headings.
    """
    marks, lines = "#" * level, list[str]()
    for table in tables:
        lines += [f"{marks} {table.name}", "", f"One row is {table.told}.", "", "| column | type | meaning |"]
        lines += ["|---|---|---|"]
        lines += [f"| `{c.name}` | {c.kind} | {c.told}{_values_of(c)} |" for c in table.columns]
        lines += [""]
    return "\n".join(lines)


def _values_of(column: Column) -> str:
    """Where the values of a column are explained."""
    return f" (values: *{column.values}*)" if column.values else ""


def values_markdown(tables: Sequence[Table], level: int = 2) -> str:
    """The lists of values as Markdown, each a table."""
    lines = list[str]()
    for name, values in value_lists(tables).items():
        lines += [f"{'#' * level} Values of {name}", "", "| value | meaning |", "|---|---|"]
        lines += [f"| `{value}` | {meaning} |" for value, meaning in values.items()]
        lines += [""]
    return "\n".join(lines)


def stamp_markdown(stamp: Stamp) -> str:
    """Versions and licence as Markdown lines."""
    return "\n".join(f"- {name}: {for_markdown(str(value))}" for name, value in asdict(stamp).items())
