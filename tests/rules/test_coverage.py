"""Coverage is exact at every moment, however many are open, undone or forgotten."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from beside.rules import coverage
from beside.rules.coverage import StillOpen
from beside.rules.stages import OUTSIDE, Outcome

people = some.builds(
    StillOpen,
    resolved=some.booleans(),
    offered=some.booleans(),
    reached=some.booleans(),
    outcome=some.one_of(some.none(), some.sampled_from(Outcome)),
    already=some.booleans(),
)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_everyone_is_exposed_unless_outside_or_merged(outcome: Outcome) -> None:
    codes = coverage.codes(outcome, offered=True, reached=True)
    if outcome in OUTSIDE:
        assert codes == ("outside",)
    elif outcome is Outcome.MERGED:
        assert codes == ("merged",)
    else:
        assert codes[:3] == ("exposed", "offered", "reached")
    assert ("missed" in codes) == (outcome is Outcome.MISSED)


@pytest.mark.parametrize("already", [False, True])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_silence_is_not_reach(outcome: Outcome, already: bool) -> None:
    """However it ends: reached is who answered, offered is to whom words were left."""
    words_left = coverage.codes(outcome, offered=True, reached=False, already=already)
    assert "reached" not in words_left
    silence = coverage.codes(outcome, offered=False, reached=False, already=already)
    assert "reached" not in silence
    if not (outcome is Outcome.MERGED and already):  # to them an earlier report's words were left
        assert "offered" not in silence


LOOKED_AFTER = StillOpen(True, offered=False, reached=False, outcome=Outcome.MERGED, already=True)


@given(some.lists(people, max_size=30), some.lists(some.booleans(), max_size=30))
@example([LOOKED_AFTER], [True])
def test_forgetting_changes_no_figure(everyone: list[StillOpen], forget: list[bool]) -> None:
    """Whoever of the closed is forgotten first, the coverage stays what it was."""
    before = coverage.coverage({}, everyone)
    counted: Counter[str] = Counter()
    left = []
    for index, one in enumerate(everyone):
        if one.outcome is not None and index < len(forget) and forget[index]:
            codes = coverage.codes(
                one.outcome, offered=one.offered, reached=one.reached, already=one.already
            )
            counted.update(codes)
        else:
            left.append(one)
    assert coverage.coverage(counted, left) == before


def test_a_person_nobody_has_found_yet_is_not_exposed_yet() -> None:
    found = coverage.coverage({}, [StillOpen(resolved=False, offered=False, reached=False)])
    assert (found.exposed, found.unresolved, found.open) == (0, 1, 1)
