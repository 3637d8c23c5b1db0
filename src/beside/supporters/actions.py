"""When a supporter can be asked: away today, pausing, back again. Only days are kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.supporters.models import Supporter


class Backwards(Exception):
    """A pause that would end before it begins."""


def away_today(supporter: Supporter, away: bool, *, by: Member, at: datetime) -> None:
    """Nobody asks her today; tomorrow it is over by itself."""
    today = timezone.localdate(at)
    _save(supporter, {"away_on": today if away else None}, "away", by=by, at=at)


def pause(
    supporter: Supporter, begins: date, ends: date | None, *, by: Member, at: datetime
) -> None:
    """Nobody asks her from one day to another (without the second, until she says so)."""
    if ends is not None and ends < begins:
        raise Backwards
    _save(supporter, {"paused_from": begins, "paused_until": ends}, "pause", by=by, at=at)


def resume(supporter: Supporter, *, by: Member, at: datetime) -> None:
    """She can be asked again from now on."""
    days: dict[str, date | None] = {"away_on": None, "paused_from": None, "paused_until": None}
    _save(supporter, days, "resume", by=by, at=at)


def _save(
    supporter: Supporter, days: dict[str, date | None], verb: str, *, by: Member, at: datetime
) -> None:
    role = "supporter" if by.pk == supporter.member_id else "coordinator"
    with transaction.atomic():
        Supporter.objects.filter(pk=supporter.pk).update(**days)
        audit.count(verb, role=role, at=at)
    for name, day in days.items():
        setattr(supporter, name, day)
