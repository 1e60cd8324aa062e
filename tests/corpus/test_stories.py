"""The story set that merging is measured on is whole: `corpus/stories/README.md` says what it promises."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from communique.label import label_of

STORIES = Path(__file__).resolve().parents[2] / "corpus" / "stories"
SETS = ("a", "b")


def read_reports(name):
    return [json.loads(line) for line in (STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def read_map(name):
    lines = (STORIES / f"{name}.map").read_text(encoding="utf-8").splitlines()
    return [(int(report), int(event), story, act) for report, event, story, act in (x.split("\t") for x in lines)]


def read_links():
    with (STORIES / "links.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.fixture(scope="module")
def reports_of():
    """The reports of each story."""
    found = defaultdict(dict)
    for name in SETS:
        reports = read_reports(name)
        for number, _, story, _ in read_map(name):
            report = reports[number - 1]
            found[story][report["document"]["id"]] = report
    return {story: list(reports.values()) for story, reports in found.items()}


@pytest.fixture(scope="module")
def mentions_of():
    """The mentions of each act, in all reports of its story."""
    found = defaultdict(list)
    for name in SETS:
        acts = {(report, event): act for report, event, _, act in read_map(name)}
        for number, report in enumerate(read_reports(name), 1):
            for event in report["events"]:
                found[acts[number, event["event"]]].append(event)
    return found


@pytest.mark.parametrize("name", SETS)
def test_every_event_has_one_act_and_every_act_its_event(name):
    lines = read_map(name)
    events = {(n, e["event"]) for n, report in enumerate(read_reports(name), 1) for e in report["events"]}
    assert len(lines) == len({line[:2] for line in lines})
    assert {line[:2] for line in lines} == events


@pytest.mark.parametrize("name", SETS)
def test_a_report_belongs_to_one_story_and_its_acts_to_that_story(name):
    stories = defaultdict(set)
    for report, _, story, act in read_map(name):
        stories[report].add(story)
        assert act.startswith(f"{story}-")
    assert all(len(found) == 1 for found in stories.values())
    assert len(stories) == len(read_reports(name))


def quotes(event):
    """Every quotation of an event."""
    yield event["trigger"]
    yield from (*event["actors"], *event["recipients"], *event["objects"])
    yield from (event[key] for key in ("place", "time") if event[key])
    if event["source"]:
        yield event["source"]
        if event["source"]["cue"]:
            yield event["source"]["cue"]


@pytest.mark.parametrize("name", SETS)
def test_offsets_quote_the_text_and_labels_follow_from_the_decisions(name):
    for report in read_reports(name):
        text = report["document"]["text"]
        for event in report["events"]:
            for quote in quotes(event):
                if quote["text"] != "agentless":
                    assert text[quote["start"] : quote["end"]] == quote["text"], report["document"]["id"]
            assert event["label"] == label_of(event), (report["document"]["id"], event["trigger"])


def test_sixteen_stories_of_four_or_five_reports_from_two_outlets_or_more(reports_of):
    assert len(reports_of) == 16
    for story, reports in reports_of.items():
        outlets = {r["document"]["publisher"] for r in reports}
        assert 4 <= len(reports) <= 5, story
        assert None not in outlets, story
        assert len(outlets) >= 2, story


def test_every_report_has_its_own_text_and_id(reports_of):
    documents = [r["document"] for reports in reports_of.values() for r in reports]
    assert len({d["id"] for d in documents}) == len({d["text"] for d in documents}) == len(documents) == 72


def test_claims_and_denials_of_one_act_meet_in_most_stories(mentions_of):
    contested = {
        act.partition("-")[0]
        for act, mentions in mentions_of.items()
        if {"pos", "neg"} <= {m["polarity"] for m in mentions}
    }
    assert len(contested) >= 12


def test_links_join_acts_of_one_story(mentions_of):
    links = read_links()
    assert len({(x["from"], x["to"]) for x in links}) == len(links)
    for link in links:
        assert link["kind"] in {"fulfils", "cancels", "postpones"}
        assert link["from"] != link["to"]
        for end in ("from", "to"):
            assert link[end] in mentions_of
            assert link[end].startswith(f"{link['story']}-")


def test_a_plan_is_never_one_act_with_its_fulfilment(mentions_of):
    for link in read_links():
        plans = mentions_of[link["to"]]
        assert all(m["status"] in {"planned", "hypothetical"} or m["polarity"] == "neg" for m in plans), link
        assert all(m["status"] in {"happened", "ongoing"} for m in mentions_of[link["from"]]), link
