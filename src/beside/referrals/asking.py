"""Asking for oneself, and for a colleague: the verbs behind the public pages and a call taken.

Whether somebody is already looked after is found out here and never told: a person who asks twice
is reached once, and whoever asks in another's name learns nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from beside.directory.index import Person, index
from beside.directory.models import Department
from beside.directory.people import read_line
from beside.program.models import Member
from beside.program.week import contact_due
from beside.referrals import actions
from beside.referrals.actions import Arrival
from beside.referrals.change import NotNow, due_on, edit_facts
from beside.referrals.contact import with_room
from beside.referrals.facts import Facts, minute
from beside.referrals.models import Referral
from beside.rules import floods, stages
from beside.rules.matching import Distance
from beside.rules.resolving import Found
from beside.rules.spelling import normalise
from beside.rules.stages import Actor, Stage
from beside.supporters.barring import barred_for
from beside.supporters.models import Supporter
from beside.vault import actions as vault
from beside.vault.identity import Contact, Identity


@dataclass(frozen=True, repr=False)
class Asking:
    """What somebody who asks for themselves has said. Only name and contact are needed."""

    name: str
    contact: str
    urgency: str = "ordinary"
    when: str = ""
    channel: str = ""
    language: str = ""
    distance: str = Distance.ANY.value
    pool: str = ""
    department: int | None = None
    reason: str = "unsaid"
    anyone_but: tuple[int, ...] = ()
    not_through: tuple[int, ...] = ()
    chosen: Supporter | None = None
    or_another: bool = True
    in_a_rush: bool = False


@dataclass(frozen=True, repr=False)
class Concern:
    """What a colleague has said of somebody else."""

    name: str
    contact: str = ""
    urgency: str = "ordinary"
    pool: str = ""
    department: int | None = None
    in_a_rush: bool = False


def ask_for_oneself(asking: Asking, *, code: str, by: Member | None, at: datetime) -> Referral:
    """A referral that waits for a supporter, with its return code.

    Who is being reached already gets a second one, and the desk, which can ask who it is, joins the
    two. To fold them here would show the first to whoever types a colleague's name.
    """
    person = whom(asking.name, asking.contact, asking.department, asking.pool)
    contacts = (Contact(asking.contact, "recipient"),)
    identity = Identity(asking.name, contacts, person.id if person else None)
    known = actions.fingerprints(identity, person)
    before = vault.claimed([known])[0]
    twin = open_among(before, identity)
    facts = _facts(asking)
    facts.in_a_rush = floods.is_folded(
        in_a_rush=asking.in_a_rush, is_known=person is not None, asked_before=len(before)
    )
    row = _receive(asking, facts, identity, person, known, twin=twin, by=by, at=at)
    vault.set_code(row.handle, code)
    return row


def refer_colleague(concern: Concern, *, by: Member | None, at: datetime) -> None:
    """Somebody is worried about a colleague. Whoever is meant is found out at the desk."""
    person = whom(concern.name, concern.contact, concern.department, concern.pool)
    contacts = (Contact(concern.contact, "colleague"),) if concern.contact else ()
    identity = Identity(concern.name, contacts, person.id if person else None)
    known = actions.fingerprints(identity, person)
    before = vault.claimed([known, [_words(concern)]])
    if _named_again(concern, open_among(before[0], identity), by=by, at=at):
        return
    known = [*known, _words(concern)]
    facts = Facts(
        source="colleague",
        in_a_rush=floods.is_folded(
            in_a_rush=concern.in_a_rush, is_known=person is not None, asked_before=len(before[1])
        ),
        urgency=concern.urgency,
        department=concern.department,
        pool=concern.pool,
    )
    actor = Actor.COORDINATOR if by else Actor.REPORTER
    unresolved = replace(identity, person=None)
    actions.receive([Arrival(unresolved, facts, tuple(known))], actor=actor, by=by, at=at)


def _words(concern: Concern) -> str:
    """What was typed, as it is told from anything else that was; forgotten with its referral."""
    said = (concern.name, concern.contact, concern.department, concern.pool)
    return f"words:{'|'.join(normalise(str(one)) for one in said)}"


def whom(name: str, contact: str, department: int | None, pool: str) -> Person | None:
    """The one person of the directory who is meant; None when there is none, or more than one.

    A number the directory does not know says nothing against a person: a private one is what we
    ask for. A department or a role that differs does.
    """
    given = read_line(1, name).display or name
    kind = "email" if "@" in contact else "phone"
    by_contact = index().resolve(given, **{kind: contact})
    if by_contact.kind is Found.EXACT:
        return by_contact.person
    names = dict(Department.objects.values_list("pk", "name"))
    by_name = index().resolve(given, department=names.get(department or 0, ""), role=pool)
    nothing_said = department is None and not pool
    sure = by_name.kind is Found.EXACT or (by_name.kind is Found.LIKELY and nothing_said)
    return by_name.people[0] if sure else None


def _receive(
    asking: Asking,
    facts: Facts,
    identity: Identity,
    person: Person | None,
    known: list[str],
    *,
    twin: Referral | None,
    by: Member | None,
    at: datetime,
) -> Referral:
    barred = barred_for(
        identity.person,
        department=person.department_id if person else asking.department,
        pool=person.pool_slug if person else asking.pool,
    )
    actions.settle(facts, person, {*barred, *asking.anyone_but})
    stage = Stage.WAITING
    if twin is not None:
        facts.waiting_on, facts.again_apart = "again", list(twin.facts.hidden_from)
        facts.waiting_until = timezone.localdate(contact_due(asking.urgency, at)).isoformat()
    elif asking.chosen is not None and _can_be_asked(asking.chosen, facts, at):
        stage, facts.supporter, facts.asked_count = Stage.ASKED, asking.chosen.pk, 1
    actor = Actor.COORDINATOR if by else Actor.RECIPIENT
    arrival = Arrival(identity, facts, tuple(known), stage)
    return actions.receive([arrival], actor=actor, by=by, at=at)[0]


def _facts(asking: Asking) -> Facts:
    facts = Facts(
        source="direct" if asking.chosen else "self",
        urgency=asking.urgency,
        department=asking.department,
        pool=asking.pool,
    )
    _wish(facts, asking)
    return facts


def _wish(facts: Facts, asking: Asking) -> None:
    """What was said is noted; what was left open leaves an earlier word as it stands."""
    facts.when = asking.when or facts.when
    facts.channel = asking.channel or facts.channel
    facts.language = asking.language or facts.language
    if asking.distance != Distance.ANY:
        facts.distance = asking.distance
    if asking.reason != "unsaid":
        facts.reason, facts.reason_is_own = asking.reason, True
    if asking.chosen is not None:
        facts.preferred, facts.or_another = asking.chosen.pk, asking.or_another
    facts.bar(*asking.anyone_but)
    for member in asking.not_through:
        actions.hide_from(facts, member)


def _can_be_asked(supporter: Supporter, facts: Facts, at: datetime) -> bool:
    today = timezone.localdate(at)
    trained = supporter.trained_on is not None and supporter.trained_on <= today
    return trained and supporter.is_available(today) and supporter.pk not in facts.barred_supporters


# Somebody who is looked after already. No page ever tells.


def _named_again(
    concern: Concern, row: Referral | None, *, by: Member | None, at: datetime
) -> bool:
    """Whether this person is being reached already; a further contact is noted, none replaced.

    A coordinator from whom that is hidden must not learn of it because nothing new appears: what
    she was told on the telephone stands by itself until it is certain who is meant.
    """
    if row is None or row.is_hidden_from(by):
        return False
    due = contact_due(concern.urgency, at)

    def joined(known: Identity) -> Identity:
        told = known.with_contact(concern.contact, "colleague") if concern.contact else known
        return with_room(told)

    try:
        saved = edit_facts(row, lambda facts: _named_by_colleague(facts, concern, due), joined)
    except NotNow:
        return False
    Referral.objects.filter(handle=row.handle, stage=row.stage).update(due_on=due_on(saved, at))
    return True


def open_among(handles: Iterable[UUID], identity: Identity) -> Referral | None:
    """The one of these that is open and this very person's: the same in the directory, or one
    contact and one name. A contact alone is not enough: two people may share a telephone.
    """
    rows = Referral.objects.filter(handle__in=handles, stage__in=[one.value for one in stages.OPEN])
    found = rows.with_facts()
    names = actions.peek_many(found)
    for row in found:
        held = names.get(row.handle)
        if held is None:
            continue  # forgotten since it was read, or nobody can say who it is
        if held.person is not None and identity.person is not None:
            if held.person == identity.person:
                return row
        elif _same_name(held, identity):
            return row
    return None


def _same_name(held: Identity, typed: Identity) -> bool:
    wanted = _name_key(typed.name)
    return wanted in (_name_key(held.name), _name_key(held.called))


def _name_key(name: str) -> str:
    return read_line(1, name).name_key or normalise(name)


def _named_by_colleague(facts: Facts, concern: Concern, due: datetime) -> None:
    """The earlier of two promises is kept; and it stands even if the event was told in error."""
    if facts.source == "event":
        facts.source = "colleague"
    standing, is_due = facts.due_at, not facts.offered or facts.due_again
    if is_due and (standing is None or due < standing):
        facts.promise(minute(due))
        facts.urgency = concern.urgency
