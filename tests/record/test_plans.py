from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.ontology import TYPES
from communique.record.act import Act, Party, words
from communique.record.plans import HORIZON, is_plan, keys, outcome, overdue, sought, window

MORO = Party("KEN", "GOV", "ada moro")
KERN = Party("KEN", "GOV", "rosa kern")
KENYA = Party("KEN", "GOV", "kenya")
GHANA = Party("GHA", "GOV", "ghana")
TOGO = Party("TGO", "GOV", "togo")


def plan(day=("2024-06-10", "2024-06-12"), **known):
    """A visit that is planned on the first of June."""
    first, last = (day, day) if isinstance(day, str) else day or ("2024-06-01", None)
    fields = {
        "document": 1,
        "number": 1,
        "type": "CONSULT",
        "mode": "visit",
        "trigger": "visit",
        "actors": (MORO,),
        "recipients": (GHANA,),
        "earliest": first,
        "latest": last,
        "dated": day is not None,
        "published": "2024-06-01",
        "status": "planned",
        "label": "PLANNED",
        "words": words("Ada Moro will visit Ghana for talks on the harbour"),
    }
    return Act(**fields | known)


def act(day="2024-06-11", published="2024-06-11", **known):
    """The visit as it took place."""
    first, last = (day, day) if isinstance(day, str) else day or (None, published)
    fields = {
        "document": 2,
        "number": 1,
        "type": "CONSULT",
        "mode": "visit",
        "trigger": "arrived",
        "actors": (MORO,),
        "recipients": (GHANA,),
        "earliest": first,
        "latest": last,
        "dated": day is not None,
        "published": published,
        "words": words("Ada Moro arrived in Ghana for talks on the harbour"),
    }
    return Act(**fields | known)


def off(trigger="cancelled", published="2024-06-05", **known):
    """A visit that was called off, put off or refused."""
    told = {
        "type": "REJECT",
        "mode": "meet",
        "trigger": trigger,
        "words": words(f"Ada Moro {trigger} her visit to Ghana"),
    }
    return act(None, published, **told | known)


def kind(one, other, *others):
    found = outcome(one, other, others)
    return found.kind if found else None


# fulfils


def test_what_takes_place_as_planned_fulfils_the_plan():
    found = outcome(plan(), act())
    assert (found.kind, found.score, found.lag) == ("fulfils", 1.0, -1)
    assert found.because == "CONSULT/visit, ada moro, ghana; 2024-06-11, planned for 2024-06-10 to 2024-06-12, REPORTED"


@pytest.mark.parametrize("label", ["REPORTED", "ACKNOWLEDGED", "ALLEGED"])
def test_the_reason_tells_on_whose_word(label):
    assert outcome(plan(), act(label=label)).because.endswith(label)


@pytest.mark.parametrize(
    "untrue",
    [
        {"label": "SPECULATED", "status": "hypothetical"},
        {"label": "SPECULATED"},
        {"label": "WARNED"},
        {"label": "URGED"},
        {"label": "PLANNED", "status": "planned"},
        {"label": "DENIED", "polarity": "neg"},
    ],
)
def test_only_what_somebody_says_took_place_fulfils(untrue):
    assert kind(plan(), act(**untrue)) != "fulfils"


@pytest.mark.parametrize("day", ["2000-06-11", "2023-06-11", "2025-06-11", ("2000-07-01", "2000-07-31")])
def test_a_visit_of_another_year_does_not_fulfil_it(day):
    first = day if isinstance(day, str) else day[0]
    assert kind(plan(), act(day, published=max("2024-06-11", first))) is None


def test_what_slips_by_days_fulfils_it_less_surely_and_what_slips_by_a_month_not():
    scores = [outcome(plan(), act(day, day)).score for day in ("2024-06-12", "2024-06-15", "2024-06-22")]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
    assert outcome(plan(), act("2024-06-15", "2024-06-15")).lag == 3
    assert kind(plan(), act("2024-07-12", "2024-07-12")) is None


def test_what_was_told_before_the_plan_or_before_its_time_is_not_its_outcome():
    assert kind(plan(), act("2024-05-20", "2024-05-20")) is None
    assert kind(plan(), act(None, "2024-06-05")) is None
    assert kind(plan(), act("2024-06-08", "2024-06-08")) is None


