"""Asking a supporter, and her answer: ask, recall, take, pass, declare a conflict, confirm none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from beside.program.models import Member
from beside.referrals.actions import open_row, peek
from beside.referrals.change import change
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.rules.stages import Actor
from beside.supporters.barring import barred_for
from beside.supporters.models import Supporter


class Conflict(StrEnum):
    """What a supporter may say about herself and the person; only `NONE` opens the contact."""

    NONE = "none"
    THERE = "there"
    PARTY = "party"
    EVALUATES = "evaluates"
    CLOSE = "close"


class CannotAsk(Exception):
    """This supporter must not be asked for this person."""


def ask(handle: UUID, supporter: Supporter, *, by: Member | None, at: datetime) -> Referral:
    """Ask one supporter, without a name. A barred one is refused."""

    def edit(facts: Facts) -> None:
        if supporter.pk in facts.barred_supporters or supporter.member_id in facts.hidden_from:
            raise CannotAsk
        facts.supporter = supporter.pk
        facts.asked_count += 1
        if facts.waiting_on == "supporter":
            facts.waiting_on = facts.waiting_until = ""

    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    return change(handle, "ask", actor=actor, by=by, at=at, edit=edit)


def recall(handle: UUID, *, by: Member | None, at: datetime) -> Referral:
    """Stop waiting for an answer; she may be asked again another time."""
    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    return change(handle, "recall", actor=actor, by=by, at=at)


def pass_on(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Not this time. She is not asked again for this person."""
    return change(handle, "pass", actor=actor, by=by, at=at, edit=_bar_asked(handle))


def take(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Yes. She now sees the name, without the contact.

    Conflicts are checked once more with the name in memory: the line of evaluation may have
    changed since the person was found.
    """
    row = open_row(handle)
    supporter = row.facts.supporter
    person = peek(row).person
    barred = barred_for(person, department=row.facts.department, pool=row.facts.pool)
    if supporter in barred | row.facts.barred_supporters:
        change(handle, "pass", actor=actor, by=by, at=at, edit=_bar_asked(handle))
        raise CannotAsk  # outside any transaction of ours: the passing on stays done
    return change(handle, "take", actor=actor, by=by, at=at)


def answer_conflict(
    handle: UUID, conflict: Conflict, *, actor: Actor, by: Member, at: datetime
) -> Referral:
    """Only `NONE` opens the contact; anything else goes back to the desk, without the reason."""
    if conflict is Conflict.NONE:
        return change(handle, "confirm", actor=actor, by=by, at=at)
    return change(handle, "declare", actor=actor, by=by, at=at, edit=_bar_asked(handle))


def _bar_asked(handle: UUID) -> Callable[[Facts], None]:
    asked = open_row(handle).facts.supporter

    def edit(facts: Facts) -> None:
        if asked is not None:
            facts.bar(asked)

    return edit
