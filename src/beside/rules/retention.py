"""When a name must be forgotten, and as what it is then counted."""

from __future__ import annotations

from datetime import date, timedelta

from beside.rules.clocks import monday
from beside.rules.stages import Outcome, Stage

LONGEST_DAYS = 60
KEYRING_GRACE_DAYS = 7
REMEMBERED_DAYS = 120  # for so long the keyring knows what it has forgotten
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)


def expiry_week(opened: date, keep_days: int) -> date:
    """The Monday of the last week a name may live: never more than sixty days after it came.

    The Monday *of* the limit's week, so that rounding to weeks only ever shortens a life.
    """
    return monday(opened + timedelta(days=min(keep_days, LONGEST_DAYS)))


def true_week(opened: date, expires: date, born: date, today: date) -> date | None:
    """The Monday of the week in which somebody truly came, where a wrong clock said another.

    By a clock that was ahead they would be here too long; by one that stood far behind they would
    be over before they came. `born`: that week by the keyring's own clock. None: nothing is wrong.
    """
    week = monday(today)
    if opened > monday(today + _A_DAY):
        return week
    if opened < born <= week + _A_WEEK and expires <= min(born, week):
        return min(born, week)
    return None


def has_expired(expires: date, today: date) -> bool:
    return today >= expires


_AT_EXPIRY = {
    Stage.TALKING: Outcome.MET,
    Stage.RESTING: Outcome.NOT_NOW,
    Stage.INTRODUCED: Outcome.INTRODUCED,
}


def outcome_at_expiry(stage: Stage, *, offered: bool) -> Outcome:
    """What an expired referral is counted as: the truth; *missed* if no word was ever left."""
    if stage in _AT_EXPIRY:
        return _AT_EXPIRY[stage]
    return Outcome.NOT_REACHED if offered else Outcome.MISSED


def copies_end(keep_days: int, image_days: int | None) -> int | None:
    """How many days after a request came the last picture of the whole machine with it is gone.

    The true window of recovery: what is forgotten here may stand in a picture that was taken the
    moment before. None where nobody has said for how long pictures are kept.
    """
    return None if image_days is None else min(keep_days, LONGEST_DAYS) + image_days
