"""The directory in memory, so that no name ever stands in a query; rebuilt after an import."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from beside.directory.models import Clinician, DirectoryStamp
from beside.directory.parts import tidy
from beside.directory.people import phone_e164
from beside.rules import resolving
from beside.rules.resolving import Agrees, Candidate, Found
from beside.rules.spelling import normalise

MOST = 10


@dataclass(frozen=True, repr=False)
class Person:
    """One clinician of the directory. Ids are the directory's own."""

    id: int
    employee_id: str
    first: str
    last: str
    email: str
    phone: str
    department_id: int
    department: str
    campus_id: int | None
    pool_id: int
    pool_slug: str
    supervisor_id: int | None
    is_active: bool = True

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, repr=False)
class Match:
    """What the directory found for a typed person: `kind`, and who it may be."""

    kind: Found
    people: tuple[Person, ...]

    @property
    def person(self) -> Person | None:
        """The person meant, when that is certain; anything less is for a human to decide."""
        return self.people[0] if self.kind is Found.EXACT else None


class Index:
    """Everybody by id, by name and by contact."""

    def __init__(self, everyone: list[Person]) -> None:
        self._by_id = {one.id: one for one in everyone}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._by_contact: dict[str, list[Person]] = defaultdict(list)
        for one in everyone:
            if not one.is_active:
                continue
            first, last = normalise(one.first), normalise(one.last)
            for key in dict.fromkeys((first + last, last + first)):
                self._by_name[key].append(one)
            for contact in (one.email, one.phone):
                if contact:
                    self._by_contact[contact].append(one)

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self, number: int | None) -> Person | None:
        return None if number is None else self._by_id.get(number)

    def resolve(
        self, name: str, *, email: str = "", phone: str = "", department: str = "", role: str = ""
    ) -> Match:
        """Who a typed person may be, titles apart; the judgement is `rules.resolving`."""
        name = tidy(name) or name
        contacts = [one for one in (email.strip().lower(), phone_e164(phone) or phone) if one]
        key = normalise(name)
        named = self._by_name.get(key, [])
        known = [person for one in contacts for person in self._by_contact.get(one, [])]
        people = {one.id: one for one in (*named, *known)}
        candidates = [
            _compare(one, name, contacts, normalise(department), role) for one in people.values()
        ]
        kind, ids = resolving.judge(candidates)
        return Match(kind, tuple(people[one] for one in ids[:MOST]))

    def search(self, text: str) -> tuple[Person, ...]:
        """Active people whose name holds every word typed, titles apart; at most ten."""
        words = [word for word in map(normalise, (tidy(text) or text).split()) if word]
        if not words:
            return ()
        found = [
            one
            for one in self._by_id.values()
            if one.is_active and all(word in normalise(one.name) for word in words)
        ]
        return tuple(sorted(found, key=lambda one: (one.last, one.first, one.id))[:MOST])

    def reports_to(self, number: int) -> tuple[int, ...]:
        """The whole line of evaluation above a person, nearest first; a circle ends it."""
        line: list[int] = []
        one = self._by_id.get(number)
        while one and one.supervisor_id and one.supervisor_id not in (*line, number):
            line.append(one.supervisor_id)
            one = self._by_id.get(one.supervisor_id)
        return tuple(line)

    def supervises(self, one: int, other: int) -> bool:
        """Whether either evaluates the other, at any distance in the line."""
        return one in self.reports_to(other) or other in self.reports_to(one)


def _compare(one: Person, name: str, contacts: list[str], department: str, role: str) -> Candidate:
    first, last, key = normalise(one.first), normalise(one.last), normalise(name)
    words = [normalise(word) for word in name.split()]
    return Candidate(
        person=one.id,
        whole_name=key in (first + last, last + first),
        # "R. Reyes" is Rosa Reyes beside her number; "Ana Reyes", who shares her telephone, is not.
        short_name=last in words and any(first.startswith(word) for word in words if word != last),
        contact=_agrees(contacts, [c for c in (one.email, one.phone) if c]),
        department=_agrees([department] if department else [], [normalise(one.department)]),
        role=_role_agrees(role, one.pool_slug),
    )


def _agrees(said: list[str], known: list[str]) -> Agrees:
    if not said or not known:
        return Agrees.UNSAID
    return Agrees.YES if set(said) & set(known) else Agrees.NO


_ROLE_WORDS = {
    "faculty": ("faculty", "attending", "professor"),
    "resident": ("resident", "house officer", "pgy", "intern"),
    "fellow": ("fellow",),
}


def _role_agrees(said: str, slug: str) -> Agrees:
    text = said.strip().lower()
    meant = [pool for pool, words in _ROLE_WORDS.items() if any(word in text for word in words)]
    if not meant:
        return Agrees.UNSAID
    return Agrees.YES if slug in meant else Agrees.NO


_held: dict[int, Index] = {}


def index() -> Index:
    """The index of the directory as it stands; one tiny query tells whether it is still true."""
    version = DirectoryStamp.objects.values_list("version", flat=True).first() or 0
    if version not in _held:
        fresh = Index(_everyone())
        _held.clear()
        _held[version] = fresh
    return _held[version]


def forget_process_state() -> None:
    """Read the directory anew at the next use (between tests)."""
    _held.clear()


def _everyone() -> list[Person]:
    rows = list(Clinician.objects.select_related("department", "pool"))
    numbers = {row.employee_id: row.pk for row in rows}
    return [
        Person(
            id=row.pk,
            employee_id=row.employee_id,
            first=row.first_name,
            last=row.last_name,
            email=row.email,
            phone=row.phone,
            department_id=row.department_id,
            department=row.department.name,
            campus_id=row.department.campus_id,
            pool_id=row.pool_id,
            pool_slug=row.pool.slug,
            supervisor_id=numbers.get(row.supervisor_employee_id),
            is_active=row.is_active,
        )
        for row in rows
    ]
