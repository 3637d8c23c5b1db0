"""The server of a keyring: a thread for each connection, and no word about what is asked.

Whoever hangs, sends nonsense or asks for too much harms nobody: a connection has a thread of its
own, a frame once begun must come whole within a time, and there are only so many connections. Told
to end, it ends the acts that have begun, and begins no other.
"""

from __future__ import annotations

import contextlib
import logging
import select
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from beside.vault.keyring import wire
from beside.vault.keyring.interface import Keyring, KeyringProblem
from beside.vault.keyring.methods import Method
from beside.vault.keyring.values import Malformed

log = logging.getLogger("beside.keyring")
_TOO_LONG = "The keyring's answer does not fit into one frame; ask for less at once."
_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True)
class Limits:
    """Seconds, and how many at once."""

    connections: int = 64
    strangers: int = 8  # of one host, that have not shown their certificate yet
    idle: float = 600.0  # between an answer and the next question
    whole: float = 10.0  # for a whole frame once it has begun, either way, and for a handshake
    end: float = 30.0  # for the acts that have begun, once told to end


LIMITS = Limits()


class Server:
    """Serves a keyring on a listening socket until it is told to end.

    `admits` says of a connection whether it may come in; `context` is there for TLS. Only these
    methods are answered.
    """

    def __init__(
        self,
        keyring: Keyring,
        listener: socket.socket,
        admits: Callable[[socket.socket], bool],
        context: ssl.SSLContext | None,
        limits: Limits,
        methods: Mapping[str, Method[Any]],
    ) -> None:
        self._keyring = keyring
        self._listener = listener
        self._admits = admits
        self._context = context
        self._limits = limits
        self._methods = methods
        self._threads: set[threading.Thread] = set()
        self._strangers: Counter[str] = Counter()  # by host, over TLS
        self._lock = threading.Lock()
        # Readable, for every thread that waits, once it has to end.
        self._ended, self._end = socket.socketpair()

    def stop(self) -> None:
        """Begin nothing more. May be called from a signal handler, and more than once."""
        with contextlib.suppress(OSError):
            self._end.send(b"!")

    def serve(self) -> None:
        """Serve until `stop`; the acts that have begun are ended when it returns."""
        self._listener.setblocking(False)
        while _wait([self._listener, self._ended], None) == [self._listener]:
            with contextlib.suppress(OSError):  # whoever knocked has gone again
                connection, address = self._listener.accept()
                self._let_in(connection, address[0] if self._context and address else "")
        self._listener.close()
        until = time.monotonic() + self._limits.end
        with self._lock:
            waiting = list(self._threads)
        for thread in waiting:
            thread.join(max(0.0, until - time.monotonic()))
        self._end.close()
        self._ended.close()

    def _let_in(self, connection: socket.socket, host: str) -> None:
        with self._lock:
            is_full = len(self._threads) >= self._limits.connections
            is_full = is_full or self._strangers[host] >= self._limits.strangers
            if not is_full:
                thread = threading.Thread(target=self._talk, args=(connection, host), daemon=True)
                self._threads.add(thread)
                self._strangers[host] += bool(host)
        if is_full:
            self._turn_away(connection)
            return
        try:
            thread.start()
        except RuntimeError:  # this machine gives us no more threads
            self._threads.discard(thread)
            self._is_known(host)
            self._turn_away(connection)

    def _is_known(self, host: str) -> None:
        """One less of that host whose certificate has not been seen; it was, or it has gone."""
        with self._lock:
            self._strangers[host] -= bool(host)
            self._strangers += Counter()  # hosts of which there is none are not kept

    def _turn_away(self, connection: socket.socket) -> None:
        """There is no room; said where that needs no handshake, and never waited for."""
        log.warning("a connection was turned away: there are as many as there may be")
        with contextlib.suppress(OSError), connection:
            connection.setblocking(False)
            if self._context is None:
                connection.send(wire.refusal(wire.BUSY))

    def _talk(self, connection: socket.socket, host: str) -> None:
        """One connection, from its welcome to its end."""
        try:
            with contextlib.suppress(OSError, EOFError), connection:
                connection.settimeout(self._limits.whole)
                with self._greeted(connection, host) as greeted:
                    while self._answer(greeted):
                        pass
        except Exception as trouble:
            log.error("a connection ended: %s", type(trouble).__name__)
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())

    @contextlib.contextmanager
    def _greeted(self, connection: socket.socket, host: str) -> Iterator[socket.socket]:
        try:
            welcome = self._welcome(connection)
        finally:
            self._is_known(host)
        with welcome:
            welcome.sendall(wire.done(None))
            yield welcome

    def _welcome(self, connection: socket.socket) -> socket.socket:
        """The connection, once its other end has shown who it is."""
        if not self._admits(connection):
            log.warning("a connection was turned away: this user is not let in")
            connection.sendall(wire.refusal(wire.STRANGER))
            raise EOFError
        if self._context is None:
            return connection
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sealed = self._context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        try:
            _shake_hands(sealed, self._limits.whole)
        except BaseException:
            sealed.close()
            raise
        return sealed

    def _answer(self, connection: socket.socket) -> bool:
        """One question and its answer; whether there may be another."""
        has_more = isinstance(connection, ssl.SSLSocket) and connection.pending()
        if not has_more and _wait([connection, self._ended], self._limits.idle) != [connection]:
            return False
        try:
            body = wire.read(_within(connection, self._limits.whole))
        except wire.OtherVersion:
            connection.sendall(wire.refusal(wire.VERSION_REFUSED))
            return False
        except (Malformed, wire.Torn):
            connection.sendall(wire.refusal(wire.MALFORMED))
            return False
        answer = self._act(body)
        connection.settimeout(self._limits.whole)
        connection.sendall(answer)
        return True

    def _act(self, body: bytes) -> bytes:
        """The answer to a question. Whatever is wrong with it, the answer does not repeat it."""
        try:
            name, plain = wire.asked(wire.value_of(body))
            method = self._methods.get(name)
            if method is None or len(plain) != len(method.takes):
                raise Malformed
            arguments = {
                argument: kind.decode(one)
                for (argument, kind), one in zip(method.takes.items(), plain, strict=True)
            }
        except Malformed:
            return wire.refusal(wire.MALFORMED)
        try:
            found = getattr(self._keyring, name)(**arguments)
        except Exception as trouble:
            return _refused(trouble, name)
        try:
            return wire.done(method.gives.encode(found))
        except Malformed:
            return wire.refused(KeyringProblem(_TOO_LONG))


