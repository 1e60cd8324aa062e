"""The watch over a record on either database: what a run changes, what it leaves alone, and that an alert keeps its id."""

from __future__ import annotations

from datetime import date

import pytest
from shipped import FLOUR, TODAY, add, alerts, kinds, look, rules, shipment

from communique.record.record import Record
from communique.record.told import AskedFor
from communique.watch import kept
from communique.watch.rules import Pack
from communique.watch.watching import Run
from reports import NEWER


@pytest.fixture
def record(fresh_url):
    with Record(fresh_url, create=True) as made:
        yield made


@pytest.fixture
def pack(tmp_path) -> Pack:
    return rules(tmp_path)


SPRING, SUMMER = shipment("spring", "2024-03-02"), shipment("summer", "2024-05-10", 700)


def unchanged(run: Run) -> bool:
    return (run.events, run.verdicts, run.changes) == (0, 0, ())


def opened(record: Record) -> list[str]:
    """States of all alerts."""
    return [k.state for k in alerts(record)]


def accept(record: Record) -> None:
    kept.say(record, [k.alert.id for k in alerts(record)], "accepted", who="Ann", why="known")


def test_a_second_run_over_the_same_record_changes_nothing(record, pack):
    add(record, SPRING, SUMMER)
    first = look(record, pack)
    assert [c.kinds for c in first.changes] == [("raised",), ("raised",)]
    before = [k.values() for k in alerts(record)]
    assert unchanged(look(record, pack, 2))
    assert [k.values() for k in alerts(record)] == before


def test_a_run_looks_at_what_changed_since_the_last_one_only(record, pack):
    add(record, SPRING)
    look(record, pack)
    add(record, SUMMER, day=2)
    run = look(record, pack, 2)
    assert run.events == 1
    assert [(c.kinds, c.body.founded) for c in run.changes] == [(("raised",), 2)]


def test_a_new_rule_looks_at_the_whole_record(record, pack, tmp_path):
    add(record, SPRING, shipment("flour", "2024-04-01", item="food.grain"))
    look(record, pack)
    more = rules(tmp_path, more=FLOUR.replace("to: PRK", "from: PRK"))
    run = look(record, more, 2)
    assert [(c.kinds, c.body.rule) for c in run.changes] == [(("raised",), "own.prk.food")]
    assert unchanged(look(record, more, 3))


@pytest.mark.parametrize(
    ("anew", "tells", "words"),
    [
        ({"says": "No arms from the DPRK, rifles included."}, False, "the rule was written anew"),
        ({"act": 2}, True, "paragraphs: Larch 1, paragraph 4 → Larch 2, paragraph 4"),
    ],
)
def test_a_rule_that_was_written_anew_is_told_only_if_the_measure_is_another(
    record, pack, tmp_path, anew, tells, words
):
    add(record, SPRING)
    look(record, pack)
    accept(record)
    run = look(record, rules(tmp_path, **anew), 2)
    ((change,), (found,)) = run.changes, alerts(record)
    assert (change.kinds, change.tells) == (("rule",), tells)
    assert any(words in told for told in change.told)
    assert (found.state == "new") == tells
    assert unchanged(look(record, rules(tmp_path, **anew), 3))


def test_a_rule_that_matches_no_more_withdraws_what_it_raised(record, pack, tmp_path):
    add(record, SPRING)
    look(record, pack)
    look(record, rules(tmp_path, item="arms.ammunition"), 2)
    (found,) = alerts(record)
    assert kinds(found) == ["raised", "withdrawn"]


@pytest.mark.parametrize(
    ("written", "then", "caution"),
    [
        ({"checked": "2024-01-01"}, date(2025, 1, 1), "last checked on 2024-01-01"),
        ({"until": "2024-12-31", "checked": "2024-12-30"}, date(2025, 1, 1), "2024-12-31, has passed"),
    ],
)
def test_a_rule_that_went_stale_or_ended_is_told_on_the_day(record, tmp_path, written, then, caution):
    pack = rules(tmp_path, **written)
    add(record, SPRING)
    look(record, pack, as_of=TODAY)
    accept(record)
    assert unchanged(look(record, pack, 2, as_of=date(2024, 12, 31)))
    run = look(record, pack, 3, as_of=then)
    (change,) = run.changes
    assert (change.kinds, change.tells) == (("rule",), True)
    assert caution in change.told[0]
    assert opened(record) == ["new"]
    assert unchanged(look(record, pack, 4, as_of=date(2025, 2, 1)))


def test_an_alert_of_which_the_only_claim_is_wrong_is_withdrawn_and_comes_back(record, pack):
    add(record, SPRING)
    look(record, pack)
    accept(record)
    record.judge("wrong", "C1", who="Ann", why="a film")
    look(record, pack, 2)
    (found,) = alerts(record)
    assert (found.state, kinds(found)) == ("new", ["raised", "withdrawn"])
    assert "a judgement calls C1 wrong" in found.ended
    assert alerts(record, ended=False) == [found]  # until somebody has settled that
    accept(record)
    assert kept.find(record, AskedFor()) == ([], 0)
    assert kept.find(record, AskedFor(ended=True))[1] == 1
    record.judge("undo", "J1", who="Ann")
    look(record, pack, 3)
    (again,) = alerts(record, ended=False)
    assert (again.alert.id, again.ended, kinds(again)) == (
        found.alert.id,
        None,
        ["raised", "withdrawn", "returned"],
    )
    assert again.history[-1].tells


