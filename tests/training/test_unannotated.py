import gzip
import json

from unannotated import texts


def corpus(path, rows):
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_whole_texts_stay_as_they_are_and_stand_once(tmp_path):
    long = "The ministers of both countries met for three hours on Monday in a hotel."
    rows = [{"id": "a", "text": long}, {"id": "b", "text": long}, {"id": "c", "text": "Sport"}]
    assert texts([corpus(tmp_path / "reports.gz", rows)]) == [("a", long)]


def test_sentences_become_passages_of_one_article(tmp_path):
    line = "The ministers of both countries met for three hours on Monday in a hotel, {}."
    at = [(1, 1), (2, 1), (4, 1), (5, 1), (6, 2)]
    rows = [{"id": f"s-{n}", "block": block, "text": line.format(n)} for n, block in at]
    found = texts([corpus(tmp_path / "sentences.gz", rows)])
    assert [name for name, _ in found] == ["s-1..s-2", "s-4..s-5", "s-6..s-6"]
    assert found[0][1] == f"{line.format(1)} {line.format(2)}"


def test_long_passages_are_cut_between_sentences(tmp_path):
    rows = [{"id": f"s-{n}", "block": 1, "text": f"{n} " + "word " * 79 + "end."} for n in range(6)]
    found = texts([corpus(tmp_path / "sentences.gz", rows)])
    assert [name for name, _ in found] == ["s-0..s-1", "s-2..s-3", "s-4..s-5"]
