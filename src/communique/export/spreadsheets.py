"""CSV with its description, the log of evidence, and Excel workbooks."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from communique.errors import BadRequest
from communique.export.claim_tables import CLAIMS, DOCUMENTS, EVIDENCE
from communique.export.codebook import (
    codebook_rows,
    datapackage,
    markdown,
    stamp_markdown,
    values_markdown,
    write_json,
)
from communique.export.columns import Cell, Table, flat, pour, written
from communique.export.escape import clip, for_xml, guard
from communique.export.event_tables import EVENTS, GOODS, LINKS, PARTIES, PLACES
from communique.export.extras import needed
from communique.export.hold import Hold, Options, Stamp, Tally

TABLES: tuple[Table, ...] = (EVENTS, CLAIMS, DOCUMENTS, PARTIES, GOODS, PLACES, LINKS)
"""The tables of CSV and Parquet, the two that everybody opens first."""

SHEETS: tuple[Table, ...] = (EVENTS, CLAIMS)
"""The tables of a workbook."""

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its headings: Excel's limit."""

MOST_CHARACTERS = 32_767
"""Characters that a cell holds: Excel's limit."""


class CsvFile:
    """A CSV file by RFC 4180: quoted where needed, CRLF, no cell that a spreadsheet runs."""

    def __init__(self, path: Path, table: Table, options: Options) -> None:
        """Open it and write the headings."""
        self._stream: TextIO = path.open("w", encoding="utf-8-sig" if options.bom else "utf-8", newline="")
        self._rows = csv.writer(self._stream)
        self._guard = options.guard
        self._rows.writerow([c.name for c in table.columns])

    def put(self, cells: list[Cell]) -> None:
        """Write a row."""
        self._rows.writerow([self._text(c) for c in cells])

    def _text(self, cell: Cell) -> str:
        text = written(cell)
        return guard(text) if self._guard and isinstance(cell, (str, tuple)) else text

    def close(self) -> None:
        """Close it."""
        self._stream.close()


def write_csv(hold: Hold, out: Path, stamp: Stamp, options: Options) -> Tally:
    """A folder of CSV files, `datapackage.json` and `codebook.md`."""
    with ExitStack() as stack:
        files = {t.name: CsvFile(out / f"{t.name}.csv", t, options) for t in TABLES}
        for file in files.values():
            stack.callback(file.close)
        counts = pour(hold, TABLES, lambda table, cells: files[table.name].put(cells))
    return _described(out, TABLES, counts, stamp, options)


def write_evidence(hold: Hold, out: Path, stamp: Stamp, options: Options) -> Tally:
    """A folder with `evidence.csv`, one row a claim with all that is needed to check it."""
    file, count = CsvFile(out / "evidence.csv", EVIDENCE, options), 0
    try:
        for claim in hold.claims():
            file.put(EVIDENCE.row((claim, hold.document_of(claim.document))))
            count += 1
    finally:
        file.close()
    return _described(out, (EVIDENCE,), {"evidence": count}, stamp, options)


def _described(out: Path, tables: tuple[Table, ...], counts: dict[str, int], stamp: Stamp, options: Options) -> Tally:
    """Write what stands beside CSV files."""
    tally = Tally({f"{name}.csv": count for name, count in counts.items()})
    write_json(out / "datapackage.json", datapackage(stamp, tables, tally, guarded=options.guard))
    text = f"# Codebook\n\n{stamp_markdown(stamp)}\n\n{markdown(tables)}\n{values_markdown(tables)}"
    (out / "codebook.md").write_text(text, encoding="utf-8", newline="\n")
    return tally


def write_xlsx(hold: Hold, out: Path, stamp: Stamp, _options: Options) -> Tally:
    """A workbook with the sheets events, claims, codebook and about. Text stays text: no formula, no link, no number made of it.

    Raises:
        MissingExtra: XlsxWriter is not installed.
        BadRequest: there are more rows than a sheet holds.
    """
    xlsxwriter = needed("xlsxwriter", "tables", "writing Excel workbooks")
    asked = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        # its temporary files go beside the workbook, where there is room for it
        "tmpdir": str(out.parent),
    }
    try:
        with xlsxwriter.Workbook(str(out), asked) as book:
            return Tally(_sheets(book, hold, stamp))
    except xlsxwriter.exceptions.XlsxWriterException as error:
        raise OSError(str(error)) from None


def _sheets(book: Any, hold: Hold, stamp: Stamp) -> dict[str, int]:
    """Fill a workbook.

    Returns:
        Rows of each table.
    """
    day = datetime.fromisoformat(stamp.created).replace(tzinfo=None)
    book.set_properties({"title": f"communique, {stamp.record}", "created": day, "comments": stamp.licence})
    bold = book.add_format({"bold": True})
    sheets = {}
    for table in SHEETS:
        sheets[table.name] = sheet = _Sheet(book, table.name, [c.name for c in table.columns], bold)
        # a row must be complete before the next one begins, so that a sheet takes no memory
        pour(hold, (table,), lambda _, cells, sheet=sheet: sheet.put(cells))  # type: ignore[misc]
    codebook = _Sheet(book, "codebook", ["table", "column or list", "type or value", "meaning"], bold)
    for row in codebook_rows(SHEETS):
        codebook.put(list(row))
    facts = _Sheet(book, "about", ["what", "value"], bold)
    for name, value in asdict(stamp).items():
        facts.put([name, str(value)])
    return {name: sheet.rows for name, sheet in sheets.items()}


class _Sheet:
    """A sheet that is written row by row."""

    def __init__(self, book: Any, name: str, headings: list[str], bold: Any) -> None:
        self._sheet = book.add_worksheet(name)
        self.name = name
        self.rows = 0
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(headings) - 1, 18)
        for at, heading in enumerate(headings):
            self._sheet.write_string(0, at, heading, bold)

    def put(self, cells: list[Cell]) -> None:
        """Write a row."""
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise BadRequest("format", f"{self.name} has more than {MOST_ROWS:,} rows; csv and parquet hold any number")
        for at, cell in enumerate(cells):
            value = flat(cell)
            if isinstance(value, bool):
                self._sheet.write_boolean(self.rows, at, value)
            elif isinstance(value, (int, float)):
                self._sheet.write_number(self.rows, at, value)
            elif value:
                self._sheet.write_string(self.rows, at, clip(for_xml(value), MOST_CHARACTERS))
