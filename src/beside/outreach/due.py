"""What a supporter should hear of, derived from what is due: called by the worker.

It reads, and posts notices in a transaction of their own; it changes no referral.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from beside.notices import actions as notices
from beside.notices import due as notices_due
from beside.notices.models import Notice
from beside.referrals.models import Referral
from beside.rules import stages
from beside.rules.stages import Stage
from beside.supporters.models import Supporter

Slot = Notice.Slot


def derive(at: datetime) -> int:
    """Post what is news and forget what was told and is news no more; how many are new."""
    live = [one.value for one in stages.WITH_SUPPORTER]
    rows = Referral.objects.filter(stage__in=live).with_facts()
    members = dict(Supporter.objects.values_list("pk", "member_id"))
    wanted: dict[str, tuple[int, str]] = {}
    for row in rows:
        member = members.get(row.facts.supporter or 0)
        if member is not None:
            for slot, occasion in _news(row, at):
                wanted[notices.key(row.handle, slot, member, occasion)] = (member, slot)
    with transaction.atomic():
        new = sum(
            notices.post(member, slot, key, at=at) for key, (member, slot) in sorted(wanted.items())
        )
        notices_due.purge(at, still=wanted)
    return new


def _news(row: Referral, at: datetime) -> Iterator[tuple[str, int]]:
    """The slots this referral fills now, each with the occasion that makes it new."""
    facts, stage = row.facts, Stage(row.stage)
    if stage is Stage.ASKED:
        yield Slot.ASKED, facts.asked_count
    elif facts.back and stage in stages.TRYING:
        yield Slot.BACK, facts.back
    due = facts.due_at
    if row.first_contact_is_due and stage is not Stage.CONTACT and due and due < at:
        yield Slot.LATE, facts.asked_count
