"""How many names may be opened, and what the keyring has counted of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from beside.vault.opening import keyring


def ask(member: int, *, at: datetime) -> None:
    """A mass event: somebody asks that more names may be opened for a day."""
    keyring().ask_widen(member, timezone.localtime(at))


def agree(member: int, *, at: datetime) -> None:
    """A second member agrees; the same one, or a wish older than a day, is `NotAgreed`."""
    keyring().agree_widen(member, timezone.localtime(at))


def widening(at: datetime) -> tuple[int | None, datetime | None]:
    """Who has asked and waits, and until when wider ceilings hold."""
    return keyring().widening(timezone.localtime(at))


def openings(day: date) -> Mapping[str, int]:
    """How many names the keyring has opened on this day, by role."""
    return keyring().openings(day)


def alarms() -> Mapping[str, int]:
    """What has met its ceiling and was not written down yet, and how often."""
    return keyring().alarms()


def drop_alarms(told: Mapping[str, int]) -> None:
    """These are written down for good."""
    keyring().drop_alarms(told)
