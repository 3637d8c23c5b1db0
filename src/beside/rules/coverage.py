"""How each close counts for an event, and what an event's coverage is.

Exposed: named, confirmed, eligible. Offered: words left with the person. Reached: they answered;
silence is not reach. In error, not voluntary and signposted stand outside; merged counts for both
events through the referral that lives on; missed by us stands inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from beside.rules.stages import OUTSIDE, Outcome

NAMES = ("exposed", "offered", "reached", "outside", "merged", "missed")
ALREADY_LOOKED_AFTER = ("exposed", "offered", "merged")
"""A person of a second report whom the first report's outreach has already been offered to."""


def codes(
    outcome: Outcome, *, offered: bool, reached: bool, already: bool = False
) -> tuple[str, ...]:
    """The event's counters that grow by one when a referral closes like this.

    `already`: merged because an earlier report of the same event has looked after this person.
    """
    if outcome in OUTSIDE:
        return ("outside",)
    if outcome is Outcome.MERGED:
        return ALREADY_LOOKED_AFTER if already else ("merged",)
    found = ["exposed"]
    if offered or reached:
        found.append("offered")
    if reached:
        found.append("reached")
    if outcome is Outcome.MISSED:
        found.append("missed")
    return tuple(found)


@dataclass(frozen=True)
class StillOpen:
    """One referral of the event that is open (or may still be undone)."""

    resolved: bool
    offered: bool
    reached: bool
    outcome: Outcome | None = None  # set while a close can be undone
    already: bool = False  # merged: an earlier report of the same event has looked after them


@dataclass(frozen=True)
class Coverage:
    """An event's coverage, in people."""

    exposed: int
    offered: int
    reached: int
    outside: int
    merged: int
    missed: int
    unresolved: int
    open: int


def coverage(
    counted: Mapping[str, int], still_open: Iterable[StillOpen], *, looked_after: int = 0
) -> Coverage:
    """Counted when forgotten, plus what is still open: exact at every moment.

    `looked_after`: people of this report to whom an earlier one's outreach was offered already.
    """
    totals = {name: counted.get(name, 0) for name in NAMES}
    for name in ALREADY_LOOKED_AFTER:
        totals[name] += looked_after
    unresolved = opened = 0
    for one in still_open:
        if one.outcome is None:
            opened += 1
        if not one.resolved and one.outcome is None:
            unresolved += 1
            continue
        for name in codes(
            one.outcome or Outcome.MET,
            offered=one.offered,
            reached=one.reached,
            already=one.already,
        ):
            totals[name] += 1
    return Coverage(**totals, unresolved=unresolved, open=opened)
