"""Who is this? Found in the directory, or not in it; never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from beside.directory.index import Person
from beside.program.models import Member
from beside.referrals.actions.looking import open_row, peek
from beside.referrals.actions.receiving import fingerprints
from beside.referrals.change import change
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor
from beside.supporters.barring import barred_for
from beside.vault import actions as vault
from beside.vault.identity import Identity


def resolve(
    handle: UUID,
    person: Person | None,
    *,
    by: Member | None,
    at: datetime,
    also_exposed: Iterable[int] = (),
) -> Referral:
    """Say who is meant: a person of the directory, or somebody who is not in it."""
    identity = peek(open_row(handle))
    if person is not None:
        identity = known_as(identity, person)
    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    barred = barred_for(
        person.id if person else None,
        department=person.department_id if person else load(handle).facts.department,
        pool=person.pool_slug if person else load(handle).facts.pool,
        also_exposed=also_exposed,
    )
    row = change(
        handle,
        "resolve",
        actor=actor,
        by=by,
        at=at,
        edit=lambda facts: settle(facts, person, barred),
        identity=identity,
    )
    found = fingerprints(identity, person)
    vault.claim([(one, found) for one in (handle, *row.facts.event_handles)])
    return row


def known_as(identity: Identity, person: Person) -> Identity:
    """The typed name joined with what the directory knows; a better contact is never replaced."""
    joined = identity.with_person(person.id, f"{person.first} {person.last}")
    for value in (person.email, person.phone):
        if value:
            joined = joined.with_contact(value, "directory")
    return joined


def settle(facts: Facts, person: Person | None, barred: Iterable[int]) -> None:
    """What the directory says goes into the facts; the reasons for barring do not."""
    if person is not None:
        facts.department, facts.campus = person.department_id, person.campus_id
        facts.pool, facts.match = person.pool_slug, "confirmed"
    else:
        facts.match = "outside"
    facts.bar(*barred)
    if facts.waiting_on == "contact":
        facts.waiting_on = facts.waiting_until = ""
