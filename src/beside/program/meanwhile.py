"""Two who decide at once: the second is told, and nothing of the first is lost.

A page carries the sign of what stood on it. Who saves waits for whoever is saving just now, then
compares, then writes, all in one transaction: no one else can come in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from beside.program.models import Policy


class DecidedMeanwhile(Exception):
    """Somebody else decided since this page was opened."""


def sign(said: Iterable[object]) -> str:
    """What is said in these, as one short sign: who saves brings back the one that was seen."""
    return sha256("\0".join(map(str, said)).encode()).hexdigest()[:16]


def wait_for_who_decides() -> None:
    """Until this transaction ends, nobody else decides; whoever is deciding now is waited for.

    The policy's one row stands for all that a program decides. SQLite has no such locks and needs
    none: a transaction has the whole database to itself there from its first word.
    """
    Policy.objects.select_for_update().order_by("pk").first()
