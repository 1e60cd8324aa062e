"""What goes into a record on the command line, how it is kept, and what people say of it."""

from __future__ import annotations

import getpass
import json
import sqlite3

import pytest
from desk import REPORTS, command, write

FREED = "Kenyan police freed 4 protesters in Mombasa on Monday, the Kenyan interior ministry said."
GOOD = {"id": "good", "published": "2024-06-04", "text": FREED}
LATEST = [r for r in REPORTS if "5 miners" not in r["text"]]
"""The reports as they stand in the end: of the page that was changed, the new text alone."""
SEIZED = "Tanzanian police arrested a trader in Arusha on Friday, residents said."


def rows(record, *args):
    return [json.loads(line) for line in command(record, *args, "--format", "jsonl").stdout.splitlines()]


def facts(record):
    """All that is kept, table by table."""
    with sqlite3.connect(record) as raw:
        names = [r[0] for r in raw.execute("select name from sqlite_master where type = 'table' order by name")]
        return {name: raw.execute(f'select * from "{name}"').fetchall() for name in names}


def events(record):
    """What is derived, without the numbers that name it."""
    return rows(record, "events", "--limit", "0", "--order", "time")


def number(record, *asked):
    (event,) = rows(record, "events", *asked)
    return f"E{event['id']}"


def test_add_tells_what_became_of_each_document_and_of_all(lines, tmp_path):
    record = tmp_path / "new.db"
    done = command(record, "add", write(tmp_path / "two.jsonl", REPORTS[2], REPORTS[3]))
    assert done.exit_code == 0
    assert done.stdout == f"{record}: 2 new; 2 claims, 1 new events\n"
    assert done.stderr.splitlines() == [
        "D1 new  rifles  1 claims, 1 new events, 0 claims to known events",
        "D2 new  denial  1 claims, 0 new events, 1 claims to known events",
    ]


def test_the_same_source_twice_changes_nothing(own, tmp_path):
    before = facts(own)
    done = command(own, "add", write(tmp_path / "latest.jsonl", *LATEST))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"{own}: 10 known; 0 claims, 0 new events\n"
    assert facts(own) == before


def test_a_changed_page_is_a_new_version(kept):
    told = [(d["version"], d["latest"]) for d in rows(kept, "documents", "--document", "https://border.example/miners")]
    assert told == [(2, True)]


def test_bad_input_is_named_and_the_rest_is_added(own, tmp_path):
    source = write(
        tmp_path / "mixed.jsonl",
        GOOD,
        '{"id": broken}',
        {"id": "day", "published": "2024-05-33", "text": FREED},
        {"id": "empty", "text": " "},
        {"id": "number", "text": 5},
        "[" * 100_000,
        {"id": "talks", "text": "Two ferries stayed in the harbour of Lima, where the weather was too rough to sail."},
        {"id": "last", "published": "2024-06-04", "text": SEIZED},
    )
    done = command(own, "add", source, tmp_path / "none.txt", "--quiet")
    assert done.exit_code == 2
    assert done.stdout.startswith(f"{own}: 2 new, 7 not read; ")
    says = (
        ":2: is not JSON",
        ":3: \"published\" is '2024-05-33'",
        ":4: is empty",
        ':5: has no "text"',
        ":6: is JSON of too many levels",
        "talks: the record holds an altogether different text under this id",
        "none.txt: no such file",
    )
    told = done.stderr.splitlines()
    assert all(line.startswith("communique: ") for line in told)
    assert [word in line for word, line in zip(says, told, strict=True)] == [True] * 7
    assert {d["key"] for d in rows(own, "documents", "--published-since", "2024-06-01")} == {"good", "last"}


def test_what_is_no_character_stops_no_reading(own, tmp_path):
    text = "Kenyan police freed 4 protesters \\ud800 in Mombasa\\u0000 on Monday, the Kenyan interior ministry said."
    line = f'{{"id": "x\\udfff", "title": "\\ud83d", "publisher": "a\\u0000b", "published": "2024-06-04", "text": "{text}"}}'
    done = command(own, "add", write(tmp_path / "odd.jsonl", line))
    assert done.exit_code == 0, done.stderr
    (entry,) = rows(own, "documents", "--published-since", "2024-06-01")
    assert entry["document"]["text"] == text.replace("\\ud800", "\ufffd").replace("\\u0000", "\ufffd")
    assert (entry["key"], entry["document"]["title"], entry["document"]["publisher"]) == (
        "x\ufffd",
        "\ufffd",
        "a\ufffdb",
    )


