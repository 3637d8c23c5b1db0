"""The times that rules and settings give, for sentences that name one: so that none is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from beside.rules import budgets, clocks, holds, retention


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
