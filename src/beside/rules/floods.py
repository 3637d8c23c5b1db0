"""How many forms may come at once before the next one is asked to wait.

A whole hospital has one address, so nobody is ever refused: above a rate a form waits a moment, or
stands on the desk in a fold of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

WAIT = 10  # seconds a form is asked to wait, and never longer
WAITED_FOR = 3600  # seconds for which having waited counts
FEW = 5  # so many that came in a rush are shown like everybody else
AGAIN = 3  # from the fourth request of one person on it is one of many


@dataclass(frozen=True)
class Rate:
    """So many at once, and then one every so many seconds."""

    at_once: int
    every: float


NEIGHBOURHOOD = Rate(30, 4.0)
EVERYWHERE = Rate(120, 0.5)


def count(mark: float, rate: Rate, now: float) -> tuple[float, bool]:
    """The mark after one more form, and whether that was more than the rate allows.

    The mark is when all that came would have been done at the rate. It never lies further ahead
    than twice what may come at once, so that a flood is over soon after it ends.
    """
    full = rate.at_once * rate.every
    mark = min(max(mark, now) + rate.every, now + 2 * full)
    return mark, mark - now > full


def is_folded(*, in_a_rush: bool, is_known: bool, asked_before: int) -> bool:
    """Whether a request is likely one of very many, so that the desk may show them as one line.

    Who is found in the directory stands by itself, however many others came; from the fourth
    request of one person on, the first ones stand for all.
    """
    return asked_before >= AGAIN or (in_a_rush and not is_known)
