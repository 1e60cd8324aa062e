"""Filters from what people write, and the errors that tell them what to write."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import BadRequest
from communique.record.days import read_day
from communique.record.filter import OPTIONS, Filter, parse


def test_values_come_with_commas_or_one_by_one():
    assert parse(["actor=RUS,RUS GOV", "actor=PRK", "label=reported,Alleged"]) == Filter(
        actor=("RUS", "RUS GOV", "PRK"), label=("REPORTED", "ALLEGED")
    )


def test_a_comma_in_a_name_is_part_of_it():
    assert parse(["source=Halla, Inc", "publisher=Halla News, evening"]) == Filter(
        source=("Halla, Inc",), publisher=("Halla News, evening",)
    )


def test_the_names_of_the_trade_are_understood():
    assert parse(
        ["from=PRK", "to=RUS", "stage>=transfer", "outlet=halla", "origins>=2", "event=E57,58", "Place-Country=PRK"]
    ) == Filter(
        giver=("PRK",),
        taker=("RUS",),
        stage_min="transfer",
        publisher=("halla",),
        origins_min=2,
        event=(57, 58),
        place_country=("PRK",),
    )


def test_days_count_from_the_day_that_is_given():
    found = parse(["since=5y", "until=2023", "published-since=60d", "published_until=2023-02"], as_of="2023-09-14")
    assert found == Filter(
        since="2018-09-14", until="2023-12-31", published_since="2023-07-16", published_until="2023-02-28"
    )


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("3mo", "2023-02-28"),
        ("1y", "2022-05-31"),
        ("2w", "2023-05-17"),
        ("+60d", "2023-07-30"),
        ("today", "2023-05-31"),
        ("2023-05-07", "2023-05-07"),
    ],
)
def test_a_day(told, day):
    assert read_day(told, "since", "2023-05-31") == day


@pytest.mark.parametrize("told", ["yesterday", "2023-13", "2023-02-30", "99999y", "5y ago", "", "0000"])
def test_what_is_no_day_is_refused_with_its_field(told):
    with pytest.raises(BadRequest, match="since: "):
        read_day(told, "since", "2023-05-31")


def test_nothing_is_counted_without_a_day_to_count_from():
    with pytest.raises(BadRequest, match="since: '5y' is no day"):
        parse(["since=5y"])


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ("actr=RUS", "filter: there is no 'actr' to ask for; did you mean actor"),
        ("colour=red", "filter: there is no 'colour' to ask for"),
        ("label=REPROTED", "label: 'REPROTED' is none of REPORTED, .*did you mean REPORTED"),
        ("stage>=transfers", "stage-min: .*did you mean transfer"),
        ("gift=maybe", "gift: 'maybe' is neither yes nor no"),
        ("country=North Korea", "country: 'North Korea' is no country or body"),
        ("origins=many", "origins-min: 'many' is no number"),
        ("event=D57x", "event: 'D57x' is no number; write 57 or E57"),
        ("item=arms weapons", "item: 'arms weapons' is no node"),
        ("text=...", "text: '...' has no word"),
        ("source=?", "source: '\\?' has no word"),
        ("between=RUS", "between: takes two parties"),
        ("between=RUS,PRK,CHN", "between: takes two parties"),
        ("actor", "actor: has no value"),
        ("actor=", "actor: has no value"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(pair, told):
    with pytest.raises(BadRequest, match=told):
        parse([pair])


def test_names_are_resolved_by_the_caller():
    known = {"North Korea": ("PRK",), "Dmitry Peskov": ("Q5551",), "Kremlin": ("RUS GOV",)}
    found = parse(
        [
            "actor=North Korea",
            "source=Dmitry Peskov",
            "recipient=Halla, Inc",
            "giver=North Korea",
            "between=North Korea,RUS",
        ],
        resolve=lambda name: known.get(name, ()),
    )
    assert found == Filter(
        actor=("PRK",),
        source=("Q5551", "Dmitry Peskov"),
        recipient=("Halla, Inc",),
        giver=("PRK",),
        between=("PRK", "RUS"),
    )


def test_a_filter_is_checked_however_it_is_made():
    with pytest.raises(BadRequest, match="label"):
        Filter(label=("SAID",))
    with pytest.raises(BadRequest, match="since: '2023' is no full day"):
        Filter(since="2023")
    with pytest.raises(BadRequest, match="between"):
        Filter(between=("RUS",))


def test_an_empty_filter_asks_for_nothing():
    assert Filter().empty
    assert not Filter(wrong=True).empty
    assert parse([]) == Filter()


def test_every_field_is_an_option_with_its_help():
    assert {option.field for option in OPTIONS} == set(Filter.model_fields)
    assert len({option.name for option in OPTIONS}) == len(OPTIONS)
    for option in OPTIONS:
        assert option.help.endswith("."), option.name
        assert option.repeatable == isinstance(Filter.model_fields[option.field].default, tuple), option.name


@given(
    st.lists(
        st.text(max_size=20)
        | st.sampled_from([o.name for o in OPTIONS]).flatmap(lambda n: st.text(max_size=15).map(lambda v: f"{n}={v}")),
        max_size=4,
    )
)
def test_any_text_is_a_filter_or_a_bad_request(pairs):
    with suppress(BadRequest):
        assert isinstance(parse(pairs, as_of="2023-09-14"), Filter)
