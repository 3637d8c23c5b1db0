"""The background worker: every few seconds what is due, every hour the full sweep."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from datetime import datetime, timedelta
from types import FrameType

from django.db import DatabaseError, connections
from django.utils import timezone

from beside import pulse, sweep
from beside.program import words

PAUSE = 5.0  # seconds between two rounds
SWEEP_EVERY = timedelta(hours=1)


def work() -> int:
    """Work until SIGTERM or Ctrl-C; the act that has begun is ended first."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    swept: datetime | None = None
    while not stop.is_set():
        at = timezone.now()
        with suppress(DatabaseError):  # then in the words of a moment ago: a lost server comes back
            words.refresh()
        if swept is None or at - swept >= SWEEP_EVERY or at < swept:
            sweep.sweep(at)
            swept = at
        else:
            list(sweep.perform(sweep.ROUND, at))
        pulse.beat()
        connections.close_all()  # between rounds nothing is held, and a lost server is found again
        stop.wait(PAUSE)
    return 0
