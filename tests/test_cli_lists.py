"""`communique lists`: names looked up, files of names shown, judgements on names; all people and lists are invented."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from desk import command
from pytest_httpserver import HTTPServer

ALEMU = {
    "id": "eth-1",
    "schema": "Person",
    "properties": {
        "name": ["Dawit Alemu"],
        "country": ["et"],
        "birthDate": ["1961"],
        "programId": ["ORE-1"],
        "sanctions": [{"id": "s", "schema": "Sanction", "properties": {"listingDate": ["2020-01-02"]}}],
    },
    "datasets": ["made_up"],
    "last_seen": "2024-05-30T00:00:00",
}
TRADER = {
    "id": "eth-2",
    "schema": "Company",
    "properties": {"name": ["Dawit Alemu Trading"], "country": ["et"]},
    "datasets": ["made_up"],
    "last_seen": "2024-05-29T00:00:00",
}
HOSTILE = {
    **ALEMU,
    "id": "x\x1b[2J",
    "properties": {"name": ["Dawit\u202e \x1b]0;x\x07Alemu\nE1 [bold]"], "country": ["et"], "programId": ["=1+1"]},
}


def file(path: Path, *entries: object) -> Path:
    path.write_text("".join(json.dumps(e) + "\n" for e in entries), encoding="utf-8")
    return path


@pytest.fixture
def names(tmp_path: Path) -> Path:
    return file(tmp_path / "names.jsonl", ALEMU, TRADER)


def lists(*args, record=None, **env):
    return command(record, "lists", *args, **env)


def found(*args, record=None):
    return json.loads(lists("match", *args, "--format", "json", record=record).stdout)


def test_a_match_tells_list_day_score_reason_and_what_is_missing(names):
    done = lists("match", "Foreign Minister Dawit Alemu", "--list", f"un-sc={names}", "--country", "Ethiopia")
    assert (done.exit_code, done.stderr) == (0, "")
    told = " ".join(done.stdout.split())
    for part in (
        "95 Dawit Alemu eth-1 person, ETH",
        "un-sc, as of 2024-05-30; a snapshot, not the list as it stands today",
        "100 % like “Dawit Alemu”: 2 of 2 words agree; both of ETH",
        "listed on 2020-01-02",
        "ORE-1",
        "a date of birth: the list has 1961, the report gives none",
        "a name alone confirms nobody",
    ):
        assert part in told


def test_json_jsonl_and_csv_have_the_same(names):
    told = found("Dawit Alemu", "--list", names, "--country", "ETH", "--kind", "person")
    assert [(c["list"], c["entry"], c["score"], c["listed_then"]) for c in told] == [("made_up", "eth-1", 95.0, None)]
    lines = lists("match", "Dawit Alemu", "--list", names, "--country", "ETH", "--kind", "person", "--format", "jsonl")
    assert [json.loads(line) for line in lines.stdout.splitlines()] == told
    table = lists("match", "Dawit Alemu", "--list", names, "--country", "ETH", "--kind", "person", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(table.stdout))
    assert (row["entry"], row["score"], row["countries"]) == ("eth-1", "95", "ETH")


@pytest.mark.parametrize(
    ("day", "then", "said"), [("2019-12-31", False, "not listed yet"), ("2024-05-01", True, "it was listed")]
)
def test_who_was_listed_is_told_for_a_day(names, day, then, said):
    asked = ("Dawit Alemu", "--list", names, "--day", day, "--kind", "person")
    assert [c["listed_then"] for c in found(*asked)] == [then]
    assert said in lists("match", *asked).stdout


def test_nobody_is_found_in_words(names):
    done = lists("match", "Rosa Kern", "--list", names)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nobody on these lists has a name like it" in done.stderr
    assert found("Rosa Kern", "--list", names) == []


def test_a_broken_list_is_told_and_stops_no_other(names, tmp_path):
    cut = tmp_path / "cut.xml"
    cut.write_text('<CONSOLIDATED_LIST dateGenerated="2024-01-01"><INDIVIDUALS>\n<INDIVIDUAL><DATAID>1</DATAID>')
    done = lists("match", "Dawit Alemu", "--list", cut, "--list", names, "--kind", "person")
    assert done.exit_code == 2
    assert "eth-1" in done.stdout
    assert f"communique: {cut}:2: " in done.stderr
    assert "ends before the list does" in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["Dawit Alemu"], "--list: is missing"),
        ([" ", "--list", "x"], "NAME: is empty"),
        (["Dawit Alemu", "--list", "x", "--country", "Atlantis"], "--country: no table knows"),
        (["Dawit Alemu", "--list", "x", "--day", "May"], "--day"),
        (["Dawit Alemu", "--yente", "here"], "--yente: 'here' is no http or https address"),
        (["Dawit Alemu", "--list", "nowhere"], "nowhere: cannot be opened"),
    ],
)
def test_bad_options_are_refused_in_one_line(args, said):
    done = lists("match", *args)
    assert done.exit_code == 2
    assert done.stderr.startswith("communique: ")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_show_tells_what_a_file_is(names):
    done = lists("show", names)
    assert done.exit_code == 0
    told = " ".join(done.stdout.split())
    assert "as of 2024-05-30: the last day on which an entry was seen (last_seen)" in told
    assert "2 entries: 1 body, 1 person" in told
    (values,) = json.loads(lists("show", names, "--format", "json").stdout)
    assert (values["name"], values["snapshot"], values["entries"]) == ("made_up", "2024-05-30", 2)
    assert lists("show", names.with_name("none")).exit_code == 2


def test_hostile_names_steer_nothing(tmp_path):
    path = file(tmp_path / "hostile.jsonl", HOSTILE)
    asked = ("Dawit Alemu E1 bold", "--list", path, "--country", "ETH")
    for form in ("text", "json", "jsonl", "csv"):
        done = lists("match", *asked, "--format", form)
        assert done.exit_code == 0
        assert "Alemu" in done.stdout
        assert not set("\x1b\x07\u202e") & set(done.stdout)
    assert "'=1+1" in lists("match", *asked, "--format", "csv").stdout
    assert "\x1b" not in lists("show", path).stdout


def test_a_judgement_holds_until_it_is_taken_back(own, names):
    asked = ("Dawit Alemu", "--list", names, "--country", "ETH", "--kind", "person")
    assert [c["entry"] for c in found(*asked, record=own)] == ["eth-1"]
    made = lists("not-same", "Minister Dawit Alemu", "eth-1", "--country", "ETH", "--why", "born in 1984", record=own)
    assert (made.exit_code, made.stdout) == (0, "N1 “Minister Dawit Alemu” (ETH) is not eth-1\n")
    assert found(*asked, record=own) == []
    assert [c["entry"] for c in found(*asked)] == ["eth-1"]
    assert "left out: 1, judged not to be the same" in lists("match", *asked, record=own).stderr
    (told,) = json.loads(lists("judgements", "--format", "json", record=own).stdout)
    assert (told["who"], told["why"], told["undone"]) == ("Ada", "born in 1984", None)
    back = lists("undo", "N1", "--who", "Ben", "--why", "wrong file", record=own)
    assert back.stdout == "N2 takes back N1: “Minister Dawit Alemu” (ETH) may be eth-1\n"
    assert [c["entry"] for c in found(*asked, record=own)] == ["eth-1"]
    text = lists("judgements", record=own).stdout.splitlines()
    assert "Ada: born in 1984  (taken back by N2)" in text[0]
    assert "takes back N1  Ben: wrong file" in text[1]


def test_a_judgement_needs_a_reason(own):
    done = lists("not-same", "Dawit Alemu", "eth-1", record=own)
    assert (done.exit_code, "--why: is missing" in done.stderr) == (2, True)
    assert lists("judgements", record=own).stderr == "nothing is judged\n"
    assert lists("undo", "N1", "--why", "x", record=own).exit_code == 2


def test_a_service_is_asked_as_a_list_is(httpserver: HTTPServer, names):
    sure = {**ALEMU, "score": 0.9, "features": {"name_match": 0.9}}
    httpserver.expect_request("/match/peps").respond_with_json({"responses": {"0": {"results": [sure]}}})
    url = f"{httpserver.url_for('/')}#peps"
    (told,) = found("Dawit Alemu", "--yente", url, "--allow-private")
    assert (told["list"], told["score"], told["snapshot"]) == ("peps", 90.0, "2024-05-30")
    refused = lists("match", "Dawit Alemu", "--yente", url, "--list", names, "--kind", "person")
    assert refused.exit_code == 2
    assert "eth-1" in refused.stdout
    assert len(httpserver.log) == 1
    httpserver.clear()
    httpserver.expect_request("/match/peps").respond_with_data("later", status=503)
    down = lists("match", "Dawit Alemu", "--yente", url, "--allow-private", "--list", names, "--kind", "person")
    assert (down.exit_code, "503" in down.stderr, "eth-1" in down.stdout) == (2, True, True)
