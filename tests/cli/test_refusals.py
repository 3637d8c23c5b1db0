"""What is unsafe is refused: one sentence, exit code 2, and nothing is written."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
import subprocess
import sys
from dataclasses import replace

import pytest
from django.db import OperationalError

from beside import cli
from tests.cli.conftest import Machine

LONG = "k" * 50
UNSAFE = [
    ({}, "secret key"),
    ({"BESIDE_SECRET_KEY": LONG}, "BESIDE_HOSTS is empty"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": "*"}, "any host"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": "a.example.edu, *"}, "any host"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": ".edu"}, "'.edu' in BESIDE_HOSTS"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": "https://peers.example.edu"}, "a name alone"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": "peers.example.edu:8000"}, "a name alone"),
    ({"BESIDE_SECRET_KEY": "short", "BESIDE_HOSTS": "peers.example.edu"}, "shorter than 50"),
    (
        {"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": "peers.example.edu", "BESIDE_DEMO": "1"},
        "no demo sign-in",
    ),
    (
        {"BESIDE_SECRET_KEY": LONG, "BESIDE_HOSTS": "peers.example.edu", "BESIDE_DEBUG": "1"},
        "DEBUG",
    ),
    ({"BESIDE_SECRET_KEY": LONG, "PORT": "http"}, "must be a number"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_TIME_ZONE": "Boston"}, "a name like America/New_York"),
    ({"BESIDE_SECRET_KEY": LONG, "BESIDE_TIME_ZONE": "../etc"}, "a name like America/New_York"),
    ({"BESIDE_MODE": "trial"}, "must be demo or production"),
    (
        {
            "BESIDE_SECRET_KEY": LONG,
            "BESIDE_HOSTS": "peers.example.edu",
            "DATABASE_URL": "mysql://x/y",
        },
        "DATABASE_URL",
    ),
]


def assert_one_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize(("surroundings", "words"), UNSAFE)
def test_an_unsafe_production_does_not_serve(
    production: Machine, surroundings: dict[str, str], words: str
) -> None:
    assert_one_sentence(production.beside("serve", **surroundings), words)


@pytest.mark.parametrize("words", ["secret key"])
def test_the_web_servers_door_refuses_in_the_same_words(production: Machine, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import beside.wsgi"],
        env=production.environment(),
        capture_output=True,
        text=True,
    )
    assert_one_sentence(done, words)


@pytest.mark.parametrize(
    "arguments",
    [
        ("work",),
        ("sweep",),
        ("verify",),
        ("holdings",),
        ("demo",),
        ("import-directory", "nothing.csv"),
        ("invite", "ada@example.edu", "--name", "Ada", "--role", "lead"),
    ],
)
def test_without_a_secret_key_no_command_starts_in_production(
    production: Machine, arguments: tuple[str, ...]
) -> None:
    assert_one_sentence(production.beside(*arguments), "secret key")
    assert not production.home.exists()


@pytest.mark.parametrize("command", ["serve", "work", "sweep", "verify", "holdings"])
def test_what_is_not_set_up_says_so(machine: Machine, command: str) -> None:
    assert_one_sentence(machine.beside(command), "run `beside setup`")


def test_a_database_that_does_not_answer_is_one_sentence(machine: Machine) -> None:
    done = machine.beside("setup", DATABASE_URL="postgresql://nobody@127.0.0.1:1/beside")
    assert_one_sentence(done, "The database does not answer")


COMMANDS = [
    ("serve",),
    ("run",),
    ("work",),
    ("setup",),
    ("sweep",),
    ("verify",),
    ("holdings",),
    ("restore",),
    ("confirm-clock",),
    ("import-directory", "nothing.csv"),
    ("invite", "ada@example.edu", "--name", "Ada", "--role", "lead"),
]
HOSTS = {"BESIDE_HOSTS": "peers.example.edu"}


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_demo_is_never_started_as_production(
    demo_school: Machine, arguments: tuple[str, ...]
) -> None:
    real = Machine(demo_school.home, "production")
    done = real.beside(*arguments, **HOSTS)
    assert_one_sentence(done, "made in demo mode and never starts as production")


def test_a_real_installation_is_never_started_as_a_demo(production: Machine) -> None:
    assert production.beside("setup", **HOSTS).returncode == 0
    demo = Machine(production.home, "demo")
    for arguments in [*COMMANDS, ("demo",)]:
        done = demo.beside(*arguments)
        assert_one_sentence(done, "made in production mode and never starts as demo")


@pytest.mark.parametrize(
    ("stamped", "file", "statement"),
    [
        ("database", "beside.sqlite3", "UPDATE vault_keyringmark SET mode = 'demo'"),
        (
            "keyring",
            "keyring/keyring.sqlite3",
            "UPDATE meta SET value = 'demo' WHERE name = 'mode'",
        ),
    ],
)
def test_each_of_the_two_stamps_is_enough_by_itself(
    production: Machine, stamped: str, file: str, statement: str
) -> None:
    assert production.beside("setup", **HOSTS).returncode == 0
    with contextlib.closing(sqlite3.connect(production.home / file)) as connection, connection:
        assert connection.execute(statement).rowcount == 1, stamped
    for command in ("serve", "work", "sweep"):
        done = production.beside(command, **HOSTS)
        assert_one_sentence(done, "made in demo mode and never starts as production")


def test_another_web_server_is_refused_by_the_stamp_too(demo_school: Machine) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import beside.wsgi"],
        env=Machine(demo_school.home, "production").environment(**HOSTS),
        capture_output=True,
        text=True,
    )
    assert_one_sentence(done, "made in demo mode and never starts as production")


def test_every_command_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    for command in cli.commands():
        assert f"    {command}" in said


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1/2": No space left on device'),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=["SQLite", "PostgreSQL", "a file"],
)
def test_a_full_disk_is_said_in_one_sentence(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_asked: object) -> int:
        raise trouble

    monkeypatch.setitem(cli.COMMANDS, "holdings", replace(cli.COMMANDS["holdings"], do=full))
    assert cli.main(["holdings"]) == 2
    assert capsys.readouterr().err == (
        "There is no room left on the disk. Nothing was lost; make room, and do it again.\n"
    )
