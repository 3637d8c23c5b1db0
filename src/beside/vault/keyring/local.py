"""The keyring that runs in process: the embedded default."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beside.vault.keyring.counting import Counters, decayed
from beside.vault.keyring.interface import (
    Closing,
    Context,
    Receipt,
    SealBroken,
    Statistics,
    UnknownHandle,
)
from beside.vault.keyring.store import Entries, Store, pad, unpad

VERSION = 1
_KEY, _CODE, _DAY, _SECRET, _FORGOTTEN = "key", "code", "day", "secret", "forgotten"
_KEY_SIZE, _CODE_SIZE, _SECRET_SIZE, _FORGOTTEN_SIZE = 64, 32, 64, 64
REMEMBER_FORGOTTEN_DAYS = 120
DAY_KEY_DAYS = 2


class LocalKeyring:
    """Keys, claims, codes, counters and load. Every method is one transaction of its own."""

    def __init__(self, folder: Path, roots_path: Path | None = None) -> None:
        self.store = Store(folder, roots_path)

    @classmethod
    def create_new(cls, folder: Path, mode: str, roots_path: Path | None = None) -> LocalKeyring:
        """A new keyring, stamped with the mode it may be used in."""
        keyring = cls(folder, roots_path)
        keyring.store.create(uuid.uuid4().hex, mode)
        with keyring.store.writing() as entries:
            for name in (b"claims", b"codes", b"receipts"):
                entries.put(_SECRET, name, os.urandom(32), size=_SECRET_SIZE)
        return keyring

    @property
    def identifier(self) -> str:
        return self.store.meta("id")

    @property
    def mode(self) -> str:
        return self.store.meta("mode")

    def generation(self) -> int:
        return int(self.store.meta("generation"))

    def create(self, expiry_week: date, count: int = 1) -> list[UUID]:
        """New handles whose keys are on the device before anyone writes a row."""
        handles = [uuid.uuid4() for _ in range(count)]
        with self.store.writing() as entries:
            for handle in handles:
                value = os.urandom(32) + struct.pack(">I", expiry_week.toordinal())
                entries.put(_KEY, handle.bytes, value, size=_KEY_SIZE)
        return handles

    # Seals.

    def seal(self, items: Sequence[tuple[UUID, Context, bytes]]) -> list[bytes]:
        """Each text sealed under its handle's key, for its place only, at a fixed length."""
        with self.store.reading() as entries:
            return [_seal(_key(entries, handle), handle, *rest) for handle, *rest in items]  # type: ignore[arg-type]

    def open(self, items: Sequence[tuple[UUID, Context, bytes]]) -> list[bytes | None]:
        """Each seal opened; None where the handle's key is not here any more."""
        opened: list[bytes | None] = []
        with self.store.reading() as entries:
            for handle, context, sealed in items:
                key = entries.get(_KEY, handle.bytes)
                opened.append(None if key is None else _open(key[:32], handle, context, sealed))
        return opened

    # Claims: is this person already being reached?

    def claim(self, handle: UUID, values: Iterable[str]) -> None:
        """The handle now stands for these fingerprints, until it is forgotten."""
        self.claim_many([(handle, values)])

    def claim_many(self, claims: Sequence[tuple[UUID, Iterable[str]]]) -> None:
        with self.store.writing() as entries:
            secret = _secret(entries, b"claims")
            for handle, values in claims:
                _key(entries, handle)
                entries.connection.executemany(
                    "INSERT OR IGNORE INTO claims VALUES (?, ?)",
                    [(_digest(secret, value), handle.bytes) for value in values],
                )

    def claimed(self, value_lists: Sequence[Iterable[str]]) -> list[frozenset[UUID]]:
        """For each list of fingerprints, the handles that stand for any of them."""
        found = []
        with self.store.reading() as entries:
            secret = _secret(entries, b"claims")
            for values in value_lists:
                owners: set[UUID] = set()
                for value in values:
                    rows = entries.connection.execute(
                        "SELECT owner FROM claims WHERE fingerprint = ?", (_digest(secret, value),)
                    )
                    owners.update(UUID(bytes=row[0]) for row in rows)
                found.append(frozenset(owners))
        return found

    def unclaim(self, handle: UUID, values: Iterable[str]) -> None:
        """A fingerprint that turned out not to be this person's."""
        with self.store.writing() as entries:
            secret = _secret(entries, b"claims")
            entries.connection.executemany(
                "DELETE FROM claims WHERE fingerprint = ? AND owner = ?",
                [(_digest(secret, value), handle.bytes) for value in values],
            )

    def drop_claims(self, handle: UUID) -> None:
        """Every fingerprint this handle stands for goes, for good."""
        with self.store.rotating() as entries:
            entries.connection.execute("DELETE FROM claims WHERE owner = ?", (handle.bytes,))

    def unclaim_shared(self, handle: UUID, other: UUID) -> None:
        """The other stands no longer for what this one stands for too."""
        with self.store.writing() as entries:
            entries.connection.execute(
                "DELETE FROM claims WHERE owner = ? AND fingerprint IN "
                "(SELECT fingerprint FROM claims WHERE owner = ?)",
                (other.bytes, handle.bytes),
            )

    # Return codes, and what is derived from a day's key.

    def set_code(self, handle: UUID, code: str) -> None:
        with self.store.writing() as entries:
            _key(entries, handle)
            name = _digest(_secret(entries, b"codes"), code)
            entries.put(_CODE, name, handle.bytes, size=_CODE_SIZE)

    def find_code(self, code: str) -> UUID | None:
        with self.store.reading() as entries:
            value = entries.get(_CODE, _digest(_secret(entries, b"codes"), code))
        return None if value is None else UUID(bytes=value)

    def share_codes(self, handle: UUID, into: UUID) -> None:
        """Every code that led to the first now leads to the second."""
        with self.store.writing() as entries:
            _key(entries, into)
            for name in entries.names(_CODE):
                if entries.get(_CODE, name) == handle.bytes:
                    entries.put(_CODE, name, into.bytes, size=_CODE_SIZE)

    def derive(self, day: date, purpose: str, nonce: bytes, length: int) -> bytes | None:
        """Bytes that only this nonce on this day gives; None once the day's key is gone."""
        with self.store.reading() as entries:
            key = entries.get(_DAY, day.isoformat().encode())
        if key is None:
            return None
        return HKDF(hashes.SHA256(), length, None, purpose.encode() + b"|" + nonce).derive(key)

    def begin_day(self, day: date) -> None:
        """See to it that the day has a key."""
        name = day.isoformat().encode()
        with self.store.reading() as entries:
            if entries.get(_DAY, name) is not None:
                return
        with self.store.writing() as entries:
            if entries.get(_DAY, name) is None:
                entries.put(_DAY, name, os.urandom(32), size=_SECRET_SIZE)

    # Counting.

    def load(self, members: Iterable[int], week: int) -> dict[int, float]:
        """Each supporter's load, halved every eight weeks."""
        with self.store.reading() as entries:
            loads = Counters(entries).loads()
        return {one: decayed(*loads[one], week) if one in loads else 0.0 for one in members}

    def open_event(self, handle: UUID) -> None:
        """An event whose coverage will be counted here."""
        with self.store.writing() as entries:
            _key(entries, handle)
            Counters(entries).open_event(handle)

    def count_event(self, handle: UUID, coverage: tuple[str, ...], people: int = 1) -> None:
        """So many more people of this event, who are already looked after elsewhere."""
        with self.store.writing() as entries:
            Counters(entries).count_event(handle, coverage, people)

    def event_coverage(self, handle: UUID) -> Mapping[str, int]:
        """What was counted for the event when its referrals were forgotten."""
        with self.store.reading() as entries:
            return Counters(entries).event(handle)

    def period(self, name: str) -> Mapping[str, Mapping[str, int]]:
        """The period's counters, table by table. Only reports and tests may ask."""
        with self.store.reading() as entries:
            return Counters(entries).period(name)

    def periods(self) -> list[str]:
        with self.store.reading() as entries:
            return Counters(entries).periods()

    # Forgetting.

    def forget(self, closings: Sequence[Closing], today: date) -> list[Receipt]:
        """Destroy each key and count it, in one rotation: exactly once, whatever happens.

        Asking again returns the same receipt and counts nothing. A handle never heard of raises
        `UnknownHandle` and nothing is forgotten.
        """
        with self.store.rotating() as entries:
            secret = _secret(entries, b"receipts")
            receipts = [self._forget_one(entries, secret, one, today) for one in closings]
            self._drop_old(entries, today)
        return receipts

    def tidy(self, today: date) -> None:
        """Let day keys and the memory of forgotten handles go when their time is over."""
        with self.store.rotating() as entries:
            self._drop_old(entries, today)

    def _forget_one(
        self, entries: Entries, secret: bytes, closing: Closing, today: date
    ) -> Receipt:
        name = _digest(secret, closing.handle.hex)
        receipt = Receipt(closing.handle, name.hex())
        if entries.get(_KEY, closing.handle.bytes) is None:
            if entries.get(_FORGOTTEN, name) is None:
                raise UnknownHandle
            return receipt
        entries.delete(_KEY, closing.handle.bytes)
        entries.connection.execute("DELETE FROM claims WHERE owner = ?", (closing.handle.bytes,))
        for code in entries.names(_CODE):
            if entries.get(_CODE, code) == closing.handle.bytes:
                entries.delete(_CODE, code)
        counters = Counters(entries)
        counters.count(closing)
        counters.close_event(closing.handle, closing.period)
        entries.put(_FORGOTTEN, name, struct.pack(">I", today.toordinal()), size=_FORGOTTEN_SIZE)
        return receipt

    def _drop_old(self, entries: Entries, today: date) -> None:
        for name in entries.names(_DAY):
            if (today - date.fromisoformat(name.decode())).days >= DAY_KEY_DAYS:
                entries.delete(_DAY, name)
        for name in entries.names(_FORGOTTEN):
            (day,) = struct.unpack(">I", entries.get(_FORGOTTEN, name) or b"\0\0\0\0")
            if today.toordinal() - day > REMEMBER_FORGOTTEN_DAYS:
                entries.delete(_FORGOTTEN, name)

    # Looking after it.

    def holds(self, handles: Iterable[UUID]) -> list[bool]:
        """For each handle, whether its key is here."""
        with self.store.reading() as entries:
            known = set(entries.names(_KEY))
        return [handle.bytes in known for handle in handles]

    def orphans(self, known: Iterable[UUID]) -> list[UUID]:
        """Keys for which no row was named."""
        rows = {handle.bytes for handle in known}
        with self.store.reading() as entries:
            return [UUID(bytes=name) for name in entries.names(_KEY) if name not in rows]

    def statistics(self) -> Statistics:
        with self.store.reading() as entries:
            claims = entries.connection.execute("SELECT count(*) FROM claims").fetchone()[0]
            return Statistics(
                generation=entries.generation,
                keys=entries.count(_KEY),
                claims=int(claims),
                codes=entries.count(_CODE),
                event_counters=entries.count("event"),
                periods=entries.count("period"),
                day_keys=entries.count(_DAY),
                forgotten=entries.count(_FORGOTTEN),
            )


def _key(entries: Entries, handle: UUID) -> bytes:
    value = entries.get(_KEY, handle.bytes)
    if value is None:
        raise UnknownHandle
    return value[:32]


def _secret(entries: Entries, name: bytes) -> bytes:
    value = entries.get(_SECRET, name)
    if value is None:
        raise SealBroken
    return value


def _digest(secret: bytes, value: str) -> bytes:
    return hmac.new(secret, value.encode(), hashlib.sha256).digest()


def _seal(key: bytes, handle: UUID, context: Context, text: bytes) -> bytes:
    nonce = os.urandom(12)
    associated = context.associated(VERSION, handle)
    sealed = AESGCM(key).encrypt(nonce, pad(text, context.size), associated)
    return bytes([VERSION]) + nonce + sealed


def _open(key: bytes, handle: UUID, context: Context, sealed: bytes) -> bytes:
    try:
        padded = AESGCM(key).decrypt(
            sealed[1:13], sealed[13:], context.associated(sealed[0], handle)
        )
    except (InvalidTag, IndexError, ValueError):
        raise SealBroken from None
    return unpad(padded)
