"""The vault: the only room that can turn a handle into a person.

The key is durable before the row that needs it, and a row is deleted only on a receipt.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings

from beside.vault import identity as identities
from beside.vault.identity import Identity
from beside.vault.keyring import (
    Closing,
    Context,
    KeyringProblem,
    LocalKeyring,
    Receipt,
    SealBroken,
    Statistics,
    UnknownHandle,
)
from beside.vault.models import KeyringMark

IDENTITY_SIZE = 1024
FACTS_SIZE = 4096

_checked: dict[str, bool] = {}
_lock = threading.Lock()

__all__ = [
    "Closing",
    "KeyringProblem",
    "Receipt",
    "SealBroken",
    "Statistics",
    "UnknownHandle",
    "admit",
    "claim",
    "claimed",
    "forget",
    "open_facts",
    "open_identities",
    "open_identity",
    "seal_facts",
    "seal_identities",
    "seal_identity",
]


def install(mode: str) -> None:
    """Make the keyring and tie the database to it; an existing pair is left alone."""
    mark = KeyringMark.objects.first()
    if mark is None:
        path = settings.BESIDE_KEYRING
        keyring = LocalKeyring(path)
        if not (path / "keyring.sqlite3").exists():
            keyring = LocalKeyring.create_new(path, mode)
        KeyringMark.objects.create(
            keyring_id=keyring.identifier, generation=keyring.generation(), mode=keyring.mode
        )
    _keyring()


def problem() -> str:
    """What is wrong with the keyring, in a sentence; empty when it serves."""
    try:
        _check(LocalKeyring(settings.BESIDE_KEYRING))
    except KeyringProblem as trouble:
        return str(trouble)
    return ""


def forget_process_state() -> None:
    """Check the keyring anew at the next use (after a restore, and between tests)."""
    _checked.clear()


# Opening and sealing.


def admit(*, expiry_week: date, count: int = 1) -> list[UUID]:
    """New handles with durable keys."""
    return _keyring().create(expiry_week, count)


def seal_identities(row: str, items: Sequence[tuple[UUID, Identity]]) -> list[bytes]:
    context = Context(row, "identity", IDENTITY_SIZE)
    return _keyring().seal([(handle, context, identities.to_bytes(one)) for handle, one in items])


def seal_identity(row: str, handle: UUID, identity: Identity) -> bytes:
    return seal_identities(row, [(handle, identity)])[0]


def open_identity(row: str, handle: UUID, sealed: bytes) -> Identity:
    """The person behind one row. The caller records the look; see `referrals.actions.look`."""
    opened = open_identities(row, [(handle, sealed)])[0]
    if opened is None:
        raise SealBroken
    return opened


def open_identities(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[Identity | None]:
    context = Context(row, "identity", IDENTITY_SIZE)
    opened = _keyring().open([(handle, context, bytes(sealed)) for handle, sealed in items])
    return [None if text is None else identities.from_bytes(text) for text in opened]


def seal_facts(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[bytes]:
    context = Context(row, "facts", FACTS_SIZE)
    return _keyring().seal([(handle, context, text) for handle, text in items])


def open_facts(row: str, items: Sequence[tuple[UUID, bytes]]) -> list[bytes | None]:
    """Facts in bulk; None where the key is gone, or where one row's seal does not open.

    One broken row must not hide the others; `beside verify` says that there is one.
    """
    context = Context(row, "facts", FACTS_SIZE)
    wanted = [(handle, context, bytes(sealed)) for handle, sealed in items]
    try:
        return _keyring().open(wanted)
    except SealBroken:
        return [_open_or_none(one) for one in wanted]


def _open_or_none(one: tuple[UUID, Context, bytes]) -> bytes | None:
    try:
        return _keyring().open([one])[0]
    except SealBroken:
        return None


# Claims, codes, counting.


def claim(claims: Sequence[tuple[UUID, Iterable[str]]]) -> None:
    _keyring().claim_many(claims)


def unclaim(handle: UUID, values: Iterable[str]) -> None:
    _keyring().unclaim(handle, values)


def unclaim_shared(handle: UUID, other: UUID) -> None:
    _keyring().unclaim_shared(handle, other)


def claimed(value_lists: Sequence[Iterable[str]]) -> list[frozenset[UUID]]:
    """For each person's fingerprints, the handles that stand for them. Never shown publicly."""
    return _keyring().claimed(value_lists)


def set_code(handle: UUID, code: str) -> None:
    _keyring().set_code(handle, code)


def find_code(code: str) -> UUID | None:
    return _keyring().find_code(code)


def share_codes(handle: UUID, into: UUID) -> None:
    _keyring().share_codes(handle, into)


def begin_day(day: date) -> None:
    _keyring().begin_day(day)


def derive(day: date, purpose: str, nonce: bytes, length: int) -> bytes | None:
    return _keyring().derive(day, purpose, nonce, length)


def load(members: Iterable[int], week: int) -> dict[int, float]:
    return _keyring().load(members, week)


def open_event(handle: UUID) -> None:
    _keyring().open_event(handle)


def count_event(handle: UUID, coverage: tuple[str, ...], people: int = 1) -> None:
    _keyring().count_event(handle, coverage, people)


def drop_claims(handle: UUID) -> None:
    """The handle stands for nobody any more; its key stays."""
    _keyring().drop_claims(handle)


def event_coverage(handle: UUID) -> Mapping[str, int]:
    return _keyring().event_coverage(handle)


def period(name: str) -> Mapping[str, Mapping[str, int]]:
    return _keyring().period(name)


def periods() -> list[str]:
    return _keyring().periods()


# Forgetting and looking after it.


def forget(closings: Sequence[Closing], today: date) -> list[Receipt]:
    """Destroy keys and count, in one act. Delete a row only when its receipt is in hand."""
    keyring = _keyring()
    receipts = keyring.forget(closings, today) if closings else []
    if receipts:
        generation = keyring.generation()
        KeyringMark.objects.filter(generation__lt=generation).update(generation=generation)
    return receipts


def tidy(today: date) -> None:
    _keyring().tidy(today)


def holds(handles: Iterable[UUID]) -> list[bool]:
    return _keyring().holds(handles)


def orphans(known: Iterable[UUID]) -> list[UUID]:
    return _keyring().orphans(known)


def statistics() -> Statistics:
    return _keyring().statistics()


def _keyring() -> LocalKeyring:
    keyring = LocalKeyring(settings.BESIDE_KEYRING)
    path = str(settings.BESIDE_KEYRING)
    if not _checked.get(path):
        with _lock:
            _check(keyring)
            _checked.clear()
            _checked[path] = True
    return keyring


def _check(keyring: LocalKeyring) -> None:
    """Serve only with the keyring this database belongs to, and only if it is not an older one."""
    mark = KeyringMark.objects.first()
    keyring.store.check()
    if mark is None:
        raise KeyringProblem("This database belongs to no keyring yet; run `beside setup`.")
    if mark.keyring_id != keyring.identifier:
        raise KeyringProblem(
            "This keyring belongs to another database. Nothing was deleted. Bring back the keyring "
            "that was made with this database."
        )
    if keyring.generation() < mark.generation:
        raise KeyringProblem(
            "This keyring is older than the database: it was restored from somewhere. Nothing was "
            "deleted, and names closed since then cannot come back."
        )
    if mark.mode != settings.BESIDE_MODE or keyring.mode != settings.BESIDE_MODE:
        raise KeyringProblem(
            f"This installation was made in {mark.mode} mode and never starts as "
            f"{settings.BESIDE_MODE}. Use another BESIDE_HOME."
        )
    keyring.statistics()  # a look under the root: without the right one nothing opens
