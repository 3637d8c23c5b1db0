"""Who is meant, for many people of an event at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.directory.index import Index, Match, Person, index
from beside.directory.models import Department
from beside.directory.people import contact_fingerprints
from beside.events.actions.barring import bar_exposed, exposed_people
from beside.events.actions.joining import leave_in_peace
from beside.events.actions.reporting import settle_asides
from beside.events.change import EventGone, open_event
from beside.events.coverage import open_of, same_events
from beside.events.models import Event, load
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.actions import NobodyLeft
from beside.referrals.change import NotNow
from beside.referrals.models import Referral, load_many
from beside.rules.resolving import Found
from beside.rules.stages import Stage
from beside.vault import actions as vault
from beside.vault.identity import Identity

Choice = int | None  # a directory id; None: somebody who is not in the directory


@dataclass(frozen=True)
class Resolved:
    """How many were found, are being reached already, and had moved on in the meantime."""

    found: int = 0
    folded: int = 0
    moved: int = 0


def resolve_exposed(
    handle: UUID, choices: Mapping[UUID, Choice], *, by: Member, at: datetime
) -> Resolved:
    """Say who is meant for each of these; whoever is left out is not sure yet and stays so."""
    with transaction.atomic():
        event = open_event(handle)
        rows = {row.handle: row for row in open_of(handle) if row.stage == Stage.RECEIVED}
        directory = index()
        people = {one: _person(directory, choices[one]) for one in choices if one in rows}
        exposed = exposed_people(event) | {one.id for one in people.values() if one}
        plan = _plan(event, rows, people)
        _correct_guesses(event, {one: rows[one] for one in plan.found}, people, exposed)
        referrals.resolve_many(
            {one: people[one] for one in plan.found}, by=by, at=at, also_exposed=exposed
        )
        for one, into in plan.twins.items():
            try:
                referrals.merge(one, into, by=by, at=at)
            except NobodyLeft:  # one hidden from her, the other from everybody else: both go on
                referrals.resolve(one, people[one], by=by, at=at, also_exposed=exposed)
        for one in plan.looked_after:
            leave_in_peace(rows[one], by=by, at=at)
        bar_exposed(event, at=at)
    with suppress(Event.DoesNotExist, EventGone):  # nothing of it is kept any more
        settle_asides(load(handle), timezone.localdate(at))
    return Resolved(
        len(plan.found), len(plan.twins) + len(plan.looked_after), len(choices) - len(people)
    )


def _person(directory: Index, choice: Choice) -> Person | None:
    if choice is None:
        return None
    person = directory.by_id(choice)
    if person is None:
        raise NotNow(Stage.RECEIVED)  # the directory has changed since the page was shown
    return person


@dataclass
class _Plan:
    """What is to be done with each."""

    found: list[UUID] = field(default_factory=list)
    twins: dict[UUID, UUID] = field(default_factory=dict)  # into the referral that lives on
    looked_after: list[UUID] = field(default_factory=list)


def _plan(
    event: Event, rows: Mapping[UUID, Referral], people: Mapping[UUID, Person | None]
) -> _Plan:
    """Who is new here, who is being reached already, and whom another report has looked after."""
    plan = _Plan()
    known = [one for one in people.values() if one is not None]
    owners = dict(zip((one.id for one in known), _owners(known), strict=True))
    reached = _reached(set().union(*owners.values()) - set(rows))
    same = (same_events(event) | set(event.facts.joined)) - {event.handle}
    for handle, person in people.items():
        events = set(rows[handle].facts.event_handles)
        if person is None:
            plan.found.append(handle)
        elif person.id in reached:
            plan.twins[handle] = reached[person.id]
        elif (
            owners[person.id] & same
            and events <= same | {event.handle}
            and rows[handle].facts.source == "event"
        ):
            plan.looked_after.append(handle)
        else:
            plan.found.append(handle)
            reached[person.id] = handle
    return plan


def _owners(people: Iterable[Person]) -> list[frozenset[UUID]]:
    return vault.claimed([contact_fingerprints(one.id, "", "", "", "") for one in people])


def _reached(handles: Iterable[UUID]) -> dict[int, UUID]:
    """The people of open referrals in which they were confirmed."""
    rows = [row for row in load_many(handles) if row.is_open and row.facts.match == "confirmed"]
    names = referrals.peek_many(rows)
    return {known.person: one for one, known in names.items() if known.person is not None}


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


def _correct_guesses(
    event: Event,
    rows: Mapping[UUID, Referral],
    people: Mapping[UUID, Person | None],
    exposed: Iterable[int],
) -> None:
    """At intake a single match in the directory counted as known; some turn out to be others."""
    names = referrals.peek_many(list(rows.values()))
    guesses = proposals({one: (rows[one], known) for one, known in names.items()})
    for handle, match in guesses.items():
        guess, person = match.person, people[handle]
        if match.kind is not Found.EXACT or guess is None or guess.id in exposed:
            continue
        if person is None or person.id != guess.id:
            values = contact_fingerprints(guess.id, "", "", "", "")
            for owner in (event.handle, handle):
                vault.unclaim(owner, values)
