"""The end of the audit's chain, kept by the keyring."""

from __future__ import annotations

from beside.rules.sealing import Head
from beside.vault.opening import keyring


def anchored() -> Head | None:
    """Where the chain ended when it was last sealed; None before that."""
    return keyring().anchored()


def anchor(head: Head | None) -> None:
    """It has grown up to here."""
    keyring().anchor(head)


def anchor_again(head: Head | None) -> None:
    """After a restore, by an administrator's word: it ends here, even if that is earlier."""
    keyring().anchor(head, is_told=True)
