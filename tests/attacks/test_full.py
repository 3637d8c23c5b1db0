"""The disk is full at any write of any act: nothing is lost, and once there is room it is done.

The same acts, and the same witness, as of those who are killed: but here whoever acts is told, goes
on living, and the next one comes by the same process. A bounded run fills it up at a few writes of
each act, `make attack` at every one.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from math import ceil

import pytest
from django.db import OperationalError, connections

from beside.vault.actions import KeyringProblem
from tests.attacks.killed import Site
from tests.attacks.killing import READS, Put, Steps, count_files, count_keyring
from tests.attacks.test_kills import ACTS, NEVER, Killable
from tests.attacks.test_kills import site as site

FEW = 2


def no_room() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def no_room_in_the_keyring() -> None:
    raise sqlite3.OperationalError("database or disk is full")


def no_room_in_the_database() -> None:
    raise OperationalError("database or disk is full")


@contextmanager
def beside_the_database(
    count: Callable[[Steps, Put], None], full: Callable[[], None], fatal: int
) -> Iterator[Steps]:
    steps = Steps(fatal, full)
    with pytest.MonkeyPatch.context() as patched:
        count(steps, patched.setattr)
        yield steps


@contextmanager
def database(fatal: int) -> Iterator[Steps]:
    """Refused before it is done, as a full disk refuses: never when it is done already."""
    steps, connection = Steps(fatal, no_room_in_the_database), connections["default"]
    commit = connection._commit

    def execute(run: Callable[..., object], statement: str, *given: object) -> object:
        if not READS.match(statement):
            steps.take()
        return run(statement, *given)

    def commit_or_not() -> None:
        steps.take()
        commit()

    with pytest.MonkeyPatch.context() as patched, connection.execute_wrapper(execute):
        patched.setattr(connection, "_commit", commit_or_not)
        yield steps


PLACES: dict[str, Callable[[int], AbstractContextManager[Steps]]] = {
    "the roots": partial(beside_the_database, count_files, no_room),
    "the keyring": partial(beside_the_database, count_keyring, no_room_in_the_keyring),
    "the database": database,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ACTS, ids=[one.__name__ for one in ACTS])
def test_full_at_any_write_nothing_is_lost_and_it_is_done_once_there_is_room(
    site: Site, kind: type[Killable], place: str, request: pytest.FixtureRequest
) -> None:
    act = kind(site)
    writes = filled_at(site, act, place, NEVER)
    stride = 1 if request.config.getoption("--long-attacks") else max(1, ceil(writes / FEW))
    for fatal in range(1, writes + 1, stride):
        filled_at(site, act, place, fatal)
    site.ends()


def filled_at(site: Site, act: Killable, place: str, fatal: int) -> int:
    """One life of the act in which there is no room at this write; how many there were."""
    act.prepare()
    site.meet()
    with PLACES[place](fatal) as steps, suppress(KeyringProblem, OperationalError):
        act.do()
    act.observe()
    site.look()
    act.again()
    act.observe()
    site.goes_on()
    act.came_to()
    site.settles()
    return steps.taken
