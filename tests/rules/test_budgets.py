"""How many names may be opened: every ceiling, one below and one above."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules.budgets import Opened, Spent, judge


@pytest.mark.parametrize(
    ("role", "opened", "is_wide", "spent"),
    [
        ("supporter", Opened(20, 20, 20), False, None),
        ("supporter", Opened(21, 21, 21), False, Spent.DAY),
        ("supporter", Opened(21, 21, 21), True, Spent.DAY),
        ("coordinator", Opened(60, 60, 60), False, None),
        ("coordinator", Opened(61, 61, 61), False, Spent.HOUR),
        ("coordinator", Opened(61, 61, 61), True, None),
        ("coordinator", Opened(1, 300, 300), False, None),
        ("coordinator", Opened(1, 301, 301), False, Spent.DAY),
        ("coordinator", Opened(600, 600, 600), True, None),
        ("coordinator", Opened(1, 601, 601), True, Spent.DAY),
        ("coordinator", Opened(1, 1, 600), False, None),
        ("coordinator", Opened(1, 1, 601), False, Spent.EVERYBODY),
        ("supporter", Opened(1, 1, 601), False, Spent.EVERYBODY),
        ("coordinator", Opened(1, 1, 1200), True, None),
        ("coordinator", Opened(1, 1, 1201), True, Spent.EVERYBODY),
    ],
)
def test_every_ceiling(role: str, opened: Opened, is_wide: bool, spent: Spent | None) -> None:
    assert judge(role, opened, is_wide=is_wide) is spent


@given(
    role=some.sampled_from(["supporter", "coordinator"]),
    hour=some.integers(0, 700),
    day=some.integers(0, 700),
    everybody=some.integers(0, 1300),
)
def test_wider_never_refuses_what_was_allowed(
    role: str, hour: int, day: int, everybody: int
) -> None:
    opened = Opened(hour, day, everybody)
    if judge(role, opened) is None:
        assert judge(role, opened, is_wide=True) is None
