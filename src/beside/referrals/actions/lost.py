"""After a keyring was lost: requests whose name nobody can open any more, and who asks again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.referrals.models import Referral
from beside.vault import actions as vault
from beside.vault import restoring


def lost_by_week() -> dict[date, int]:
    """How many requests of each week have no key any more and were not forgotten."""
    weeks = dict(Referral.objects.values_list("handle", "opened_week"))
    return dict(sorted(Counter(weeks[one] for one in _lost(weeks)).items()))


def named_again(week: date, *, by: Member, at: datetime) -> int:
    """The people of this week have been named again: their empty rows go, counted as lost."""
    rows = Referral.objects.filter(opened_week=week).values_list("handle", flat=True)
    gone = give_up(_lost(rows), at=at)
    with transaction.atomic():
        audit.count("named_again", role="coordinator", at=at, number=gone)
    return gone


def give_up(handles: Iterable[UUID], *, at: datetime) -> int:
    """Rows without a key go, each on the keyring's receipt; how many went."""
    receipts = restoring.give_up(list(handles), is_counted=True, today=timezone.localdate(at))
    return Referral.objects.filter(handle__in=[one.handle for one in receipts]).delete()[0]


def _lost(handles: Iterable[UUID]) -> list[UUID]:
    known = list(handles)
    keyless = [one for one, held in zip(known, vault.holds(known), strict=True) if not held]
    gone = vault.forgotten(keyless)
    return [one for one, is_gone in zip(keyless, gone, strict=True) if not is_gone]
