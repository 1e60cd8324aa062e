"""Rules on events of our own making, each rule for what it is about and for what it is not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from dealings import claim, deal, event, party

from communique.watch.evaluate import evaluate
from communique.watch.gather import gather
from communique.watch.rules import load

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def pack():
    return load()


def verdicts(pack, *claims, rule=None, as_of=TODAY, links=(), on_list=None):
    found = evaluate(pack, *event(*claims, links=links), as_of=as_of, on_list=on_list)
    return [v for v in found if rule is None or v.rule == rule]


def only(pack, *claims, **how):
    (verdict,) = verdicts(pack, *claims, **how)
    return verdict


ARMS = deal("arms.salw.rifle", "RUS", "PRK")

FOUND = [
    ("un.dprk.arms.to", deal("arms.ammunition", "CHN", "PRK"), {}, "T3"),
    ("un.dprk.arms.from", deal("arms.ammunition.artillery", "PRK", "EGY"), {}, "T3"),
    ("un.dprk.arms.precursor", deal("arms.major.tank", "RUS", "PRK", stage="request"), {"type": "REQUEST"}, "T2"),
    ("un.dprk.wmd-missile", deal("wmd.missile.technology", "IRN", "PRK", stage="offer"), {}, "T2"),
    ("un.dprk.launch", deal("wmd.missile.ballistic", taker="PRK", stage="use"), {}, "T3"),
    ("un.dprk.mil-training", deal("training.military", "PRK", "EGY"), {}, "T3"),
    ("un.dprk.luxury", deal("luxury.watch", "RUS", "PRK", gift=True, much=1), {}, "T3"),
    (
        "un.dprk.sci-tech",
        deal("scitech.aerospace", between=("RUS", "PRK"), stage="agreement"),
        {"type": "SUPPORT"},
        "T2",
    ),
    ("un.dprk.labour", deal("labour", "PRK", "RUS"), {}, "T3"),
    ("un.dprk.vehicles-machinery", deal("goods.vehicle", "RUS", "PRK", gift=True, much=1), {}, "T3"),
    (
        "un.yemen.houthi-arms",
        deal("arms.salw.launcher", "IRN", "YEM"),
        {"recipients": (party("YEM REB", "Houthi rebels"),)},
        "T3",
    ),
    ("un.iran.arms", deal("arms.major.drone", "IRN", "EGY"), {"day": "2025-11-02", "published": "2025-11-03"}, "T3"),
    ("eu.rus.arms", deal("dualuse.electronics", "FIN", "RUS"), {}, "T3"),
]

NOT_FOUND = [
    ("un.dprk.arms.to", deal("arms.ammunition", "PRK", "CHN"), {}),
    ("un.dprk.arms.to", deal("food.rice", "CHN", "PRK"), {}),
    ("un.dprk.arms.to", deal("arms.major.artillery", None, "PRK", stage="use"), {}),
    ("un.dprk.arms.from", deal("arms.ammunition", "EGY", "PRK"), {}),
    ("un.dprk.arms.from", deal("arms.ammunition", "PRK", "EGY", stage="offer"), {}),
    ("un.dprk.arms.precursor", deal("arms.major.tank", "RUS", "PRK"), {}),
    ("un.dprk.arms.precursor", deal("arms.major.tank", "RUS", "IRN", stage="request"), {}),
    ("un.dprk.wmd-missile", deal("wmd.missile.technology", "IRN", "EGY", stage="offer"), {}),
    ("un.dprk.mil-training", deal("training.unspecified", "PRK", "EGY"), {}),
    ("un.dprk.luxury", deal("luxury.watch", "PRK", "RUS"), {}),
    ("un.dprk.luxury", deal("luxury.watch", "RUS", "PRK", stage="want"), {}),
    ("un.dprk.sci-tech", deal("scitech.aerospace", between=("RUS", "EGY"), stage="agreement"), {}),
    ("un.dprk.labour", deal("labour", "RUS", "PRK"), {}),
    ("un.dprk.vehicles-machinery", deal("goods.vehicle", "RUS", "PRK", stage="agreement"), {}),
    ("un.yemen.houthi-arms", deal("arms.salw.launcher", "IRN", "YEM"), {"recipients": (party("YEM GOV", "Yemen"),)}),
    ("un.iran.arms", deal("arms.major.drone", "RUS", "EGY"), {"day": "2025-11-02", "published": "2025-11-03"}),
    ("eu.rus.arms", deal("dualuse.electronics", "CHN", "RUS"), {}),
    ("eu.rus.arms", deal("dualuse.electronics", "GBR", "RUS"), {}),
]


@pytest.mark.parametrize(("rule", "dealing", "how", "tier"), FOUND, ids=lambda x: x if isinstance(x, str) else "")
def test_each_rule_finds_what_it_is_about(pack, rule, dealing, how, tier):
    found = only(pack, claim(1, dealing, **how), rule=rule)
    assert (found.outcome, found.tier, found.origins) == ("alert", tier, 1)
    assert found.evidence[0].claim == 1
    assert found.basis
    assert not any(reference.verified for reference in found.basis)
    assert {"unverified", "memory"} & {c.kind for c in found.cautions}
    assert all("NOT VERIFIED" in c.told for c in found.cautions if c.kind in ("unverified", "memory"))


@pytest.mark.parametrize(("rule", "dealing", "how"), NOT_FOUND)
def test_each_rule_passes_over_what_it_is_not_about(pack, rule, dealing, how):
    assert verdicts(pack, claim(1, dealing, **how), rule=rule) == []


def test_no_alert_of_any_rule_accuses(pack):
    for _, dealing, how, _ in FOUND:
        for verdict in verdicts(pack, claim(1, dealing, **how)):
            assert ("matches the pattern of" in verdict.headline) == (verdict.outcome == "alert")
            assert "A match is a lead, not a finding." in verdict.headline
            assert not re.search("violat|illegal|guilty", verdict.model_dump_json(), re.IGNORECASE)


@pytest.mark.parametrize(
    ("day", "told", "outcome"),
    [
        ("2005-01-01", [], "considered"),
        ("2008-05-01", [], "considered"),
        ("2012-05-01", [], "considered"),
        ("2016-03-01", [], "considered"),
        ("2016-03-02", ["S/RES/2270, paragraph 6"], "alert"),
    ],
)
def test_small_arms_to_the_north_were_covered_only_from_march_2016(pack, day, told, outcome):
    found = only(pack, claim(1, ARMS, day=day, published="2024-01-01"), rule="un.dprk.arms.to")
    assert (found.outcome, [b.told for b in found.basis]) == (outcome, told)
    if outcome == "considered":
        assert day in found.because or "covers" in found.because


def test_small_arms_from_the_north_were_covered_since_2009(pack):
    found = only(pack, claim(1, deal("arms.salw.rifle", "PRK", "RUS"), day="2012-05-01"), rule="un.dprk.arms.from")
    assert [b.told for b in found.basis] == ["S/RES/1874, paragraph 9"]


def test_tanks_were_covered_from_2006_by_the_first_paragraph_alone(pack):
    found = only(pack, claim(1, deal("arms.major.tank", "CHN", "PRK"), day="2007-05-01"), rule="un.dprk.arms.to")
    assert [b.told for b in found.basis] == ["S/RES/1718, paragraph 8(a)(i)"]


def test_a_weapon_of_no_kind_may_be_one_that_was_left_out(pack):
    found = only(pack, claim(1, deal("arms.unspecified", "CHN", "PRK"), day="2012-05-01"), rule="un.dprk.arms.to")
    assert found.outcome == "alert"
    assert any(c.kind == "loose-item" and "arms.salw" in c.told for c in found.cautions)


def test_a_year_in_which_it_came_into_force_is_told_so(pack):
    found = only(pack, claim(1, ARMS, day=("2016-01-01", "2016-12-31")), rule="un.dprk.arms.to")
    assert found.basis[0].stood == "in force on some of these days"
    assert {"part-force", "wide-date"} <= {c.kind for c in found.cautions}
    assert found.confidence == "medium"


def test_an_undated_dealing_is_judged_by_its_publication_and_says_so(pack):
    found = only(pack, claim(1, ARMS, day=None, published="2023-09-14"), rule="un.dprk.arms.to")
    assert (found.first_day, found.last_day) == ("2023-09-14", "2023-09-14")
    assert any(c.kind == "undated" and "2023-09-14" in c.told for c in found.cautions)
    neither = only(pack, claim(1, ARMS, day=None, published=None), rule="un.dprk.arms.to")
    assert "day of capture, 2023-05-06" in neither.days


IRAN = deal("arms.major.drone", "IRN", "EGY")


@pytest.mark.parametrize(
    ("day", "outcome", "contested"),
    [
        ("2012-03-01", "alert", ()),
        ("2018-03-01", "alert", ()),
        ("2022-03-01", "considered", ()),
        ("2025-11-02", "alert", ("CHN", "IRN", "RUS")),
    ],
)
def test_a_measure_that_was_lifted_and_put_back_is_contested(pack, day, outcome, contested):
    found = only(pack, claim(1, IRAN, day=day), rule="un.iran.arms")
    assert (found.outcome, found.contested_by) == (outcome, contested)
    assert ("contested" in {c.kind for c in found.cautions}) == bool(contested)
    if outcome == "considered":
        assert "until 2020-10-18, and again from 2025-09-27" in found.because


def test_who_was_a_member_is_told_by_the_day(pack):
    sale = deal("dualuse.electronics", "GBR", "RUS")
    assert verdicts(pack, claim(1, sale, day="2019-05-01"), rule="eu.rus.arms")
    assert not verdicts(pack, claim(1, sale, day="2021-05-01"), rule="eu.rus.arms")


SIDES = {"party": ("Dmitri Lubov", "RUS GOV"), "third": ("Mina Oda", "JPN GOV")}


@pytest.mark.parametrize(
    ("side", "how", "stage", "label", "tier"),
    [
        ("party", {}, "transfer", "ACKNOWLEDGED", "T4"),
        ("third", {}, "transfer", "ALLEGED", "T3"),
        (None, {}, "transfer", "REPORTED", "T3"),
        (None, {}, "use", "REPORTED", "T3"),
        ("party", {"status": "planned"}, "transfer", "PLANNED", "T2"),
        ("party", {"status": "hypothetical"}, "transfer", "FLOATED", "T2"),
        ("third", {"status": "hypothetical"}, "transfer", "SPECULATED", "T1"),
        ("third", {"stance": "warns"}, "transfer", "WARNED", "T1"),
        ("third", {"stance": "urges"}, "transfer", "URGED", "T1"),
    ],
)
def test_tier_by_label(pack, side, how, stage, label, tier):
    by, code = SIDES[side] if side else (None, "---")
    found = only(
        pack,
        claim(1, deal("arms.salw.rifle", "RUS", "PRK", stage=stage), by=by, code=code, **how),
        rule="un.dprk.arms.to",
    )
    assert (found.evidence[0].label, found.tier) == (label, tier)
    assert found.tier_because.startswith(f"{tier}: {label}")


def test_two_independent_origins_make_it_four_and_two_copies_do_not(pack):
    first = claim(1, ARMS, by="Mina Oda", code="JPN GOV", publisher="Harbour Times")
    copied = claim(2, ARMS, by="Mina Oda", code="JPN GOV", publisher="Gulf Mirror")
    second = claim(3, ARMS, by="Sora Baek", code="KOR GOV", publisher="Lake Herald")
    found = only(pack, first, copied, rule="un.dprk.arms.to")
    assert (found.tier, found.origins) == ("T3", 1)
    found = only(pack, first, copied, second, rule="un.dprk.arms.to")
    assert (found.tier, found.origins) == ("T4", 2)
    assert "Mina Oda" in found.tier_because


def test_two_origins_of_whom_one_only_speculates_stay_at_three(pack):
    sure = claim(1, ARMS, by="Mina Oda", code="JPN GOV")
    unsure = claim(2, ARMS, by="Sora Baek", code="KOR GOV", status="hypothetical")
    found = only(pack, sure, unsure, rule="un.dprk.arms.to")
    assert (found.tier, found.origins) == ("T3", 2)


def test_a_precursor_is_never_above_two(pack):
    deals = [
        deal("arms.salw", "RUS", "PRK", stage=stage) for stage in ("want", "request", "offer", "talks", "agreement")
    ]
    said = [claim(n, d, by="Dmitri Lubov", code="RUS GOV", publisher=f"Outlet {n}") for n, d in enumerate(deals, 1)]
    tiers = {d.transfers[0].stage: only(pack, c, rule="un.dprk.arms.precursor").tier for c in said for d in [c.event]}
    assert tiers == {"want": "T1", "request": "T2", "offer": "T2", "talks": "T2", "agreement": "T2"}


def test_materiality_sorts_and_hides_nothing(pack):
    def size(*claims):
        found = only(pack, *claims, rule="un.dprk.arms.to")
        assert (found.outcome, found.tier) == ("alert", "T3")
        return found.materiality

    one = deal("arms.salw.rifle", "RUS", "PRK", gift=True, much=1)
    many = deal("arms.salw.rifle", "RUS", "PRK", gift=True, much=(1, 40))
    untold = deal("arms.salw.rifle", "RUS", "PRK", gift=True)
    sold = deal("arms.salw.rifle", "RUS", "PRK", much=1)
    assert size(claim(1, one)) == "low"
    assert size(claim(1, one), claim(2, untold)) == "low"
    assert size(claim(1, many)) == size(claim(1, untold)) == size(claim(1, sold)) == "normal"
    # who does not say that it was a gift does not deny it; another number does
    assert size(claim(1, one), claim(2, sold)) == "low"
    assert size(claim(1, one), claim(2, deal("arms.salw.rifle", "RUS", "PRK", much=40))) == "normal"


def test_confidence_falls_with_what_had_to_be_assumed(pack):
    def sure(*claims):
        return only(pack, *claims, rule="un.dprk.arms.to").confidence

    assert sure(claim(1, ARMS)) == "high"
    assert sure(claim(1, ARMS, day=None)) == "medium"
    assert sure(claim(1, ARMS, likeness=0.4)) == "medium"
    assert sure(claim(1, deal("arms.unspecified", "RUS", "PRK"), day=None)) == "low"


def test_a_side_that_is_not_told_is_inferred_and_told_so(pack):
    found = only(pack, claim(1, deal("arms.ammunition", "PRK")), rule="un.dprk.arms.from")
    assert found.confidence == "medium"
    assert "whom it goes to is not told; taken for somebody else" in found.inferred


def test_a_dealing_without_direction_is_considered_by_rules_of_direction(pack):
    found = {v.rule: v for v in verdicts(pack, claim(1, deal("arms.ammunition", between=("RUS", "PRK"))))}
    assert found["un.dprk.arms.to"].outcome == found["un.dprk.arms.from"].outcome == "considered"
    assert found["un.dprk.arms.to"].because == "who gives and who receives is not told"


def test_a_denial_attaches_and_opens_nothing(pack):
    told = claim(1, ARMS, by="Mina Oda", code="JPN GOV")
    denial = claim(2, ARMS, by="Dmitri Lubov", code="RUS GOV", polarity="neg")
    whole = claim(
        3, by="Ryu Dal-ho", code="PRK GOV", polarity="neg", actors=(party("RUS"),), recipients=(party("PRK"),)
    )
    found = only(pack, told, denial, whole, rule="un.dprk.arms.to")
    assert (found.outcome, found.tier, found.origins) == ("alert", "T3", 1)
    assert [(e.claim, e.label, e.tier) for e in found.contrary] == [(2, "DENIED", None), (3, "DENIED", None)]
    alone = only(pack, denial, rule="un.dprk.arms.to")
    assert (alone.outcome, alone.tier, alone.evidence) == ("denied", None, ())
    assert gather(pack, [alone]) == ()


def test_a_denial_of_the_glove_says_nothing_of_the_rifle(pack):
    rifle = claim(1, ARMS)
    glove = claim(2, deal("other.memorabilia", "RUS", "PRK"), by="Dmitri Lubov", polarity="neg")
    assert only(pack, rifle, glove, rule="un.dprk.arms.to").contrary == ()


def test_what_is_only_considered_says_why(pack):
    found = only(pack, claim(1, deal("other.art", "RUS", "PRK", gift=True, much=1)))
    assert (found.rule, found.outcome) == ("un.dprk.luxury", "considered")
    assert "other.art is on no list" in found.because


def test_one_event_may_be_an_alert_and_considered(pack):
    found = verdicts(
        pack, claim(1, deal("luxury.car", "RUS", "PRK"), deal("other.art", "RUS", "PRK")), rule="un.dprk.luxury"
    )
    assert [v.outcome for v in found] == ["alert", "considered"]
    assert [e.item for v in found for e in v.evidence] == ["luxury.car", "other.art"]


def test_exemptions_are_questions_not_answers(pack):
    found = only(pack, claim(1, ARMS), rule="un.dprk.arms.to")
    assert [x.cited for x in found.exemptions] == ["S/RES/2270, 8(a)-(b)"]


def test_evidence_shows_who_hands_it_on(pack):
    (found,) = only(pack, claim(7, ARMS, document=3, by="Dmitri Lubov"), rule="un.dprk.arms.to").evidence
    assert (found.claim, found.document, found.key, found.published) == (7, 3, "report-3", "2023-05-05")
    assert (found.quotation.start, found.quotation.end) == (0, 40)
    assert (found.chain, found.side, found.label) == (("Harbour Times", "Dmitri Lubov"), "party", "ACKNOWLEDGED")
    assert (found.item, found.giver, found.taker, found.stage) == ("arms.salw.rifle", "RUS", "PRK", "transfer")


def test_nobody_named_and_one_side_are_told(pack):
    outlet = only(pack, claim(1, ARMS), rule="un.dprk.arms.to")
    nobody = only(pack, claim(1, ARMS, by="agentless"), rule="un.dprk.arms.to")
    side = only(pack, claim(1, ARMS, by="Dmitri Lubov"), rule="un.dprk.arms.to")
    kinds = [{c.kind for c in v.cautions} & {"no-source", "one-side"} for v in (outlet, nobody, side)]
    assert kinds == [{"no-source"}, {"no-source"}, {"one-side"}]
    assert nobody.evidence[0].side == "agentless"


def test_amounts_that_differ_are_shown(pack):
    few = claim(1, deal("arms.salw.rifle", "RUS", "PRK", much=20))
    more = claim(2, deal("arms.salw.rifle", "RUS", "PRK", much=(50, None)))
    assert only(pack, few, more, rule="un.dprk.arms.to").differing == (
        "amounts of arms.salw.rifle differ: 20 (C1); at least 50 (C2)",
    )


def test_claims_of_an_earlier_reading_are_passed_over(pack):
    assert verdicts(pack, claim(1, ARMS, current=False)) == []
