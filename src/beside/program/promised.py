"""What sentences promise: times from rules and settings, and what a legal hold makes of forgetting.

Written by hand, a number is wrong on the day a rule changes, and "forgotten" on the day of a hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from beside.rules import budgets, clocks, holds, retention
from beside.vault import holds as vault
from beside.vault.actions import KeyringProblem


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


LIMITS: dict[str, int] = {
    "undo_minutes": _minutes(clocks.UNDO),
    "idle_minutes": _minutes(clocks.WORKING_SESSION_IDLE),
    "introduction_hours": _hours(clocks.INTRODUCTION),
    "event_open_days": clocks.EVENT_OPEN_DAYS,
    "today_hours": _hours(clocks.TODAY),
    "wide_hours": _hours(budgets.WIDE_FOR),
    "hold_days": holds.DAYS,
    "longest_days": retention.LONGEST_DAYS,
    "remembered_days": retention.REMEMBERED_DAYS,
    "code_minutes": settings.BESIDE_CODE_MINUTES,
    "try_again_minutes": settings.BESIDE_TRY_AGAIN_MINUTES,
}


def within(sentence: Any) -> Any:
    """A sentence with `{undo_minutes}` and the like, filled in when it is said."""
    return format_lazy(sentence, **LIMITS)


CAN_UNDO = within(_("You can undo it for {undo_minutes} minutes."))


def until_undone(sentence: Any) -> Any:
    """What a closing tap does, and for how long it can be undone."""
    return format_lazy("{} {}", sentence, CAN_UNDO)


@dataclass(frozen=True)
class Forgets:
    """What is said of a forgetting, and what instead while a legal hold may keep it."""

    freely: Any
    held: Any

    def said(self, until: date | None) -> str:
        """`until`: the last day of the hold that is asked about; None where there is none."""
        return str(self.freely if until is None else self.held)

    def __str__(self) -> str:
        return str(self.freely)


KEPT = until_undone(
    _("Then nobody can open the name any more. Some deletion is suspended, so it is kept for now.")
)
# Said to whoever is told of no event, and so not what a hold covers either.
CLOSING = Forgets(
    until_undone(_("This forgets them now.")),
    until_undone(
        _("Then nobody can open the name any more. Some deletion is suspended, so it may be kept.")
    ),
)
CLOSED = Forgets(
    until_undone(_("This forgets them. Nobody can open the name any more.")),
    until_undone(
        _("Nobody can open the name any more. Some deletion is suspended, so it is kept for now.")
    ),
)
CALL_BACK = Forgets(
    within(
        _(
            "It is destroyed as soon as everyone is found, and {event_open_days} days after the "
            "last name at the latest."
        )
    ),
    _(
        "It is kept sealed until everyone is found. Some deletion is suspended now, so it may be "
        "destroyed later than that."
    ),
)


def suspended() -> date | None:
    """Until when some deletion is suspended; a page stands even where no keyring serves."""
    try:
        return vault.suspended_until(timezone.localdate())
    except KeyringProblem:
        return None