def test_a_report_is_not_settled_by_itself():
    assert kind(plan(document=2), act()) is None


def test_a_report_without_a_date_fulfils_it_if_told_in_time():
    found = outcome(plan(), act(None, "2024-06-13"))
    assert (found.kind, found.lag) == ("fulfils", 1)
    assert "told on 2024-06-13 without a date" in found.because
    assert kind(plan(), act(None, "2024-07-30")) is None


def test_other_reports_of_the_act_date_it_and_tell_that_it_is_older_than_the_plan():
    undated = act(None, "2024-06-13")
    assert kind(plan(), undated, act("2024-05-02", "2024-06-12", document=3)) is None
    assert kind(plan(), undated, act("2024-06-10", "2024-06-12", document=3)) == "fulfils"
    assert kind(plan(), undated, act(None, "2024-05-30", document=3)) is None


def test_a_plan_without_a_date_is_open_for_a_time_and_has_no_lag():
    undated = plan(None)
    near, late = outcome(undated, act("2024-06-05", "2024-06-05")), outcome(undated, act("2024-07-25", "2024-07-25"))
    assert (near.kind, near.lag) == ("fulfils", None)
    assert near.score > late.score
    assert f"no date told: {HORIZON} days from 2024-06-01" in near.because
    assert kind(undated, act("2024-11-05", "2024-11-05")) is None


def test_others_do_not_fulfil_it():
    assert kind(plan(), act(actors=(KERN,))) is None
    assert kind(plan(), act(recipients=(TOGO,))) is None
    assert kind(plan(), act(type="COOPERATE", mode=None)) is None
    assert kind(plan(mode="phone"), act(mode="visit")) is None


def test_a_visit_in_return_is_another_visit():
    assert kind(plan(actors=(KENYA,)), act(actors=(GHANA,), recipients=(KENYA,))) is None
    talks = plan(mode=None, actors=(KENYA, GHANA), recipients=())
    assert kind(talks, act(mode=None, actors=(GHANA,), recipients=(KENYA,))) == "fulfils"


def test_a_name_that_agrees_is_surer_than_a_country():
    assert outcome(plan(), act()).score > outcome(plan(), act(actors=(KENYA,))).score
    titled = replace(MORO, name="foreign minister ada moro of kenya")
    assert outcome(plan(), act(actors=(titled,))).score > outcome(plan(), act(actors=(KENYA,))).score


def test_things_and_places_speak_for_or_against():
    arms = {"type": "AID", "mode": None, "items": ("arms.major.air-defence",)}
    assert kind(plan(**arms), act(**arms)) == "fulfils"
    assert kind(plan(**arms), act(**arms | {"items": ("food.grain",)})) is None
    accra, tamale = {"place": "accra", "point": (5.6, -0.2, 20.0)}, {"place": "tamale", "point": (9.4, -0.85, 15.0)}
    assert kind(plan(**accra), act(**accra)) == "fulfils"
    assert kind(plan(**accra), act(**tamale)) is None


def test_in_a_war_what_comes_next_is_not_the_offensive_that_was_planned():
    attack = {"type": "ASSAULT", "mode": None, "actors": (KENYA,), "recipients": (GHANA,)}
    undated = plan(None, **attack, words=words("An offensive is planned"))
    shelling = act("2024-06-20", "2024-06-20", **attack, words=words("A village was shelled"))
    assert kind(undated, shelling) is None


def test_what_is_only_possible_may_come_true_but_what_is_urged_or_warned_of_is_no_plan():
    possible = {"status": "hypothetical", "label": "SPECULATED"}
    assert kind(plan(**possible), act()) == "fulfils"
    assert outcome(plan(**possible), act()).score < outcome(plan(), act()).score
    assert kind(plan(status="hypothetical", label="URGED"), act()) is None
    assert kind(plan(status="hypothetical", label="WARNED"), act()) is None
    assert kind(plan(polarity="neg", label="DENIED"), act()) is None


# cancels, postpones


