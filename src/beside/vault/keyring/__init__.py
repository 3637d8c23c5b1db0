"""The one small store that forgets. Nothing but the vault imports it; raw keys never leave it."""

from beside.vault.keyring.interface import (
    Closing,
    Context,
    KeyringProblem,
    Receipt,
    SealBroken,
    Statistics,
    UnknownHandle,
)
from beside.vault.keyring.local import LocalKeyring

__all__ = [
    "Closing",
    "Context",
    "KeyringProblem",
    "LocalKeyring",
    "Receipt",
    "SealBroken",
    "Statistics",
    "UnknownHandle",
]
