from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.model import Actor, Dates, Event, Identity, Place, Point, Quantity, Source, Span, Thing, Transfer
from communique.ontology import LABELS
from communique.record import schema
from communique.record.consensus import Summary, Told, consensus, summary, told_by, told_of
from communique.record.values import Claim, Link, Versions


def told(claim=1, label="REPORTED", **known):
    """One claim: of its own document, origin and outlet unless told otherwise."""
    status = {"PLANNED": "planned", "FLOATED": "hypothetical", "SPECULATED": "hypothetical"}.get(label, "happened")
    fields = {
        "claim": claim,
        "document": claim,
        "label": label,
        "status": status,
        "polarity": "neg" if label == "DENIED" else "pos",
        "certainty": "asserted",
        "stance": "asserts",
        "type": "CONSULT",
        "mode": None,
        "earliest": None,
        "latest": None,
        "dated": known.get("earliest") is not None or known.get("latest") is not None,
        "historical": False,
        "actors": "KEN",
        "recipients": "GHA",
        "source": None,
        "source_kind": "named" if known.get("source") else "outlet",
        "source_country": None,
        "source_code": known.get("source_country"),
        "credit": None,
        "origin": f"family:{known.get('family', claim)}",
        "family": known.get("document", claim),
        "published": f"2024-05-{10 + claim:02d}",
        "publisher": f"Outlet {claim}",
    }
    if "origin" in known and "source" not in known:
        known["credit"], known["origin"] = known["origin"], f"wire:{known['origin']}"
    elif fields["source_kind"] == "named":
        known["origin"] = f"source:{known['source']}|{known.get('source_country') or ''}"
    return Told(**fields | known)


def standing(*claims, outcome=None):
    found = summary(claims, outcome)
    return found.state, found.because


# how an event stands


def test_one_origin_is_one_however_often_it_is_printed():
    claims = [told(n, origin="reuters") for n in (1, 2, 3)]
    assert summary(claims).origins == 1
    assert summary(claims).reports == 3
    assert standing(*claims) == ("single-origin", "rests on one origin: Outlet 1, in 3 reports")


def test_two_origins_corroborate_and_are_named():
    state, because = standing(told(1), told(2, label="ALLEGED", source="Ada Moro"))
    assert state == "corroborated"
    assert because == "2 independent origins say so: Outlet 1, Ada Moro"


def test_an_admission_goes_before_any_number_of_accusations():
    many = [told(n, label="ALLEGED", source=f"Witness {n}") for n in range(1, 6)]
    admitted = told(6, label="ACKNOWLEDGED", source="the army", source_country="KEN")
    found = summary([*many, admitted])
    assert (found.label, found.state) == ("ACKNOWLEDGED", "acknowledged")
    assert found.because == "acknowledged by the army, on the side that acts"
    victim = replace(admitted, source="the village", source_country="GHA")
    assert summary([*many, victim]).because == "acknowledged by the village, on the side it is done to"


def test_a_denial_contests_what_another_affirms_and_goes_before_an_admission():
    state, because = standing(
        told(1, label="ACKNOWLEDGED", source="Ada Moro"), told(2, label="DENIED", source="Ines Talbot")
    )
    assert (state, because) == ("contested", "affirmed by Ada Moro; denied by Ines Talbot")


def test_a_denial_does_not_wipe_out_what_is_claimed():
    found = summary([told(1, label="SPECULATED"), told(2, label="DENIED"), told(3, label="DENIED")])
    assert (found.label, found.state) == ("SPECULATED", "contested")


def test_one_origin_alone_is_no_contest():
    one = told(1, label="DENIED", origin="army", source="the army")
    other = replace(told(2, label="ALLEGED", origin="army", source="the army"), published=one.published)
    assert standing(one, other) == (
        "single-origin",
        "rests on one origin: the army, in 2 reports; also denied by the army",
    )


