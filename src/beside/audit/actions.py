"""Recording what was done. Called inside the transaction of the act, so neither exists alone."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from beside.audit.models import Administration, DayCount


def count(verb: str, *, role: str, at: datetime, number: int = 1) -> None:
    """One more of this verb by this role today. Says nothing of whom or by whom."""
    day = timezone.localdate(at)
    row, made = DayCount.objects.get_or_create(
        day=day, role=role, verb=verb, defaults={"number": number}
    )
    if not made:
        DayCount.objects.filter(pk=row.pk).update(number=F("number") + number)


def last_day_of(verb: str) -> date | None:
    """The last day on which this was done."""
    return DayCount.objects.filter(verb=verb).order_by("-day").values_list("day", flat=True).first()


def administer(verb: str, *, member_id: int | None, at: datetime, about: str = "") -> None:
    """An act of administration: who (by number), what, on which day."""
    Administration.objects.create(
        day=timezone.localdate(at), member_id=member_id, verb=verb, about=about
    )
