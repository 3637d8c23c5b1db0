"""What the house keeps of its members under seal: their sessions, and the secrets of their apps.

The key comes from the installation's secret key, so that a copy of the database opens neither. It
is no key of the vault: nobody who is helped is ever sealed with it.
"""

from __future__ import annotations

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class Strange(Exception):
    """Sealed with another secret key, or belonging elsewhere."""


def seal(purpose: str, text: bytes, *, about: str = "") -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY, purpose).encrypt(nonce, text, about.encode())


def open_seal(purpose: str, sealed: bytes, *, about: str = "") -> bytes:
    """What was sealed for this purpose about this; `Strange` otherwise."""
    try:
        cipher = _cipher(settings.SECRET_KEY, purpose)
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except (InvalidTag, ValueError):
        raise Strange from None


@lru_cache(maxsize=8)
def _cipher(secret: str, purpose: str) -> AESGCM:
    key = HKDF(hashes.SHA256(), 32, salt=None, info=f"beside {purpose}".encode())
    return AESGCM(key.derive(secret.encode()))