def test_who_denied_and_later_admits_denies_no_more():
    denial = told(1, label="DENIED", origin="army", source="the army")
    others = [told(2, label="ALLEGED", source="Ada Moro")]
    admission = told(9, label="ACKNOWLEDGED", origin="army", source="the army")
    assert standing(denial, *others)[0] == "contested"
    state, because = standing(denial, *others, admission)
    assert (state, because) == (
        "acknowledged",
        "acknowledged by the army; the army denied it and has since affirmed it",
    )


def test_who_affirmed_and_later_denies_still_stands_against_others_who_deny():
    claims = [told(1, label="ALLEGED", origin="a"), told(2, label="DENIED", origin="a"), told(3, label="DENIED")]
    assert standing(*claims)[0] == "contested"
    assert standing(*claims[:2])[0] == "single-origin"


def test_who_only_urges_an_act_affirms_nothing():
    assert standing(told(1, label="URGED"), told(2, label="DENIED"))[0] == "single-origin"


def test_a_speculation_does_not_corroborate_an_allegation():
    state, because = standing(told(1, label="ALLEGED", source="Ada Moro"), told(2, label="SPECULATED"))
    assert (state, because) == ("single-origin", "rests on one origin: Ada Moro")
    assert standing(told(1, label="SPECULATED"), told(2, label="SPECULATED"))[0] == "corroborated"


def test_what_all_deny_is_denied():
    found = summary([told(1, label="DENIED"), told(2, label="DENIED")])
    assert (found.label, found.state) == ("DENIED", "corroborated")
    assert found.because == "2 independent origins deny it: Outlet 1, Outlet 2"


@pytest.mark.parametrize("outcome", ["fulfils", "cancels", "postpones"])
def test_a_plan_that_was_settled_is_closed_and_keeps_its_denials_in_view(outcome):
    plan = told(1, label="PLANNED", status="planned")
    found = summary([plan], outcome)
    assert (found.state, found.outcome, found.planned) == ("closed", outcome, 1)
    state, because = standing(plan, told(2, label="DENIED", source="Ada Moro"), outcome=outcome)
    assert (state, because) == ("closed", f"a plan that a later event {outcome}; denied by Ada Moro")


def test_what_took_place_is_no_plan_any_more():
    plan, visit = told(1, label="PLANNED", status="planned"), told(2, label="ACKNOWLEDGED")
    found = summary([plan, visit])
    assert (found.state, found.planned, found.outcome) == ("acknowledged", 1, "fulfils")
    before = summary([replace(plan, published="2024-06-30"), visit])
    assert before.outcome is None


def test_agentless_and_unnamed_holders_are_not_given_names():
    rumour = told(1, label="SPECULATED", source="agentless", source_kind="agentless")
    leak = told(2, label="ALLEGED", source="officials", source_kind="unnamed")
    assert summary([rumour]).because == "rests on one origin: nobody named, in Outlet 1"
    assert summary([leak]).because == "rests on one origin: officials (unnamed, in Outlet 2)"


def test_long_lists_are_counted():
    assert summary([told(n) for n in range(1, 8)]).because == (
        "7 independent origins say so: Outlet 1, Outlet 2, Outlet 3 and 4 more"
    )


# when


def when(*claims):
    found = summary(claims)
    return found.earliest, found.latest, bool(found.assumed)


def test_days_are_what_all_allow():
    claims = [told(1, earliest="2024-05-01", latest="2024-05-31"), told(2, earliest="2024-05-03", latest="2024-05-03")]
    assert when(*claims) == ("2024-05-03", "2024-05-03", False)
    assert summary(claims).month == "2024-05"
    assert "contested" not in summary(claims).because


def test_days_that_do_not_fit_are_what_most_origins_allow_and_the_contest_is_told():
    claims = [told(n, earliest=day, latest=day) for n, day in ((1, "2024-05-03"), (2, "2024-05-03"), (3, "2024-05-05"))]
    assert when(*claims) == ("2024-05-03", "2024-05-03", False)
    assert summary(claims).because.endswith("; days contested: 2 of 3 origins allow 2024-05-03")


