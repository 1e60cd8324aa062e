"""`communique alerts` and `communique alert`, as people run them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from alerted import add, hostile
from desk import command
from story import DAY, STEERING, begin, fails, listed, more, shells

from communique.record.record import Record


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record that nobody has watched; only for copies."""
    return begin(tmp_path_factory.mktemp("told") / "desk.db")


@pytest.fixture(scope="module")
def watched(told: Path) -> Path:
    """The same, watched once; only for asking."""
    path = Path(shutil.copy(told, told.with_name("watched.db")))
    done = command(path, "watch", *DAY)
    assert done.exit_code == 0, done.stderr
    return path


@pytest.fixture
def fresh(told: Path, tmp_path: Path) -> Path:
    """A copy that nobody has watched."""
    return Path(shutil.copy(told, tmp_path / "fresh.db"))


@pytest.fixture
def own(watched: Path, tmp_path: Path) -> Path:
    """A copy with alerts, to write in."""
    return Path(shutil.copy(watched, tmp_path / "own.db"))


def test_alerts_are_listed_the_highest_tier_first(watched):
    done = command(watched, "alerts")
    heads = re.findall(r"^(a-[0-9a-f]{12})  (T\d)  (\w+) +(\S+)   (.+)$", done.stdout, re.MULTILINE)
    assert [tier for _, tier, *_ in heads] == ["T4", "T4", "T3", "T2", "T2"]
    assert all(mark.startswith("NOT VERIFIED") for *_, mark in heads)
    assert done.stdout.count("A match is a lead, not a finding.") == 5


def test_json_has_rule_tier_state_and_evidence(watched):
    found = listed(watched)
    for told in found:
        assert told.keys() >= {"id", "rule", "tier", "state", "evidence", "contrary", "history", "said", "ended"}
        assert told["state"] == "new"
        assert datetime.fromisoformat(told["raised"])
        assert all(e["quotation"]["text"] and e["hash"] for e in told["evidence"])
    lines = command(watched, "alerts", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == found


def test_csv_has_one_row_an_alert(watched):
    rows = list(csv.DictReader(io.StringIO(command(watched, "alerts", "--format", "csv").stdout)))
    assert [r["id"] for r in rows] == [a["id"] for a in listed(watched)]
    assert [r["evidence"] for r in rows] == [
        "; ".join(f"C{e['claim']}" for e in a["evidence"]) for a in listed(watched)
    ]


def test_a_list_can_be_narrowed_and_cut(watched):
    assert {a["rule"] for a in listed(watched, "--rule", "un.dprk.arms")} == {
        "un.dprk.arms.to",
        "un.dprk.arms.from",
        "un.dprk.arms.precursor",
    }
    assert {a["tier"] for a in listed(watched, "--tier", "t2", "--tier", "T3")} == {"T2", "T3"}
    assert len(listed(watched, "--party", "North Korea")) == 5
    assert listed(watched, "--party", "USA") == listed(watched, "--state", "closed") == []
    assert listed(watched, "--since", "2999") == []
    assert {a["materiality"] for a in listed(watched, "--materiality", "low")} == {"low"}
    cut = command(watched, "alerts", "--limit", "2")
    assert cut.stdout.count("A match is a lead") == 2
    assert cut.stderr == "\n2 of 5 alerts; --limit 0 lists all\n"


def test_what_was_considered_says_why_there_is_no_alert(watched):
    done = command(watched, "alerts", "--considered")
    assert "un.dprk.luxury" in done.stdout
    assert "spacesuit-glove" in done.stdout
    told = json.loads(command(watched, "alerts", "--considered", "--rule", "un.dprk", "--format", "json").stdout)
    assert {(v["rule"], v["outcome"]) for v in told} >= {("un.dprk.luxury", "considered")}
    assert all(v["because"] for v in told)
    assert command(watched, "alerts", "--considered", "--rule", "un.iran").stdout == ""


def test_an_alert_that_rests_on_nothing_is_listed_until_somebody_settles_that(own):
    number = shells(own)
    (claim,) = (e["claim"] for a in listed(own) if a["id"] == number for e in a["evidence"])
    command(own, "judge", "wrong", f"C{claim}", "--why", "a film")
    done = command(own, "watch", *DAY)
    assert f"{number}  T3  withdrawn" in done.stdout
    assert re.search(rf"^{number}  T3  new .*RESTS ON NOTHING", command(own, "alerts").stdout, re.MULTILINE)
    assert "RESTS ON NOTHING" in command(own, "alert", "show", number).stdout
    command(own, "alert", "close", number, "--why", "the film was of a fair")
    assert number not in command(own, "alerts").stdout
    assert f"{number}  T3  closed" in command(own, "alerts", "--ended").stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--tier", "T5"], "--tier: 'T5' is none of T1, T2, T3, T4"),
        (["--state", "done"], "--state: 'done' is none of new, seen"),
        (["--materiality", "huge"], "--materiality"),
        (["--party", "Narnia"], "--party"),
        (["--since", "someday"], "--since"),
        (["--considered", "--tier", "T2"], "--tier: asks for alerts"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(watched, args, words):
    fails(command(watched, "alerts", *args), words)


def test_an_alert_is_shown_with_its_evidence_and_history(own):
    more(own, "n06")
    command(own, "watch", *DAY)
    number = shells(own)
    shown = command(own, "alert", "show", number[:7]).stdout
    for part in ("Grant Ellery", "DENIED", "S/RES/1874, paragraph 9", "#1 raised", "#2 denial", "sha256"):
        assert part in shown
    told = json.loads(command(own, "alert", "show", number, "--format", "json").stdout)
    assert told == [a for a in listed(own) if a["id"] == number]
    assert [h["kinds"] for h in told[0]["history"]] == [["raised"], ["denial"]]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("seen", "seen"),
        ("accept", "accepted"),
        ("reject", "rejected"),
        ("escalate", "escalated"),
        ("close", "closed"),
        ("reopen", "new"),
    ],
)
def test_what_becomes_of_an_alert_is_said_under_a_name(own, word, state):
    number = shells(own)
    done = command(own, "alert", word, number[:8], "--why", "seen on film", COMMUNIQUE_USER="Ada Obi")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{number} {state} by Ada Obi, knowing #1  Grant Ellery, a spokesman")
    (told,) = [a for a in listed(own, "--state", state) if a["id"] == number]
    assert [(s["state"], s["who"], s["why"]) for s in told["said"]] == [(state, "Ada Obi", "seen on film")]
    assert "seen on film" in command(own, "alert", "show", number).stdout


