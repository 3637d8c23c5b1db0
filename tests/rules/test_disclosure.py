"""A small count is never published, and never to be worked out from its table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from beside.rules import disclosure


@pytest.mark.parametrize("count", range(11))
def test_a_count_of_ten_or_fewer_is_one_symbol(count: int) -> None:
    assert disclosure.shown(count) == disclosure.HIDDEN


def test_eleven_is_shown() -> None:
    assert disclosure.shown(11) == "11"


def test_a_hidden_count_is_the_same_symbol() -> None:
    assert disclosure.shown(None) == disclosure.HIDDEN


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, "0"), (1, "1-10"), (10, "1-10"), (11, "11-50"), (50, "11-50"), (51, "50+")],
)
def test_open_matters_are_public_only_in_bands(count: int, band: str) -> None:
    assert disclosure.band(count) == band


def test_one_small_count_takes_the_next_larger_one_with_it() -> None:
    assert disclosure.protect({"a": 40, "b": 12, "c": 3}) == {"a": 40, "b": None, "c": None}


def test_two_that_are_small_together_take_a_third_with_them() -> None:
    assert disclosure.protect({"a": 40, "b": 2, "c": 3}) == {"a": None, "b": None, "c": None}


def test_without_a_small_count_everything_is_shown() -> None:
    assert disclosure.protect({"a": 40, "b": 11}) == {"a": 40, "b": 11}


@given(some.dictionaries(some.integers(), some.integers(0, 60), max_size=8))
def test_what_is_hidden_may_always_be_nothing_and_may_always_be_many(
    counts: dict[int, int],
) -> None:
    shown = disclosure.protect(counts)
    hidden = [key for key, count in shown.items() if count is None]
    assert all(count is None or count == counts[key] for key, count in shown.items())
    assert {key for key, count in counts.items() if count < 11} <= set(hidden)
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
        assert sum(counts[key] for key in hidden) >= 11
