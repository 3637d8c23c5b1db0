"""Which keyring this installation has: in process, or served by another user or host."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from beside.vault.keyring.interface import Keyring
from beside.vault.keyring.local import LocalKeyring


@dataclass(frozen=True)
class Where:
    """Where the keyring is. `roots` and `mirror` are for the one in process only."""

    folder: Path
    roots: Path | None = None
    mirror: Path | None = None

    def open(self) -> Keyring:
        return LocalKeyring(self.folder, self.roots, self.mirror)

    def make_mirror(self) -> None:
        """The second copy, where one is wanted and not there yet."""
        if not self.is_missing():
            LocalKeyring(self.folder, self.roots, self.mirror).store.make_mirror()

    def mirror_trouble(self) -> str:
        """What is wrong with the second copy, in a sentence; empty when all is well."""
        mirror = LocalKeyring(self.folder, self.roots, self.mirror).store.mirror
        return mirror.trouble() if mirror else ""

    def is_missing(self) -> bool:
        """Nothing is there: neither broken nor strange, but not there."""
        return not (self.folder / "keyring.sqlite3").exists()

    def create(self, mode: str) -> Keyring:
        """A new keyring, or the one that is there."""
        if not self.is_missing():
            return self.open()
        return LocalKeyring.create_new(self.folder, mode, self.roots, self.mirror)
