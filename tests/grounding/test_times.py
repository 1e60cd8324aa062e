from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.grounding.time_words import WEEKDAYS
from communique.grounding.timeline import Calendar
from communique.grounding.times import resolve

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1))


@pytest.mark.parametrize(
    ("expression", "published", "status", "wanted"),
    [
        ("on Wednesday", "2023-09-14", "happened", "2023-09-13"),
        ("Thursday", "2023-09-14", "happened", "2023-09-14"),
        ("Thursday", "2023-09-14", "planned", "2023-09-14"),
        ("next Thursday", "2023-09-14", "planned", "2023-09-21"),
        ("Tuesday last week", "2023-09-14", "happened", "2023-09-05"),
        ("late Monday", "2023-09-14", "happened", "2023-09-11"),
        ("next Tuesday", "2023-09-14", "planned", "2023-09-19"),
        ("October", "2023-09-14", "planned", "2023-10"),
        ("October", "2023-09-14", "happened", "2022-10"),
        ("July 2000", "2023-09-14", "happened", "2000-07"),
        ("2014", None, "happened", "2014"),
        ("May 16", "2015-05-07", "planned", "2015-05-16"),
        ("7 October", "2024-09-10", "happened", "2023-10-07"),
        ("3 May 2021", None, "happened", "2021-05-03"),
        ("yesterday", "2024-03-01", "happened", "2024-02-29"),
        ("overnight", "2025-03-22", "happened", "2025-03-21/2025-03-22"),
        ("this week", "2025-05-15", "happened", "2025-05-12/2025-05-15"),
        ("last week", "2023-04-12", "happened", "2023-04-03/2023-04-09"),
        ("next month", "2023-12-23", "planned", "2024-01"),
        ("two years ago", "2023-02-23", "happened", "2021"),
        ("three days earlier", "2023-02-23", "happened", "2023-02-20"),
        ("the past 24 hours", "2024-12-02", "happened", "2024-12-01/2024-12-02"),
        ("within the next two weeks", "2015-10-09", "planned", "2015-10-09/2015-10-23"),
        ("since 2019", "2023-05-10", "happened", "2019/2023-05-10"),
        ("between 3 and 7 May", "2023-05-10", "happened", "2023-05-03/2023-05-07"),
        ("over the weekend", "2024-12-02", "happened", "2024-11-30/2024-12-01"),
        ("the 1990s", None, "happened", "1990/1999"),
        ("the '90s", "2023-09-14", "happened", "1990/1999"),
        ("earlier this month", "2023-09-14", "happened", "2023-09"),
        ("late January", "2023-05-10", "happened", "2023-01"),
        ("the third quarter of last year", "2023-05-10", "happened", "2022-07/2022-09"),
        ("the second half of 2016", "2023-05-10", "happened", "2016-07/2016-12"),
        ("August and September 1988", "2023-05-10", "happened", "1988-08/1988-09"),
        ("the 19th century", "2023-05-10", "happened", "1800/1899"),
        ("by October", "2023-05-10", "planned", "2023-05-10/2023-10"),
        ("before the end of the year", "2023-05-10", "planned", "2023-05-10/2023-12-31"),
        ("before Christmas", "2023-05-10", "planned", "2023-05-10/2023-12-24"),
        ("in two weeks", "2023-05-10", "planned", "2023-05-24"),
        ("within a fortnight", "2023-05-10", "planned", "2023-05-10/2023-05-24"),
        ("two days after", "2023-05-10", "happened", "2023-05-08"),
        ("for a third day", "2023-05-10", "ongoing", "2023-05-10"),
        ("Easter Sunday", "2024-04-03", "happened", "2024-03-31"),
        ("World War II", "2024-04-03", "happened", "1939-09-01/1945-09-02"),
        ("from May to June 2019", "2024-04-03", "happened", "2019-05/2019-06"),
        ("29 February", "2023-05-10", "happened", "2020-02-29"),
        ("December last year", "2014-12-19", "happened", "2013-12"),
        ("twenty-five years ago", "2014-12-19", "happened", "1989"),
        ("Monday through Friday", "2024-05-15", "happened", "2024-05-06/2024-05-10"),
        ("on Monday and Tuesday", "2024-05-15", "happened", "2024-05-13/2024-05-14"),
        ("the September 11 attacks", "2024-05-15", "happened", "2001-09-11"),
        ("after the Oct. 7 attack", "2024-05-15", "happened", "2023-10-07"),
        ("on October 7 last year", "2024-05-15", "happened", "2023-10-07"),
        ("4 a.m. (0200 GMT) on Wednesday", "2024-05-15", "happened", "2024-05-15"),
        ("the first week of March", "2024-05-15", "happened", "2024-03-01/2024-03-07"),
        ("the first nine months of 2023", "2024-05-15", "happened", "2023-01/2023-09"),
        ("in the first half of 2023", "2024-05-15", "happened", "2023-01/2023-06"),
        ("March 30 to April 2", "2024-05-15", "happened", "2024-03-30/2024-04-02"),
        ("at the start of the year", "2024-05-15", "happened", "2024"),
        ("at the end of the month", "2024-05-15", "planned", "2024-05-31"),
        ("this winter", "2024-01-15", "happened", "2023-12/2024-02"),
    ],
)
def test_newswire_expressions(expression, published, status, wanted):
    assert resolve(expression, date.fromisoformat(published) if published else None, status).value == wanted


