"""Asking a record on the command line: what is listed, in which form, and how a wrong question is answered."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from desk import REPORTS, command

from communique.model import Event

ESCAPES = ("\x1b", "\x07", "\x9b", "\u202e")


def table(done):
    return list(csv.DictReader(io.StringIO(done.stdout)))


def refused(done, *says):
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("communique: ")
    assert len(done.stderr.splitlines()) == 1
    for word in says:
        assert word in done.stderr


def test_events_in_every_form_are_the_same_events(ask):
    as_lines = [json.loads(line) for line in ask("events", "--limit", 0, "--format", "jsonl").stdout.splitlines()]
    as_array = json.loads(ask("events", "--limit", 0, "--format", "json").stdout)
    as_table = table(ask("events", "--limit", 0, "--format", "csv"))
    as_text = ask("events", "--limit", 0).stdout
    assert as_lines == as_array
    assert [row["id"] for row in as_table] == [f"E{e['id']}" for e in as_array]
    heads = [line.split()[0] for line in as_text.splitlines() if line.startswith("E")]
    assert heads == [row["id"] for row in as_table]
    assert len(as_array) == 9


def test_an_event_tells_who_did_what_and_how_it_stands(ask, rows):
    (event,) = rows("events", "--item", "arms.*")
    assert (event["type"], event["label"], event["state"]) == ("AID", "ALLEGED", "contested")
    goods = event["goods"][0]
    assert (goods["giver"], goods["taker"], goods["quantities"][0]["low"]) == ("PRK", "RUS", 5000)
    text = ask("events", "--item", "arms.*").stdout
    assert "PRK → RUS" in text
    assert "5,000" in text
    assert "denies North Korea" in text


def test_claims_keep_the_event_in_the_codebooks_format(rows):
    claims = rows("claims", "--limit", "0")
    assert len(claims) == 14
    for claim in claims:
        assert Event.model_validate(claim["event"]).model_dump(mode="json") == claim["event"]
        quotation = claim["quotation"]
        assert quotation["start"] <= claim["event"]["trigger"]["start"] < quotation["end"]
        assert quotation["text"] in "".join(r["text"] for r in REPORTS)


def test_claims_in_csv_and_text(ask):
    row = next(r for r in table(ask("claims", "--label", "denied", "--format", "csv")))
    assert (row["label"], row["source_code"], row["publisher"]) == ("DENIED", "PRK GOV", "Nile Post")
    assert "North Korea denied on Wednesday" in ask("claims", "--label", "denied").stdout


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
@pytest.mark.parametrize(
    ("args", "count"),
    [
        (["documents", "--since", "2024"], 10),
        (["changes", "--party", "PRK"], 4),
        (["plans", "--as-of", "2024-05-25"], 2),
        (["sample", "-n", "2"], 2),
        (["search", "rifles"], 2),
        (["origins", "--country", "GHA"], 2),
        (["quotes"], 2),
        (["contradictions", "--across"], 1),
        (["events", "--group", "dyad"], 7),
        (["judgements"], 0),
        (["runs"], 0),
    ],
)
def test_every_listing_in_every_form(ask, args, count, form):
    done = ask(*args, "--format", form)
    assert done.exit_code == 0
    if form == "json":
        assert len(json.loads(done.stdout)) == count
    elif form == "jsonl":
        assert [type(json.loads(line)) for line in done.stdout.splitlines()] == [dict] * count
    elif form == "csv":
        assert len(table(done)) == count
    else:
        assert bool(done.stdout) == bool(count)
        assert ("nothing in the record" in done.stderr) == (count == 0)


def test_csv_starts_no_formula_in_a_spreadsheet(ask):
    row = next(r for r in table(ask("documents", "--publisher", "Harbour", "--format", "csv")) if r["key"] == "rifles")
    assert row["title"] == "'=HYPERLINK(1)"


def test_csv_has_headings_where_nothing_is_found(ask):
    assert ask("events", "--country", "FRA", "--format", "csv").stdout.startswith("id,type,mode,")


def test_what_is_nested_is_json_in_a_cell_of_csv(ask):
    cells = [json.loads(row["texts"]) for row in table(ask("origins", "--country", "GHA", "--format", "csv"))]
    assert [len(texts[0]["publishers"]) for texts in cells] == [2, 2]
    (plan,) = table(ask("plans", "--fulfilled", "--as-of", "2024-06-01", "--format", "csv"))
    assert json.loads(plan["plan"])["outcome"] == "fulfils"


def test_filters_narrow_and_pages_follow_each_other(ask, rows):
    assert [e["type"] for e in rows("events", "--between", "North Korea,Russia")] == ["AID"]
    assert {e["status"] for e in rows("events", "--label", "planned")} == {"planned"}
    assert rows("events", "--country", "FRA") == []
    page = ask("events", "--limit", 4)
    assert "4 of 9 events" in page.stderr
    after = page.stderr.split("--after ")[1].strip()
    ids = [e["id"] for e in rows("events", "--limit", "0")]
    assert [e["id"] for e in rows("events", "--limit", "4")] == ids[:4]
    assert [e["id"] for e in rows("events", "--limit", "4", "--after", after)] == ids[4:8]


def test_groups_and_counts(ask, rows):
    by_month = rows("events", "--group", "month")
    assert [g["month"] for g in by_month] == ["2024-03", "2024-04", "2024-05", "2024-06"]
    assert {"dyad": "PRK-RUS", "events": 1, "claims": 2, "reports": 2} in rows("events", "--group", "dyad")
    both = rows("claims", "--group", "type,label", "--party", "PRK")
    assert sorted((g["type"], g["label"]) for g in both) == [("AID", "ALLEGED"), ("AID", "DENIED")]
    assert rows("events", "--count", "events") == [{"events": 9}]
    assert rows("claims", "--count", "reports", "--publisher", "Nile Post") == [{"reports": 3}]
    assert "9 events" in ask("events", "--count", "events").stdout


def test_a_number_shows_what_it_rests_on(ask, rows):
    (event,) = rows("events", "--item", "arms.*")
    (whole,) = rows("show", f"E{event['id']}")
    assert whole["event"] == event
    assert [c["event"]["label"] for c in whole["claims"]] == ["ALLEGED", "DENIED"]
    assert [d["document"]["id"] for d in whole["documents"]] == ["rifles", "denial"]
    assert "contested" in "".join(c["told"] for c in whole["changes"])
    text = ask("show", f"e{event['id']}").stdout
    assert "contested: affirmed by the South Korean defence ministry; denied by North Korea" in text
    claim = whole["claims"][1]
    assert rows("show", f"C{claim['id']}")[0]["event"]["id"] == event["id"]
    assert "denied on Wednesday" in ask("show", f"C{claim['id']}").stdout
    shown = ask("show", f"D{claim['document']}", "--text").stdout
    assert REPORTS[3]["text"] in shown
    assert f"C{claim['id']}" in shown


@pytest.mark.parametrize("number", ["E999", "C999", "D999", "X1", "", "E", "E1; drop table documents"])
def test_a_number_that_is_none(ask, number):
    refused(ask("show", number), "no number" if number in ("X1", "", "E") or ";" in number else f"no {_kind(number)}")


def _kind(number):
    return {"E": "event", "C": "claim", "D": "document"}[number[0]] + f" {number}"


def test_search(ask, rows):
    assert [h["document"] for h in rows("search", "rifles")] == [4, 3]
    (hit,) = rows("search", '"5,000 rifles" -denied')
    assert hit["document"] == 3
    assert "rifles" in "".join(hit["snippet"][start:end] for start, end in hit["marks"])
    assert [h["claim"] for h in rows("search", "rifl*", "--documents")] == [None, None]
    page = ask("search", "police", "--limit", 1)
    after = page.stderr.split("--after ")[1].strip()
    assert rows("search", "police", "--limit", "1", "--after", after) != rows("search", "police", "--limit", "1")


@pytest.mark.parametrize(
    "words",
    [
        '"',
        "* OR NEAR(",
        "AND OR NOT",
        "'; drop table documents; --",
        "%_\\",
        "title:x ^y {z}",
        "",
        "-",
        "\x00",
        "(" * 500,
    ],
)
def test_no_search_breaks_the_record(ask, words):
    done = ask("search", words)
    assert done.exit_code == 0 or (done.exit_code == 2 and done.stderr.startswith("communique: "))


def test_changes(ask, rows):
    told = rows("changes", "--item", "arms.*")
    assert sorted(c["kind"] for c in told) == ["claim", "new", "origin", "state"]
    assert told[0]["kind"] == "new"
    day = told[0]["at"][:10]
    assert rows("changes", "--item", "arms.*", "--noted-since", day) == told
    assert rows("changes", "--item", "arms.*", "--noted-until", day) == told
    assert rows("changes", "--item", "arms.*", "--noted-since", told[0]["at"]) == told
    assert rows("changes", "--noted-until", "2001") == []
    assert len(rows("changes", "--limit", "3")) == 3
    assert "single-origin → contested" in ask("changes", "--item", "arms.*").stdout


def test_plans_are_due_then_overdue(ask, rows):
    def parties(*args):
        return [p["event"]["actors"][0]["code"] for p in rows("plans", *args)]

    assert parties("--as-of", "2024-05-25") == ["PER GOV", "NOR GOV"]
    assert parties("--due", "60d", "--as-of", "2024-05-25") == ["NOR GOV"]
    assert parties("--due", "3d", "--as-of", "2024-05-25") == []
    assert parties("--overdue", "--as-of", "2024-06-30") == []
    assert parties("--overdue", "--as-of", "2024-07-25") == ["NOR GOV"]
    assert parties("--overdue", "--country", "CHL", "--as-of", "2024-07-25") == []
    assert "25 days ago" in ask("plans", "--overdue", "--as-of", "2024-07-25").stdout


def test_a_plan_that_was_fulfilled_leads_to_what_fulfilled_it(ask, rows):
    (plan,) = rows("plans", "--fulfilled", "--as-of", "2024-05-25")
    assert (plan["plan"]["outcome"], plan["plan"]["lag"]) == ("fulfils", 0)
    (whole,) = rows("show", f"E{plan['plan']['by']}")
    assert whole["event"]["label"] == "ACKNOWLEDGED"
    assert whole["event"]["recipients"][0]["code"] == plan["event"]["recipients"][0]["code"]
    assert f"E{plan['plan']['by']} fulfils it" in ask("plans", "--fulfilled", "--as-of", "2024-05-25").stdout


def test_documents_and_their_versions(ask, rows):
    latest = rows("documents", "--publisher", "Border", "--country", "TUR")
    assert [(d["version"], d["latest"]) for d in latest] == [(2, True)]
    assert "7 miners" in latest[0]["document"]["text"]
    page = [d for d in rows("documents", "--versions", "--limit", "0") if d["key"] == "https://border.example/miners"]
    assert [(d["version"], d["latest"]) for d in page] == [(2, True), (1, False)]
    copy = next(d for d in rows("documents", "--country", "GHA") if d["key"] == "copy")
    assert copy["family"] != copy["id"]
    assert "copy   of D" in ask("documents", "--country", "GHA").stdout
    assert "a newer version is kept" in ask("documents", "--versions").stdout


def test_the_same_seed_gives_the_same_sample(rows):
    def drawn(seed, number="5"):
        return [c["id"] for c in rows("sample", "-n", number, "--seed", seed)]

    assert drawn("7") == drawn("7")
    assert any(drawn("7") != drawn(seed) for seed in ("8", "9", "10"))
    assert len(set(drawn("7"))) == 5
    assert sorted(drawn("1", "100")) == sorted(c["id"] for c in rows("claims", "--limit", "0"))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["events", "--label", "REPORTD"], "did you mean REPORTED?"),
        (["events", "--type", "KONSULT"], "did you mean CONSULT?"),
        (["events", "--country", "Atlantis"], "'Atlantis' is no country"),
        (["events", "--between", "RUS"], "takes two parties"),
        (["events", "--since", "someday"], "since: 'someday' is no day"),
        (["events", "--as-of", "2024-13-01", "--since", "3mo"], "as-of"),
        (["events", "--order", "best"], "order: 'best'"),
        (["events", "--after", "here"], "'here' is no cursor"),
        (["events", "--group", "mnth"], "did you mean month?"),
        (["events", "--count", "words"], "events, claims, reports, origins"),
        (["plans", "--due", "60d", "--overdue"], "one of due and overdue"),
        (["plans", "--due", "soon"], "60d, 8w, 3mo or 1y"),
        (["plans", "--as-of", "someday"], "as-of: 'someday' is no day"),
        (["changes", "--noted-since", "someday"], "noted-since: 'someday'"),
        (["changes", "--noted-until", "2024T"], "noted-until: '2024T' is no time"),
        (["runs", "--since", "someday"], "since: 'someday'"),
        (["search", "police", "--after", "here"], "'here' is no cursor"),
        (["quotes", "--like", ""], "has no word"),
    ],
)
def test_a_wrong_option_is_named_with_what_would_do(ask, args, says):
    refused(ask(*args), says)


@pytest.mark.parametrize("args", [["--labl", "x"], ["--limit", "-1"], ["--format", "xml"], []])
def test_options_that_are_no_options(args):
    done = command(None, "events", *args)
    assert done.exit_code == 2
    assert (args[0] if args else "COMMUNIQUE_RECORD") in done.stderr


def test_a_record_that_is_not_there_is_not_made(tmp_path):
    path = tmp_path / "none.db"
    for args in (
        ["events"],
        ["show", "E1"],
        ["search", "x"],
        ["rebuild"],
        ["migrate"],
        ["judgements"],
        ["brief", "E1"],
    ):
        refused(command(path, *args), str(path), "no such record")
    assert not path.exists()


def test_a_file_that_is_no_record_stays_as_it_is(lines):
    before = lines.read_bytes()
    refused(command(lines, "events"), "is no SQLite file")
    assert lines.read_bytes() == before


def test_the_option_goes_before_the_environment(kept, tmp_path):
    elsewhere = tmp_path / "none.db"
    assert command(elsewhere, "events", "--count", "events").exit_code == 2
    assert command(elsewhere, "events", "--count", "events", "--record", kept).stdout == "9 events\n"


@pytest.mark.parametrize("name", ["documents", "claims", "events", "show", "origins", "search", "brief"])
def test_text_from_outside_neither_steers_the_terminal_nor_passes_for_a_line_of_ours(ask, rows, name):
    found = rows("events", "--type", "ASSAULT")[0]
    args = {"show": [f"E{found['id']}"], "search": ["protesters"], "brief": [f"E{found['id']}"]}
    told = ask(name, *args.get(name, ["--country", "GHA"])).stdout
    assert "evil" in told
    assert not any(escape in told for escape in ESCAPES)
    assert not any(line.lstrip().startswith("E99") for line in told.splitlines())


def test_json_of_text_from_outside_says_the_same_and_steers_nothing(ask, rows):
    told = ask("documents", "--country", "GHA", "--format", "jsonl").stdout
    assert not any(escape in told for escape in ESCAPES)
    assert {d["document"]["publisher"] for d in rows("documents", "--country", "GHA")} >= {REPORTS[7]["publisher"]}


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_a_reader_who_has_seen_enough_ends_it_in_peace(kept, form):
    told = [sys.executable, "-m", "communique", "events", "--format", form, "--record", str(kept)]
    with subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait(60) == 0
    assert said == ""
