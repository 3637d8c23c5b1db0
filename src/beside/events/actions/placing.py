"""Every person of a report finds their place, and nobody is told which one it was.

Somebody who is being reached already is not reached a second time; somebody whom an earlier report
of the same event has looked after is left in peace; everybody else becomes a referral.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from beside.events.actions.barring import bar_exposed
from beside.events.change import EventGone, change
from beside.events.coverage import open_of, same_events
from beside.events.models import Event
from beside.events.people import Named, may_be_one
from beside.program.models import Member
from beside.referrals.actions import Arrival, peek, receive
from beside.referrals.change import NotNow, edit_facts
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load_many
from beside.referrals.remembering import event_fingerprints, prints_of, stands_outside
from beside.rules.stages import Actor
from beside.vault import actions as vault
from beside.vault.actions import SealBroken
from beside.vault.identity import Identity

after_commit = transaction.on_commit
MOST_EVENTS = 24  # what the sealed facts have room for
MOST_CONTACTS = 4


@dataclass
class _Places:
    """Where each person belongs."""

    new: list[Named] = field(default_factory=list)
    reached: list[tuple[Named, Referral]] = field(default_factory=list)
    looked_after: int = 0


def place(
    event: Event, people: Sequence[Named], *, actor: Actor, by: Member | None, at: datetime
) -> None:
    """Sort, receive and join; what the event remembers and counts follows once that is durable."""
    places = _sort(event, people, by)
    for one, row in {row.handle: (one, row) for one, row in places.reached}.values():
        if _join_event(event, one, row):
            continue
        if any(stands_outside(found.facts) for found in load_many([row.handle])):
            places.new.append(one)  # closed in this very moment as somebody who was not meant
        else:
            places.looked_after += 1
    arrivals = [_arrival(event, one) for one in places.new]
    receive(arrivals, actor=actor, by=by, at=at)
    _note(event, places.looked_after)
    prints = [value for one in people for value in _prints(one)]
    # Only what is durable is remembered: else a list sent again after a failure would add nobody.
    after_commit(partial(_remember, event, prints, at))


def _note(event: Event, looked_after: int) -> None:
    """In the same transaction as its people: how many were looked after, and what is still to do.

    The number stands here and not in the keyring until the event is forgotten: two stores would
    never count exactly once.
    """

    def edit(row: Event) -> None:
        row.facts.looked_after += looked_after
        row.facts.to_remember = True

    noted = change(event.handle, edit)
    event.facts, event.sealed_facts = noted.facts, noted.sealed_facts


def _remember(event: Event, prints: list[str], at: datetime) -> None:
    vault.claim([(event.handle, prints)])
    bar_exposed(event, at=at)

    def edit(row: Event) -> None:
        row.facts.to_remember = False

    with suppress(EventGone):  # it was taken back in this very moment
        change(event.handle, edit)


def remember_again(event: Event, *, at: datetime) -> None:
    """After a crash: what the event should know of its people, from those who are here."""
    prints: list[str] = []
    for row in open_of(event.handle):
        with suppress(SealBroken):  # one that does not open keeps no other from being known
            prints += prints_of(row)
    _remember(event, prints, at)


def _prints(one: Named) -> list[str]:
    return event_fingerprints(one.fingerprints, one.name)


def _sort(event: Event, people: Sequence[Named], by: Member | None) -> _Places:
    """Who is new, who is being reached, and how many have been looked after.

    Whose request is hidden from the coordinator who types the names stands anew before her, so that
    a line that does not appear tells her nothing; found out who is meant, it is joined.
    """
    people = _folded(people)
    owners = vault.claimed([one.fingerprints for one in people])
    before = vault.claimed([_prints(one) for one in people])
    known = load_many(set().union(*owners))
    unseen = [row for row in known if row.is_open and row.is_hidden_from(by)]
    rows = {row.handle: row for row in known if row.is_open and not row.is_hidden_from(by)}
    not_meant = [row for row in known if not row.is_open and stands_outside(row.facts)]
    same = same_events(event)
    places = _Places()
    for one, handles, events in zip(people, owners, before, strict=True):
        row = _reached_by(one, (rows[handle] for handle in handles if handle in rows))
        if row is not None:
            places.reached.append((one, row))
        elif _reached_by(one, _of(unseen, handles)):
            places.new.append(one)
        elif events & same and not _reached_by(one, _of(not_meant, handles)):
            places.looked_after += event.handle not in events
        else:
            places.new.append(one)
    return places


def _folded(people: Sequence[Named]) -> list[Named]:
    """Lines that mean one person of the directory, or share a contact and the whole name.

    A name alone folds nothing here: whoever read the list has done so where it was certain.
    """
    found: list[tuple[Named, set[str]]] = []
    for one in people:
        prints = {value for value in _prints(one) if not value.startswith("name:")}
        if not any(prints & theirs and not _differ(one, other) for other, theirs in found):
            found.append((one, prints))
    return [one for one, _prints_of_them in found]


def _differ(one: Named, other: Named) -> bool:
    """Two people of the directory are two people, whatever they share."""
    return one.person is not None and other.person is not None and one.person != other.person


def _of(rows: Iterable[Referral], handles: frozenset[UUID]) -> list[Referral]:
    return [row for row in rows if row.handle in handles]


def _reached_by(one: Named, rows: Iterable[Referral]) -> Referral | None:
    """The open referral of this very person, if one of these is."""
    for row in rows:
        if may_be_one(one, peek(row)):
            return row
    return None


def _arrival(event: Event, one: Named) -> Arrival:
    facts = Facts(
        source="event",
        reason=event.facts.reason,
        urgency=event.facts.urgency,
        department=one.department,
        pool=one.pool,
        events=[str(event.handle)],
        line=one.line,
    )
    return Arrival(one.identity, facts, one.fingerprints)


def _join_event(event: Event, one: Named, row: Referral) -> bool:
    """The referral that is open already counts for this event too; False if it has no room, or
    has closed in this very moment.
    """
    handle = str(event.handle)

    def edit(facts: Facts) -> None:
        if handle not in facts.events:
            facts.events = [*facts.events, handle]

    now: Referral | None = row
    while now is not None and now.is_open:
        if handle in now.facts.events:
            return True
        if len(now.facts.events) >= MOST_EVENTS:
            return False
        with suppress(NotNow):  # a supporter took it just now, say: then it stands elsewhere
            edit_facts(now, edit, partial(_with_contact, one))
            return True
        now = next(iter(load_many([row.handle])), None)
    return False


def _with_contact(one: Named, known: Identity) -> Identity | None:
    """What the reporter knows of how to reach them, beside and never instead of what is known."""
    joined = known
    for contact in one.identity.contacts:
        if len(joined.contacts) < MOST_CONTACTS:
            joined = joined.with_contact(contact.value, contact.source)
    return None if joined is known else joined
