"""What a legal hold covers of an event: while it does, its seals stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from beside.events.models import Event
from beside.rules.coverage import ALREADY_LOOKED_AFTER
from beside.vault import actions as vault
from beside.vault import holds
from beside.vault.actions import Closing


def closing(row: Event, *, period: str = "") -> Closing:
    """The event's end, with what tells whether a hold covers it; its kind the keyring knows.

    With a period, what the event itself says of its coverage is counted in the act that forgets it.
    """
    facts = getattr(row, "facts", None)  # none where the key is gone
    if facts is None:
        return Closing(row.handle, period=period)
    return Closing(
        row.handle,
        period=period,
        events=(row.handle,),
        coverage=ALREADY_LOOKED_AFTER * facts.looked_after if period else (),
        reason=facts.reason,
        unit=str(facts.unit or ""),
    )


def are_held(rows: Sequence[Event], *, today: date) -> list[bool]:
    """For each event, whether a hold in force covers it.

    While any does, one whose facts do not open stays too: nobody can say what covers it. One whose
    key is gone waits only for its receipt.
    """
    covered = [day is not None for day in holds.until([*map(closing, rows)], today=today)]
    if holds.suspended_until(today) is None:
        return covered
    kept = vault.holds([row.handle for row in rows])
    mute = [is_kept and not hasattr(row, "facts") for row, is_kept in zip(rows, kept, strict=True)]
    return [one or other for one, other in zip(covered, mute, strict=True)]
