"""A server of a keyring: what a bad client cannot do, and how it ends."""

from __future__ import annotations

import logging
import socket
import struct
import threading
from typing import Any
from uuid import UUID

import pytest

from beside.vault.keyring import listening, wire
from beside.vault.keyring.address import UnixAddress
from beside.vault.keyring.interface import Closing, KeyringProblem, UnknownHandle
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring
from beside.vault.keyring.serving import Limits
from tests.vault.keyrings import NOW, TODAY, answer, knock, one, served, socket_folder

# What a bad client says.

NONSENSE = {
    "a web server's language": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "too long": struct.pack(">I", 2**31) + b"\x01",
    "a length of nought": b"\0\0\0\0",
}
NO_QUESTION = {
    "garbage": b"\x00\x00\x00\x05\x01\xff\xff\xff\xff",
    "no question": wire.frame(7),
    "an unknown method": wire.question("destroy_everything", []),
    "a private method": wire.question("_alarm", ["openings", "2026-11-24T15:10:00+00:00"]),
    "an attribute that is no method": wire.question("store", []),
    "too many arguments": wire.question("about", [1]),
    "too few arguments": wire.question("find_code", []),
    "an argument of another kind": wire.question("find_code", [7]),
    "a time without a zone": wire.question("clock", ["2026-11-24T15:10:00"]),
    "ten million handles": wire.question(
        "create", ["r", "2026-11-24", 10_000_000, NOW.isoformat()]
    ),
}


@pytest.mark.parametrize("said", NONSENSE.values(), ids=NONSENSE)
def test_who_does_not_speak_the_language_is_told_so_and_let_go(
    local: LocalKeyring, said: bytes
) -> None:
    with served(local) as address, knock(address) as client:
        client.sendall(said)
        assert answer(client) == ["malformed", None]
        with pytest.raises((EOFError, ConnectionResetError)):
            answer(client)
        assert ServedKeyring(address).about().mode == "test"


@pytest.mark.parametrize("said", NO_QUESTION.values(), ids=NO_QUESTION)
def test_what_is_no_question_is_refused_without_a_word_of_it(
    local: LocalKeyring, said: bytes
) -> None:
    with served(local) as address, knock(address) as client:
        client.sendall(said)
        assert answer(client) == ["malformed", None]
        client.sendall(wire.question("periods", []))
        assert answer(client) == ["", []], "and the next question is answered"


def test_a_question_that_is_torn_is_not_acted_upon(local: LocalKeyring) -> None:
    whole = wire.question("create", ["referral", "2026-11-24", 1, NOW.isoformat()])
    with served(local) as address, knock(address) as client:
        client.sendall(whole[:-1])
        client.shutdown(socket.SHUT_WR)
        assert answer(client) == ["malformed", None]
    assert local.unconfirmed() == []


def test_another_version_is_told_so(local: LocalKeyring) -> None:
    with served(local) as address, knock(address) as client:
        client.sendall(b"\0\0\0\x02\x63\xf6")
        assert answer(client) == ["version", None]


def test_a_client_that_says_nothing_is_let_go(local: LocalKeyring) -> None:
    with served(local, Limits(idle=0.05)) as address:
        with knock(address) as silent, pytest.raises(EOFError):
            answer(silent)
        wait_until(lambda: asks_well(address))


def test_a_client_that_drips_is_let_go(local: LocalKeyring) -> None:
    with served(local, Limits(whole=0.05)) as address:
        with knock(address) as slow:
            slow.sendall(b"\0\0")
            with pytest.raises(EOFError):
                answer(slow)
        wait_until(lambda: asks_well(address))


def test_a_client_that_never_reads_is_let_go(local: LocalKeyring) -> None:
    handles = [UUID(int=number).bytes for number in range(50_000)]
    question = wire.question("holds", [handles])
    with served(local, Limits(whole=0.2)) as address:
        with socket.socket(socket.AF_UNIX) as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.settimeout(20)
            deaf.connect(str(address.path))
            with pytest.raises((BrokenPipeError, ConnectionResetError)):
                deaf.sendall(question * 100)
        assert ServedKeyring(address).about().mode == "test"


def test_there_are_only_so_many_connections_and_room_again_when_one_ends(
    local: LocalKeyring,
) -> None:
    with served(local, Limits(connections=2)) as address:
        with (
            knock(address),
            knock(address),
            pytest.raises(KeyringProblem, match="as many connections"),
        ):
            ServedKeyring(address).about()
        wait_until(lambda: asks_well(address))


def wait_until(is_so: Any) -> None:
    pause = threading.Event()
    while not is_so():
        pause.wait(0.01)


def asks_well(address: UnixAddress) -> bool:
    try:
        return ServedKeyring(address).about().mode == "test"
    except KeyringProblem:
        return False


class Broken:
    """A keyring that fails in a way nobody has thought of."""

    def find_code(self, code: str) -> None:
        raise ValueError(code)


def test_an_unforeseen_failure_tells_neither_client_nor_log_what_was_asked(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        served(Broken()) as address,  # type: ignore[arg-type]
        pytest.raises(KeyringProblem, match="its own log says where") as raised,
    ):
        ServedKeyring(address).find_code("SECRET")
    assert "SECRET" not in str(raised.value)
    assert [one.levelname for one in caplog.records] == ["ERROR"]
    said = caplog.records[0].getMessage()
    assert said.startswith("find_code failed: ValueError in find_code, line ")
    assert "SECRET" not in caplog.text


def test_nothing_is_logged_of_what_goes_well_or_is_refused(
    local: LocalKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with served(local) as address:
        keyring = ServedKeyring(address)
        handle = one(keyring)
        keyring.claim_many([(handle, ["email:rosa@example.edu"])])
        with pytest.raises(UnknownHandle):
            keyring.set_code(UUID(int=7), "AAAA")
        keyring.forget([Closing(handle)], TODAY)
    assert [one for one in caplog.records if one.name.startswith("beside")] == []


def test_an_answer_that_would_be_too_long_says_so(
    local: LocalKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LIMIT", 1000)
    with (
        served(local) as address,
        pytest.raises(KeyringProblem, match="does not fit into one frame"),
    ):
        ServedKeyring(address).create("referral", TODAY, 100, NOW)


# When it ends.


class Slow:
    """A keyring in which an act can be watched: it waits to be let go on."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.done: list[str] = []

    def find_code(self, code: str) -> UUID:
        self.begun.set()
        assert self.go_on.wait(20)
        self.done.append(code)
        return UUID(int=7)

    def set_code(self, handle: UUID, code: str) -> None:
        self.done.append(code)


def test_told_to_end_it_ends_what_has_begun_and_begins_nothing_more() -> None:
    slow = Slow()
    found: list[object] = []
    with socket_folder() as folder:
        address = UnixAddress(folder / "own" / "socket")
        with listening.listening(address, slow) as server:  # type: ignore[arg-type]
            main = threading.Thread(target=server.serve)
            main.start()
            with knock(address) as other:
                asks = threading.Thread(
                    target=lambda: found.append(ServedKeyring(address).find_code("AAAA"))
                )
                asks.start()
                assert slow.begun.wait(20)
                server.stop()
                with pytest.raises(EOFError):
                    answer(other)
                slow.go_on.set()
                main.join()
                asks.join()
    assert found == [UUID(int=7)]
    assert slow.done == ["AAAA"]
