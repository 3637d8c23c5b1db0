"""When the program's days end, and the times it promises: computed, never written by hand."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from beside.program.models import Holiday, Policy
from beside.program.once import once_a_page
from beside.rules import clocks


def working_days() -> clocks.WorkingDays:
    return once_a_page("working days", _working_days)


def _working_days() -> clocks.WorkingDays:
    policy = Policy.current()
    holidays = frozenset(Holiday.objects.values_list("day", flat=True))
    return clocks.WorkingDays(timezone.get_default_timezone(), policy.day_ends, holidays)


def contact_due(urgency: str, at: datetime) -> datetime:
    """By when somebody will have been contacted."""
    return clocks.contact_due(clocks.Urgency(urgency), at, working_days())


def day_of_week(day: date, today: date | None = None) -> str:
    """As in `Friday, 27 November`; with the year where today is in another one."""
    another = today is not None and today.year != day.year
    return _("%(weekday)s, %(day)s") % {
        "weekday": date_format(day, "l"),
        "day": date_format(day, "DATE_FORMAT" if another else "MONTH_DAY_FORMAT"),
    }


def spoken(moment: datetime, now: datetime) -> str:
    """A moment as a person would say it: `today 21:00`, `tomorrow 17:00`, `Saturday 21:00`."""
    local, today = timezone.localtime(moment), timezone.localdate(now)
    clock = date_format(local, "TIME_FORMAT")
    days = (local.date() - today).days
    if days == 0:
        return _("today %(clock)s") % {"clock": clock}
    if days == 1:
        return _("tomorrow %(clock)s") % {"clock": clock}
    if 1 < days < 7:
        return _("%(weekday)s %(clock)s") % {"weekday": date_format(local, "l"), "clock": clock}
    day = date_format(local, "MONTH_DAY_FORMAT")
    return _("%(day)s at %(clock)s") % {"day": day, "clock": clock}
