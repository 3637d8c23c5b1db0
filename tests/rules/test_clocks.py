"""By when somebody is reached, in elapsed time, over nights, weekends and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules import clocks
from beside.rules.clocks import Lateness, Urgency, WorkingDays

HERE = ZoneInfo("America/Los_Angeles")
THANKSGIVING = date(2026, 11, 26)
WEEK = WorkingDays(HERE, time(17), {THANKSGIVING})


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-23T03:10", "2026-11-24T17:00"),  # Monday night: Tuesday
        ("2026-11-24T18:00", "2026-11-25T17:00"),
        ("2026-11-25T09:00", "2026-11-27T17:00"),  # Wednesday before the holiday: Friday
        ("2026-11-27T22:00", "2026-11-30T17:00"),  # Friday night: Monday
        ("2026-11-28T03:10", "2026-11-30T17:00"),
        ("2026-11-29T23:59", "2026-11-30T17:00"),  # Sunday: Monday
    ],
)
def test_ordinary_is_due_by_the_end_of_the_next_working_day(opened: str, due: str) -> None:
    for zone in (HERE, UTC):  # the day is the program's, in whatever zone the time is said
        start = here(opened).astimezone(zone)
        assert clocks.contact_due(Urgency.ORDINARY, start, WEEK) == here(due)


@pytest.mark.parametrize("zone", [HERE, UTC], ids=str)
@pytest.mark.parametrize("hour", [0, 9, 17, 22])
@pytest.mark.parametrize(
    "day",
    [
        *(date(2026, 11, 23) + timedelta(days=n) for n in range(7)),  # the week of Thanksgiving
        date(2026, 10, 31),  # the clocks go back
        date(2027, 3, 13),  # and forward
    ],
    ids=str,
)
def test_today_is_due_within_24_hours_whatever_day_it_is(
    day: date, hour: int, zone: tzinfo
) -> None:
    start = datetime.combine(day, time(hour), tzinfo=HERE).astimezone(zone)
    due = clocks.contact_due(Urgency.TODAY, start, WEEK).astimezone(UTC)
    ordinary = clocks.contact_due(Urgency.ORDINARY, start, WEEK).astimezone(UTC)
    # Subtracted in UTC: within one zone Python subtracts what the wall clock shows.
    elapsed = due - start.astimezone(UTC)
    assert elapsed == min(timedelta(hours=24), ordinary - start.astimezone(UTC))
    assert timedelta(0) < elapsed <= timedelta(hours=24)


def test_today_is_never_later_than_ordinary() -> None:
    """On a Monday evening the next working day ends before 24 hours are over."""
    evening = here("2026-11-23T18:50")
    assert clocks.contact_due(Urgency.TODAY, evening, WEEK) == here("2026-11-24T17:00")


def test_today_means_24_elapsed_hours_when_the_clocks_change() -> None:
    start = here("2026-10-31T12:00").astimezone(ZoneInfo("UTC"))
    due = clocks.contact_due(Urgency.TODAY, start, WEEK)
    assert due - start == timedelta(hours=24)
    assert due.astimezone(HERE).hour == 11


@given(some.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_a_promise_is_always_in_the_future_and_on_a_working_day(moment: datetime) -> None:
    opened = moment.replace(tzinfo=HERE)
    due = clocks.contact_due(Urgency.ORDINARY, opened, WEEK)
    assert due > opened
    assert WEEK.is_working(due.date())


@pytest.mark.parametrize(
    ("minutes", "reads"),
    [(-1, Lateness.LATE), (0, Lateness.SOON), (240, Lateness.SOON), (241, Lateness.LATER)],
)
def test_how_a_due_time_reads(minutes: int, reads: Lateness) -> None:
    now = here("2026-11-24T09:00")
    assert clocks.lateness(now + timedelta(minutes=minutes), now) is reads


def test_an_undo_ends_after_ten_minutes() -> None:
    closed = here("2026-11-24T09:00")
    assert clocks.can_undo(closed, closed + timedelta(minutes=9, seconds=59))
    assert not clocks.can_undo(closed, closed + timedelta(minutes=10))
    assert clocks.can_undo(closed, closed - timedelta(seconds=59)), "a clock that is set a little"
    assert not clocks.can_undo(closed, closed - timedelta(minutes=2)), "a clock put back"


def test_the_monday_of_a_week() -> None:
    assert clocks.monday(date(2026, 11, 29)) == date(2026, 11, 23)
    assert clocks.monday(date(2026, 11, 23)) == date(2026, 11, 23)