def test_days_without_a_majority_are_the_whole_span():
    claims = [told(1, earliest="2024-05-03", latest="2024-05-03"), told(2, earliest="2024-06-05", latest="2024-06-06")]
    assert when(*claims) == ("2024-05-03", "2024-06-06", False)
    assert summary(claims).because.endswith("; days contested: 2 origins between 2024-05-03 to 2024-06-06")
    assert summary(claims).month is None


def test_ten_prints_of_one_origin_do_not_outvote_two():
    wire = [told(n, origin="wire", earliest="2024-05-05", latest="2024-05-05") for n in range(1, 11)]
    others = [told(n, earliest="2024-05-03", latest="2024-05-03") for n in (11, 12)]
    assert when(*wire, *others) == ("2024-05-03", "2024-05-03", False)


def test_the_days_of_what_took_place_go_before_those_of_what_was_planned():
    plan = told(1, label="PLANNED", earliest="2024-05-20", latest="2024-05-21")
    visit = told(2, earliest="2024-06-02", latest="2024-06-02")
    assert when(plan, visit) == ("2024-06-02", "2024-06-02", False)
    assert when(plan, told(3)) == ("2024-05-20", "2024-05-21", False)


def test_without_a_date_only_publication_bounds_it():
    first, second = (told(n, latest=f"2024-05-{10 + n}", dated=False) for n in (1, 2))
    assert when(first, second) == (None, "2024-05-11", True)
    assert summary([first, second]).month == "2024-05"
    plan = told(3, label="PLANNED", earliest="2024-05-13", dated=False)
    assert when(plan) == ("2024-05-13", None, True)
    assert summary([plan]).month is None


def test_history_is_what_every_report_tells_as_history():
    assert summary([told(1, historical=True), told(2, historical=True)]).historical == 1
    assert summary([told(1, historical=True), told(2)]).historical == 0
    assert summary([told(1, historical=None)]).historical == 0


# what


def test_type_and_mode_are_those_of_most_origins():
    claims = [told(n, origin="wire", type="AID") for n in (1, 2, 3)]
    claims += [told(4, mode="visit"), told(5, mode="phone"), told(6, mode="visit")]
    assert (summary(claims).type, summary(claims).mode) == ("CONSULT", "visit")


def test_parties_of_a_denial_count_only_where_all_deny():
    denial = told(2, label="DENIED", actors="TGO")
    assert summary([told(1), denial]).actors == "KEN"
    assert summary([denial]).actors == "TGO"
    assert summary([told(1, actors="---"), told(2, actors="GHA KEN")]).actors == "GHA KEN"


def test_a_summary_is_a_row_of_the_table():
    row = asdict(summary([told(1)]))
    row.pop("because")
    assert set(row) == {column.name for column in schema.events.columns} - {"id"}
    assert not any(isinstance(value, bool) for value in row.values())
    assert set(Summary.__dataclass_fields__) - {"because"} == set(row)


def test_a_row_of_facets_is_all_it_takes():
    row = {column.name: None for column in schema.facets.columns} | asdict(told(1, historical=None)) | {"dated": 0}
    assert told_of(row) == told(1, historical=None)
    assert told_of(row | {"dated": 1, "historical": 1}) == replace(told(1), dated=True, historical=True)


# properties

DAYS = st.sampled_from([None, "2024-05-01", "2024-05-02", "2024-05-09"])
CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(LABELS),
        st.sampled_from("abcd"),
        st.sampled_from(["2024-05-11", "2024-05-12", None]),
        DAYS,
        DAYS,
        st.sampled_from(["CONSULT", "AID"]),
    ),
    min_size=1,
    max_size=7,
)


