"""Who must not support a person: computed while the person is in memory, kept without reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from beside.directory.index import index
from beside.supporters.models import Supporter


def barred_for(
    person: int | None,
    *,
    department: int | None,
    pool: str,
    also_exposed: Iterable[int] = (),
    roster: Sequence[Supporter] | None = None,
) -> set[int]:
    """Ids of supporters who are this person, evaluate them in either direction, or were there too.

    `person` and `also_exposed` are directory ids. Without a person only declared evaluation by
    department and pool can be checked. Whoever asks for many brings the roster along.
    """
    directory = index()
    exposed = set(also_exposed)
    barred: set[int] = set()
    for supporter in current_roster() if roster is None else roster:
        own = supporter.clinician_id
        was_there = own is not None and (own == person or own in exposed)
        in_line = own is not None and person is not None and directory.supervises(own, person)
        if was_there or in_line or _evaluates(supporter, department, pool):
            barred.add(supporter.pk)
    return barred


def current_roster() -> list[Supporter]:
    return list(Supporter.objects.current().with_details())


def _evaluates(supporter: Supporter, department: int | None, pool: str) -> bool:
    return any(
        one.department_id == department and (one.pool is None or not pool or one.pool.slug == pool)
        for one in supporter.evaluates.all()
        if department is not None
    )
