"""The keyring's folder: the file, the roots, the lock, and how a transaction begins and ends.

`journal_mode=TRUNCATE` with `secure_delete=ON` is the one configuration of SQLite that forgets.
A transaction either uses the root that stands (`writing`), or brings in a new one (`rotating`):
what was deleted, and every older copy of the file, is then worthless.

A rotation, step by step; a crash between any two is mended by the next one to come:
1. a new root into the idle slot, on the device (in the mirror too);
2. one transaction: delete, count, all shard keys under the new root, generation n+1;
3. the mirror gets the same;
4. the old slot is overwritten, on the device (in the mirror too); then receipts are given.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from beside.vault.keyring import roots
from beside.vault.keyring.entries import SCHEMA, Entries
from beside.vault.keyring.interface import KeyringProblem

FORMAT = 2
OLDER = (
    "This keyring is older than the database: it was restored from somewhere. Nothing was "
    "deleted, and names closed since then cannot come back. Bring back the newer keyring, "
    "or run `beside restore` to see what is lost and to go on without it."
)
_CANNOT_WRITE = (
    "The keyring cannot be written ({}). Nothing was lost and nothing was forgotten; it goes on by "
    "itself once there is room and the folder can be written."
)


class Store:
    """One folder. `mirror` is a second one that is changed in the same act."""

    def __init__(
        self, folder: Path, roots_path: Path | None = None, mirror: Path | None = None
    ) -> None:
        self.folder = folder
        self.file = folder / "keyring.sqlite3"
        self.roots = roots_path or folder / "roots"
        self.mirror = Store(mirror) if mirror else None

    def create(self, keyring_id: str, mode: str) -> None:
        """A new, empty keyring; refused where there is one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(self.folder, 0o700)
        if self.file.exists():
            raise KeyringProblem(f"There is already a keyring in {self.folder}.")
        roots.create(self.roots)
        self._new_file()
        with contextlib.closing(self._connect()) as connection:
            connection.executescript(SCHEMA)
            meta = {
                "id": keyring_id,
                "generation": "1",
                "format": str(FORMAT),
                "mode": mode,
                "witnessed": "0",
            }
            connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        _fsync_folder(self.folder)
        self.make_mirror()

    def make_mirror(self) -> None:
        """The mirror, where it is wanted and not there yet. Only `beside setup` makes one.

        A disk that is only unplugged must not be replaced by a new folder: it still holds what is
        to be forgotten.
        """
        if self.mirror is None or self.mirror.file.exists():
            return
        other = self.mirror
        try:
            other.folder.mkdir(mode=0o700, exist_ok=True)
            os.chmod(other.folder, 0o700)
            other._new_file()
            roots.create_empty(other.roots)
        except OSError as trouble:
            raise KeyringProblem(
                f"The keyring's mirror {other.folder} cannot be made: {trouble.strerror}."
            ) from None
        with self._changing() as connection:
            roots.put(other.roots, self._root(connection))
            self._copy_to(other)
            _fsync_folder(other.folder)

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
        """One transaction under the root that stands: on the device when it returns.

        Nobody is sent away because the mirror is out of reach: the next rotation makes it whole.
        """
        with self._changing() as connection:
            with _transaction(connection):
                entries = Entries(connection, self._root(connection))
                yield entries
                entries.finish()
            if self.mirror and self.mirror.file.exists():
                self._copy_to(self.mirror)

    @contextlib.contextmanager
    def rotating(self, witness: int = 0) -> Iterator[Entries]:
        """One transaction that ends under a new root: what it deletes is then gone for good.

        `witness`: the generation that the database says it has written down.
        """
        with self._changing() as connection:
            old = self._root(connection)
            if witness > old.generation:
                raise KeyringProblem(OLDER)
            fresh = roots.write(self.roots, old.generation + 1, slot=1 - old.slot)
            if self.mirror:
                self.mirror.take_root(fresh)
            with _transaction(connection):
                entries = Entries(connection, old)
                yield entries
                entries.finish(fresh)
                _witness(connection, witness)
            if self.mirror:
                self._copy_to(self.mirror)
                roots.erase(self.mirror.roots, old.slot)
            roots.erase(self.roots, old.slot)

    def take_root(self, root: roots.Root) -> None:
        """A mirror holds the same root in the same slot before the same transaction."""
        self._be_there()
        roots.put(self.roots, root)

    def _be_there(self) -> None:
        """Of a mirror: nothing is forgotten while the second copy is out of reach."""
        if not self.file.exists():
            raise KeyringProblem(
                f"The keyring's mirror is not in {self.folder}, so nothing can be forgotten in "
                "both. Bring its disk back; or give it up for good: destroy it, and unset "
                "BESIDE_KEYRING_MIRROR or make a new one with `beside setup`."
            )
        self.check()

    @contextlib.contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """The only one who changes anything, with errors of the disk in plain words."""
        try:
            with self._locked(fcntl.LOCK_EX), contextlib.closing(self._connect()) as connection:
                yield connection
        except sqlite3.OperationalError as trouble:
            raise KeyringProblem(_CANNOT_WRITE.format(trouble)) from None
        except OSError as trouble:
            raise KeyringProblem(_CANNOT_WRITE.format(trouble.strerror)) from None

    def _root(self, connection: sqlite3.Connection) -> roots.Root:
        if (found := _meta(connection, "format")) != str(FORMAT):
            raise KeyringProblem(
                f"This keyring is of format {found}, and this version of Beside reads format "
                f"{FORMAT}. Nothing was deleted; use the version that made it."
            )
        return roots.find(self.roots, int(_meta(connection, "generation")))

    def _connect(self) -> sqlite3.Connection:
        self.check()
        connection = sqlite3.connect(self.file, timeout=20, isolation_level=None)
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _new_file(self) -> None:
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def _copy_to(self, other: Store) -> None:
        """The other folder holds the same file, page by page."""
        other._be_there()
        with (
            contextlib.closing(self._connect()) as ours,
            contextlib.closing(other._connect()) as theirs,
        ):
            ours.backup(theirs)

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


def _witness(connection: sqlite3.Connection, generation: int) -> None:
    if generation > int(_meta(connection, "witnessed")):
        connection.execute("UPDATE meta SET value = ? WHERE name = 'witnessed'", (str(generation),))


def _fsync_folder(folder: Path) -> None:
    """A file that was made is on the device only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