def made(drawn):
    return [
        told(n, label=label, origin=origin, published=day, earliest=first, latest=last, type=kind)
        for n, (label, origin, day, first, last, kind) in enumerate(drawn, 1)
        if first is None or last is None or first <= last
    ] or [told(1)]


@given(CLAIMS, st.randoms())
def test_the_order_of_claims_does_not_matter(drawn, random):
    claims = made(drawn)
    shuffled = random.sample(claims, len(claims))
    assert summary(shuffled) == summary(claims)


@given(CLAIMS, st.data())
def test_a_copy_adds_a_report_and_nothing_that_origins_decide(drawn, data):
    claims = made(drawn)
    before = summary(claims)
    original = data.draw(st.sampled_from(claims))
    copy = replace(original, claim=90, document=90, publisher="Reprint", published=original.published and "2024-07-01")
    after = summary([*claims, copy])
    for same in ("origins", "state", "label", "type", "earliest", "latest", "outcome"):
        if same == "outcome" and before.planned:
            continue
        assert getattr(after, same) == getattr(before, same)
    assert (after.reports, after.claims) == (before.reports + 1, before.claims + 1)


@given(CLAIMS)
def test_days_are_never_turned_round_and_every_event_has_a_reason(drawn):
    found = summary(made(drawn))
    assert not found.earliest or not found.latest or found.earliest <= found.latest
    assert found.because


# the full view


def party(name, code, known=None, ref=None):
    identity = Identity(name=known, wikidata=ref, because="table") if known else None
    return Actor(start=0, end=len(name), text=name, name=name, code=code, identity=identity)


def claim(number=1, label="REPORTED", *, published=None, publisher=None, origin=None, **event):
    source = event.pop("source", None)
    if source:
        name, code, *kind = source
        source = Source(
            start=None if kind == ["agentless"] else 0,
            end=None if kind == ["agentless"] else 1,
            text="agentless" if kind == ["agentless"] else name,
            name=name,
            code=code,
            unnamed=kind == ["unnamed"],
        )
    day = event.pop("day", None)
    fields = {
        "event": 1,
        "type": "CONSULT",
        "trigger": Span(start=0, end=3, text="met"),
        "dates": Dates(earliest=day, latest=day) if day else Dates(assumed=True),
        "source": source,
        "label": label,
        "polarity": "neg" if label == "DENIED" else "pos",
    }
    return Claim(
        id=number,
        document=number,
        number=1,
        record_event=1,
        event=Event(**fields | event),
        quotation=Span(start=0, end=1, text="x"),
        versions=Versions(communique="test", reader="one", tables="one"),
        captured="2024-05-30T00:00:00Z",
        published=published or f"2024-05-{10 + number:02d}",
        publisher=publisher or f"Outlet {number}",
        key=f"key {number}",
        family=number,
        credit=origin,
        origin=f"wire:{origin}" if origin else f"family:{number}",
        origin_because="",
    )


def view(*claims, **more):
    return consensus(7, claims, **more)


def names(parties):
    return [(p.name, p.claims) for p in parties]


def test_the_full_view_agrees_with_the_row():
    claims = [
        claim(2, "DENIED", source=("Ada Moro", "GHA GOV"), actors=(party("Togo", "TGO GOV"),)),
        claim(1, actors=(party("Kenya", "KEN GOV"),), day="2024-05-09"),
        claim(3, "ALLEGED", source=("Ines Talbot", "USA GOV"), actors=(party("Nairobi", "KEN GOV"),)),
    ]
    full, row = view(*claims), summary([told_by(c) for c in claims])
    for name in ("type", "label", "status", "state", "because", "earliest", "latest", "origins", "reports", "outlets"):
        assert getattr(full, name) == getattr(row, name)
    assert (full.id, full.claims) == (7, (1, 2, 3))
    assert {p.code.split()[0] for p in full.actors} == set(row.actors.split()) == {"KEN"}


