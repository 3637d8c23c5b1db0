"""Talks and group conversations: who may plan them, what a plan needs, and what is cleared when.

Of a talk it is no secret who gave it and how many came. A group conversation follows something
hard: each person is offered one-to-one first, who came is never written down, and once it is over
nothing says any more who led it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from beside.rules.disclosure import SMALLEST_SHOWN


class Status(StrEnum):
    REQUESTED = "requested"
    PLANNED = "planned"
    GIVEN = "given"
    CALLED_OFF = "called_off"


class Act(StrEnum):
    PLAN = "plan"  # a first plan, or another one
    COUNT = "count"  # how many came; the number may be put right later
    CALL_OFF = "call_off"


_NEXT = {
    (Status.REQUESTED, Act.PLAN): Status.PLANNED,
    (Status.REQUESTED, Act.CALL_OFF): Status.CALLED_OFF,
    (Status.PLANNED, Act.PLAN): Status.PLANNED,
    (Status.PLANNED, Act.COUNT): Status.GIVEN,
    (Status.PLANNED, Act.CALL_OFF): Status.CALLED_OFF,
    (Status.GIVEN, Act.COUNT): Status.GIVEN,
}
OVER = frozenset({Status.GIVEN, Status.CALLED_OFF})

# What goes in the very act that ends it.
CLEARED_OF_A_TALK = frozenset({"contact", "wished"})
CLEARED_OF_A_GROUP = frozenset({"first", "second"})

_PLANNERS = frozenset({"coordinator", "lead"})
# Who gives talks and leads group conversations; the keeper of the machine does not.
SPEAKERS = frozenset({"supporter", "coordinator", "lead"})


def may_plan(roles: Collection[str]) -> bool:
    """Who plans, counts and calls off, and keeps the list of topics."""
    return bool(_PLANNERS & set(roles))


def after(status: Status, act: Act) -> Status | None:
    """What it is then; None where the act is not possible."""
    return _NEXT.get((status, act))


def cleared(status: Status, *, is_group: bool) -> frozenset[str]:
    """Which of its fields must be empty in this status."""
    if status not in OVER:
        return frozenset()
    return CLEARED_OF_A_GROUP if is_group else CLEARED_OF_A_TALK


ASKED_DAYS, HELD_DAYS = 365, 60


def contact_until(asked_on: date, on: date | None) -> date:
    """The last day on which a way to reach whoever asked is kept, if nobody ever ends the talk."""
    latest = asked_on + timedelta(days=ASKED_DAYS)
    return max(latest, on + timedelta(days=HELD_DAYS)) if on else latest


class Lack(StrEnum):
    """What still stands between what was typed and a plan."""

    DAY = "day"
    TIME = "time"
    PLACE = "place"
    ONE_TO_ONE = "one_to_one"
    FIRST = "first"
    SECOND = "second"
    TWO_DIFFERENT = "two_different"


def talk_lacks(
    status: Status, *, on: date | None, has_time: bool, has_place: bool
) -> tuple[Lack, ...]:
    """A day comes with a time and a place; and a talk once planned does not lose its day."""
    if on is None:
        return () if status is Status.REQUESTED else (Lack.DAY,)
    return tuple(
        lack for lack, is_there in ((Lack.TIME, has_time), (Lack.PLACE, has_place)) if not is_there
    )


def group_lacks(
    *, offered_one_to_one: bool, on: date | None, first: int | None, second: int | None
) -> tuple[Lack, ...]:
    """Each person was offered one-to-one first; there is a day, and two different people lead."""
    found = {
        Lack.ONE_TO_ONE: not offered_one_to_one,
        Lack.DAY: on is None,
        Lack.FIRST: first is None,
        Lack.SECOND: second is None,
        Lack.TWO_DIFFERENT: first is not None and first == second,
    }
    return tuple(lack for lack, is_so in found.items() if is_so)


class Due(StrEnum):
    """What is next, in the order of the list."""

    DATE = "date"  # asked for, and nobody has found a day yet
    COUNT = "count"  # it was: how many came?
    SPEAKER = "speaker"  # it has a day and nobody who gives it
    WAIT = "wait"  # all is set
    OVER = "over"


def due(status: Status, *, on: date | None, today: date, has_speaker: bool) -> Due:
    """The one next act. On the day itself it may be counted, and is not yet late."""
    if status in OVER:
        return Due.OVER
    if status is Status.REQUESTED or on is None:
        return Due.DATE
    if on < today:
        return Due.COUNT
    return Due.WAIT if has_speaker else Due.SPEAKER


def may_count(status: Status, *, on: date | None, today: date) -> bool:
    """How many came is asked from the day itself on."""
    return after(status, Act.COUNT) is not None and on is not None and on <= today


def is_own_or_secure(address: str) -> bool:
    """A page of this site, or one that comes over TLS; nothing else is material."""
    if any(sign.isspace() or sign in '<>"\\' for sign in address):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    host = address.removeprefix("https://").partition("/")[0]
    return address.startswith("https://") and "." in host and "@" not in host


def published_of_groups(held: int, came: int) -> tuple[int | None, int | None]:
    """Group conversations and who came to them: for the whole house, both numbers or neither.

    The number of people alone would tell the size of the one that everybody remembers. That there
    was none is as small as one: it would say something of whoever had hoped for it.
    """
    is_enough = min(held, came) >= SMALLEST_SHOWN
    return (held, came) if is_enough else (None, None)


ACADEMIC_YEAR_BEGINS = 7  # July


def year_of(first: int, *, academic: bool) -> tuple[date, date]:
    """The first and the last day of a year that begins in this one."""
    if academic:
        return date(first, ACADEMIC_YEAR_BEGINS, 1), date(first + 1, ACADEMIC_YEAR_BEGINS - 1, 30)
    return date(first, 1, 1), date(first, 12, 31)


def academic_year(day: date) -> int:
    """The year in which the academic year of this day began."""
    return day.year if day.month >= ACADEMIC_YEAR_BEGINS else day.year - 1
