"""A disk of our own, to be searched raw: an ext4 image, mounted by loop where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 16 * 1024 * 1024
_OVERLAP = 4096


class NoDevice(Exception):
    """Why no image can be mounted here."""


@contextmanager
def mounted(image: Path, where: Path, megabytes: int) -> Iterator[None]:
    """A fresh file system in this file, mounted here until the end; or `NoDevice`."""
    if os.geteuid() != 0:
        raise NoDevice("only root may mount")
    if not shutil.which("mkfs.ext4"):
        raise NoDevice("no mkfs.ext4")
    with image.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    _do("mkfs.ext4", "-q", "-m", "0", str(image))
    _do("mount", "-o", "loop", str(image), str(where))
    try:
        yield
    finally:
        _do("umount", str(where))


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NoDevice("no loop devices" if command[0] == "mount" else done.stderr.strip()[:80])


def blocks(image: Path) -> Iterator[bytes]:
    """What was ever written to the image, in large pieces that overlap a little; no holes."""
    with image.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        at = 0
        while at < end:
            try:
                at = os.lseek(file.fileno(), at, os.SEEK_DATA)
            except OSError:
                return  # only holes follow
            hole = os.lseek(file.fileno(), at, os.SEEK_HOLE)
            size = min(CHUNK, hole - at)
            yield os.pread(file.fileno(), size + _OVERLAP, at)
            at += size
