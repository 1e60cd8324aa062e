"""Asking: which claims and events meet a filter, in what order, page by page; plans, changes, samples, documents."""

import pytest
from rows import written
from sqlalchemy import delete, update

from communique.errors import BadRequest
from communique.record import schema
from communique.record.filter import Filter, parse
from communique.record.query import CLAIM_ORDERS, changes, claims, documents, events, plans, sample


@pytest.fixture
def rows(fresh_url):
    with written(fresh_url) as found:
        yield found


def asked(*pairs):
    return parse(pairs, as_of="2023-09-14")


def meets(rows, *pairs):
    return sorted(claims(rows.connection, asked(*pairs), limit=None).numbers)


def test_plain_values(rows):
    visit = rows.claim(mode="visit", label="PLANNED", status="planned", certainty="hedged")
    denied = rows.claim(
        type="AID", polarity="neg", stance="denies", label="DENIED", source="RUS GOV/Dmitry Peskov", quote="partial"
    )
    assert meets(rows, "type=consult") == [visit]
    assert meets(rows, "type=AID,CONSULT") == [visit, denied]
    assert meets(rows, "mode=visit", "status=planned") == [visit]
    assert meets(rows, "certainty=hedged") == [visit]
    assert meets(rows, "polarity=neg") == meets(rows, "stance=denies") == meets(rows, "quote=partial") == [denied]
    assert meets(rows, "voice=outlet") == [visit]
    assert meets(rows, "label=PLANNED", "type=AID") == []


def test_parties_are_told_by_country_sector_identifier_and_name(rows):
    meeting = rows.claim(actors=("RUS GOV/Sergei Lavrov/Q58217",), recipients=("PRK GOV/Choe Son-hui",))
    drill = rows.claim(actors=("RUS MIL",), recipients=())
    assert meets(rows, "actor=RUS") == [meeting, drill]
    assert meets(rows, "actor=RUS MIL") == [drill]
    assert meets(rows, "actor=Q58217") == meets(rows, "actor=lavrov") == meets(rows, "actor=Sergei LAVROV") == [meeting]
    assert meets(rows, "recipient=RUS") == []
    assert meets(rows, "party=choe son hui") == meets(rows, "party=PRK") == [meeting]
    assert meets(rows, "actor=lav") == []  # whole words: no Slav is found by "lav"
    assert meets(rows, "sector=MIL") == [drill]
    assert meets(rows, "actor=RUS MIL,PRK") == [drill]


def test_several_names_of_a_party_are_kept_apart(rows):
    claim = rows.claim(actors=("RUS GOV/Dmitry Peskov",))
    rows.connection.execute(update(schema.parties).values(folded="dmitry peskov | press secretary of the president"))
    assert meets(rows, "actor=press secretary") == [claim]
    assert meets(rows, "actor=peskov press") == []


def test_between_is_either_direction_or_together_and_nothing_else(rows):
    there = rows.claim(actors=("RUS GOV",), recipients=("PRK GOV",))
    back = rows.claim(actors=("PRK GOV",), recipients=("RUS GOV",))
    both = rows.claim(actors=("PRK GOV", "RUS GOV"))
    rows.claim(actors=("USA GOV",), recipients=("PRK GOV", "RUS GOV"))
    rows.claim(actors=("RUS GOV",), recipients=("CHN GOV",), source="PRK GOV/KCNA")
    assert meets(rows, "between=RUS,PRK") == meets(rows, "between=PRK,RUS GOV") == [there, back, both]


def test_the_source_is_no_party(rows):
    claim = rows.claim(actors=("RUS GOV",), source="PRK JRN/KCNA", source_country="PRK")
    assert meets(rows, "source=PRK") == meets(rows, "source=kcna") == [claim]
    assert meets(rows, "party=PRK") == meets(rows, "party=kcna") == []


def test_sides(rows):
    own = rows.claim(actors=("RUS GOV",), source="RUS GOV/Dmitry Peskov")
    third = rows.claim(actors=("RUS GOV",), source="KOR GOV/Lee")
    other_side = rows.claim(actors=("RUS GOV",), source="RUS OPP/Ivan")
    outlet = rows.claim(actors=("RUS GOV",))
    nobody = rows.claim(actors=("RUS GOV",), source_kind="agentless")
    assert meets(rows, "side=party") == [own]
    assert meets(rows, "side=third") == [third, other_side]
    assert meets(rows, "side=outlet") == [outlet]
    assert meets(rows, "side=unknown") == [nobody]


def test_country_is_that_of_a_party_or_of_the_place(rows):
    party = rows.claim(actors=("PRK GOV",))
    place = rows.claim(actors=("USA GOV",), country="PRK", place="Pyongyang")
    rows.claim(actors=("USA GOV",), source="PRK GOV/KCNA", country="KOR", place="Seoul")
    assert meets(rows, "country=PRK") == [party, place]
    assert meets(rows, "place=pyongyang") == meets(rows, "place-country=PRK") == [place]
    assert meets(rows, "outside=PRK") == [3]  # a place that is not known is not outside


