"""What kind of disk a folder is on: read from the kernel, guessed nowhere."""

from __future__ import annotations

import os
from pathlib import Path

COPYING = frozenset({"btrfs", "zfs", "overlay", "bcachefs", "nilfs2"})
"""File systems that write a changed block elsewhere, so that an overwritten root may stay."""


def kind_of(path: Path) -> str:
    """The file system a path is on, as the kernel calls it; empty when it cannot be told."""
    best, kind = "", ""
    for mounted, name in _mounts():
        if _holds(mounted, path) and len(mounted) >= len(best):
            best, kind = mounted, name
    return kind


def is_encrypted(path: Path) -> bool:
    """Whether the block device under a path, or one it stands on, is an encrypted one."""
    try:
        device = os.stat(path).st_dev
    except OSError:
        return False
    return _is_crypt(Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}"))


def _is_crypt(device: Path) -> bool:
    try:
        if (device / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    except OSError:
        pass
    try:
        return any(_is_crypt(below) for below in (device / "slaves").iterdir())
    except OSError:
        return False


def _mounts() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return []
    parts = [line.split() for line in lines]
    return [(one[1].replace("\\040", " "), one[2]) for one in parts if len(one) > 2]


def _holds(mounted: str, path: Path) -> bool:
    return path.resolve().is_relative_to(mounted)
