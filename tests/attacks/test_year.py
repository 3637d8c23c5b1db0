"""A year later: everything that is left, and the question who helped in which month.

Worlds are lived that differ in nothing but in who helped when. If what is left of them is the same,
nobody can tell them apart, and every guess is as good as chance.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import surroundings
from tests.attacks.ledger import Ledger
from tests.attacks.lives import ROOT, surrounding

SUPPORTERS = 6


def world(folder: Path, turn: int, closes: int, *careless: str) -> dict[str, Any]:
    """What is left of a year in which the plan was turned by so many places."""
    folder.mkdir()
    (folder / "home").mkdir(mode=0o700)
    with _database(folder) as url:
        command = ["-m", "tests.attacks.year", str(folder), str(turn), str(closes), *careless]
        done = subprocess.run(
            [sys.executable, *command],
            env=surrounding(folder / "home", url),
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    left: dict[str, Any] = json.loads((folder / "left.json").read_text())
    return left


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """On PostgreSQL a database of its own on the tests' server; on SQLite a file in the home."""
    if not surroundings.ON_POSTGRES:
        yield ""
        return
    server = os.environ["DATABASE_URL"]
    name = re.sub(r"\W", "_", f"year_{os.getpid()}_{'_'.join(folder.parts[-2:])}")[:60].lower()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield re.sub(r"(?<=/)[^/?]+(?=\?|$)", name, server, count=1)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _fits(left: dict[str, Any], turns: list[int], by_turn: dict[int, dict[str, Any]]) -> int:
    """The attacker's best guess: the world whose remains are most like these; how many fit best.

    One means that the world is known. All of them mean that nothing is known.
    """
    likeness = [_alike(left, by_turn[turn]) for turn in turns]
    return likeness.count(max(likeness))


def _alike(one: dict[str, Any], other: dict[str, Any]) -> int:
    """How many lines of the one are lines of the other."""
    return len(_lines(one) & _lines(other))


def _lines(left: dict[str, Any]) -> set[str]:
    rows = {
        f"{table} {number} {json.dumps(row, sort_keys=True)}"
        for table, lines in left["rows"].items()
        for number, row in enumerate(sorted(lines, key=str))
    }
    mails = {f"mail {number} {line}" for number, line in enumerate(left["mail"])}
    return rows | mails | {json.dumps(left["keyring"], sort_keys=True)}


def _by_chance(one: dict[str, Any], other: dict[str, Any]) -> set[tuple[str, str]]:
    """Where two lives of one plan differ: PostgreSQL puts a row where it has room just then.

    Nothing but the places of rows may be so: whatever else differed would be looked at as a trace.
    """
    found = {
        (table, name)
        for table, rows in one["rows"].items()
        for name in (rows[0] if rows else ())
        if sorted(row[name] for row in rows) != sorted(row[name] for row in other["rows"][table])
    }
    assert {name for _table, name in found} <= {"ctid"}, found
    return found


def _without(left: dict[str, Any], chance: set[tuple[str, str]]) -> dict[str, Any]:
    rows = {
        table: [
            {name: value for name, value in row.items() if (table, name) not in chance}
            for row in lines
        ]
        for table, lines in left["rows"].items()
    }
    return {**left, "rows": rows}


def _told_apart(folder: Path, turns: list[int], closes: int, *careless: str) -> int:
    """Of so many worlds, how many an attacker knows by what is left and chance does not explain."""
    lived = {turn: world(folder / f"{turn}", turn, closes, *careless) for turn in turns}
    again = world(folder / "again", turns[0], closes, *careless)
    chance = _by_chance(lived[turns[0]], again)
    left = {turn: _without(one, chance) for turn, one in lived.items()}
    return sum(_fits(left[turn], turns, left) == 1 for turn in turns)


@pytest.mark.parametrize(
    ("closes", "turns"),
    [
        pytest.param(24, [0, 3], id="a small year"),
        pytest.param(400, [0, 1, 3], id="400 closes", marks=pytest.mark.attack_long),
    ],
)
def test_nothing_that_is_left_tells_who_helped_in_which_month(
    closes: int, turns: list[int], tmp_path: Path, ledger: Ledger
) -> None:
    known = _told_apart(tmp_path, turns, closes)
    remembered = tmp_path / "remembered"
    remembered.mkdir()
    control = _told_apart(remembered, turns, 24, "who_helped")
    ledger.record(
        f"after a year of {closes} closes: who helped when",
        canaries=SUPPORTERS,
        places=len(turns),
        hits=known,
        control=control,
        remark="worlds told apart by all that is left",
    )
