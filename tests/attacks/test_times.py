"""The time an answer takes does not tell "not yours" from "not there", nor an old code from none.

The full measure by the wall's clock, 2 x 2,000 requests of each kind with its interval, is `make
bench`; this is the short one, with a control that shows that it would see two milliseconds.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

import pytest

from benchmarks.bench_indistinguishable import questions
from benchmarks.indistinguishable import Difference, compare
from beside.referrals.models import Referral
from beside.vault import rows
from tests.attacks.ledger import Ledger
from tests.cast import Cast
from tests.referrals.making import received

PAIRS = (60, 240, 600)
WITHIN = 1.0  # milliseconds


def measured(name: str, one: Any, other: Any) -> Difference:
    """In the processor's own time, so that other tests beside it hardly matter.

    They matter a little all the same (they share its caches), so whatever a few pairs leave in
    doubt is asked of more, until the whole interval lies on one side of the limit. What is in doubt
    to the last is judged by its middle.
    """
    for pairs in PAIRS:
        found = compare(name, one, other, pairs=pairs, clock=time.process_time)
        if within(found) or beyond(found):
            break
    return found


def within(found: Difference) -> bool:
    return found.at_most < WITHIN


def beyond(found: Difference) -> bool:
    return max(found.low, -found.high) >= WITHIN


def tells(found: Difference) -> bool:
    return not within(found) and abs(found.median) >= WITHIN


def busy(milliseconds: float) -> None:
    until = time.process_time() + milliseconds / 1000
    while time.process_time() < until:
        pass


def test_not_yours_and_not_there_take_the_same_time(
    cast: Cast, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list(questions(cast))
    found = [measured(*one) for one in asked]
    at = rows.SealedRows.at

    def telling(self: Any, handle: Any) -> list[Any]:
        there: list[Any] = at(self, handle)
        busy(2 * WITHIN if there else 0)
        return there

    with monkeypatch.context() as careless:
        careless.setattr(rows.SealedRows, "at", telling)
        control = measured(*asked[0])
    ledger.record(
        "times: not yours, not there; old code, no code",
        canaries=len(found),
        places=len(found),
        hits=sum(tells(one) for one in found),
        control=int(beyond(control)),
        remark="; ".join(
            f"{one.name} {one.median:+.2f} ms (2 x {one.pairs})" for one in [*found, control]
        ),
    )


@pytest.mark.parametrize(
    ("low", "median", "high", "is_told"),
    [(0.9, 1.6, 2.3, True), (-2.3, -1.6, -0.9, True), (1.1, 1.5, 2.0, True),
     (-0.4, 0.3, 1.2, False), (-0.2, 0.1, 0.3, False)],
)  # fmt: skip
def test_what_stays_in_doubt_is_judged_by_its_middle(
    low: float, median: float, high: float, is_told: bool
) -> None:
    assert tells(Difference("one", 600, 10.0, median, low, high)) is is_told


def test_for_what_is_not_there_a_row_is_opened_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What makes the times alike, without a clock; before the last row and behind it."""
    from beside.vault import actions as vault

    looked: list[int] = []
    opened = vault.open_facts

    def counting(row: str, items: Any) -> Any:
        looked.append(len(items))
        return opened(row, items)

    monkeypatch.setattr(vault, "open_facts", counting)
    row = received(cast)
    looked.clear()
    for nowhere in (UUID(int=0), UUID(int=2**128 - 1)):
        assert Referral.objects.at(nowhere) == []
    assert [one.handle for one in Referral.objects.at(row.handle)] == [row.handle]
    assert looked == [1, 1, 1]
