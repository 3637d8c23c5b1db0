"""The time that is promised anew when somebody comes back to the desk."""

from __future__ import annotations

from datetime import datetime

from beside.program.week import contact_due
from beside.referrals.facts import Facts, minute


def promise_again(facts: Facts, at: datetime) -> None:
    """It comes back after words were left: somebody else will go on, by a new time."""
    if facts.offered and not facts.due_again:
        facts.due_again = minute(contact_due(facts.urgency, at))
