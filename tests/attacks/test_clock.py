"""The clock is moved while the worker is down: nothing comes back, and nobody is lost by it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from beside.referrals.models import ROW, Referral
from beside.rules import leaps
from beside.rules.leaps import Seen
from beside.rules.stages import Stage
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault.keyring import clock
from beside.vault.keyring.entries import Entries
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, received

OPEN = (Stage.RECEIVED, Stage.WAITING, Stage.ASKED, Stage.TALKING)
MINUTES = timedelta(minutes=11)


def several(cast: Cast) -> list[UUID]:
    handles = [at_stage(cast, stage).handle for stage in OPEN]
    sweep(NOW + MINUTES)
    return handles


def open_names(handles: list[UUID]) -> int:
    rows = {row.handle: bytes(row.sealed_identity) for row in Referral.objects.all()}
    items = [(one, rows[one]) for one in handles if one in rows]
    return sum(one is not None for one in vault.open_identities(ROW, items))


def believe(seen: Seen, at: object) -> Seen:
    """The protection off: whatever the clock says is so."""
    return Seen(at)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [2, 30, 365])
def test_a_clock_that_leapt_forward_destroys_nobody_at_once(
    days: int, cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    handles = several(cast)
    wrong = NOW + timedelta(days=days)
    for hours in (0, 1, 24, 71):
        sweep(wrong + timedelta(hours=hours))
    left = open_names(handles)
    sweep(NOW + timedelta(minutes=30))  # somebody has set it right
    assert open_names(handles) == left == len(OPEN)
    with monkeypatch.context() as careless:
        careless.setattr(leaps, "settle", believe)
        sweep(NOW + timedelta(days=365))
    ledger.record(
        f"clock {days} days ahead for three days: lost",
        canaries=len(OPEN),
        hits=len(OPEN) - left,
        control=len(OPEN) - open_names(handles),
    )


def test_a_clock_that_stays_ahead_is_believed_after_72_hours(cast: Cast) -> None:
    """A machine that was off for months must not keep names for ever."""
    handles = several(cast)
    for hours in (0, 72, 73):
        sweep(NOW + timedelta(days=100, hours=hours))
    assert open_names(handles) == 0


def revived_by_a_clock_put_back(cast: Cast) -> tuple[int, int]:
    """How often a forgotten name, or a code of a day that is over, is there again; and tries."""
    row = at_stage(cast, Stage.CLOSING)
    sealed = bytes(row.sealed_identity)
    day = NOW.date()
    vault.begin_day(day)
    for hours in range(0, 73, 12):
        sweep(NOW + timedelta(hours=hours) + MINUTES)
    found: list[object] = []
    for back in (1, 7, 30):
        sweep(NOW - timedelta(days=back))
        found += vault.open_identities(ROW, [(row.handle, sealed)])
        found.append(vault.derive(day, "return code", b"nonce", 14))
    return sum(one is not None for one in found), len(found)


def test_a_clock_put_back_revives_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    revived, tried = revived_by_a_clock_put_back(cast)
    with monkeypatch.context() as careless:
        careless.setattr(Entries, "delete", lambda self, kind, name: None)
        control, _tried = revived_by_a_clock_put_back(cast)
    ledger.record(
        "clock put back: revived", canaries=1, places=tried, hits=revived, control=control
    )


def lost_after_the_clock_was_set_right(cast: Cast) -> int:
    """Wrong for three days and believed, then set right; somebody comes, and an hour passes."""
    for hours in (0, 72, 73):
        sweep(NOW + timedelta(days=100, hours=hours))
    handles = [received(cast).handle for _ in range(3)]
    for hours in (1, 24, 24 * 30):
        sweep(NOW + timedelta(hours=hours))
    return len(handles) - open_names(handles)


def test_nobody_is_lost_who_comes_after_a_wrong_clock_was_set_right(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    lost = lost_after_the_clock_was_set_right(cast)
    with monkeypatch.context() as careless:
        careless.setattr(clock, "allow", lambda entries, expiry_week, at: (expiry_week, at))
        control = lost_after_the_clock_was_set_right(cast)
    ledger.record(
        "clock believed wrongly, then set right: who comes next is lost",
        canaries=3,
        hits=lost,
        control=control,
    )
