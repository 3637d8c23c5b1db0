"""Who is this? Found in the directory, or not in it; never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from beside.directory.index import Person
from beside.directory.people import contact_fingerprints
from beside.program.models import Member
from beside.referrals.actions.looking import peek_many
from beside.referrals.actions.wishes import hide_like
from beside.referrals.change import Change, NotNow, change_many
from beside.referrals.contact import with_room
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load_many
from beside.referrals.remembering import fingerprints
from beside.rules.stages import Actor
from beside.supporters.barring import Roster, barred_for, current_roster
from beside.vault import actions as vault
from beside.vault.actions import UnknownHandle
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
    rows = {row.handle: row for row in load_many(choices)}
    if rows.keys() != choices.keys():
        raise NotNow(None)  # one of them is closed and gone
    others = _open_of([one for one in choices.values() if one is not None])
    wanted = [
        _resolved(
            rows[handle],
            person,
            exposed,
            roster,
            [one for one in others.get(person.id if person else 0, []) if one.handle != handle],
        )
        for handle, person in choices.items()
    ]
    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    found = change_many(wanted, "resolve", actor=actor, by=by, at=at)
    _claim(found, choices)
    return found


def _claim(found: Sequence[Referral], choices: Mapping[UUID, Person | None]) -> None:
    """They are known by what the directory says too, and so are they to their events.

    An event that is over, or a request that was stopped in this very moment, keeps no other.
    """
    claims: list[tuple[UUID, list[str]]] = []
    names = peek_many(found)
    for row in found:
        if known := names.get(row.handle):
            prints = fingerprints(known, choices[row.handle])
            claims += [(handle, prints) for handle in (row.handle, *row.facts.event_handles)]
    try:
        vault.claim(claims)
    except UnknownHandle:
        for one in claims:
            with suppress(UnknownHandle):
                vault.claim([one])


def _resolved(
    row: Referral,
    person: Person | None,
    exposed: set[int],
    roster: Roster,
    others: Sequence[Referral],
) -> Change:
    barred = barred_for(
        person.id if person else None,
        department=person.department_id if person else row.facts.department,
        pool=person.pool_slug if person else row.facts.pool,
        also_exposed=exposed,
        roster=roster,
    )

    def known(identity: Identity) -> Identity:
        return known_as(identity, person) if person else identity

    def edit(facts: Facts) -> None:
        settle(facts, person, barred)
        for one in others:
            hide_like(facts, one.facts)

    return Change(row.handle, edit, known)


def _open_of(people: Sequence[Person]) -> dict[int, list[Referral]]:
    """Open requests of each of these that are hidden from somebody at the desk."""
    owners = vault.claimed([contact_fingerprints(one.id, "", "", "", "") for one in people])
    found = load_many(set().union(*owners)) if owners else []
    hidden = [row for row in found if row.is_open and row.facts.hidden_from]
    of_whom: dict[int, list[Referral]] = {}
    names = peek_many(hidden)
    for row in hidden:
        known = names.get(row.handle)
        if known is not None and known.person is not None and row.facts.match == "confirmed":
            of_whom.setdefault(known.person, []).append(row)
    return of_whom


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
