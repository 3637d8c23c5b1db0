"""The one way an event changes: load, edit the facts, compare and set.

As with a referral, the sealed facts are the mark to compare with: of two people who act at once
one succeeds, and the other's change is made again on what the first one left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction

from beside.events.models import ROW, Event, load
from beside.vault import actions as vault
from beside.vault.actions import UnknownHandle
from beside.vault.identity import Identity
from beside.vault.rows import compare_and_set

Edit = Callable[[Event], None]


class EventGone(Exception):
    """The event is over, taken back or not there: nothing can be done with it any more."""


def change(handle: UUID, edit: Edit, *, identity: Identity | None = None) -> Event:
    """Edit an open event's facts or stage. Raises `EventGone`; nothing is half done."""
    with transaction.atomic():
        for _attempt in range(4):
            row = open_event(handle)
            edit(row)
            if _save(row, identity):
                return row
    raise EventGone


def wait_for_joined(*handles: UUID) -> set[UUID]:
    """These events and all they are joined with: until this transaction ends nobody else changes
    them. Whom somebody joined while we waited is waited for as well.
    """
    everyone: set[UUID] = set()
    while everyone != (now := _with_joined(handles)):
        everyone = now
        Event.objects.wait_for(everyone)
    return everyone


def _with_joined(handles: Iterable[UUID]) -> set[UUID]:
    return {*handles, *(one for each in handles for one in open_event(each).facts.joined)}


def open_event(handle: UUID) -> Event:
    """The event with its facts, if it is open."""
    try:
        row = load(handle)
    except Event.DoesNotExist:
        raise EventGone from None
    if not row.is_open:
        raise EventGone
    return row


def _save(row: Event, identity: Identity | None) -> bool:
    try:
        facts = vault.seal_facts(ROW, [(row.handle, row.facts.to_bytes())])[0]
        sealed = vault.seal_identity(ROW, row.handle, identity) if identity is not None else None
    except UnknownHandle:  # it was forgotten since it was read
        raise EventGone from None
    return compare_and_set(row, Event.Stage.OPEN, facts, sealed)
