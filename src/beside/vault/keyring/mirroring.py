"""The second keyring on another path, changed in the same act.

A mirror that cannot be reached must not keep anybody waiting for help: what only adds goes on
without it, and it is caught up later. But a mirror that still holds what was forgotten would break
the other promise, so nothing is forgotten until it can be written again, or is no mirror any more.
It is made by `beside setup` and never by the way: a disk that is not mounted would else leave a
second keyring underneath, which nobody sees and nobody ever forgets in.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from beside.vault.keyring import roots
from beside.vault.keyring.interface import KeyringProblem

if TYPE_CHECKING:
    from beside.vault.keyring.store import Store

_GONE = (
    "The keyring's mirror is not in {}. Names can be opened and people can ask, but nothing can be "
    "forgotten in both. Bring its disk back; or give it up for good: destroy it, and unset "
    "BESIDE_KEYRING_MIRROR or make a new one with `beside setup`."
)
_CANNOT_WRITE = (
    "The keyring's mirror in {} cannot be written ({}). Nothing was lost; nothing more is "
    "forgotten until it can be written again, and then it is caught up by itself."
)
_CANNOT_MAKE = (
    "The keyring's mirror in {} cannot be made ({}). See that its disk is there and can be "
    "written, and run `beside setup` again."
)
_STRANGE = (
    "What is in {} is the keyring of another database and no mirror of this one. Nothing there "
    "was touched; set BESIDE_KEYRING_MIRROR to a folder of its own."
)
_BEHIND = (
    "The keyring's mirror in {} is behind; it is caught up with the next change. If it stays "
    "so, see that its folder can be written."
)


class Mirror:
    """What the primary does to its mirror. `connection` is the primary's, within its lock."""

    def __init__(self, primary: Store, store: Store) -> None:
        if store.folder.resolve() == primary.folder.resolve():
            raise KeyringProblem(
                f"The keyring in {primary.folder} cannot be its own mirror; set "
                "BESIDE_KEYRING_MIRROR to a folder on another disk."
            )
        self._primary, self._store = primary, store

    def make(self, connection: sqlite3.Connection) -> None:
        """A mirror where there is none yet; one that is there is only caught up."""
        store = self._store
        with self._plainly(_CANNOT_MAKE):
            if not store.file.exists():
                store.folder.mkdir(mode=0o700, exist_ok=True)  # no parents: its disk must be there
                os.chmod(store.folder, 0o700)
                if not store.roots.exists():
                    roots.create_empty(store.roots)
                store.new_file()
            self._refuse_stranger(connection)
            self._copy(connection, self._primary.root(connection))
            fsync_folder(store.folder)

    def follow(self, connection: sqlite3.Connection) -> None:
        """After an act that forgets nothing. What fails here is made good by the next act."""
        with contextlib.suppress(KeyringProblem), self._plainly():
            self._refuse_stranger(connection)
            self._copy(connection, self._primary.root(connection))

    def catch_up(self, connection: sqlite3.Connection, root: roots.Root) -> None:
        """Before a rotation: it is there, it is ours, and it opens with the root that stands."""
        with self._plainly():
            self._refuse_stranger(connection)
            if not self._opens_with(root):
                self._copy(connection, root)

    def take_root(self, fresh: roots.Root) -> None:
        """The same root in the same slot, before the same transaction."""
        with self._plainly():
            roots.put(self._store.roots, fresh)

    def forget(self, connection: sqlite3.Connection, old: roots.Root) -> None:
        """After a rotation's transaction: the same file, and nothing of the old root."""
        with self._plainly():
            self._copy(connection, self._primary.root(connection))
            roots.erase(self._store.roots, old.slot)

    def trouble(self) -> str:
        """What is wrong with it, in a sentence; empty when it is as the primary is.

        Nobody writes meanwhile: in the midst of an act the two are never alike.
        """
        try:
            with self._primary.looking() as connection, self._plainly():
                self._refuse_stranger(connection)
                root = self._primary.root(connection)
                if not self._opens_with(root):
                    return _BEHIND.format(self._store.folder)
                with contextlib.closing(self._store.connect()) as theirs:
                    is_same = _contents(connection) == _contents(theirs)
                return "" if is_same else _BEHIND.format(self._store.folder)
        except KeyringProblem as trouble:
            return str(trouble)

    def _copy(self, connection: sqlite3.Connection, root: roots.Root) -> None:
        """The root first, so that the file opens with it from the first moment; then the file."""
        store = self._store
        if not roots.stands(store.roots, root):
            roots.put(store.roots, root)
        with contextlib.closing(store.connect()) as theirs:
            connection.backup(theirs)

    def _opens_with(self, root: roots.Root) -> bool:
        with contextlib.closing(self._store.connect()) as theirs:
            generation = self._word(theirs, "generation")
        return generation == str(root.generation) and roots.stands(self._store.roots, root)

    def _refuse_stranger(self, connection: sqlite3.Connection) -> None:
        if not self._store.file.exists():
            raise KeyringProblem(_GONE.format(self._store.folder))
        with contextlib.closing(self._store.connect()) as theirs:
            named = self._word(theirs, "id")
        if named not in ("", self._primary.meta(connection, "id")):
            raise KeyringProblem(_STRANGE.format(self._store.folder))

    @staticmethod
    def _word(connection: sqlite3.Connection, name: str) -> str:
        """What the mirror says of itself; nothing if it was never copied to its end."""
        table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
        if table is None:
            return ""
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    @contextlib.contextmanager
    def _plainly(self, says: str = _CANNOT_WRITE) -> Iterator[None]:
        """Errors of the mirror's disk, in plain words."""
        try:
            yield
        except sqlite3.DatabaseError as trouble:
            raise KeyringProblem(says.format(self._store.folder, trouble)) from None
        except OSError as trouble:
            said = os.strerror(trouble.errno) if trouble.errno else str(trouble)
            raise KeyringProblem(says.format(self._store.folder, said)) from None


def fsync_folder(folder: Path) -> None:
    """A file that was made is on the device only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _contents(connection: sqlite3.Connection) -> list[object]:
    found: list[object] = []
    for everything in (
        "SELECT * FROM meta ORDER BY 1, 2",
        "SELECT * FROM shards ORDER BY 1, 2",
        "SELECT * FROM entries ORDER BY 1, 2, 3",
    ):
        found += connection.execute(everything).fetchall()
    return found
