"""A clock that leaps: backwards it revives nothing, forwards it destroys nothing at once.

A keyring keeps the highest time it has seen. A clock that goes back is judged by that mark. One
that leaps forward by more than a day may be wrong, so nothing expires until an administrator
confirms it, or until 72 hours have passed on it: a machine that was off for a week must not keep
names for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEAP = timedelta(hours=24)
PAUSE = timedelta(hours=72)


@dataclass(frozen=True)
class Seen:
    """The highest time that was believed, and the time at which a leap past it was first seen."""

    mark: datetime
    leapt_at: datetime | None = None

    @property
    def paused_until(self) -> datetime | None:
        return self.leapt_at + PAUSE if self.leapt_at else None


def settle(seen: Seen, at: datetime) -> Seen:
    """What is believed now that the clock says `at`."""
    if at <= seen.mark:
        return replace(seen, leapt_at=None)
    if at - seen.mark <= LEAP:
        return Seen(at)
    leapt_at = seen.leapt_at if seen.leapt_at and seen.leapt_at <= at else at
    return Seen(at) if at >= leapt_at + PAUSE else replace(seen, leapt_at=leapt_at)


def is_behind(seen: Seen, at: datetime) -> bool:
    """The clock stands more than a day before the mark: expiry goes by the mark meanwhile."""
    return seen.mark - at > LEAP
