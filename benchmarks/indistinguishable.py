"""Timing two requests beside each other: the difference of their medians, and how sure it is.

The two are asked in turn, in a random order within each pair, so that whatever else the machine
does falls on both. The interval is the 95 % percentile bootstrap of the difference of medians, of
pairs, not of single requests: what slows one of a pair slows the other.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RESAMPLES = 1000


@dataclass(frozen=True)
class Difference:
    """In milliseconds: one median less the other, with the ends of its interval."""

    name: str
    pairs: int
    usual: float
    median: float
    low: float
    high: float

    @property
    def at_most(self) -> float:
        """How large the difference may be, by the interval."""
        return max(abs(self.low), abs(self.high))

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.median:+.3f} ms (95 %: {self.low:+.3f} to {self.high:+.3f}), "
            f"2 x {self.pairs} requests of {self.usual:.1f} ms"
        )


def compare(
    name: str,
    one: Callable[[], object],
    other: Callable[[], object],
    *,
    pairs: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Difference:
    """Ask both so many times, in turn; the first of each are not counted."""
    chance = random.Random(name)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _warm in range(20):
        one()
        other()
    gc.collect()
    gc.disable()
    try:
        for _pair in range(pairs):
            order = [True, False]
            chance.shuffle(order)
            for which in order:
                start = clock()
                (one if which else other)()
                times[which].append((clock() - start) * 1000)
    finally:
        gc.enable()
    low, high = _interval(times[True], times[False], chance)
    usual = statistics.median(times[False])
    return Difference(name, pairs, usual, statistics.median(times[True]) - usual, low, high)


def _interval(one: list[float], other: list[float], chance: random.Random) -> tuple[float, float]:
    pairs = list(zip(one, other, strict=True))
    found = []
    for _time in range(RESAMPLES):
        first, second = zip(*chance.choices(pairs, k=len(pairs)), strict=True)
        found.append(statistics.median(first) - statistics.median(second))
    found.sort()
    return found[int(RESAMPLES * 0.025)], found[int(RESAMPLES * 0.975) - 1]
