import json
from pathlib import Path

import pytest

from offsets import COMMITTED, join, strip, text_of

ROOT = Path(__file__).parents[2]
OWN = sorted((ROOT / "corpus").glob("*/*.jsonl"))


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", OWN, ids=lambda p: p.stem)
def test_stripping_and_joining_gives_the_record_back(path):
    for record in records(path):
        document = record["document"]
        back = join(strip(record), document["text"], document["published"])
        assert [e["label"] for e in back["events"]] == [e["label"] for e in record["events"]]
        for again, event in zip(back["events"], record["events"], strict=True):
            assert again["trigger"] == event["trigger"]
            assert [m["code"] for m in again["actors"]] == [m["code"] for m in event["actors"]]
            for role in ("place", "time", "objects", "status", "type", "mode"):
                assert again[role] == event[role]


def test_another_text_is_an_error():
    record = records(OWN[0])[0]
    with pytest.raises(ValueError, match="not the one that was annotated"):
        join(strip(record), record["document"]["text"] + " ", record["document"]["published"])


def test_committed_annotations_hold_no_text():
    files = sorted(path for folder in COMMITTED for path in folder.glob("*.jsonl"))
    assert files
    words = 0

    def walk(value, key=""):
        nonlocal words
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif isinstance(value, str) and key not in ("id", "text", "value"):
            words = max(words, len(value.split()))
        elif key == "text":
            assert len(value) == 12

    for path in files:
        for annotation in records(path):
            assert set(annotation) == {"id", "text", "events"}
            walk(annotation)
    assert words <= 3


def test_a_passage_is_named_by_its_first_and_last_sentence():
    corpus = {f"s-{n}": {"text": f"Sentence {n}."} for n in range(8, 13)}
    assert text_of(corpus, "s-9..s-11") == ("Sentence 9. Sentence 10. Sentence 11.", None)
    assert text_of({"r-1": {"text": "A report.", "date": "2023-09-14"}}, "r-1") == ("A report.", "2023-09-14")
    with pytest.raises(KeyError):
        text_of(corpus, "s-12..s-13")
