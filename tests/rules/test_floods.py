"""How many forms may come at once: a hospital is never locked out, and a flood is soon over."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from beside.rules import floods
from beside.rules.floods import Rate, count, is_folded

SLOW = Rate(3, 10.0)
A_HAIR = 0.001  # seconds: sums of such times are a little more, or a little less


def test_so_many_at_once_and_then_one_by_one() -> None:
    mark, over = 0.0, []
    for _form in range(5):
        mark, is_over = count(mark, SLOW, 100.0)
        over.append(is_over)
    assert over == [False, False, False, True, True]
    assert count(mark, SLOW, 130.0)[1] is False


def test_at_the_rate_nobody_waits() -> None:
    mark = 0.0
    for form in range(100):
        mark, is_over = count(mark, SLOW, form * SLOW.every)
        assert not is_over


@given(st.integers(1, 5000), st.floats(0, 1e9))
@example(6, 1.9)
def test_a_flood_however_long_is_over_soon_after_it_ends(forms: int, now: float) -> None:
    mark = 0.0
    for _form in range(min(forms, 300)):
        mark, _over = count(mark, SLOW, now)
    soon = SLOW.at_once * SLOW.every + SLOW.every + A_HAIR
    assert not count(mark, SLOW, now + soon)[1]


def test_who_is_in_the_directory_stands_by_itself_however_many_came() -> None:
    assert is_folded(in_a_rush=True, is_known=False, asked_before=0)
    assert not is_folded(in_a_rush=True, is_known=True, asked_before=0)
    assert not is_folded(in_a_rush=False, is_known=False, asked_before=0)


def test_from_the_fourth_request_of_one_person_on_the_first_ones_stand_for_all() -> None:
    asked = [is_folded(in_a_rush=False, is_known=True, asked_before=n) for n in range(6)]
    assert asked == [False, False, False, True, True, True]


def test_nobody_waits_longer_than_a_breath_or_two() -> None:
    assert floods.WAIT <= 15
