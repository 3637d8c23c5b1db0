"""What a legal hold covers of an event: while it does, its seals stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from beside.events.models import Event
from beside.rules.coverage import ALREADY_LOOKED_AFTER
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
    """For each event, whether a hold in force covers it."""
    return [day is not None for day in holds.until([*map(closing, rows)], today=today)]
