"""Counts and groups, compared with counting by hand."""

import random
from collections import defaultdict

import pytest
from rows import written

from communique.errors import BadRequest
from communique.record import grouping
from communique.record.columns import seal
from communique.record.filter import Filter, parse
from communique.record.grouping import DIMENSIONS, Group, count, group


@pytest.fixture
def rows(fresh_url):
    with written(fresh_url) as found:
        yield found


def told(rows, by, *pairs, **how):
    return [tuple(found) for found in group(rows.connection, parse(pairs), by.split(","), **how)]


def test_events_claims_reports_and_origins_are_counted_apart(rows):
    one, two = rows.document(), rows.document()
    event = rows.claim(one, source="RUS GOV/Dmitry Peskov")
    rows.claim(one, event=event, source="RUS GOV/Dmitry Peskov")
    rows.claim(two, event=event)
    rows.claim(two, label="DENIED")
    assert [count(rows.connection, Filter(), what) for what in grouping.COUNTS] == [2, 4, 2, 2]
    assert [count(rows.connection, parse(["label=DENIED"]), what) for what in grouping.COUNTS] == [1, 1, 1, 1]
    with pytest.raises(BadRequest, match="count: 'documents' is none of events"):
        count(rows.connection, Filter(), "documents")


def test_an_event_counts_in_every_group_in_which_it_has_a_claim(rows):
    event = rows.claim(label="ALLEGED")
    rows.claim(event=event, label="ALLEGED")
    rows.claim(event=event, label="DENIED")
    rows.claim(label="DENIED")
    assert told(rows, "label") == [(("DENIED",), 2, 2, 2), (("ALLEGED",), 1, 2, 2)]


def test_dyads_are_who_with_whom_and_without_recipient_who_with_one_another(rows):
    rows.claim(actors=("RUS GOV",), recipients=("PRK GOV",))
    rows.claim(actors=("PRK GOV", "RUS GOV", "RUS MIL"))
    rows.claim(actors=("USA GOV",), recipients=("KOR GOV", "JPN GOV"))
    rows.claim(actors=("SYR GOV",), recipients=("SYR REB",))
    alone = rows.claim(actors=("RUS GOV",))
    assert told(rows, "dyad", largest="claims") == [
        (("PRK-RUS",), 2, 2, 2),
        (("JPN-USA",), 1, 1, 1),
        (("KOR-USA",), 1, 1, 1),
        (("SYR-SYR",), 1, 1, 1),
        ((None,), 1, 1, 1),
    ]
    assert told(rows, "dyad", f"claim={alone}") == [((None,), 1, 1, 1)]


def test_two_people_of_one_country_are_one_actor(rows):
    rows.claim(actors=("RUS GOV/Sergei Lavrov", "RUS GOV/Dmitry Peskov"), recipients=("PRK",))
    assert told(rows, "actor") == [(("RUS",), 1, 1, 1)]
    assert told(rows, "actor,recipient") == [(("RUS", "PRK"), 1, 1, 1)]


def test_groups_name_only_what_the_filter_asks_for(rows):
    goods = (
        {"item": "arms.salw.rifle", "stage": "talks", "giver": "RUS"},
        {"item": "food.unspecified", "giver": "CHN"},
    )
    rows.claim(actors=("RUS GOV", "CHN GOV"), recipients=("PRK GOV",), dealings=goods)
    assert told(rows, "item,giver", "item=arms.*") == [(("arms.salw.rifle", "RUS"), 1, 1, 1)]
    assert told(rows, "actor", "actor=CHN") == [(("CHN",), 1, 1, 1)]
    assert told(rows, "actor", "party=CHN") == [(("CHN",), 1, 1, 1), (("RUS",), 1, 1, 1)]
    assert told(rows, "dyad", "between=RUS,PRK") == [(("PRK-RUS",), 1, 1, 1)]
    assert told(rows, "dyad", "actor=RUS GOV") == [(("PRK-RUS",), 1, 1, 1)]


