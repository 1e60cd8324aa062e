"""What people say of alerts: under a name, for a reason, never overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alerted import add, alerts, look, reports
from sqlalchemy import select

from communique.errors import BadRequest
from communique.record import alerting
from communique.record.record import Record
from communique.record.schema_watch import alert_states
from communique.record.told import AskedFor
from communique.watch import kept
from communique.watch.history import STATES


@pytest.fixture(scope="module")
def summit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summit: a rifle each way, and talk."""
    path = tmp_path_factory.mktemp("summit") / "summit.db"
    with Record(path, create=True) as made:
        add(made, *reports("n00"))
        look(made)
    return path


@pytest.fixture
def record(summit: Path, tmp_path: Path) -> Iterator[Record]:
    """A copy of it to write in."""
    with Record(shutil.copy(summit, tmp_path)) as made:
        yield made


@pytest.fixture
def shells(record: Record) -> str:
    """The id of an alert that a second origin, a denial and a correction will change."""
    add(record, *reports("n04"), day=2)
    look(record, 2)
    return of(record, "un.dprk.arms.from", "arms.ammunition.artillery").alert.id


def of(record: Record, rule: str, item: str = "") -> kept.Kept:
    return next(k for k in alerts(record) if k.alert.rule == rule and (not item or item in k.alert.items))


def rows(record: Record) -> list[tuple[object, ...]]:
    with record.reading() as connection:
        return [tuple(row) for row in connection.execute(select(alert_states).order_by(alert_states.c.id))]


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_kept_with_who_why_and_what_was_known(record, state):
    (found,) = alerts(record)[:1]
    (after,) = kept.say(record, [found.alert.id], state, who="  Ann Bo ", why=" a reason ")
    (said,) = after.said
    assert (said.state, said.who, said.why, said.number) == (state, "Ann Bo", "a reason", 1)
    assert said.at.endswith("Z")
    assert after.state == kept.one(record, found.alert.id).state == state
    assert kept.one(record, found.alert.id) == after


@pytest.mark.parametrize("who", ["", "   ", "communique", " communique\n"])
def test_nothing_is_said_without_the_name_of_a_person(record, who):
    (found,) = alerts(record)[:1]
    with pytest.raises(BadRequest, match="--who"):
        kept.say(record, [found.alert.id], "seen", who=who, why="because")
    assert rows(record) == []


@pytest.mark.parametrize("state", STATES)
def test_what_settles_an_alert_needs_a_reason(record, state):
    (found,) = alerts(record)[:1]
    if state in ("new", "seen"):
        assert kept.say(record, [found.alert.id], state, who="Ann")[0].said[0].why == ""
        return
    with pytest.raises(BadRequest, match="--why"):
        kept.say(record, [found.alert.id], state, who="Ann", why=" \n")
    assert kept.one(record, found.alert.id).state == "new"


def test_a_state_that_there_is_not_is_refused(record):
    with pytest.raises(BadRequest, match="'done' is none of new, seen, accepted"):
        kept.say(record, [alerts(record)[0].alert.id], "done", who="Ann", why="x")


def test_everything_that_was_said_stays(record):
    number = alerts(record)[0].alert.id
    before = []
    for state, who in (("seen", "Ann"), ("rejected", "Ben"), ("seen", "Ann"), ("closed", "Cy"), ("new", "Dee")):
        kept.say(record, [number], state, who=who, why=f"{who} says so")
        now = rows(record)
        assert now[: len(before)] == before
        before = now
    told = kept.one(record, number)
    assert [(s.state, s.who) for s in told.said] == [
        ("seen", "Ann"),
        ("rejected", "Ben"),
        ("seen", "Ann"),
        ("closed", "Cy"),
        ("new", "Dee"),
    ]
    assert told.state == "new"


def test_several_are_said_at_once_or_none(record):
    first, second = (k.alert.id for k in alerts(record)[:2])
    found = kept.say(record, [first, second], "accepted", who="Ann", why="known")
    assert [k.alert.id for k in found] == [first, second]
    with pytest.raises(BadRequest, match="there is no alert a-ffffffffffff"):
        kept.say(record, [first, "a-ffffffffffff"], "closed", who="Ann", why="done")
    assert {k.state for k in alerts(record)} == {"accepted", "new"}
    assert len(rows(record)) == 2


def test_one_alert_under_two_spellings_of_its_id_is_said_once(record):
    number = alerts(record)[0].alert.id
    found = kept.say(record, [number, number[:8], number[2:], f" {number.upper()} "], "seen", who="Ann")
    assert [k.alert.id for k in found] == [number]
    assert len(rows(record)) == 1


def test_an_alert_is_found_by_the_beginning_of_its_id(record):
    for found in alerts(record):
        number = found.alert.id
        for told in (number, number[2:], number[:9], number[2:9], f" {number.upper()}\n"):
            assert kept.one(record, told).alert.id == number


def test_several_are_found_each_once(record):
    first, second = (k.alert.id for k in alerts(record)[:2])
    assert [k.alert.id for k in kept.several(record, [second, first[:9], first, second[2:]])] == [second, first]


