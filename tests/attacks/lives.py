"""The lives that are attacked: each lived once a run, in a process and on a disk of its own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests import postgres, surroundings
from tests.attacks import careless
from tests.attacks.canaries import Canary
from tests.attacks.device import NoDevice, mounted
from tests.attacks.ledger import FOLDER

ROOT = Path(__file__).resolve().parents[2]
# Who come one by one: in a bounded run everything that can become of somebody happens once.
BOUNDED = 25
SIZE = int(os.environ.get("BESIDE_ATTACKS_SIZE", BOUNDED))
SERVER = (
    "fsync=off",  # only a crash of this machine could tell
    "wal_level=replica",
    "archive_mode=on",
    "log_statement=all",
    "log_min_duration_statement=0",
    "log_parameter_max_length=-1",
    "log_parameter_max_length_on_error=-1",
    "log_error_verbosity=verbose",
)
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "whole": (SIZE, ()),
    "naked": (SIZE, careless.NAKED),
    "remembering": (SIZE, careless.REMEMBERING),
    "renaming": (SIZE, careless.RENAMING),
}


@dataclass(frozen=True)
class Lived:
    """One life that is over. `machine`: all that stood on its disk; `copies`: what was taken."""

    folder: Path

    @property
    def machine(self) -> Path:
        return self.folder / "machine"

    @property
    def copies(self) -> Path:
        return self.folder / "copies"

    @property
    def keep(self) -> Path:
        """What the test alone knows."""
        return self.folder / "keep"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def image(self) -> Path | None:
        found = self.folder / "disk"
        return found if found.exists() else None

    @property
    def why_no_image(self) -> str:
        return (self.folder / "no-device").read_text()

    @cached_property
    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.keep / "told.json").read_text())
        return told

    @property
    def canaries(self) -> list[Canary]:
        return [Canary(**one) for one in self.told["canaries"]]

    def at(self, moment: str, how: str) -> list[Canary]:
        """Who was `open` or `gone` at a moment (early, middle, end)."""
        numbers = set(self.told["moments"][moment][how])
        return [one for one in self.canaries if one.number in numbers]


def lived(kind: str) -> Lived:
    """The life of this kind, lived now if no process of this run has done so."""
    folder = Path(os.environ[FOLDER]) / kind
    with (folder.parent / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)  # one that could not be lived to its end
            folder.mkdir(mode=0o711)
            _live(folder, *KINDS[kind])
            (folder / "done").touch()
    return Lived(folder)


def _live(folder: Path, size: int, careless: tuple[str, ...]) -> None:
    for name in ("device", "keep", "copies"):
        (folder / name).mkdir(mode=0o711)
    with _disk(folder):
        device = folder / "device"
        for name in ("home", "tmp"):
            (device / name).mkdir(mode=0o700)
        with _database(folder) as (url, copy):
            environment = surrounding(device / "home", url, TMPDIR=str(device / "tmp"))
            if size > BOUNDED:  # a second keyring costs time; the raw disk then holds both
                environment["BESIDE_KEYRING_MIRROR"] = str(device / "mirror")
            command = ["-m", "tests.attacks.life", str(folder), str(size), *careless]
            with (folder / "log").open("wb") as log:
                done = subprocess.run(
                    [sys.executable, *command], env=environment, cwd=ROOT, stderr=log
                )
            assert done.returncode == 0, (folder / "log").read_text()[-4000:]
            copy()
        shutil.copytree(device, folder / "machine", ignore=shutil.ignore_patterns("lost+found"))


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """A disk that can be searched raw, or a plain folder and the reason why."""
    size = 4000 if surroundings.ON_POSTGRES else 400
    try:
        with mounted(folder / "disk", folder / "device", size):
            os.chmod(folder / "device", 0o711)  # noqa: S103
            yield
    except NoDevice as why:
        (folder / "disk").unlink(missing_ok=True)
        (folder / "no-device").write_text(str(why))
        yield


def surrounding(home: Path, url: str = "", **more: str) -> dict[str, str]:
    """The environment of an installation of its own."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return {
        **kept,
        "BESIDE_MODE": "demo",
        "BESIDE_HOME": str(home),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **({"DATABASE_URL": url} if url else {}),
        **more,
    }


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, Callable[[], None]]]:
    """The database's address, and what takes copies of it as an administrator does."""
    copies = folder / "copies"
    if not surroundings.ON_POSTGRES:
        yield "", lambda: _copy_sqlite(folder / "device" / "home" / "beside.sqlite3", copies)
        return
    home = folder / "device" / "postgres"
    home.mkdir(mode=0o711)
    postgres.make(home, "--wal-segsize=1")
    archive = home / "archive"
    archive.mkdir()
    for place in (archive, copies):
        postgres.own(place)
    with postgres.running(home, *SERVER, f"archive_command=cp %p {archive}/%f") as url:
        postgres.run(home, "createdb", postgres.NAME)
        postgres.run(home, "pg_basebackup", "-D", copies / "start", "-X", "fetch", "-c", "fast")
        yield url, lambda: _copy_postgres(home, copies)


def _copy_postgres(home: Path, copies: Path) -> None:
    postgres.run(home, "psql", "-c", "SELECT pg_switch_wal()", "-q", "-o", "/dev/null")
    postgres.run(home, "pg_dump", "-f", copies / "dump.sql", postgres.NAME)
    postgres.run(home, "pg_dump", "-Fc", "-f", copies / "dump.packed", postgres.NAME)
    postgres.run(home, "pg_basebackup", "-D", copies / "end", "-Ft", "-z", "-c", "fast")


def _copy_sqlite(path: Path, copies: Path) -> None:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with (copies / "dump.sql").open("w") as dump:
        dump.writelines(f"{line}\n" for line in connection.iterdump())
    connection.execute("VACUUM INTO ?", (str(copies / "vacuumed.sqlite3"),))
    connection.close()