def test_item_giver_and_stage_are_those_of_one_dealing(rows):
    goods = (
        {"item": "arms.salw.rifle", "stage": "talks", "giver": "RUS"},
        {"item": "fuel.oil", "stage": "transfer", "giver": "CHN"},
    )
    rows.claim(dealings=goods)
    rows.claim()
    assert told(rows, "item,giver,stage") == [
        (("arms.salw.rifle", "RUS", "talks"), 1, 1, 1),
        (("fuel.oil", "CHN", "transfer"), 1, 1, 1),
        ((None, None, None), 1, 1, 1),
    ]


def test_times_of_the_act_and_of_the_report(rows):
    rows.claim(dated=1, earliest="2023-09-13", latest="2023-09-13", published="2023-09-14")
    rows.claim(dated=1, earliest="2023-09-10", latest="2023-10-02", published="2023-10-14")
    rows.claim(dated=0, earliest=None, latest="2023-09-20", published="2023-09-20")
    rows.claim(dated=0, status="planned", published="2023-09-21")
    rows.claim(dated=0, published=None)
    assert told(rows, "day") == [(("2023-09-13",), 1, 1, 1), (("2023-09-20",), 1, 1, 1), ((None,), 3, 3, 3)]
    assert told(rows, "month") == [(("2023-09",), 2, 2, 2), ((None,), 3, 3, 3)]
    assert told(rows, "year") == [(("2023",), 3, 3, 3), ((None,), 2, 2, 2)]
    assert told(rows, "published.month") == [(("2023-09",), 3, 3, 3), (("2023-10",), 1, 1, 1), ((None,), 1, 1, 1)]
    assert told(rows, "published.year,month") == [
        (("2023", "2023-09"), 2, 2, 2),
        (("2023", None), 2, 2, 2),
        ((None, None), 1, 1, 1),
    ]


def test_years_long_ago(rows):
    rows.claim(dated=1, earliest="1945-08-15", latest="1945-08-15")
    assert told(rows, "month,year") == [(("1945-08", "1945"), 1, 1, 1)]


def test_states_are_those_of_the_events(rows):
    one, two, three = rows.claim(), rows.claim(), rows.claim()
    rows.event(one, state="contested")
    rows.event(two, state="single-origin")
    assert told(rows, "state", largest="claims") == [
        (("contested",), 1, 1, 1),
        (("single-origin",), 1, 1, 1),
        ((None,), 1, 1, 1),
    ]
    assert told(rows, "state", f"claim={three}") == [((None,), 1, 1, 1)]


def test_outlets_by_country_as_the_caller_knows_them(rows):
    rows.claim(publisher="Halla News")
    rows.claim(publisher="Baekdu Times")
    rows.claim(publisher="Hidden Post")
    rows.claim(publisher=None)
    countries = {"Halla News": "KOR", "Baekdu Times": "KOR"}
    assert told(rows, "outlet.country", outlets=countries.get) == [(("KOR",), 2, 2, 2), ((None,), 2, 2, 2)]
    rows.claim(publisher="KCNA", label="DENIED")
    assert told(rows, "outlet.country", "label=DENIED") == [(("PRK",), 1, 1, 1)]


def test_the_largest_come_first_and_times_in_their_order(rows):
    for day, label in (
        ("2023-09-01", "DENIED"),
        ("2023-10-01", "ALLEGED"),
        ("2023-10-02", "ALLEGED"),
        ("2023-10-03", "REPORTED"),
    ):
        rows.claim(published=day, label=label)
    assert [group.values for group in group(rows.connection, Filter(), ["label"])] == [
        ("ALLEGED",),
        ("DENIED",),
        ("REPORTED",),
    ]
    assert [group.values for group in group(rows.connection, Filter(), ["label"], limit=1)] == [("ALLEGED",)]
    assert [group.values for group in group(rows.connection, Filter(), ["month"])] == [("2023-09",), ("2023-10",)]
    assert [group.values for group in group(rows.connection, Filter(), ["month"], largest="reports")] == [
        ("2023-10",),
        ("2023-09",),
    ]