def test_standard_input_and_what_is_told_of_it(own):
    given = [
        "--published",
        "2024-06-04",
        "--title",
        "Freed",
        "--publisher",
        "Coast Radio",
        "--url",
        "https://radio.example/1",
    ]
    done = command(own, "add", "-", *given, stdin=FREED)
    assert done.exit_code == 0
    assert "1 new" in done.stdout
    (entry,) = rows(own, "documents", "--publisher", "Coast Radio")
    assert entry["key"] == entry["document"]["url"] == "https://radio.example/1"
    assert (entry["document"]["title"], entry["document"]["published"]) == ("Freed", "2024-06-04")
    (claim,) = rows(own, "claims", "--publisher", "Coast Radio")
    assert claim["event"]["dates"]["earliest"] == "2024-06-03"
    assert "1 known" in command(own, "add", "-", "--url", "https://radio.example/1", stdin=FREED).stdout


def test_a_text_from_standard_input_is_known_by_its_content(own):
    assert "1 new" in command(own, "add", "-", stdin=FREED).stdout
    assert "1 known" in command(own, "add", "-", stdin=FREED).stdout
    assert "1 new" in command(own, "add", "-", stdin=SEIZED).stdout


@pytest.mark.parametrize("option", ["--url", "--title"])
def test_what_names_one_page_is_given_with_one_source(lines, own, tmp_path, option):
    before = facts(own)
    (tmp_path / "a.txt").write_text(FREED)
    (tmp_path / "b.txt").write_text(SEIZED)
    for sources in ([tmp_path / "a.txt", tmp_path / "b.txt"], [lines]):
        done = command(own, "add", *sources, option, "https://x.example/1")
        assert done.exit_code == 2
        assert f"{option}: names one page; give one source" in done.stderr
        assert facts(own) == before


def test_add_says_what_of_a_known_document_is_not_kept(own, tmp_path):
    first = write(tmp_path / "a.jsonl", GOOD)
    assert "1 new" in command(own, "add", first).stdout
    done = command(own, "add", first, "--publisher", "Coast \x1b[2J Radio")
    assert "1 known" in done.stdout
    assert "not kept: publisher 'Coast" in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("option", ["--who", "--why"])
