"""A hundred closes a second by sixteen clients, with 500 live keys and with 10,000.

A close is the whole of it: the key is destroyed and counted, and the row is deleted on the receipt.
And a sweep after a million closes costs what it costs after none.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from benchmarks.disks import fsyncs_a_second
from benchmarks.results import Result

if TYPE_CHECKING:
    from beside.referrals.models import Referral

CLIENTS = 16
CLOSES = 640
LIVE = (500, 10_000)
PAST = 1_000_000
YEARS = 100  # at ten thousand a year, more than any program has


def run() -> Iterator[Result]:
    from django.conf import settings
    from django.utils import timezone

    at = timezone.now()
    for live in LIVE:
        with _room(f"closes-{live}"):
            rate, slowest = _close_by_many(live, at)
            yield Result(f"closes_a_second_with_{live}_keys", rate, 100, at_least=True)
            yield Result(f"close_p99_ms_with_{live}_keys", slowest * 1000, 500)
    yield Result("sweep_after_a_million_over_none", _sweeps(at), 1.5)
    raw = fsyncs_a_second(Path(settings.BESIDE_HOME))
    yield Result("closes_raw_fsyncs_per_s", raw, 20, at_least=True)


@contextmanager
def _room(name: str) -> Iterator[None]:
    """A keyring of its own, and no request from before."""
    from django.conf import settings

    from beside.referrals.models import Referral
    from beside.vault import actions as vault
    from beside.vault.models import KeyringMark

    before = settings.BESIDE_KEYRING
    marks = list(KeyringMark.objects.values())
    settings.BESIDE_KEYRING = Path(settings.BESIDE_HOME) / name
    KeyringMark.objects.all().delete()
    vault.forget_process_state()
    vault.install("test")
    try:
        yield
    finally:
        Referral.objects.all().delete()
        KeyringMark.objects.all().delete()
        KeyringMark.objects.bulk_create([KeyringMark(**one) for one in marks])
        settings.BESIDE_KEYRING = before
        vault.forget_process_state()


def _close_by_many(live: int, at: datetime) -> tuple[float, float]:
    """Closes a second, and the time under which 99 of 100 were done, in seconds."""
    from django.db import connections

    from beside.referrals import forgetting

    handles = _final(CLOSES, live, at)
    took: list[float] = []

    def client(number: int) -> None:
        for handle in handles[number::CLIENTS]:
            start = time.perf_counter()
            assert forgetting.complete([handle], at=at) == 1
            took.append(time.perf_counter() - start)
        connections.close_all()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    assert len(took) == CLOSES, "each was done, and once"
    return CLOSES / seconds, sorted(took)[int(len(took) * 0.99)]


def _final(number: int, live: int, at: datetime) -> list[UUID]:
    """So many requests that are only to be forgotten, among so many live keys."""
    from beside.referrals.models import ROW, Referral
    from beside.vault import actions as vault

    vault.admit(ROW, expiry_week=at.date() + timedelta(days=50), at=at, count=live - number // 2)
    handles = vault.admit(ROW, expiry_week=at.date() + timedelta(days=50), at=at, count=number)
    vault.claim([(one, [f"email:{one.hex}", f"phone:{one.hex}"]) for one in handles])
    facts = _facts(at)
    sealed = vault.seal_facts(ROW, [(one, facts) for one in handles])
    Referral.objects.bulk_create(
        [_row(one, seal, at) for one, seal in zip(handles, sealed, strict=True)]
    )
    return handles


def _facts(at: datetime) -> bytes:
    from beside.referrals.facts import Facts

    return Facts(
        source="colleague", outcome="met", offered=True, reached=True, supporter=7, pool="faculty",
        department=3, closed_at=at.isoformat(), offered_at=at.isoformat(), due=at.isoformat(),
    ).to_bytes()  # fmt: skip


def _row(handle: UUID, sealed: bytes, at: datetime) -> Referral:
    from beside.referrals.models import Referral
    from beside.rules.clocks import monday
    from beside.rules.stages import Stage

    return Referral(
        handle=handle,
        stage=Stage.FORGETTING.value,
        opened_week=monday(at.date()),
        expiry_week=at.date() + timedelta(days=50),
        due_on=at.date(),
        sealed_identity=bytes(1053),
        sealed_facts=sealed,
    )


def _sweeps(at: datetime) -> float:
    """A sweep after a million closes, over one after none: the quickest of several each."""
    with _room("sweep-none"):
        none = _sweep_seconds(at)
    with _room("sweep-million"):
        _live_through_a_million(at.date())
        million = _sweep_seconds(at)
    return million / none


def _sweep_seconds(at: datetime) -> float:
    from beside.sweep import sweep

    def once() -> float:
        start = time.perf_counter()
        assert None not in dict(sweep(at)).values()
        return time.perf_counter() - start

    once()
    return min(once() for _time in range(7))


def _live_through_a_million(today: date) -> None:
    """What a million closes leave: counters, days of the audit, and the marks of 120 days."""
    from django.conf import settings

    from beside.audit.models import DayCount
    from beside.vault.keyring.local import LocalKeyring

    days = [today - timedelta(days=number) for number in range(1, 365 * 3)]
    DayCount.objects.bulk_create(
        [DayCount(day=day, role="supporter", verb="met", number=27) for day in days],
        ignore_conflicts=True,
    )
    keyring = LocalKeyring(settings.BESIDE_KEYRING)
    tables = {"total": {"all": PAST // (4 * YEARS)}, "outcome": {"met": PAST // (4 * YEARS)}}
    with keyring.store.rotating() as entries:
        for quarter in range(4 * YEARS):
            name = f"{today.year - YEARS + quarter // 4}Q{quarter % 4 + 1}"
            value = json.dumps(tables).encode()
            entries.put("period", name.encode(), value, size=32_768)
        week = today.toordinal() // 7
        for number in range(PAST // YEARS * 120 // 365):
            mark = number.to_bytes(32, "big")
            entries.put(f"forgotten {week - number % 17:06}", mark, b"", size=16)
