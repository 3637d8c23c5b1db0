"""The keyring's file: entries whose values are padded and wrapped under the root.

`journal_mode=TRUNCATE` with `secure_delete=ON` is the one configuration of SQLite that forgets.
A transaction either uses the root that stands (`writing`), or brings in a new one and re-wraps all
that stays (`rotating`): what was deleted, and every older copy of the file, is then worthless.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beside.vault.keyring import roots
from beside.vault.keyring.interface import KeyringProblem

FORMAT = 1
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    kind TEXT NOT NULL, name BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, name)
) WITHOUT ROWID;
CREATE TABLE claims (
    fingerprint BLOB NOT NULL, owner BLOB NOT NULL, PRIMARY KEY (fingerprint, owner)
) WITHOUT ROWID;
CREATE INDEX claims_of ON claims (owner);
"""


class Entries:
    """The entries within one transaction: reads unwrap, writes wrap."""

    def __init__(self, connection: sqlite3.Connection, root: roots.Root) -> None:
        self.connection = connection
        self.generation = root.generation
        self._cipher = AESGCM(root.secret)

    def get(self, kind: str, name: bytes) -> bytes | None:
        row = self.connection.execute(
            "SELECT value FROM entries WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        return None if row is None else self._unwrap(kind, name, row[0])

    def put(self, kind: str, name: bytes, value: bytes, *, size: int) -> None:
        self.connection.execute(
            "INSERT INTO entries VALUES (?, ?, ?) "
            "ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value",
            (kind, name, self._wrap(kind, name, pad(value, size))),
        )

    def delete(self, kind: str, name: bytes) -> None:
        self.connection.execute("DELETE FROM entries WHERE kind = ? AND name = ?", (kind, name))

    def names(self, kind: str) -> list[bytes]:
        rows = self.connection.execute("SELECT name FROM entries WHERE kind = ?", (kind,))
        return [row[0] for row in rows]

    def count(self, kind: str) -> int:
        row = self.connection.execute("SELECT count(*) FROM entries WHERE kind = ?", (kind,))
        return int(row.fetchone()[0])

    def rewrap(self, fresh: roots.Root) -> None:
        """Everything that is left goes under the fresh root; the old one then opens nothing."""
        successor = AESGCM(fresh.secret)
        rows = self.connection.execute("SELECT kind, name, value FROM entries").fetchall()
        self.connection.executemany(
            "UPDATE entries SET value = ? WHERE kind = ? AND name = ?",
            (
                (_seal(successor, kind, name, self._open(kind, name, value)), kind, name)
                for kind, name, value in rows
            ),
        )
        self.connection.execute(
            "UPDATE meta SET value = ? WHERE name = 'generation'", (str(fresh.generation),)
        )

    def _wrap(self, kind: str, name: bytes, padded: bytes) -> bytes:
        return _seal(self._cipher, kind, name, padded)

    def _unwrap(self, kind: str, name: bytes, value: bytes) -> bytes:
        return unpad(self._open(kind, name, value))

    def _open(self, kind: str, name: bytes, value: bytes) -> bytes:
        try:
            return self._cipher.decrypt(value[:12], value[12:], _associated(kind, name))
        except InvalidTag:
            raise KeyringProblem(
                "An entry of the keyring is damaged. Nothing was deleted."
            ) from None


def _associated(kind: str, name: bytes) -> bytes:
    return b"beside keyring|" + kind.encode() + b"|" + name


def _seal(cipher: AESGCM, kind: str, name: bytes, padded: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + cipher.encrypt(nonce, padded, _associated(kind, name))


def pad(value: bytes, size: int) -> bytes:
    """Length, value, zeros: always `size` bytes, so that a length tells nothing."""
    if len(value) > size - 4:
        raise KeyringProblem(f"A value of {len(value)} bytes does not fit into {size}.")
    return (struct.pack(">I", len(value)) + value).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    (length,) = struct.unpack(">I", padded[:4])
    return padded[4 : 4 + length]


class Store:
    """The folder with the file, the roots and the lock."""

    def __init__(self, folder: Path, roots_path: Path | None = None) -> None:
        self.folder = folder
        self.file = folder / "keyring.sqlite3"
        self.roots = roots_path or folder / "roots"

    def create(self, keyring_id: str, mode: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(self.folder, 0o700)
        if self.file.exists():
            raise KeyringProblem(f"There is already a keyring in {self.folder}.")
        roots.create(self.roots)
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with contextlib.closing(self._connect()) as connection:
            connection.executescript(_SCHEMA)
            meta = {"id": keyring_id, "generation": "1", "format": str(FORMAT), "mode": mode}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def check(self) -> None:
        """Refuse what others could read, and what is not there."""
        if not self.file.exists():
            raise KeyringProblem(f"There is no keyring in {self.folder}. Nothing was deleted.")
        for path, mask in ((self.folder, 0o077), (self.file, 0o177), (self.roots, 0o177)):
            if path.exists() and stat.S_IMODE(path.stat().st_mode) & mask:
                wanted = "0700" if path == self.folder else "0600"
                raise KeyringProblem(f"{path} is open to others; give it the permissions {wanted}.")

    def meta(self, name: str) -> str:
        with contextlib.closing(self._connect()) as connection:
            return _meta(connection, name)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Entries]:
        """A consistent look at the entries. The root lives as long as the look."""
        with self._locked(fcntl.LOCK_SH), contextlib.closing(self._connect()) as connection:
            yield Entries(connection, self._root(connection))

    @contextlib.contextmanager
    def writing(self) -> Iterator[Entries]:
        """One transaction under the root that stands: on the device when it returns."""
        with (
            self._locked(fcntl.LOCK_EX),
            contextlib.closing(self._connect()) as connection,
            _transaction(connection),
        ):
            yield Entries(connection, self._root(connection))

    @contextlib.contextmanager
    def rotating(self) -> Iterator[Entries]:
        """One transaction that ends under a new root: what it deletes is then gone for good."""
        with self._locked(fcntl.LOCK_EX), contextlib.closing(self._connect()) as connection:
            old = self._root(connection)
            fresh = roots.write(self.roots, old.generation + 1, slot=1 - old.slot)
            with _transaction(connection):
                entries = Entries(connection, old)
                yield entries
                entries.rewrap(fresh)
            roots.erase(self.roots, old.slot)

    def _root(self, connection: sqlite3.Connection) -> roots.Root:
        return roots.find(self.roots, int(_meta(connection, "generation")))

    def _connect(self) -> sqlite3.Connection:
        self.check()
        connection = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    @contextlib.contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Readers together, one writer alone, across threads and processes."""
        self.check()
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)


def _meta(connection: sqlite3.Connection, name: str) -> str:
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    except sqlite3.DatabaseError:
        row = None
    if row is None:
        raise KeyringProblem("The keyring file is empty or damaged. Nothing was deleted.")
    return str(row[0])


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
