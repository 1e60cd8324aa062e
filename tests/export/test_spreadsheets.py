"""CSV, workbooks, Parquet and the log of evidence, read back by the programs that people have."""

import csv
import json
import sys

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from communique.errors import BadRequest, MissingExtra
from communique.export import spreadsheets
from communique.export.columns import flat, written
from communique.export.escape import FORMULA, unguard
from communique.export.formats import export
from communique.export.hold import Options
from communique.export.spreadsheets import TABLES

NUMBERS = {"integer": int, "number": float}


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def expected(hold, table):
    """The cells of a table as they were handed over."""
    return [table.row(item) for value in getattr(hold, table.source)() for item in table.rows(value)]


@pytest.mark.parametrize("guarded", [True, False])
def test_csv_gives_back_every_cell_of_every_table(hold, stamp, tmp_path, guarded):
    tally = export("csv", hold, tmp_path / "out", stamp, Options(guard=guarded))
    for table in TABLES:
        rows = rows_of(tmp_path / "out" / f"{table.name}.csv")
        wanted = expected(hold, table)
        assert len(rows) == len(wanted) == tally.rows[f"{table.name}.csv"] > 0, table.name
        for row, cells in zip(rows, wanted, strict=True):
            assert list(row) == [c.name for c in table.columns]
            for column, cell in zip(table.columns, cells, strict=True):
                back = row[column.name]
                assert (unguard(back) if guarded else back) == written(cell), (table.name, column.name)


def test_no_text_in_csv_starts_like_a_formula(hold, stamp, tmp_path):
    export("csv", hold, tmp_path / "out", stamp)
    texts = 0
    for table in TABLES:
        kinds = {c.name: c.kind for c in table.columns}
        for row in rows_of(tmp_path / "out" / f"{table.name}.csv"):
            for name, text in row.items():
                if kinds[name] not in NUMBERS and text:
                    texts += 1
                    assert text[0] not in FORMULA, (table.name, name, text)
    assert texts > 200


def test_a_negative_number_is_no_formula(hold, stamp, tmp_path):
    export("csv", hold, tmp_path / "out", stamp)
    assert float(rows_of(tmp_path / "out" / "events.csv")[0]["lat"]) == pytest.approx(-4.04321987)


def test_pandas_and_duckdb_read_the_csv_files(hold, stamp, tmp_path):
    export("csv", hold, tmp_path / "out", stamp)
    frame = pd.read_csv(tmp_path / "out" / "claims.csv", parse_dates=["published"])
    assert list(frame["id"]) == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert frame["published"].dt.year.tolist() == [2031] * 6
    assert frame["quotation"][4].endswith("\u202egnihtemos\u202c.")
    found = duckdb.sql(
        f"select e.id, count(*) from '{tmp_path}/out/events.csv' e join '{tmp_path}/out/claims.csv' c on c.event = e.id group by 1 order by 1"
    ).fetchall()
    assert found == [("E1", 2), ("E2", 1), ("E3", 1), ("E5", 1), ("E6", 1)]


def test_lists_split_into_their_parts(hold, stamp, tmp_path):
    export("csv", hold, tmp_path / "out", stamp, Options(guard=False))
    last = rows_of(tmp_path / "out" / "events.csv")[-1]
    assert last["recipients"].split("; ") == ["+1", "@all, -2 too"]
    long = [r for r in rows_of(tmp_path / "out" / "parties.csv") if r["event"] == "E6" and r["role"] == "recipient"]
    assert [r["name"] for r in long] == ["+1", "@all; -2 too"]


def test_the_mark_of_excel_is_written_only_if_asked_for(hold, stamp, tmp_path):
    export("csv", hold, tmp_path / "with", stamp, Options(bom=True))
    export("csv", hold, tmp_path / "without", stamp)
    assert (tmp_path / "with" / "events.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert (tmp_path / "without" / "events.csv").read_bytes().startswith(b"id,")


def test_the_datapackage_describes_the_files_as_they_are(hold, stamp, tmp_path):
    export("csv", hold, tmp_path / "out", stamp)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["version"], package["created"]) == ("17", "2031-05-08")
    assert package["licenses"][0]["title"] == stamp.licence
    assert package["communique"]["reader"] == "0.3.0"
    for resource in package["resources"]:
        rows = rows_of(tmp_path / "out" / resource["path"])
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == list(rows[0])
        assert resource["rows"] == len(rows)
        assert all(f["description"] for f in fields)
        for key in resource["schema"].get("primaryKey", []):
            assert len({r[key] for r in rows}) == len(rows)
        for field in fields:
            values = {r[field["name"]] for r in rows} - {""}
            assert values <= set(field.get("constraints", {}).get("enum", values))
        for key in resource["schema"].get("foreignKeys", []):
            other = {
                r[key["reference"]["fields"]] for r in rows_of(tmp_path / "out" / f"{key['reference']['resource']}.csv")
            }
            assert {r[key["fields"]] for r in rows} - {""} <= other


