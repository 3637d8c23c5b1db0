"""A server's own side of an address: the socket it listens on, and who may come in."""

from __future__ import annotations

import contextlib
import os
import pwd
import socket
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from beside.vault.keyring.address import Address, UnixAddress, server_context
from beside.vault.keyring.interface import Keyring, KeyringProblem
from beside.vault.keyring.methods import FOR_TESTS, METHODS
from beside.vault.keyring.serving import LIMITS, Limits, Server, peer

_BACKLOG = 64


@contextlib.contextmanager
def listening(
    address: Address,
    keyring: Keyring,
    allowed: Sequence[str] = (),
    limits: Limits = LIMITS,
    *,
    is_tested: bool = False,
) -> Iterator[Server]:
    """A server that listens at this address; nothing of it is left behind.

    `allowed`: names or numbers of users that may come in beside our own (unix sockets only).
    `is_tested`: what only tests may ask is answered too.
    Raises `KeyringProblem` where it cannot listen.
    """
    methods = {name: one for name, one in METHODS.items() if is_tested or name not in FOR_TESTS}
    if isinstance(address, UnixAddress):
        users = {os.geteuid(), *map(user_number, allowed)}
        with _unix(address.path, is_shared=bool(allowed)) as listener:
            yield Server(keyring, listener, admitted(users), None, limits, methods)
        return
    if allowed:
        raise KeyringProblem(
            "BESIDE_KEYRING_ALLOW names users of this machine; over TLS a certificate lets in."
        )
    context = server_context(address.folder)
    with _tcp(address.host, address.port) as listener:
        yield Server(keyring, listener, lambda _connection: True, context, limits, methods)


def admitted(users: set[int]) -> Callable[[socket.socket], bool]:
    """Whether the user at the other end is one of these."""
    return lambda connection: peer(connection) in users


def user_number(name: str) -> int:
    """The number of a user given by name or number."""
    if name.isdecimal():
        return int(name)
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        raise KeyringProblem(
            f"BESIDE_KEYRING_ALLOW names '{name}', who is no user of this machine."
        ) from None


@contextlib.contextmanager
def _unix(path: Path, *, is_shared: bool) -> Iterator[socket.socket]:
    """A socket in a folder that is ours. Shared with our group only where others are let in."""
    _own_folder(path.parent, is_shared=is_shared)
    _clear(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        try:
            listener.bind(str(path))
            os.chmod(path, 0o660 if is_shared else 0o600)  # before anybody can connect
            listener.listen(_BACKLOG)
        except OSError as trouble:
            raise KeyringProblem(f"{path} cannot be made: {trouble.strerror}.") from None
        ours = path.stat().st_ino
        try:
            yield listener
        finally:
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_ino == ours:
                    path.unlink()


def _own_folder(folder: Path, *, is_shared: bool) -> None:
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
            os.chmod(folder, 0o750 if is_shared else 0o700)  # whatever the umask is
        found = folder.stat()
    except OSError as trouble:
        raise KeyringProblem(f"{folder} cannot be made: {trouble.strerror}.") from None
    if found.st_uid != os.geteuid():
        raise KeyringProblem(f"{folder} belongs to another user; a socket needs a folder of ours.")
    if stat.S_IMODE(found.st_mode) & (0o027 if is_shared else 0o077):
        wanted = "0750" if is_shared else "0700"
        raise KeyringProblem(f"{folder} is open to others; give it the permissions {wanted}.")


def _clear(path: Path) -> None:
    """What a server that was killed has left behind goes; one that answers stays."""
    if not path.exists():
        return
    if not path.is_socket():
        raise KeyringProblem(f"{path} is there and is no socket; nothing was touched.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.settimeout(1.0)
        try:
            other.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except OSError:
            pass
    raise KeyringProblem(f"A keyring is served at {path} already; stop that one first.")


@contextlib.contextmanager
def _tcp(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, kind, protocol, _name, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError:
        raise KeyringProblem(f"{host} is no address of this machine.") from None
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(where)
        except OSError as trouble:
            raise KeyringProblem(
                f"Nothing can listen at {host}, port {port}: {trouble.strerror}."
            ) from None
        listener.listen(_BACKLOG)
        yield listener