def test_a_judgement_in_what_is_no_text_is_refused(own, option):
    before = facts(own)
    done = command(own, "judge", "wrong", "C1", option, "Ada \udcff")
    assert done.exit_code == 2
    assert option[2:] in done.stderr
    assert facts(own) == before


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--published", "14 Sep"], "--published: '14 Sep' is not a date"),
        (["--weights", "/nowhere"], "/nowhere"),
        (["--offices", "/nowhere"], "/nowhere"),
        (["--threads", "0"], "--threads"),
    ],
)
def test_a_wrong_option_makes_no_record(lines, tmp_path, args, says):
    record = tmp_path / "new.db"
    done = command(record, "add", lines, *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert not record.exists()


def test_a_record_that_cannot_be_made(lines, tmp_path):
    done = command(tmp_path / "no folder" / "new.db", "add", lines)
    assert done.exit_code == 2
    assert "there is no folder" in done.stderr


def test_private_addresses_are_refused(own):
    done = command(own, "add", "http://127.0.0.1:9/")
    assert done.exit_code == 2
    assert "--allow-private" in done.stderr


def test_a_hostile_key_steers_no_terminal(own, tmp_path):
    hostile = {"id": "\x1b[2Jx\nD99 new", "text": FREED}
    done = command(own, "add", write(tmp_path / "a.jsonl", hostile))
    again = command(
        own, "add", write(tmp_path / "b.jsonl", hostile | {"text": "Two ferries stayed in the harbour of Lima."})
    )
    assert again.exit_code == 2
    for told in (done.stderr, again.stderr):
        assert "\x1b" not in told
        assert len(told.splitlines()) == 1


def test_rebuild_gives_the_same_events(own):
    before = events(own)
    done = command(own, "rebuild")
    assert done.exit_code == 0
    assert done.stdout == f"{own}: 11 steps played again\n"
    assert events(own) == before


def test_nothing_is_read_again_by_the_same_reader(own):
    before = facts(own)
    told = command(own, "reread").stdout.splitlines()
    assert told[0] == f"{own}: no documents; 0 claims, 0 new events"
    assert told[1].startswith(f"{own}: 10 documents had been read by this reader")
    assert facts(own) == before


def test_a_record_of_this_version_needs_no_migration(own):
    before = facts(own)
    assert command(own, "migrate").stdout == f"{own}: is up to date\n"
    assert facts(own) == before


def test_a_backup_is_the_record_and_replaces_nothing(own, tmp_path):
    copy = tmp_path / "backup.db"
    assert command(own, "backup", copy).exit_code == 0
    assert facts(copy) == facts(own)
    assert events(copy) == events(own)
    before = copy.read_bytes()
    refused = command(own, "backup", copy)
    assert refused.exit_code == 2
    assert "exists already" in refused.stderr
    assert copy.read_bytes() == before


def test_a_judgement_sticks_and_can_be_taken_back(own, tmp_path):
    met, rifles = number(own, "--type", "CONSULT", "--country", "KEN"), number(own, "--type", "AID")
    before = events(own)
    made = command(own, "judge", "same", met, rifles, "--why", "one deal")
    assert made.stdout == f"J1 same {met} {rifles}\n"
    assert len(events(own)) == len(before) - 1
    command(own, "add", write(tmp_path / "latest.jsonl", *LATEST))
    command(own, "rebuild")
    assert len(events(own)) == len(before) - 1
    (told,) = rows(own, "judgements")
    assert (told["who"], told["verdict"], told["why"], told["undone"]) == ("Ada", "same", "one deal", False)
    assert "J1" in command(own, "judgements").stdout
    assert command(own, "judge", "undo", "J1", "--who", "Ben").exit_code == 0
    assert events(own) == before
    assert [(j["who"], j["undone"]) for j in rows(own, "judgements")] == [("Ada", True), ("Ben", False)]
    assert "(taken back)" in command(own, "judgements").stdout


def test_two_claims_are_different_acts(own):
    claims = [f"C{c['id']}" for c in rows(own, "claims", "--type", "CONSULT", "--country", "KEN")]
    assert command(own, "judge", "different", *claims).exit_code == 0
    assert len(rows(own, "events", "--type", "CONSULT", "--country", "KEN")) == 2


def test_what_was_read_wrong_is_left_out_and_kept(own):
    (claim,) = rows(own, "claims", "--label", "DENIED")
    assert command(own, "judge", "wrong", f"C{claim['id']}", "--why", "misread").exit_code == 0
    assert rows(own, "claims", "--label", "DENIED") == []
    assert [c["id"] for c in rows(own, "claims", "--label", "DENIED", "--wrong")] == [claim["id"]]
    (event,) = rows(own, "events", "--type", "AID")
    assert event["state"] == "single-origin"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["wrongg", "C1"], "same, different, wrong, undo"),
        (["same", "C1"], "same takes two"),
        (["wrong", "C1", "C2"], "wrong takes one number"),
        (["wrong", "C999"], "no claim C999"),
        (["same", "E1", "E999"], "no event E999"),
        (["wrong", "D1"], "write C57 or E57"),
        (["undo", "J1"], "no judgement J1"),
    ],
)
def test_a_judgement_that_makes_no_sense_changes_nothing(own, args, says):
    before = facts(own)
    done = command(own, "judge", *args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert facts(own) == before


def test_nobody_judges_without_a_name(own, monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nameless)
    done = command(own, "judge", "wrong", "C1", COMMUNIQUE_USER="")
    assert done.exit_code == 2
    assert "--who" in done.stderr
    assert rows(own, "judgements") == []
