import json
import subprocess
import sys
from pathlib import Path

import pytest

STORY = "Kenya’s police arrested 12 protesters in Nairobi on Monday, the interior ministry said.\n"


def run(*args, stdin=None):
    command = [sys.executable, "-m", "communique", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, timeout=60, check=False)


@pytest.fixture
def story(tmp_path: Path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return path


def test_text_shows_label_roles_and_sentence(story):
    done = run("read", story, "--published", "2024-06-26")
    assert done.returncode == 0, done.stderr
    assert "COERCE/arrest" in done.stdout
    assert "KEN COP" in done.stdout
    assert "2024-06-24" in done.stdout
    assert "arrested 12 protesters" in " ".join(done.stdout.split())


def test_json_of_one_document_is_one_object(story):
    done = run("read", story, "--published", "2024-06-26", "--format", "json", "--publisher", "The Post")
    record = json.loads(done.stdout)
    assert record["document"]["text"] == STORY
    assert record["document"]["publisher"] == "The Post"
    event = record["events"][0]
    assert {"event", "type", "mode", "contexts", "trigger", "actors", "recipients", "objects", "place", "time"} <= set(
        event
    )
    assert {"status", "polarity", "certainty", "stance", "source", "label"} <= set(event)


def test_json_of_several_is_an_array(story):
    assert len(json.loads(run("read", story, story, "--format", "json").stdout)) == 2


def test_good_inputs_are_printed_in_order_and_bad_ones_named(story, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_text(
        '{"id": "first", "text": "Chad freed 3 hostages."}\n{"id": broken}\n{"id": "third", "text": "Peace."}\n'
    )
    done = run("read", tmp_path / "none.txt", other, story, "--format", "jsonl")
    assert done.returncode == 2
    assert [json.loads(line)["document"]["id"] for line in done.stdout.splitlines()] == ["first", "third", str(story)]
    assert "none.txt: no such file" in done.stderr
    assert "other.jsonl:2: is not JSON" in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_input():
    done = run("read", "-", "--format", "jsonl", stdin=STORY)
    assert json.loads(done.stdout)["document"]["id"] == "-"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--published", "14 Sep"], "--published"),
        (["--published", "2023-02-31"], "--published"),
        (["--format", "xml"], "xml"),
        (["--weights", "/nowhere"], "/nowhere"),
    ],
)
def test_bad_options_are_named(story, args, says):
    done = run("read", story, *args)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_private_addresses_are_refused():
    done = run("read", "http://127.0.0.1:9/")
    assert done.returncode == 2
    assert "--allow-private" in done.stderr
    assert done.stdout == ""


def test_text_from_outside_cannot_style_the_terminal(tmp_path):
    path = tmp_path / "evil.txt"
    path.write_text(
        "\x1b[2J\x1b]0;x\x07[bold]Mali[/bold] expelled the French ambassador on Monday, the ministry said.\n"
    )
    done = run("read", path, "--published", "2024-06-26")
    assert "\x1b[2J" not in done.stdout
    assert "\x07" not in done.stdout
    assert done.returncode == 0


def test_help_names_the_commands():
    assert "read" in run("--help").stdout


def test_version():
    assert run("version").stdout.startswith("communique ")