def test_publishers_by_a_word_of_their_name(rows):
    one = rows.claim(publisher="The Halla News Agency")
    rows.claim(publisher=None)
    assert meets(rows, "publisher=halla news") == [one]
    assert meets(rows, "outlet=hall") == []


def test_times_are_met_where_the_act_may_lie_in_them(rows):
    day = rows.claim(earliest="2023-09-13", latest="2023-09-13", published="2023-09-14")
    month = rows.claim(earliest="2023-08-01", latest="2023-08-31", published="2023-09-14")
    open_end = rows.claim(earliest="2023-01-01", latest=None, published="2023-01-02")
    rows.claim(earliest=None, latest=None, published=None)
    assert meets(rows, "since=2023-09-01") == [day, open_end]
    assert meets(rows, "since=2023-08-15", "until=2023-08-20") == [month, open_end]
    assert meets(rows, "until=2023-08-01") == [month, open_end]
    assert meets(rows, "published-since=2023-09-14") == [day, month]
    assert meets(rows, "published-until=2023-09-13") == [open_end]


def test_background(rows):
    old, new, unknown = (rows.claim(historical=value) for value in (1, 0, None))
    assert meets(rows, "background=yes") == [old]
    assert meets(rows, "background=no") == [new, unknown]


def test_what_is_asked_of_a_dealing_holds_of_one_dealing(rows):
    shells = {"item": "arms.ammunition.artillery", "giver": "PRK", "taker": "RUS", "stage": "transfer"}
    talks = {"item": "arms.salw.rifle", "giver": "RUS", "taker": "PRK", "stage": "talks", "gift": 1}
    both = rows.claim(dealings=(shells, talks))
    gift = rows.claim(dealings=({**talks, "stage": "transfer"},))
    food = rows.claim(dealings=({"item": "food.unspecified"},))
    assert meets(rows, "item=arms.*") == meets(rows, "item=arms") == [both, gift]
    assert meets(rows, "item=arms.salw") == [both, gift]
    assert meets(rows, "item=arm") == []
    assert meets(rows, "from=PRK", "stage>=agreement") == [both]
    assert meets(rows, "item=arms.salw", "stage>=agreement") == [gift]
    assert meets(rows, "item=food", "gift=no") == [food]
    assert meets(rows, "gift=yes", "to=PRK", "item=arms.*") == [both, gift]
    assert meets(rows, "gift=yes", "from=PRK") == []


def test_quantities_by_their_words_or_a_number_in_their_range(rows):
    exact = rows.claim(dealings=({"item": "arms", "told": "9 million rounds", "low": 9e6, "high": 9e6},))
    wide = rows.claim(dealings=({"item": "arms", "told": "millions of shells", "low": 2e6, "high": None},))
    few = rows.claim(dealings=({"item": "arms", "told": "up to 50", "low": None, "high": 50.0},))
    rows.claim(dealings=({"item": "arms"},))
    assert meets(rows, "quantity=9 million rounds") == [exact]
    assert meets(rows, "quantity=9 million") == meets(rows, "quantity=9,000,000") == [exact, wide]
    assert meets(rows, "quantity=>=100") == [exact, wide]
    assert meets(rows, "quantity=<=60") == [few]


def test_text_and_other_conditions_hold_together(rows):
    both = rows.claim(sentence="Shells left Rajin.", label="ALLEGED")
    rows.claim(sentence="Shells left Rajin.", label="DENIED")
    rows.claim(sentence="Trains left Rajin.", label="ALLEGED")
    assert meets(rows, "text=shells raj*", "label=ALLEGED") == [both]


def test_numbers_documents_and_readers(rows):
    document = rows.document("x", url="https://halla.example/1")
    one = rows.claim(document)
    two = rows.claim(event=one)
    three = rows.claim()
    assert meets(rows, f"event=E{one}") == [one, two]
    assert meets(rows, "claim=C2,C3") == [two, three]
    assert meets(rows, f"document=D{document}") == meets(rows, "document=https://halla.example/1") == [one]
    assert meets(rows, "document=page-2") == [two]
    assert meets(rows, "reader=0.3.0") == [one, two, three]
    assert meets(rows, "reader=0.2.0") == []


def test_states_and_origins_are_those_of_the_event(rows):
    one = rows.claim()
    two = rows.claim(event=one)
    three = rows.claim()
    rows.event(one, state="contested", origins=2)
    rows.event(three, state="single-origin", origins=1)
    assert meets(rows, "state=contested") == meets(rows, "origins>=2") == [one, two]
    assert meets(rows, "state=single-origin,corroborated") == [three]
    assert meets(rows, "state=contested", "origins>=3") == []


