"""The verbs of a referral: receive, resolve, look, change, merge, stop, undo.

What a supporter does lives in `matching` and `outreach`; what forgets lives in `forgetting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.audit import actions as audit
from beside.directory.index import Person
from beside.directory.people import contact_fingerprints
from beside.program.models import Member, Policy
from beside.program.week import contact_due
from beside.referrals import forgetting
from beside.referrals.change import NotNow, change, edit_facts
from beside.referrals.facts import Facts, minute
from beside.referrals.models import ROW, Referral, load
from beside.rules import clocks, retention
from beside.rules.stages import Actor, Stage
from beside.supporters.barring import barred_for
from beside.vault import actions as vault
from beside.vault.identity import Identity


@dataclass(frozen=True, repr=False)
class Arrival:
    """One person's need as it comes in; `fingerprints` tell whether they are already looked after."""

    identity: Identity
    facts: Facts
    fingerprints: tuple[str, ...]
    stage: Stage = Stage.RECEIVED


def receive(
    arrivals: Sequence[Arrival], *, actor: Actor, by: Member | None, at: datetime
) -> list[Referral]:
    """New referrals, keys first and rows after; `by` is the member who took the call, if any."""
    if not arrivals:
        return []
    today = timezone.localdate(at)
    expires = retention.expiry_week(today, Policy.current().keep_days)
    handles = vault.admit(expiry_week=expires, count=len(arrivals))
    for one in arrivals:
        one.facts.opened = one.facts.opened or minute(at)
        one.facts.due = one.facts.due or minute(contact_due(one.facts.urgency, at))
    identities = vault.seal_identities(
        ROW, [(handle, one.identity) for handle, one in zip(handles, arrivals, strict=True)]
    )
    facts = vault.seal_facts(
        ROW, [(handle, one.facts.to_bytes()) for handle, one in zip(handles, arrivals, strict=True)]
    )
    rows = [
        _row(handle, one, sealed, expires, today)
        for handle, one, sealed in zip(
            handles, arrivals, zip(identities, facts, strict=True), strict=True
        )
    ]
    with transaction.atomic():
        Referral.objects.bulk_create(rows)
        audit.count("receive", role=actor, at=at, number=len(rows))
    vault.claim([(row.handle, one.fingerprints) for row, one in zip(rows, arrivals, strict=True)])
    return rows


def _row(
    handle: UUID, one: Arrival, sealed: tuple[bytes, bytes], expires: date, today: date
) -> Referral:
    due = one.facts.due_at
    row = Referral(
        handle=handle,
        stage=one.stage.value,
        opened_week=clocks.monday(today),
        expiry_week=expires,
        due_on=timezone.localdate(due) if due else today,
        sealed_identity=sealed[0],
        sealed_facts=sealed[1],
    )
    row.facts = one.facts
    return row


# Opening a name. Each opening is written into the referral's own facts.


def look(handle: UUID, *, by: Member, at: datetime) -> Identity:
    """Open one name; who looked, and on which day, is sealed into the referral."""
    return look_many([handle], by=by, at=at)[handle]


def look_many(handles: Iterable[UUID], *, by: Member, at: datetime) -> dict[UUID, Identity]:
    """Open several names in one recorded act that counts them."""
    day = timezone.localdate(at).isoformat()
    found: dict[UUID, Identity] = {}
    with transaction.atomic():
        for handle in handles:
            try:
                row = load(handle)
            except Referral.DoesNotExist:
                continue
            if Stage(row.stage) in (Stage.CLOSING, Stage.FORGETTING):
                continue  # opened by nobody
            row = edit_facts(row, lambda facts: facts.look(by.pk, day))
            found[handle] = vault.open_identity(ROW, handle, bytes(row.sealed_identity))
        if found:
            role = "supporter" if by.roles == {"supporter"} else "coordinator"
            audit.count("open_name", role=role, at=at, number=len(found))
    return found


