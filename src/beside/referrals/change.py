"""The one way a referral changes: load, judge by the table, edit the facts, compare and set, count.

The sealed facts are themselves the mark to compare with: their ciphertext is different after every
change, so of two people who act at once exactly one succeeds, and the other is told what happened.
Many change as one does: looked at and sealed together, but each compared and set by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from beside.vault.actions import SealBroken, UnknownHandle
from beside.vault.identity import Identity
from beside.vault.rows import compare_and_set

Edit = Callable[[Facts], None]
Known = Callable[[Identity], Identity | None]  # from who it is by now; None: that stays as it is
_ATTEMPTS = 4


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
    identity: Known | None = None,
) -> Referral:
    """Take one step of the table. Raises `NotNow` or `NotYours`; nothing is half done."""
    return change_many([Change(handle, edit, identity)], step, actor=actor, by=by, at=at)[0]


@dataclass(frozen=True, repr=False)
class Change:
    """What one of many is changed to, beside what the step itself does."""

    handle: UUID
    edit: Edit | None = None
    identity: Known | None = None


def change_many(
    wanted: Sequence[Change], step: str, *, actor: Actor, by: Member | None, at: datetime
) -> list[Referral]:
    """The same step for each of these, in their order; all of them or, where one raises, none."""
    changed: dict[UUID, Referral] = {}
    left = list(wanted)
    with transaction.atomic():
        for _attempt in range(_ATTEMPTS):
            tries = []
            found = _load_all([one.handle for one in left])
            known = _open_all(found, {one.handle: one.identity for one in left if one.identity})
            for one in left:
                row = found.get(one.handle)
                if row is None:
                    raise NotNow(None)
                before, holder = Stage(row.stage), row.facts.supporter
                _judge(step, before, actor)
                _refuse_strangers(row, actor, by)
                _apply(row, step, before, by=by, at=at, edit=one.edit)
                tries.append(_Try(row, before, known.get(one.handle), holder))
            for done in _save_all(tries):
                _stand_down(done, step, actor, at)
                changed[done.row.handle] = done.row
            left = [one for one in left if one.handle not in changed]
            if not left:
                if wanted:
                    audit.count(step, role=actor, at=at, number=len(wanted))
                return [changed[one.handle] for one in wanted]
            # Facts changed under us while the stage may not have: look again, judge again.
        raise Overtaken(tries[-1].before)


def edit_facts(row: Referral, edit: Edit, identity: Known | None = None) -> Referral:
    """Change facts (or the sealed identity) without a step; the stage stays as it is.

    Raises `Overtaken` where it does not, `NotNow` where the referral is gone.
    """
    with transaction.atomic():
        saved = edit_many([row], edit, {row.handle: identity} if identity else {})
        if not saved:
            found = _load_all([row.handle])
            raise Overtaken(Stage(found[row.handle].stage)) if found else NotNow(None)
        return saved[0]


def edit_many(
    rows: Sequence[Referral], edit: Edit, identities: Mapping[UUID, Known] | None = None
) -> list[Referral]:
    """The same for many in one transaction; whichever has moved on in the meantime is left out."""
    wanted = {row.handle: row.stage for row in rows}
    saved: dict[UUID, Referral] = {}
    with transaction.atomic():
        for _attempt in range(_ATTEMPTS):
            found = _load_all([one for one in wanted if one not in saved])
            found = {one: row for one, row in found.items() if row.stage == wanted[one]}
            known = _open_all(found, identities or {})
            tries = []
            for handle, row in found.items():
                edit(row.facts)
                tries.append(_Try(row, Stage(row.stage), known.get(handle)))
            saved |= {one.row.handle: one.row for one in _save_all(tries)}
            if len(saved) == len(wanted) or not tries:
                break
    return [saved[one] for one in wanted if one in saved]


def _load_all(handles: Sequence[UUID]) -> dict[UUID, Referral]:
    return {row.handle: row for row in models.load_many(handles)}


def _open_all(
    rows: Mapping[UUID, Referral], wanted: Mapping[UUID, Known]
) -> dict[UUID, Identity | None]:
    """Who each of these shall be, made from who they are in the very row that is compared and set.

    Made from an earlier look it would undo what somebody else has said of them since.
    """
    named = [rows[one] for one in wanted if one in rows]
    opened = vault.open_identities(ROW, [(one.handle, bytes(one.sealed_identity)) for one in named])
    found: dict[UUID, Identity | None] = {}
    for row, known in zip(named, opened, strict=True):
        if known is None:
            raise unread(row.handle)
        found[row.handle] = wanted[row.handle](known)
    return found


def unread(handle: UUID) -> Exception:
    """Why a name does not open: it has just been forgotten, or its seal is broken."""
    return SealBroken() if vault.holds([handle]) == [True] else NotNow(None)


def _stand_down(done: _Try, step: str, actor: Actor, at: datetime) -> None:
    """Whoever had it is told, once this is durable, what somebody else has done."""
    if step == "undo" and actor is not Actor.SUPPORTER:
        standing_down.withdraw(done.row, done.holder)
    if standing_down.is_news(step, done.before, actor):
        standing_down.after_commit(done.row, done.holder, step, at=at)


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
    after = stages.target(rule, before, _origin(facts, step, before))
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
        if by is None or models.supporter_id(by) != facts.supporter:
            facts.back += 1  # hers again: she is told
    _remember_answer(facts, rule, before, after)
    if after is Stage.WAITING:
        facts.supporter, facts.back = None, 0
    _count_contact(facts, rule, at)
    if edit is not None:
        edit(facts)
    row.stage = after.value
    row.due_on = due_on(row, at)


def _origin(facts: Facts, step: str, stage: Stage) -> Stage | None:
    """Where a step back leads: before the close, or before the last answer if that can be."""
    if step == "retract":
        if not facts.before:
            raise NotNow(stage)
        return Stage(facts.before[0])
    return Stage(facts.closed_from) if facts.closed_from else None


def _remember_answer(facts: Facts, rule: stages.Step, before: Stage, after: Stage) -> None:
    """The last answer can be taken back until the next step; a close and its undo are none."""
    if rule.name == "retract":
        facts.take_answer_back()
    elif after is not before and after in stages.OPEN and before is not Stage.CLOSING:
        facts.before = []
        if rule.effect_on_coverage in stages.CONTACT_MADE:
            facts.answered_from(before.value)


def _count_contact(facts: Facts, rule: stages.Step, at: datetime) -> None:
    effect = rule.effect_on_coverage
    if effect in stages.CONTACT_MADE:
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


@dataclass(frozen=True, repr=False)
class _Try:
    """One row as it shall be, and what it was when it was read."""

    row: Referral
    before: Stage
    identity: Identity | None = None
    holder: int | None = None


def _save_all(tries: Sequence[_Try]) -> list[_Try]:
    """Seal them in one look at the keyring, save each where nothing else has changed it.

    In the order of their handles: two who save many at once then never wait for each other.
    """
    tries = sorted(tries, key=lambda one: one.row.handle)
    named = [(one.row.handle, one.identity) for one in tries if one.identity is not None]
    try:
        facts = vault.seal_facts(ROW, [(one.row.handle, one.row.facts.to_bytes()) for one in tries])
        sealed = vault.seal_identities(ROW, named) if named else []
    except UnknownHandle:  # one of them was forgotten since it was read: whoever asks looks again
        return []
    identities = {handle: text for (handle, _), text in zip(named, sealed, strict=True)}
    return [
        one
        for one, text in zip(tries, facts, strict=True)
        if compare_and_set(one.row, one.before, text, identities.get(one.row.handle))
    ]
