"""What people say sticks through readings and rebuilds, and leaves no trace once it is taken back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from test_record import add, dump, first, second, shelling

from communique.errors import BadRequest
from communique.model import Report
from communique.record.record import Record
from communique.record.schema import facets, links
from communique.record.values import Versions
from reports import NEWER, event, quotes, report

VICTIMS = "Gunmen killed Ada Moro in Belmar on Monday and killed Rosa Kern in Ostrava Bay on Monday, officials said.\n"
PLAN = "Dawit Alemu, Ethiopia's foreign minister, will meet Sudanese army envoys in Belmar on Tuesday.\n"


def victims() -> Report:
    one = event(VICTIMS, "killed Ada", "ASSAULT", recipients={"Ada Moro": "SDN CVL"}, place="Belmar", day="2024-05-13")
    two = event(
        VICTIMS,
        "killed Rosa",
        "ASSAULT",
        number=2,
        recipients={"Rosa Kern": "SDN CVL"},
        place="Ostrava Bay",
        day="2024-05-13",
    )
    return report("v", VICTIMS, one, two, publisher="Nile Post")


REPORTS = (first, second, shelling, victims)
READERS = tuple(Versions(communique="test", reader=name, tables="t1") for name in ("one", "two", "three"))


def reread(record: Record, make, versions: Versions = NEWER) -> None:
    again = make()
    record.add(again, quotes(again), versions, reread=True)


def events(record: Record) -> dict[int, int | None]:
    """Event of each current claim."""
    with record.reading() as connection:
        return dict(map(tuple, connection.execute(select(facets.c.claim, facets.c.event))))


@pytest.fixture
def record(fresh_url: str) -> Record:
    return Record(fresh_url, create=True)


def test_two_victims_in_two_towns_stay_two_acts_when_they_are_read_again(record: Record) -> None:
    add(record, victims())
    assert events(record) == {1: 1, 2: 2}
    reread(record, victims)
    assert events(record) == {3: 1, 4: 2}


def test_what_is_read_again_alike_changes_no_event_no_link_and_no_reason(record: Record) -> None:
    add(record, first(), second(), shelling(), victims())

    def told() -> list[object]:
        with record.reading() as connection:
            rows = connection.execute(
                select(facets.c.event, facets.c.likeness, facets.c.because).order_by(facets.c.event)
            )
            ends = connection.execute(select(links.c.event, links.c.other, links.c.kind).order_by(links.c.event))
            return [*map(tuple, rows), *map(tuple, ends)]

    before = told()
    for make in REPORTS:
        reread(record, make)
    assert told() == before


def test_a_new_reading_that_takes_an_act_for_a_plan_leaves_the_event(record: Record) -> None:
    add(record, first(), second())
    again = second()
    plan = again.events[0].model_copy(update={"status": "planned", "label": "PLANNED"})
    record.add(again.model_copy(update={"events": (plan,)}), quotes(again), NEWER, reread=True)
    assert events(record)[1] == 1
    assert events(record)[3] != 1


def test_undo_of_wrong_lets_later_reports_find_the_event(record: Record) -> None:
    add(record, first())
    record.judge("wrong", "C1", who="ann")
    record.judge("undo", "J1", who="ann")
    add(record, second())
    assert events(record) == {1: 1, 2: 1}


@pytest.mark.parametrize(
    ("verdict", "one", "other"), [("wrong", "C2", None), ("same", "C1", "C3"), ("different", "C1", "C2")]
)
def test_a_judgement_can_be_taken_back_after_everything_was_read_again(
    record: Record, verdict: str, one: str, other: str | None
) -> None:
    add(record, first(), second(), shelling())
    before = sorted(events(record).values())
    record.judge(verdict, one, other, who="ann")
    judged = sorted(events(record).values(), key=str)
    assert judged != before
    for make in REPORTS[:3]:
        reread(record, make)
    assert sorted(events(record).values(), key=str) == judged
    record.judge("undo", "J1", who="bob")
    assert sorted(events(record).values()) == before


def test_a_judgement_holds_for_a_changed_page(record: Record) -> None:
    page = first().model_copy(update={"document": first().document.model_copy(update={"url": "https://x.example/1"})})
    add(record, page)
    record.judge("wrong", "C1", who="ann")
    text = page.document.text + "Nobody else was there.\n"
    later = page.model_copy(update={"document": page.document.model_copy(update={"text": text})})
    add(record, later)
    assert events(record) == {2: None}


def test_what_was_said_last_of_two_acts_holds(record: Record) -> None:
    add(record, first(), shelling())
    record.judge("same", "E1", "E2", who="ann")
    record.judge("different", "C1", "C2", who="bob")
    reread(record, shelling)
    assert sorted(events(record).values()) == [1, 2]


def test_different_ends_a_near_miss(record: Record) -> None:
    near = second()
    other = near.events[0].model_copy(update={"place": None, "mode": "phone"})
    add(record, first(), near.model_copy(update={"events": (other,)}))
    if events(record)[2] == 1:
        record.judge("different", "C1", "C2", who="ann")
    else:
        record.judge("same", "E1", "E2", who="ann")
        record.judge("different", "C1", "C2", who="ann")
    assert [link for link in record.event(1).links if link.kind == "near"] == []


def test_a_whole_event_called_wrong_tells_all_its_judgements(record: Record) -> None:
    add(record, first(), second())
    made = record.judge("wrong", "E1", who="ann", why="a drill")
    assert [j.one for j in made] == [1, 2]
    for judgement in made:
        record.judge("undo", f"J{judgement.id}", who="ann")
    assert events(record) == {1: 1, 2: 1}


def test_the_reason_of_a_person_is_told(record: Record) -> None:
    add(record, first(), shelling())
    record.judge("same", "E1", "E2", who="ann", why="one operation")
    assert next(record.claims([2])).because == "J1, ann: one operation"
    with pytest.raises(BadRequest, match="E2; what founded it is part of E1 now"):
        record.event("E2")


@pytest.mark.parametrize(
    ("steps", "verdict", "one", "other"),
    [
        ((), "same", "C1", "C2"),  # one event already
        ((), "different", "C1", "C3"),
        ((), "different", "C1", "C1"),
        ((("wrong", "C1", None),), "wrong", "C1", None),
        ((("wrong", "C1", None),), "same", "C1", "C3"),
        ((("wrong", "C1", None), ("undo", "J1", None)), "undo", "J1", None),
    ],
)
def test_a_judgement_that_changes_nothing_is_refused(
    record: Record, steps, verdict: str, one: str, other: str | None
) -> None:
    add(record, first(), second(), shelling())
    for step in steps:
        record.judge(*step, who="ann")
    count = len(record.judgements())
    with pytest.raises(BadRequest):
        record.judge(verdict, one, other, who="ann")
    assert len(record.judgements()) == count


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("reread"), st.integers(0, 3), st.integers(1, 2)),
        st.tuples(st.sampled_from(["same", "different"]), st.integers(1, 8), st.integers(1, 8)),
        st.tuples(st.sampled_from(["wrong", "undo"]), st.integers(1, 8), st.just(0)),
    ),
    max_size=10,
)


def play(record: Record, steps: list[tuple[str, int, int]]) -> None:
    """Do steps; what makes no sense at its turn is refused and changes nothing."""
    for kind, one, other in steps:
        try:
            if kind == "add":
                add(record, REPORTS[one]())
            elif kind == "reread":
                reread(record, REPORTS[one], READERS[other])
            else:
                letter = "J" if kind == "undo" else "C"
                record.judge(kind, f"{letter}{one}", f"C{other}" if kind in ("same", "different") else None, who="ann")
        except BadRequest:
            pass


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_a_rebuild_gives_the_same_record_whatever_was_said(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder, "r.db"), create=True)
        play(record, [("add", n, 0) for n in range(4)] + steps)
        before = dump(record)
        record.rebuild()
        assert dump(record) == before
        record.close()


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_all_taken_back_is_as_if_nothing_had_been_said(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = Record(Path(folder, "r.db"), create=True)
        play(record, [("add", n, 0) for n in range(4)] + [s for s in steps if s[0] == "reread"])
        before = events(record)
        play(record, [s for s in steps if s[0] in ("same", "different", "wrong", "undo")])
        for judgement in record.judgements():
            if judgement.verdict != "undo" and not judgement.undone:
                record.judge("undo", f"J{judgement.id}", who="bob")
        assert events(record) == before
        record.close()
