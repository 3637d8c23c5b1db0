"""Which names a page may show. Every look is recorded; once a day for each person and member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from beside.program.models import Member
from beside.referrals import actions
from beside.referrals.models import Referral, supporter_id
from beside.rules.stages import Stage
from beside.vault.actions import BudgetSpent
from beside.vault.identity import Identity


def open_names(rows: Iterable[Referral], *, by: Member, at: datetime) -> dict[UUID, Identity]:
    """The people behind these rows. A page shown again does not count its looks again.

    A page in a working session stands even where a ceiling is met: then whoever came since has no
    name on it.
    """
    own = supporter_id(by)
    wanted = [row for row in rows if row.is_open and not is_asked(row, own)]
    fresh = [row.handle for row in wanted if not has_looked(row, by, at)]
    try:
        found = actions.look_many(fresh, by=by, at=at) if fresh else {}
    except BudgetSpent:
        found = {}
    looked = [row for row in wanted if row.handle not in found and has_looked(row, by, at)]
    return found | actions.peek_many(looked)


def is_asked(row: Referral, own: int | None) -> bool:
    """A coordinator who is asked as a supporter answers the questions first, like everybody."""
    undecided = row.stage in (Stage.ASKED, Stage.TAKEN)
    return undecided and own is not None and row.facts.supporter == own


def has_looked(row: Referral, member: Member, at: datetime) -> bool:
    """Whether today's look of this member stands in the facts already."""
    return timezone.localdate(at).isoformat() in row.facts.looks.get(str(member.pk), [])
