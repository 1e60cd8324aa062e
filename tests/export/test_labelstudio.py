"""Label Studio tasks, there and back."""

import copy
import json
from xml.etree import ElementTree as ET

import pytest

from communique.errors import UnreadableSource
from communique.export.formats import export
from communique.export.hold import by_document
from communique.export.labelstudio import codebook_event
from communique.export.read_back import read_tasks


def gold(hold):
    """The records as the codebook has them, without what the program adds."""
    return [
        {"document": d.document.model_dump(mode="json"), "events": [codebook_event(c.event) for c in claims]}
        for d, claims in by_document(hold)
    ]


@pytest.fixture
def tasks(hold, stamp, tmp_path):
    """Tasks as Label Studio exports them when an annotator accepted every prediction."""
    export("labelstudio", hold, tmp_path / "out", stamp)
    made = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    return [
        {"id": n, "data": t["data"], "annotations": [{"id": n, "was_cancelled": False, "updated_at": "2031-05-09T08:00:00Z", "result": t["predictions"][0]["result"]}]}
        for n, t in enumerate(made, start=1)
    ]  # fmt: skip


def back(tasks, tmp_path, **options):
    path = tmp_path / "annotated.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return list(read_tasks(path, **options))


def test_what_goes_out_comes_back_the_same(hold, tasks, tmp_path):
    assert back(tasks, tmp_path) == gold(hold)


def test_gold_records_have_only_the_fields_of_the_codebook(hold):
    fields = {"event", "type", "mode", "contexts", "trigger", "actors", "recipients", "objects", "place", "time", "status", "polarity", "certainty", "stance", "source", "label"}  # fmt: skip
    for record in gold(hold):
        assert record["events"]
        for event in record["events"]:
            assert set(event) == fields
            for mention in event["actors"]:
                assert set(mention) == {"start", "end", "text", "name", "code"}


def test_tasks_that_nobody_annotated_are_left_out_unless_predictions_are_asked_for(hold, stamp, tmp_path):
    export("labelstudio", hold, tmp_path / "out", stamp)
    path = tmp_path / "out" / "tasks.json"
    assert list(read_tasks(path)) == []
    assert list(read_tasks(path, predictions=True)) == gold(hold)


def results(task):
    return task["annotations"][0]["result"]


def region(task, label, text):
    return next(
        r
        for r in results(task)
        if r["type"] == "labels" and r["value"]["labels"] == [label] and r["value"]["text"] == text
    )


def test_a_correction_comes_back_and_labels_are_computed_anew(tasks, tmp_path):
    trigger = region(tasks[0], "CONSULT", "visited")["id"]
    for result in results(tasks[0]):
        if result.get("id") == trigger and result["from_name"] == "status":
            result["value"]["choices"] = ["planned"]
    event = back(tasks, tmp_path)[0]["events"][0]
    assert (event["status"], event["label"]) == ("planned", "PLANNED")


def test_the_annotation_that_was_changed_last_counts(hold, tasks, tmp_path):
    older = copy.deepcopy(tasks[0]["annotations"][0]) | {"updated_at": "2031-05-08T08:00:00Z", "result": []}
    cancelled = copy.deepcopy(older) | {"updated_at": "2031-05-10T08:00:00Z", "was_cancelled": True}
    tasks[0]["annotations"] = [older, *tasks[0]["annotations"], cancelled]
    assert back(tasks, tmp_path) == gold(hold)


def test_a_new_trigger_without_a_number_gets_the_next_one(tasks, tmp_path):
    text = tasks[0]["data"]["text"]
    at = {
        "start": text.index("denied") if "denied" in text else text.index("deal"),
        "end": text.index("deal") + 4,
        "text": "deal",
    }
    results(tasks[0]).append(
        {"id": "new", "from_name": "span", "to_name": "text", "type": "labels", "value": {**at, "labels": ["AGREE"]}}
    )
    for control, choice in (
        ("status", "planned"),
        ("polarity", "pos"),
        ("certainty", "asserted"),
        ("stance", "asserts"),
    ):
        results(tasks[0]).append(
            {
                "id": "new",
                "from_name": control,
                "to_name": "text",
                "type": "choices",
                "value": {**at, "choices": [choice]},
            }
        )
    last = back(tasks, tmp_path)[0]["events"][-1]
    assert (last["event"], last["trigger"]["text"], last["mode"], last["actors"], last["source"]) == (
        4,
        "deal",
        None,
        [],
        None,
    )


