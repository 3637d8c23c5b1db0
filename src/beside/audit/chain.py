"""Past days, sorted, hashed, chained and signed, so that a change to any of them shows."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from beside import secret_files
from beside.audit.models import Administration, DayCount, SealedDay

FIRST = "0" * 64


def seal_days(before: date) -> int:
    """Seal every day with rows that is over and not sealed yet; how many were sealed."""
    sealed = 0
    key = _key()
    for day in _unsealed(before):
        last = SealedDay.objects.order_by("-day").first()
        previous = last.digest if last else FIRST
        digest = _digest(day, previous)
        signature = key.sign(digest.encode()).hex()
        _row, made = SealedDay.objects.get_or_create(  # another sweep may be at it too
            day=day, defaults={"previous": previous, "digest": digest, "signature": signature}
        )
        sealed += made
    return sealed


def problems() -> list[str]:
    """What does not agree with the chain, one sentence a day; empty when all is well."""
    found: list[str] = []
    public = _key().public_key()
    previous = FIRST
    for row in SealedDay.objects.order_by("day"):
        if row.previous != previous:
            found.append(f"The audit of {row.day} does not follow the day before it.")
        if row.digest != _digest(row.day, row.previous):
            found.append(f"The audit of {row.day} was changed after it was sealed.")
        try:
            public.verify(bytes.fromhex(row.signature), row.digest.encode())
        except (InvalidSignature, ValueError):
            found.append(f"The signature of {row.day} is not ours.")
        previous = row.digest
    last = SealedDay.objects.order_by("-day").first()
    if last and (strays := _unsealed(last.day)):
        found.extend(
            f"The audit of {day} was written after later days were sealed." for day in strays
        )
    return found


def _unsealed(before: date) -> list[date]:
    done = set(SealedDay.objects.values_list("day", flat=True))
    days = set(DayCount.objects.filter(day__lt=before).values_list("day", flat=True))
    days |= set(Administration.objects.filter(day__lt=before).values_list("day", flat=True))
    return sorted(days - done)


def _digest(day: date, previous: str) -> str:
    counts = DayCount.objects.filter(day=day).values_list("role", "verb", "number")
    acts = Administration.objects.filter(day=day).values_list("member_id", "verb", "about")
    rows = [
        previous,
        day.isoformat(),
        sorted(map(list, counts)),
        sorted([[str(one) for one in act] for act in acts]),
    ]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _key() -> Ed25519PrivateKey:
    path = Path(settings.BESIDE_HOME) / "audit-key"
    if not os.path.lexists(path):
        fresh = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.Raw,
            serialization.PrivateFormat.Raw,
            serialization.NoEncryption(),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh)
    return Ed25519PrivateKey.from_private_bytes(secret_files.read(path))
