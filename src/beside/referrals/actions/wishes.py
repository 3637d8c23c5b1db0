"""What a recipient wishes and what the desk notes: none of it closes anything."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from beside.audit import actions as audit
from beside.program.models import Member, Role
from beside.referrals.actions.looking import open_row, peek
from beside.referrals.change import NotNow, change, edit_facts
from beside.referrals.contact import with_room
from beside.referrals.facts import Facts
from beside.referrals.models import Referral
from beside.referrals.promising import promise_again
from beside.referrals.remembering import fingerprints
from beside.rules.stages import STEPS, Actor, Stage
from beside.supporters.models import Supporter
from beside.vault import actions as vault
from beside.vault.actions import UnknownHandle
from beside.vault.identity import Identity


class NobodyLeft(NotNow):
    """No coordinator could see this any more, and it would be missed."""


def not_mine(handle: UUID, *, by: Member, at: datetime) -> Referral:
    """A coordinator passes it on; it is hidden from her from now on."""
    return _hide(handle, "not_mine", by.pk, actor=Actor.COORDINATOR, by=by, at=at)


def not_through(
    handle: UUID, coordinator: int, *, actor: Actor, by: Member | None, at: datetime
) -> Referral:
    """The recipient's wish that one coordinator should not see this."""
    return _hide(handle, "not_through", coordinator, actor=actor, by=by, at=at)


def _hide(
    handle: UUID, step: str, member: int, *, actor: Actor, by: Member | None, at: datetime
) -> Referral:
    """Out of her sight; if she has it as a supporter too, it comes back to the desk first."""
    with transaction.atomic():
        row = open_row(handle)
        own = Supporter.objects.filter(member=member).values_list("pk", flat=True).first()
        is_with_her = own is not None and row.facts.supporter == own
        if is_with_her and Stage(row.stage) in STEPS["someone_else"].sources:
            someone_else(handle, actor=actor, by=by, at=at)
        return change(
            handle, step, actor=actor, by=by, at=at, edit=lambda facts: hide(facts, member)
        )


def hide_like(facts: Facts, other: Facts) -> None:
    """A wish is the person's, not one request's: what is hidden of one is hidden of the other.

    Unless nobody would be left: somebody must see to it.
    """
    for member in other.hidden_from:
        with suppress(NobodyLeft):
            hide(facts, member)


def hide(facts: Facts, member: int) -> None:
    """This coordinator sees it no more, nor as a supporter; `NobodyLeft` if she is the last."""
    hidden = {*facts.hidden_from, member}
    if not Member.objects.with_role(Role.COORDINATOR).exclude(pk__in=hidden).exists():
        raise NobodyLeft(Stage.WAITING)
    hide_from(facts, member)


def hide_from(facts: Facts, member: int) -> None:
    """The same without asking who is left: a wish said at the door is never passed over."""
    if member not in facts.hidden_from:
        facts.hidden_from.append(member)
    if facts.holder == member:
        facts.holder = None
    if facts.waiting_holder == member:
        facts.waiting_holder = None
    facts.bar(*Supporter.objects.filter(member=member).values_list("pk", flat=True))


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

    def own(known: Identity) -> Identity:
        return known.with_own_contact(own_contact)

    identity = own if own_contact else None
    row = change(handle, "change", actor=actor, by=by, at=at, edit=edit, identity=identity)
    return stand_for(row) if identity else row


def wait_on(
    handle: UUID, chip: str, until: str, *, by: Member, at: datetime, hold: bool = False
) -> Referral:
    """A chip from the fixed list with a date and a holder stands in for a note."""

    def edit(facts: Facts) -> None:
        facts.waiting_on, facts.waiting_until = chip, until
        facts.waiting_holder = by.pk if chip else None
        facts.holder = by.pk if hold else None

    row = edit_facts(open_row(handle), edit)
    audit.count("wait_on", role="coordinator", at=at)
    return row


def mend_contact(
    handle: UUID,
    contact: str,
    *,
    actor: Actor,
    by: Member | None,
    at: datetime,
    own: bool = False,
) -> Referral:
    """A contact that works: the same supporter goes on. `own` when the recipient said it."""
    source = "recipient" if own or actor is Actor.RECIPIENT else "directory"

    def mended(known: Identity) -> Identity:
        return known.without_contacts().with_contact(contact, source)

    def edit(facts: Facts) -> None:
        facts.waiting_on = facts.waiting_until = ""
        facts.back += 1

    return stand_for(
        change(handle, "mend_contact", actor=actor, by=by, at=at, edit=edit, identity=mended)
    )


def add_contact(handle: UUID, contact: str, *, by: Member, at: datetime) -> Referral:
    """A coordinator found (or was told) how this person can be reached."""

    def joined(known: Identity) -> Identity:
        return with_room(known.with_contact(contact, "directory"))

    saved = edit_facts(open_row(handle), lambda facts: None, joined)
    audit.count("add_contact", role="coordinator", at=at)
    return stand_for(saved)


def stand_for(row: Referral) -> Referral:
    """Whoever is known by what is said now finds this; who has just been forgotten is not found."""
    with suppress(NotNow, UnknownHandle):
        vault.claim([(row.handle, fingerprints(peek(row), None))])
    return row


def someone_else(handle: UUID, *, actor: Actor, by: Member | None, at: datetime) -> Referral:
    """Another supporter, please. No reason is asked; the first is not asked again."""
    return change(handle, "someone_else", actor=actor, by=by, at=at, edit=_bar_current(handle, at))


def _bar_current(handle: UUID, at: datetime) -> Callable[[Facts], None]:
    current = open_row(handle).facts.supporter

    def edit(facts: Facts) -> None:
        promise_again(facts, at)
        if current is not None:
            facts.bar(current)
        if facts.preferred == current:
            facts.preferred = None

    return edit
