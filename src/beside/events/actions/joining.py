"""Two reports of one event: joined, so that nobody is reached twice, and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from beside.audit import actions as audit
from beside.directory.people import contact_fingerprints
from beside.events.actions.barring import bar_exposed
from beside.events.actions.reporting import part
from beside.events.change import Edit, change, open_event, wait_for_joined
from beside.events.coverage import open_of
from beside.events.models import Event
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.change import NotNow
from beside.referrals.change import change as step
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.referrals.remembering import is_only_a_name, prints_of
from beside.rules.stages import FURTHEST, Actor, Stage
from beside.vault import actions as vault
from beside.vault.actions import SealBroken

People = Mapping[UUID, int | None]  # whom the desk has found behind each row, if anybody
_ORDER = [Stage.HELD, Stage.FORGETTING, Stage.CLOSING, *reversed(FURTHEST)]


class SameEvent(Exception):
    """An event cannot be joined with itself."""


def join(handle: UUID, into: UUID, *, by: Member, at: datetime) -> Event:
    """Both count for themselves; somebody who is in both is reached once and counts for both."""
    if handle == into:
        raise SameEvent
    with transaction.atomic():
        everyone = wait_for_joined(handle, into)
        for each in everyone:
            change(each, _joined_with(everyone - {each}))
        audit.count("join", role="coordinator", at=at)
        event = open_event(into)
        fold(event, by=by, at=at)
        bar_exposed(event, at=at)
        return event


def _joined_with(others: set[UUID]) -> Edit:
    def edit(row: Event) -> None:
        row.facts.same_as = sorted(str(one) for one in others)

    return edit


def separate(handle: UUID, other: UUID, *, by: Member, at: datetime) -> Event:
    """They were two events after all. Who was in both lists goes on counting for both."""
    with transaction.atomic():
        Event.objects.wait_for([handle, other])
        row = open_event(handle)
        part(handle, other)
        part(other, handle)
        audit.count("separate", role="coordinator", at=at)
        return open_event(row.handle)


def fold(event: Event, *, by: Member, at: datetime) -> None:
    """Whoever is here twice becomes one; whoever was looked after is left in peace."""
    events = {event.handle, *event.facts.joined}
    rows = open_of(*events)
    known = {handle: one.person for handle, one in referrals.peek_many(rows).items()}
    # Who has been forgotten since is nobody's twin.
    for group, prints in _groups([row for row in rows if row.handle in known], known):
        first, *twins = group
        for twin in twins:
            # Hidden from all of us together, or closed in this very moment: each goes on by itself.
            with suppress(NotNow):
                referrals.merge(twin.handle, first.handle, by=by, at=at)
        here = {handle for row in group for handle in row.facts.event_handles}
        [owners] = vault.claimed([_certain(known.get(first.handle)) or prints])
        if owners & (events - here) and here <= events and first.facts.source == "event":
            leave_in_peace(first, by=by, at=at)


def _groups(rows: list[Referral], known: People) -> list[tuple[list[Referral], set[str]]]:
    """Rows of one person together, the one that is furthest first, with what they are known by."""
    groups: list[tuple[list[Referral], set[str]]] = []
    for row in sorted(rows, key=lambda one: (-_ORDER.index(Stage(one.stage)), one.handle)):
        try:
            prints = set(prints_of(row))
        except SealBroken:
            continue  # forgotten in this very moment
        group = next((one for one in groups if _one(one[0], row, one[1] & prints, known)), None)
        if group is None:
            groups.append(([row], prints))
        else:
            group[0].append(row)
            group[1].update(prints)
    return groups


def _certain(person: int | None) -> list[str]:
    """Whom the desk has found is known by that alone: a namesake at the same telephone is not."""
    return contact_fingerprints(person, "", "", "", "")


def _one(group: list[Referral], row: Referral, shared: set[str], known: People) -> bool:
    """Whether these marks make them one person.

    Two whom the desk has found to be two people of the directory are never one; nor are two of one
    list who share no more than a name: whoever read the list has told them apart.
    """
    if not shared:
        return False
    people = {known[one.handle] for one in (*group, row)} - {None}
    told_apart = any(set(one.facts.events) & set(row.facts.events) for one in group)
    return len(people) < 2 and not (told_apart and is_only_a_name(shared))


def leave_in_peace(row: Referral, *, by: Member, at: datetime) -> bool:
    """An earlier report of the same event has looked after this person: not contacted again."""
    if Stage(row.stage) not in (Stage.RECEIVED, Stage.WAITING, Stage.ASKED):
        return False

    def edit(facts: Facts) -> None:
        facts.already = True

    try:
        step(row.handle, "merge", actor=Actor.COORDINATOR, by=by, at=at, edit=edit)
    except NotNow:
        return False
    return True
