"""An event is told, names are added, the list is said to be whole, or it was an error after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.events.actions.placing import place
from beside.events.change import EventGone, change, open_event, wait_for_joined
from beside.events.coverage import open_of
from beside.events.facts import EventFacts
from beside.events.held import are_held
from beside.events.models import ROW, Event
from beside.events.people import Named
from beside.program.models import Member, Policy
from beside.referrals import actions as referrals
from beside.referrals.change import NotNow, edit_facts
from beside.referrals.facts import Facts, minute
from beside.rules import clocks, events
from beside.rules.stages import Actor
from beside.vault import actions as vault
from beside.vault.actions import Opener
from beside.vault.identity import Identity

WHO_KNOWS, CALL_BACK = "who_knows", "call_back"


class TooLate(Exception):
    """The event takes no names any more; a new report is the way."""


@dataclass(frozen=True, repr=False)
class Draft:
    """What a reporter says. No narrative, no severity."""

    day: date
    unit: int | None
    kind: str
    urgency: str
    people: Sequence[Named] = ()
    completeness: str = "unknown"
    who_knows: str = ""
    call_back: str = ""

    @property
    def asides(self) -> dict[str, str]:
        given = {WHO_KNOWS: self.who_knows, CALL_BACK: self.call_back}
        return {key: value for key, value in given.items() if value}


def report(draft: Draft, *, code: str, actor: Actor, by: Member | None, at: datetime) -> Event:
    """An event and a place for each of its people. The reporter learns nothing but the code."""
    row = _new_row(draft, actor, at)
    vault.open_event(row.handle, draft.kind, str(draft.unit or ""))
    if code:
        vault.set_code(row.handle, code)
    row.sealed_identity = vault.seal_identity(ROW, row.handle, Identity("", asides=draft.asides))
    row.sealed_facts = vault.seal_facts(ROW, [(row.handle, row.facts.to_bytes())])[0]
    with transaction.atomic():
        row.save(force_insert=True)
        audit.count("report", role=actor, at=at)
        place(row, draft.people, actor=actor, by=by, at=at)
    return row


def _new_row(draft: Draft, actor: Actor, at: datetime) -> Event:
    today = timezone.localdate(at)
    expires = events.expiry_week(today, Policy.current().keep_days)
    row = Event(
        handle=vault.admit(ROW, expiry_week=expires, at=at)[0],
        stage=Event.Stage.OPEN,
        opened_week=clocks.monday(today),
        expiry_week=expires,
        due_on=today,
    )
    row.facts = EventFacts(
        day=draft.day.isoformat(),
        unit=draft.unit,
        kind=draft.kind,
        urgency=draft.urgency,
        completeness=draft.completeness,
        opened=minute(at),
        reported_by=actor.value,
        someone_knows=bool(draft.who_knows),
        can_call_back=bool(draft.call_back),
        last_name_on=today.isoformat(),
    )
    return row


def add_names(
    handle: UUID, people: Sequence[Named], *, actor: Actor, by: Member | None, at: datetime
) -> Event:
    """More people of the same event; it then goes on taking names for 21 days."""
    today = timezone.localdate(at)

    def edit(row: Event) -> None:
        if not row.takes_names(today):
            raise TooLate
        row.facts.last_name_on, row.facts.last_gone_on = today.isoformat(), ""

    with transaction.atomic():
        row = change(handle, edit)
        audit.count("add_names", role=actor, at=at, number=len(people))
        place(row, people, actor=actor, by=by, at=at)
        return row


def mark_complete(handle: UUID, *, by: Member, at: datetime) -> Event:
    """The list is whole: everyone who was there is named."""

    def edit(row: Event) -> None:
        row.facts.completeness = "all"

    with transaction.atomic():
        row = change(handle, edit)
        audit.count("mark_complete", role="coordinator", at=at)
    return settle_asides(row, timezone.localdate(at))


def settle_asides(row: Event, today: date) -> Event:
    """Once the list is whole and everybody on it is found, nobody need be called back.

    What a legal hold covers stays until it is over.
    """
    if row.facts.completeness != "all" or not (row.facts.can_call_back or row.facts.someone_knows):
        return row
    if any(one.facts.match == "unknown" for one in open_of(row.handle)):
        return row
    return row if are_held([row], today=today) == [True] else drop_asides(row)


def drop_asides(row: Event) -> Event:
    """The reporter's number, and who would know, go."""

    def edit(fresh: Event) -> None:
        fresh.facts.can_call_back = fresh.facts.someone_knows = False

    return change(row.handle, edit, identity=Identity(""))


def look_at_asides(handle: UUID, *, by: Member, at: datetime) -> dict[str, str]:
    """The reporter's number and who would know, for a coordinator; the look is sealed in.

    Counted by the keyring as every name is; raises `BudgetSpent`, and `EventGone` for whoever has
    left since her page was begun.
    """
    day = timezone.localdate(at).isoformat()

    def edit(row: Event) -> None:
        row.facts.look(by.pk, day)

    with transaction.atomic():
        if not Member.objects.filter(pk=by.pk, is_active=True).exists():
            raise EventGone
        row = open_event(handle)
        if day not in row.facts.looks.get(str(by.pk), []):
            row = change(handle, edit)
            audit.count("open_asides", role="coordinator", at=at)
        sealed = [(handle, bytes(row.sealed_identity))]
        [known] = vault.look(ROW, sealed, by=Opener(by.pk, "coordinator"), at=at)
    if known is None:
        raise EventGone
    return known.asides


def take_back(handle: UUID, *, actor: Actor, by: Member | None, at: datetime) -> Event:
    """Reported in error: whoever is here for this event alone is left in peace."""

    def void(row: Event) -> None:
        row.stage = Event.Stage.VOIDED
        row.facts.can_call_back = row.facts.someone_knows = False
        row.due_on = timezone.localdate(at)

    with transaction.atomic():
        wait_for_joined(handle)
        row = open_event(handle)
        for one in open_of(handle):
            _let_go(one.handle, handle, actor=actor, by=by, at=at)
        for other in row.facts.joined:
            part(other, handle)
        is_held = are_held([row], today=timezone.localdate(at)) == [True]
        row = change(handle, void, identity=None if is_held else Identity(""))
        audit.count("take_back", role=actor, at=at)
    if not is_held:
        vault.drop_claims(handle)
    return row


def _let_go(one: UUID, event: UUID, *, actor: Actor, by: Member | None, at: datetime) -> None:
    """Whoever was only named here, and not spoken to yet, is let go; the others stay."""

    def leave(facts: Facts) -> None:
        facts.events = [other for other in facts.events if other != str(event)]

    try:
        row = referrals.open_row(one)
        alone = row.facts.source == "event" and row.facts.events == [str(event)]
        if alone and row.first_contact_is_due and not row.facts.offered:
            referrals.close(one, "report_in_error", actor=actor, by=by, at=at)
        else:
            edit_facts(row, leave)
    except NotNow:
        return  # it closed in this very moment


def part(handle: UUID, other: UUID) -> None:
    """This event is no longer taken to be the same as the other one."""

    def edit(row: Event) -> None:
        row.facts.same_as = [one for one in row.facts.same_as if one != str(other)]

    try:
        change(handle, edit)
    except EventGone:
        return
