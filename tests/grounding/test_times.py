from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.grounding.times import WEEKDAYS, resolve

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1))


@pytest.mark.parametrize(
    ("expression", "published", "status", "wanted"),
    [
        ("on Wednesday", "2023-09-14", "happened", "2023-09-13"),
        ("Thursday", "2023-09-14", "happened", "2023-09-14"),
        ("Thursday", "2023-09-14", "planned", "2023-09-21"),
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
    ],
)
def test_newswire_expressions(expression, published, status, wanted):
    assert resolve(expression, date.fromisoformat(published) if published else None, status) == wanted


@pytest.mark.parametrize(
    "expression", ["31 February 2021", "soon", "year 20223", "", "the day of the Lord", "Monday and"]
)
def test_what_cannot_be_known_is_none(expression):
    assert resolve(expression, date(2023, 5, 10)) is None


@pytest.mark.parametrize("expression", ["Wednesday", "yesterday", "last week", "in May", "3 May"])
def test_nothing_relative_without_a_publication_date(expression):
    assert resolve(expression, None) is None


@given(st.sampled_from(sorted(WEEKDAYS)), DAYS)
def test_a_past_weekday_is_never_in_the_future(weekday, published):
    value = resolve(weekday, published, "happened")
    assert value is not None
    assert 0 <= (published - date.fromisoformat(value)).days < 7


@given(st.text(max_size=40), DAYS, st.sampled_from(["happened", "planned"]))
def test_any_text_gives_a_value_or_none(expression, published, status):
    value = resolve(expression, published, status)
    assert value is None or value.replace("/", "").replace("-", "").isdigit()
