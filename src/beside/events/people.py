"""People as a reporter typed them, and what each is known by. Names stay in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from beside.directory.index import Index, Person, index
from beside.directory.models import Department
from beside.directory.people import Line
from beside.program.models import Pool
from beside.program.names import by_every_name
from beside.referrals import actions as referrals
from beside.referrals.remembering import by_name, whole_name
from beside.rules.resolving import Found
from beside.rules.spelling import akin, normalise
from beside.vault.identity import Identity

LONGEST_NAME = 200  # bytes; what fits beside everything else under the seal
LONGEST_CONTACT = 120


@dataclass(frozen=True, repr=False)
class Named:
    """One person of a report: as typed, and as far as it means something here."""

    name: str
    contacts: tuple[str, ...] = ()
    department: int | None = None
    pool: str = ""
    line: int = 0
    person: Person | None = None  # when exactly one of the directory can be meant
    directory: Index | None = None  # the one they were looked up in
    has_namesake: bool = False  # in the same list, with nothing but a contact to tell them apart

    @property
    def identity(self) -> Identity:
        """Name and contact as typed; what the directory knows is added once it is confirmed."""
        identity = Identity(_cut(self.name, LONGEST_NAME))
        for contact in self.contacts:
            identity = identity.with_contact(_cut(contact, LONGEST_CONTACT), "event")
        return identity

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """What an open referral of this person would stand for."""
        found = referrals.fingerprints(self.identity, self.person)
        if not self.has_namesake:
            found += by_name(self.name, self.department, self.pool, self.directory)
        return tuple(dict.fromkeys(found))


def named(lines: Iterable[Line]) -> list[Named]:
    """The people of a paste. Departments and roles count where they are the program's own."""
    directory = index()
    places = by_every_name(Department.objects.all())
    pools = {name: one.slug for name, one in by_every_name(Pool.objects.all()).items()}
    found = []
    for line in lines:
        said = [normalise(one) for one in (line.department, *line.department.split(", "))]
        place = next((places[one] for one in said if one in places), None)
        pool = _pool(line.role, pools) or next((pools[one] for one in said if one in pools), "")
        match = directory.resolve(
            line.display,
            email=line.email,
            phone=line.phone,
            department=place.name if place else line.department,
            role=pool or line.role,
        )
        found.append(
            Named(
                line.display,
                _contacts(line),
                place.pk if place else None,
                pool,
                line.number,
                match.person if match.kind is Found.EXACT else None,
                directory,
            )
        )
    return _with_namesakes(found)


def _with_namesakes(people: list[Named]) -> list[Named]:
    """Whoever shares name, department and role with another of the list is not known by them."""
    told = Counter((whole_name(one.name), one.department, one.pool) for one in people)
    vague = {key[:2] for key in told if not key[2]}  # a role not said may be the other's
    shared = Counter(key[:2] for key in told.elements())

    def is_shared(one: Named) -> bool:
        name = (whole_name(one.name), one.department)
        return told[*name, one.pool] > 1 or (name in vague and shared[name] > 1)

    return [replace(one, has_namesake=True) if is_shared(one) else one for one in people]


def _contacts(line: Line) -> tuple[str, ...]:
    """E-mail and number; the number as it was typed, with its extension, if that came first."""
    typed = line.contact_as_typed.strip()
    phone = typed if typed and "@" not in typed else line.phone
    email = line.email or (typed if "@" in typed else "")
    return tuple(one for one in (email, phone) if one)


def other_doors(roles: Iterable[str]) -> list[Pool]:
    """The doors of roles that were named and are not served here, each once."""
    pools = {name: one.slug for name, one in by_every_name(Pool.objects.all()).items()}
    said = {slug for role in roles for slug in _meant(role, pools)}
    return [one for one in Pool.objects.filter(kind=Pool.Kind.SIGNPOSTED) if one.slug in said]


def _pool(role: str, pools: dict[str, str]) -> str:
    return next(iter(_meant(role, pools)), "")


def _meant(role: str, pools: dict[str, str]) -> list[str]:
    """By their names, else the one that differs from what was typed in its ending alone."""
    said = normalise(role)
    if by_name := [slug for name, slug in pools.items() if said and name in said]:
        return by_name
    kin = {slug for name, slug in pools.items() if akin(role, name)}
    return [*kin] if len(kin) == 1 else []


def may_be_one(typed: Named, known: Identity) -> bool:
    """Whether this may be the person of an open referral that shares a contact with them."""
    if typed.person is not None and known.person is not None:
        return typed.person.id == known.person
    return whole_name(typed.name) in (whole_name(known.name), whole_name(known.called))


def _cut(text: str, most: int) -> str:
    """No more than so many bytes, and no half letter."""
    return text.encode()[:most].decode(errors="ignore")