def test_a_beginning_of_several_ids_is_refused(record):
    with pytest.raises(BadRequest, match="a- begins more than one alert"):
        kept.one(record, "a-")
    twin = kept.one(record, alerts(record)[0].alert.id)
    with record.writing() as connection:
        (row,) = alerting.alerts_of(connection, [], [twin.alert.id])
        alerting.put_alerts(connection, [{**row, "id": f"{row['id']}0"}])
    with pytest.raises(BadRequest, match="begins more than one alert"):
        kept.one(record, twin.alert.id[:-1])
    assert kept.one(record, twin.alert.id).alert == twin.alert  # an id in full means itself


@pytest.mark.parametrize(
    "told", ["", "  ", "a-zzz", "%", "a-%", "_", "a-____________", "E1", "a-\x1b[2J", "a-' or 1=1"]
)
def test_what_is_no_id_finds_nothing(record, told):
    with pytest.raises(BadRequest, match="there is no alert"):
        kept.one(record, told)


@pytest.mark.parametrize("state", ["seen", "accepted", "rejected", "closed"])
def test_a_change_opens_an_alert_again_with_its_reason(record, shells, state):
    kept.say(record, [shells], state, who="Ann", why="one State alone")
    add(record, *reports("n05"), day=3)
    look(record, 3)
    found = kept.one(record, shells)
    assert found.state == "new"
    ann, system = found.said
    assert (ann.state, ann.who, ann.number) == (state, "Ann", 1)
    assert (system.state, system.who, system.number) == ("new", "communique", 2)
    assert system.at == found.changed == "2026-01-03T01:00:00Z"
    assert system.why.startswith("T3 → T4: T4: 2 independent origins say so")
    assert "1 → 2 independent origins" in system.why
    assert "about 1,000" not in system.why  # further evidence is no reason


def test_who_looked_at_an_earlier_change_is_told_of_the_later_one(record, shells):
    add(record, *reports("n05"), day=3)
    look(record, 3)
    with pytest.raises(BadRequest, match=r"--knowing: a-\w+: change 2 \(tier origins evidence"):
        kept.say(record, [shells], "accepted", who="Ann", why="one State alone", knowing=1)
    assert rows(record) == []
    (after,) = kept.say(record, [shells], "accepted", who="Ann", why="two States", knowing=2)
    assert after.said[-1].number == 2


def test_a_change_that_nobody_was_told_of_is_no_news(record):
    for day, name in enumerate(("n01", "n02"), 2):
        add(record, *reports(name), day=day)
        look(record, day)
    number = of(record, "un.dprk.arms.to").alert.id
    (after,) = kept.say(record, [number], "accepted", who="Ann", why="a present", knowing=2)
    assert (after.number, after.said[-1].number) == (3, 2)


@pytest.mark.parametrize("state", ["new", "escalated"])
def test_what_is_open_stays_as_it_is(record, shells, state):
    kept.say(record, [shells], state, who="Ann", why="to the desk")
    add(record, *reports("n05"), day=3)
    look(record, 3)
    found = kept.one(record, shells)
    assert (found.state, len(found.said), found.number) == (state, 1, 2)


def test_more_of_the_same_opens_nothing(record):
    add(record, *reports("n01"), day=2)
    look(record, 2)
    number = of(record, "un.dprk.arms.to").alert.id
    kept.say(record, [number], "rejected", who="Ann", why="a present")
    add(record, *reports("n02"), day=3)
    look(record, 3)
    found = kept.one(record, number)
    assert (found.state, found.history[-1].kinds, found.history[-1].tells) == ("rejected", ("evidence",), False)


def test_what_was_said_does_not_count_as_a_change(record):
    before = kept.one(record, alerts(record)[0].alert.id)
    kept.say(record, [before.alert.id], "seen", who="Ann")
    after = kept.one(record, before.alert.id)
    assert (after.changed, after.number, after.history, after.alert) == (
        before.changed,
        before.number,
        before.history,
        before.alert,
    )


def test_alerts_are_asked_for_by_all_that_sorts_them(record, shells):
    kept.say(record, [shells], "seen", who="Ann")

    def found(**asked) -> set[str]:
        some, total = kept.find(record, AskedFor(**asked))
        assert len(some) == total
        return {k.alert.rule.removeprefix("un.dprk.") for k in some}

    every = {"arms.to", "arms.from", "arms.precursor", "wmd-missile"}
    assert found() == found(rules=("un",)) == found(rules=("un.dprk",)) == found(rules=("un.dprk.",)) == every
    assert found(rules=("un.dprk.arms",)) == every - {"wmd-missile"}
    assert found(rules=("un.dprk.ar",)) == found(rules=("%",)) == set()
    assert found(tiers=("T3", "T4")) == {"arms.to", "arms.from"}
    assert found(states=("seen",)) == found(since="2026-01-02") == {"arms.from"}
    assert found(materiality=("low",), tiers=("T4",)) == {"arms.to", "arms.from"}
    assert found(parties=("PRK",)) == every
    assert found(parties=("PR",)) == found(parties=("KOR",)) == found(since="2999-01-01") == set()
    # the one that was seen since, at the time of the test
    assert found(since="2026-01-03") == {"arms.from"}


def test_the_highest_tier_comes_first_and_a_limit_tells_how_many_there_are(record, shells):
    every, total = kept.find(record, AskedFor())
    assert [k.alert.tier for k in every] == ["T4", "T4", "T3", "T2", "T2"]
    assert total == 5
    some, total = kept.find(record, AskedFor(), 2)
    assert (some, total) == (every[:2], 5)
