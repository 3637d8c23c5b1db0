"""The vault: the only room that can turn a handle into a person.

The key is durable before the row that needs it, and a row is deleted only on a receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beside.vault import identity as identities
from beside.vault.identity import Identity
from beside.vault.keyring.interface import (
    BudgetSpent,
    ClockReading,
    Closing,
    Context,
    Hold,
    KeyringProblem,
    NotAgreed,
    NotReleased,
    OnHold,
    Opener,
    Receipt,
    Released,
    SealBroken,
    Sealed,
    Statistics,
    Subject,
    Tidied,
    UnknownHandle,
)
from beside.vault.opening import (
    forget_process_state,
    install,
    keyring,
    mirror_problem,
    problem,
    remember,
    seen,
)

IDENTITY_SIZE = 1024
FACTS_SIZE = 4096

__all__ = [
    "BudgetSpent",
    "Closing",
    "Hold",
    "KeyringProblem",
    "NotAgreed",
    "NotReleased",
    "OnHold",
    "Opener",
    "Receipt",
    "Released",
    "SealBroken",
    "Statistics",
    "Subject",
    "Tidied",
    "UnknownHandle",
    "forget_process_state",
    "install",
    "mirror_problem",
    "problem",
]


# Opening and sealing.


def admit(row: str, *, expiry_week: date, at: datetime, count: int = 1) -> list[UUID]:
    """New handles with durable keys, for rows of this table that are written next."""
    return keyring().create(row, expiry_week, count, at)


def seal_identities(row: str, items: Sequence[tuple[UUID, Identity]]) -> list[bytes]:
    context = Context(row, "identity", IDENTITY_SIZE)
    return keyring().seal(
        [Sealed(handle, context, identities.to_bytes(one)) for handle, one in items]
    )


def seal_identity(row: str, handle: UUID, identity: Identity) -> bytes:
    return seal_identities(row, [(handle, identity)])[0]


def look(
    row: str, items: Sequence[tuple[UUID, bytes]], *, by: Opener, at: datetime
) -> list[Identity | None]:
    """Names opened for a member: counted by the keyring, `BudgetSpent` beyond the budget.

    The caller records the look; see `referrals.actions.look`. Of several, one that does not open
    hides no other.
    """
    wanted, local = _named(row, items), timezone.localtime(at)
    try:
        return _identities(keyring().look(wanted, by, local))
    except SealBroken:
        if len(wanted) == 1:
            raise
    whole = [one for one in wanted if _open_or_none(one) is not None]
    opened = keyring().look(whole, by, local)
    found = {one.handle: text for one, text in zip(whole, opened, strict=True)}
    return _identities([found.get(one.handle) for one in wanted])


def open_identity(row: str, handle: UUID, sealed: bytes) -> Identity:
    """The person behind one row, for a verb's own use in memory."""
    opened = open_identities(row, [(handle, sealed)])[0]
    if opened is None:
        raise SealBroken
    return opened


