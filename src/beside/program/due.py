"""What time does to what two members decided, and what the keyring has to tell of its ceilings."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.audit.models import Administration
from beside.program.meanwhile import wait_for_who_decides
from beside.rules import holds as rules
from beside.vault import ceilings, holds
from beside.vault.actions import Hold

ALARM = "alarm"


def end_holds(at: datetime) -> int:
    """Legal holds whose ninety days are over end, and the audit says so; how many."""
    today = timezone.localdate(at)
    if not _over(today):
        return 0
    with transaction.atomic():
        wait_for_who_decides()
        over = _over(today)  # somebody may have agreed to one meanwhile, or another sweep ended it
        for hold in over:
            if hold.agreed_by is not None:
                about = rules.as_audited(hold.why, hold.scope)
                audit.administer("hold_over", member_id=None, at=at, about=about)
            holds.end(hold.identifier)
    return sum(hold.agreed_by is not None for hold in over)


def _over(today: date) -> list[Hold]:
    return [hold for hold in holds.standing(date.min) if hold.until < today]


def note_alarms(at: datetime) -> int:
    """What has met its ceiling is written down, for the lead; how many kinds of it.

    Written down first and then dropped: after a crash in between it is told twice, never lost.
    """
    found = ceilings.alarms()
    with transaction.atomic():
        for what, times in sorted(found.items()):
            audit.administer(ALARM, member_id=None, at=at, about=f"{what}: {times}")
    if found:
        ceilings.drop_alarms(found)
    return len(found)


def alarms(*, since: int, at: datetime) -> list[tuple[date, str, int]]:
    """The days within so many, today among them, on which a ceiling was met: what, how often."""
    first = timezone.localdate(at) - timedelta(days=since - 1)
    rows = Administration.objects.filter(verb=ALARM, day__gte=first).values_list("day", "about")
    times: dict[tuple[date, str], int] = {}
    for day, about in rows:
        what, _colon, number = about.partition(": ")
        times[day, what] = times.get((day, what), 0) + int(number)
    return [(day, what, number) for (day, what), number in sorted(times.items())]
