"""`beside keyring`: the keyring by itself, without a database, until it is told to end."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beside.vault.keyring.address import UnixAddress
from beside.vault.keyring.served import ServedKeyring
from tests.cli.conftest import Machine
from tests.cli.test_refusals import assert_one_sentence

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Keeper:
    """A machine for the keyring alone; `url` is where it is asked."""

    machine: Machine
    socket: Path

    @property
    def url(self) -> str:
        return f"unix:{self.socket}"

    @property
    def keyring(self) -> ServedKeyring:
        return ServedKeyring(UnixAddress(self.socket))

    def refuses(self, *arguments: str, words: str, **more: str) -> None:
        given = {"BESIDE_KEYRING_URL": self.url, **more}
        assert_one_sentence(self.machine.beside("keyring", *arguments, **given), words)

    @contextmanager
    def runs(self, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
        """The command, once it serves; told to end afterwards, if it has not ended."""
        given = {
            "BESIDE_KEYRING_URL": self.url,
            "DATABASE_URL": "mysql://nothing/of/the/kind",  # it asks for none
            **more,
        }
        with self.machine.start("keyring", *arguments, **given) as process:
            assert process.stdout is not None
            try:
                line = process.stdout.readline()
                assert line == f"The keyring is served at {self.url}.\n", line
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.stdout.read() == "", "no line about anything that was asked"


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    folder = Path(tempfile.mkdtemp(prefix="bk-"))
    try:
        yield Keeper(Machine(tmp_path / "kept", "production"), folder / "own" / "socket")
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_makes_the_keyring_when_asked_to_and_ends_cleanly(keeper: Keeper, number: int) -> None:
    with keeper.runs("--create") as process:
        about = keeper.keyring.about()
        assert (about.mode, about.generation) == ("production", 1)
        handle = keeper.keyring.create("referral", NOW.date(), 1, NOW)[0]
        process.send_signal(number)
        assert process.wait(30) == 0
    assert not keeper.socket.exists()
    with keeper.runs():
        assert keeper.keyring.about().identifier == about.identifier
        assert keeper.keyring.holds([handle]) == [True]
    with keeper.runs("--create"):
        assert keeper.keyring.about().identifier == about.identifier, "made once"


def test_one_that_was_killed_is_started_again(keeper: Keeper) -> None:
    with keeper.runs("--create") as process:
        handle = keeper.keyring.create("referral", NOW.date(), 1, NOW)[0]
        process.kill()
        process.wait(30)
    assert keeper.socket.exists()
    with keeper.runs():
        assert keeper.keyring.holds([handle]) == [True]


def test_live_counters_are_given_to_nobody(keeper: Keeper) -> None:
    with keeper.runs("--create"):
        assert keeper.keyring.periods() == []
        with pytest.raises(Exception, match="did not take what was asked"):
            keeper.keyring.period("2026Q4")


def test_without_an_address_it_does_not_start(keeper: Keeper) -> None:
    keeper.refuses(words="Set BESIDE_KEYRING_URL", BESIDE_KEYRING_URL="")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/run/socket", "must look like"),
        ("unix:socket", "must look like"),
        ("http://localhost:80", "must look like"),
        ("tls://localhost", "must look like"),
        ("tls://localhost:port", "must look like"),
        ("tls://localhost:8443/path", "must look like"),
        ("unix:/" + "x" * 107, "107 bytes"),
        ("tls://localhost:8443", "set BESIDE_KEYRING_TLS"),
    ],
)
def test_an_address_that_is_none_is_refused(keeper: Keeper, url: str, words: str) -> None:
    keeper.refuses("--create", words=words, BESIDE_KEYRING_URL=url)
    assert not keeper.machine.home.exists()


def test_a_lost_keyring_is_not_replaced_by_an_empty_one(keeper: Keeper) -> None:
    keeper.refuses(words="beside keyring --create")
    assert not keeper.machine.home.exists()


def test_a_keyring_of_another_mode_is_not_served(keeper: Keeper) -> None:
    with keeper.runs("--create"):
        pass
    keeper.refuses(words="of production mode; it is never served as demo", BESIDE_MODE="demo")


def test_a_keyring_whose_root_is_gone_is_not_served(keeper: Keeper) -> None:
    with keeper.runs("--create"):
        pass
    (keeper.machine.home / "keyring" / "roots").unlink()
    keeper.refuses(words="roots is missing. Nothing was deleted")


def test_users_that_are_none_are_refused(keeper: Keeper) -> None:
    keeper.refuses("--create", words="who is no user", BESIDE_KEYRING_ALLOW="no such user")


def test_its_mirror_and_its_root_may_be_elsewhere(keeper: Keeper, tmp_path: Path) -> None:
    more = {
        "BESIDE_ROOT_PATH": str(tmp_path / "roots"),
        "BESIDE_KEYRING_MIRROR": str(tmp_path / "mirror"),
    }
    with keeper.runs("--create", **more):
        assert keeper.keyring.about().generation == 1
    assert (tmp_path / "roots").exists()
    assert (tmp_path / "mirror" / "keyring.sqlite3").exists()


# An installation whose keyring is served.


def test_an_installation_is_set_up_swept_and_looked_at_with_a_served_keyring(
    keeper: Keeper, tmp_path: Path
) -> None:
    site = Machine(tmp_path / "home", "production")
    more = {"BESIDE_HOSTS": "peers.example.edu", "BESIDE_KEYRING_URL": keeper.url}
    refused = site.beside("setup", **more)
    assert_one_sentence(refused, "nothing listens there; start `beside keyring`")
    with keeper.runs("--create"):
        done = site.beside("setup", **more)
        assert done.returncode == 0, done.stderr
        assert not (site.home / "keyring").exists()
        for command in ("sweep", "verify", "holdings"):
            done = site.beside(command, **more)
            assert done.returncode == 0, done.stdout + done.stderr
        assert keeper.keyring.about().generation > 1
        assert "keyring is kept once" not in site.beside("doctor", **more).stdout
    assert_one_sentence(site.beside("sweep", **more), "nothing listens there")
    assert "nothing listens there" in site.beside("doctor", **more).stdout


def test_a_served_keyring_that_was_lost_is_replaced_by_a_new_one_and_restore(
    keeper: Keeper, tmp_path: Path
) -> None:
    site = Machine(tmp_path / "home", "production")
    more = {"BESIDE_HOSTS": "peers.example.edu", "BESIDE_KEYRING_URL": keeper.url}
    with keeper.runs("--create"):
        assert site.beside("setup", **more).returncode == 0
        assert site.beside("sweep", **more).returncode == 0
    shutil.rmtree(keeper.machine.home)
    with keeper.runs("--create"):
        assert_one_sentence(site.beside("sweep", **more), "belongs to another database")
        restored = site.beside("restore", "--yes", **more)
        assert restored.returncode == 0, restored.stderr
        assert site.beside("sweep", **more).returncode == 0


def test_a_keyring_is_in_process_or_served_and_not_both(production: Machine) -> None:
    done = production.beside(
        "setup",
        BESIDE_HOSTS="peers.example.edu",
        BESIDE_KEYRING_URL="unix:/run/socket",
        BESIDE_KEYRING_MIRROR="/mnt/mirror",
    )
    assert_one_sentence(done, "belong to `beside keyring` there")
