"""Opening a keyring as a thief would: with copies of its file, some roots, and its own source.

Nothing here asks the keyring itself. Its checks of generations and identities are passed by; what
protects a name against this is only that no key is left that opens anything.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beside.vault.keyring import keys
from beside.vault.keyring.claims import _BUCKET, _PRINT, _RECORD
from beside.vault.keyring.entries import _associated, _name, unpad
from beside.vault.keyring.keys import Key
from beside.vault.keyring.roots import _HEAD, SLOT
from beside.vault.keyring.secrets import digest

Entry = tuple[int, str, bytes, bytes]  # shard, kind, name, value as it lies in the file


def secrets_in(roots: bytes) -> set[bytes]:
    """Whatever stands in the slots of a file of roots, fitting or not."""
    heads = (roots[at : at + _HEAD.size] for at in range(0, len(roots), SLOT))
    return {_HEAD.unpack(head)[1] for head in heads if any(head)}


@dataclass
class File:
    """One copy of a keyring's file."""

    shards: list[tuple[int, bytes]]
    entries: list[Entry]

    @classmethod
    def read(cls, path_or_bytes: Path | bytes) -> File:
        content = path_or_bytes if isinstance(path_or_bytes, bytes) else path_or_bytes.read_bytes()
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content)
        try:
            shards = connection.execute("SELECT shard, value FROM shards").fetchall()
            entries = connection.execute("SELECT shard, kind, name, value FROM entries").fetchall()
        finally:
            connection.close()
        return cls(shards, entries)


@dataclass
class Thief:
    """What somebody has who stole these roots: shard keys, and with them entries."""

    roots: set[bytes]
    shard_keys: dict[int, set[bytes]] = field(default_factory=dict)
    opened: dict[tuple[str, bytes], set[bytes]] = field(default_factory=dict)

    def take(self, files: Iterable[File]) -> None:
        """Try every root on every shard of every copy, then every shard key on every entry."""
        shards: set[tuple[int, bytes]] = set()
        entries: set[Entry] = set()
        for file in files:
            shards.update(file.shards)
            entries.update(file.entries)
        for shard, value in shards:
            associated = _associated("shard", _name(shard))
            for key in _opened(self.roots, value, associated):
                self.shard_keys.setdefault(shard, set()).add(key)
        for shard, kind, name, value in entries:
            candidates = self.shard_keys.get(shard, set())
            for text in _opened(candidates, value, _associated(kind, name)):
                self.opened.setdefault((kind, name), set()).add(unpad(text))

    def handle_keys(self) -> dict[UUID, bytes]:
        """The key of every handle that could be had."""
        return {
            UUID(bytes=name): Key.from_bytes(value).secret
            for (kind, name), values in self.opened.items()
            if kind == keys.KIND
            for value in values
        }

    def owners(self, guess: str) -> set[UUID]:
        """For whom a guessed e-mail or number stands, in any claim that could be had."""
        secrets = self.opened.get(("secret", b"claims"), set())
        prints = {digest(secret, guess)[:_PRINT] for secret in secrets}
        return {owner for print_, owner in self._claims() if print_ in prints}

    def codes(self) -> set[UUID]:
        """To whom any return code leads."""
        return {
            UUID(bytes=value)
            for (kind, _of), values in self.opened.items()
            if kind == "code"
            for value in values
        }

    def _claims(self) -> Iterator[tuple[bytes, UUID]]:
        for (kind, _of), values in self.opened.items():
            if kind == _BUCKET:
                for value in values:
                    for at in range(0, len(value), _RECORD):
                        record = value[at : at + _RECORD]
                        yield record[:_PRINT], UUID(bytes=record[_PRINT:])


def _opened(secrets: Iterable[bytes], value: bytes, associated: bytes) -> Iterator[bytes]:
    for secret in secrets:
        try:
            yield AESGCM(secret).decrypt(value[:12], value[12:], associated)
        except (InvalidTag, ValueError):
            continue


@dataclass(frozen=True)
class Row:
    """A sealed row of an old copy of the database."""

    handle: UUID
    identity: bytes

    def name(self, handle_keys: dict[UUID, bytes]) -> str | None:
        """Who it is, with these keys; None if they do not open it."""
        key = handle_keys.get(self.handle)
        if key is None:
            return None
        associated = b"beside|%d|referral|%s|identity" % (
            keys.VERSION,
            self.handle.hex.encode(),
        )
        for text in _opened([key], self.identity[1:], associated):
            name: str = json.loads(unpad(text))["n"]
            return name
        return None
