"""Whoever asks a served keyring: found again after a restart, and nothing is done twice."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from beside.vault.keyring import listening, reaching, wire
from beside.vault.keyring.address import UnixAddress
from beside.vault.keyring.interface import Closing, KeyringProblem, Opener, Subject
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring
from beside.vault.keyring.serving import Server
from tests.vault.keyrings import NOW, TODAY, answer, one, served


def test_where_nothing_listens_the_sentence_says_what_to_do(address: UnixAddress) -> None:
    with pytest.raises(KeyringProblem, match="nothing listens there; start `beside keyring`"):
        ServedKeyring(address).about()


def test_a_server_that_was_restarted_is_found_again_whatever_is_asked(
    local: LocalKeyring, address: UnixAddress
) -> None:
    keyring = ServedKeyring(address)
    with listening_once(local, address):
        first = keyring.create("referral", TODAY, 1, NOW)
    with pytest.raises(KeyringProblem, match="nothing listens"):
        keyring.about()
    with listening_once(local, address):
        second = keyring.create("referral", TODAY, 1, NOW)
    with listening_once(local, address):
        assert keyring.holds([*first, *second]) == [True, True]
    reaching.let_go(address)
    assert len(local.unconfirmed()) == 2, "and nothing was done twice"


@contextmanager
def listening_once(keyring: object, address: UnixAddress) -> Iterator[None]:
    """A server that comes and goes while its client's connection is kept."""
    with listening.listening(address, keyring) as server:  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield
        server.stop()
        thread.join()


def test_a_connection_is_kept_for_the_next_question(local: LocalKeyring) -> None:
    with served(local) as address:
        keyring = ServedKeyring(address)
        keyring.about()
        kept = reaching._held()[address]
        keyring.about()
        assert reaching._held()[address] is kept


class Hangs:
    """A server that takes a question and ends without a word, so many times; then it answers."""

    def __init__(self, address: UnixAddress, times: int) -> None:
        self.address = address
        self.times = times
        self.asked: list[str] = []

    def __enter__(self) -> Hangs:
        self.address.path.parent.mkdir(mode=0o700)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.address.path))
        self.listener.listen()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()
        reaching.let_go(self.address)

    def serve(self) -> None:
        while True:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(wire.done(None))
                name, _arguments = wire.asked(answer(connection))
                self.asked.append(name)
                if len(self.asked) > self.times:
                    connection.sendall(wire.done(7 if name == "destroy_orphans" else []))


@pytest.mark.parametrize("name", ["create", "look", "count_event", "ask_hold", "drop_alarms"])
def test_what_may_have_been_done_is_not_asked_again(address: UnixAddress, name: str) -> None:
    acts: dict[str, Any] = {
        "create": lambda one: one.create("referral", TODAY, 1, NOW),
        "look": lambda one: one.look([], Opener(7, "supporter"), NOW),
        "count_event": lambda one: one.count_event(UUID(int=7), ["exposed"]),
        "ask_hold": lambda one: one.ask_hold(Subject(), "court", 1, TODAY),
        "drop_alarms": lambda one: one.drop_alarms({"openings": 1}),
    }
    with (
        Hangs(address, 1) as server,
        pytest.raises(KeyringProblem, match="whether it did what was asked is not known"),
    ):
        acts[name](ServedKeyring(address))
    assert server.asked == [name]


def test_what_may_be_done_twice_is_asked_again_once(address: UnixAddress) -> None:
    with Hangs(address, 1) as server:
        assert ServedKeyring(address).forget([], TODAY) == []
    assert server.asked == ["forget", "forget"]


def test_and_not_for_ever(address: UnixAddress) -> None:
    with (
        Hangs(address, 9) as server,
        pytest.raises(KeyringProblem, match="ended while it was asked"),
    ):
        ServedKeyring(address).forget([], TODAY)
    assert server.asked == ["forget", "forget"]


def test_forgetting_that_was_done_unheard_gives_the_same_receipt_when_asked_again(
    local: LocalKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, times = Server._act, []

    def unheard_at_first(server: Server, body: bytes) -> bytes:
        answer = act(server, body)
        times.append(1)
        if len(times) == 1:
            raise EOFError  # done, and the connection is cut
        return answer

    monkeypatch.setattr(Server, "_act", unheard_at_first)
    closing = Closing(one(local), period="2026Q4", tables={"outcome": "met"})
    with served(local) as address:
        receipts = ServedKeyring(address).forget([closing], TODAY)
    assert len(times) == 2
    assert receipts == local.forget([closing], TODAY)
    assert local.period("2026Q4")["total"] == {"all": 1}


def test_what_answers_and_is_no_keyring_is_told_apart(address: UnixAddress) -> None:
    with (
        Hangs(address, 0),
        pytest.raises(KeyringProblem, match="does not speak as a keyring does"),
    ):
        ServedKeyring(address).about()


def test_a_keyring_that_does_not_answer_is_not_waited_for_for_ever(
    address: UnixAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "ANSWERING", 0.05)
    address.path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(address.path))
        silent.listen()
        with pytest.raises(KeyringProblem, match="has not answered"):
            ServedKeyring(address).about()


def test_a_wrong_argument_is_refused_before_it_is_sent(local: LocalKeyring) -> None:
    with (
        served(local) as address,
        pytest.raises(KeyringProblem, match="not of the kind it knows") as raised,
    ):
        ServedKeyring(address).clock(datetime(2026, 11, 24))
    assert "2026" not in str(raised.value)


def test_a_forked_process_speaks_for_itself(local: LocalKeyring) -> None:
    with served(local) as address:
        keyring = ServedKeyring(address)
        keyring.about()
        child = os.fork()
        if child == 0:
            os._exit(0 if not reaching._held() else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert keyring.about().mode == "test"
