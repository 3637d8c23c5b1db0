"""Whether the background worker lives: an empty file it touches after every round."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings


def beat() -> None:
    path = _path()
    with open(path, "ab"):
        os.utime(path)


def silent_for(now: datetime) -> timedelta | None:
    """How long the worker has not been heard; None if never."""
    try:
        heard = _path().stat().st_mtime
    except FileNotFoundError:
        return None
    return now - datetime.fromtimestamp(heard, tz=now.tzinfo)


def _path() -> Path:
    return Path(settings.BESIDE_HOME) / "worker-pulse"
