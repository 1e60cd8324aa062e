"""The commands of docs/questions.md: each one that is said to answer a question does, on the example record."""

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


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("questions") / "summit.db"
    found = CliRunner().invoke(app, ["add", str(ROOT / "examples" / "summit.jsonl"), "--quiet", "--record", str(path)])
    assert found.exit_code == 0, found.output
    return path


def test_the_count_of_answers_is_that_of_the_tables():
    assert len(ROWS) == 50
    yes, part, no = (sum(told.startswith(word) for _, _, told, _ in ROWS) for word in ("yes", "in part", "no"))
    assert (yes, part, no) == tuple(
        map(int, re.search(r"\*\*(\d+) of the 50 .*? Of (\d+) more .*?; (\d+) not", TEXT).groups())
    )
    assert all(command or told.startswith("no") for _, _, told, command in ROWS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_finds_something(record, command, tmp_path, monkeypatch):
    monkeypatch.setenv("COMMUNIQUE_RECORD", str(record))
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, shlex.split(command))
    assert found.exit_code == 0, found.output
    assert found.stdout.strip(), found.stderr
