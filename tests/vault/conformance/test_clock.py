"""The keyring's own clock: what it lets go of by itself, and what a leap does not make it do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from beside.vault.keyring.interface import ClockReading, Closing, Keyring, Tidied
from tests.vault.keyrings import NOW, PERIOD, TODAY, one

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FULL_HOUR = NOW.replace(minute=0)


def confirmed(keyring: Keyring) -> UUID:
    handle = one(keyring)
    keyring.confirm([handle])
    return handle


def walk(keyring: Keyring, days: int) -> datetime:
    """So many days pass, and the keyring sees each of them."""
    for day in range(days + 1):
        keyring.tidy(NOW + day * DAY)
    return NOW + days * DAY


def test_a_key_that_outlived_its_limit_by_a_week_is_destroyed_and_counted_as_lost(
    keyring: Keyring,
) -> None:
    handle = confirmed(keyring)
    walk(keyring, 6)
    assert keyring.holds([handle]) == [True]
    assert keyring.tidy(NOW + 7 * DAY).lost == 1
    assert keyring.holds([handle]) == [False]
    assert keyring.forgotten([handle]) == [True]
    assert keyring.period(PERIOD) == {"total": {"all": 1}, "outcome": {"lost": 1}}


def test_an_event_that_outlived_its_limit_is_nobodys_loss(keyring: Keyring) -> None:
    event = one(keyring, "event")
    keyring.confirm([event])
    keyring.open_event(event)
    walk(keyring, 7)
    assert keyring.holds([event]) == [False]
    assert keyring.periods() == []


def test_a_key_whose_row_was_never_written_lives_a_day_and_is_nobodys_loss(
    keyring: Keyring,
) -> None:
    handle, seen = one(keyring), confirmed(keyring)
    keyring.tidy(NOW)
    assert keyring.tidy(NOW + 23 * HOUR).orphans == 0
    done = keyring.tidy(NOW + 25 * HOUR)
    assert (done.orphans, done.lost) == (1, 0)
    assert keyring.holds([handle, seen]) == [False, True]
    assert keyring.periods() == []


def test_a_tidying_says_what_it_did_and_is_a_rotation(keyring: Keyring) -> None:
    before = keyring.about().generation
    assert keyring.tidy(NOW) == Tidied(before + 1, 0, 0, False)
    assert keyring.about().generation == before + 1


def test_a_clock_that_goes_back_revives_nothing_and_makes_nobody_wait(keyring: Keyring) -> None:
    handle = confirmed(keyring)
    walk(keyring, 6)
    back = NOW - 30 * DAY
    done = keyring.tidy(back)
    assert (done.lost, done.paused) == (0, False)
    assert keyring.clock(back) == ClockReading(FULL_HOUR + 6 * DAY, FULL_HOUR + 6 * DAY, None, True)
    assert keyring.tidy(NOW + 7 * DAY).lost == 1, "the mark goes on from where it was"
    assert keyring.holds([handle]) == [False]


def test_a_clock_that_leaps_forward_destroys_nothing_for_three_days(keyring: Keyring) -> None:
    handle, forlorn = confirmed(keyring), one(keyring)
    keyring.tidy(NOW)
    leapt = NOW + 30 * DAY
    done = keyring.tidy(leapt)
    assert (done.lost, done.orphans, done.paused) == (0, 0, True)
    until = FULL_HOUR + 33 * DAY
    assert keyring.clock(leapt) == ClockReading(FULL_HOUR, FULL_HOUR, until, False)
    assert keyring.tidy(leapt + 71 * HOUR).paused
    assert keyring.holds([handle, forlorn]) == [True, True]
    done = keyring.tidy(leapt + 72 * HOUR)
    assert (done.lost, done.orphans, done.paused) == (1, 1, False)


def test_a_leap_that_is_taken_back_leaves_no_trace(keyring: Keyring) -> None:
    handle = confirmed(keyring)
    keyring.tidy(NOW)
    assert keyring.tidy(NOW + 30 * DAY).paused
    assert not keyring.tidy(NOW).paused
    assert keyring.clock(NOW).paused_until is None
    assert keyring.holds([handle]) == [True]


def test_an_administrator_confirms_a_leap(keyring: Keyring) -> None:
    handle = confirmed(keyring)
    keyring.tidy(NOW)
    leapt = NOW + 30 * DAY
    keyring.tidy(leapt)
    keyring.confirm_clock(leapt)
    assert keyring.clock(leapt).paused_until is None
    done = keyring.tidy(leapt)
    assert (done.lost, done.paused) == (1, False)
    assert keyring.holds([handle]) == [False]


def test_a_day_at_once_is_no_leap(keyring: Keyring) -> None:
    keyring.tidy(FULL_HOUR)
    assert not keyring.tidy(FULL_HOUR + 24 * HOUR).paused
    assert keyring.tidy(FULL_HOUR + 48 * HOUR + HOUR).paused


def test_a_time_is_the_same_whatever_zone_it_is_told_in(keyring: Keyring) -> None:
    keyring.tidy(NOW)
    west = NOW.astimezone(timezone(-timedelta(hours=8)))
    assert keyring.clock(west) == keyring.clock(NOW)
    assert keyring.clock(west).judged.astimezone(UTC) == FULL_HOUR.astimezone(UTC)


def test_being_told_a_time_moves_no_mark(keyring: Keyring) -> None:
    keyring.tidy(NOW)
    keyring.tidy(NOW + 30 * DAY, is_told=True)
    assert keyring.clock(NOW).mark == FULL_HOUR
    assert keyring.clock(NOW).paused_until is None


def test_what_was_forgotten_is_remembered_for_120_days(keyring: Keyring) -> None:
    handle = one(keyring)
    receipt = keyring.forget([Closing(handle)], TODAY)
    keyring.tidy(NOW + 120 * DAY, is_told=True)
    assert keyring.forgotten([handle]) == [True]
    assert keyring.forget([Closing(handle)], TODAY + 120 * DAY) == receipt
    keyring.tidy(NOW + 127 * DAY, is_told=True)
    assert keyring.forgotten([handle]) == [False]
