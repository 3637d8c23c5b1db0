"""What may be published: the threshold every published count obeys, and one table protected whole.

A count of 0 to 10 is never shown (the threshold of the Centers for Medicare & Medicaid Services is
1 to 10; zero is treated as small too, since "nobody" also says something about somebody). One
symbol stands for every hidden cell, small or hidden only so that a small one cannot be worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

SMALLEST_SHOWN = 11
HIDDEN = "–"

Key = TypeVar("Key")


def shown(count: int | None) -> str:
    """The count, or the one symbol that stands for every hidden cell."""
    return HIDDEN if count is None or count < SMALLEST_SHOWN else str(count)


def protect(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """One table beside its published total: what may be shown; None where a cell is hidden.

    What is hidden must not follow from the total less what is shown: at least two cells are
    hidden, and together they hold eleven or more, so that each may be nothing or too many to tell.
    """
    hidden = {key for key, count in counts.items() if count < SMALLEST_SHOWN}
    rest = sorted((key for key in counts if key not in hidden), key=lambda key: counts[key])
    while hidden and rest and not _is_enough([counts[key] for key in hidden]):
        hidden.add(rest.pop(0))
    return {key: None if key in hidden else count for key, count in counts.items()}


def _is_enough(hidden: list[int]) -> bool:
    return len(hidden) > 1 and sum(hidden) >= SMALLEST_SHOWN


def band(count: int) -> str:
    """A count as the public may see it while matters are open: 0, 1 to 10, 11 to 50, more."""
    if count <= 0:
        return "0"
    if count <= 10:
        return "1-10"
    return "11-50" if count <= 50 else "50+"