def test_what_a_person_called_wrong_is_left_out(rows):
    right, wrong = rows.claim(), rows.claim(event=None)
    assert meets(rows) == [right]
    assert meets(rows, "wrong=yes") == [wrong]


def test_an_event_needs_one_claim_that_meets_everything(rows):
    event = rows.claim(label="DENIED", actors=("RUS GOV",))
    rows.claim(event=event, label="ALLEGED", actors=("PRK GOV",))
    assert events(rows.connection, asked("label=DENIED", "actor=RUS")).numbers == (event,)
    assert events(rows.connection, asked("label=DENIED", "actor=PRK")).numbers == ()


def test_an_empty_record_answers(rows):
    page = claims(rows.connection, asked("party=PRK", "item=arms.*", "text=x", "since=1y", "state=closed"))
    assert (page.numbers, page.cursor, page.total) == ((), None, 0)
    assert events(rows.connection, Filter()).numbers == ()
    assert sample(rows.connection, Filter(), 5, 1) == ()


def chronicle(rows):
    """Claims published and told of in no particular order, two on one day, one on no day."""
    days = ["2023-09-05", "2023-09-01", None, "2023-09-09", "2023-09-05"]
    acts = ["2023-01-05", "2023-09-01", "2023-03-03", None, "2022-01-01"]
    sources = ["RUS GOV/Peskov", None, "PRK JRN/KCNA", "RUS GOV/Lavrov", "RUS GOV/Peskov"]
    return [
        rows.claim(published=d, earliest=a, latest=a, source=s) for d, a, s in zip(days, acts, sources, strict=True)
    ]


@pytest.mark.parametrize(
    ("order", "places"),
    [
        ("-published", [4, 5, 1, 2, 3]),
        ("published", [2, 1, 5, 4, 3]),
        ("-time", [2, 3, 1, 5, 4]),
        ("time", [5, 1, 3, 2, 4]),
        ("added", [1, 2, 3, 4, 5]),
        ("-added", [5, 4, 3, 2, 1]),
        ("source", [2, 3, 4, 1, 5]),
    ],
)
def test_orders_and_pages(rows, order, places):
    chronicle(rows)
    whole = claims(rows.connection, Filter(), order=order)
    assert list(whole.numbers) == places
    assert (whole.total, whole.cursor) == (5, None)
    walked, cursor = [], None
    for _ in range(3):
        page = claims(rows.connection, Filter(), order=order, limit=2, after=cursor)
        walked, cursor = [*walked, *page.numbers], page.cursor
    assert walked == places
    assert cursor is None


@pytest.mark.parametrize("order", CLAIM_ORDERS)
def test_a_page_follows_the_last_one_whatever_has_come_or_gone(rows, order):
    chronicle(rows)
    first = claims(rows.connection, Filter(), order=order, limit=2)
    rest = claims(rows.connection, Filter(), order=order, limit=None, after=first.cursor).numbers
    rows.connection.execute(delete(schema.facets).where(schema.facets.c.claim == first.numbers[-1]))
    assert claims(rows.connection, Filter(), order=order, limit=None, after=first.cursor).numbers == rest


def test_events_come_by_the_claims_that_meet_the_filter(rows):
    one = rows.claim(published="2023-09-01")
    two = rows.claim(published="2023-09-02")
    rows.claim(event=one, published="2023-09-03")
    rows.claim(event=two, published="2023-09-04", label="DENIED")
    assert events(rows.connection, Filter(), order="published").numbers == (one, two)
    assert events(rows.connection, Filter(), order="-published").numbers == (two, one)
    assert events(rows.connection, asked("label=REPORTED"), order="-published").numbers == (one, two)
    assert events(rows.connection, asked("label=REPORTED"), order="-claims").numbers == (one, two)
    first = events(rows.connection, Filter(), order="published", limit=1)
    assert (first.numbers, first.total) == ((one,), 2)
    assert events(rows.connection, Filter(), order="published", limit=1, after=first.cursor).numbers == (two,)


def test_orders_and_cursors_that_are_none(rows):
    rows.claim()
    for order in ("rank", "-source", "-claims"):
        with pytest.raises(BadRequest, match="order"):
            claims(rows.connection, Filter(), order=order)
    for cursor in ("", "x", "~", "1~x", "x~1", "~" * 50, "9" * 99 + "~1"):
        if cursor.startswith("9"):
            assert claims(rows.connection, Filter(), after=cursor).numbers
        else:
            with pytest.raises(BadRequest, match="cursor"):
                claims(rows.connection, Filter(), after=cursor)


