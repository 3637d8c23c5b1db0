"""The keyring's own clock: what it has seen, and what it lets go of by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from beside.rules import leaps
from beside.rules.leaps import Seen
from beside.rules.periods import period_of
from beside.rules.retention import KEYRING_GRACE_DAYS
from beside.vault.keyring import keys
from beside.vault.keyring.budgets import Budgets
from beside.vault.keyring.codes import DayKeys
from beside.vault.keyring.counting import Counters
from beside.vault.keyring.entries import Entries
from beside.vault.keyring.forgetting import Forgetting
from beside.vault.keyring.holding import Holds
from beside.vault.keyring.interface import ClockReading
from beside.vault.keyring.mark import KIND as _KIND
from beside.vault.keyring.mark import NAME as _NAME

_SIZE = 256
ORPHAN_LIFE = timedelta(hours=24)


def read(entries: Entries, at: datetime) -> ClockReading:
    """What is to be thought of a clock that says `at`; nothing is written."""
    at = _hour(at)
    seen = leaps.settle(_seen(entries, at), at)
    return ClockReading(
        judged=seen.mark,
        mark=seen.mark,
        paused_until=seen.paused_until,
        behind=leaps.is_behind(seen, at),
    )


def allow(entries: Entries, expiry_week: date, at: datetime) -> tuple[date, datetime]:
    """The limit of a new key and when it is made, by the keyring's own clock.

    After a wrong clock was believed and set right again, that clock is ahead. Who comes then must
    not be destroyed as long overdue: a new key lives as long as it was asked to.
    """
    reading = read(entries, at)
    if not reading.behind:
        return expiry_week, max(at, reading.judged)
    return expiry_week + (reading.judged.date() - at.date()), reading.judged


def begin(entries: Entries, at: datetime) -> None:
    """The first time that is seen is believed."""
    if not entries.has(_KIND, _NAME):
        _keep(entries, Seen(at))


def confirm(entries: Entries, at: datetime) -> None:
    """An administrator says that the clock is right as it is."""
    _keep(entries, Seen(at))


def tidy(entries: Entries, at: datetime, *, is_told: bool) -> tuple[int, int, bool]:
    """Let go of what has had its time: (lost, orphans, whether a leap has paused it).

    `is_told`: somebody asked for it as if it were then; the keyring's own clock stays as it is.
    """
    if is_told:
        judged, paused = at, False
    else:
        _keep(entries, leaps.settle(_seen(entries, at), _hour(at)))
        reading = read(entries, at)
        judged, paused = reading.judged, reading.paused_until is not None
    day = judged.date()
    Holds(entries).drop_old(day)  # first: it says since when nothing is held any more
    # Then those that nobody was behind, or they would be counted as lost.
    orphans = 0 if paused or is_told else _drop_orphans(entries, judged, day)
    lost = 0 if paused or Holds(entries).suspend_expiry(day) else _expire(entries, day)
    DayKeys(entries).drop_old(day)
    Forgetting(entries).drop_old(day)
    Budgets(entries).drop_old(day)
    return lost, orphans, paused


def _expire(entries: Entries, today: date) -> int:
    """Keys a week past their limit: the sweep should have closed them and did not."""
    late = [
        handle
        for handle, key in keys.everyone(entries)
        if today >= key.expiry_week + timedelta(days=KEYRING_GRACE_DAYS)
    ]
    return let_go(entries, late, today, is_counted=True)


def _drop_orphans(entries: Entries, judged: datetime, today: date) -> int:
    """Keys that were made for a row which was never written."""
    forlorn = [
        handle
        for handle, key in keys.everyone(entries)
        if not key.confirmed and judged - key.made >= ORPHAN_LIFE + timedelta(hours=1)
    ]
    return let_go(entries, forlorn, today, is_counted=False)


def let_go(entries: Entries, handles: Sequence[UUID], today: date, *, is_counted: bool) -> int:
    """Destroy the keys that are here, counted as lost or not; how many there were.

    An event is nobody's close: what it has counted goes to the period, and nobody is lost with it.
    """
    forgetting = Forgetting(entries)
    here = [(handle, key) for handle in handles if (key := keys.find(entries, handle))]
    for handle, key in here:
        if is_counted and key.row == "event":
            Counters(entries).close_event(handle, period_of(today))
        if is_counted and key.row != "event":
            forgetting.lose(handle, today)
        else:
            forgetting.destroy_orphan(handle, today)
    return len(here)


def _seen(entries: Entries, at: datetime) -> Seen:
    held = entries.read(_KIND, _NAME)
    if held is None:
        return Seen(at)
    leapt = held["leapt_at"]
    return Seen(
        datetime.fromisoformat(held["mark"]), datetime.fromisoformat(leapt) if leapt else None
    )


def _keep(entries: Entries, seen: Seen) -> None:
    value = {
        "mark": _hour(seen.mark).isoformat(),
        "leapt_at": _hour(seen.leapt_at).isoformat() if seen.leapt_at else "",
    }
    entries.write(_KIND, _NAME, value, size=_SIZE)


def _hour(at: datetime) -> datetime:
    """Marks are kept to the hour and compared with the hour: or each day at once were a leap."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