def test_a_change_that_came_meanwhile_is_not_accepted_unseen(own):
    number = shells(own)
    more(own, "n05")
    command(own, "watch", *DAY)
    fails(command(own, "alert", "accept", number, "--why", "known", "--knowing", 1), "--knowing", "change 2 (tier ")
    assert command(own, "alert", "accept", number, "--why", "known", "--knowing", 2).exit_code == 0


def test_several_are_said_at_once_or_none(own):
    numbers = [a["id"] for a in listed(own)]
    done = command(own, "alert", "close", *numbers[:2], "--why", "old")
    assert len(done.stdout.splitlines()) == 2
    fails(command(own, "alert", "close", numbers[2], "a-ffffffffffff", "--why", "old"), "no alert a-ffffffffffff")
    assert len(listed(own, "--state", "closed")) == 2


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["accept", "a-"], "a- begins more than one alert"),
        (["accept", "a-ffff"], "there is no alert a-ffff; `communique alerts` lists them"),
        (["show", "a-ffff"], "there is no alert a-ffff"),
        (["show", "\x1b[2J"], "there is no alert"),
        (["export", "E1"], "there is no alert E1"),
    ],
)
def test_an_id_that_means_no_single_alert_is_told(own, args, words):
    done = command(own, "alert", *args, *(("--why", "x") if args[0] == "accept" else ()))
    fails(done, words)
    assert not STEERING.search(done.stderr)


@pytest.mark.parametrize("word", ["accept", "reject", "escalate", "close"])
def test_what_settles_an_alert_needs_a_reason(own, word):
    fails(command(own, "alert", word, shells(own)), "--why: is missing")
    assert {a["state"] for a in listed(own)} == {"new"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--who", " "], "--who: is missing"),
        (["--who", "communique"], "--who: is missing"),
        (["--who", "Ann\udcff"], "--who: has a character that is no text"),
        (["--why", "x\udcff"], "--why: has a character that is no text"),
    ],
)
def test_nothing_is_said_without_a_name(own, args, words):
    fails(command(own, "alert", "seen", shells(own), *args), words)


def test_an_export_is_a_brief_or_a_bundle(own, tmp_path):
    numbers = [a["id"] for a in listed(own)][:2]
    printed = command(own, "alert", "export", *numbers, "--created", "2026-12-01")
    assert printed.exit_code == 0
    assert all(n in printed.stdout for n in numbers)
    brief, bundle = tmp_path / "a.md", tmp_path / "a.zip"
    assert command(own, "alert", "export", *numbers, "--to", brief, "--created", "2026-12-01").exit_code == 0
    assert brief.read_text() == printed.stdout
    done = command(own, "alert", "export", numbers[0], numbers[0][:9], "--to", bundle)
    assert "SHA256SUMS in it checks the others" in done.stdout
    with zipfile.ZipFile(bundle) as made:
        assert [n for n in made.namelist() if n.endswith("alert.json")] == [f"{numbers[0]}/alert.json"]
    fails(command(own, "alert", "export", *numbers, "--to", bundle), "a.zip")
    assert command(own, "alert", "export", *numbers, "--to", bundle, "--force").exit_code == 0
    fails(command(own, "alert", "export", *numbers, "--to", tmp_path / "a.pdf"), "--to: a.pdf is neither .zip nor .md")


def test_hostile_text_steers_no_terminal(tmp_path):
    path = tmp_path / "hostile.db"
    report, told = hostile()
    with Record(path, create=True) as record:
        add(record, report, **told)
    shown = [command(path, "watch", *DAY)]
    number = listed(path)[0]["id"]
    shown += [
        command(path, "alert", "reject", number, "--who", "\x1b[2JAnn\u202e", "--why", "[bold]x\x1b]0;x\x07"),
        command(path, "alerts"),
        command(path, "alerts", "--considered"),
        command(path, "alert", "show", number),
        *(command(path, "alerts", "--format", form) for form in ("json", "jsonl")),
    ]
    for done in shown:
        assert (done.exit_code, done.stderr) == (0, "")
        assert not STEERING.search(done.stdout)
    assert len(re.findall(r"^a-[0-9a-f]{12}  T\d", shown[2].stdout, re.MULTILINE)) == len(listed(path))
    rows = list(csv.reader(io.StringIO(command(path, "alerts", "--format", "csv").stdout)))
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_alerts_of_a_record_that_nobody_watched_are_none(fresh):
    assert command(fresh, "alerts").stdout == ""
    assert listed(fresh) == []
    assert command(fresh, "alerts", "--format", "csv").stdout.startswith("id,rule,tier,")
