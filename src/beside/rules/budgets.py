"""How many names may be opened: a ceiling for a stolen session, never in the way of an outreach.

Distinct names count, not repeated looks at the same one. The first opening after a take, and
anything on the way to safety, is exempt: it is counted and never refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SUPPORTER_DAY = 20
COORDINATOR_HOUR = 60
COORDINATOR_DAY = 300
COORDINATOR_DAY_WIDE = 600
EVERYBODY_DAY = 600
CLAIMS_HOUR = 500
WIDE_FOR = timedelta(hours=24)


class Spent(StrEnum):
    """Which ceiling was met."""

    HOUR = "hour"
    DAY = "day"
    EVERYBODY = "everybody"


@dataclass(frozen=True)
class Opened:
    """Distinct names opened: by this member in this hour and day, by everybody in this day."""

    hour: int
    day: int
    everybody: int


def judge(role: str, opened: Opened, *, is_wide: bool = False) -> Spent | None:
    """The ceiling that has been passed with these openings, or None.

    `is_wide`: a mass event, agreed by a coordinator and the lead, for 24 hours. Then the hour has
    no ceiling of its own and the day's is twice as high.
    """
    if role == "supporter":
        if opened.day > SUPPORTER_DAY:
            return Spent.DAY
    else:
        if opened.hour > COORDINATOR_HOUR and not is_wide:
            return Spent.HOUR
        if opened.day > (COORDINATOR_DAY_WIDE if is_wide else COORDINATOR_DAY):
            return Spent.DAY
    everybody = EVERYBODY_DAY * 2 if is_wide else EVERYBODY_DAY
    return Spent.EVERYBODY if opened.everybody > everybody else None


def may_ask_wide(roles: frozenset[str]) -> bool:
    """Whether somebody with these roles may ask for wider ceilings: who opens the names."""
    return "coordinator" in roles


def may_agree_wide(roles: frozenset[str]) -> bool:
    """Whether somebody with these roles may agree to it: a lead, and never who asked."""
    return "lead" in roles