STEPPED = [
    ("the third quarter of {} year", "{0}-07/{0}-09"),
    ("the first quarter {} year", "{0}-01/{0}-03"),
    ("summer {} year", "{0}-06/{0}-08"),
    ("the spring of {} year", "{0}-03/{0}-05"),
    ("March {} year", "{0}-03"),
    ("the second half of {} year", "{0}-07/{0}-12"),
    ("the end of {} year", "{0}-12-31"),
]
"""Expressions of a year, and what they mean in it."""
ANCHORS = ["2016-02-29", "2020-01-01", "2023-05-10", "2024-12-31"]


@pytest.mark.parametrize("published", ANCHORS)
@pytest.mark.parametrize(
    ("which", "step"), [("last", -1), ("previous", -1), ("the previous", -1), ("this", 0), ("next", 1)]
)
@pytest.mark.parametrize(("expression", "wanted"), STEPPED)
def test_a_part_of_the_year_before_or_after_publication(expression, wanted, which, step, published):
    year = int(published[:4]) + step
    period = resolve(expression.format(which), date.fromisoformat(published))
    assert period.value == wanted.format(year)


@pytest.mark.parametrize("told", ["2015", "3 November 2015", "May 2015", "the summer of 2015"])
@pytest.mark.parametrize(
    ("which", "step"),
    [("the previous", -1), ("previous", -1), ("the preceding", -1), ("that", 0), ("the following", 1)],
)
@pytest.mark.parametrize(("expression", "wanted"), STEPPED)
def test_a_part_of_the_year_before_or_after_the_one_told(expression, wanted, which, step, told):
    published = date(2023, 5, 10)
    period = resolve(expression.format(which), published, "happened", resolve(told, published))
    assert period.value == wanted.format(2015 + step)


@pytest.mark.parametrize("told", ["2015", "3 November 2015"])
@pytest.mark.parametrize("expression", ["the third quarter of {} year", "summer of {} year", "the end of {} year"])
@pytest.mark.parametrize("which", ["last", "the last", "this", "next", "the next"])
def test_last_and_next_year_count_from_publication_whatever_was_told(expression, which, told):
    published = date(2023, 5, 10)
    alone = resolve(expression.format(which), published)
    assert alone.value is not None
    assert resolve(expression.format(which), published, "happened", resolve(told, published)).value == alone.value


@pytest.mark.parametrize(("expression", "wanted"), STEPPED)
def test_the_following_year_counts_from_publication_only_for_what_is_planned(expression, wanted):
    following = expression.format("the following")
    assert resolve(following, date(2023, 5, 10), "planned").value == wanted.format(2024)
    assert resolve(following, date(2023, 5, 10), "happened").value is None
    assert resolve(expression.format("that"), date(2023, 5, 10), "happened").value is None


@pytest.mark.parametrize(
    ("expression", "told", "wanted"),
    [
        ("the end of the following year", "2015", "2016-12-31"),
        ("the end of the following month", "12 December 2015", "2016-01-31"),
        ("the end of the following month", "January 2016", "2016-02-29"),
        ("the end of the following week", "3 November 2015", "2015-11-15"),
        ("the end of the following day", "31 December 2015", "2016-01-01"),
        ("the end of the next day", "3 November 2015", "2015-11-04"),
        ("the end of the following decade", "2015", "2029-12-31"),
        ("the end of the previous month", "1 March 2016", "2016-02-29"),
        ("the end of that month", "1 February 2016", "2016-02-29"),
        ("the start of the following month", "3 November 2015", "2015-12"),
        ("until the end of the following year", "2015", "/2016-12-31"),
        ("since the end of the previous year", "2015", "2014-12-31/2023-05-10"),
        ("winter of the previous year", "2015", "2014-12/2015-02"),
    ],
)
def test_the_ends_of_what_is_counted_from_the_time_told(expression, told, wanted):
    published = date(2023, 5, 10)
    assert resolve(expression, published, "happened", resolve(told, published)).value == wanted


@pytest.mark.parametrize(
    "expression",
    [
        "31 February 2021",
        "soon",
        "every Friday",
        "the following week",
        "x" * 500,
        "year 20223",
        "",
        "the day of the Lord",
        "Monday and",
    ],
)
def test_what_cannot_be_known_has_no_value_but_a_reason(expression):
    period = resolve(expression, date(2023, 5, 10))
    assert period.value is None
    assert period.because