def test_a_workbook_keeps_every_text_a_text(hold, stamp, tmp_path):
    export("xlsx", hold, tmp_path / "out.xlsx", stamp)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["events", "claims", "codebook", "about"]
    for table in spreadsheets.SHEETS:
        sheet = book[table.name]
        assert [c.value for c in sheet[1]] == [c.name for c in table.columns]
        wanted = expected(hold, table)
        assert sheet.max_row == len(wanted) + 1
        for row, cells in zip(sheet.iter_rows(min_row=2), wanted, strict=True):
            for cell, value in zip(row, cells, strict=True):
                assert cell.data_type in ("s", "n", "b", "inlineStr")
                assert cell.hyperlink is None
                assert (cell.value if cell.value is not None else "") == (
                    flat(value) if flat(value) is not None else ""
                )
    about = {r[0].value: r[1].value for r in book["about"].iter_rows(min_row=2)}
    assert (about["licence"], about["reader"], about["codebook"]) == (stamp.licence, "0.3.0", "1.1")
    told = {(r[0].value, r[1].value) for r in book["codebook"].iter_rows(min_row=2)}
    assert {("events", "origins"), ("claims", "quotation"), ("values", "label")} <= told


def test_pandas_reads_the_workbook(hold, stamp, tmp_path):
    export("xlsx", hold, tmp_path / "out.xlsx", stamp)
    frame = pd.read_excel(tmp_path / "out.xlsx", sheet_name="events")
    assert frame["label"].tolist() == ["ALLEGED", "SPECULATED", "PLANNED", "REPORTED", "REPORTED"]
    assert frame["assumed"].tolist() == [False, True, False, True, False]


def test_too_long_a_text_is_cut_with_a_mark_and_control_characters_do_not_break_the_workbook(hold, stamp, tmp_path):
    first = next(iter(hold.events()))
    long = first.model_copy(update={"because": "x\x01\ufffe" * 20_000})
    export("xlsx", type(hold).of([long], [], []), tmp_path / "out.xlsx", stamp)
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["events"]["H2"].value
    assert len(cell) == spreadsheets.MOST_CHARACTERS
    assert cell.startswith("x\ufffd\ufffdx")
    assert cell.endswith("…")


def test_more_rows_than_a_sheet_holds_are_refused(hold, stamp, tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 4)
    with pytest.raises(BadRequest, match="csv and parquet hold any number"):
        export("xlsx", hold, tmp_path / "out.xlsx", stamp)
    assert list(tmp_path.iterdir()) == []


def test_parquet_gives_back_every_cell_in_its_type(hold, stamp, tmp_path):
    export("parquet", hold, tmp_path / "out", stamp)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(f"{t.name}.parquet" for t in TABLES)
    types = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]"}
    for table in TABLES:
        back = pq.read_table(tmp_path / "out" / f"{table.name}.parquet")
        for column in table.columns:
            kind = str(back.schema.field(column.name).type)
            assert kind == types.get(column.kind, "list<element: string>"), (table.name, column.name)
        rows = back.to_pylist()
        for row, cells in zip(rows, expected(hold, table), strict=True):
            for column, cell in zip(table.columns, cells, strict=True):
                value = row[column.name]
                if column.kind == "date":
                    value = value and value.isoformat()
                assert value == (list(cell) if isinstance(cell, tuple) else cell), (table.name, column.name)
        metadata = {k.decode(): v.decode() for k, v in back.schema.metadata.items()}
        assert metadata["communique.licence"] == stamp.licence
        assert metadata["communique.record"] == stamp.record
        assert [c["name"] for c in json.loads(metadata["communique.columns"])["columns"]] == [
            c.name for c in table.columns
        ]


def test_pandas_and_duckdb_ask_the_parquet_files(hold, stamp, tmp_path):
    export("parquet", hold, tmp_path / "out", stamp)
    frame = pd.read_parquet(tmp_path / "out" / "goods.parquet")
    assert frame.to_dict("records")[0]["low"] == 5000.0
    found = duckdb.sql(
        f"select id from '{tmp_path}/out/events.parquet' where list_contains(actor_codes, 'KEN GOV') and latest > date '2031-05-05'"
    )
    assert found.fetchall() == [("E2",), ("E3",)]


def test_the_log_of_evidence_lets_one_check_every_quotation(hold, stamp, tmp_path):
    export("evidence-log", hold, tmp_path / "out", stamp, Options(guard=False))
    rows = rows_of(tmp_path / "out" / "evidence.csv")
    texts = {f"D{d.id}": d for d in hold.documents()}
    assert [r["claim"] for r in rows] == ["C1", "C2", "C3", "C4", "C5", "C6"]
    for row in rows:
        entry = texts[row["document"]]
        assert entry.document.text[int(row["start"]) : int(row["end"])] == row["quotation"]
        assert row["sha256"] == entry.hash
        assert row["archive_url"] == row["note"] == ""
    assert rows[0]["source_chain"] == 'Lune "Daily", News; the foreign ministry (UGA GOV)'
    assert rows[1]["source_chain"] == 'Lune "Daily", News; nobody named'
    assert rows[2]["source_chain"] == 'Lune "Daily", News; “a general”, not identified (KEN MIL)'
    assert rows[3]["url"] == "reports/2.txt"
    assert (
        json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))["resources"][0]["path"]
        == "evidence.csv"
    )


@pytest.mark.parametrize(("name", "module"), [("xlsx", "xlsxwriter"), ("parquet", "duckdb")])
def test_a_missing_library_is_told_with_what_brings_it(hold, stamp, tmp_path, monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match=r"pip install 'communique\[tables\]'") as told:
        export(name, hold, tmp_path / "out", stamp)
    assert told.value.extra == "tables"
    assert list(tmp_path.iterdir()) == []
