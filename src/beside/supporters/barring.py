"""Who must not support a person: computed while the person is in memory, kept without reasons."""

from __future__ import annotations

from collections.abc import Iterable

from beside.directory.index import index
from beside.supporters.models import Supporter


def barred_for(
    person: int | None,
    *,
    department: int | None,
    pool: str,
    also_exposed: Iterable[int] = (),
) -> set[int]:
    """Ids of supporters who are this person, evaluate them in either direction, or were there too.

    `person` and `also_exposed` are directory ids. Without a person only declared evaluation by
    department and pool can be checked.
    """
    directory = index()
    exposed = set(also_exposed)
    barred: set[int] = set()
    for supporter in Supporter.objects.current().with_details():
        own = supporter.clinician_id
        if own is not None and (own == person or own in exposed):
            barred.add(supporter.pk)
        elif own is not None and person is not None and directory.supervises(own, person):
            barred.add(supporter.pk)
        elif _evaluates(supporter, department, pool):
            barred.add(supporter.pk)
    return barred


def _evaluates(supporter: Supporter, department: int | None, pool: str) -> bool:
    return any(
        one.department_id == department and (one.pool is None or not pool or one.pool.slug == pool)
        for one in supporter.evaluates.all()
        if department is not None
    )