@pytest.mark.parametrize("expression", ["Wednesday", "yesterday", "last week", "in May", "3 May"])
def test_nothing_relative_without_a_publication_date(expression):
    period = resolve(expression, None)
    assert period.value is None
    assert "publication date" in period.because


@pytest.mark.parametrize(
    ("expression", "earliest", "latest", "precision"),
    [
        ("late January", "2023-01-21", "2023-01-31", "month"),
        ("early 2021", "2021-01-01", "2021-05-01", "year"),
        ("last week", "2023-05-01", "2023-05-07", "week"),
        ("in the spring of 2019", "2019-03-01", "2019-05-31", "season"),
        ("recently", None, None, "past"),
        ("now", None, None, "present"),
        ("until 2019", None, "2019-12-31", "interval"),
    ],
)
def test_bounds_and_precision(expression, earliest, latest, precision):
    period = resolve(expression, date(2023, 5, 10))
    assert (period.earliest, period.latest, period.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    ("expression", "clock"),
    [("at 16:08 UTC", "16:08Z"), ("at 9 p.m. Moscow time", "21:00+03:00"), ("at 5:30 am", "05:30")],
)
def test_times_of_day_keep_their_zone(expression, clock):
    period = resolve(expression, date(2023, 5, 10))
    assert (period.value, period.clock) == ("2023-05-10", clock)


@pytest.mark.parametrize(
    ("text", "expression", "value"),
    [
        ("They met on 3 May. Two days later the talks broke down.", "Two days later", "2023-05-05"),
        ("Two days after Iran struck on April 13 the border was shut.", "Two days after", "2023-04-15"),
        ("He may have been killed on Sunday.", "Sunday", "2023-05-07"),
        ("They have agreed to meet on Monday.", "Monday", "2023-05-15"),
        ("They met on 3 May. The next day the talks broke down.", "The next day", "2023-05-04"),
        ("He was arrested in March 2019 and released the following month.", "the following month", "2019-04"),
        ("He came to power in 1999. Four years later he was deposed.", "Four years later", "2003"),
        ("The coup of 1973 began in Santiago. That November the port was closed.", "That November", "1973-11"),
        ("Shelling went on. Two days later the town fell.", "Two days later", None),
        ("He has been in prison since 2019.", "2019", "2019/2023-05-10"),
        (
            "Talks began in 2015. By the end of the following year they had failed.",
            "the end of the following year",
            "2016-12-31",
        ),
        (
            "Exports fell in 2015 from the summer of the previous year.",
            "the summer of the previous year",
            "2014-06/2014-08",
        ),
        (
            "He fled in 2015 and came back in the third quarter of the following year.",
            "the third quarter of the following year",
            "2016-07/2016-09",
        ),
        ("The summit will open on Friday.", "Friday", "2023-05-12"),
        ("The summit opened on Friday.", "Friday", "2023-05-05"),
    ],
)
def test_a_text_tells_from_when_to_count(text, expression, value):
    start = text.index(expression)
    status = "hypothetical" if "may have" in text else "planned" if "agreed to" in text else None
    assert Calendar(text, date(2023, 5, 10)).resolve(start, start + len(expression), status).value == value


def test_another_act_dates_what_comes_after_it():
    text = "Two days after the attack the border was closed."
    period = Calendar(text, date(2023, 5, 10)).resolve(0, 14, "happened", resolve("3 May", date(2023, 5, 10)))
    assert period.value == "2023-05-05"


EXPRESSIONS = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["late", "early", "on", "since", "by", "next", "last", "the", "mid"]), st.sampled_from(["May", "Monday", "31", "2019", "week", "spring", "two"]), st.sampled_from(["", "2021", "ago", "weeks", "later", "of the year", "and June"])),
    st.text(max_size=40),
)  # fmt: skip


@given(EXPRESSIONS, DAYS, st.sampled_from(["happened", "ongoing", "planned", "hypothetical", None]))
def test_no_period_crosses_its_own_bounds(expression, published, status):
    period = resolve(expression, published, status)
    if period.earliest and period.latest and not period.earliest.startswith("-"):
        assert period.earliest <= period.latest
    if period.value and "/" not in period.value and not period.value.startswith("-"):
        assert period.earliest is not None
        assert period.latest is not None
        assert period.earliest[: len(period.value)] == period.value == period.latest[: len(period.value)]


@given(st.sampled_from(sorted(WEEKDAYS)), DAYS)
def test_a_past_weekday_is_never_in_the_future(weekday, published):
    value = resolve(weekday, published, "happened").value
    assert value is not None
    assert 0 <= (published - date.fromisoformat(value)).days < 7


@given(st.text(max_size=40), DAYS, st.sampled_from(["happened", "planned"]))
def test_any_text_gives_a_value_or_none(expression, published, status):
    value = resolve(expression, published, status).value
    assert value is None or value.replace("/", "").replace("-", "").isdigit()