def peek(row: Referral) -> Identity:
    """The identity for a verb's own use in memory (never for a page): nothing is shown to anyone."""
    return vault.open_identity(ROW, row.handle, bytes(row.sealed_identity))


# Who is this?


def resolve(
    handle: UUID,
    person: Person | None,
    *,
    by: Member | None,
    at: datetime,
    also_exposed: Iterable[int] = (),
) -> Referral:
    """Say who is meant: a person of the directory, or somebody who is not in it."""
    identity = peek(_open_row(handle))
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
    vault.claim([(handle, fingerprints(identity, person))])
    return row


def _open_row(handle: UUID) -> Referral:
    try:
        return load(handle)
    except Referral.DoesNotExist:
        raise NotNow(None) from None


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


def fingerprints(identity: Identity, person: Person | None) -> list[str]:
    """What this person is known by, for claims: never shown to anyone."""
    emails = [one.value for one in identity.contacts if one.is_email]
    phones = [one.value for one in identity.contacts if not one.is_email]
    found = contact_fingerprints(person.id if person else identity.person, "", "", "", "")
    for email in emails:
        found += contact_fingerprints(None, email, "", "", "")
    for phone in phones:
        found += contact_fingerprints(None, "", phone, "", "")
    return list(dict.fromkeys(found))


# Wishes and mishaps that keep the stage.


def not_mine(handle: UUID, *, by: Member, at: datetime) -> Referral:
    """A coordinator passes it on; it is hidden from her from now on."""
    return change(
        handle,
        "not_mine",
        actor=Actor.COORDINATOR,
        by=by,
        at=at,
        edit=lambda facts: _hide(facts, by.pk),
    )


def not_through(
    handle: UUID, coordinator: int, *, actor: Actor, by: Member | None, at: datetime
) -> Referral:
    """The recipient's wish that one coordinator should not see this."""
    return change(
        handle,
        "not_through",
        actor=actor,
        by=by,
        at=at,
        edit=lambda facts: _hide(facts, coordinator),
    )


def _hide(facts: Facts, member: int) -> None:
    if member not in facts.hidden_from:
        facts.hidden_from.append(member)
    if facts.holder == member:
        facts.holder = None


def change_wishes(
    handle: UUID,
    edit: Callable[[Facts], None],
    *,
    actor: Actor,
    by: Member | None,
    at: datetime,
    own_contact: str = "",
) -> Referral:
    """The recipient changes when and how, or gives another contact of their own."""
    identity = peek(_open_row(handle)).with_own_contact(own_contact) if own_contact else None
    row = change(handle, "change", actor=actor, by=by, at=at, edit=edit, identity=identity)
    if identity is not None:
        vault.claim([(handle, fingerprints(identity, None))])
    return row


def wait_on(
    handle: UUID, chip: str, until: str, *, by: Member, at: datetime, hold: bool = False
) -> Referral:
    """A chip from the fixed list with a date and a holder stands in for a note."""

    def edit(facts: Facts) -> None:
        facts.waiting_on, facts.waiting_until = chip, until
        facts.waiting_holder = by.pk if chip else None
        facts.holder = by.pk if hold else None

    row = edit_facts(_open_row(handle), edit)
    audit.count("wait_on", role="coordinator", at=at)
    return row


def mend_contact(
    handle: UUID, contact: str, *, actor: Actor, by: Member | None, at: datetime
) -> Referral:
    """A contact that works: the same supporter goes on."""
    source = "recipient" if actor is Actor.RECIPIENT else "directory"
    identity = peek(_open_row(handle)).without_contacts().with_contact(contact, source)

    def edit(facts: Facts) -> None:
        facts.waiting_on = facts.waiting_until = ""
        facts.back += 1

    row = change(
        handle, "mend_contact", actor=actor, by=by, at=at, edit=edit, identity=identity
    )
    vault.claim([(handle, fingerprints(identity, None))])
    return row