def test_of_two_alerts_whose_events_are_one_the_first_goes_on(record, pack):
    add(record, SPRING, SUMMER)
    look(record, pack)
    first, second = (k.alert.id for k in alerts(record))
    record.judge("same", "E1", "E2", who="Ann")
    run = look(record, pack, 2)
    told = {c.subject: c for c in run.changes}
    assert {"tier", "origins"} <= set(told[first].kinds)
    assert (told[second].kinds, told[second].tells) == (("merged",), True)
    assert told[second].told == (f"what it rests on is part of {first} now",)
    assert [k.alert.id for k in alerts(record, ended=False)] == [first]
    record.judge("undo", "J1", who="Ann")
    look(record, pack, 3)
    assert [k.alert.id for k in alerts(record, ended=False)] == [first, second]
    assert kinds(alerts(record)[1]) == ["raised", "merged", "returned"]


def test_an_alert_keeps_its_id_when_the_event_that_founded_it_is_part_of_another_one(record, pack):
    add(record, shipment("spring", "2024-03-02", dealt=False), SUMMER)
    look(record, pack)
    (before,) = alerts(record)
    assert before.alert.founded == 2
    record.judge("same", "E1", "E2", who="Ann")
    look(record, pack, 2)
    (after,) = alerts(record)
    assert (after.alert.id, after.alert.events, after.ended) == (before.alert.id, (1,), None)
    assert "raised" not in kinds(after)[1:]
    record.judge("undo", "J1", who="Ann")
    look(record, pack, 3)
    (again,) = alerts(record)
    assert (again.alert.id, again.alert.events) == (before.alert.id, (2,))


def test_an_alert_keeps_its_id_when_its_first_claim_is_found_wrong(record, pack):
    add(record, SPRING, shipment("again", "2024-03-02", 510))
    look(record, pack)
    (before,) = alerts(record)
    assert len(before.alert.evidence) == 2
    record.judge("wrong", "C1", who="Ann", why="a film")
    look(record, pack, 2)
    (after,) = alerts(record)
    assert after.alert.id == before.alert.id
    assert "correction" in after.history[-1].kinds
    assert [e.claim for e in after.alert.evidence] == [2]


def test_a_report_read_anew_by_another_reader_is_silent(record, pack):
    add(record, SPRING)
    look(record, pack)
    accept(record)
    add(record, SPRING, day=2, versions=NEWER, reread=True)
    run = look(record, pack, 2)
    assert [(c.kinds, c.tells) for c in run.changes] == [(("reread",), False)]
    assert opened(record) == ["accepted"]


def test_a_rebuilt_record_changes_no_alert(record, pack):
    add(record, SPRING, SUMMER, shipment("denial", "2024-05-10", 700, by="Pyongyang", code="PRK GOV", denied=True))
    record.judge("wrong", "C1", who="Ann", why="a film")
    record.judge("undo", "J1", who="Ann")
    look(record, pack)
    accept(record)
    assert [len(k.alert.contrary) for k in alerts(record)] == [0, 1]
    before = [k.values() for k in alerts(record)]
    record.rebuild()
    assert look(record, pack, 2).changes == ()
    assert [k.values() for k in alerts(record)] == before


def test_what_was_judged_before_a_rebuild_is_not_forgotten_by_it(record, pack):
    add(record, SPRING)
    look(record, pack)
    record.judge("wrong", "C1", who="Ann", why="a film")
    record.rebuild()
    look(record, pack, 2)
    (found,) = alerts(record)
    assert kinds(found) == ["raised", "withdrawn"]


def test_a_report_that_comes_while_the_watch_is_at_work_is_looked_at_by_the_next_run(record, pack, fresh_url):
    add(record, SPRING)

    def meanwhile(*_: int) -> None:
        with Record(fresh_url) as other:
            add(other, SUMMER, day=2)

    first = look(record, pack, progress=meanwhile)
    assert [c.body.founded for c in first.changes] == [1]
    second = look(record, pack, 2)
    assert [c.body.founded for c in second.changes] == [2]
    assert unchanged(look(record, pack, 3))


def test_what_a_rule_looked_at_and_did_not_alert_on_is_kept_with_the_reason(record, pack, tmp_path):
    ended = rules(tmp_path, until="2024-04-01")
    denial = shipment("denial", "2024-03-02", by="Pyongyang", code="PRK GOV", denied=True)
    add(record, denial, SUMMER)
    look(record, ended)
    told = {v.event: (v.outcome, v.because) for v in kept.looked_at(record, ("denied", "needs-checking"))}
    assert told[1][0] == "denied"
    assert told[2][0] == "needs-checking"
    assert "2024-04-01" in told[2][1]
    assert alerts(record) == []
    assert [len(kept.looked_at(record, ("denied",), [r])) for r in ("own.prk.arms", "own", "own.pr")] == [1, 1, 0]
