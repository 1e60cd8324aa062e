import json

import pytest

import run


@pytest.fixture
def floors(tmp_path, monkeypatch):
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"set": {"typed": 0.7, "over-claims": 0.1}}))
    monkeypatch.setattr(run, "FLOORS", path)
    return path


@pytest.mark.parametrize(
    ("scores", "faults"),
    [
        ({"typed": 0.7, "over-claims": 0.1}, 0),
        ({"typed": 0.69, "over-claims": 0.1}, 1),
        ({"typed": 0.8, "over-claims": 0.11}, 1),
        ({"typed": 0.1, "over-claims": 0.9}, 2),
    ],
)
def test_a_score_below_its_floor_is_named(floors, scores, faults):
    found = run.below({"set": scores}, {"set": {}})
    assert len(found) == faults
    assert all("floor" in f for f in found)


@pytest.mark.parametrize(("score", "faults"), [(0.66, 0), (0.64, 1)])
def test_a_floor_gives_way_to_rounding_and_no_more(floors, score, faults):
    counts = {"typed": {"hits": 65, "found": 100, "wanted": 100}}
    assert len(run.below({"set": {"typed": score}}, {"set": counts})) == faults


def test_floors_only_rise(floors):
    run.raise_floors({"set": {"typed": 0.65, "over-claims": 0.3, "record": 0.5}})
    kept = json.loads(floors.read_text())["set"]
    assert (kept["typed"], kept["over-claims"]) == (0.7, 0.1)
    assert kept["record"] == 0.5 - run.MARGIN
    run.raise_floors({"set": {"typed": 0.8, "over-claims": 0.0}})
    kept = json.loads(floors.read_text())["set"]
    assert kept["typed"] == 0.8 - run.MARGIN
    assert kept["over-claims"] == run.MARGIN


def test_a_perfect_reader_scores_one(tmp_path):
    scorer = run.ROOT.parent / "shared" / "score.py"
    if not scorer.exists():
        pytest.skip("the codebook's scorer is not at hand")
    gold = [
        json.loads(line)
        for path in sorted((run.ROOT / "corpus" / "train").glob("*.jsonl"))[:1]
        for line in path.read_text().splitlines()
    ]
    scores = json.loads(run.score(gold, gold, scorer, "--json"))
    assert scores["record"]["f1"] == 1.0
    assert scores["over-claims"]["f1"] == 0.0