def test_offsets_are_those_of_the_text(tasks):
    for task in tasks:
        for result in results(task):
            value = result.get("value", {})
            if result["type"] == "labels":
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r["value"].update(labels=["MEETING"]), r"has the labels \['MEETING'\]"),
        (lambda r: r["value"].update(start=5_000, end=5_007), "goes from 5000 to 5007, outside the text"),
        (lambda r: r["value"].update(text="invaded"), "says “invaded” elsewhere"),
        (lambda r: r.update(type="choices", value={**r["value"], "choices": ["x"]}), "has no label"),
    ],
)
def test_a_region_that_makes_no_sense_is_named(tasks, tmp_path, change, told):
    change(region(tasks[0], "CONSULT", "visited"))
    with pytest.raises(UnreadableSource, match=rf"annotated\.json: task 1: region r\d+.*{told}"):
        back(tasks, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "change", "told"),
    [
        ("status", lambda r: r["value"].update(choices=["done"]), "has status 'done'; it can be happened, ongoing"),
        ("status", lambda r: r["value"].update(choices=[]), "has no status; choose one of happened"),
        ("mode", lambda r: r["value"].update(choices=["riot"]), "has mode 'riot'; it can be visit"),
        ("code", lambda r: r.update(from_name="remark"), "has no code; write one such as KEN GOV"),
        (
            "relation",
            lambda r: r.update(labels=["friend"]),
            r"relation with the labels \['friend'\]; it needs one of actor",
        ),
        (
            "relation",
            lambda r: r.update(labels=["place"]),
            "is tied as place to .*; that leads from a trigger to a place",
        ),
        ("relation", lambda r: r.update(to_id="gone"), "relation to a region that is not there; delete it"),
    ],
)
def test_a_choice_or_relation_that_makes_no_sense_is_named(tasks, tmp_path, wanted, change, told):
    change(next(r for r in results(tasks[0]) if wanted in (r.get("from_name"), r["type"])))
    with pytest.raises(UnreadableSource, match=f"task 1: .*{told}"):
        back(tasks, tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("no json", "is no JSON"),
        ('{"a": 1}', "is no list of tasks"),
        ('[{"text": "x", "label": []}]', "not JSON-MIN"),
        (
            '[{"id": 3, "data": {"text": "x"}, "annotations": [{"result": []}]}]',
            "task 3: its data have no text or no id",
        ),
    ],
)
def test_files_that_are_no_tasks_are_refused(tmp_path, content, told):
    path = tmp_path / "annotated.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableSource, match=told):
        list(read_tasks(path))
    with pytest.raises(UnreadableSource, match="cannot be read"):
        list(read_tasks(tmp_path / "none.json"))


def test_the_interface_has_a_control_for_every_result(tasks, tmp_path):
    tree = ET.parse(tmp_path / "out" / "interface.xml")
    names = {e.get("name"): e for e in tree.iter() if e.get("name")}
    offered = {name: {c.get("value") for c in e} for name, e in names.items()}
    relations = {e.get("value") for e in tree.iter("Relation")}
    seen = set()
    for task in tasks:
        for result in results(task):
            if result["type"] == "relation":
                assert set(result["labels"]) <= relations
                continue
            control = names[result["from_name"]]
            assert control.tag.lower() == result["type"]
            assert control.get("toName") == result["to_name"] == "text"
            chosen = result["value"].get("choices") or (result["value"].get("labels") or [])
            assert set(chosen) <= offered[result["from_name"]]
            seen.add(result["from_name"])
    assert len(seen) > 10
