"""The highest time the keyring has seen: by it the machine's clock is judged."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from beside.vault.keyring.entries import Entries

KIND, NAME = "clock", b"mark"


def no_later(entries: Entries, today: date) -> date:
    """Today, or the day after the highest time that is believed: a leap of the clock ends nothing.

    A sweep an hour keeps the two together; a clock that leapt waits until it is believed.
    """
    held = entries.read(KIND, NAME)
    if held is None:
        return today
    return min(today, datetime.fromisoformat(held["mark"]).date() + timedelta(days=1))
