"""The key that signs sealed days: made once, read only while nobody else can read it."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from beside import secret_files
from beside.refused import Refused

_LENGTH = 32
_BRING_BACK = "Bring it back; if it is lost, run `beside restore` without it."


class AuditKeyProblem(Exception):
    """The audit key cannot be used; the message says why and what to do."""


def path() -> Path:
    return Path(settings.BESIDE_HOME) / "audit-key"


def is_missing() -> bool:
    return not path().exists()


def key() -> Ed25519PrivateKey:
    """The key that is here, or `AuditKeyProblem`. None is ever made by looking for it."""
    if not os.path.lexists(path()):
        raise AuditKeyProblem(
            f"The audit key {path()} is missing, and days are signed with it. {_BRING_BACK}"
        )
    try:
        content = secret_files.read(path())
    except Refused as refused:
        raise AuditKeyProblem(f"{refused} Whoever read it can sign days.") from None
    if len(content) != _LENGTH:
        raise AuditKeyProblem(f"The audit key {path()} is damaged. {_BRING_BACK}")
    return Ed25519PrivateKey.from_private_bytes(content)


def make_key() -> None:
    """A new key where there is none: complete when it appears, and readable by its owner alone."""
    fresh = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    path().parent.mkdir(parents=True, exist_ok=True)
    half = path().with_name(f"audit-key.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh)
            file.flush()
            os.fsync(descriptor)
        os.link(half, path())
    except FileExistsError:
        pass  # somebody else was faster; theirs is as good
    finally:
        half.unlink()


def public(of: Ed25519PrivateKey) -> str:
    return of.public_key().public_bytes_raw().hex()


def signature(by: Ed25519PrivateKey, digest: str) -> str:
    """Always the same for the same digest, so that a signature can be compared letter by letter."""
    return by.sign(digest.encode()).hex()