def test_one_party_under_several_names_is_one_with_the_fullest():
    full = view(
        claim(1, actors=(party("Talbot", "KEN GOV"), party("Kenya", "KEN GOV"))),
        claim(2, actors=(party("Foreign Minister Ines Talbot", "KEN GOV"),)),
        claim(3, actors=(party("Ines Talbot", "KEN GOV"), party("Nairobi", "KEN GOV"))),
        claim(4, actors=(party("Ines Talbot", "KEN GOV"),)),
    )
    assert names(full.actors) == [("Ines Talbot", (1, 2, 3, 4)), ("Kenya", (1, 3))]


def test_a_short_name_that_two_share_is_nobodys():
    full = view(
        claim(1, actors=(party("Moro", "KEN GOV"),)),
        claim(2, actors=(party("Ada Moro", "KEN GOV"), party("Rosa Moro", "KEN GOV"))),
    )
    assert len(full.actors) == 3


def test_what_the_tables_know_as_one_is_one_and_another_country_is_another():
    full = view(
        claim(1, actors=(party("the general", "KEN MIL", "Rosa Kern", "Q1"),)),
        claim(2, actors=(party("Kern", "KEN MIL", "Rosa Kern", "Q1"), party("Rosa Kern", "GHA MIL"))),
    )
    assert [(p.name, p.ref, p.claims) for p in full.actors] == [("Rosa Kern", "Q1", (1, 2)), ("Rosa Kern", None, (2,))]


def test_parties_come_by_the_number_of_their_claims():
    full = view(
        claim(1, recipients=(party("Chad", "TCD GOV"),)),
        *(claim(n, recipients=(party("Mali", "MLI GOV"),)) for n in (2, 3)),
    )
    assert names(full.recipients) == [("Mali", (2, 3)), ("Chad", (1,))]


def test_who_affirms_and_who_denies():
    full = view(
        claim(1, publisher="The Lamu Post"),
        claim(2, "ALLEGED", source=("officials", "KEN GOV", "unnamed"), publisher="The Lamu Post"),
        claim(3, "SPECULATED", source=("agentless", "---", "agentless"), publisher="Kisumu Wire"),
        claim(4, "DENIED", source=("Ada Moro", "KEN GOV")),
        claim(5, "URGED", source=("Mila Duro", "KEN GOV")),
        claim(6, "DENIED", source=("Ada Moro", "KEN GOV")),
    )
    assert names(full.affirm) == [
        ("The Lamu Post", (1,)),
        ("officials (unnamed, in The Lamu Post)", (2,)),
        ("nobody named, in Kisumu Wire", (3,)),
    ]
    assert names(full.deny) == [("Ada Moro", (4, 6))]


def test_labels_are_counted_by_origin():
    full = view(*(claim(n, origin="wire") for n in (1, 2, 3)), claim(4, "ALLEGED"), claim(5, "ALLEGED"))
    assert [(c.value, c.claims, c.origins) for c in full.labels] == [("ALLEGED", 2, 2), ("REPORTED", 3, 1)]
    assert full.origins_because == "3 origins: WIRE (copied by 3), Outlet 4, Outlet 5"


def test_copies_are_told():
    copy = claim(2).model_copy(update={"family": 1, "origin": "family:1"})
    assert view(claim(1), copy).origins_because == "1 origin: Outlet 1 (copied by 1)"


def place(text, ref=None, country="KEN"):
    point = (
        Point(name=text.title(), country=country, kind="city", lat=-1.0, lon=37.0, radius=9, ref=ref, because="table")
        if ref
        else None
    )
    return Place(start=0, end=len(text), text=text, country=country, point=point)


def test_places_are_told_once():
    full = view(
        claim(1, place=place("lamu", "geonames:1")),
        claim(2, place=place("the port")),
        claim(3, place=place("lamu", "geonames:1")),
    )
    assert [(s.name, s.ref, s.lat, s.claims) for s in full.places] == [
        ("Lamu", "geonames:1", -1.0, (1, 3)),
        ("the port", None, None, (2,)),
    ]


