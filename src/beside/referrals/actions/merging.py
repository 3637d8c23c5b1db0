"""The same person twice: one referral lives on with what the other knew, and can give it back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from beside.program.models import Member
from beside.referrals.actions.looking import open_row, peek
from beside.referrals.actions.wishes import hide, hide_like
from beside.referrals.change import Edit, Known, NotNow, change, due_on, edit_facts
from beside.referrals.contact import MOST_CONTACTS, with_room
from beside.referrals.facts import Facts, minute
from beside.referrals.models import Referral
from beside.rules import stages
from beside.rules.clocks import Urgency
from beside.rules.stages import Actor, Stage
from beside.vault.identity import Contact, Identity

_STRENGTH = {"event": 0, "colleague": 1, "self": 2, "direct": 2}


def merge(handle: UUID, into: UUID, *, by: Member | None, at: datetime) -> Referral:
    """The same person twice: one referral lives on, with all they said, and counts for both."""
    actor = Actor.COORDINATOR if by else Actor.PROGRAM
    with transaction.atomic():
        Referral.objects.wait_for([handle, into])
        row, survivor = open_row(handle), open_row(into)
        if handle == into or not survivor.is_open:
            raise NotNow(Stage(survivor.stage))
        typed, contacts = peek(row).contacts, dict[str, str]()
        adopted: list[str] = []
        taken: dict[str, list[Any]] = {}

        def take(known: Identity) -> Identity | None:
            kept, given = _joined(known, typed)
            contacts.clear()
            contacts.update(given)
            return kept if given else None

        def adopt(facts: Facts) -> None:
            adopted[:] = [one for one in row.facts.events if one not in facts.events]
            before = asdict(facts)
            _unite(facts, row, is_due=survivor.first_contact_is_due)
            after = asdict(facts)
            taken.update(
                {key: [before[key], after[key]] for key in before if before[key] != after[key]}
            )
            facts.events = [*facts.events, *adopted]

        def leave(facts: Facts) -> None:
            facts.merged_into, facts.merged_events = str(into), adopted
            facts.merged_contacts, facts.merged_facts = contacts, taken
            hide_like(facts, survivor.facts)  # that it was joined tells of the one that goes on

        _save(survivor, adopt, take, at)
        return change(handle, "merge", actor=actor, by=by, at=at, edit=leave)


def _joined(kept: Identity, typed: tuple[Contact, ...]) -> tuple[Identity, dict[str, str]]:
    """Who goes on, with the other's contacts; and which of them came, from what it was before."""
    given: dict[str, str] = {}
    for place, one in enumerate(typed):
        held = {each.value: each for each in kept.contacts}
        is_full = one.value not in held and len(held) >= MOST_CONTACTS
        if is_full and all(each.rank >= one.rank for each in held.values()):
            continue
        joined = kept.with_contact(one.value, one.source)
        if joined is not kept:
            given[str(place)] = held[one.value].source if one.value in held else ""
            kept = with_room(joined)
    return kept, given


def _unite(facts: Facts, row: Referral, *, is_due: bool) -> None:
    """What the recipient wished holds in both; of two promises the earlier one is kept."""
    other = row.facts
    facts.bar(*other.barred_supporters)
    for member in other.hidden_from:
        if member not in facts.hidden_from:
            hide(facts, member)
    if _STRENGTH[other.source] > _STRENGTH[facts.source]:
        chosen = facts.supporter in (None, other.preferred)
        facts.source = other.source if chosen else "self"
    due, standing = other.due_at, facts.due_at
    if is_due and row.first_contact_is_due:
        if due is not None and (standing is None or due < standing):
            facts.promise(minute(due))
        if other.urgency == Urgency.TODAY:
            facts.urgency = other.urgency
    _unite_wishes(facts, other)


def _unite_wishes(facts: Facts, other: Facts) -> None:
    """What was wished there and left open here."""
    facts.channel = facts.channel or other.channel
    facts.when = facts.when or other.when
    facts.language = facts.language or other.language
    if facts.distance == "any":
        facts.distance = other.distance
    if facts.preferred is None and other.preferred not in {None, *facts.barred_supporters}:
        facts.preferred, facts.or_another = other.preferred, other.or_another
    if other.reason_is_own and facts.reason in ("unsaid", other.reason):
        facts.reason, facts.reason_is_own = other.reason, True


def take_apart(row: Referral, merged: Facts, *, at: datetime) -> None:
    """The survivor gives back what it took, as far as nobody has changed it since."""
    survivor = open_row(UUID(merged.merged_into))
    if Stage(survivor.stage) in stages.OVER or survivor.facts.merged_into:
        raise NotNow(Stage(survivor.stage))

    def give_back(facts: Facts) -> None:
        facts.events = [one for one in facts.events if one not in merged.merged_events]
        for key, (before, after) in merged.merged_facts.items():
            if getattr(facts, key) == after:
                setattr(facts, key, before)

    if not merged.merged_contacts:
        _save(survivor, give_back, None, at)
        return
    typed = peek(row).contacts
    formerly = {typed[int(one)].value: was for one, was in merged.merged_contacts.items()}

    def without(known: Identity) -> Identity:
        identity = known.without_contacts()
        for one in known.contacts:
            source = formerly.get(one.value, one.source)
            identity = identity.with_contact(one.value, source) if source else identity
        return identity

    _save(survivor, give_back, without, at)


def _save(survivor: Referral, edit: Edit, identity: Known | None, at: datetime) -> None:
    saved = edit_facts(survivor, edit, identity)
    rows = Referral.objects.filter(handle=saved.handle, stage=saved.stage)
    rows.update(due_on=due_on(saved, at))