def test_what_cannot_be_grouped_is_refused(rows):
    for by, largest, told_so in (
        ([], None, "needs at least one"),
        (["lable"], None, "did you mean label"),
        (["label"], "origins", "none of events"),
    ):
        with pytest.raises(BadRequest, match=told_so):
            group(rows.connection, Filter(), by, largest=largest)


def test_an_empty_record_has_no_groups(rows):
    for name in DIMENSIONS:
        assert group(rows.connection, Filter(), [name], outlets=lambda _: None) == ()


COUNTRIES = ("RUS", "PRK", "CHN", "USA")
ITEMS = ("arms.salw.rifle", "arms.ammunition", "food.unspecified")


def made_up(rows, size, seed):
    """A record of random claims, and the claims as plain values."""
    chance = random.Random(seed)
    known = []
    for _ in range(size):
        actors = chance.sample(COUNTRIES, chance.choice((1, 1, 2)))
        recipients = chance.sample(COUNTRIES, chance.choice((0, 1, 1)))
        goods = chance.sample(ITEMS, chance.choice((0, 0, 1, 2)))
        claim = {
            "event": chance.choice([k["event"] for k in known]) if known and chance.random() < 0.5 else 0,
            "document": chance.choice([k["document"] for k in known]) if known and chance.random() < 0.6 else None,
            "type": chance.choice(("AID", "CONSULT")),
            "label": chance.choice(("ALLEGED", "DENIED", "REPORTED")),
            "published": chance.choice(("2023-08-30", "2023-09-01", "2023-09-30")),
        }
        claim["document"] = claim["document"] or rows.document()
        number = rows.claim(
            actors=tuple(f"{a} GOV" for a in actors),
            recipients=tuple(f"{r} GOV" for r in recipients),
            dealings=tuple({"item": item} for item in goods),
            **claim,
        )
        pairs = [(a, r) for a in actors for r in recipients] or [(a, b) for a in actors for b in actors if a < b]
        claim |= {
            "claim": number,
            "event": claim["event"] or number,
            "actor": actors,
            "recipient": recipients,
            "item": goods,
        }
        known.append(
            claim | {"dyad": sorted({"-".join(sorted(pair)) for pair in pairs}), "month": claim["published"][:7]}
        )
    return known


def by_hand(known, by, meets):
    """The groups of claims, counted one by one."""
    found = defaultdict(lambda: (set(), set(), set()))
    for claim in filter(meets, known):
        rows = [()]
        for name in by:
            values = claim[name] if isinstance(claim[name], list) else [claim[name]]
            rows = [(*row, value) for row in rows for value in (values or [None])]
        for row in rows:
            for numbers, name in zip(found[row], ("event", "claim", "document"), strict=True):
                numbers.add(claim[name])
    return {Group(values, *map(len, numbers)) for values, numbers in found.items()}


QUESTIONS = (
    ((), lambda _: True),
    (("type=AID",), lambda c: c["type"] == "AID"),
    (("country=PRK", "label=DENIED"), lambda c: c["label"] == "DENIED" and "PRK" in (*c["actor"], *c["recipient"])),
    (("published-since=2023-09-01",), lambda c: c["published"] >= "2023-09-01"),
)
GROUPINGS = (
    ("label",),
    ("dyad",),
    ("actor", "recipient"),
    ("dyad", "month"),
    ("item", "actor", "label"),
    ("recipient", "dyad", "item", "type"),
)


@pytest.mark.parametrize("seed", range(2))
def test_every_group_is_what_counting_by_hand_gives(rows, seed, monkeypatch):
    known = made_up(rows, 80, seed)
    for sealed in (False, True):
        if sealed:
            seal(rows.connection)
        for pairs, meets in QUESTIONS:
            assert count(rows.connection, parse(pairs), "claims") == sum(map(meets, known))
            for by in GROUPINGS:
                assert set(group(rows.connection, parse(pairs), by)) == by_hand(known, by, meets)
    # as where values are so many that their combinations do not fit into a number
    monkeypatch.setattr(grouping, "_LARGEST", 10_000)
    for by in GROUPINGS:
        assert set(group(rows.connection, Filter(), by)) == by_hand(known, by, lambda _: True)
