"""Recording what was done. Called inside the transaction of the act, so neither exists alone.

What is written down for good is words of our own: small letters, numbers, days. A name, an address,
a number that somebody answers, or a handle cannot stand there, and the act that tries it is undone.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from beside.audit.models import Administration, DayCount

_VERB = re.compile(r"[a-z][a-z_]*")
# No capital letter, no @; no seven digits together; nothing as long and as mixed as a handle.
_ABOUT = re.compile(r"(?!.*\d{7})(?!.*\b(?=[a-z]*\d)[0-9a-f]{8})[a-z0-9 _:,.-]{0,64}")


class NotForTheAudit(ValueError):
    """This may name somebody; the message does not repeat it."""


def count(verb: str, *, role: str, at: datetime, number: int = 1) -> None:
    """One more of this verb by this role today. Says nothing of whom or by whom."""
    _refuse_names(verb, role)
    day = timezone.localdate(at)
    row, made = DayCount.objects.get_or_create(
        day=day, role=role, verb=verb, defaults={"number": number}
    )
    if not made:
        DayCount.objects.filter(pk=row.pk).update(number=F("number") + number)


def last_day_of(verb: str) -> date | None:
    """The last day on which this was done."""
    return DayCount.objects.filter(verb=verb).order_by("-day").values_list("day", flat=True).first()


def begun() -> date | None:
    """The day on which this installation was set up: the first act there is."""
    first = Administration.objects.filter(verb="default_mappings").order_by("day").first()
    return first.day if first else None


def acts_of(*verbs: str) -> list[tuple[str, str, date]]:
    """These acts of administration, in their order: verb, what about, day."""
    rows = Administration.objects.filter(verb__in=verbs).order_by("day", "pk")
    return list(rows.values_list("verb", "about", "day"))


def administer(verb: str, *, member_id: int | None, at: datetime, about: str = "") -> None:
    """An act of administration: who (by number), what, on which day."""
    _refuse_names(verb, about=about)
    Administration.objects.create(
        day=timezone.localdate(at), member_id=member_id, verb=verb, about=about
    )


def _refuse_names(*words: str, about: str = "") -> None:
    if not all(_VERB.fullmatch(word) for word in words) or not _ABOUT.fullmatch(about):
        raise NotForTheAudit