def open_identities(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[Identity | None]:
    """Names for a verb's own use in memory; never for a page that somebody looks at.

    None where the key is gone, or where one row's seal does not open.
    """
    return _identities(_open_each(_named(row, items)))


def _named(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[Sealed]:
    context = Context(row, "identity", IDENTITY_SIZE)
    return [Sealed(handle, context, bytes(sealed)) for handle, sealed in items]


def _identities(opened: Sequence[bytes | None]) -> list[Identity | None]:
    return [None if text is None else identities.from_bytes(text) for text in opened]


def seal_facts(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
    context = Context(row, "facts", FACTS_SIZE)
    return keyring().seal([Sealed(handle, context, text) for handle, text in items])


def open_facts(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[bytes | None]:
    """Facts in bulk; None where the key is gone, or where one row's seal does not open.

    One broken row must not hide the others; `beside verify` says that there is one.
    """
    if not items:
        return []
    context = Context(row, "facts", FACTS_SIZE)
    return _open_each([Sealed(handle, context, bytes(sealed)) for handle, sealed in items])


def _open_each(wanted: Sequence[Sealed]) -> list[bytes | None]:
    try:
        return keyring().open(wanted)
    except SealBroken:
        return [_open_or_none(one) for one in wanted]


def _open_or_none(one: Sealed) -> bytes | None:
    try:
        return keyring().open([one])[0]
    except SealBroken:
        return None


# Claims, codes, counting.


def claim(claims: Sequence[tuple[UUID, Iterable[str]]]) -> None:
    """Each handle stands for these fingerprints, until it is forgotten."""
    if claims:
        keyring().claim_many([(handle, list(values)) for handle, values in claims])


def unclaim(handle: UUID, values: Iterable[str]) -> None:
    keyring().unclaim(handle, list(values))


def unclaim_shared(handle: UUID, other: UUID) -> None:
    keyring().unclaim_shared(handle, other)


def claimed(
    value_lists: Sequence[Iterable[str]], *, at: datetime | None = None
) -> list[frozenset[UUID]]:
    """For each person's fingerprints, the handles that stand for them. Never shown publicly.

    With `at` the asking is somebody's, and counted; without, it is part of an act of its own.
    """
    local = timezone.localtime(at) if at else None
    return keyring().claimed([list(values) for values in value_lists], local)


def drop_claims(handle: UUID) -> None:
    """The handle stands for nobody any more; its key stays."""
    keyring().drop_claims(handle)


def set_code(handle: UUID, code: str) -> None:
    keyring().set_code(handle, code)


def find_code(code: str) -> UUID | None:
    return keyring().find_code(code)


def share_codes(handle: UUID, into: UUID) -> None:
    keyring().share_codes(handle, into)


def begin_day(day: date) -> None:
    keyring().begin_day(day)


def derive(day: date, purpose: str, nonce: bytes, length: int) -> bytes | None:
    return keyring().derive(day, purpose, nonce, length)


def load(members: Iterable[int], week: int) -> dict[int, float]:
    return keyring().load(list(members), week)


def open_event(handle: UUID, kind: str = "", unit: str = "") -> None:
    keyring().open_event(handle, kind, unit)


def event_coverage(handle: UUID) -> Mapping[str, int]:
    return keyring().event_coverage(handle)


def period(name: str) -> Mapping[str, Mapping[str, int]]:
    return keyring().period(name)


def periods() -> list[str]:
    return keyring().periods()


def release(name: str, *, today: date) -> Released:
    """The counters of a period, for a protected table; `NotReleased` says why not yet."""
    return keyring().release(name, today)


def discard(names: Sequence[str]) -> None:
    """These counters were published and confirmed: they are forgotten."""
    keyring().discard(names)


# Forgetting and looking after it.


def forget(
    closings: Sequence[Closing],
    *,
    today: date,
    delete: Callable[[list[UUID]], object] = lambda _handles: None,
) -> list[Receipt]:
    """Destroy keys and count, in one act; then `delete` the rows, their receipts in hand.

    The rows go in the transaction that writes down how far the keyring has come: one wait for the
    disk, and no row is gone from a database that does not know of it.
    """
    if not closings:
        return []
    receipts = keyring().forget(closings, today, seen())
    with transaction.atomic():
        delete([one.handle for one in receipts])
        remember()
    return receipts


def tidy(at: datetime, *, is_told: bool = False) -> Tidied:
    """The keyring lets go of what has had its time; `is_told`: as if it were then.

    Whether the two still belong together is asked anew: either may have come back from elsewhere.
    """
    forget_process_state()
    done = keyring().tidy(at, seen(), is_told=is_told)
    remember()
    return done


def clock(at: datetime) -> ClockReading:
    """Whether the clock is to be believed, and until when expiry waits if it leapt forward."""
    return keyring().clock(at)


def confirm_clock(*, at: datetime) -> None:
    """An administrator says that the clock is right as it is."""
    keyring().confirm_clock(at)


def forgotten(handles: Iterable[UUID]) -> list[bool]:
    """For each handle, whether the keyring remembers that it was forgotten here."""
    return keyring().forgotten(list(handles))


def confirm_rows(handles: Iterable[UUID]) -> int:
    """Tell the keyring which keys have a row by now; how many it did not know of."""
    unconfirmed = keyring().unconfirmed()
    if not unconfirmed:
        return 0
    rows = set(handles)
    found = [one for one in unconfirmed if one in rows]
    if found:
        keyring().confirm(found)
    return len(found)


def holds(handles: Iterable[UUID]) -> list[bool]:
    return keyring().holds(list(handles))


def made() -> dict[UUID, date]:
    """Every key that is here, with the Monday of the week it was made in by the keyring's clock."""
    return dict(keyring().orphans([]))


def orphans(known: Iterable[UUID]) -> list[tuple[UUID, date]]:
    return keyring().orphans(list(known))


def statistics() -> Statistics:
    return keyring().statistics()