@pytest.mark.parametrize("trigger", ["cancelled", "called off", "scrapped", "shelved", "pulled out", "refused"])
def test_what_is_called_off_is_cancelled(trigger):
    found = outcome(plan(), off(trigger))
    assert (found.kind, found.lag) == ("cancels", -7)
    assert f"“{trigger}”" in found.because


@pytest.mark.parametrize(
    "trigger", ["postponed", "put off", "delayed", "rescheduled", "pushed back", "put the visit off"]
)
def test_what_is_put_off_is_postponed(trigger):
    assert kind(plan(), off(trigger)) == "postpones"


def test_words_that_refuse_are_less_sure_than_words_that_call_off():
    assert outcome(plan(), off("refused")).score < outcome(plan(), off("called off")).score


def test_a_cancellation_that_is_denied_rumoured_or_of_others_is_none():
    assert kind(plan(), off(polarity="neg", label="DENIED")) is None
    assert kind(plan(), off(status="hypothetical", label="SPECULATED")) is None
    assert kind(plan(), off(actors=(KERN,))) is None
    assert kind(plan(), off(recipients=(TOGO,))) is None
    assert kind(plan(), off(mode="change")) is None


def test_a_cancellation_of_before_the_plan_or_long_after_it_is_of_another():
    assert kind(plan(), off(published="2024-05-25")) is None
    assert kind(plan(), off(published="2024-07-20")) is None
    assert kind(plan(), off(dated=True, earliest="2024-05-02", latest="2024-05-02")) is None


def test_a_plan_that_is_said_not_to_be_is_cancelled_and_by_its_words_postponed():
    denied = {"status": "planned", "polarity": "neg", "label": "DENIED"}
    plain = act(None, "2024-06-05", **denied, words=words("Ada Moro will not visit Ghana this week"))
    found = outcome(plan(), plain)
    assert (found.kind, found.lag) == ("cancels", -7)
    assert "told that it will not be" in found.because
    moved = replace(plain, words=words("The visit to Ghana was postponed, Ada Moro said"))
    assert kind(plan(), moved) == "postpones"
    assert outcome(plan(), moved).score > found.score


def test_what_did_not_take_place_is_told_after_its_time():
    missed = {"polarity": "neg", "label": "DENIED", "words": words("The visit to Ghana did not take place")}
    assert kind(plan(), act(None, "2024-06-20", **missed)) == "cancels"
    assert kind(plan(), act(None, "2024-06-11", **missed)) is None
    assert kind(plan(None), act(None, "2024-06-20", **missed)) is None


def test_a_plan_for_a_later_time_postpones_only_if_it_says_so():
    again = {"status": "planned", "label": "PLANNED", "trigger": "visit"}
    new = act(("2024-07-01", "2024-07-02"), "2024-06-05", **again)
    assert kind(plan(), new) is None
    told = replace(new, words=words("The visit was put off until July"))
    found = outcome(plan(), told)
    assert found.kind == "postpones"
    assert found.because.startswith("CONSULT/visit, ada moro, ghana; “put off” to 2024-07-01 to 2024-07-02")
    assert kind(plan(), replace(told, earliest="2024-06-11", latest="2024-06-11")) is None


# windows


def test_a_window_is_the_planned_time():
    found = window([plan()])
    assert (found.start, found.end, found.assumed) == ("2024-06-10", "2024-06-12", False)
    assert found.because == "planned for 2024-06-10 to 2024-06-12"


def test_a_plan_without_a_date_has_an_assumed_window_from_its_first_report():
    found = window([plan(None, published="2024-06-03", document=5), plan(None)])
    assert (found.start, found.end, found.assumed) == ("2024-06-01", "2024-07-31", True)
    assert f"{HORIZON} days from 2024-06-01" in found.because


def test_reports_narrow_a_window_and_the_latest_moves_it():
    month = plan(("2024-06-01", "2024-06-30"))
    day = plan("2024-06-11", published="2024-06-04", document=2)
    moved = plan("2024-07-02", published="2024-06-09", document=3)
    assert window([month, day]) == window([day, month])
    assert (window([month, day]).start, window([month, day]).end) == ("2024-06-11", "2024-06-11")
    assert (window([month, day, moved]).start, window([month, day, moved]).end) == ("2024-07-02", "2024-07-02")


