import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "annotation" / "shorthand.py"

TEXT = "=== 1 2024-05-06\nMali’s army denied on Monday that it had shelled the village. Its spokesman said talks would follow.\n"
NOTES = """# 1
ASSAULT/heavy-weapons | shelled
A it > Mali’s army = MLI MIL
R the village = MLI CVL
S Mali’s army = MLI MIL ~ denied
D neg denies
CONSULT | talks
S Its spokesman > Mali’s army = MLI MIL ~ said
D planned
"""


def run(tmp_path, notes, *options):
    (tmp_path / "t.txt").write_text(TEXT)
    (tmp_path / "t.notes").write_text(notes)
    command = [sys.executable, str(SCRIPT), str(tmp_path / "t.txt"), str(tmp_path / "t.notes"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_notes_become_a_record(tmp_path):
    done = run(tmp_path, NOTES, "--gold", str(tmp_path / "out.jsonl"))
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out.jsonl").read_text())
    denied, planned = record["events"]
    text = record["document"]["text"]
    assert text[denied["trigger"]["start"] : denied["trigger"]["end"]] == "shelled"
    assert (denied["label"], denied["source"]["cue"]["text"]) == ("DENIED", "denied")
    assert denied["actors"][0]["name"] == "Mali’s army"
    assert planned["label"] == "PLANNED"


def test_faults_are_named_with_document_and_line(tmp_path):
    done = run(tmp_path, NOTES.replace("the village", "the town").replace("CONSULT |", "MEET |"))
    assert done.returncode == 1
    assert "document 1, line 4: not in the text: 'the town'" in done.stderr
    assert "type 'MEET'" in done.stderr
