"""Who comes in to a served keyring: its own user, and whoever was named; told by the system."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from beside.vault.keyring import listening
from beside.vault.keyring.address import UnixAddress
from beside.vault.keyring.interface import KeyringProblem
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.served import ServedKeyring
from tests.vault.keyrings import serving


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_socket_is_ours_alone_and_goes_with_its_server(
    local: LocalKeyring, address: UnixAddress
) -> None:
    with serving(local, address):
        assert (mode(address.path.parent), mode(address.path)) == (0o700, 0o600)
    assert not address.path.exists()


def test_a_socket_is_shared_with_our_group_only_where_others_are_let_in(
    local: LocalKeyring, address: UnixAddress
) -> None:
    before = os.umask(0o077)  # as the command sets it
    try:
        group_may_use(local, address)
    finally:
        os.umask(before)


def group_may_use(local: LocalKeyring, address: UnixAddress) -> None:
    with serving(local, address, allowed=("nobody", "12345")):
        assert (mode(address.path.parent), mode(address.path)) == (0o750, 0o660)
        assert ServedKeyring(address).about().mode == "test", "and we come in as before"


def test_another_user_is_not_let_in(
    local: LocalKeyring,
    address: UnixAddress,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    stranger = os.geteuid() + 1
    monkeypatch.setattr(listening, "peer", lambda connection: stranger)
    with (
        serving(local, address),
        pytest.raises(KeyringProblem, match="does not let this user in"),
    ):
        ServedKeyring(address).about()
    assert "this user is not let in" in caplog.text
    with serving(local, address, allowed=(str(stranger),)):
        assert ServedKeyring(address).about().mode == "test"


def test_the_system_says_who_is_at_the_other_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert listening.peer(ours) == os.geteuid()


@pytest.mark.parametrize(
    ("allowed", "words"),
    [("no such user", "who is no user of this machine"), ("nobody", "open to others")],
)
def test_a_folder_or_user_that_is_not_in_order_is_refused(
    local: LocalKeyring, address: UnixAddress, allowed: str, words: str
) -> None:
    address.path.parent.mkdir(mode=0o700)
    address.path.parent.chmod(0o755)
    with (
        pytest.raises(KeyringProblem, match=words),
        serving(local, address, allowed=(allowed,)),
    ):
        pass


def test_a_folder_that_is_open_to_the_group_is_refused_where_nobody_else_is_let_in(
    local: LocalKeyring, address: UnixAddress
) -> None:
    address.path.parent.mkdir(mode=0o700)
    address.path.parent.chmod(0o750)
    with (
        pytest.raises(KeyringProblem, match="give it the permissions 0700"),
        serving(local, address),
    ):
        pass


def test_what_is_no_socket_is_left_alone(local: LocalKeyring, address: UnixAddress) -> None:
    address.path.parent.mkdir(mode=0o700)
    address.path.write_text("a letter")
    with pytest.raises(KeyringProblem, match="is no socket"), serving(local, address):
        pass
    assert address.path.read_text() == "a letter"


def test_a_second_server_does_not_take_the_firsts_socket(
    local: LocalKeyring, address: UnixAddress
) -> None:
    with serving(local, address):
        with (
            pytest.raises(KeyringProblem, match=r"served at \S+ already"),
            serving(local, address),
        ):
            pass
        assert ServedKeyring(address).about().mode == "test"


def test_the_socket_of_a_server_that_was_killed_is_taken_over(
    local: LocalKeyring, address: UnixAddress
) -> None:
    address.path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(address.path))
    with serving(local, address):
        assert ServedKeyring(address).about().mode == "test"