def dealing(stage, low=None, high=None, giver="KEN", taker="GHA", unit=None, *, gift=False):
    amount = Quantity(low=low, high=high, unit=unit, text="some") if low or high else None
    return Transfer(
        item="food.grain", giver=giver, taker=taker, stage=stage, quantity=amount, gift=gift, because="told"
    )


def test_goods_have_the_furthest_stage_and_a_range_for_each_unit():
    (grain,) = view(
        claim(1, transfers=(dealing("offer", 100, 100, unit="t"),)),
        claim(2, transfers=(dealing("transfer", 80, 120, unit="t", gift=True),)),
        claim(3, transfers=(dealing("agreement", 5, 5),)),
    ).goods
    assert (grain.item, grain.giver, grain.taker, grain.stage, grain.gift) == (
        "food.grain",
        "KEN",
        "GHA",
        "transfer",
        True,
    )
    assert [(r.low, r.high, r.unit, r.claims) for r in grain.quantities] == [(80, 120, "t", (1, 2)), (5, 5, None, (3,))]


def test_an_open_end_stays_open():
    (grain,) = view(
        claim(1, transfers=(dealing("offer", 100, 100),)), claim(2, transfers=(dealing("offer", 50, None),))
    ).goods
    assert [(r.low, r.high) for r in grain.quantities] == [(50, None)]


def test_a_direction_that_is_left_open_is_the_one_that_others_tell_unless_there_are_two():
    grain = Thing(start=0, end=5, text="grain", item="food", node="food.grain")
    told_once = [claim(1, transfers=(dealing("offer"),)), claim(2, objects=(grain,))]
    assert [(g.giver, g.claims) for g in view(*told_once).goods] == [("KEN", (1, 2))]
    back = claim(3, transfers=(dealing("offer", giver="GHA", taker="KEN"),))
    assert sorted((g.giver or "", g.claims) for g in view(*told_once, back).goods) == [
        ("", (2,)),
        ("GHA", (3,)),
        ("KEN", (1,)),
    ]


def test_what_is_denied_is_no_part_of_the_goods_or_places():
    denial = claim(2, "DENIED", transfers=(dealing("transfer", 900),), place=place("lamu"))
    full = view(claim(1), denial)
    assert (full.goods, full.places) == ((), ())
    assert view(denial).goods[0].stage == "transfer"


def test_links_settle_a_plan_only_from_the_other_side():
    plan = claim(1, "PLANNED", status="planned")
    settled = Link(event=9, other=7, kind="cancels", score=0.9, because="called off")
    moved = Link(event=8, other=7, kind="postpones", score=0.9, because="put off")
    assert view(plan, links=(moved, settled)).because == "a plan that a later event cancels"
    assert view(plan, links=(settled,)).links == (settled,)
    outgoing = Link(event=7, other=9, kind="fulfils", score=0.9, because="took place")
    assert view(plan, links=(outgoing,)).state == "single-origin"


@given(st.permutations(range(1, 6)))
def test_the_full_view_does_not_depend_on_the_order_of_claims(order):
    parts = [
        claim(1, actors=(party("Talbot", "KEN GOV"),), transfers=(dealing("offer", 5),)),
        claim(2, "DENIED", source=("Ada Moro", "GHA GOV"), published="2024-05-11"),
        claim(3, actors=(party("Ines Talbot", "KEN GOV"), party("Nairobi", "KEN GOV"))),
        claim(4, "PLANNED", status="planned", actors=(party("Kenya", "KEN GOV"),), place=place("lamu")),
        claim(5, actors=(party("Rosa Talbot", "KEN MIL"),), place=place("lamu", "geonames:1")),
    ]
    assert consensus(7, [parts[n - 1] for n in order]) == consensus(7, parts)
