"""The directory in memory, so that no name ever stands in a query."""

from __future__ import annotations

from dataclasses import dataclass

from beside.directory.models import Clinician, DirectoryStamp


@dataclass(frozen=True)
class Person:
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


class Index:
    def __init__(self, people: list[Person]) -> None:
        self._by_id = {one.id: one for one in people}

    def by_id(self, number: int) -> Person | None:
        return self._by_id.get(number)

    def reports_to(self, number: int) -> tuple[int, ...]:
        chain: list[int] = []
        one = self._by_id.get(number)
        while one and one.supervisor_id and one.supervisor_id not in chain:
            chain.append(one.supervisor_id)
            one = self._by_id.get(one.supervisor_id)
        return tuple(chain)

    def supervises(self, a: int, b: int) -> bool:
        return a in self.reports_to(b) or b in self.reports_to(a)


_held: dict[int, Index] = {}


def index() -> Index:
    stamp = DirectoryStamp.objects.first()
    version = stamp.version if stamp else 0
    if version not in _held:
        _held.clear()
        rows = list(Clinician.objects.select_related("department", "pool"))
        numbers = {row.employee_id: row.pk for row in rows}
        _held[version] = Index(
            [
                Person(
                    r.pk,
                    r.employee_id,
                    r.first_name,
                    r.last_name,
                    r.email,
                    r.phone,
                    r.department_id,
                    r.department.name,
                    r.department.campus_id,
                    r.pool_id,
                    r.pool.slug,
                    numbers.get(r.supervisor_employee_id),
                )
                for r in rows
            ]
        )
    return _held[version]


def forget_process_state() -> None:
    _held.clear()
