"""The keyring's folder: the file, the roots, the lock, and how a transaction begins and ends.

`journal_mode=TRUNCATE` with `secure_delete=ON` is the one configuration of SQLite that forgets.
A transaction either uses the root that stands (`writing`), or brings in a new one (`rotating`):
what was deleted, and every older copy of the file, is then worthless.

A rotation, step by step; a crash between any two is mended by the next one to come:
1. a new root into the idle slot, on the device (in the mirror too);
2. one transaction: delete, count, all shard keys under the new root, generation n+1;
3. the mirror gets the same;
4. the old slot is overwritten, on the device (in the mirror too); then receipts are given.

A mirror that cannot be written stops what forgets, and nothing else (`mirroring`).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from beside import secret_files
from beside.vault.keyring import roots
from beside.vault.keyring.entries import SCHEMA, Entries
from beside.vault.keyring.interface import KeyringProblem
from beside.vault.keyring.mirroring import Mirror, fsync_folder

FORMAT = 2
_TRIES, _A_MOMENT = 50, 0.001  # seconds, before a writer shuts the gate
OLDER = (
    "This keyring is older than the database: it was restored from somewhere. Nothing was "
    "deleted, and names closed since then cannot come back. Bring back the newer keyring, "
    "or run `beside restore` to see what is lost and to go on without it."
)
_CANNOT_WRITE = (
    "The keyring cannot be written ({}). Nothing was lost and nothing was forgotten; it goes on by "
    "itself once there is room and the folder can be written."
)
_CANNOT_MAKE = (
    "A keyring cannot be made in {} ({}). None was there, so nothing was lost; make room, see that "
    "the folder can be written, and do it again."
)
_CANNOT_READ = (
    "The keyring cannot be read ({}). Nothing was deleted; it goes on by itself once its folder "
    "can be read and written again."
)
_DAMAGED = (
    "The keyring file {} is empty or damaged ({}). Nothing was deleted. Bring back the keyring "
    "that was here, or the one of its mirror; without either, move what is here away and run "
    "`beside restore`."
)
_OTHER_FORMAT = (
    "This keyring is of format {}, and this version of Beside knows format {}. Nothing was "
    "deleted. Bring back the version that made it."
)


class Store:
    """One folder. `mirror` is a second one that is changed in the same act."""

    def __init__(
        self, folder: Path, roots_path: Path | None = None, mirror: Path | None = None
    ) -> None:
        self.folder = folder
        self.file = folder / "keyring.sqlite3"
        self.roots = roots_path or folder / "roots"
        self.mirror = Mirror(self, Store(mirror)) if mirror else None

    def create(self, keyring_id: str, mode: str, fill: Callable[[Entries], None]) -> None:
        """A new keyring with what `fill` puts into it; refused where there is one.

        It has its name only when it is whole, so that a setup that broke off is just done again.
        """
        try:
            self._create(keyring_id, mode, fill)
        except sqlite3.Error as trouble:
            raise KeyringProblem(_CANNOT_MAKE.format(self.folder, trouble)) from None
        except OSError as trouble:
            raise KeyringProblem(_CANNOT_MAKE.format(self.folder, trouble.strerror)) from None
        self.make_mirror()

    def _create(self, keyring_id: str, mode: str, fill: Callable[[Entries], None]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.chmod(self.folder, 0o700)
        if self.file.exists():
            raise KeyringProblem(f"There is already a keyring in {self.folder}.")
        root = roots.create(self.roots)
        draft = self.folder / "keyring.new"
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with contextlib.closing(_connect(draft)) as connection:
            connection.executescript(SCHEMA)
            with _transaction(connection):
                _describe(connection, keyring_id, mode, root.generation)
                entries = Entries(connection, root)
                fill(entries)
                entries.finish()
        draft.rename(self.file)
        fsync_folder(self.folder)

    def make_mirror(self) -> None:
        """The mirror, where it is wanted and not there yet. Only `beside setup` makes one."""
        if self.mirror is None:
            return
        with self._open(fcntl.LOCK_EX, _CANNOT_WRITE) as connection:
            self.mirror.make(connection)

    def check(self) -> None:
        """Refuse what others could read, and what is not there."""
        if not self.file.exists():
            raise KeyringProblem(
                f"There is no keyring in {self.folder}. Nothing was deleted. Bring it back, or its "
                "mirror if there is one; without either, run `beside restore`."
            )
        unsafe = secret_files.folder_trouble(self.folder) or secret_files.trouble(self.file)
        if not unsafe and os.path.lexists(self.roots):
            unsafe = secret_files.trouble(self.roots)
        if unsafe:
            raise KeyringProblem(unsafe)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Entries]:
        """A consistent look at the entries. The root lives as long as the look."""
        with self.looking() as connection:
            yield Entries(connection, self.root(connection))

    @contextlib.contextmanager
    def looking(self) -> Iterator[sqlite3.Connection]:
        """The file as it stands; nobody writes to it, nor to the mirror, for as long."""
        with self._open(fcntl.LOCK_SH, _CANNOT_READ) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Entries]:
        """One transaction under the root that stands: on the device when it returns."""
        with self._open(fcntl.LOCK_EX, _CANNOT_WRITE) as connection:
            with _transaction(connection):
                entries = Entries(connection, self.root(connection))
                yield entries
                entries.finish()
            if self.mirror:
                self.mirror.follow(connection)

    @contextlib.contextmanager
    def rotating(self, witness: int = 0) -> Iterator[Entries]:
        """One transaction that ends under a new root: what it deletes is then gone for good.

        `witness`: the generation that the database says it has written down.
        """
        with self._open(fcntl.LOCK_EX, _CANNOT_WRITE) as connection:
            old = self.root(connection)
            if witness > old.generation:
                raise KeyringProblem(OLDER)
            if self.mirror:
                self.mirror.catch_up(connection, old)
            fresh = roots.write(self.roots, old.generation + 1, slot=1 - old.slot)
            if self.mirror:
                self.mirror.take_root(fresh)
            with _transaction(connection):
                entries = Entries(connection, old)
                yield entries
                entries.finish(fresh)
                _witness(connection, witness)
            if self.mirror:
                self.mirror.forget(connection, old)
            roots.erase(self.roots, old.slot)

    @contextlib.contextmanager
    def _open(self, how: int, trouble_says: str) -> Iterator[sqlite3.Connection]:
        """The file, locked, with errors of the disk in plain words."""
        try:
            with self._locked(how), contextlib.closing(self.connect()) as connection:
                self._refuse_format(connection)
                yield connection
        except sqlite3.OperationalError as trouble:
            if "no such" in str(trouble):  # a table or a column
                raise KeyringProblem(_DAMAGED.format(self.file, trouble)) from None
            raise KeyringProblem(trouble_says.format(trouble)) from None
        except sqlite3.DatabaseError as trouble:
            raise KeyringProblem(_DAMAGED.format(self.file, trouble)) from None
        except OSError as trouble:
            raise KeyringProblem(trouble_says.format(trouble.strerror)) from None

    def root(self, connection: sqlite3.Connection) -> roots.Root:
        return roots.find(self.roots, int(self.meta(connection, "generation")))

    def _refuse_format(self, connection: sqlite3.Connection) -> None:
        held = int(self.meta(connection, "format"))
        if held != FORMAT:
            raise KeyringProblem(_OTHER_FORMAT.format(held, FORMAT))

    def meta(self, connection: sqlite3.Connection, name: str) -> str:
        """A word of the file about itself; a file that says nothing is no keyring any more."""
        try:
            row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        except sqlite3.OperationalError as trouble:
            if "no such table" not in str(trouble):
                raise
            row = None
        if row is None:
            raise KeyringProblem(_DAMAGED.format(self.file, f"it does not say its {name}"))
        return str(row[0])

    def connect(self) -> sqlite3.Connection:
        self.check()
        return _connect(self.file)

    def new_file(self) -> None:
        os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    @contextlib.contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Readers together, one writer alone, across threads and processes.

        Those who look come in by a gate. A writer who finds no gap between them for a while shuts
        it: else they would keep her waiting, one after another, without an end.
        """
        self.check()
        with contextlib.ExitStack() as until_done:
            lock = self._door("lock")
            until_done.callback(os.close, lock)
            if how != fcntl.LOCK_EX or not _is_free_soon(lock):
                gate = self._door("gate")
                try:
                    fcntl.flock(gate, fcntl.LOCK_EX)
                    fcntl.flock(lock, how)
                finally:
                    os.close(gate)
            yield

    def _door(self, name: str) -> int:
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)


def _is_free_soon(lock: int) -> bool:
    """Taken for a writer, if there is a gap between those who look."""
    for _try in range(_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_A_MOMENT)
        else:
            return True
    return False


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=20, isolation_level=None)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def _describe(connection: sqlite3.Connection, keyring_id: str, mode: str, generation: int) -> None:
    """What the file says of itself."""
    meta = {
        "id": keyring_id,
        "generation": str(generation),
        "format": str(FORMAT),
        "mode": mode,
        "witnessed": "0",
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())


def _witness(connection: sqlite3.Connection, generation: int) -> None:
    connection.execute(
        "UPDATE meta SET value = ? WHERE name = 'witnessed' AND CAST(value AS INTEGER) < ?",
        (str(generation), generation),
    )


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite itself has ended it when the disk was full
            connection.execute("ROLLBACK")
        raise
