"""What an event remembers of a person, so that a second report contacts nobody twice.

People of one ward share a telephone, and mother and daughter a name and a department. Taking two of
them for one would leave one without help, so a contact counts only together with the whole name,
and a name only within a department and a role.
"""

from __future__ import annotations

from collections.abc import Iterable

from beside.directory.index import Index, Person, index
from beside.directory.parts import tidy
from beside.directory.people import contact_fingerprints
from beside.program.models import Pool
from beside.referrals.facts import Facts
from beside.referrals.models import ROW, Referral
from beside.rules.resolving import Found
from beside.rules.spelling import normalise
from beside.rules.stages import OUTSIDE, Outcome
from beside.vault import actions as vault
from beside.vault.actions import SealBroken
from beside.vault.identity import Identity


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


def whole_name(name: str) -> str:
    """Every word of a name, in any order and spelling; `Dr.` and `MD` are none of them."""
    words = (tidy(name) or name).split()
    return "".join(sorted(word for word in map(normalise, words) if word))


def by_name(
    name: str, department: int | None, pool: str, directory: Index | None = None
) -> list[str]:
    """A name within a department and a role, in any order; nothing where two are called so.

    Whose role was not said may be in any, so their marks meet those of every role. Whoever asks
    for many brings the directory along.
    """
    if department is None or (directory or index()).resolve(name).kind is Found.SEVERAL:
        return []
    roles = [pool] if pool else ["", *Pool.objects.order_by("slug").values_list("slug", flat=True)]
    [whole] = contact_fingerprints(None, "", "", whole_name(name), str(department)) or [""]
    return [f"{whole}|{role}" for role in roles] if whole else []


def is_only_a_name(prints: Iterable[str]) -> bool:
    """Whether these marks say no more than that two are called the same."""
    return all(one.startswith("name:") for one in prints)


def event_fingerprints(prints: Iterable[str], *names: str) -> list[str]:
    """What an event remembers: a contact only together with a whole name."""
    keys = sorted({whole_name(name) for name in names} - {""})
    found: list[str] = []
    for one in prints:
        if one.startswith(("email:", "phone:")):
            found += [f"{one}|{key}" for key in keys]
        else:
            found.append(one)
    return found


def prints_of(row: Referral) -> list[str]:
    """By what the events of this referral remember its person."""
    known = vault.open_identity(ROW, row.handle, bytes(row.sealed_identity))
    found = fingerprints(known, None)
    for name in (known.name, known.called):
        found += by_name(name, row.facts.department, row.facts.pool)
    return event_fingerprints(found, known.name, known.called)


def stands_outside(facts: Facts) -> bool:
    """Whether this close says that the person was not meant: they may well be named again."""
    return bool(facts.outcome) and Outcome(facts.outcome) in OUTSIDE


def let_events_forget(row: Referral) -> None:
    """Who was not meant is not remembered as looked after."""
    try:
        prints = prints_of(row)
    except SealBroken:  # nobody can say any more who it was; it is forgotten all the same
        prints = []
    for event in row.facts.event_handles:
        vault.unclaim(event, prints)
        vault.unclaim_shared(row.handle, event)
