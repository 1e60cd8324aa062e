"""`communique watch`, as people run it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from desk import command
from pytest_httpserver import HTTPServer
from story import DAY, begin, fails, listed, more, shells

OWN = """format: watch/1
rules:
- id: own.shells
  says: No shells to Russia.
  basis: [{act: Larch 1, para: "4", from: 2020-01-01, covers: [arms.ammunition]}]
  checked: {on: 2023-02-01, against: primary, confidence: high}
  when: {item: [arms.ammunition], to: RUS, stage: [transfer]}
"""


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


def test_a_watch_tells_what_is_new_and_then_nothing(fresh):
    first = command(fresh, "watch", *DAY)
    assert (first.exit_code, first.stderr) == (0, "")
    *lines, last = first.stdout.splitlines()
    assert re.fullmatch(
        r"\d+ events judged as of 2023-10-20; 5 alerts raised, 0 changed; 2 plans told", last.removeprefix(f"{fresh}: ")
    )
    told = "\n".join(lines)
    assert len(re.findall(r"^\S+Z  a-[0-9a-f]{12}  T\d  raised", told, re.MULTILINE)) == 5
    assert len(re.findall(r"^\S+Z  p-[0-9a-f]{12} +due", told, re.MULTILINE)) == 2
    assert "matches the pattern of" in told
    assert "violation" not in told
    again = command(fresh, "watch", *DAY)
    assert again.stdout == f"{fresh}: 0 events judged as of 2023-10-20; 0 alerts raised, 0 changed; 0 plans told\n"


def test_json_has_the_run_and_json_lines_the_changes(fresh, tmp_path):
    other = Path(shutil.copy(fresh, tmp_path / "other.db"))
    done = command(fresh, "watch", *DAY, "--format", "json")
    run = json.loads(done.stdout)
    assert run.keys() >= {"at", "as_of", "events", "changes", "left", "unheard", "deliveries"}
    assert [c["kinds"] for c in run["changes"] if c["subject"].startswith("a-")] == [["raised"]] * 5
    lines = command(other, "watch", *DAY, "--format", "jsonl").stdout.splitlines()
    changes = [json.loads(line) for line in lines]
    strip = [{k: v for k, v in c.items() if k != "at"} for c in changes]
    assert strip == [{k: v for k, v in c.items() if k != "at"} for c in run["changes"]]
    assert all(c["body"]["headline"] for c in changes)
    assert "5 alerts raised" in done.stderr


def test_what_comes_later_changes_the_alert_that_is_there(own):
    before = {a["id"] for a in listed(own)}
    command(own, "alert", "accept", *before, "--why", "known")
    more(own, "n05")
    done = command(own, "watch", *DAY)
    assert "0 alerts raised, 1 changed" in done.stdout
    number = shells(own)
    assert f"{number}  T4  tier origins evidence" in done.stdout
    assert {a["id"] for a in listed(own)} == before
    assert [a["id"] for a in listed(own, "--state", "new")] == [number]


BROKEN = {
    "unknown field": (OWN.replace("  says:", "  sayz: x\n  says:"), "own.yaml:4: ", "sayz", "no such field"),
    "wrong date": (OWN.replace("2020-01-01", "2020-13-01"), "own.yaml:5: ", "from"),
    "duplicate id": (OWN + OWN[OWN.index("- id:") :], "own.yaml:8: ", "own.shells is there already"),
    "cyclic exception": (
        OWN + "  except: [{rule: own.other}]\n" + OWN[OWN.index("- id:") :].replace("own.shells", "own.other")
        + "  except: [{rule: own.shells}]\n",
        "own.yaml:8: ",
        "own.yaml:14: ",
        "own.shells → own.other → own.shells",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_rule_is_named_and_the_others_run(fresh, tmp_path, kind):
    content, *words = BROKEN[kind]
    own = tmp_path / "own.yaml"
    own.write_text(content)
    done = command(fresh, "watch", *DAY, "--rules", own)
    assert done.exit_code == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("communique: ")]
    assert errors
    assert all(any(word in line for line in errors) for word in words)
    assert re.search(r"; [56] alerts raised", done.stdout)
    assert len(listed(fresh, "--rule", "un.dprk")) == 5
    # of two rules under one id the first one counts
    assert len(listed(fresh, "--rule", "own")) == (kind == "duplicate id")


def test_rules_of_ones_own_beside_the_shipped_ones_and_alone(fresh, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    assert command(fresh, "watch", *DAY, "--rules", own, "--no-shipped").exit_code == 0
    assert [a["rule"] for a in listed(fresh)] == ["own.shells"]
    assert command(fresh, "watch", *DAY, "--rules", own).exit_code == 0
    assert {a["rule"] for a in listed(fresh)} >= {"own.shells", "un.dprk.arms.from"}
    done = command(fresh, "watch", *DAY)
    assert done.exit_code == 0
    assert done.stderr == "own.shells has alerts and is not loaded: they stay as they are\n"
    assert "own.shells" in {a["rule"] for a in listed(fresh)}


def test_without_any_rule_it_says_so(fresh):
    fails(command(fresh, "watch", "--no-shipped"), "--rules: no rule is left")


LISTED = """format: watch/1
rules:
- id: own.listed
  says: Nobody of the list.
  when: {listed: un-sc}
