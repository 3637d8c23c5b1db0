"""A clock that goes back revives nothing; one that leaps forward destroys nothing at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules.leaps import LEAP, PAUSE, Seen, is_behind, settle

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)


def test_a_clock_that_goes_on_is_believed() -> None:
    assert settle(Seen(NOW), NOW + HOUR) == Seen(NOW + HOUR)
    assert settle(Seen(NOW), NOW + LEAP) == Seen(NOW + LEAP)


def test_a_week_back_changes_nothing_that_was_seen() -> None:
    assert settle(Seen(NOW), NOW - timedelta(days=7)) == Seen(NOW)
    assert is_behind(Seen(NOW), NOW - timedelta(days=7))
    assert not is_behind(Seen(NOW), NOW - LEAP)


def test_a_month_forward_is_not_believed_for_72_hours() -> None:
    leapt = settle(Seen(NOW), NOW + MONTH)
    assert leapt.mark == NOW
    assert leapt.paused_until == NOW + MONTH + PAUSE
    assert settle(leapt, NOW + MONTH + PAUSE - HOUR).mark == NOW
    assert settle(leapt, NOW + MONTH + PAUSE) == Seen(NOW + MONTH + PAUSE)


def test_a_clock_that_is_mended_within_the_72_hours_ends_the_pause() -> None:
    leapt = settle(Seen(NOW), NOW + MONTH)
    assert settle(leapt, NOW + HOUR) == Seen(NOW + HOUR)
    assert settle(leapt, NOW - HOUR) == Seen(NOW)


def test_a_second_leap_begins_the_72_hours_anew_only_if_it_goes_back() -> None:
    leapt = settle(Seen(NOW), NOW + 2 * MONTH)
    assert settle(leapt, NOW + MONTH).paused_until == NOW + MONTH + PAUSE


@given(
    steps=some.lists(
        some.integers(min_value=-60 * 24, max_value=60 * 24).map(lambda n: timedelta(hours=n)),
        max_size=30,
    )
)
def test_whatever_a_clock_does_the_mark_never_goes_back_nor_past_the_clock(
    steps: list[timedelta],
) -> None:
    seen, at, highest = Seen(NOW), NOW, NOW
    for step in steps:
        at += step
        highest = max(highest, at)
        after = settle(seen, at)
        assert seen.mark <= after.mark <= highest
        if after.mark - seen.mark > LEAP:
            assert seen.leapt_at is not None, "nothing far ahead is believed at first sight"
            assert at - seen.leapt_at >= PAUSE
        seen = after


@pytest.mark.parametrize("hours", [1, 23, 24])
def test_up_to_a_day_of_rest_is_no_leap(hours: int) -> None:
    assert settle(Seen(NOW), NOW + hours * HOUR).paused_until is None
