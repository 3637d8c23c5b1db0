"""The quarters that closes are counted in, and when their counters may be given out.

A period is released 14 days after its end at the earliest and with eleven closes or more; a smaller
one waits and is joined with the next, for twelve months at most. Then only "fewer than 11" is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

GRACE_DAYS = 14
FEWEST = 11
LONGEST_QUARTERS = 4


def period_of(day: date) -> str:
    """The quarter a close is counted in, as `2026Q4`."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def end_of(period: str) -> date:
    """The last day of a quarter."""
    year, quarter = int(period[:4]), int(period[5:])
    after = date(year + (quarter == 4), quarter % 4 * 3 + 1, 1)
    return after - timedelta(days=1)


@dataclass(frozen=True)
class Release:
    """What may be given out: these periods as one. `refusal` is a fixed word when they may not."""

    periods: tuple[str, ...] = ()
    is_few: bool = False
    refusal: str = ""  # "not over", "too few", "nothing"


def may_release(name: str, totals: Mapping[str, int], today: date) -> Release:
    """`name` with every earlier period that is still held: none is jumped, none stands alone small.

    `totals`: closes of each period whose counters are still held.
    """
    if today <= end_of(name) + timedelta(days=GRACE_DAYS):
        return Release(refusal="not over")
    held: Sequence[str] = sorted(one for one in totals if one <= name)
    if not held:
        return Release(refusal="nothing")
    if sum(totals[one] for one in held) >= FEWEST:
        return Release(tuple(held))
    if _quarters(held[0], name) >= LONGEST_QUARTERS:
        return Release(tuple(held), is_few=True)
    return Release(refusal="too few")


def _quarters(first: str, last: str) -> int:
    """How many quarters from the one to the other, both counted."""
    count = (int(last[:4]) - int(first[:4])) * 4 + int(last[5:]) - int(first[5:])
    return count + 1