def test_open_ends_are_closed_by_publication_and_horizon():
    by_friday = window([plan((None, "2024-06-07"))])
    assert (by_friday.start, by_friday.end, by_friday.assumed) == ("2024-06-01", "2024-06-07", False)
    since_july = window([plan(("2024-07-01", None))])
    assert (since_july.start, since_july.end, since_july.assumed) == ("2024-07-01", "2024-08-30", True)


def test_without_any_date_there_is_no_window_and_no_outcome():
    unknown = plan(None, published=None, earliest=None)
    assert window([unknown]).end is None
    assert outcome(unknown, act()) is None
    assert outcome(plan(), act(published=None)) is None


def test_overdue_is_a_comparison_with_the_day_that_is_asked_for():
    assert not overdue("2024-06-12", "2024-06-12")
    assert overdue("2024-06-12", "2024-06-13")
    assert not overdue(None, "2024-06-13")


# keys


def meet(one, other):
    return bool(set(sought(other)) & set(keys(one)) or set(sought(one)) & set(keys(other)))


def test_keys_lead_a_plan_and_its_outcome_to_each_other():
    for later in (
        act(),
        act(None, "2024-06-13"),
        act(recipients=()),
        act(actors=(GHANA,), recipients=(MORO,)),
        off(),
        act(None, "2024-06-05", status="planned", polarity="neg", label="DENIED"),
    ):
        assert set(sought(later)) & set(keys(plan()))
        assert set(sought(plan())) & set(keys(later))


def test_keys_keep_other_parties_other_times_and_other_acts_apart():
    assert not meet(plan(), act("2025-06-11", "2025-06-11"))
    assert not meet(plan(), act(recipients=(TOGO,)))
    assert not meet(plan(), act(type="ASSAULT", mode=None))
    assert not meet(act(), act("2024-06-12", document=3))


def test_an_act_without_parties_is_found_by_its_country():
    assert meet(plan(actors=(), recipients=(), country="COD"), act(actors=(), recipients=(), country="COD"))
    assert keys(act(actors=(), recipients=())) == ()


PARTIES = st.lists(
    st.builds(Party, st.sampled_from(["KEN", "GHA", "TGO", "USA", "---"]), st.just("GOV"), st.just("x")), max_size=5
)
DAYS = st.sampled_from([None, "-0044-03-15", "2024-01-31", "2024-12-31", "2031-02-28", "9999-12-31"])
ACTS = st.builds(
    Act,
    document=st.integers(1, 3),
    number=st.just(1),
    type=st.sampled_from([*TYPES, None]),
    mode=st.sampled_from([None, "visit", "meet"]),
    trigger=st.sampled_from(["met", "put off", "cancelled"]),
    actors=PARTIES.map(tuple),
    recipients=PARTIES.map(tuple),
    earliest=DAYS,
    latest=DAYS,
    dated=st.booleans(),
    published=st.sampled_from([None, "2024-01-30", "2024-02-10", "9999-12-31"]),
    country=st.sampled_from([None, "KEN"]),
    status=st.sampled_from(["happened", "ongoing", "planned", "hypothetical"]),
    polarity=st.sampled_from(["pos", "neg"]),
    label=st.sampled_from(
        ["REPORTED", "ACKNOWLEDGED", "ALLEGED", "PLANNED", "FLOATED", "SPECULATED", "DENIED", "WARNED"]
    ),
    words=st.sampled_from([(), ("harbour", "talks", "put", "off")]),
)


@given(ACTS, ACTS)
def test_any_two_acts_have_a_sound_outcome_or_none(one, other):
    found = outcome(one, other)
    if found:
        assert is_plan(one)
        assert other.document != one.document
        assert other.published >= one.published
        assert 0 < found.score <= 1
        assert found.because


@given(ACTS)
def test_keys_are_few_and_each_stands_once(one):
    for found, most in ((keys(one), 36), (sought(one), 48)):
        assert len(set(found)) == len(found) <= most


@given(st.lists(ACTS, max_size=4), st.randoms())
def test_a_window_does_not_depend_on_the_order_of_reports(acts, random):
    found = window(acts)
    assert window(random.sample(acts, len(acts))) == found
    assert not found.start or not found.end or found.start <= found.end
