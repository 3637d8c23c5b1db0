"""No name outlives sixty days, and an expired one is counted as what it truly was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules import retention
from beside.rules.stages import Outcome, Stage


@given(some.dates(date(2020, 1, 1), date(2040, 1, 1)), some.integers(1, 400))
def test_no_name_outlives_the_policy_or_sixty_days(opened: date, keep: int) -> None:
    expires = retention.expiry_week(opened, keep)
    assert expires.weekday() == 0
    assert expires <= opened + timedelta(days=min(keep, 60))
    assert retention.has_expired(expires, expires)
    assert not retention.has_expired(expires, expires - timedelta(days=1))


@pytest.mark.parametrize("stage", list(Stage))
def test_nobody_to_whom_no_word_was_left_is_counted_as_anything_but_missed(stage: Stage) -> None:
    in_touch = {
        Stage.TALKING: Outcome.MET,
        Stage.RESTING: Outcome.NOT_NOW,
        Stage.INTRODUCED: Outcome.INTRODUCED,
    }
    expected = in_touch.get(stage, Outcome.MISSED)
    assert retention.outcome_at_expiry(stage, offered=False) is expected


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        (Stage.TALKING, Outcome.MET),
        (Stage.RESTING, Outcome.NOT_NOW),
        (Stage.INTRODUCED, Outcome.INTRODUCED),
        (Stage.OFFERED, Outcome.NOT_REACHED),
        (Stage.WAITING, Outcome.NOT_REACHED),
    ],
)
def test_what_an_expired_offer_is_counted_as(stage: Stage, outcome: Outcome) -> None:
    assert retention.outcome_at_expiry(stage, offered=True) is outcome


@pytest.mark.parametrize(
    ("keep", "images", "days"),
    [(60, 0, 60), (60, 14, 74), (30, 7, 37), (90, 7, 67), (60, None, None)],
)
def test_the_window_of_recovery_is_the_longest_life_and_the_last_picture(
    keep: int, images: int | None, days: int | None
) -> None:
    assert retention.copies_end(keep, images) == days


THIS_WEEK, A_WEEK = date(2026, 11, 23), timedelta(days=7)
TODAY = THIS_WEEK + timedelta(days=1)
LIMIT = retention.expiry_week(TODAY, 60) - THIS_WEEK


@pytest.mark.parametrize(
    ("opened", "born", "true"),
    [
        (THIS_WEEK, THIS_WEEK, None),
        (THIS_WEEK - 4 * A_WEEK, THIS_WEEK - 4 * A_WEEK, None),
        (THIS_WEEK - 9 * A_WEEK, THIS_WEEK - 9 * A_WEEK, None),  # it is over, and may go
        (THIS_WEEK + A_WEEK, THIS_WEEK, THIS_WEEK),  # the clock was ahead
        (THIS_WEEK + 60 * A_WEEK, THIS_WEEK, THIS_WEEK),
        (THIS_WEEK - 100 * A_WEEK, THIS_WEEK, THIS_WEEK),  # it stood far back
        (THIS_WEEK - 100 * A_WEEK, THIS_WEEK - 2 * A_WEEK, THIS_WEEK - 2 * A_WEEK),
        (THIS_WEEK - 100 * A_WEEK, THIS_WEEK + A_WEEK, THIS_WEEK),  # Sunday here, Monday in UTC
        (THIS_WEEK - A_WEEK, THIS_WEEK, None),  # a week back takes nobody for overdue
        (THIS_WEEK - 9 * A_WEEK, THIS_WEEK + 50 * A_WEEK, None),  # the keyring's clock was wrong
    ],
)
def test_the_week_in_which_somebody_truly_came(opened: date, born: date, true: date | None) -> None:
    assert retention.true_week(opened, opened + LIMIT, born, TODAY) == true


def test_on_a_sunday_evening_the_next_monday_is_no_wrong_clock() -> None:
    sunday = THIS_WEEK - timedelta(days=1)
    assert retention.true_week(THIS_WEEK, THIS_WEEK + LIMIT, THIS_WEEK, sunday) is None
