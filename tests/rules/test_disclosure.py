"""A small count is never published."""

from __future__ import annotations

import pytest

from beside.rules import disclosure


@pytest.mark.parametrize("count", range(11))
def test_a_count_of_ten_or_fewer_is_one_symbol(count: int) -> None:
    assert disclosure.shown(count) == disclosure.HIDDEN


def test_eleven_is_shown() -> None:
    assert disclosure.shown(11) == "11"


@pytest.mark.parametrize(
    ("count", "band"),
    [(0, "0"), (1, "1-10"), (10, "1-10"), (11, "11-50"), (50, "11-50"), (51, "50+")],
)
def test_open_matters_are_public_only_in_bands(count: int, band: str) -> None:
    assert disclosure.band(count) == band
