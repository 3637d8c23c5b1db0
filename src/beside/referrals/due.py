"""What time itself does to referrals; the worker and the sweep call it, any number of times."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from beside.referrals import forgetting
from beside.referrals.change import NotNow, change
from beside.referrals.facts import Facts, moment
from beside.referrals.models import Referral
from beside.rules import clocks, retention, stages
from beside.rules.stages import Actor, Stage


def finish(at: datetime) -> int:
    """Closes whose ten minutes are over become final and are forgotten; how many are gone."""
    for row in Referral.objects.filter(stage=Stage.CLOSING.value).with_facts():
        closed = moment(row.facts.closed_at)
        if closed is None or not clocks.can_undo(closed, at):
            _step(row.handle, "finish", at)
    final = Referral.objects.filter(stage=Stage.FORGETTING.value)
    return forgetting.complete(final.values_list("handle", flat=True), at=at)


def expire(at: datetime) -> int:
    """No name outlives the policy's limit: what is still open then closes as what it truly was."""
    today = timezone.localdate(at)
    expired = 0
    rows = Referral.objects.filter(expiry_week__lte=today, stage__in=list(stages.OPEN))
    for row in rows.with_facts():
        outcome = retention.outcome_at_expiry(Stage(row.stage), offered=row.facts.offered)

        def edit(facts: Facts, outcome: str = outcome.value) -> None:
            facts.outcome = outcome

        expired += _step(row.handle, "expire", at, edit)
    finish(at)
    return expired


def wake(at: datetime) -> int:
    """Rests that are over go back to their supporter; introductions after 72 hours close."""
    woken = 0
    rows = Referral.objects.filter(stage__in=[Stage.RESTING.value, Stage.INTRODUCED.value])
    for row in rows.with_facts():
        when = moment(row.facts.wake_on)
        if when is not None and when <= at:
            if row.stage == Stage.RESTING:
                woken += _step(row.handle, "wake", at, _awake)
            else:
                woken += _step(row.handle, "introduced", at)
    return woken


def _awake(facts: Facts) -> None:
    facts.wake_on = ""
    facts.back += 1


def _step(handle: UUID, step: str, at: datetime, edit: object = None) -> int:
    try:
        change(handle, step, actor=Actor.PROGRAM, by=None, at=at, edit=edit)  # type: ignore[arg-type]
    except NotNow:
        return 0  # somebody acted in the meantime; the next round looks again
    return 1
