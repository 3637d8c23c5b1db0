"""What requirements/run.txt says: each package with its version, its hashes and who wants it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "requirements" / "run.txt"


@dataclass
class Pin:
    """One line of the lock."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    wanted_by: list[str] = field(default_factory=list)
    is_shipped: bool = True  # on some machine that can run this: none with Windows can


def pins(text: str) -> list[Pin]:
    """Every package of a lock that is shipped, in its order."""
    found: list[Pin] = []
    for line in text.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            found.append(Pin(match[1], match[2], is_shipped="== 'win32'" not in line))
        elif match := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            found[-1].hashes.append(match[1])
        elif (match := re.match(r"\s+#\s+(?:via\s+)?([A-Za-z0-9._-]+)", line)) and match[
            1
        ] != "via":
            found[-1].wanted_by.append(match[1])
    return [pin for pin in found if pin.is_shipped]
