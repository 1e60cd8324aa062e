"""The formats that a record can be handed over in, and the one way to write them: whole, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from communique.errors import BadRequest, BadTarget
from communique.export import (
    brief,
    ftm,
    gdelt,
    geo,
    graph,
    labelstudio,
    lines,
    parquet,
    plover,
    spreadsheets,
)
from communique.export.claim_tables import EVIDENCE
from communique.export.columns import Table
from communique.export.hold import Hold, Options, Stamp, Tally

Writer = Callable[[Hold, Path, Stamp, Options], Tally]


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: what it is called on the command line.
        told: what it is and for whom, in one sentence.
        write: writes into a folder that is there and empty, or to a file that is not there.
        files: names of its files; () for a format that is one file of whatever name.
        suffix: ending of that one file, "" for a folder.
        tables: its tables or what stands for them, for the codebook.
        notes: what a reader must know beside the columns.
    """

    name: str
    told: str
    write: Writer
    files: tuple[str, ...] = ()
    suffix: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


_CSV = tuple(f"{t.name}.csv" for t in spreadsheets.TABLES)
_PARQUET = tuple(f"{t.name}.parquet" for t in spreadsheets.TABLES)
_LIST: tuple[Format, ...] = (
    Format(
        "csv",
        "CSV files, one row an event, a claim, a document, a party, a place, with `datapackage.json` (Frictionless) and codebook; for spreadsheets, R and everything else.",
        spreadsheets.write_csv,
        (*_CSV, "datapackage.json", "codebook.md"),
        tables=spreadsheets.TABLES,
    ),
    Format(
        "xlsx",
        "An Excel workbook with the sheets events, claims, codebook and about.",
        spreadsheets.write_xlsx,
        suffix=".xlsx",
        tables=spreadsheets.SHEETS,
    ),
    Format(
        "jsonl",
        "JSON lines: events with their claims nested, and reports in the format of `communique read` and of the gold files.",
        lines.write_jsonl,
        ("events.jsonl", "reports.jsonl", "about.json"),
        tables=(lines.EVENT_LINES, lines.REPORT_LINES),
    ),
    Format(
        "parquet",
        "The tables of CSV as Parquet, with typed columns, lists as lists, and the codebook in the metadata; for pandas, R, DuckDB and Spark.",
        parquet.write_parquet,
        _PARQUET,
        tables=spreadsheets.TABLES,
    ),
    Format(
        "geojson",
        "A GeoJSON file, a feature for each place of each event, with precision and alternatives; for QGIS and web maps.",
        geo.write_geojson,
        suffix=".geojson",
        tables=(geo.FEATURES,),
    ),
    Format(
        "graph",
        "Nodes, edges and dyads as CSV and the graph as GraphML; for Gephi, Maltego and Neo4j.",
        graph.write_graph,
        ("nodes.csv", "edges.csv", "dyads.csv", "graph.graphml", "about.json"),
        tables=(graph.NODES, graph.EDGES, graph.DYADS),
    ),
    Format(
        "plover",
        "PLOVER records as JSON lines, planned cooperation folded to AGREE, our own fields kept under a prefix.",
        plover.write_plover,
        ("plover.jsonl", "about.json"),
        tables=(plover.RECORDS,),
        notes=plover.NOTES,
    ),
    Format(
        "gdelt",
        "Tab-separated files in the columns of GDELT 2.0 (CAMEO codes), without header, with a table of mentions.",
        gdelt.write_gdelt,
        (gdelt.EVENT_COLUMNS.name, gdelt.MENTION_COLUMNS.name, "about.json"),
        tables=(gdelt.EVENT_COLUMNS, gdelt.MENTION_COLUMNS),
        notes=gdelt.NOTES,
    ),
    Format(
        "ftm",
        "FollowTheMoney entities as JSON lines; for OpenAleph, Aleph and yente.",
        ftm.write_ftm,
        ("entities.ftm.json", "about.json"),
        tables=ftm.TABLES,
        notes=ftm.NOTES,
    ),
    Format(
        "brief",
        "A brief in Markdown: sentences made of the record's fields, footnotes with quotation, source, address, offsets and hash.",
        brief.write_brief,
        suffix=".md",
        tables=(brief.BRIEF,),
    ),
    Format(
        "labelstudio",
        "Tasks for Label Studio with what was read as predictions, and the labelling interface; corrected tasks come back as gold records.",
        labelstudio.write_labelstudio,
        ("tasks.json", "interface.xml", "about.json"),
        tables=(labelstudio.TASKS,),
    ),
    Format(
        "evidence-log",
        "A CSV file, one row a claim with quotation, source chain, address, hash and capture time, and room for an archive link and notes; for fact-checkers.",
        spreadsheets.write_evidence,
        ("evidence.csv", "datapackage.json", "codebook.md"),
        tables=(EVIDENCE,),
    ),
)

FORMATS: Mapping[str, Format] = {f.name: f for f in _LIST}
"""Name -> format, in the order in which they are shown."""


def export(
    name: str, hold: Hold, out: str | Path, stamp: Stamp, options: Options | None = None, *, force: bool = False
) -> Tally:
    """Write an export: under another name beside its place, and moved there when it is complete.

    Args:
        name: one of `FORMATS`.
        hold: what is handed over.
        out: a file for a format that is one file, else a folder.
        stamp: versions and licence, which stand in every export.
        options: what the format lets one choose.
        force: replace an export that is there. A folder that holds anything else is never replaced.

    Returns:
        Rows of each file, and what was left out, with its reason.

    Raises:
        BadRequest: no such format, or an option that does not do.
        BadTarget: the place is taken or cannot be written to; what was there is as it was.
        MissingExtra: the format needs a library that is not installed.
    """
    if name not in FORMATS:
        raise BadRequest("format", f"{name!r} is none of {', '.join(FORMATS)}")
    form, target = FORMATS[name], Path(out)
    _free(form, target, force=force)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-unfinished-", dir=target.resolve().parent) as folder:
            made = Path(folder, target.name if form.suffix else "export")
            if not form.suffix:
                made.mkdir()
            tally = form.write(hold, made, stamp, options or Options())
            _move(made, target, Path(folder, "replaced"))
    except OSError as error:
        raise BadTarget(str(target), f"cannot be written: {error.strerror or error}; nothing was left there") from None
    return tally


def _free(form: Format, target: Path, *, force: bool) -> None:
    """Refuse a place that is taken by something that is not ours to replace."""
    if not target.resolve().parent.is_dir():
        raise BadTarget(str(target), f"there is no folder {target.resolve().parent}; make it first")
    if target.is_symlink():
        raise BadTarget(str(target), "is a link; name the place itself")
    if not target.exists():
        return
    if form.suffix:
        if target.is_dir():
            raise BadTarget(str(target), f"is a folder; {form.name} is one file, such as {target.name}{form.suffix}")
    elif not target.is_dir():
        raise BadTarget(str(target), f"is a file; {form.name} is a folder")
    elif strange := sorted(p.name for p in target.iterdir() if p.name not in form.files):
        raise BadTarget(str(target), f"holds {strange[0]}, which is no part of {form.name}; name another folder")
    if not force and (form.suffix or any(target.iterdir())):
        raise BadTarget(str(target), "exists already; name another place, or use --force to replace it")


def _move(made: Path, target: Path, aside: Path) -> None:
    """Put what was made in its place; what was there is kept until then."""
    if not made.is_dir():
        made.replace(target)
        return
    if target.exists():
        target.replace(aside)
    try:
        made.replace(target)
    except OSError:
        if aside.exists():
            aside.replace(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
