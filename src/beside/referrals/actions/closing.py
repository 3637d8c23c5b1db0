"""Closing, undoing, and a recipient's own stop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from beside.program.models import Member
from beside.referrals import forgetting
from beside.referrals.actions.looking import open_row
from beside.referrals.actions.merging import take_apart
from beside.referrals.change import NotNow, NotYours, change
from beside.referrals.facts import Facts, minute, moment
from beside.referrals.models import Referral
from beside.rules import clocks
from beside.rules.stages import Actor, Stage


def close(handle: UUID, step: str, *, actor: Actor, by: Member | None, at: datetime) -> Referral:
    """A closing step of the table (`met`, `decline`, `signpost`, ...): ten minutes to undo."""
    return change(handle, step, actor=actor, by=by, at=at)


def undo(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Take a close back within ten minutes; a merge is taken apart again.

    A supporter takes back only what she closed herself.
    """
    facts = open_row(handle).facts
    if facts.closed_at and not clocks.can_undo(datetime.fromisoformat(facts.closed_at), at):
        raise NotNow(Stage.FORGETTING)
    if actor is Actor.SUPPORTER and facts.closed_at and facts.closed_by != by.pk:
        raise NotYours
    was_introduced = facts.closed_from == Stage.INTRODUCED

    def reopen(facts: Facts) -> None:
        facts.merged_into, facts.merged_events = "", []
        facts.merged_contacts, facts.merged_facts = {}, {}
        facts.already = False
        wakes = moment(facts.wake_on)
        if was_introduced and (wakes is None or wakes <= at):
            facts.wake_on = minute(at + clocks.INTRODUCTION)

    with transaction.atomic():
        row = change(handle, "undo", actor=actor, by=by, at=at, edit=reopen)
        if facts.merged_into:
            take_apart(row, facts, at=at)
        return row


def stop(handle: UUID, *, actor: Actor, by: Member | None, at: datetime) -> None:
    """The recipient's own stop: at once, and not to be undone, for all that was joined into it."""
    with transaction.atomic():
        change(handle, "stop", actor=actor, by=by, at=at)
        joined = _joined_into(handle)
        for one in joined:
            change(one, "stop", actor=actor, by=by, at=at)
        transaction.on_commit(lambda: forgetting.complete([*joined, handle], at=at))


def _joined_into(handle: UUID) -> list[UUID]:
    """Whatever was merged into this one and can still be undone, and into those in turn."""
    closing = Referral.objects.filter(stage=Stage.CLOSING.value).with_facts()
    into = {row.handle: row.facts.merged_into for row in closing}
    group = [handle]
    for one in group:  # grows while it is gone through
        group += [row for row, target in into.items() if target == str(one) and row not in group]
    return group[1:]
