"""The one way a referral changes: load, judge by the table, edit the facts, compare and set, count.

The sealed facts are themselves the mark to compare with: their ciphertext is different after every
change, so of two people who act at once exactly one succeeds, and the other is told what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.program.models import Member
from beside.referrals import models, standing_down
from beside.referrals.facts import Facts, minute, moment
from beside.referrals.models import ROW, Referral
from beside.rules import clocks, stages
from beside.rules.stages import STEPS, Actor, Stage
from beside.vault import actions as vault
from beside.vault.identity import Identity

Edit = Callable[[Facts], None]


class NotNow(Exception):
    """The referral has moved on: the step does not fit its stage any more."""

    def __init__(self, stage: Stage | None) -> None:
        super().__init__("This has moved on since the page was shown.")
        self.stage = stage  # None: it is closed and gone


class NotYours(Exception):
    """The step is not this actor's to take."""


class Overtaken(NotNow):
    """Somebody else was faster."""


def change(
    handle: UUID,
    step: str,
    *,
    actor: Actor,
    by: Member | None,
    at: datetime,
    edit: Edit | None = None,
    identity: Identity | None = None,
) -> Referral:
    """Take one step of the table. Raises `NotNow` or `NotYours`; nothing is half done."""
    with transaction.atomic():
        for _attempt in range(4):
            row = _load(handle)
            before = Stage(row.stage)
            _judge(step, before, actor)
            _refuse_strangers(row, actor, by)
            holder = row.facts.supporter
            _apply(row, step, before, by=by, at=at, edit=edit)
            if _save(row, before, identity):
                audit.count(step, role=actor, at=at)
                if step == "undo" and actor is not Actor.SUPPORTER:
                    standing_down.withdraw(row.handle, holder)
                if standing_down.is_news(step, before, actor):
                    standing_down.after_commit(row.handle, holder, step, at=at)
                return row
            # The facts changed under us while the stage may not have: look again, judge again.
        raise Overtaken(before)


def edit_facts(row: Referral, edit: Edit, identity: Identity | None = None) -> Referral:
    """Change facts (or the sealed identity) without a step; the stage stays as it is."""
    with transaction.atomic():
        for _attempt in range(4):
            fresh = _load(row.handle)
            if fresh.stage != row.stage:
                raise Overtaken(Stage(fresh.stage))
            edit(fresh.facts)
            if _save(fresh, Stage(fresh.stage), identity):
                return fresh
        raise Overtaken(Stage(row.stage))


def _load(handle: UUID) -> Referral:
    try:
        return models.load(handle)
    except Referral.DoesNotExist:
        raise NotNow(None) from None


def _judge(step: str, stage: Stage, actor: Actor) -> None:
    refusal = stages.judge(STEPS[step], stage, actor)
    if refusal is None:
        return
    if refusal.reason == "not_yours":
        raise NotYours
    raise NotNow(stage)


def _refuse_strangers(row: Referral, actor: Actor, by: Member | None) -> None:
    """A supporter's step is hers who has it now, whatever the page she answers from still says."""
    if actor is Actor.SUPPORTER and (
        by is None or row.facts.supporter is None or models.supporter_id(by) != row.facts.supporter
    ):
        raise NotYours


def _apply(
    row: Referral,
    step: str,
    before: Stage,
    *,
    by: Member | None,
    at: datetime,
    edit: Edit | None,
) -> None:
    """The step's effects on the row and its facts."""
    facts, rule = row.facts, STEPS[step]
    told_otherwise = by is None or models.supporter_id(by) != facts.supporter
    origin = Stage(facts.closed_from) if facts.closed_from else None
    after = stages.target(rule, before, origin)
    if after is Stage.CLOSING:
        facts.closed_at, facts.closed_from = at.isoformat(), before.value
        facts.closed_by = by.pk if by else None
        facts.was_offered_at, facts.was_reached = facts.offered_at, facts.reached
    if rule.outcome is not None and before is not Stage.CLOSING:
        facts.outcome = rule.outcome.value  # a stop during the ten minutes keeps what was said
    if step == "undo":
        facts.closed_at = facts.closed_from = facts.outcome = ""
        facts.offered_at, facts.reached = facts.was_offered_at, facts.was_reached
        facts.offered = bool(facts.offered_at)
        facts.was_offered_at, facts.was_reached = "", False
        facts.closed_by = None
        if told_otherwise:
            facts.back += 1  # hers again: she is told
    if after is Stage.WAITING:
        facts.supporter, facts.back = None, 0
    _count_contact(facts, rule, at)
    if edit is not None:
        edit(facts)
    row.stage = after.value
    row.due_on = due_on(row, at)


def _count_contact(facts: Facts, rule: stages.Step, at: datetime) -> None:
    effect = rule.effect_on_coverage
    if effect in (stages.Coverage.OFFERED, stages.Coverage.REACHED):
        facts.offered = True
        facts.offered_at = facts.offered_at or minute(at)
    if effect is stages.Coverage.REACHED:
        facts.reached = True


def due_on(row: Referral, at: datetime) -> date:
    """The day on which somebody should look at this again."""
    facts, stage = row.facts, Stage(row.stage)
    today = timezone.localdate(at)
    if stage in stages.CLOSED:
        return today
    if stage in (Stage.RESTING, Stage.INTRODUCED) and (wakes := moment(facts.wake_on)):
        return timezone.localdate(wakes)
    if row.first_contact_is_due and facts.due_at:
        return timezone.localdate(facts.due_at)
    return clocks.monday(today) if facts.due_at is None else today


def _save(row: Referral, before: Stage, identity: Identity | None) -> bool:
    """Save only what changed, where nothing else has; False when somebody was faster."""
    old = bytes(row.sealed_facts)
    changes: dict[str, object] = {
        "stage": row.stage,
        "due_on": row.due_on,
        "sealed_facts": vault.seal_facts(ROW, [(row.handle, row.facts.to_bytes())])[0],
    }
    if identity is not None:
        changes["sealed_identity"] = vault.seal_identity(ROW, row.handle, identity)
    same = Referral.objects.filter(handle=row.handle, stage=before.value, sealed_facts=old)
    if same.update(**changes) != 1:
        return False
    row.sealed_facts = changes["sealed_facts"]
    if identity is not None:
        row.sealed_identity = changes["sealed_identity"]
    return True
