"""Return codes as the keyring holds them, and the keys of a day from which they are derived."""

from __future__ import annotations

import os
from datetime import date
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beside.vault.keyring.entries import Entries, step_size
from beside.vault.keyring.secrets import digest, secret

CODE, _OF, DAY = "code", "codes of", "day"
_CODE_SIZE, _DAY_SIZE = 32, 64
_DIGEST = 32
DAY_KEY_DAYS = 2


class Codes:
    """The codes within one keyring transaction: a digest that leads to a handle."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def set(self, handle: UUID, code: str) -> None:
        """The code leads here, and nowhere else.

        A form sent again after its act broke off gives the same code for another handle. The first
        one is forgotten after a day, and must not take the code along.
        """
        name = self._name(code)
        before = self.find(code)
        if before is not None and before != handle:
            self._write_of(before, [one for one in self._of(before) if one != name])
        self._entries.put(CODE, name, handle.bytes, size=_CODE_SIZE)
        self._write_of(handle, [*self._of(handle), name])

    def find(self, code: str) -> UUID | None:
        value = self._entries.get(CODE, self._name(code))
        return None if value is None else UUID(bytes=value)

    def share(self, handle: UUID, into: UUID) -> None:
        """Every code that led to the first leads to the second."""
        moved = self._of(handle)
        if not moved:
            return
        for name in moved:
            self._entries.put(CODE, name, into.bytes, size=_CODE_SIZE)
        self._entries.delete(_OF, handle.bytes)
        self._write_of(into, [*self._of(into), *moved])

    def drop(self, handle: UUID) -> None:
        """No code leads to this handle any more."""
        for name in self._of(handle):
            self._entries.delete(CODE, name)
        self._entries.delete(_OF, handle.bytes)

    def _name(self, code: str) -> bytes:
        return digest(secret(self._entries, "codes"), code)

    def _of(self, handle: UUID) -> list[bytes]:
        value = self._entries.get(_OF, handle.bytes) or b""
        return [value[at : at + _DIGEST] for at in range(0, len(value), _DIGEST)]

    def _write_of(self, handle: UUID, names: list[bytes]) -> None:
        value = b"".join(dict.fromkeys(names))
        self._entries.put(_OF, handle.bytes, value, size=step_size(len(value), 128))


class DayKeys:
    """A fresh key a day, gone after two: what was derived from it can never be derived again."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def has(self, day: date) -> bool:
        return self._entries.has(DAY, day.isoformat().encode())

    def begin(self, day: date) -> None:
        if not self.has(day):
            self._entries.put(DAY, day.isoformat().encode(), os.urandom(32), size=_DAY_SIZE)

    def derive(self, day: date, purpose: str, nonce: bytes, length: int) -> bytes | None:
        key = self._entries.get(DAY, day.isoformat().encode())
        if key is None:
            return None
        return HKDF(hashes.SHA256(), length, None, purpose.encode() + b"|" + nonce).derive(key)

    def drop_old(self, today: date) -> None:
        for name in self._entries.names(DAY):
            if (today - date.fromisoformat(name.decode())).days >= DAY_KEY_DAYS:
                self._entries.delete(DAY, name)
