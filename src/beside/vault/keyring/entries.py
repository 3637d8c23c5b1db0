"""The entries within one transaction: padded values under their shard's key, those under the root.

Re-wrapping everything at each forgetting would cost more the more is open. So entries are spread
over 256 shards, each with a key of its own. Whatever is replaced or deleted gives its shard a fresh
key in the same transaction, and every rotation puts all shard keys under a fresh root: older copies
of what was changed open with nothing that is left.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import struct
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beside.vault.keyring.interface import KeyringProblem
from beside.vault.keyring.kinds import is_allowed
from beside.vault.keyring.roots import Root

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE shards (shard INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE entries (
    shard INTEGER NOT NULL, kind TEXT NOT NULL, name BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (shard, kind, name)
) WITHOUT ROWID;
CREATE INDEX entries_of ON entries (kind);
"""
_NONCE = 12
_DAMAGED = (
    "An entry of the keyring is damaged. Nothing was deleted. Bring back the keyring that was "
    "here, or the one of its mirror; without either, move what is here away and run `beside "
    "restore`."
)


class Entries:
    """Reads unwrap, writes wrap; `finish` ends what was touched before the commit."""

    def __init__(self, connection: sqlite3.Connection, root: Root) -> None:
        self.connection = connection
        self.generation = root.generation
        self._root = AESGCM(root.secret)
        self._open: dict[int, bytes] = {}
        self._touched: set[int] = set()
        self._new: set[int] = set()

    def get(self, kind: str, name: bytes) -> bytes | None:
        row = self.connection.execute(
            "SELECT value FROM entries WHERE shard = ? AND kind = ? AND name = ?",
            (shard_of(name), kind, name),
        ).fetchone()
        return None if row is None else self._unwrap(kind, name, row[0])

    def has(self, kind: str, name: bytes) -> bool:
        found = self.connection.execute(
            "SELECT 1 FROM entries WHERE shard = ? AND kind = ? AND name = ?",
            (shard_of(name), kind, name),
        )
        return found.fetchone() is not None

    def put(self, kind: str, name: bytes, value: bytes, *, size: int) -> None:
        """Write the value, padded to `size` bytes; what stood there before becomes worthless."""
        if not is_allowed(kind):
            raise ValueError(f"the keyring knows no kind {kind!r}; see docs/keys.md")
        shard = shard_of(name)
        if self.has(kind, name):
            self._touched.add(shard)
        self.connection.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?) "
            "ON CONFLICT (shard, kind, name) DO UPDATE SET value = excluded.value",
            (shard, kind, name, _seal(self._cipher(shard), kind, name, pad(value, size))),
        )

    def delete(self, kind: str, name: bytes) -> None:
        """Delete the entry; its shard gets a fresh key before the commit."""
        shard = shard_of(name)
        done = self.connection.execute(
            "DELETE FROM entries WHERE shard = ? AND kind = ? AND name = ?", (shard, kind, name)
        )
        if done.rowcount:
            self._touched.add(shard)

    def names(self, kind: str) -> list[bytes]:
        rows = self.connection.execute("SELECT name FROM entries WHERE kind = ?", (kind,))
        return [row[0] for row in rows]

    def kinds(self, beginning: str) -> list[str]:
        """Every kind of entry that begins like this; each costs one look, however many it has."""
        found: list[str] = []
        after = beginning
        while True:
            row = self.connection.execute(
                "SELECT min(kind) FROM entries WHERE kind > ? AND kind < ?",
                (after, beginning + "\x7f"),
            ).fetchone()
            if row[0] is None:
                return found
            found.append(after := row[0])

    def items(self, kind: str) -> Iterator[tuple[bytes, bytes]]:
        """Every entry of a kind, opened."""
        rows = self.connection.execute("SELECT name, value FROM entries WHERE kind = ?", (kind,))
        for name, value in rows.fetchall():
            yield name, self._unwrap(kind, name, value)

    def count(self, kind: str) -> int:
        row = self.connection.execute("SELECT count(*) FROM entries WHERE kind = ?", (kind,))
        return int(row.fetchone()[0])

    def read(self, kind: str, name: bytes) -> Any:
        """A value that was written with `write`; None where there is none."""
        value = self.get(kind, name)
        return None if value is None else json.loads(value)

    def write(self, kind: str, name: bytes, value: Any, *, size: int) -> None:
        text = json.dumps(value, separators=(",", ":"), sort_keys=True).encode()
        self.put(kind, name, text, size=size)

    def finish(self, fresh: Root | None = None) -> None:
        """Give every touched shard a fresh key; in a rotation put all under the fresh root."""
        for shard in self._touched:
            self._rekey(shard)
        root = self._root
        changed = self._touched | self._new
        if fresh is not None:
            root = AESGCM(fresh.secret)
            self._open_all()
            changed = set(self._open)
            self.connection.execute(
                "UPDATE meta SET value = ? WHERE name = 'generation'", (str(fresh.generation),)
            )
        self.connection.executemany(
            "INSERT OR REPLACE INTO shards VALUES (?, ?)",
            ((shard, _seal(root, "shard", _name(shard), self._open[shard])) for shard in changed),
        )
        self._touched.clear()
        self._new.clear()

    def _rekey(self, shard: int) -> None:
        rows = self.connection.execute(
            "SELECT kind, name, value FROM entries WHERE shard = ?", (shard,)
        ).fetchall()
        old, key = self._cipher(shard), os.urandom(32)
        successor = AESGCM(key)
        self.connection.executemany(
            "UPDATE entries SET value = ? WHERE shard = ? AND kind = ? AND name = ?",
            (
                (_seal(successor, kind, name, _unseal(old, kind, name, value)), shard, kind, name)
                for kind, name, value in rows
            ),
        )
        self._open[shard] = key

    def _open_all(self) -> None:
        for shard, value in self.connection.execute("SELECT shard, value FROM shards"):
            if shard not in self._open:
                self._open[shard] = _unseal(self._root, "shard", _name(shard), value)

    def _cipher(self, shard: int) -> AESGCM:
        return AESGCM(self._key(shard))

    def _key(self, shard: int) -> bytes:
        """The shard's key; a shard that holds nothing yet gets one."""
        if shard not in self._open:
            row = self.connection.execute(
                "SELECT value FROM shards WHERE shard = ?", (shard,)
            ).fetchone()
            if row is None:
                self._open[shard] = os.urandom(32)
                self._new.add(shard)
            else:
                self._open[shard] = _unseal(self._root, "shard", _name(shard), row[0])
        return self._open[shard]

    def _unwrap(self, kind: str, name: bytes, value: bytes) -> bytes:
        return unpad(_unseal(self._cipher(shard_of(name)), kind, name, value))