def _refused(trouble: Exception, name: str) -> bytes:
    answer = wire.refused(trouble)
    if answer == wire.refusal(wire.FAILED):
        place = trouble.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_name}, line {place.tb_lineno}" if place else "nowhere"
        log.error("%s failed: %s in %s", name, type(trouble).__name__, where)
    return answer


def _wait(sockets: list[socket.socket], seconds: float | None) -> list[socket.socket]:
    """The last of these that can be read from; none when so many seconds have passed."""
    poll = select.poll()
    for one in sockets:
        poll.register(one, select.POLLIN)
    ready = {number for number, _event in poll.poll(None if seconds is None else seconds * 1000)}
    return [one for one in sockets if one.fileno() in ready][-1:]


def _within(connection: socket.socket, seconds: float) -> Callable[[int], bytes]:
    """A reader that gives up when it all has taken so long, however it drips."""
    until = time.monotonic() + seconds

    def receive(most: int) -> bytes:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        return connection.recv(most)

    return receive


def _shake_hands(connection: ssl.SSLSocket, seconds: float) -> None:
    """The handshake, given up when it has taken so long, however it drips."""
    until = time.monotonic() + seconds
    connection.setblocking(False)
    while True:
        try:
            connection.do_handshake()
        except ssl.SSLWantReadError:
            wanted = select.POLLIN
        except ssl.SSLWantWriteError:
            wanted = select.POLLOUT
        else:
            connection.settimeout(seconds)
            return
        poll = select.poll()
        poll.register(connection, wanted)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError


def peer(connection: socket.socket) -> int:
    """The user at the other end of a unix socket, as the system knows them."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _process, user, _group = _CREDENTIALS.unpack(found)
    return int(user)
