"""Who is meant, for many people of an event at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from beside.directory.index import Match, Person, index
from beside.directory.models import Department
from beside.directory.people import contact_fingerprints
from beside.events.actions.barring import bar_exposed, exposed_people
from beside.events.actions.joining import leave_in_peace
from beside.events.actions.reporting import settle_asides
from beside.events.change import open_event
from beside.events.coverage import open_of
from beside.events.models import Event, load
from beside.events.people import event_fingerprints
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.change import NotNow
from beside.referrals.models import Referral, load_many
from beside.rules.resolving import Found
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault.identity import Identity

Choice = int | None  # a directory id; None: somebody who is not in the directory


@dataclass(frozen=True)
class Resolved:
    """How many were found, how many were somebody who is being reached already, how many moved on."""

    found: int = 0
    folded: int = 0
    moved: int = 0


def resolve_exposed(
    handle: UUID, choices: Mapping[UUID, Choice], *, by: Member, at: datetime
) -> Resolved:
    """Say who is meant for each of these; whoever is left out is not sure yet and stays so."""
    directory = index()
    found = folded = moved = 0
    with transaction.atomic():
        event = open_event(handle)
        people = {one: _person(directory.by_id(one)) for one in choices.values() if one is not None}
        rows = {row.handle: row for row in open_of(handle) if row.stage == Stage.RECEIVED}
        exposed = exposed_people(event) | set(people)
        for one, choice in choices.items():
            person = people[choice] if choice is not None else None
            if one not in rows:
                moved += 1
            elif person is not None and _fold(event, rows[one], person, by=by, at=at):
                folded += 1
            else:
                _correct_guess(event, rows[one], choice, exposed)
                referrals.resolve(one, person, by=by, at=at, also_exposed=exposed)
                found += 1
        bar_exposed(event, at=at)
    settle_asides(load(handle))
    return Resolved(found, folded, moved)


def _person(person: Person | None) -> Person:
    if person is None:
        raise NotNow(Stage.RECEIVED)  # the directory has changed since the page was shown
    return person


def _fold(event: Event, row: Referral, person: Person, *, by: Member, at: datetime) -> bool:
    """Somebody who is being reached already, or was after another report of this event."""
    owners = vault.claimed([contact_fingerprints(person.id, "", "", "", "")])[0]
    for other in load_many(owners - {row.handle}):
        known = other.facts.match == "confirmed" and other.is_open
        if known and referrals.peek(other).person == person.id:
            referrals.merge(row.handle, other.handle, by=by, at=at)
            return True
    joined = set(event.facts.joined)
    if owners & joined and set(row.facts.event_handles) <= joined | {event.handle}:
        return leave_in_peace(row, by=by, at=at)
    return False


def proposals(people: Mapping[UUID, tuple[Referral, Identity]]) -> dict[UUID, Match]:
    """Whom the directory takes each of these typed people for. In memory; nobody is guessed."""
    directory = index()
    departments = dict(Department.objects.values_list("pk", "name"))
    return {
        handle: directory.resolve(
            known.called or known.name,
            email=next((one.value for one in known.contacts if one.is_email), ""),
            phone=next((one.value for one in known.contacts if not one.is_email), ""),
            department=departments.get(row.facts.department or 0, ""),
            role=row.facts.pool,
        )
        for handle, (row, known) in people.items()
    }


def _correct_guess(event: Event, row: Referral, choice: Choice, exposed: Iterable[int]) -> None:
    """At intake a single match in the directory counted as known; it turned out to be another."""
    match = proposals({row.handle: (row, referrals.peek(row))})[row.handle]
    guess = match.person if match.kind is Found.EXACT else None
    if guess is None or guess.id == choice or guess.id in exposed:
        return
    values = event_fingerprints(contact_fingerprints(guess.id, "", "", "", ""))
    for owner in (event.handle, row.handle):
        vault.unclaim(owner, values)
