"""What this machine's disk gives by itself, beside which every other figure is to be read."""

from __future__ import annotations

import os
import time
from pathlib import Path


def fsyncs_a_second(folder: Path, *, times: int = 100) -> float:
    """Raw: 4,096 bytes overwritten in place and brought to the device, over and over."""
    path = folder / "fsync"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, bytes(4096), 0)
        os.fsync(descriptor)
        start = time.perf_counter()
        for number in range(times):
            os.pwrite(descriptor, bytes([number % 256]) * 4096, 0)
            os.fsync(descriptor)
        return times / (time.perf_counter() - start)
    finally:
        os.close(descriptor)
        path.unlink()
