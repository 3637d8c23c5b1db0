"""Every test here is told twice: of the keyring in process, and of the one that is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from beside.vault.keyring.interface import Keyring
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring
from tests.vault.keyrings import served


@pytest.fixture(params=["local", "served"])
def keyring(request: pytest.FixtureRequest, local: LocalKeyring) -> Iterator[Keyring]:
    """The keyring under test."""
    if request.param == "local":
        yield local
        return
    with served(local) as address:
        yield ServedKeyring(address)
