"""What the worker does for supporters: tells them of what is due, and takes back what nobody has.

Notices are posted in a transaction of their own. What somebody had who has left comes back in one
of its own too, and not in the one in which she left: no row may name her and a request together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db import transaction

from beside.matching import actions as matching
from beside.notices import actions as notices
from beside.notices import due as notices_due
from beside.notices.models import Notice
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.referrals.change import NotNow, edit_facts
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.rules import stages
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Supporter

Slot = Notice.Slot
GOES_ON = frozenset({Stage.RESTING, Stage.INTRODUCED})
EXPECTING = frozenset({Stage.TALKING})
"""They are in touch with somebody who is not there any more: they expect to hear."""


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
                key = notices.key(row.facts.mark, row.handle, slot, member, occasion)
                wanted[key] = (member, slot)
    with transaction.atomic():
        new = sum(
            notices.post(member, slot, key, at=at) for key, (member, slot) in sorted(wanted.items())
        )
        notices_due.purge(at, still=wanted)
    return new


def come_back(at: datetime) -> int:
    """What a supporter has in hand who has left the program comes back to the desk; how many.

    A rest and an introduction go on by themselves; when a rest is over it comes back like the
    others. What a coordinator held who has left is held by nobody.
    """
    gone = set(Member.objects.filter(is_active=False).values_list("pk", flat=True))
    if not gone:
        return 0
    supporters = Supporter.objects.filter(member__in=gone).values_list("pk", flat=True)
    without = set(supporters)
    back = 0
    for row in Referral.objects.filter(stage__in=[one.value for one in stages.OPEN]).with_facts():
        if row.facts.supporter in without and row.stage not in GOES_ON:
            back += _take_back(row, at)
        elif {row.facts.holder, row.facts.waiting_holder} & gone:
            with suppress(NotNow):
                edit_facts(row, partial(_let_go, gone))
    return back


def _take_back(row: Referral, at: datetime) -> int:
    try:
        if row.stage == Stage.ASKED:
            matching.recall(row.handle, by=None, at=at)
        else:
            expecting = row.facts.expecting or Stage(row.stage) in EXPECTING
            outreach.hand_back(
                row.handle,
                reached=False,
                expecting=expecting,
                actor=Actor.PROGRAM,
                by=None,
                at=at,
            )
    except NotNow:
        return 0  # somebody acted in the meantime; the next round looks again
    return 1


def _let_go(gone: set[int], facts: Facts) -> None:
    if facts.holder in gone:
        facts.holder = None
    if facts.waiting_holder in gone:
        facts.waiting_holder = None


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
