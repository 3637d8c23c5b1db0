"""Whoever was there supports nobody else of the same event."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from beside.directory.people import contact_fingerprints
from beside.events.coverage import open_of
from beside.events.models import Event
from beside.matching.actions import recall
from beside.referrals.change import NotNow, edit_many
from beside.referrals.facts import Facts
from beside.referrals.models import ROW
from beside.rules.stages import Stage
from beside.supporters.models import Supporter
from beside.vault import actions as vault


def exposed_people(event: Event) -> set[int]:
    """Directory ids of the open people of this event and of those it was joined with."""
    rows = open_of(event.handle, *event.facts.joined)
    found = vault.open_identities(ROW, [(row.handle, bytes(row.sealed_identity)) for row in rows])
    return {one.person for one in found if one is not None and one.person is not None}


def exposed_supporters(event: Event) -> set[int]:
    """Peer supporters who were there themselves: by what the event remembers of its people."""
    roster = {
        one.pk: one.clinician_id
        for one in Supporter.objects.current()
        if one.clinician_id is not None
    }
    people = exposed_people(event)
    events = {event.handle, *event.facts.joined}
    owners = vault.claimed(
        [contact_fingerprints(person, "", "", "", "") for person in roster.values()]
    )
    return {
        supporter
        for (supporter, person), handles in zip(roster.items(), owners, strict=True)
        if person in people or handles & events
    }


def bar_exposed(event: Event, *, at: datetime) -> None:
    """Bar them in every open referral of the event; one who was asked just now is asked no more."""
    exposed = exposed_supporters(event)
    if not exposed:
        return

    def edit(facts: Facts) -> None:
        facts.bar(*exposed)

    rows = open_of(event.handle, *event.facts.joined)
    # Where it moved on the question about conflicts still stands before a contact.
    edit_many([row for row in rows if not exposed <= row.facts.barred_supporters], edit)
    for row in rows:
        if row.stage == Stage.ASKED and row.facts.supporter in exposed:
            with suppress(NotNow):
                recall(row.handle, by=None, at=at)
