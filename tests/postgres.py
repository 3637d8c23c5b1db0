"""A PostgreSQL server that lives only as long as what it is needed for.

`python -m tests.postgres COMMAND...` runs a command beside it, with DATABASE_URL set.
It listens on a socket in its own temporary folder and nowhere else.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from tests import machine

NAME = "beside"
SECONDS_TO_START = 60


# What these settings give up (safety of what is on disk) a throwaway does not need.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def cluster() -> Iterator[str]:
    """A fresh server with an empty database; yields its DATABASE_URL."""
    home = Path(tempfile.mkdtemp(prefix="beside-postgres-"))
    try:
        make(home)
        with running(home, *QUICK) as url:
            run(home, "createdb", NAME)
            yield url
    finally:
        shutil.rmtree(home)


def make(home: Path, *options: str) -> None:
    """A cluster in this folder, which the server's own account then owns."""
    own(home)
    account = _account()
    _run(machine.postgres() / "initdb", "--pgdata", home / "data", "--username", NAME,
         "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", *options,
         account=account)  # fmt: skip


def own(folder: Path) -> None:
    """The folder and all in it belong to the server's own account."""
    account = _account()
    if "user" in account:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, account["user"], account["group"])


@contextmanager
def running(home: Path, *settings: str) -> Iterator[str]:
    """The cluster of this folder, serving on a socket there; yields its DATABASE_URL."""
    programs = machine.postgres()
    account = _account()
    server = _start(programs, home, account, settings)
    try:
        _wait(programs, home, server)
        yield f"postgresql://{NAME}@/{NAME}?host={home}"
    finally:
        server.send_signal(signal.SIGINT)  # "fast": does not wait for who is still connected
        server.wait(timeout=60)


def run(home: Path, program: str, *arguments: str | Path) -> None:
    """One of the server's own programs (createdb, pg_dump ...) against the server that runs."""
    command = [machine.postgres() / program, "-h", home, "-U", NAME, *arguments]
    _run(*command, account=_account())


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; root lends it another account."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise machine.Missing("PostgreSQL cannot run as root, and there is no account `postgres` here.")


def _run(*command: str | Path, account: dict[str, Any]) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, **account)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")


def _start(
    programs: Path, home: Path, account: dict[str, Any], settings: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    always = ("listen_addresses=", f"unix_socket_directories={home}", "max_connections=60")
    arguments = [part for setting in (*always, *settings) for part in ("-c", setting)]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", home / "data", *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # an interrupted run stops it last, not first
            **account,
        )


def _wait(programs: Path, home: Path, server: subprocess.Popen[bytes]) -> None:
    ready: list[str | Path] = [
        programs / "pg_isready",
        "-q",
        "-h",
        home,
        "-U",
        NAME,
        "-d",
        "postgres",
    ]
    until = time.monotonic() + SECONDS_TO_START
    while subprocess.run(ready, cwd="/").returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
        time.sleep(0.05)


def _stop(signal_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal_number)


def main(command: list[str]) -> int:
    """Run the command beside a server; answer with its exit code."""
    if not command:
        print("Say what to run: tools/with-postgres COMMAND...", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    try:
        with cluster() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
    except machine.Missing as missing:
        print(missing, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
