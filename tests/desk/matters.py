"""Requests of the cast, brought to a stage by the real verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from beside.desk.recording import Who
from beside.directory.index import Person, index
from beside.directory.models import Clinician
from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.referrals import actions
from beside.referrals.actions import Arrival
from beside.referrals.facts import Facts
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.supporters.models import Supporter
from beside.vault.identity import Contact, Identity
from tests.cast import NOW

RECIPIENT = Actor.RECIPIENT
DESK = Actor.COORDINATOR


def person(one: Clinician) -> Person:
    found = index().by_id(one.pk)
    assert found is not None
    return found


def received(
    name: str = "Rosa Reyes", contact: str = "", *, at: datetime = NOW, **facts: Any
) -> Referral:
    """A colleague named somebody; who is meant is not certain yet."""
    given = Facts(source="colleague")
    for key, value in facts.items():
        setattr(given, key, value)
    contacts = (Contact(contact, "colleague"),) if contact else ()
    identity = Identity(name, contacts)
    prints = tuple(actions.fingerprints(identity, None))
    return actions.receive(
        [Arrival(identity, given, prints)], actor=Actor.REPORTER, by=None, at=at
    )[0]


def waiting(who: Clinician, by: Member, *, at: datetime = NOW, **facts: Any) -> Referral:
    row = received(f"{who.first_name} {who.last_name}", at=at, **facts)
    actions.resolve(row.handle, person(who), by=by, at=at)
    return load(row.handle)


def asked(
    who: Clinician, supporter: Supporter, by: Member, *, at: datetime = NOW, **facts: Any
) -> Referral:
    row = waiting(who, by, at=at, **facts)
    return matching.ask(row.handle, supporter, by=by, at=at)


def confirmed(
    who: Clinician, supporter: Supporter, by: Member, *, at: datetime = NOW, **facts: Any
) -> Referral:
    row = asked(who, supporter, by, at=at, **facts)
    matching.take(row.handle, actor=DESK, by=by, at=at)
    return matching.answer_conflict(row.handle, Conflict.NONE, actor=DESK, by=by, at=at)


def talking(who: Clinician, supporter: Supporter, by: Member, *, at: datetime = NOW) -> Referral:
    row = confirmed(who, supporter, by, at=at)
    return outreach.talk(row.handle, actor=DESK, by=by, at=at)


def stage_of(handle: UUID) -> Stage:
    return Stage(load(handle).stage)


def who(row: Referral, by: Member, at: datetime = NOW) -> Who:
    """Whom a recipe is about, as the page would say it."""
    return Who(row.handle, by, at)
