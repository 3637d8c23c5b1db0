"""A keyring in its folder, and a place for a socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from beside.vault.keyring.address import UnixAddress
from beside.vault.keyring.local import LocalKeyring
from tests.vault.keyrings import socket_folder


@pytest.fixture
def local(tmp_path: Path) -> LocalKeyring:
    """The keyring in its folder, for what only its files can tell."""
    return LocalKeyring.create_new(tmp_path / "keyring", "test")


@pytest.fixture
def address() -> Iterator[UnixAddress]:
    """Where nothing listens yet."""
    with socket_folder() as folder:
        yield UnixAddress(folder / "own" / "socket")
