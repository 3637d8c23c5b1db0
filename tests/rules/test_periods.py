"""When the counters of a quarter may be given out, and with which others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules.periods import FEWEST, end_of, may_release, period_of

LATE = date(2030, 1, 1)


def test_a_day_falls_into_its_quarter() -> None:
    assert [period_of(date(2026, month, 1)) for month in (1, 3, 4, 9, 12)] == [
        "2026Q1",
        "2026Q1",
        "2026Q2",
        "2026Q3",
        "2026Q4",
    ]


@given(day=some.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_quarter_ends_on_its_last_day(day: date) -> None:
    end = end_of(period_of(day))
    assert period_of(end) == period_of(day)
    assert period_of(end + timedelta(days=1)) != period_of(day)


def test_nothing_is_given_out_before_the_end_and_fourteen_days() -> None:
    totals = {"2026Q4": 400}
    assert may_release("2026Q4", totals, date(2027, 1, 14)).refusal == "not over"
    assert may_release("2026Q4", totals, date(2027, 1, 15)).periods == ("2026Q4",)


def test_a_small_quarter_waits_and_is_joined_with_the_next() -> None:
    totals = {"2026Q1": 10, "2026Q2": 1}
    assert may_release("2026Q1", totals, LATE).refusal == "too few"
    assert may_release("2026Q2", totals, LATE).periods == ("2026Q1", "2026Q2")


def test_after_a_year_of_few_only_that_is_said() -> None:
    totals = {"2026Q1": 2, "2026Q4": 3}
    assert may_release("2026Q3", totals, LATE).refusal == "too few"
    found = may_release("2026Q4", totals, LATE)
    assert found.is_few
    assert found.periods == ("2026Q1", "2026Q4")


def test_what_is_not_held_is_not_given() -> None:
    assert may_release("2026Q4", {"2027Q1": 50}, LATE).refusal == "nothing"


@given(
    totals=some.dictionaries(
        some.sampled_from([f"{year}Q{n}" for year in (2025, 2026) for n in (1, 2, 3, 4)]),
        some.integers(0, 30),
    ),
    name=some.sampled_from(["2025Q4", "2026Q2", "2026Q4"]),
)
def test_no_table_of_fewer_than_eleven_is_ever_given_and_no_quarter_is_jumped(
    totals: dict[str, int], name: str
) -> None:
    found = may_release(name, totals, LATE)
    if found.periods and not found.is_few:
        assert sum(totals[one] for one in found.periods) >= FEWEST
    if found.periods:
        assert list(found.periods) == sorted(one for one in totals if one <= name)


@pytest.mark.parametrize("total", [10, 11])
def test_eleven_are_enough(total: int) -> None:
    assert bool(may_release("2026Q1", {"2026Q1": total}, LATE).periods) is (total == 11)
