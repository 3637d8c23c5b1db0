"""What is due next, in elapsed time. The one place that turns urgency into a promise.

*today*: contact within 24 hours, weekends included. *ordinary*: by the end of the next working day.
All times are aware; `zone` decides which day and which hour it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

UNDO = timedelta(minutes=10)
TODAY = timedelta(hours=24)
CLOCK_STEP = timedelta(minutes=1)
INTRODUCTION = timedelta(hours=72)
WORKING_SESSION_IDLE = timedelta(minutes=20)
EVENT_OPEN_DAYS = 21
EVENT_KEY_DAYS = 30
ESCALATE_DAYS = (5, 10)
REST_WEEKS = (2, 4)


class Urgency(StrEnum):
    TODAY = "today"
    ORDINARY = "ordinary"


@dataclass(frozen=True)
class WorkingDays:
    """When this program's working day ends, and which days are none."""

    zone: tzinfo
    day_ends: time
    holidays: Collection[date] = ()

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def next_after(self, day: date) -> date:
        """The first working day after this one."""
        following = day + timedelta(days=1)
        while not self.is_working(following):
            following += timedelta(days=1)
        return following


def contact_due(urgency: Urgency, opened: datetime, week: WorkingDays) -> datetime:
    """By when the first contact is promised; *today* never promises less than *ordinary*."""
    day = week.next_after(opened.astimezone(week.zone).date())
    ordinary = datetime.combine(day, week.day_ends, tzinfo=week.zone)
    if urgency is Urgency.TODAY:
        # In UTC: elsewhere a day on which the clocks change has 23 or 25 hours.
        return min(opened.astimezone(UTC) + TODAY, ordinary)
    return ordinary


def monday(day: date) -> date:
    """The Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


class Lateness(StrEnum):
    LATE = "late"
    SOON = "soon"
    LATER = "later"


def lateness(due: datetime, now: datetime) -> Lateness:
    """How a due time reads on the desk: late, within four hours, or later."""
    if due < now:
        return Lateness.LATE
    return Lateness.SOON if due - now <= timedelta(hours=4) else Lateness.LATER


def can_undo(closed: datetime, now: datetime) -> bool:
    """A member's close can be undone for ten minutes; a clock put back gives no more.

    Clocks that are set by the network may step back a little, and that is no reason to be hasty.
    """
    return -CLOCK_STEP <= now - closed < UNDO
