"""How long an event takes names and is remembered, and which two may be the same one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beside.rules import events

TOLD = date(2026, 11, 24)
DAY = timedelta(days=1)


def test_it_takes_names_for_three_weeks_after_the_last_one() -> None:
    assert events.takes_names(TOLD, TOLD, TOLD + 21 * DAY)
    assert not events.takes_names(TOLD, TOLD, TOLD + 22 * DAY)


def test_it_takes_names_for_sixty_days_at_most_however_many_come() -> None:
    assert events.takes_names(TOLD, TOLD + 50 * DAY, TOLD + 60 * DAY)
    assert not events.takes_names(TOLD, TOLD + 50 * DAY, TOLD + 61 * DAY)


@pytest.mark.parametrize("keep_days", [1, 30, 60, 9999])
def test_nothing_of_it_outlives_its_last_name_and_the_thirty_days_after(keep_days: int) -> None:
    last = events.expiry_week(TOLD, keep_days)
    longest = TOLD + 60 * DAY + min(keep_days, 60) * DAY
    assert last.weekday() == 0
    assert last <= events.forget_on(longest)


def test_same_unit_and_a_day_apart_at_most_may_be_the_same() -> None:
    assert events.may_be_same(TOLD, 3, TOLD + DAY, 3)
    assert events.may_be_same(TOLD, 3, TOLD - DAY, 3)
    assert not events.may_be_same(TOLD, 3, TOLD + 2 * DAY, 3)
    assert not events.may_be_same(TOLD, 3, TOLD, 4)
    assert not events.may_be_same(TOLD, None, TOLD, None)
