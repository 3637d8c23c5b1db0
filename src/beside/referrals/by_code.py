"""What the recipient can do with the return code: nothing else finds the referral."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from beside.program.models import Member
from beside.program.week import contact_due
from beside.referrals import actions
from beside.referrals.change import change
from beside.referrals.facts import Facts, minute
from beside.referrals.models import Referral, load
from beside.rules import stages
from beside.rules.clocks import Urgency
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault import codes
from beside.vault.identity import Identity


def find(text: str) -> Referral | None:
    """What this code leads to; None for a wrong one, an old one and a forgotten one alike."""
    code = codes.read(text)
    handle = vault.find_code(code) if code else None
    row = _follow(handle)
    if row is None and handle is not None and code:
        # Joined and forgotten since the code was looked up: it leads to the one that goes on.
        now = vault.find_code(code)
        row = _follow(now) if now != handle else None
    return row


def _follow(handle: UUID | None) -> Referral | None:
    while handle is not None:
        try:
            row = load(handle)
        except Referral.DoesNotExist:
            return None
        if row.stage != Stage.CLOSING or not row.facts.merged_into:
            return row
        handle = UUID(row.facts.merged_into)  # joined: the code leads to the one that goes on
    return None


def promised(row: Referral) -> datetime | None:
    """By when this person was told they would be reached; None once they have been."""
    return row.facts.due_at if row.first_contact_is_due else None


def may(row: Referral, step: str) -> bool:
    """Whether the recipient can take this step now."""
    return stages.judge(stages.STEPS[step], Stage(row.stage), Actor.RECIPIENT) is None


def give_contact(row: Referral, contact: str, *, by: Member | None, at: datetime) -> Referral:
    """The recipient's own contact in place of every other."""

    def edit(facts: Facts) -> None:
        if facts.waiting_on == "contact":
            facts.waiting_on = facts.waiting_until = ""

    step = "mend_contact" if row.stage == Stage.CONTACT else "change"

    def own(known: Identity) -> Identity:
        return known.with_own_contact(contact)

    return actions.stand_for(
        change(row.handle, step, actor=Actor.RECIPIENT, by=by, at=at, edit=edit, identity=own)
    )


def change_wishes(
    row: Referral, wishes: dict[str, Any], *, by: Member | None, at: datetime
) -> Referral:
    """When and how the recipient would like to be reached."""

    def edit(facts: Facts) -> None:
        facts.when, facts.channel = wishes["when"], wishes["channel"]
        facts.language, facts.distance = wishes["language"], wishes["distance"]
        if wishes["urgency"] != facts.urgency:
            _hurry(facts, wishes["urgency"], at)

    return actions.change_wishes(row.handle, edit, actor=Actor.RECIPIENT, by=by, at=at)


def _hurry(facts: Facts, urgency: str, at: datetime) -> None:
    """Another urgency promises another time; to be in more haste never means to wait longer."""
    due = contact_due(urgency, at)
    if urgency == Urgency.TODAY and facts.due_at is not None:
        due = min(due, facts.due_at)
    facts.urgency = urgency
    facts.promise(minute(due))
