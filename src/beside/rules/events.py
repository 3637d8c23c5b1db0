"""How long an event takes names, remembers and is remembered; and which two may be the same one."""

from __future__ import annotations

from datetime import date, timedelta

from beside.rules.clocks import EVENT_KEY_DAYS, EVENT_OPEN_DAYS, monday
from beside.rules.retention import LONGEST_DAYS

LONGEST_OPEN_DAYS = 60


def takes_names(opened: date, last_name_on: date, today: date) -> bool:
    """An event takes names for 21 days after its last name, and never longer than sixty."""
    return remembers_people(last_name_on, today) and today <= opened + timedelta(
        days=LONGEST_OPEN_DAYS
    )


def remembers_people(last_name_on: date, today: date) -> bool:
    """For 21 days after its last name an event knows whom it had, so nobody is offered twice."""
    return today <= last_name_on + timedelta(days=EVENT_OPEN_DAYS)


def forget_on(last_gone_on: date) -> date:
    """The day on which an event is forgotten: thirty days after its last referral."""
    return last_gone_on + timedelta(days=EVENT_KEY_DAYS)


def expiry_week(opened: date, keep_days: int) -> date:
    """The Monday of the last week an event may live, whatever happens."""
    names = min(keep_days, LONGEST_DAYS)
    return monday(opened + timedelta(days=LONGEST_OPEN_DAYS + names + EVENT_KEY_DAYS))


def may_be_same(day: date, unit: int | None, other_day: date, other_unit: int | None) -> bool:
    """Same unit, and a day apart at most: two people may have told us of one event."""
    return unit is not None and unit == other_unit and abs((day - other_day).days) <= 1
