"""Plans of a record, followed by the watch: what is told, once, and what is the past of whoever starts a record."""

from __future__ import annotations

from datetime import date

import pytest
from shipped import CALENDAR, add, look, rules

from communique.record.record import Record
from communique.watch.alerts import Plan
from reports import event, report

BEFORE, WITHIN, LATER, AFTER = date(2024, 5, 20), date(2024, 6, 10), date(2024, 6, 12), date(2024, 7, 5)
"""The visit is planned for June 2024."""


@pytest.fixture
def record(fresh_url):
    with Record(fresh_url, create=True) as made:
        yield made


@pytest.fixture
def pack(tmp_path):
    return rules(tmp_path, more=CALENDAR)


def visit(key: str, text: str, trigger: str, published: str, kind: str = "CONSULT", **told):
    act = event(
        text,
        trigger,
        kind,
        **{"mode": "visit"} | told,
        actors={"Lena Okoro": "NOR GOV"},
        recipients={"Poland": "POL GOV"},
    )
    return report(key, text, act, published=published, publisher=f"{key} Times")


JUNE = ("2024-06-01", "2024-06-30")
PLAN = visit("plan", "Lena Okoro will visit Poland in June.", "visit", "2024-05-15", status="planned", day=JUNE)
DONE = visit("done", "Lena Okoro visited Poland on June 11.", "visited", "2024-06-12", day="2024-06-11")
OFF = visit("off", "Lena Okoro cancelled her visit to Poland.", "cancelled", "2024-06-05", "REJECT", mode="meet")
PUT_OFF = visit("moved", "Lena Okoro put off her visit to Poland.", "put off", "2024-06-05", "REJECT", mode="meet")


def told(run) -> list[str]:
    """States of plans of which people are told."""
    assert all(isinstance(c.body, Plan) and c.kinds[0] in (c.body.state, "withdrawn") for c in run.changes)
    assert all(c.tells for c in run.changes)
    return [" ".join(c.kinds) for c in run.changes]


def test_a_plan_is_told_when_it_is_due_and_when_it_is_overdue_once_each(record, pack):
    add(record, PLAN)
    days = [BEFORE, BEFORE, WITHIN, WITHIN, LATER, AFTER, AFTER, date(2024, 8, 1)]
    said = [told(look(record, pack, n, as_of=day)) for n, day in enumerate(days, 1)]
    assert said == [[], [], ["due"], [], [], ["overdue"], [], []]


def test_a_plan_that_is_due_when_it_is_first_seen_is_told(record, pack):
    add(record, PLAN)
    run = look(record, pack, as_of=WITHIN)
    assert told(run) == ["due"]
    (change,) = run.changes
    assert change.body.headline.startswith("E1: CONSULT/visit, Lena Okoro and Poland")
    assert "due: 2024-06-10 lies in its time" in change.told[0]


@pytest.mark.parametrize(("reports", "day"), [([PLAN], AFTER), ([PLAN, DONE], AFTER), ([PLAN, OFF], WITHIN)])
def test_plans_that_are_over_when_a_record_is_first_watched_are_silent(record, pack, reports, day):
    add(record, *reports)
    assert told(look(record, pack, as_of=day)) == []
    assert told(look(record, pack, 2, as_of=date(2024, 9, 1))) == []


@pytest.mark.parametrize(("outcome", "state"), [(DONE, "fulfilled"), (OFF, "cancelled"), (PUT_OFF, "postponed")])
def test_what_settles_a_plan_is_told_once(record, pack, outcome, state):
    add(record, PLAN)
    look(record, pack, as_of=WITHIN)
    add(record, outcome, day=2)
    run = look(record, pack, 2, as_of=LATER)
    assert told(run) == [state]
    assert run.changes[0].number == 2
    assert run.changes[0].body.by
    assert told(look(record, pack, 3, as_of=LATER)) == []
    assert told(look(record, pack, 4, as_of=AFTER)) == []


def test_a_state_for_which_the_rule_does_not_ask_is_silent(record, tmp_path):
    pack = rules(tmp_path, more=CALENDAR.replace("[due, overdue, fulfilled, cancelled, postponed]", "[overdue]"))
    add(record, PLAN)
    assert told(look(record, pack, as_of=WITHIN)) == []
    assert told(look(record, pack, 2, as_of=AFTER)) == ["overdue"]


@pytest.mark.parametrize(
    ("first", "then", "said"), [(WITHIN, WITHIN, []), (WITHIN, AFTER, ["overdue"]), (BEFORE, AFTER, ["overdue"])]
)
def test_a_rebuild_forgets_no_plan_that_was_told(record, pack, first, then, said):
    add(record, PLAN)
    look(record, pack, as_of=first)
    record.rebuild()
    assert told(look(record, pack, 2, as_of=then)) == said


def test_a_plan_that_was_a_misreading_is_taken_back_and_told_when_it_comes_again(record, pack):
    add(record, PLAN)
    assert told(look(record, pack, as_of=WITHIN)) == ["due"]
    record.judge("wrong", "C1", who="Ann", why="an old programme")
    gone = look(record, pack, 2, as_of=WITHIN)
    assert (told(gone), gone.changes[0].number) == (["withdrawn"], 2)
    assert "a judgement calls C1 wrong, and nothing else plans it" in gone.changes[0].told[0]
    assert told(look(record, pack, 3, as_of=AFTER)) == []
    record.judge("undo", "J1", who="Ann")
    back = look(record, pack, 4, as_of=WITHIN)
    assert (told(back), back.changes[0].number) == (["due"], 3)


def test_a_plan_that_nobody_was_told_of_goes_in_silence(record, pack):
    add(record, PLAN)
    look(record, pack, as_of=BEFORE)
    record.judge("wrong", "C1", who="Ann", why="an old programme")
    assert told(look(record, pack, 2, as_of=WITHIN)) == []


@pytest.mark.parametrize(("day", "said"), [(date(2024, 8, 29), ["overdue"]), (date(2024, 8, 30), [])])
def test_a_plan_that_comes_late_into_a_watched_record_is_told_unless_it_is_an_archive(record, pack, day, said):
    look(record, pack, as_of=BEFORE)
    add(record, PLAN, day=2)
    assert told(look(record, pack, 2, as_of=day)) == said
