"""Alerts of several events, and plans, on events of our own making."""

from __future__ import annotations

from datetime import date

import pytest
from dealings import claim, deal, event, near, party

from communique.record.values import Link
from communique.watch.alerts import stable_id
from communique.watch.calendar import plans
from communique.watch.evaluate import evaluate
from communique.watch.gather import gather
from communique.watch.rules import load

TODAY = date(2026, 12, 1)
ARMS = deal("arms.salw.rifle", "RUS", "PRK")


@pytest.fixture(scope="module")
def pack():
    return load()


def alerts(pack, *events):
    return gather(pack, [v for e in events for v in evaluate(pack, *e, as_of=TODAY)])


def talk(number, day, *, taker="PRK", item="arms.salw", by=None, code="---"):
    dealing = deal(item, between=("RUS", taker), stage="talks")
    return event(claim(number, dealing, day=day, published=day, by=by, code=code, type="CONSULT"))


def test_a_season_of_talk_is_one_alert_that_grows(pack):
    season = [talk(1, "2023-05-04", by="Mina Oda", code="JPN GOV"), talk(2, "2023-07-30", item="military.cooperation")]
    (one,) = alerts(pack, *season)
    assert (one.events, one.founded, one.tier, one.branch) == ((1, 2), 1, "T2", "arms+military")
    assert one.id == stable_id("a", "un.dprk.arms.precursor", 1)
    assert [e.claim for e in one.evidence] == [1, 2]
    assert one.origins == 2
    later = talk(3, "2023-08-04")
    other = talk(4, "2023-05-10", taker="IRN")
    found = alerts(pack, later, other, *reversed(season))
    assert [(a.founded, a.events) for a in found] == [(1, (1, 2)), (3, (3,))]
    assert found[0] == one


def test_events_that_are_possibly_one_make_one_alert_at_the_higher_tier(pack):
    first = event(claim(1, deal("arms.unspecified", "PRK", "RUS")), links=(near(1, 2),))
    second = event(claim(2, deal("arms.salw.rifle", "PRK", "RUS"), by="Dmitri Lubov"), links=(near(1, 2),))
    (one,) = alerts(pack, first, second)
    assert (one.tier, one.founded, one.events) == ("T4", 1, (1, 2))
    assert "possibly the same event as E1" in one.gathered
    # two origins of two events are no two origins of one
    allegation = event(
        claim(2, deal("arms.salw.rifle", "PRK", "RUS"), by="Mina Oda", code="JPN GOV"), links=(near(1, 2),)
    )
    (one,) = alerts(pack, first, allegation)
    assert one.tier == "T3"


@pytest.mark.parametrize(
    "second",
    [
        claim(2, deal("arms.salw.rifle", "PRK", "EGY")),
        claim(2, deal("arms.salw.rifle", "PRK", "RUS"), day="2023-06-20"),
        claim(2, deal("arms.major.tank", "PRK", "RUS")),
    ],
)
def test_other_sides_days_or_items_stay_two(pack, second):
    first = event(claim(1, deal("arms.salw.rifle", "PRK", "RUS")), links=(near(1, 2),))
    assert [a.events for a in alerts(pack, first, event(second, links=(near(1, 2),)))] == [(1,), (2,)]


def test_a_denial_that_is_an_event_of_its_own_goes_to_what_it_denies(pack):
    told = event(claim(1, deal("arms.salw.rifle", "PRK", "RUS"), by="Mina Oda", code="JPN GOV"), links=(near(1, 2),))
    denied = event(
        claim(2, deal("arms.unspecified", "PRK", "RUS"), by="Dmitri Lubov", polarity="neg"), links=(near(1, 2),)
    )
    (one,) = alerts(pack, told, denied)
    assert (one.events, [e.claim for e in one.contrary]) == ((1,), [2])


def plan(number, *, day=("2023-10-01", "2023-10-31"), published="2023-09-14", links=(), more=()):
    made = claim(
        number,
        by="Dmitri Lubov",
        type="CONSULT",
        mode="visit",
        status="planned",
        actors=(party("RUS"),),
        recipients=(party("PRK"),),
        day=day,
        published=published,
    )
    return event(made, *more, links=links)[0]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2023-09-30", "waiting"), ("2023-10-01", "due"), ("2023-10-31", "due"), ("2023-11-01", "overdue")],
)
def test_a_plan_comes_due_and_passes(pack, as_of, state):
    (found,) = plans(pack, plan(1), as_of=date.fromisoformat(as_of))
    assert (found.state, found.start, found.end, found.assumed) == (state, "2023-10-01", "2023-10-31", False)
    assert found.emitted == (state != "waiting")


def test_a_plan_without_a_date_is_looked_for_as_long_as_the_record_does(pack):
    (found,) = plans(pack, plan(1, day=None), as_of=date(2023, 11, 13))
    assert (found.state, found.start, found.end, found.assumed) == ("due", "2023-09-14", "2023-11-13", True)


@pytest.mark.parametrize(
    ("kind", "state"), [("fulfils", "fulfilled"), ("cancels", "cancelled"), ("postpones", "postponed")]
)
def test_what_settles_a_plan_is_a_link_of_the_record(pack, kind, state):
    link = Link(event=9, other=1, kind=kind, score=0.9, lag=-12, because="same visit")
    (found,) = plans(pack, plan(1, links=(link,)), as_of=TODAY)
    assert (found.state, found.by, found.lag) == (state, 9, -12)
    assert found.emitted == (kind != "postpones")


def test_a_plan_whose_event_is_told_as_done_is_fulfilled(pack):
    done = claim(
        2, type="CONSULT", mode="visit", actors=(party("RUS"),), recipients=(party("PRK"),), published="2023-10-20"
    )
    (found,) = plans(pack, plan(1, more=(done,)), as_of=TODAY)
    assert (found.state, found.by) == ("fulfilled", None)


def test_what_was_never_planned_or_has_no_day_is_in_no_calendar(pack):
    assert plans(pack, event(claim(1, ARMS))[0], as_of=TODAY) == ()
    assert plans(pack, plan(1, day=None, published=None), as_of=TODAY) == ()
