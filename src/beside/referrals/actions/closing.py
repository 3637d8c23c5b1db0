"""Closing, undoing, joining two into one, and a recipient's own stop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from beside.program.models import Member
from beside.referrals import forgetting
from beside.referrals.actions.looking import open_row, peek
from beside.referrals.change import NotNow, change, edit_facts
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load
from beside.rules import clocks
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault


def close(handle: UUID, step: str, *, actor: Actor, by: Member | None, at: datetime) -> Referral:
    """A closing step of the table (`met`, `decline`, `signpost`, ...): ten minutes to undo."""
    return change(handle, step, actor=actor, by=by, at=at)


def undo(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Take a close back within ten minutes; a merge is taken apart again."""
    facts = open_row(handle).facts
    if facts.closed_at and not clocks.can_undo(datetime.fromisoformat(facts.closed_at), at):
        raise NotNow(Stage.FORGETTING)
    with transaction.atomic():
        row = change(handle, "undo", actor=actor, by=by, at=at, edit=_unmerged)
        if facts.merged_into:
            _take_apart(row, facts)
        return row


def _unmerged(facts: Facts) -> None:
    facts.merged_into, facts.merged_events, facts.merged_contact = "", [], False
    facts.already = False


def _take_apart(row: Referral, merged: Facts) -> None:
    """The survivor gives back the events, and the contact, it took from a merge."""
    try:
        survivor = load(UUID(merged.merged_into))
    except Referral.DoesNotExist:
        return

    def give_back(facts: Facts) -> None:
        facts.events = [one for one in facts.events if one not in merged.merged_events]

    identity = None
    if merged.merged_contact:
        taken = {one.value for one in peek(row).contacts}
        kept = peek(survivor)
        identity = kept.without_contacts()
        for contact in kept.contacts:
            if contact.value not in taken:
                identity = identity.with_contact(contact.value, contact.source)
    edit_facts(survivor, give_back, identity)


def merge(handle: UUID, into: UUID, *, by: Member | None, at: datetime) -> Referral:
    """The same person twice: one referral lives on and counts for both events."""
    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    with transaction.atomic():
        row, survivor = open_row(handle), open_row(into)
        adopted = [one for one in row.facts.events if one not in survivor.facts.events]
        identity, typed = peek(survivor), peek(row).contacts
        bare = not identity.contacts and bool(typed)
        for contact in typed if bare else ():
            identity = identity.with_contact(contact.value, contact.source)

        def adopt(facts: Facts) -> None:
            facts.events = [*facts.events, *adopted]

        def leave(facts: Facts) -> None:
            facts.merged_into, facts.merged_events = str(into), adopted
            facts.merged_contact = bare

        edit_facts(survivor, adopt, identity if bare else None)
        merged = change(handle, "merge", actor=actor, by=by, at=at, edit=leave)
    vault.share_codes(handle, into)
    return merged


def stop(handle: UUID, *, actor: Actor, by: Member | None, at: datetime) -> None:
    """The recipient's own stop: at once, and not to be undone."""
    with transaction.atomic():
        change(handle, "stop", actor=actor, by=by, at=at)
        transaction.on_commit(lambda: forgetting.complete([handle], at=at))
