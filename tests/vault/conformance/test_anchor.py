"""Where the chain of the audit ends: the keyring keeps it, and it never goes back by itself."""

from __future__ import annotations

from datetime import timedelta

from beside.vault.keyring.interface import Head, Keyring
from tests.vault.keyrings import TODAY

FIRST = Head(TODAY, "ab" * 32, "cd" * 32)
NEXT = Head(TODAY + timedelta(days=1), "ef" * 32, "cd" * 32)


def test_it_is_empty_at_first_and_then_what_was_last_told(keyring: Keyring) -> None:
    assert keyring.anchored() is None
    keyring.anchor(FIRST)
    assert keyring.anchored() == FIRST
    keyring.anchor(NEXT)
    assert keyring.anchored() == NEXT


def test_it_goes_neither_back_nor_aside_nor_away_by_itself(keyring: Keyring) -> None:
    keyring.anchor(NEXT)
    for one in (FIRST, Head(NEXT.day, "00" * 32, NEXT.key), None):
        keyring.anchor(one)
        assert keyring.anchored() == NEXT


def test_it_goes_back_when_somebody_says_so(keyring: Keyring) -> None:
    keyring.anchor(NEXT)
    keyring.anchor(FIRST, is_told=True)
    assert keyring.anchored() == FIRST
    keyring.anchor(None, is_told=True)
    assert keyring.anchored() is None
