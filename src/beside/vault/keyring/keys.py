"""The keys of what is open: one a handle, the week it may live to, whether its row is known."""

from __future__ import annotations

import os
import struct
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beside.vault.keyring.entries import Entries, pad, unpad
from beside.vault.keyring.interface import SealBroken, Sealed, UnknownHandle

VERSION = 1
KIND = "key"
_SIZE = 64
_VALUE = struct.Struct(">32sIIB8s")  # key, expiry (ordinal), made (hour since 1970), confirmed, row
_SECRET = 32  # bytes of the key, the first of the value
_NONCE = 12


@dataclass(frozen=True)
class Key:
    """A handle's key. `confirmed`: its row has been seen in the database."""

    secret: bytes
    expiry_week: date
    made: datetime  # to the hour
    confirmed: bool
    row: str

    def __repr__(self) -> str:
        return "<key>"

    def to_bytes(self) -> bytes:
        hour = int(self.made.timestamp() // 3600)
        week = self.expiry_week.toordinal()
        return _VALUE.pack(self.secret, week, hour, self.confirmed, self.row.encode())

    @classmethod
    def from_bytes(cls, value: bytes) -> Key:
        secret, week, hour, confirmed, row = _VALUE.unpack(value)
        made = datetime.fromtimestamp(hour * 3600, tz=UTC)
        return cls(
            secret, date.fromordinal(week), made, bool(confirmed), row.rstrip(b"\0").decode()
        )


def create(entries: Entries, row: str, expiry_week: date, count: int, at: datetime) -> list[UUID]:
    """New handles, each with a fresh key."""
    handles = [uuid.uuid4() for _ in range(count)]
    for handle in handles:
        keep(entries, handle, Key(os.urandom(32), expiry_week, at, False, row))
    return handles


def confirm(entries: Entries, handles: Sequence[UUID]) -> None:
    """The rows of these handles have been seen."""
    for handle in handles:
        key = find(entries, handle)
        if key is not None and not key.confirmed:
            keep(entries, handle, replace(key, confirmed=True))


def keep(entries: Entries, handle: UUID, key: Key) -> None:
    entries.put(KIND, handle.bytes, key.to_bytes(), size=_SIZE)


def find(entries: Entries, handle: UUID) -> Key | None:
    value = entries.get(KIND, handle.bytes)
    return None if value is None else Key.from_bytes(value)


def need(entries: Entries, handle: UUID) -> Key:
    """The handle's key, or `UnknownHandle`."""
    key = find(entries, handle)
    if key is None:
        raise UnknownHandle
    return key


def everyone(entries: Entries) -> Iterator[tuple[UUID, Key]]:
    for name, value in entries.items(KIND):
        yield UUID(bytes=name), Key.from_bytes(value)


def seal(entries: Entries, items: Sequence[Sealed]) -> list[bytes]:
    """Each text under its handle's key, for its place only, at a fixed length."""
    return [_seal(_need_secret(entries, one.handle), one) for one in items]


def open_seals(entries: Entries, items: Sequence[Sealed]) -> list[bytes | None]:
    """Each seal opened; None where the handle's key is not here any more."""
    opened: list[bytes | None] = []
    for one in items:
        secret = _secret(entries, one.handle)
        opened.append(None if secret is None else _open(secret, one))
    return opened


def _secret(entries: Entries, handle: UUID) -> bytes | None:
    """The key alone: a desk opens hundreds at once, and asks nothing else of them."""
    value = entries.get(KIND, handle.bytes)
    return None if value is None else value[:_SECRET]


def _need_secret(entries: Entries, handle: UUID) -> bytes:
    secret = _secret(entries, handle)
    if secret is None:
        raise UnknownHandle
    return secret


def _seal(key: bytes, item: Sealed) -> bytes:
    nonce = os.urandom(_NONCE)
    associated = item.context.associated(VERSION, item.handle)
    return (
        bytes([VERSION])
        + nonce
        + AESGCM(key).encrypt(nonce, pad(item.text, item.context.size), associated)
    )


def _open(key: bytes, item: Sealed) -> bytes:
    nonce, text = item.text[1 : 1 + _NONCE], item.text[1 + _NONCE :]
    try:
        associated = item.context.associated(item.text[0], item.handle)
        return unpad(AESGCM(key).decrypt(nonce, text, associated))
    except (InvalidTag, IndexError, ValueError):
        raise SealBroken from None
