"""Finding out who is meant: proposals from the directory, in memory, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from beside.desk.designations import designation
from beside.directory.index import Match, Person, index
from beside.directory.models import Department
from beside.directory.people import aloud, contact_fingerprints
from beside.events.actions.resolving import resolve_exposed
from beside.events.change import EventGone
from beside.events.models import Event
from beside.program.models import Member, Pool
from beside.program.names import called_by
from beside.referrals import actions
from beside.referrals.models import Referral
from beside.referrals.remembering import whole_name
from beside.rules.resolving import Found
from beside.rules.stages import Stage, rank
from beside.vault import actions as vault
from beside.vault.identity import Identity


@dataclass(frozen=True)
class Other:
    """Another open request of the same person."""

    handle: UUID
    who: str


def proposals(identity: Identity, row: Referral) -> Match:
    """Who may be meant by what was typed; that one fits is a proposal too."""
    typed = identity.called or identity.name
    emails = [one.value for one in identity.contacts if one.is_email]
    phones = [one.value for one in identity.contacts if not one.is_email]
    department = Department.objects.filter(pk=row.facts.department or 0).first()
    match = index().resolve(
        typed,
        email=emails[0] if emails else "",
        phone=phones[0] if phones else "",
        department=department.name if department else "",
        role=row.facts.pool,
    )
    return match if match.people else search(typed)


def with_known(match: Match) -> list[tuple[Person, str]]:
    """Each of them with what the directory knows, to tell two of one name apart."""
    pools = called_by("slug", Pool.objects.all())
    return [
        (one, ", ".join(part for part in _parts(one, pools.get(one.pool_slug, "")) if part))
        for one in match.people
    ]


def _parts(one: Person, pool: str) -> tuple[str, ...]:
    number = aloud(one.phone).replace(" ", "\N{NO-BREAK SPACE}")
    return one.department, pool, one.email, number


def search(text: str) -> Match:
    """Everybody in the directory whom these words may mean."""
    people = index().search(text)
    return Match(Found.SEVERAL if people else Found.NONE, people)


def settle(row: Referral, person: Person | None, *, by: Member, at: datetime) -> str:
    """Say who is meant; the key of the sentence that tells what came of it.

    For an event's people, whoever was there is barred with it, and somebody who is being reached
    already is joined.
    """
    events = Event.objects.open().filter(handle__in=row.facts.event_handles)
    event = events.values_list("handle", flat=True).first()
    choice = person.id if person else None
    try:
        done = resolve_exposed(event, {row.handle: choice}, by=by, at=at) if event else None
    except EventGone:  # taken back in this very moment; the person is looked after by themselves
        done = None
    if done is None:
        actions.resolve(row.handle, person, by=by, at=at)
    elif done.moved or done.folded:
        return "moved" if done.moved else "merged"
    return "resolved" if person else "outside"


def duplicates(row: Referral, member: Member) -> list[Other]:
    """Other open requests that stand for the same person, as far as this member may see them."""
    identity = actions.peek_many([row]).get(row.handle)
    if identity is None:
        return []  # forgotten since the row was read
    owners = vault.claimed([actions.fingerprints(identity, None)])[0] - {row.handle}
    rows = [
        one for one in Referral.objects.filter(handle__in=owners).visible_to(member) if one.is_open
    ]
    names = actions.peek_many(rows)
    return [
        Other(one.handle, designation(one.handle))
        for one in rows
        if one.handle in names and _is_same(identity, names[one.handle])
    ]


def _is_same(one: Identity, other: Identity) -> bool:
    """The same in the directory, or of one name; two people may well share a telephone."""
    if one.person is not None and other.person is not None:
        return one.person == other.person
    return bool(_names(one) & _names(other))


def _names(identity: Identity) -> set[str]:
    """The name as typed and as known, whatever the order, the case and the accents."""
    return {whole_name(name) for name in (identity.name, identity.called) if name}


def of_caller(contact: str, member: Member, *, at: datetime) -> list[Other]:
    """Open requests that this very contact stands for; none and hidden are one answer. Counted."""
    email, phone = (contact, "") if "@" in contact else ("", contact)
    owners = vault.claimed([contact_fingerprints(None, email, phone, "", "")], at=at)[0]
    rows = Referral.objects.filter(handle__in=owners).visible_to(member)
    return [Other(one.handle, designation(one.handle)) for one in rows if one.is_open]


def survivor(one: Referral, other: Referral) -> tuple[Referral, Referral]:
    """Which of two goes on (the one that is further), and which is joined into it."""
    ahead, behind = sorted((one, other), key=lambda row: rank(Stage(row.stage)))
    return ahead, behind
