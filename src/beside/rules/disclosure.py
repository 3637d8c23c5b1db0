"""What may be published: here, the one threshold that every published count obeys.

A count of 0 to 10 is never shown (the threshold of the Centers for Medicare & Medicaid Services is
1 to 10; zero is treated as small too, since "nobody" also says something about somebody).
"""

from __future__ import annotations

SMALLEST_SHOWN = 11
HIDDEN = "<11"


def shown(count: int) -> str:
    """The count, or the one symbol that stands for every hidden cell."""
    return str(count) if count >= SMALLEST_SHOWN else HIDDEN


def band(count: int) -> str:
    """A count as the public may see it while matters are open: 0, 1 to 10, 11 to 50, more."""
    if count <= 0:
        return "0"
    if count <= 10:
        return "1-10"
    return "11-50" if count <= 50 else "50+"
