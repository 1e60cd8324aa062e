"""The page of the documentation about exports, made of the same descriptions as every codebook.

`python -m communique.export.guide > docs/export.md` writes it.
"""

from __future__ import annotations

import sys

from communique.export.codebook import markdown, values_markdown
from communique.export.formats import FORMATS, Format
from communique.export.meanings import CODES

_HEAD = """# Handing over

`communique export --format NAME -o OUT` writes what a question finds for other tools. Every export says which record, codebook, reader
and tables it comes from, and under which licence: in `datapackage.json`, `about.json`, the metadata of the file, a sheet, or its
front matter. It is written under another name and moved to its place when it is complete, so an interrupted export leaves no half
file; a place that is taken needs `--force`, and a folder that holds anything but an earlier export of that format is never touched.
A run that is killed outright leaves a folder `.OUT-unfinished-…` beside the place, which can be deleted.

What holds everywhere:

- Identifiers stay the same: E57 is an event, C57 a claim, D12 a document of the record.
- Days are ISO 8601. A day that is not known is empty, never guessed; `earliest` and `latest` bound an event.
- Text is as it stands in the documents. What a format cannot hold is replaced, and said below.
- {codes}

| format | what it is |
|---|---|
{formats}
"""

_EXTRA: dict[str, str] = {
    "csv": """UTF-8, comma, CRLF, by RFC 4180; `--bom` adds the mark by which Excel knows UTF-8. Cells of lists hold parts with "; " between them; a
semicolon inside a part becomes a comma, and the tables parties, goods, places and links have each part in a row of its own. Text that
a spreadsheet would take for a formula (`= + - @`, tab or line break at its start) has an apostrophe before it; `--no-guard` leaves it as
it is, and `communique.export.escape.unguard` takes it away again.
""",
    "xlsx": """Needs `pip install 'communique[tables]'`. Every text is a text: no formula, no link, no date is made of it. A sheet holds 1,048,575 rows and
a cell 32,767 characters; a longer text ends in "…", more rows are refused. Characters that a workbook cannot hold become U+FFFD.
""",
    "jsonl": """`reports.jsonl` can be scored, annotated and trained on as it is.
""",
    "parquet": """Needs `pip install 'communique[tables]'`. Columns are typed as below, lists are lists of strings, compression is zstd. Codebook, versions and
licence are in the metadata of each file, under keys that begin with `communique.`.
""",
    "geojson": """Coordinates are longitude and latitude in WGS 84. Codebook, versions and licence are in the member `communique` of the collection. Events
for which no place is told are left out and counted.
""",
    "graph": """Gephi reads `nodes.csv` and `edges.csv` (or `dyads.csv` for a network of parties alone) in its import dialogue, and `graph.graphml` at once.
""",
    "plover": """`--denied` and `--speculated` keep events that are only denied or only speculated.
""",
    "brief": """`--words` bounds the text without its footnotes. Each sentence begins with how the event stands; a plan is told as a plan and a rumour as a
rumour, and who denies it is never left out. Events that do not fit are named at the end.
""",
    "labelstudio": """Paste `interface.xml` into the labelling setup and import `tasks.json`. `communique.export.read_back.read_tasks(path)` makes gold records of a
project that was exported as JSON: of each task the annotation that was changed last. It names task and region of anything that makes no sense.
""",
}


def guide() -> str:
    """The page."""
    rows = "\n".join(f"| [`{f.name}`](#{f.name}) | {f.told} |" for f in FORMATS.values())
    every = tuple(dict.fromkeys(t for f in FORMATS.values() for t in f.tables))
    parts = [_HEAD.format(codes=CODES, formats=rows), *map(_section, FORMATS.values()), values_markdown(every)]
    return "\n".join(parts).rstrip() + "\n"


def _section(form: Format) -> str:
    """One format."""
    files = (
        f"A folder with {', '.join(f'`{f}`' for f in form.files)}." if form.files else f"One file, `*{form.suffix}`."
    )
    notes = "".join(f"- {note}\n" for note in form.notes)
    told = "\n\n".join(part.strip() for part in (form.told, files, _EXTRA.get(form.name, ""), notes) if part)
    same = {"parquet": "csv", "xlsx": "csv"}.get(form.name)
    tables = f"The tables are those of [{same}](#{same}).\n" if same else markdown(form.tables, level=3)
    return f"## {form.name}\n\n{told}\n\n{tables}"


if __name__ == "__main__":
    sys.stdout.write(guide())