"""


def test_a_truncated_list_is_named_and_rules_without_it_run(fresh, tmp_path):
    own, names = tmp_path / "own.yaml", tmp_path / "names.jsonl"
    own.write_text(LISTED)
    entry = {"id": "x", "schema": "Person", "properties": {"name": ["Kim Jong-un"]}, "datasets": ["made"]}
    names.write_text(json.dumps(entry) + "\n" + json.dumps(entry)[:30])
    done = command(fresh, "watch", *DAY, "--rules", own, "--list", f"un-sc={names}")
    assert done.exit_code == 2
    first, second = done.stderr.splitlines()
    assert "names.jsonl:2" in first
    assert second.startswith("left out: own.listed: needs the list un-sc")
    assert "5 alerts raised" in done.stdout


def test_a_rule_whose_list_is_not_loaded_is_named(fresh, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(LISTED)
    done = command(fresh, "watch", *DAY, "--rules", own)
    assert done.exit_code == 0
    assert "left out: own.listed: needs the list un-sc" in done.stderr
    assert "5 alerts raised" in done.stdout


def channel(folder: Path, *told: str) -> Path:
    path = folder / "channels.yaml"
    path.write_text("channels:\n" + "".join(f"- {{{one}}}\n" for one in told))
    return path


def test_channels_are_told(own, tmp_path, httpserver: HTTPServer):
    httpserver.expect_request("/in").respond_with_data("")
    feed = tmp_path / "alerts.atom"
    channels = channel(
        tmp_path,
        "name: screen, kind: terminal",
        f"name: feed, kind: atom, path: '{feed}'",
        f"name: hook, kind: webhook, url: '{httpserver.url_for('/in')}', allow_private: true",
    )
    assert command(own, "watch", *DAY, "--channels", channels).exit_code == 0
    assert httpserver.log == []
    more(own, "n05")
    done = command(own, "watch", *DAY, "--channels", channels)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Changed: T3 → T4" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("; 3 of 3 messages delivered")
    assert shells(own) in feed.read_text()
    ((request, _),) = httpserver.log
    assert request.get_json()["subject"] == shells(own)
    assert "messages" not in command(own, "watch", *DAY, "--channels", channels).stdout
    assert len(httpserver.log) == 1


def test_what_did_not_arrive_is_told_and_can_be_tried_again(own, tmp_path, httpserver: HTTPServer):
    httpserver.expect_oneshot_request("/in").respond_with_data("", status=500)
    httpserver.expect_request("/in").respond_with_data("")
    channels = channel(
        tmp_path, f"name: hook, kind: webhook, url: '{httpserver.url_for('/in')}?key=s3cret', allow_private: true"
    )
    command(own, "watch", *DAY, "--channels", channels)
    more(own, "n05")
    done = command(own, "watch", *DAY, "--channels", channels)
    assert done.exit_code == 0
    (told,) = done.stderr.splitlines()
    assert told.startswith(f"{shells(own)}.2 to hook: ")
    assert "500" in told
    assert "tried 1 time" in told
    assert "s3cret" not in told
    assert "0 of 1 messages delivered" in done.stdout
    again = command(own, "watch", *DAY, "--channels", channels, "--retry", "hook")
    assert "1 of 1 messages delivered" in again.stdout


def test_a_new_channel_catches_up_and_a_renamed_one_is_missed(own, tmp_path):
    old = channel(tmp_path, "name: old, kind: terminal, digest: ['00:00']")
    command(own, "watch", *DAY, "--channels", old)
    more(own, "n05")
    assert command(own, "watch", *DAY, "--channels", old).stderr == ""
    new = channel(tmp_path, "name: new, kind: terminal")
    done = command(own, "watch", *DAY, "--channels", new)
    assert done.exit_code == 0
    assert done.stderr.startswith("1 message for the channel old, the oldest of ")
    assert "messages delivered" not in done.stdout
    caught = command(own, "watch", *DAY, "--channels", new, "--catch-up", "new")
    assert "7 of 7 messages delivered" in caught.stdout
    assert "messages" not in command(own, "watch", *DAY, "--channels", new, "--catch-up", "new").stdout


def test_json_stays_json_with_a_channel_that_prints(own, tmp_path):
    channels = channel(tmp_path, "name: screen, kind: terminal")
    command(own, "watch", *DAY, "--channels", channels)
    more(own, "n05")
    done = command(own, "watch", *DAY, "--channels", channels, "--format", "json")
    run = json.loads(done.stdout)
    assert [d["because"] for d in run["deliveries"]] == ["there is no terminal"]
    assert "to screen: there is no terminal" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--retry", "dsek"], ["--retry: there is no channel 'dsek'; there are screen"]),
        (["--catch-up", "new"], ["--catch-up: there is no channel 'new'; there are screen"]),
        (["--as-of", "2023-13-01"], ["--as-of", "2023-13-01"]),
        (["--channels", "none.yaml"], ["none.yaml: cannot be opened"]),
    ],
)
def test_an_option_that_makes_no_sense_does_nothing(fresh, tmp_path, args, words):
    channels = channel(tmp_path, "name: screen, kind: terminal")
    args = [*args, *(() if "--channels" in args else ("--channels", channels))]
    fails(command(fresh, "watch", *args), *words)
    assert listed(fresh) == []


@pytest.mark.parametrize(
    "args", [("watch",), ("alerts",), ("alert", "show", "a-1"), ("alert", "seen", "a-1"), ("alert", "export", "a-1")]
)
def test_without_a_record_nothing_is_made(tmp_path, args):
    fails(command(tmp_path / "none.db", *args), "no such record")
    assert list(tmp_path.iterdir()) == []


def following(path: Path, *args: str) -> subprocess.Popen[str]:
    told = [sys.executable, "-m", "communique", "watch", "--record", str(path), *DAY, "--follow", "--every", "1", *args]
    return subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)


def test_follow_goes_on_until_it_is_interrupted_and_leaves_all_whole(fresh):
    process = following(fresh)
    try:
        first = [process.stdout.readline() for _ in range(2)]
        assert any("raised" in line for line in first)
        more(fresh, "n05")
        while "0 alerts raised, 1 changed" not in (line := process.stdout.readline()):
            assert line, process.stderr.read()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert told == "communique: interrupted; what was added stays, and the same command goes on from there\n"
    assert len(listed(fresh)) == 5
    assert "0 events judged" in command(fresh, "watch", *DAY).stdout


def test_a_reader_who_closes_the_pipe_has_seen_enough(fresh):
    told = [sys.executable, "-m", "communique", "watch", "--record", str(fresh), *DAY]
    process = subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    error = process.stderr.read()
    assert (process.wait(timeout=60), error) == (0, b"")
    assert len(listed(fresh)) == 5


EXAMPLES = Path(__file__).parents[1] / "examples"


def test_the_story_of_the_documentation(tmp_path):
    path = tmp_path / "desk.db"
    told = []
    for name in ("shells", "shells-later"):
        assert command(path, "add", EXAMPLES / f"{name}.jsonl", "--quiet").exit_code == 0
        told.append(command(path, "watch", *DAY).stdout)
        (alert,) = listed(path)
        told.append(alert["tier"])
        command(path, "alert", "accept", alert["id"], "--why", "fits the satellite pictures that we have")
    first, before, second, after = told
    assert (before, after) == ("T3", "T4")
    assert "1 alerts raised, 0 changed" in first
    assert "T4  tier origins denial evidence" in second
    assert [s["state"] for s in alert["said"]] == ["accepted", "new"]
