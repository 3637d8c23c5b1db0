"""What time itself does to referrals; the worker and the sweep call it, any number of times."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from beside.program.week import contact_due
from beside.referrals import forgetting
from beside.referrals.actions.lost import give_up
from beside.referrals.change import NotNow, change, due_on, edit_facts
from beside.referrals.facts import Facts, minute, moment
from beside.referrals.models import Referral
from beside.rules import clocks, retention, stages
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from beside.vault.rows import came_by_a_wrong_clock


def finish(at: datetime) -> int:
    """Closes whose ten minutes are over become final and are forgotten; how many are gone.

    What a legal hold covers is held instead, and is forgotten once no hold covers it any more.
    """
    closing = Referral.objects.filter(stage=Stage.CLOSING.value)
    opened = closing.with_facts()
    for row in opened:
        closed = moment(row.facts.closed_at)
        if closed is None or not clocks.can_undo(closed, at):
            _step(row.handle, "finish", at, partial(_still_over, at))
    _finish_unread({row.handle for row in closing} - {row.handle for row in opened})
    forgetting.let_go(at)
    final = Referral.objects.filter(stage=Stage.FORGETTING.value)
    return forgetting.complete(final.values_list("handle", flat=True), at=at)


def _still_over(at: datetime, facts: Facts) -> None:
    """Undone and closed anew since it was read, it has ten minutes of its own."""
    closed = moment(facts.closed_at)
    if closed is not None and clocks.can_undo(closed, at):
        raise NotNow(Stage.CLOSING)


def _finish_unread(handles: set[UUID]) -> None:
    """A close whose facts do not open cannot be undone either, so there is nothing to wait for."""
    rows = Referral.objects.filter(handle__in=handles, stage=Stage.CLOSING.value)
    rows.update(stage=Stage.FORGETTING.value)


def set_right(at: datetime) -> int:
    """Whoever came by a wrong clock is here as long as everybody, and promised a contact from now.

    The facts first: a crash between leaves a week that is still wrong, and is set right again.
    """
    wrong = list(came_by_a_wrong_clock(Referral.objects.all(), timezone.localdate(at), _latest))
    for handle, week, limit in wrong:
        for row in Referral.objects.load_many([handle]):
            if row.is_open and row.opened_week > week:
                _promise_from_now(row, at)
        Referral.objects.filter(handle=handle).update(opened_week=week, expiry_week=limit)
    return len(wrong)


def _latest(week: date) -> date:
    return retention.expiry_week(week, retention.LONGEST_DAYS)


def _promise_from_now(row: Referral, at: datetime) -> None:
    def edit(facts: Facts) -> None:
        facts.opened = minute(at)
        if row.first_contact_is_due:
            facts.promise(minute(contact_due(facts.urgency, at)))

    with suppress(NotNow):  # somebody acted in the meantime; the next round looks again
        saved = edit_facts(row, edit)
        Referral.objects.filter(handle=row.handle).update(due_on=due_on(saved, at))


def expire(at: datetime, *, seen: datetime | None = None) -> int:
    """No name outlives the policy's limit: what is still open then closes as what it truly was.

    `seen`: the highest time there has been. Where the clock was put back, what was over by then
    goes too; but whoever has come since must not be taken for overdue.
    """
    today = timezone.localdate(at)
    expired = _expire(Q(expiry_week__lte=today), at)
    if seen is not None and seen > at:
        expired += _expire(Q(handle__in=_overdue(timezone.localdate(seen))), seen)
    finish(at)
    return expired + _give_up_expired(today, at)


def _expire(over: Q, at: datetime) -> int:
    gone = []
    for row in Referral.objects.filter(over, stage__in=list(stages.OPEN)).with_facts():
        outcome = retention.outcome_at_expiry(Stage(row.stage), offered=row.facts.offered)

        def edit(facts: Facts, outcome: str = outcome.value) -> None:
            facts.outcome = outcome

        if _step(row.handle, "expire", at, edit):
            gone.append(row.handle)
    forgetting.complete(gone, at=at)
    return len(gone)


def _overdue(day: date) -> list[UUID]:
    """What was over by this day, each life counted from when the keyring made its key."""
    made = vault.made()
    rows = Referral.objects.filter(expiry_week__lte=day)
    weeks = rows.values_list("handle", "opened_week", "expiry_week")
    return [one for one, came, limit in weeks if limit + (made.get(one, came) - came) <= day]


def _give_up_expired(today: date, at: datetime) -> int:
    """After a lost keyring: rows that nobody could open go when they would have expired."""
    rows = Referral.objects.filter(expiry_week__lte=today).values_list("handle", flat=True)
    keyless = [one for one, held in zip(rows, vault.holds(rows), strict=True) if not held]
    return give_up(keyless, at=at)


def wake(at: datetime) -> int:
    """Rests that are over go back to their supporter; introductions after 72 hours close."""
    woken = 0
    rows = Referral.objects.filter(stage__in=[Stage.RESTING.value, Stage.INTRODUCED.value])
    for row in rows.with_facts():
        if not _is_over(row.facts.wake_on, at):
            continue
        if row.stage == Stage.RESTING:
            woken += _step(row.handle, "wake", at, _awake)
        else:
            woken += _step(row.handle, "introduced", at)
    return woken


def _is_over(wake_on: str, at: datetime) -> bool:
    when = moment(wake_on)
    return when is not None and when <= at


def drop_forgotten(at: datetime) -> int:
    """Rows that the keyring has forgotten by itself, or that came back from a backup: they go.

    Only on its word for each handle. What it has never heard of stays; `beside verify` says so.
    """
    handles = list(Referral.objects.values_list("handle", flat=True))
    lost = [one for one, held in zip(handles, vault.holds(handles), strict=True) if not held]
    gone = [one for one, is_gone in zip(lost, vault.forgotten(lost), strict=True) if is_gone]
    return Referral.objects.filter(handle__in=gone).delete()[0]


def _awake(facts: Facts) -> None:
    facts.wake_on = ""
    facts.back += 1


def _step(handle: UUID, step: str, at: datetime, edit: object = None) -> int:
    try:
        change(handle, step, actor=Actor.PROGRAM, by=None, at=at, edit=edit)  # type: ignore[arg-type]
    except NotNow:
        return 0  # somebody acted in the meantime; the next round looks again
    return 1
