"""`beside setup`: everything private, made once, and left alone afterwards."""

from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.cli.conftest import Machine

HOSTS = {"BESIDE_HOSTS": "peers.example.edu"}


def held(machine: Machine, **more: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(machine.beside("holdings", "--json", **more).stdout)
    return found


def test_everything_it_makes_is_closed_to_others(production: Machine) -> None:
    done = production.beside("setup", **HOSTS)
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(production.home.stat().st_mode) == 0o700
    made = {path.relative_to(production.home): path for path in production.home.rglob("*")}
    assert {"secret-key", "audit-key", "beside.sqlite3", "keyring/roots"} <= set(map(str, made))
    for path in made.values():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_several_at_once_follow_each_other(production: Machine) -> None:
    """As where a server and a worker that are started together each set up first."""
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _one: production.beside("setup", **HOSTS), range(3)))
    assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 3
    assert production.beside("verify", **HOSTS).stdout == "Everything agrees.\n"


def test_a_second_time_changes_nothing(production: Machine) -> None:
    production.beside("setup", **HOSTS)
    secret = (production.home / "secret-key").read_bytes()
    before = held(production, **HOSTS)
    assert production.beside("setup", **HOSTS).returncode == 0
    assert held(production, **HOSTS) == before
    assert (production.home / "secret-key").read_bytes() == secret


def test_it_is_quiet_in_a_pipe(machine: Machine) -> None:
    done = machine.beside("setup")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_folder_that_cannot_be_made_is_one_sentence(machine: Machine) -> None:
    machine.home.write_text("a file stands where the folder should be")
    done = machine.beside("setup")
    assert done.returncode == 2
    assert "Set BESIDE_HOME" in done.stderr
    assert done.stderr.count("\n") == 1


def test_whoever_sets_it_up_hears_that_the_keyring_is_kept_once(
    machine: Machine, tmp_path: Path
) -> None:
    """At a terminal; in a pipe it is the doctor's to say."""
    says = "The keyring is kept once, and is in no backup"
    assert says in at_a_terminal(machine)
    assert says not in at_a_terminal(machine, BESIDE_KEYRING_MIRROR=str(tmp_path / "mirror"))


def at_a_terminal(machine: Machine, **more: str) -> str:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "beside", "setup"],
        env=machine.environment(**more),
        cwd=machine.home.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        timeout=120,
    )
    said = os.read(ours, 65536).decode().replace("\r\n", " ")
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0, said
    return said