def shard_of(name: bytes) -> int:
    """One of 256, by a digest of the name alone: what belongs to one handle stands together."""
    return hashlib.sha256(name).digest()[0]


def _name(shard: int) -> bytes:
    return shard.to_bytes(2, "big")


def _associated(kind: str, name: bytes) -> bytes:
    return b"beside keyring|" + kind.encode() + b"|" + name


def _seal(cipher: AESGCM, kind: str, name: bytes, text: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, text, _associated(kind, name))


def _unseal(cipher: AESGCM, kind: str, name: bytes, value: bytes) -> bytes:
    try:
        return cipher.decrypt(value[:_NONCE], value[_NONCE:], _associated(kind, name))
    except (InvalidTag, ValueError):
        raise KeyringProblem(_DAMAGED) from None


def pad(value: bytes, size: int) -> bytes:
    """Length, value, zeros: always `size` bytes, so that a length tells nothing."""
    if len(value) > size - 4:
        raise KeyringProblem(f"A value of {len(value)} bytes does not fit into {size}.")
    return (struct.pack(">I", len(value)) + value).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    (length,) = struct.unpack(">I", padded[:4])
    return padded[4 : 4 + length]


def step_size(length: int, least: int) -> int:
    """The smallest of `least`, twice that, four times ... that holds so many bytes and a length."""
    size = least
    while size - 4 < length:
        size *= 2
    return size
