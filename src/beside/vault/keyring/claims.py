"""Claims: keyed fingerprints that tell whether somebody is already being reached.

They stand in 64 sealed buckets, not in columns: whoever kept an old copy of the file and has
today's keyring cannot try a name on it. What a handle stands for is kept beside it, so that it
goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from beside.vault.keyring.entries import Entries, step_size
from beside.vault.keyring.secrets import digest, secret

_BUCKET, _OF = "claims", "claims of"
_BUCKETS = 64
_PRINT = 16  # bytes of a fingerprint; the owner's handle takes as many
_RECORD = 2 * _PRINT


class Claims:
    """The claims within one keyring transaction."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries
        self._secret = secret(entries, "claims")

    def add(self, handle: UUID, values: Iterable[str]) -> None:
        """The handle stands for these values from now on."""
        mine = self._of(handle)
        fresh = [one for one in dict.fromkeys(map(self._print, values)) if one not in mine]
        for one in fresh:
            self._write_bucket(one, [*self._bucket(one), (one, handle.bytes)])
        if fresh:
            self._write_of(handle, [*mine, *fresh])

    def owners(self, values: Iterable[str]) -> frozenset[UUID]:
        """The handles that stand for any of these values."""
        found: set[UUID] = set()
        for one in map(self._print, values):
            found.update(UUID(bytes=owner) for held, owner in self._bucket(one) if held == one)
        return frozenset(found)

    def remove(self, handle: UUID, values: Iterable[str]) -> None:
        self._remove(handle, set(map(self._print, values)))

    def remove_shared(self, handle: UUID, other: UUID) -> None:
        """The other stands no longer for what this one stands for too."""
        self._remove(other, set(self._of(handle)))

    def drop(self, handle: UUID) -> None:
        """The handle stands for nothing any more."""
        self._remove(handle, set(self._of(handle)))

    def count(self) -> int:
        return sum(len(value) for _name, value in self._entries.items(_BUCKET)) // _RECORD

    def _remove(self, handle: UUID, prints: set[bytes]) -> None:
        mine = self._of(handle)
        for one in prints.intersection(mine):
            self._write_bucket(
                one, [pair for pair in self._bucket(one) if pair != (one, handle.bytes)]
            )
        if prints.intersection(mine):
            self._write_of(handle, [one for one in mine if one not in prints])

    def _print(self, value: str) -> bytes:
        return digest(self._secret, value)[:_PRINT]

    def _bucket(self, print_: bytes) -> list[tuple[bytes, bytes]]:
        value = self._entries.get(_BUCKET, _name(print_)) or b""
        return [
            (value[at : at + _PRINT], value[at + _PRINT : at + _RECORD])
            for at in range(0, len(value), _RECORD)
        ]

    def _write_bucket(self, print_: bytes, pairs: list[tuple[bytes, bytes]]) -> None:
        self._write(_BUCKET, _name(print_), b"".join(a + b for a, b in pairs), 1024)

    def _of(self, handle: UUID) -> list[bytes]:
        value = self._entries.get(_OF, handle.bytes) or b""
        return [value[at : at + _PRINT] for at in range(0, len(value), _PRINT)]

    def _write_of(self, handle: UUID, prints: list[bytes]) -> None:
        self._write(_OF, handle.bytes, b"".join(prints), 256)

    def _write(self, kind: str, name: bytes, value: bytes, least: int) -> None:
        if value:
            self._entries.put(kind, name, value, size=step_size(len(value), least))
        else:
            self._entries.delete(kind, name)


def _name(print_: bytes) -> bytes:
    return bytes([print_[0] % _BUCKETS])
