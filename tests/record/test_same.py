from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.record.act import MOST_ABOUT, Act, Party, load, together, words
from communique.record.same import MOST_KEYS, best, cluster, compare, keys, order
from communique.record.triggers import named

KIM = Party("PRK", "GOV", "kim jong-un", "Q56226")
PUTIN = Party("RUS", "GOV", "vladimir putin", "Q7747")


def act(document=1, kind="CONSULT", day=None, published="2023-09-14", **more):
    """An act, dated to a day if one is given, else told of the days before publication."""
    dates = {"earliest": day, "latest": day, "dated": True} if day else {"latest": published}
    given_ = {"number": 0, "mode": None, "trigger": "met", **dates, **more}
    return Act(document=document, type=kind, published=published, **given_)


def visit(document, day, **more):
    fields = {"mode": "visit", "trigger": "visit", "actors": (PUTIN,), "recipients": (KIM,), **more}
    return act(document, day=day, **fields)


def killing(document, place, point, **more):
    fields = {"day": "2024-03-05", "published": "2024-03-06", "trigger": "killed", "country": "UKR", **more}
    victims = (Party("UKR", "CVL", "two people"),)
    return act(document, "ASSAULT", recipients=victims, place=place, point=point, **fields)


KHARKIV, ODESA = (49.99, 36.23, 10.0), (46.48, 30.73, 9.0)


def test_two_reports_of_a_meeting_are_one_event_and_the_reason_names_what_they_share():
    first = act(1, day="2023-09-13", mode="visit", actors=(KIM,), recipients=(PUTIN,), trigger="met", place="vostochny")
    second = act(2, day="2023-09-13", mode="visit", actors=(KIM,), recipients=(PUTIN,), trigger="talks")
    how = compare(first, second)
    assert how.same
    assert how.score > 0.5
    for told in ("CONSULT/visit", "PRK", "RUS", "2023-09-13 in both", "kim jong-un"):
        assert told in how.because


def test_a_visit_of_2000_is_never_one_of_2023():
    old = visit(1, "2000-07-19", published="2000-07-20")
    for later in (visit(2, "2023-09-13"), visit(2, None)):
        how = compare(old, later)
        assert (how.same, how.near) == (False, False)
        assert how.because.startswith("not one act")


def test_a_visit_told_without_a_date_long_after_another_is_a_new_event():
    event, _, near = best(visit(2, None), [(7, [visit(1, None, published="2000-07-20")])])
    assert (event, near) == (None, [])


def test_a_plan_is_not_one_event_with_the_day_on_which_another_plan_was_fulfilled():
    plan = visit(1, "2024-06-19", status="planned", label="PLANNED", published="2024-06-01")
    kept = visit(2, "2023-09-13")
    same_day = visit(2, "2024-06-19", published="2024-06-20")
    assert (
        "no day in common"
        in compare(visit(1, "2024-06-19", status="planned"), visit(2, "2023-09-13", status="planned")).because
    )
    for deed in (kept, same_day):
        assert not compare(plan, deed).same
        assert "planned" in compare(plan, deed).because


def test_two_claims_of_one_plan_are_one_event():
    first = visit(1, "2024-06-19", status="planned", published="2024-06-01")
    second = visit(2, "2024-06-19", status="planned", published="2024-06-10", trigger="travel")
    assert compare(first, second).same


def test_victims_killed_on_one_day_in_two_towns_are_two_events():
    here, there = killing(1, "kharkiv", KHARKIV), killing(2, "odesa", ODESA)
    assert "km apart" in compare(here, there).because
    assert not compare(here, there).same
    assert compare(here, killing(2, "kharkiv", KHARKIV)).same
    assert len(set(cluster([here, there, killing(3, "kharkiv", KHARKIV)]))) == 2


def test_a_denial_joins_the_event_of_the_claim_it_denies():
    claim = act(1, "AID", actors=(PUTIN,), recipients=(KIM,), trigger="sent", items=("arms.small",), label="ALLEGED")
    denial = replace(claim, document=2, polarity="neg", label="DENIED", published="2023-09-15", latest="2023-09-15")
    event, how, _ = best(denial, [(5, [claim])])
    assert event == 5
    assert "denies" in how.because


