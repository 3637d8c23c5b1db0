"""Who is this? Found in the directory, or not in it; never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from beside.directory.index import Person
from beside.program.models import Member
from beside.referrals.actions.looking import open_row, peek
from beside.referrals.change import change
from beside.referrals.contact import with_room
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.referrals.remembering import fingerprints
from beside.rules.stages import Actor
from beside.supporters.barring import barred_for, current_roster
from beside.supporters.models import Supporter
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
    return resolve_many({handle: person}, by=by, at=at, also_exposed=also_exposed)[0]


def resolve_many(
    choices: Mapping[UUID, Person | None],
    *,
    by: Member | None,
    at: datetime,
    also_exposed: Iterable[int] = (),
) -> list[Referral]:
    """The same for many at once: the roster is read once, and all are claimed in one act.

    An event they count for is told as well, so that a second report of it contacts nobody twice.
    """
    exposed, roster = set(also_exposed), current_roster()
    found: list[Referral] = []
    claims: list[tuple[UUID, list[str]]] = []
    for handle, person in choices.items():
        row, identity = _resolve(handle, person, exposed, roster, by=by, at=at)
        prints = fingerprints(identity, person)
        claims += [(one, prints) for one in (handle, *row.facts.event_handles)]
        found.append(row)
    vault.claim(claims)
    return found


def _resolve(
    handle: UUID,
    person: Person | None,
    exposed: set[int],
    roster: list[Supporter],
    *,
    by: Member | None,
    at: datetime,
) -> tuple[Referral, Identity]:
    before = open_row(handle)
    identity = peek(before)
    if person is not None:
        identity = known_as(identity, person)
    barred = barred_for(
        person.id if person else None,
        department=person.department_id if person else before.facts.department,
        pool=person.pool_slug if person else before.facts.pool,
        also_exposed=exposed,
        roster=roster,
    )
    row = change(
        handle,
        "resolve",
        actor=Actor.COORDINATOR if by else Actor.PROGRAM,
        by=by,
        at=at,
        edit=lambda facts: settle(facts, person, barred),
        identity=identity,
    )
    return row, identity


def known_as(identity: Identity, person: Person) -> Identity:
    """The typed name joined with what the directory knows; a better contact is never replaced."""
    joined = identity.with_person(person.id, f"{person.first} {person.last}")
    for value in (person.email, person.phone):
        if value:
            joined = with_room(joined.with_contact(value, "directory"))
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
