"""Opening a name. Each opening is written into the referral's own facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.referrals.change import NotNow, edit_facts
from beside.referrals.models import ROW, Referral, load, load_many
from beside.rules import stages
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault.actions import Opener
from beside.vault.identity import Identity


def look(handle: UUID, *, by: Member, at: datetime, for_safety: bool = False) -> Identity:
    """Open one name; who looked, and on which day, is sealed into the referral."""
    return look_many([handle], by=by, at=at, for_safety=for_safety)[handle]


def look_many(
    handles: Iterable[UUID], *, by: Member, at: datetime, for_safety: bool = False
) -> dict[UUID, Identity]:
    """Open several names in one recorded act that counts them.

    Raises `BudgetSpent`, with nothing opened or recorded, when it would be more than may be. A
    supporter's first look at what she took, and the way to safety, are never refused.
    """
    day = timezone.localdate(at).isoformat()
    role = role_of(by)
    shown, is_first = [], True
    with transaction.atomic():
        for row in load_many(handles):
            if Stage(row.stage) in stages.CLOSED:
                continue  # opened by nobody
            is_first = is_first and str(by.pk) not in row.facts.looks
            try:
                shown.append(edit_facts(row, lambda facts: facts.look(by.pk, day)))
            except NotNow:
                continue  # it moved on in this very moment; the others are not held up
        names = _open(shown, by, at, is_exempt=for_safety or (role == "supporter" and is_first))
        if shown:
            audit.count("open_name", role=role, at=at, number=len(shown))
    return {row.handle: one for row, one in zip(shown, names, strict=True) if one is not None}


def role_of(member: Member) -> str:
    """As what somebody opens a name: who does more than support opens as a coordinator."""
    return "supporter" if member.roles == {"supporter"} else "coordinator"


def _open(
    rows: list[Referral], by: Member, at: datetime, *, is_exempt: bool
) -> list[Identity | None]:
    items = [(row.handle, bytes(row.sealed_identity)) for row in rows]
    return vault.look(ROW, items, by=Opener(by.pk, role_of(by), is_exempt), at=at)


def peek(row: Referral) -> Identity:
    """The identity for a verb's own use in memory; never for a page that somebody else sees."""
    return vault.open_identity(ROW, row.handle, bytes(row.sealed_identity))


def open_row(handle: UUID) -> Referral:
    """The referral for a verb; gone means that somebody closed it in the meantime."""
    try:
        return load(handle)
    except Referral.DoesNotExist:
        raise NotNow(None) from None
