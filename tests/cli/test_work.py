"""`beside work`: rounds, a sweep at the beginning, a pulse, and a clean end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from beside import pulse, sweep, worker


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


def test_it_begins_with_a_sweep_and_ends_when_told(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = []

    def once(at: object) -> list[object]:
        swept.append(at)
        os.kill(os.getpid(), signal.SIGTERM)
        return []

    monkeypatch.setattr(sweep, "sweep", once)
    assert worker.work() == 0
    assert len(swept) == 1
    assert pulse.silent_for(timezone.now()) < timedelta(minutes=1)  # type: ignore[operator]


def test_between_sweeps_it_does_the_short_round(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts: list[object] = []

    def rounds(which: object, at: object) -> list[object]:
        acts.append(which)
        os.kill(os.getpid(), signal.SIGTERM)
        return []

    monkeypatch.setattr(worker, "PAUSE", 0.0)
    monkeypatch.setattr(sweep, "sweep", lambda at: [])
    monkeypatch.setattr(sweep, "perform", rounds)
    worker.work()
    assert acts == [sweep.ROUND]


def test_a_database_that_is_gone_for_a_moment_ends_no_worker(
    db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> None:
        raise OperationalError("server closed the connection")

    def once(at: object) -> list[object]:
        os.kill(os.getpid(), signal.SIGTERM)
        return []

    monkeypatch.setattr(worker.words, "refresh", lost)
    monkeypatch.setattr(sweep, "sweep", once)
    assert worker.work() == 0


def test_a_worker_that_never_ran_has_no_pulse(home: Path) -> None:
    assert pulse.silent_for(timezone.now()) is None
