"""Reaching: attempts, words left, in touch, later, handed back, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.actions import open_row
from beside.referrals.change import change
from beside.referrals.facts import Facts, minute
from beside.referrals.models import Referral
from beside.referrals.promising import promise_again
from beside.rules import clocks, stages
from beside.rules.stages import Actor, Stage

ENDINGS = (
    "met",
    "not_now",
    "decline",
    "not_reached",
    "introduced",
    "wrong_person",
    "was_not_there",
    "not_voluntary",
)


def not_yet(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Tried, and nothing was left with them."""

    def edit(facts: Facts) -> None:
        facts.attempts += 1

    return change(handle, "not_yet", actor=actor, by=by, at=at, edit=edit)


def offer(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Words were left with the person: spoken to a voicemail, a text not bounced."""

    def edit(facts: Facts) -> None:
        facts.due_again = ""
        facts.attempts += 1

    return change(handle, "offer", actor=actor, by=by, at=at, edit=edit)


def talk(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """They answered; it goes on (also: met, and we will talk again)."""
    return change(handle, "talk", actor=actor, by=by, at=at, edit=_rested)


def rest(handle: UUID, weeks: int, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Ask me again in two or four weeks: stays sealed until then, with their consent."""
    if weeks not in clocks.REST_WEEKS:
        raise ValueError("a rest is two or four weeks")

    # Never beyond the day on which the name must be forgotten: they are called back before.
    limit = datetime.combine(open_row(handle).expiry_week, at.timetz()) - timedelta(days=3)

    def edit(facts: Facts) -> None:
        facts.due_again = ""
        facts.wake_on = minute(max(at, min(at + timedelta(weeks=weeks), limit)))

    return change(handle, "rest", actor=actor, by=by, at=at, edit=edit)


def wake(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Go on before the agreed day."""
    return change(handle, "wake", actor=actor, by=by, at=at, edit=_rested)


def introduce(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Introduced to counselling: the program sends no name; open until confirmed or 72 hours."""

    def edit(facts: Facts) -> None:
        facts.due_again = ""
        facts.wake_on = minute(at + clocks.INTRODUCTION)

    return change(handle, "introduce", actor=actor, by=by, at=at, edit=edit)


def retract(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """The last answer was a slip: it stands as before it. `NotNow` once anything has followed."""
    return change(handle, "retract", actor=actor, by=by, at=at)


def contact_fails(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """The contact does not work: back to the desk, neither an attempt nor an offer."""

    def edit(facts: Facts) -> None:
        facts.waiting_on = "contact"

    return change(handle, "contact_fails", actor=actor, by=by, at=at, edit=edit)


def hand_back(
    handle: UUID,
    *,
    reached: bool,
    expecting: bool,
    actor: Actor,
    by: Member | None,
    at: datetime,
) -> Referral:
    """Somebody else goes on; two ticks say whether they were reached and expect a call."""

    row = open_row(handle)
    current = row.facts.supporter
    # Who never had the contact cannot have reached anybody.
    reached = reached and Stage(row.stage) in stages.CONTACT_SHOWN | {Stage.CONTACT}

    def edit(facts: Facts) -> None:
        facts.reached = facts.reached or reached
        facts.offered = facts.offered or reached
        if reached and not facts.offered_at:
            facts.offered_at = minute(at)
        facts.expecting = expecting
        facts.due_again = "" if reached else facts.due_again
        promise_again(facts, at)
        if current is not None:
            facts.bar(current)

    return change(handle, "hand_back", actor=actor, by=by, at=at, edit=edit)


def someone_else(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """They would like another supporter. No reason is asked."""
    return referrals.someone_else(handle, actor=actor, by=by, at=at)


def end(handle: UUID, how: str, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """The closing tap: forgotten after ten minutes in which it can be undone."""
    if how not in ENDINGS:
        raise ValueError("not an ending")
    return referrals.close(handle, how, actor=actor, by=by, at=at)


def undo(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    return referrals.undo(handle, actor=actor, by=by, at=at)


def _rested(facts: Facts) -> None:
    facts.wake_on = facts.due_again = ""
