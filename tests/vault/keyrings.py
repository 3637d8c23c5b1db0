"""Keyrings for tests: the day, a place for a seal, and a real server on a real socket."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from beside.vault.keyring import reaching, wire
from beside.vault.keyring.address import Address, UnixAddress
from beside.vault.keyring.interface import Context, Keyring
from beside.vault.keyring.listening import listening
from beside.vault.keyring.serving import LIMITS, Limits, Server

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
PLACE = Context("referral", "identity", 1024)
PERIOD = "2026Q4"


def one(keyring: Keyring, row: str = "referral") -> UUID:
    """A handle with a key."""
    return keyring.create(row, TODAY, 1, NOW)[0]


@contextmanager
def socket_folder() -> Iterator[Path]:
    """A folder with a short name: the path of a socket has 107 bytes at most."""
    folder = Path(tempfile.mkdtemp(prefix="bk-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def serving(
    keyring: Keyring, address: Address, allowed: tuple[str, ...] = (), limits: Limits = LIMITS
) -> Iterator[Server]:
    """A server in a thread; ended, with all it began, when the test is over."""
    with listening(address, keyring, allowed, limits, is_tested=True) as server:
        thread = threading.Thread(target=server.serve)
        thread.start()
        try:
            yield server
        finally:
            server.stop()
            thread.join()
            reaching.let_go(address)


@contextmanager
def served(keyring: Keyring, limits: Limits = LIMITS) -> Iterator[UnixAddress]:
    """The keyring served on a socket of its own; its address."""
    with socket_folder() as folder:
        address = UnixAddress(folder / "own" / "socket")
        with serving(keyring, address, limits=limits):
            yield address


# A client without manners.


@contextmanager
def knock(address: UnixAddress) -> Iterator[socket.socket]:
    """A client that has been let in and may say anything."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        client.connect(str(address.path))
        assert answer(client) == ["", None]
        yield client


def answer(client: socket.socket) -> Any:
    """The next frame that comes, as a plain value."""
    return wire.value_of(wire.read(client.recv))
