"""Old copies put back, by an administrator after a bad day or by a thief at home."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg

from tests import postgres, surroundings
from tests.attacks.lives import ROOT, Lived, surrounding
from tests.attacks.picklock import Row

_ROWS = "SELECT handle, identity FROM referrals_referral"
TODAY = "today"


@contextmanager
def database(life: Lived, moment: str, folder: Path) -> Iterator[str]:
    """The database of a moment, or of `today`: its file, or the address of its server.

    On PostgreSQL an old moment is the first base backup and all the log that was ever archived,
    replayed up to there.
    """
    if not surroundings.ON_POSTGRES:
        source = (
            life.machine / "home" / "beside.sqlite3"
            if moment == TODAY
            else life.keep / moment / "database.sqlite3"
        )
        yield str(shutil.copy(source, folder / "database.sqlite3"))
        return
    home = _cluster(life, moment)
    try:
        with postgres.running(home, "fsync=off", "archive_mode=off") as url:
            _wait_until_it_is_over(url)
            yield url
    finally:
        shutil.rmtree(home)


def _cluster(life: Lived, moment: str) -> Path:
    home = Path(f"{life.folder}-{moment}-{time.monotonic_ns()}")
    home.mkdir(mode=0o711)
    there = life.machine / "postgres"
    source = there / "data" if moment == TODAY else life.copies / "start"
    shutil.copytree(source, home / "data")
    (home / "data" / "postmaster.pid").unlink(missing_ok=True)
    if moment != TODAY:
        shutil.copytree(there / "archive", home / "archive")
        with (home / "data" / "postgresql.auto.conf").open("a") as file:
            file.write(
                f"restore_command = 'cp {home}/archive/%f \"%p\"'\n"
                f"recovery_target_name = '{moment}'\nrecovery_target_action = 'promote'\n"
            )
        (home / "data" / "recovery.signal").touch()
    postgres.own(home)
    return home


def _wait_until_it_is_over(url: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            if found == (False,):
                return
        time.sleep(0.1)
    raise AssertionError("the log was not replayed in time")


def rows(where: str) -> list[Row]:
    """The sealed rows of a database that was put back."""
    if where.startswith("postgresql:"):
        with psycopg.connect(where) as connection:
            return [Row(handle, bytes(text)) for handle, text in connection.execute(_ROWS)]
    with sqlite3.connect(where) as file:
        return [Row(UUID(handle), bytes(text)) for handle, text in file.execute(_ROWS)]


class Installation:
    """A home put together from pieces of different times, and the program started in it."""

    def __init__(self, life: Lived, folder: Path, where: str) -> None:
        self.home = folder / "home"
        shutil.copytree(life.machine / "home", self.home)
        self.keyring = self.home / "keyring"
        self.url = where if where.startswith("postgresql:") else f"sqlite://{where}"
        self.environment = surrounding(self.home, self.url, PORT=str(free_port()))

    def put_back(self, life: Lived, moment: str, *names: str) -> None:
        """These files of the keyring (all, if none is named) as they were at that moment."""
        there = life.keep / moment / "keyring"
        for name in names or ("keyring.sqlite3", "roots"):
            (self.keyring / name).write_bytes((there / name).read_bytes())

    def serve(self) -> subprocess.CompletedProcess[str]:
        """`beside serve`, where it is expected to refuse."""
        return self._run("-m", "beside", "serve")

    def opens(self) -> set[str]:
        """The names it can open, asked of the program itself."""
        done = self._run("-c", _OPEN_ALL)
        assert done.returncode == 0, done.stderr
        return set(done.stdout.splitlines())

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )


_OPEN_ALL = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "beside.settings"
django.setup()
from beside.referrals.models import Referral, ROW
from beside.vault import actions as vault
assert vault.problem() == "", vault.problem()
items = [(one.handle, one.sealed_identity) for one in Referral.objects.all()]
for who in vault.open_identities(ROW, items):
    if who is not None:
        print(who.called or who.name)
"""


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
