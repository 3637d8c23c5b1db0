"""Count while forgetting: the key goes and the counters grow in one act, then the row is deleted.

A crash anywhere leaves a referral open, closing or held (opened by nobody), or gone; `complete` may
be called again for the same handle any number of times and counts once.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from beside.referrals.change import Change, NotNow, change, change_many
from beside.referrals.facts import Facts, moment
from beside.referrals.models import Referral
from beside.referrals.remembering import let_events_forget, stands_outside
from beside.rules import coverage
from beside.rules.periods import period_of
from beside.rules.stages import Actor, Outcome, Stage
from beside.vault import actions as vault
from beside.vault import holds
from beside.vault.actions import Closing, OnHold, UnknownHandle
from beside.vault.together import Queues, Wish

log = logging.getLogger("beside")
LOST = "lost"  # as the keyring itself counts one of whom nobody can say how it ended


@dataclass
class _Wish(Wish):
    """What one caller wants completed, and how many of it are gone."""

    handles: Sequence[UUID] = ()
    at: datetime = datetime.min
    gone: int = 0


_queues = Queues[_Wish]()


def complete(handles: Iterable[UUID], *, at: datetime) -> int:
    """Forget each final referral and delete its row on the receipt; how many are gone.

    All who ask at once are answered by one act, but for one who is in a transaction of her own.
    """
    wish = _Wish(handles=list(handles), at=at)
    if not wish.handles:
        return 0
    if connection.in_atomic_block:
        _complete([wish])
    else:
        _queues[connection.alias].join(wish, _complete)
    return wish.gone


def _complete(wishes: Sequence[_Wish]) -> None:
    """Who asked first for a referral that two have asked for is told of it."""
    days: dict[date, dict[UUID, _Wish]] = {}
    for wish in reversed(wishes):
        asked = days.setdefault(timezone.localdate(wish.at), {})
        asked.update(dict.fromkeys(wish.handles, wish))
    for asked in days.values():
        for handle in _complete_all(asked, at=max(one.at for one in asked.values())):
            asked[handle].gone += 1


def _complete_all(handles: Collection[UUID], *, at: datetime) -> list[UUID]:
    """Nothing that stands in the way of one holds up another."""
    rows = Referral.objects.filter(handle__in=list(handles), stage=Stage.FORGETTING.value)
    opened = {row.handle: row for row in rows.with_facts()}
    days = held_until(list(opened.values()), at=at)  # asked first: a refusal costs a rotation
    held = {handle for handle, day in zip(opened, days, strict=True) if day is not None}
    known = {handle: row.facts for handle, row in opened.items()}
    # Of one look: what comes to be final meanwhile was not opened, and would go uncounted.
    final = sorted((row.handle for row in rows), key=lambda one: _closed_at(known.get(one)))
    ready = [
        one
        for one in final
        if (_left_in_order(opened[one]) if one in opened else not _may_be_held(one, at))
    ]
    for handle in held.intersection(ready):
        _suspend(handle, at)
    free = [(handle, known.get(handle)) for handle in ready if handle not in held]
    return _forget(free, at) if free else []


def _may_be_held(handle: UUID, at: datetime) -> bool:
    """While any hold stands, one whose facts do not open stays: nobody can say what covers it.

    One whose key is gone is forgotten already, and waits only for its receipt.
    """
    return holds.suspended_until(timezone.localdate(at)) is not None and vault.holds([handle])[0]


def _left_in_order(row: Referral) -> bool:
    try:
        _leave_in_order(row)
    except Exception as trouble:
        _tell(trouble)
        return False
    return True


def _forget(final: Sequence[tuple[UUID, Facts | None]], at: datetime) -> list[UUID]:
    """All of these in one act; where that is refused, each half for itself, down to the one."""
    try:
        closings = [_closing(handle, facts, at) for handle, facts in final]
        vault.forget(closings, today=timezone.localdate(at), delete=_delete)
    except Exception as trouble:
        if len(final) > 1:
            half = len(final) // 2
            return _forget(final[:half], at) + _forget(final[half:], at)
        if isinstance(trouble, OnHold):
            _suspend(final[0][0], at)
        else:
            _tell(trouble)
        return []
    return [handle for handle, _facts in final]


def _delete(handles: Sequence[UUID]) -> None:
    Referral.objects.filter(handle__in=handles).delete()


def _tell(trouble: Exception) -> None:
    """Of one that cannot be forgotten now only the kind of trouble is told."""
    if isinstance(trouble, UnknownHandle):
        return  # unknown is not forgotten: the row stays and `beside doctor` says so
    log.error("A referral could not be forgotten: %s", type(trouble).__name__)


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
    days = held_until(rows, at=at)
    free = [Change(row.handle) for row, day in zip(rows, days, strict=True) if day is None]
    if free:
        _let_go(free, at)
    return len(free)


def _let_go(free: Sequence[Change], at: datetime) -> None:
    """All in one act; where one of them has moved on, each half for itself."""
    try:
        change_many(free, "let_go", actor=Actor.PROGRAM, by=None, at=at)
    except NotNow:
        if len(free) > 1:
            half = len(free) // 2
            _let_go(free[:half], at)
            _let_go(free[half:], at)


def held_until(rows: Sequence[Referral], *, at: datetime) -> list[date | None]:
    """The last day on which a hold covers each of these, open or over; None: no hold does."""
    closings = [_about(row.handle, row.facts) for row in rows]
    return holds.until(closings, today=timezone.localdate(at))


def _closed_at(facts: Facts | None) -> str:
    return facts.closed_at if facts else ""


def _closing(handle: UUID, facts: Facts | None, at: datetime) -> Closing:
    today = timezone.localdate(at)
    if facts is None:
        # The key is gone already, and the receipt is all we need; or its facts do not open, and
        # nobody can say how it ended.
        return Closing(handle, period=period_of(today), tables={"outcome": LOST})
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