def add_contact(handle: UUID, contact: str, *, by: Member, at: datetime) -> Referral:
    """A coordinator found (or was told) how this person can be reached."""
    row = _open_row(handle)
    identity = peek(row).with_contact(contact, "directory")
    saved = edit_facts(row, lambda facts: None, identity)
    vault.claim([(handle, fingerprints(identity, None))])
    audit.count("add_contact", role="coordinator", at=at)
    return saved


def someone_else(handle: UUID, *, actor: Actor, by: Member | None, at: datetime) -> Referral:
    """Another supporter, please. No reason is asked; the first is not asked again."""
    return change(handle, "someone_else", actor=actor, by=by, at=at, edit=_bar_current(handle))


def _bar_current(handle: UUID) -> Callable[[Facts], None]:
    current = _open_row(handle).facts.supporter

    def edit(facts: Facts) -> None:
        if current is not None:
            facts.bar(current)
        if facts.preferred == current:
            facts.preferred = None

    return edit


# Closing and its undoing.


def close(
    handle: UUID, step: str, *, actor: Actor, by: Member | None, at: datetime
) -> Referral:
    """A closing step of the table (`met`, `decline`, `signpost`, ...): ten minutes to undo."""
    return change(handle, step, actor=actor, by=by, at=at)


def undo(handle: UUID, *, actor: Actor, by: Member, at: datetime) -> Referral:
    """Take a close back within ten minutes; a merge is taken apart again."""
    facts = _open_row(handle).facts
    if facts.closed_at and not clocks.can_undo(datetime.fromisoformat(facts.closed_at), at):
        raise NotNow(Stage.FORGETTING)
    with transaction.atomic():
        row = change(handle, "undo", actor=actor, by=by, at=at, edit=_unmerged)
        if facts.merged_into:
            _take_apart(row, facts)
        return row


def _unmerged(facts: Facts) -> None:
    facts.merged_into, facts.merged_events, facts.merged_contact = "", [], False


def _take_apart(row: Referral, merged: Facts) -> None:
    """The survivor gives back the events, and the contact, it took from a merge."""
    try:
        survivor = load(UUID(merged.merged_into))
    except Referral.DoesNotExist:
        return

    def give_back(facts: Facts) -> None:
        facts.events = [one for one in facts.events if one not in merged.merged_events]

    identity = None
    if merged.merged_contact:
        taken = {one.value for one in peek(row).contacts}
        kept = peek(survivor)
        identity = kept.without_contacts()
        for contact in kept.contacts:
            if contact.value not in taken:
                identity = identity.with_contact(contact.value, contact.source)
    edit_facts(survivor, give_back, identity)


def merge(handle: UUID, into: UUID, *, by: Member | None, at: datetime) -> Referral:
    """The same person twice: one referral lives on and counts for both events."""
    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    with transaction.atomic():
        row, survivor = _open_row(handle), _open_row(into)
        adopted = [one for one in row.facts.events if one not in survivor.facts.events]
        identity, typed = peek(survivor), peek(row).contacts
        bare = not identity.contacts and bool(typed)
        for contact in typed if bare else ():
            identity = identity.with_contact(contact.value, contact.source)

        def adopt(facts: Facts) -> None:
            facts.events = [*facts.events, *adopted]

        def leave(facts: Facts) -> None:
            facts.merged_into, facts.merged_events = str(into), adopted
            facts.merged_contact = bare

        edit_facts(survivor, adopt, identity if bare else None)
        return change(handle, "merge", actor=actor, by=by, at=at, edit=leave)


def stop(handle: UUID, *, actor: Actor, by: Member | None, at: datetime) -> None:
    """The recipient's own stop: at once, and not to be undone."""
    with transaction.atomic():
        change(handle, "stop", actor=actor, by=by, at=at)
        transaction.on_commit(lambda: forgetting.complete([handle], at=at))
