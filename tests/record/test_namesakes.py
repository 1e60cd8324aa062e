"""Judgements that somebody is not on a list: kept for good, on either kind of database, and followed by the watch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from communique.errors import BadRequest
from communique.record.record import Record
from communique.record.told import AskedFor
from communique.watch import kept, namesakes
from communique.watch.candidate import NotSame
from communique.watch.looking import load_lists, looked_up
from communique.watch.rules import load
from communique.watch.watching import watch
from reports import VERSIONS, event, quotes, report

WHO = {"who": "Ann", "why": "born in another year"}
MET = "Dawit Alemu, Ethiopia's foreign minister, met Sudanese army envoys in Belmar on Tuesday.\n"


@pytest.fixture
def record(fresh_url: str) -> Iterator[Record]:
    with Record(fresh_url, create=True) as opened:
        yield opened


def test_a_judgement_is_kept_with_who_when_and_why(record):
    made = namesakes.add(record, " General\tDawit \x1b[2JAlemu\u202e ", "unsc-7001", where="Ethiopia", **WHO)
    assert (made.id, made.name, made.country, made.entry) == (1, "General Dawit [2JAlemu", "ETH", "unsc-7001")
    (stands,) = namesakes.judgements(record)
    assert stands == NotSame("General Dawit [2JAlemu", "ETH", "unsc-7001", "Ann", made.at, "born in another year")


def test_what_is_taken_back_stays_and_counts_no_more(record):
    one = namesakes.add(record, "Dawit Alemu", "a", **WHO)
    two = namesakes.add(record, "Dawit Alemu", "b", **WHO)
    back = namesakes.undo(record, "N1", who="Ben", why="that was somebody else")
    assert (back.id, back.undoes, back.entry) == (3, 1, "a")
    assert namesakes.judgements(record) == (two.not_same(),)
    assert [(j.id, j.undoes, j.undone) for j in namesakes.judged(record)] == [
        (1, None, 3),
        (2, None, None),
        (3, 1, None),
    ]
    again = namesakes.add(record, "Dawit Alemu", "a", **WHO)
    assert again.id == 4
    assert {s.id for s in namesakes.judgements(record)} == {one.entry, two.entry}


@pytest.mark.parametrize("number", ["N1", "N3", "N9", 0, "J2", "", "N99999999999", "²"])
def test_only_a_judgement_that_stands_is_taken_back(record, number):
    namesakes.add(record, "Dawit Alemu", "a", **WHO)
    namesakes.add(record, "Dawit Alemu", "b", **WHO)
    namesakes.undo(record, 1, **WHO)
    with pytest.raises(
        BadRequest, match="was taken back already, by N3" if number == "N1" else "there is no judgement"
    ):
        namesakes.undo(record, number, **WHO)
    assert len(namesakes.judged(record)) == 3


def test_the_same_is_not_judged_twice(record):
    namesakes.add(record, "Dawit Alemu", "a", where="ETH", **WHO)
    with pytest.raises(BadRequest, match="judged already, by N1"):
        namesakes.add(record, "Foreign Minister Dawit Alemu", "a", where="Ethiopia", **WHO)
    assert namesakes.add(record, "Dawit Alemu", "a", **WHO).id == 2


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": " "}, "name: is missing"),
        ({"name": "…"}, "has no word"),
        ({"name": "Alemu " * 60}, "longer than 300"),
        ({"entry": "\x00"}, "entry: is missing"),
        ({"who": ""}, "--who: is missing"),
        ({"why": "\n"}, "--why: is missing"),
        ({"where": "Atlantis"}, "--country: no table knows"),
    ],
)
def test_what_is_missing_or_makes_no_sense_is_refused(record, told, said):
    with pytest.raises(BadRequest, match=said):
        namesakes.add(record, **{"name": "Dawit Alemu", "entry": "a", **WHO, **told})
    assert namesakes.judged(record) == ()


def test_half_a_character_does_not_stop_a_database(record):
    made = namesakes.add(record, "Dawit \ud800 Alemu", "a", **WHO)
    assert namesakes.judged(record) == (made,)


def test_an_alert_goes_with_a_judgement_and_comes_back_without_it(record, tmp_path: Path):
    met = event(
        MET,
        "met",
        "CONSULT",
        actors={"Dawit Alemu": "ETH GOV"},
        recipients={"Sudanese army": "SDN MIL"},
        day="2024-05-14",
    )
    made = report("a", MET, met)
    record.add(made, quotes(made), VERSIONS, at="2024-05-16T08:00:00Z")
    rules = tmp_path / "own.yaml"
    rules.write_text("format: watch/1\nrules: [{id: own.x, says: Meetings., when: {type: CONSULT, listed: desk}}]\n")
    person = {"id": "eth-1", "schema": "Person", "properties": {"name": ["Dawit Alemu"], "country": ["et"]}}
    path = tmp_path / "list.jsonl"
    path.write_text(json.dumps(person) + "\n")

    def after(day: int) -> tuple[str, str | None, tuple[str, ...]]:
        lists = looked_up(load_lists([f"desk={path}"]).lists, namesakes.judgements(record))
        at = f"2024-06-{day:02}T08:00:00Z"
        watch(record, load(rules, shipped=False), as_of=date(2024, 6, day), at=at, lists=lists)
        ((found,), _) = kept.find(record, AskedFor(ended=True))
        return found.state, found.ended and "ended", found.history[-1].kinds

    assert after(1)[:2] == ("new", None)
    kept.say(record, [kept.find(record, AskedFor())[0][0].alert.id], "accepted", who="Ann", why="looks right")
    namesakes.add(record, "Dawit Alemu", "eth-1", **WHO)
    assert after(2) == ("new", "ended", ("withdrawn",))
    namesakes.undo(record, 1, **WHO)
    state, ended, kinds = after(3)
    assert (state, ended) == ("new", None)
    assert kinds != ("withdrawn",)