def test_a_sample_is_the_same_again_and_the_beginning_of_a_larger_one(rows):
    numbers = {rows.claim(published="2023-09-01") for _ in range(40)}
    drawn = sample(rows.connection, Filter(), 10, seed=7)
    assert len(set(drawn)) == 10
    assert set(drawn) < numbers
    assert sample(rows.connection, Filter(), 20, seed=7)[:10] == drawn
    assert sample(rows.connection, Filter(), 10, seed=8) != drawn
    assert sorted(sample(rows.connection, Filter(), 99, seed=7)) == sorted(numbers)
    assert sample(rows.connection, Filter(), 5, seed=7) == (19, 30, 12, 36, 27)


def plan(rows, number, latest, **told):
    """A planned event whose time ends on a day."""
    rows.claim(status="planned", label="PLANNED", actors=("RUS GOV",) if number % 2 else ("CHN GOV",))
    row = {"planned": 1, "status": "planned", "label": "PLANNED", "earliest": latest, "latest": latest, "due": latest}
    rows.event(number, **{**row, **told})


def test_plans_and_what_became_of_them(rows):
    plan(rows, 1, "2023-10-01")
    plan(rows, 2, "2023-09-10")
    plan(rows, 3, "2023-09-01", outcome="fulfils")
    plan(rows, 4, "2023-09-20", outcome="cancels")
    plan(rows, 5, "2024-09-20")
    plan(rows, 6, None, due="2023-11-20", due_assumed=1)
    rows.event(7)
    rows.link(7, 3, "fulfils", lag=2, because="the same visit, two days later")
    rows.link(7, 1, "near")
    now = "2023-09-14"

    def told(which, **how):
        return [found.event for found in plans(rows.connection, now, which, **how)]

    assert told("due", within=60) == [1]
    assert told("due", within=90) == [1, 6]
    assert told("due") == [1, 6, 5]
    assert told("overdue") == [2]
    assert told("cancelled") == [4]
    assert told("postponed") == []
    assert told("all") == [3, 2, 4, 1, 6, 5]
    assert told("all", asked=asked("actor=RUS")) == [3, 1, 5]
    (kept,) = plans(rows.connection, now, "fulfilled")
    assert (kept.event, kept.by, kept.lag, kept.because) == (3, 7, 2, "the same visit, two days later")
    (late,) = plans(rows.connection, now, "overdue")
    assert late.because.startswith("its time was over 4 days ago")
    with pytest.raises(BadRequest, match="plans"):
        plans(rows.connection, now, "missed")


def test_changes_since_a_day_of_the_events_that_are_asked_for(rows):
    one, two = rows.claim(actors=("PRK GOV",)), rows.claim(actors=("RUS GOV",))
    for at, event in (
        ("2023-09-07T10:00:00Z", one),
        ("2023-09-08T00:00:00Z", two),
        ("2023-09-09T23:00:00Z", one),
        ("2023-09-10T00:00:00Z", 99),
    ):
        rows.change(event, at)

    def told(*how, **more):
        return [change.id for change in changes(rows.connection, *how, **more)]

    assert told() == [1, 2, 3, 4]
    assert told("2023-09-08") == [2, 3, 4]
    assert told("2023-09-08", "2023-09-09") == [2, 3]
    assert told("2023-09-01", asked=asked("party=PRK")) == [1, 3]
    assert told(limit=2) == [1, 2]
    assert told(limit=2, after=2) == [3, 4]
    assert told(limit=1, asked=asked("party=PRK"), after=1) == [3]


def test_documents_with_their_earlier_versions(rows):
    old = rows.document("The minister said yes.", key="page", version=1, published="2023-09-01", publisher="Halla News")
    new = rows.document("The minister said no.", key="page", version=2, published="2023-09-02", publisher="Halla News")
    rows.claim(new, publisher="Halla News", published="2023-09-02")
    rows.claim(publisher="Baekdu Times", published="2023-09-05")
    assert documents(rows.connection, asked("publisher=halla")) == (new,)
    assert documents(rows.connection, asked("publisher=halla"), versions=True) == (new, old)
    assert documents(rows.connection, Filter(type=("CONSULT",))) == (3, new)
    assert documents(rows.connection, Filter()) == (3, new)
    assert documents(rows.connection, Filter(), versions=True) == (3, new, old)


def test_all_documents_are_told_once_each_also_those_without_claims_and_with_many_versions(rows):
    silent = rows.document("Nothing was said.", published="2023-09-09")
    undated = rows.document("Nobody came.", published=None)
    numbers = [rows.document(f"Draft {n}.", key="page", version=n, published="2023-09-10") for n in (1, 2, 3)]
    back = rows.document("Draft 1.", key="page", version=4, published="2023-09-01")
    assert documents(rows.connection, Filter()) == (silent, back, undated)
    assert documents(rows.connection, Filter(), versions=True) == (*reversed(numbers), silent, back, undated)
