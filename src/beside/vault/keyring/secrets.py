"""The keyring's own secrets: under which fingerprints, codes and receipts are made."""

from __future__ import annotations

import hashlib
import hmac
import os

from beside.vault.keyring.entries import Entries
from beside.vault.keyring.interface import KeyringProblem

_KIND = "secret"
_SIZE = 64
NAMES = ("claims", "codes", "receipts", "openings")


def create_secrets(entries: Entries) -> None:
    for name in NAMES:
        entries.put(_KIND, name.encode(), os.urandom(32), size=_SIZE)


def secret(entries: Entries, name: str) -> bytes:
    value = entries.get(_KIND, name.encode())
    if value is None:
        raise KeyringProblem(
            "The keyring is damaged: a secret is missing. Nothing was deleted. Bring back the "
            "keyring that was here, or the one of its mirror."
        )
    return value


def digest(key: bytes, value: str) -> bytes:
    """32 bytes that only this secret gives."""
    return hmac.new(key, value.encode(), hashlib.sha256).digest()