def test_what_was_only_possible_joins_what_is_told_as_done_on_that_day():
    rumour = visit(1, "2023-09-13", status="hypothetical", label="SPECULATED", published="2023-09-10")
    assert compare(rumour, visit(2, "2023-09-13")).same


def test_states_without_anything_in_common_are_never_compared():
    here = act(1, "PROTEST", "2024-05-01", trigger="marched", actors=(Party("FRA", "LAB", "workers"),), country="FRA")
    there = act(2, "PROTEST", "2024-05-01", trigger="marched", actors=(Party("KEN", "LAB", "workers"),), country="KEN")
    assert "no country" in compare(here, there).because


def test_other_types_are_two_events_unless_readers_take_one_for_the_other():
    meeting = visit(1, "2023-09-13")
    assert not compare(meeting, replace(meeting, document=2, type="SANCTION", mode=None)).same
    seized = act(
        1, "COERCE", "2023-09-13", trigger="captured", actors=(PUTIN,), recipients=(Party("UKR", "MIL", "sailors"),)
    )
    assert compare(seized, replace(seized, document=2, type="ASSAULT")).same


def test_the_reader_s_own_number_joins_mentions_and_another_parts_them():
    first = act(1, "REQUEST", trigger="urged", actors=(KIM,), start=10)
    again = act(1, "REQUEST", trigger="demand", actors=(KIM,), start=300)
    scores = [compare(replace(first, number=3), replace(again, number=n)).score for n in (3, 0, 4)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_one_word_within_another_names_another_act():
    whole = act(1, None, trigger="rise and fall", start=10, published="2024-01-01")
    part = act(1, None, trigger="fall", start=19, published="2024-01-01")
    assert not compare(whole, part).same


def test_a_report_that_tells_much_the_same_is_likelier_to_tell_the_same_act():
    told = words("Miners in Dolna Mala blocked the railway to the Bistra coal terminal")
    other = words("Teachers left the ministry of education after the talks on pensions")
    one = act(1, "ACCUSE", trigger="condemned", actors=(PUTIN,), recipients=(KIM,))
    (first,) = together([replace(one, words=told)])
    (alike,) = together([replace(one, document=2, words=told[:6])])
    (unlike,) = together([replace(one, document=2, words=other)])
    assert compare(first, alike).score > compare(first, unlike).score


def test_where_many_acts_of_a_kind_are_told_agreeing_with_one_says_less():
    new = act(99, "ASSAULT", trigger="attack", recipients=(Party("UKR", "CVL", "civilians"),))
    crowd = [(n, [replace(new, document=n, trigger="attack")]) for n in range(1, 30)]
    alone, crowded = (best(new, c) for c in (crowd[:1], crowd))
    assert alone[1].score > (crowded[1] or crowded[2][0][1]).score


def test_ties_go_to_the_lowest_event_whatever_the_order():
    new = visit(9, "2023-09-13")
    candidates = [(event, [visit(event, "2023-09-13")]) for event in (4, 2, 8)]
    for told in (candidates, candidates[::-1], sorted(candidates)):
        event, how, near = best(new, told)
        assert event == 2
        assert how.same
        assert [e for e, _ in near] == [4, 8]
        assert all(n.near and not n.same for _, n in near)


def test_one_claim_that_rules_it_out_rules_out_the_event():
    plan = visit(3, "2023-09-13", status="planned", published="2023-09-01")
    event, _, near = best(visit(9, "2023-09-13"), [(1, [visit(1, "2023-09-13"), plan])])
    assert (event, near) == (None, [])


def test_a_bare_mention_joins_through_its_own_report():
    story = [visit(1, "2023-09-13"), visit(2, "2023-09-13", start=10)]
    bare = act(2, mode="visit", trigger="trip", start=300)
    other = act(3, "ACCUSE", trigger="condemned", actors=(KIM,))
    events = cluster([*story, bare, other])
    assert events[0] == events[1] == events[2] != events[3]


def test_what_tells_most_is_placed_first():
    headline = act(1, trigger="summit")
    sentence = visit(1, "2023-09-13", start=80)
    assert order([headline, sentence]) == [1, 0]


def test_cluster_is_what_best_and_keys_do_one_by_one():
    acts = [visit(1, "2023-09-13"), killing(2, "kharkiv", KHARKIV), visit(3, "2023-09-13"), killing(4, "odesa", ODESA)]
    assert cluster(acts) == [0, 1, 0, 3]


def test_words_that_name_one_kind_of_act():
    assert named("summit").families & named("talks").families
    assert not named("condemned").families & named("signed").families
    assert not named("called off").families & named("called for").families
    assert named("it").stems == frozenset()


def test_an_act_is_kept_with_what_its_document_is_about():
    acts = together(
        [replace(visit(1, None), words=words("Dolna Mala railway")), replace(visit(1, None), words=("bistra",))]
    )
    assert acts[0].about == acts[1].about
    assert (
        len(together([replace(acts[0], words=tuple(f"word{chr(97 + n)}" for n in range(26)) * 3)])[0].about)
        <= MOST_ABOUT
    )
    assert load(acts[0].dump()) == acts[0]


days = st.dates(date(2022, 1, 1), date(2024, 12, 31))
countries = st.sampled_from(["UKR", "RUS", "PRK", "USA", "UNO", "---"])
parties = st.lists(
    st.builds(Party, countries, st.sampled_from(["GOV", "CVL", ""]), st.sampled_from(["a b", "c d", "e f"])), max_size=3
).map(tuple)


@st.composite
def any_act(draw):
    published = draw(st.none() | days)
    first = draw(st.none() | days)
    last = draw(st.none() | (days if first is None else st.integers(0, 900).map(lambda n: first + timedelta(n))))
    name = draw(st.sampled_from([None, "kharkiv", "odesa", "vostochny"]))
    return Act(
        document=draw(st.integers(1, 4)),
        number=draw(st.integers(0, 2)),
        type=draw(st.sampled_from([None, "ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "AID"])),
        mode=None,
        trigger=draw(st.sampled_from(["war", "invasion", "attack", "killed", "met", "it"])),
        start=draw(st.integers(0, 2000)),
        actors=draw(parties),
        recipients=draw(parties),
        earliest=first.isoformat() if first else None,
        latest=last.isoformat() if last else None,
        dated=draw(st.booleans()) and (first or last) is not None,
        published=published.isoformat() if published else None,
        country=draw(st.none() | countries),
        place=name,
        point={"kharkiv": KHARKIV, "odesa": ODESA}.get(name),
        items=draw(st.sampled_from([(), ("arms.small",), ("money",)])),
        status=draw(st.sampled_from(["happened", "ongoing", "planned", "hypothetical"])),
        polarity=draw(st.sampled_from(["pos", "neg"])),
        words=draw(st.sampled_from([(), ("tank", "kharkiv"), ("tank", "lamp", "7")])),
        about=draw(st.sampled_from([(), ("tank", "lamp"), ("tank",)])),
    )


@given(any_act(), any_act())
def test_acts_that_can_be_one_share_a_key(a, b):
    how = compare(a, b)
    if how.same or how.near:
        assert set(keys(a)) & set(keys(b)), how.because


@given(any_act(), any_act())
def test_comparing_is_symmetric(a, b):
    assert compare(a, b) == compare(b, a)


@given(any_act())
def test_keys_are_bounded_and_an_act_shares_its_own(a):
    assert 0 < len(set(keys(a))) == len(keys(a)) <= MOST_KEYS


@given(st.lists(any_act(), max_size=6))
def test_joining_never_depends_on_the_order_of_the_candidates(acts):
    if acts:
        new, *rest = acts
        candidates = [(n, [a]) for n, a in enumerate(rest)]
        assert best(new, candidates) == best(new, candidates[::-1])


@pytest.mark.parametrize("published", [None, "2024-01-01"])
def test_dates_before_christ_and_open_ends_do_no_harm(published):
    old = act(1, "ASSAULT", trigger="war", published=published, actors=(PUTIN,))
    for first, last in (("-0043-01-01", "-0043-12-31"), (None, "2015-06-01"), ("2015-06-01", None)):
        dated = replace(old, document=2, earliest=first, latest=last, dated=True)
        assert keys(dated)
        assert compare(old, dated) == compare(dated, old)
