from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_ground import event

from communique.grounding.timeline import Calendar
from communique.grounding.when import HISTORICAL, dates_of, historical, when
from communique.model import Dates, Frame, Mention, Reading, When

PUBLISHED = date(2023, 5, 10)


def times(text, *acts, published=PUBLISHED):
    """The time of each act: (trigger, expression or None, status, index of the same act or None)."""
    mentions: list[Mention] = []
    frames = []
    for trigger, expression, *more in acts:
        status, same = [*more, *("happened", None)[len(more) :]]
        time = None
        if expression:
            time = len(mentions)
            at = text.index(expression)
            mentions.append(Mention(at, at + len(expression), "time"))
        at = text.index(trigger)
        kind = ("ASSAULT", None, status, "pos", "asserted", "asserts")
        frames.append(Frame(at, at + len(trigger), 1.0, *kind, time=time, same_as=same))
    return when(Reading(tuple(mentions), tuple(frames)), Calendar(text, published))


def day(value):
    return When(start=0, end=1, text="x", value=value, earliest=value, latest=value, precision="day")


def test_one_time_for_each_event_in_order_and_none_without_an_expression():
    text = "Rebels shelled the port on Monday, burnt the mill and will march on Friday."
    found = times(text, ("shelled", "Monday"), ("burnt", None), ("march", "Friday", "planned"))
    assert [t and t.value for t in found] == ["2023-05-08", None, "2023-05-12"]


def test_a_time_keeps_its_words_bounds_and_reason():
    text = "Rebels shelled the port at 9 p.m. Moscow time and left in late April."
    shelled, left = times(text, ("shelled", "9 p.m. Moscow time"), ("left", "late April"))
    assert text[shelled.start : shelled.end] == shelled.text == "9 p.m. Moscow time"
    assert (shelled.value, shelled.clock) == ("2023-05-10", "21:00+03:00")
    assert (left.value, left.earliest, left.latest, left.precision) == ("2023-04", "2023-04-21", "2023-04-30", "month")
    assert left.because


def test_what_cannot_be_resolved_keeps_its_words_and_a_reason():
    (found,) = times("Rebels shelled the port on Monday.", ("shelled", "Monday"), published=None)
    assert (found.text, found.value, found.earliest, found.latest) == ("Monday", None, None, None)
    assert "publication date" in found.because


@pytest.mark.parametrize(("expression", "wanted"), [("Two days after", "2023-05-05"), ("A day before", "2023-05-02")])
def test_another_act_of_the_text_is_what_an_expression_counts_from(expression, wanted):
    text = f"{expression} the raid on the mill the border was closed. The raid was on 3 May."
    acts = ("raid on", None), ("closed", expression), ("The raid", "3 May", "happened", 0)
    assert times(text, *acts)[1].value == wanted


def test_an_act_with_its_own_date_is_what_an_expression_counts_from():
    text = "Two days after the raid of 3 May the border was closed."
    raid, closed = times(text, ("raid", "3 May"), ("closed", "Two days after"))
    assert (raid.value, closed.value) == ("2023-05-03", "2023-05-05")


@pytest.mark.parametrize(
    ("status", "earliest", "latest"),
    [
        ("happened", None, "2023-05-10"),
        ("ongoing", "2023-05-10", "2023-05-10"),
        ("planned", "2023-05-10", None),
        ("hypothetical", "2023-05-10", None),
    ],
)
def test_without_an_expression_the_publication_date_bounds_an_act(status, earliest, latest):
    assert dates_of(None, status, PUBLISHED) == Dates(earliest=earliest, latest=latest, assumed=True)
    assert dates_of(None, status, None) == Dates(assumed=True)


def test_an_expression_dates_an_act_without_a_publication_date():
    (found,) = times("Rebels shelled the port in 2011.", ("shelled", "2011"), published=None)
    assert dates_of(found, "happened", None) == Dates(earliest="2011-01-01", latest="2011-12-31")


@pytest.mark.parametrize("expression", ["recently", "soon"])
def test_an_expression_without_a_date_leaves_what_is_assumed(expression):
    (found,) = times(f"Rebels shelled the port {expression}.", ("shelled", expression))
    assert dates_of(found, "happened", PUBLISHED) == Dates(latest="2023-05-10", assumed=True)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("Monday", False),
        ("10 April", False),  # 30 days before
        ("9 April", True),
        ("April", False),  # ends 10 days before
        ("2011", True),
        ("since 2011", False),  # goes on
        ("410 BC", True),
        ("recently", None),
    ],
)
def test_background_ended_more_than_30_days_before_publication(expression, wanted):
    (found,) = times(f"Rebels shelled the port {expression}.", ("shelled", expression))
    assert historical(found, PUBLISHED) is wanted


def test_background_is_unknown_without_a_time_or_a_publication_date():
    assert historical(None, PUBLISHED) is None
    assert historical(day("2011-03-04"), None) is None


@given(st.dates(min_value=date(1900, 1, 1)), st.dates(min_value=date(1900, 1, 1)))
def test_historical_counts_days(act, published):
    assert historical(day(act.isoformat()), published) is (published - act > HISTORICAL)
    assert timedelta(days=30) == HISTORICAL


def test_the_record_of_an_event_has_its_dates():
    e = event("Rebels shelled the port on Monday.", trigger="shelled", time="Monday")
    assert (e.dates.earliest, e.dates.latest, e.dates.assumed) == ("2024-05-13", "2024-05-13", False)
    e = event("Rebels shelled the port.", trigger="shelled")
    assert (e.time, e.dates.earliest, e.dates.latest, e.dates.assumed) == (None, None, "2024-05-15", True)
