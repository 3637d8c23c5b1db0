"""What time itself does to events; called by the worker and the sweep, any number of times."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from beside.events.actions.placing import remember_again
from beside.events.actions.reporting import drop_asides, settle_asides
from beside.events.change import EventGone, change
from beside.events.held import are_held, closing
from beside.events.models import Event
from beside.referrals.models import Referral
from beside.rules import events
from beside.rules.periods import period_of
from beside.rules.retention import LONGEST_DAYS
from beside.vault import actions as vault
from beside.vault.actions import OnHold, UnknownHandle
from beside.vault.rows import came_by_a_wrong_clock

log = logging.getLogger("beside")


def forget(at: datetime) -> int:
    """Let go of what has had its time; how many events are gone. A legal hold suspends it."""
    today = timezone.localdate(at)
    needed = _needed()
    rows = Event.objects.open().with_facts()
    for row, is_held in zip(rows, are_held(rows, today=today), strict=True):
        try:
            if not is_held:
                _let_fade(row, today)
            _age(row, row.handle in needed, today)
        except EventGone:
            continue  # somebody took it back in the meantime
    return _complete(needed, today)


def drop_forgotten(at: datetime) -> int:
    """Rows that the keyring has forgotten by itself, or that came back from a backup: they go."""
    handles = list(Event.objects.values_list("handle", flat=True))
    lost = [one for one, held in zip(handles, vault.holds(handles), strict=True) if not held]
    gone = [one for one, is_gone in zip(lost, vault.forgotten(lost), strict=True) if is_gone]
    return Event.objects.filter(handle__in=gone).delete()[0]


def set_right(at: datetime) -> int:
    """Events that were told of by a wrong clock are here as long as all others."""
    wrong = list(came_by_a_wrong_clock(Event.objects.all(), timezone.localdate(at), _latest))
    for handle, week, limit in wrong:
        Event.objects.filter(handle=handle).update(opened_week=week, expiry_week=limit)
    return len(wrong)


def _latest(week: date) -> date:
    return events.expiry_week(week, LONGEST_DAYS)


def remember(at: datetime) -> int:
    """Events whose people are written down and that were kept from remembering them."""
    rows = [row for row in Event.objects.open().with_facts() if row.facts.to_remember]
    for row in rows:
        with suppress(UnknownHandle):  # it was forgotten in this very moment
            remember_again(row, at=at)
    return len(rows)


def _needed() -> set[UUID]:
    """Events for which a referral is still here."""
    return {one for row in Referral.objects.all().with_facts() for one in row.facts.event_handles}


def _let_fade(row: Event, today: date) -> None:
    """Whom to call back, and whom it had, are forgotten while the event itself is still here."""
    row = settle_asides(row, today)
    if not events.remembers_people(row.facts.last_named, today):
        vault.drop_claims(row.handle)
        if row.facts.can_call_back or row.facts.someone_knows:
            drop_asides(row)


def _age(row: Event, has_people: bool, today: date) -> None:
    if today >= row.expiry_week and not has_people:
        _end(row.handle)
    elif has_people:
        if row.facts.last_gone_on:
            _last_gone(row.handle, "")
    elif not row.facts.last_gone_on:
        _last_gone(row.handle, today.isoformat())
    elif today >= events.forget_on(date.fromisoformat(row.facts.last_gone_on)):
        _end(row.handle)


def _last_gone(handle: UUID, day: str) -> None:
    """Remember since when nobody of this event is here."""

    def edit(row: Event) -> None:
        row.facts.last_gone_on = day
        if day:
            row.due_on = events.forget_on(date.fromisoformat(day))

    change(handle, edit)


def _end(handle: UUID) -> None:
    """Nothing of it is needed any more."""
    Event.objects.filter(handle=handle, stage=Event.Stage.OPEN).update(stage=Event.Stage.OVER)


def _complete(needed: set[UUID], today: date) -> int:
    """Destroy each key and delete the row on the receipt; what was in error is not counted."""
    voided = Event.Stage.VOIDED
    final = [row for row in _final(today) if row.stage != voided or row.handle not in needed]
    return _forget(final, today)


def _forget(final: Sequence[Event], today: date) -> int:
    """All of these in one act; where that is refused, each half for itself, down to the one."""
    closings = [
        closing(row, period="" if row.stage == Event.Stage.VOIDED else period_of(today))
        for row in final
    ]
    try:
        vault.forget(closings, today=today, delete=_delete)
    except Exception as trouble:
        if len(final) > 1:
            half = len(final) // 2
            return _forget(final[:half], today) + _forget(final[half:], today)
        # Unknown is not forgotten: the row stays and `beside doctor` says so. A hold that came in
        # this very moment keeps it as it is. Of anything else only its kind is told.
        if not isinstance(trouble, UnknownHandle | OnHold):
            log.error("An event could not be forgotten: %s", type(trouble).__name__)
        return 0
    return len(final)


def _delete(handles: Sequence[UUID]) -> None:
    Event.objects.filter(handle__in=handles).delete()


def _final(today: date) -> list[Event]:
    """What is over or taken back, and covered by no hold: asked first, for that costs no rotation.

    One whose key is gone already has no facts and waits only for its receipt.
    """
    over = Event.objects.exclude(stage=Event.Stage.OPEN)
    known = {row.handle: row for row in over.with_facts()}
    rows = [known.get(row.handle, row) for row in over]
    held = are_held(rows, today=today)
    return [row for row, is_held in zip(rows, held, strict=True) if not is_held]
