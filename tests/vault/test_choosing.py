"""An installation whose keyring is served: its verbs are the same, and so are its refusals."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from beside.vault import actions as vault
from beside.vault import opening
from beside.vault.identity import Identity
from beside.vault.keyring.address import TlsAddress, UnixAddress, read_address
from beside.vault.keyring.choosing import Where
from beside.vault.keyring.interface import Closing, KeyringProblem
from beside.vault.keyring.local import LocalKeyring
from tests.vault.keyrings import served

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
ROSA = Identity("Rosa Delgado")


@pytest.fixture
def local(tmp_path: Path) -> LocalKeyring:
    return LocalKeyring.create_new(tmp_path / "kept", "test")


@pytest.fixture
def elsewhere(
    db: None, home: Path, settings: Settings, local: LocalKeyring
) -> Iterator[LocalKeyring]:
    """A database, and a keyring that is served from a folder that is not ours."""
    vault.forget_process_state()
    with served(local) as address:
        settings.BESIDE_KEYRING_URL = str(address)
        vault.install("test")
        yield local
    vault.forget_process_state()


def test_a_name_is_sealed_opened_and_forgotten_by_a_served_keyring(
    elsewhere: LocalKeyring, home: Path
) -> None:
    handle = vault.admit("referral", expiry_week=NOW.date(), at=NOW)[0]
    sealed = vault.seal_identity("referral", handle, ROSA)
    assert vault.open_identity("referral", handle, sealed) == ROSA
    assert elsewhere.holds([handle]) == [True]
    vault.forget([Closing(handle)], today=NOW.date())
    assert elsewhere.forgotten([handle]) == [True]
    assert not (home / "keyring").exists()


def test_a_served_keyring_of_another_database_is_refused(
    elsewhere: LocalKeyring, settings: Settings, tmp_path: Path
) -> None:
    other = LocalKeyring.create_new(tmp_path / "other", "test")
    other.tidy(NOW)
    with served(other) as address:
        settings.BESIDE_KEYRING_URL = str(address)
        with pytest.raises(KeyringProblem, match="belongs to another database"):
            opening.keyring()
        assert not opening.is_missing()
        with pytest.raises(KeyringProblem, match="belongs to another database"):
            opening.begin_anew()


def test_a_served_keyring_that_is_not_reached_is_not_missing(
    elsewhere: LocalKeyring, settings: Settings, tmp_path: Path
) -> None:
    settings.BESIDE_KEYRING_URL = f"unix:{tmp_path}/nothing"
    assert "nothing listens there" in vault.problem()
    with pytest.raises(KeyringProblem, match="nothing listens there"):
        opening.is_missing()


def test_a_new_keyring_where_one_was_lost_is_taken_by_an_administrators_word(
    elsewhere: LocalKeyring, settings: Settings, tmp_path: Path
) -> None:
    fresh = LocalKeyring.create_new(tmp_path / "fresh", "test")
    with served(fresh) as address:
        settings.BESIDE_KEYRING_URL = str(address)
        assert "belongs to another database" in vault.problem()
        assert opening.is_missing()
        opening.begin_anew()
        assert vault.problem() == ""


def test_an_address_is_a_socket_or_a_host(tmp_path: Path) -> None:
    assert read_address("unix:/run/beside/socket", None) == UnixAddress(Path("/run/beside/socket"))
    host = read_address("tls://keys.example.edu:8443", tmp_path)
    assert host == TlsAddress("keys.example.edu", 8443, tmp_path)
    assert str(host) == "tls://keys.example.edu:8443"
    assert str(read_address("tls://[::1]:8443", tmp_path)) == "tls://[::1]:8443"


def test_a_keyring_that_may_not_be_looked_at_is_not_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder belongs to another user: a second one beside it would be the end of the first."""
    place = Where(tmp_path / "keyring")
    LocalKeyring.create_new(tmp_path / "keyring", "test")

    def forbidden(self: Path) -> bool:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "exists", forbidden)
    assert not place.is_missing()
    with pytest.raises(KeyringProblem, match=r"cannot be read \(Permission denied\)"):
        place.open().about()
