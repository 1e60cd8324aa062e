"""Handing over and tracing on the command line: exports, briefs, quotations, contradictions, origins."""

from __future__ import annotations

import csv
import json
import re

import pytest
from desk import REPORTS, command

from communique.export.formats import FORMATS
from communique.model import Report

CREATED = ("--created", "2024-06-01T00:00:00Z", "--licence", "CC BY 4.0")


def content(place):
    """Every file of an export."""
    files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    return {str(p.relative_to(place.parent)): p.read_bytes() for p in files}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_and_replaces_nothing_unasked(ask, tmp_path, form):
    out = tmp_path / form
    done = ask("export", form, out, *CREATED)
    assert done.exit_code == 0, done.stderr
    assert all(re.fullmatch(rf"{re.escape(str(out))}\S*( \w+)?: [\d,]+", line) for line in done.stdout.splitlines())
    before = content(out)
    assert len(done.stdout.splitlines()) == len(set(done.stdout.splitlines())) > 0
    assert all(before.values())
    refused = ask("export", form, out, *CREATED)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "exists already" in refused.stderr
    assert "--force" in refused.stderr
    assert content(out) == before
    again = ask("export", form, out, *CREATED, "--force")
    assert (again.exit_code, again.stdout) == (0, done.stdout)
    assert content(out).keys() == before.keys()
    if form != "parquet":
        assert content(out) == before


def test_an_export_holds_what_the_filter_asks_for(ask, tmp_path):
    ask("export", "csv", tmp_path / "out", "--item", "arms.*")
    with (tmp_path / "out" / "events.csv").open(newline="") as stream:
        (event,) = csv.DictReader(stream)
    with (tmp_path / "out" / "claims.csv").open(newline="") as stream:
        claims = list(csv.DictReader(stream))
    with (tmp_path / "out" / "documents.csv").open(newline="") as stream:
        titles = [row["title"] for row in csv.DictReader(stream)]
    assert event["type"] == "AID"
    assert event["claims"] == "; ".join(c["id"] for c in claims)
    assert [c["label"] for c in claims] == ["ALLEGED", "DENIED"]
    assert titles == ["'=HYPERLINK(1)", "Denial"]
    ask("export", "csv", tmp_path / "raw", "--item", "arms.*", "--no-guard", "--bom")
    assert (tmp_path / "raw" / "documents.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert ",=HYPERLINK(1)," in (tmp_path / "raw" / "documents.csv").read_text()


def test_json_lines_hold_the_reports_in_the_codebooks_format(ask, tmp_path):
    ask("export", "jsonl", tmp_path / "out", "--country", "PER")
    reports = [json.loads(line) for line in (tmp_path / "out" / "reports.jsonl").read_text().splitlines()]
    assert [Report.model_validate(r).document.text for r in reports] == [REPORTS[4]["text"], REPORTS[5]["text"]]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["cvs", "out"], "'cvs' is none of csv, "),
        (["csv", "out", "--country", "FRA"], "nothing to write"),
        (["csv", "none/deep/out"], "there is no folder"),
        (["csv", "out", "--order", "best"], "order: 'best'"),
        (["csv", "out", "--created", "someday"], "created: 'someday'"),
        (["csv", "out", "--label", "REPORTD"], "did you mean REPORTED?"),
    ],
)
def test_an_export_that_makes_no_sense_writes_nothing(ask, tmp_path, monkeypatch, args, says):
    monkeypatch.chdir(tmp_path)
    done = ask("export", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_people_corrected_comes_back_as_gold_records(ask, tmp_path):
    ask("export", "labelstudio", tmp_path / "out", "--item", "arms.*")
    tasks = tmp_path / "out" / "tasks.json"
    told = command(None, "corrected", tasks, "--predictions").stdout.splitlines()
    gold = [json.loads(line) for line in told]
    assert [g["document"]["text"] for g in gold] == [REPORTS[2]["text"], REPORTS[3]["text"]]
    assert [e["type"] for g in gold for e in g["events"]] == ["AID", "AID"]
    for odd in ("{", '{"a": 1}', "[[]]", "[" * 100_000):
        tasks.write_text(odd)
        done = command(None, "corrected", tasks)
        assert done.exit_code == 2
        assert str(tasks) in done.stderr


def test_a_brief_quotes_what_it_says(ask, rows):
    (rifles,) = rows("events", "--item", "arms.*")
    (met,) = rows("events", "--type", "CONSULT", "--country", "KEN")
    done = ask("brief", f"E{met['id']}", f"E{rifles['id']}")
    assert done.exit_code == 0
    assert done.stdout.index(f"## E{met['id']}") < done.stdout.index(f"## E{rifles['id']}")
    assert "Denied by North Korea" in done.stdout
    notes = re.findall(r"^\[\^(\d+)\]: ", done.stdout, re.MULTILINE)
    assert notes == [str(n) for n in range(1, len(rifles["claims"]) + len(met["claims"]) + 1)]
    assert all(f"[^{note}]" in done.stdout.split("[^1]: ")[0] for note in notes)
    assert "North Korea denied on Wednesday that it had shipped 5,000 rifles" in done.stdout


@pytest.mark.parametrize("told", [["E999"], ["C1"], ["E1", "x"]])
def test_a_brief_on_what_is_no_event(ask, told):
    done = ask("brief", *told)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told[-1] in done.stderr


def test_a_quotation_is_traced_through_its_variants(ask, rows):
    found = rows("quotes", "--like", "keep the border open to every trader")
    by_words = {v["text"]: v for v in found}
    assert set(by_words) == {"keep the border open to every trader", "keep the border open to each trader"}
    assert by_words["keep the border open to every trader"]["likeness"] == 100
    assert by_words["keep the border open to each trader"]["differs"] == [["every", "each"]]
    for variant in found:
        (place,) = variant["places"]
        text = next(r["text"] for r in REPORTS if r["publisher"] == place["publisher"] and variant["text"] in r["text"])
        assert text[place["start"] : place["end"]] == variant["text"]
    assert "“every” is “each” here" in ask("quotes", "--like", "keep the border open to every trader").stdout
    assert rows("quotes", "--like", "build a bridge over the river") == []
    assert [s["text"] for s in rows("quotes", "--publisher", "Nile")] == [
        "We agreed to keep the border open to every trader"
    ]
    assert rows("quotes", "--most-words", "3") == []


def test_a_contradiction_names_who_says_what(ask, rows):
    assert rows("contradictions") == []
    (found,) = rows("contradictions", "--across")
    labels = {c["id"]: c["event"]["label"] for c in rows("claims", "--item", "arms.*", "--limit", "0")}
    (denying,) = rows("claims", "--label", "DENIED")
    assert found["denying"] == [denying["id"]]
    assert {labels.get(n) for n in found["affirming"]} == {"ALLEGED"}
    assert "different holders" in ask("contradictions", "--across").stdout
    assert rows("contradictions", "--across", "--country", "GHA") == []


def test_copies_of_one_wire_story_are_one_origin(ask, rows):
    told = rows("origins", "--country", "GHA")
    assert [(o["claims"], len(o["texts"])) for o in told] == [(2, 1), (2, 1)]
    assert "Coast Wire" in " ".join(o["because"] for o in told)
    text = ask("origins", "--country", "GHA").stdout
    assert "and copies in Border Gazette, " in text
    assert "and copies" not in ask("origins", "--country", "PRK").stdout
    assert {e["origins"] for e in rows("events", "--country", "GHA")} == {1}
    assert {e["reports"] for e in rows("events", "--country", "GHA")} == {2}
