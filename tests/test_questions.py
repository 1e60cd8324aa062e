"""The commands of docs/questions.md: each one that is said to answer a question does, on the example record."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from communique.cli import app

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.*?) \| (.*?) ?\|$", TEXT, re.MULTILINE)
COMMANDS = [command for *_, told in ROWS for command in re.findall(r"`communique ([^`]+)`", told)]


BEFORE = re.findall(r"^\$ communique (.+)$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """The example record, made and watched as the page says."""
    path = tmp_path_factory.mktemp("questions") / "summit.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMMUNIQUE_RECORD", str(path))
        patch.setenv("COMMUNIQUE_USER", "Ada Obi")
        patch.chdir(ROOT)
        for command in BEFORE:
            found = CliRunner().invoke(app, shlex.split(command))
            assert found.exit_code == 0, found.output
    return path


def test_the_count_of_answers_is_that_of_the_tables():
    assert len(ROWS) == 50
    yes, part = (sum(told.startswith(word) for _, _, told, _ in ROWS) for word in ("yes", "in part"))
    assert yes + part == 50
    assert (yes, part) == tuple(
        map(int, re.search(r"\*\*(\d+) of the 50 are answered, of the other (\d+) a part", TEXT).groups())
    )
    assert all("`communique " in command for *_, command in ROWS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_finds_something(record, command, tmp_path, monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_RECORD", str(record))
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, shlex.split(command))
    assert found.exit_code == 0, found.output
    assert found.stdout.strip(), found.stderr


def test_the_example_rules_find_the_arms_each_way_and_say_what_they_passed_over(record):
    told = CliRunner().invoke(app, ["alerts", "--rule", "own", "--format", "json", "--record", str(record)])
    alerts = {(a["rule"], a["events"][0]): (a["tier"], a["materiality"], a["state"]) for a in json.loads(told.stdout)}
    assert alerts == {
        ("own.myanmar.arms.to", 1): ("T4", "high", "new"),
        ("own.myanmar.arms.to", 9): ("T4", "low", "new"),
        ("own.myanmar.arms.from", 6): ("T1", "normal", "rejected"),
    }
    passed = CliRunner().invoke(app, ["alerts", "--considered", "--format", "json", "--record", str(record)])
    assert {v["items"][0] for v in json.loads(passed.stdout)} == {"training.military"}


def test_the_alert_on_the_shells_shows_words_rule_and_denial(record):
    told = CliRunner().invoke(app, ["alert", "show", "a-c10e", "--format", "json", "--record", str(record)])
    (alert,) = json.loads(told.stdout)
    assert alert["basis"][0]["told"] == "Example Act, paragraph 1"
    assert not alert["basis"][0]["verified"]
    assert any("9,000 artillery shells" in e["quotation"]["text"] for e in alert["evidence"])
    assert [e["label"] for e in alert["contrary"]] == ["DENIED"]
