"""Opening a name. Each opening is written into the referral's own facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.referrals.change import NotNow, edit_many, unread
from beside.referrals.facts import Facts
from beside.referrals.models import ROW, Referral, load, load_many
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

    Raises `BudgetSpent`, with nothing opened or recorded, when it would be more than may be, and
    `NotNow` for whoever has left since her page was begun. A supporter's first look at what she
    took, and the way to safety, are never refused.
    """
    day = timezone.localdate(at).isoformat()
    role, firsts = role_of(by), list[bool]()

    def write_down(facts: Facts) -> None:
        firsts.append(str(by.pk) not in facts.looks)
        facts.look(by.pk, day)

    with transaction.atomic():
        # Asked again within the act, not locked: a lock would join her row with these by its mark.
        if not Member.objects.filter(pk=by.pk, is_active=True).exists():
            raise NotNow(None)
        # While it closes a name is opened by nobody.
        rows = [row for row in load_many(handles) if row.is_open]
        shown = edit_many(rows, write_down)
        is_exempt = for_safety or (role == "supporter" and all(firsts))
        names = _open(shown, by, at, is_exempt=is_exempt)
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
    """The identity for a verb's own use in memory; never for a page that somebody else sees.

    `NotNow` where it has been forgotten since the row was read.
    """
    known = peek_many([row]).get(row.handle)
    if known is None:
        raise unread(row.handle)
    return known


def peek_many(rows: Sequence[Referral]) -> dict[UUID, Identity]:
    """The same for many in one look at the keyring; without a key, none."""
    known = vault.open_identities(ROW, [(row.handle, bytes(row.sealed_identity)) for row in rows])
    return {row.handle: one for row, one in zip(rows, known, strict=True) if one is not None}


def open_row(handle: UUID) -> Referral:
    """The referral for a verb; gone means that somebody closed it in the meantime."""
    try:
        return load(handle)
    except Referral.DoesNotExist:
        raise NotNow(None) from None
