"""Which keyring this installation has: in process, or served by another user or host."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from beside.vault.keyring.address import read_address
from beside.vault.keyring.interface import Keyring
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring


@dataclass(frozen=True)
class Where:
    """Where the keyring is: in this folder, or served at `url`.

    `roots` and `mirror` are for the one in process only, `tls` for the one on another host.
    """

    folder: Path
    roots: Path | None = None
    mirror: Path | None = None
    url: str = ""
    tls: Path | None = None

    def open(self) -> Keyring:
        if self.url:
            return ServedKeyring(read_address(self.url, self.tls))
        return LocalKeyring(self.folder, self.roots, self.mirror)

    def make_mirror(self) -> None:
        """The second copy, where one is wanted and not there yet. A served one sees to its own."""
        if not self.url and not self.is_missing():
            LocalKeyring(self.folder, self.roots, self.mirror).store.make_mirror()

    def mirror_trouble(self) -> str:
        """What is wrong with the second copy, in a sentence; empty when all is well."""
        mirror = LocalKeyring(self.folder, self.roots, self.mirror).store.mirror
        return mirror.trouble() if mirror else ""

    def is_missing(self) -> bool:
        """Nothing is there: neither broken nor strange, but not there.

        A served one that is not reached is not missing. One that was made anew where it is served,
        and has never done anything, stands where another one was lost.
        """
        if self.url:
            return is_untouched(self.open())
        try:
            return not (self.folder / "keyring.sqlite3").exists()
        except PermissionError:  # it is said when it is read; and no second one is made for it
            return False

    def create(self, mode: str) -> Keyring:
        """A new keyring, or the one that is there. A served one is made where it is served."""
        if self.url or not self.is_missing():
            return self.open()
        return LocalKeyring.create_new(self.folder, mode, self.roots, self.mirror)


def is_untouched(keyring: Keyring) -> bool:
    """It was made, and has never done anything."""
    about, held = keyring.about(), keyring.statistics()
    return (about.generation, about.witnessed, held.referrals, held.events) == (1, 0, 0, 0)
