"""Where the chain of sealed days ends, as it is written down outside the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

GRACE = timedelta(hours=1)  # an act that began before midnight may end after it


@dataclass(frozen=True)
class Head:
    """The last sealed day, its digest, and the public half of the key that signed it (in hex)."""

    day: date
    digest: str
    key: str


def moves_on(anchored: Head | None, head: Head) -> bool:
    """Whether this is a later end of a chain. Going back needs an administrator's word."""
    return anchored is None or head.day > anchored.day


def closes_before(local: datetime) -> date:
    """The first day that is not to be sealed yet at this local time."""
    return (local - GRACE).date()
