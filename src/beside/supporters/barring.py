"""Who must not support a person: computed while the person is in memory, kept without reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beside.directory.index import Index, index
from beside.supporters.models import Supporter


@dataclass(frozen=True)
class _Peer:
    """One supporter, as far as barring must know her: ids, and whom she says she evaluates."""

    supporter: int
    person: int | None
    evaluates: tuple[tuple[int, str], ...]  # department, and a pool of it or "" for all of it


@dataclass(frozen=True)
class Roster:
    """All current supporters and the directory they are checked against, read once."""

    directory: Index
    peers: tuple[_Peer, ...]


def barred_for(
    person: int | None,
    *,
    department: int | None,
    pool: str,
    also_exposed: Iterable[int] = (),
    roster: Roster | None = None,
) -> set[int]:
    """Ids of supporters who are this person, evaluate them in either direction, or were there too.

    `person` and `also_exposed` are directory ids. Without a person only declared evaluation by
    department and pool can be checked. Whoever asks for many brings the roster along.
    """
    known = roster or current_roster()
    exposed = set(also_exposed)
    barred: set[int] = set()
    for peer in known.peers:
        own = peer.person
        was_there = own is not None and (own == person or own in exposed)
        in_line = own is not None and person is not None and known.directory.supervises(own, person)
        if was_there or in_line or _evaluates(peer, department, pool):
            barred.add(peer.supporter)
    return barred


def current_roster() -> Roster:
    supporters = Supporter.objects.current().prefetch_related("evaluates__pool")
    return Roster(index(), tuple(_peer(one) for one in supporters))


def _peer(supporter: Supporter) -> _Peer:
    evaluates = tuple(
        (one.department_id, one.pool.slug if one.pool else "") for one in supporter.evaluates.all()
    )
    return _Peer(supporter.pk, supporter.clinician_id, evaluates)


def _evaluates(peer: _Peer, department: int | None, pool: str) -> bool:
    return any(
        where == department and (not theirs or not pool or theirs == pool)
        for where, theirs in peer.evaluates
    )
