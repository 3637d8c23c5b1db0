"""The connections of whoever asks a served keyring: one for each thread, kept between questions.

A connection that has ended meanwhile is noticed before anything is sent, so a server that was
restarted between two questions is reached again, whatever the question is. One that ends after a
question was sent and before its answer came leaves open whether the act was done: only what may be
asked twice is then asked again, once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from beside.vault.keyring import wire
from beside.vault.keyring.address import Address, UnixAddress, client_context
from beside.vault.keyring.interface import KeyringProblem
from beside.vault.keyring.values import Malformed

CONNECTING = 5.0  # seconds
ANSWERING = 60.0  # seconds; a keyring that waits for its disk may take long


class _Lost(Exception):
    """The connection ended after all was sent: whether the act was done is not known."""


class _Unsent(Exception):
    """The connection ended before all was sent: nothing was done, for no frame was whole."""


def ask(address: Address, question: bytes, *, is_repeatable: bool) -> Any:
    """The plain value of the answer. Raises what the keyring raised, or `KeyringProblem`."""
    try:
        return _kept_or_new(address).ask(question)
    except _Unsent:
        pass
    except _Lost:
        if not is_repeatable:
            raise _not_known(address) from None
    try:
        return _kept_or_new(address).ask(question)
    except (_Lost, _Unsent):
        raise _not_known(address) from None


class Connection:
    """One connection that has been let in."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket = _connect(address)
        try:
            self._receive()
        except _Lost as lost:
            raise _not_there(address, lost.__cause__) from None
        except BaseException:
            self.close()
            raise

    def __del__(self) -> None:
        if hasattr(self, "_socket"):
            self.close()

    def close(self) -> None:
        self._socket.close()

    def is_alive(self) -> bool:
        """Whether the other side is still there. Nothing was asked, so nothing may come."""
        if self._socket.fileno() < 0:
            return False
        try:
            self._socket.settimeout(0)
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            pass
        self.close()
        return False

    def ask(self, question: bytes) -> Any:
        """The plain value of the answer; raises what the keyring raised, `_Lost` or `_Unsent`."""
        self._socket.settimeout(ANSWERING)
        try:
            self._socket.sendall(question)
        except TimeoutError:
            raise self._too_long() from None
        except OSError:
            self.close()
            raise _Unsent from None
        return self._receive()

    def _receive(self) -> Any:
        try:
            return wire.answered(wire.value_of(wire.read(self._within(ANSWERING))))
        except wire.OtherVersion:
            self.close()
            raise wire.Answered(wire.VERSION_REFUSED) from None
        except Malformed:
            self.close()
            raise no_keyring(self._address) from None
        except TimeoutError:
            raise self._too_long() from None
        except (OSError, EOFError, wire.Torn) as trouble:
            self.close()
            raise _Lost from trouble

    def _within(self, seconds: float) -> Callable[[int], bytes]:
        until = time.monotonic() + seconds

        def receive(most: int) -> bytes:
            self._socket.settimeout(max(0.001, until - time.monotonic()))
            return self._socket.recv(most)

        return receive

    def _too_long(self) -> KeyringProblem:
        self.close()
        return KeyringProblem(
            f"The keyring at {self._address} has not answered for {ANSWERING:.0f} seconds; whether "
            "it did what was asked is not known. Nothing was deleted for it."
        )


def _connect(address: Address) -> socket.socket:
    with contextlib.ExitStack() as undo:
        try:
            if isinstance(address, UnixAddress):
                plain = undo.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
                plain.settimeout(CONNECTING)
                plain.connect(str(address.path))
                undo.pop_all()
                return plain
            context = client_context(address.folder)
            plain = undo.enter_context(
                socket.create_connection((address.host, address.port), CONNECTING)
            )
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sealed = context.wrap_socket(plain, server_hostname=address.host)
            undo.pop_all()
            return sealed
        except OSError as trouble:
            raise _not_there(address, trouble) from None


def _not_there(address: Address, trouble: BaseException | None) -> KeyringProblem:
    """Why the keyring is not reached, and what to do."""
    if isinstance(trouble, ssl.SSLCertVerificationError):
        why = f"its certificate is not the one we trust ({trouble.verify_message})"
    elif isinstance(trouble, ssl.SSLEOFError):
        why = "it ended before it let us in"
    elif isinstance(trouble, ssl.SSLError):
        why = "it does not accept our certificate, or speaks no TLS 1.3"
    elif isinstance(trouble, FileNotFoundError | ConnectionRefusedError):
        why = "nothing listens there; start `beside keyring`"
    elif isinstance(trouble, PermissionError):
        why = "this user may not use its socket"
    elif isinstance(trouble, OSError) and trouble.strerror:
        why = trouble.strerror
    else:
        why = "it ended before it let us in"
    return KeyringProblem(f"The keyring at {address} is not reached: {why}. Nothing was deleted.")


def _not_known(address: Address) -> KeyringProblem:
    return KeyringProblem(
        f"The keyring at {address} ended while it was asked; whether it did what was asked is not "
        "known. Nothing was deleted for it."
    )


def no_keyring(address: Address) -> KeyringProblem:
    return KeyringProblem(f"What answers at {address} does not speak as a keyring does.")


# One for each thread, kept.

_kept = threading.local()


def _held() -> dict[Address, Connection]:
    if not hasattr(_kept, "connections"):
        _kept.connections = {}
    held: dict[Address, Connection] = _kept.connections
    return held


def _kept_or_new(address: Address) -> Connection:
    """This thread's connection, if it is still one; else a new one."""
    held = _held()
    if address not in held or not held[address].is_alive():
        held.pop(address, None)
        held[address] = Connection(address)
    return held[address]


def let_go(address: Address) -> None:
    """End this thread's connection."""
    held = _held()
    if (connection := held.pop(address, None)) is not None:
        connection.close()


def _after_fork() -> None:
    """A forked process does not speak in its parent's conversations."""
    global _kept
    _kept = threading.local()


os.register_at_fork(after_in_child=_after_fork)
