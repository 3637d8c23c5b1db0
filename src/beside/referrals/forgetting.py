"""Count while forgetting: the key goes and the counters grow in one act, then the row is deleted.

A crash anywhere leaves a referral open, closing or held (opened by nobody), or gone; `complete` may
be called again for the same handle any number of times and counts once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from beside.referrals.change import NotNow, change
from beside.referrals.facts import Facts, moment
from beside.referrals.models import Referral
from beside.referrals.remembering import let_events_forget, stands_outside
from beside.rules import coverage
from beside.rules.periods import period_of
from beside.rules.stages import Actor, Outcome, Stage
from beside.vault import actions as vault
from beside.vault import holds
from beside.vault.actions import Closing, OnHold, UnknownHandle

log = logging.getLogger("beside")


def complete(handles: Iterable[UUID], *, at: datetime) -> int:
    """Forget each final referral and delete its row on the receipt; how many are gone."""
    rows = Referral.objects.filter(handle__in=list(handles), stage=Stage.FORGETTING.value)
    opened = {row.handle: row for row in rows.with_facts()}
    known = {handle: row.facts for handle, row in opened.items()}
    final = set(rows.values_list("handle", flat=True))
    days = held_until(list(opened.values()), at=at)  # asked first: a refusal costs a rotation
    held = {handle for handle, day in zip(opened, days, strict=True) if day is not None}
    gone = 0
    for handle in sorted(final, key=lambda one: _closed_at(known.get(one))):
        try:
            if row := opened.get(handle):
                _leave_in_order(row)
            if handle in held:
                raise OnHold
            gone += _forget(handle, known.get(handle), at)
        except UnknownHandle:
            continue  # unknown is not forgotten: the row stays and `beside doctor` says so
        except OnHold:
            _suspend(handle, at)
        except Exception as trouble:
            # One that cannot be forgotten now holds up no other; only its kind is told.
            log.error("A referral could not be forgotten: %s", type(trouble).__name__)
    return gone


def _leave_in_order(row: Referral) -> None:
    """What others have of it, held or not: the code of one that was joined leads to the other."""
    if row.facts.merged_into:
        with suppress(UnknownHandle):  # the one that lived on may be over by now
            vault.share_codes(row.handle, UUID(row.facts.merged_into))
    if stands_outside(row.facts):
        let_events_forget(row)


def _suspend(handle: UUID, at: datetime) -> None:
    """A legal hold covers it: opened by nobody, and counted once it is let go."""
    with suppress(NotNow, UnknownHandle):  # let go in this very moment
        change(handle, "hold", actor=Actor.PROGRAM, by=None, at=at)


def let_go(at: datetime) -> int:
    """What no hold covers any more is final again; how many. While all is held it only reads."""
    rows = Referral.objects.filter(stage=Stage.HELD.value).with_facts()
    free = [row for row, day in zip(rows, held_until(rows, at=at), strict=True) if day is None]
    for row in free:
        with suppress(NotNow):
            change(row.handle, "let_go", actor=Actor.PROGRAM, by=None, at=at)
    return len(free)


def held_until(rows: Sequence[Referral], *, at: datetime) -> list[date | None]:
    """The last day on which a hold covers each of these, open or over; None: no hold does."""
    closings = [_about(row.handle, row.facts) for row in rows]
    return holds.until(closings, today=timezone.localdate(at))


def _closed_at(facts: Facts | None) -> str:
    return facts.closed_at if facts else ""


def _forget(handle: UUID, facts: Facts | None, at: datetime) -> int:
    receipts = vault.forget([_closing(handle, facts, at)], today=timezone.localdate(at))
    return Referral.objects.filter(handle=receipts[0].handle).delete()[0]


def _closing(handle: UUID, facts: Facts | None, at: datetime) -> Closing:
    today = timezone.localdate(at)
    if facts is None:  # the key is gone already; the receipt is all we need
        return Closing(handle)
    outcome = Outcome(facts.outcome)
    return replace(
        _about(handle, facts),
        period=period_of(today),
        tables=_tables(facts, outcome),
        coverage=coverage.codes(
            outcome, offered=facts.offered, reached=facts.reached, already=facts.already
        )
        if facts.events
        else (),
        supporter=facts.supporter if facts.offered else None,
        week=today.toordinal() // 7,
    )


def _about(handle: UUID, facts: Facts) -> Closing:
    """What tells whether a hold covers it."""
    return Closing(
        handle,
        events=facts.event_handles,
        reason=facts.reason,
        unit=str(facts.department or ""),
    )


def _tables(facts: Facts, outcome: Outcome) -> dict[str, str]:
    """The coarse cells this close adds one to. None of them says who, when, or who helped."""
    pool = facts.pool or "unsaid"
    return {
        "outcome": outcome.value,
        "source": facts.source,
        "reason": facts.reason,
        "pool": pool,
        "department": str(facts.department or "unsaid"),
        "urgency": facts.urgency,
        "first contact": _timeliness(facts),
        "pool by outcome": f"{pool}/{outcome.value}",
        "source by outcome": f"{facts.source}/{outcome.value}",
    }


def _timeliness(facts: Facts) -> str:
    first, promised = moment(facts.offered_at), moment(facts.due)
    if first is None or promised is None:
        return "none"
    return "in time" if first <= promised else "late"
