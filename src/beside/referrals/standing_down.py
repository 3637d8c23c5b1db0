"""Telling a supporter that somebody else ended what she had: please do not call.

Told only after the change is done, in a transaction of its own, so that no row names a member in
the transaction that changes a referral.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from beside.notices import actions as notices
from beside.notices.models import Notice
from beside.referrals.models import Referral, load_many
from beside.rules import stages
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Supporter

# Steps that end it for her and that she did not report herself.
STEPS = frozenset(
    {
        *("stop", "merge", "signpost", "report_in_error", "someone_else", "expire"),
        *("wrong_person", "was_not_there", "not_voluntary"),
    }
)


def is_news(step: str, before: Stage, actor: Actor) -> bool:
    """Whether the supporter who had it does not know yet that it is over for her."""
    return step in STEPS and before in stages.WITH_SUPPORTER and actor is not Actor.SUPPORTER


def after_commit(row: Referral, supporter: int | None, step: str, *, at: datetime) -> None:
    """A notice for this supporter, once the change is durable."""
    if supporter is not None:
        transaction.on_commit(partial(_tell, row.facts.mark, row.handle, supporter, step, at))


def withdraw(row: Referral, supporter: int | None) -> None:
    """It was undone: what she was told is true no more, and goes."""
    if supporter is not None:
        transaction.on_commit(partial(_withdraw, row.facts.mark, row.handle, supporter))


def _withdraw(mark: str, handle: UUID, supporter: int) -> None:
    member = Supporter.objects.filter(pk=supporter).values_list("member_id", flat=True).first()
    slot = Notice.Slot.NO_LONGER_NEEDED
    keys = [notices.key(mark, handle, slot, member, step) for step in STEPS] if member else []
    Notice.objects.filter(dedupe_key__in=keys).delete()


def _tell(mark: str, handle: UUID, supporter: int, step: str, at: datetime) -> None:
    member = Supporter.objects.filter(pk=supporter).values_list("member_id", flat=True).first()
    if member is None:
        return
    slot = Notice.Slot.NO_LONGER_NEEDED
    notices.post(member, slot, notices.key(mark, handle, slot, member, step), at=at)
    if any(row.is_open and row.facts.supporter == supporter for row in load_many([handle])):
        _withdraw(mark, handle, supporter)  # undone before she could be told
