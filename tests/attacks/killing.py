"""A process that is killed at its k-th step, so that what it leaves behind can be looked at.

Nothing in the program knows of this: in a forked process the calls by which it writes are counted
from outside, and the process kills itself with SIGKILL when the wanted one is reached. A step is
the moment before, and the moment after, each of them: a changing statement of the keyring (its
COMMIT too), each portion of a copy into the mirror, an overwritten or synced root slot, a changing
statement of the database and its commit. What only reads leaves nothing that could be half done.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import traceback
from collections.abc import Callable
from typing import Any

from django.db import connections

READS = re.compile(r"\s*(SELECT|PRAGMA|EXPLAIN|SHOW|SET)\b", re.IGNORECASE)
_COPIED_AT_ONCE = 16  # pages of a mirror between two steps
Act = Callable[[], object]
Put = Callable[[object, str, object], None]


def die() -> None:
    """As in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


class Steps:
    """Counts, and at the wanted step does what is fatal."""

    def __init__(self, fatal: int, end: Callable[[], object] = die) -> None:
        self.taken = 0
        self._fatal, self._end = fatal, end

    def take(self) -> None:
        self.taken += 1
        if self.taken == self._fatal:
            self._end()

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with a step before it and one after it."""

        def stepping(*given: Any, **named: Any) -> Any:
            self.take()
            done = function(*given, **named)
            self.take()
            return done

        return stepping


def run_until(fatal: int, act: Act) -> int | None:
    """Do the act in a forked process that dies at this step.

    None when it died; the number of its steps when it came to its end before.
    """
    connections.close_all()  # a connection that two processes share belongs to neither
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        _live_and_die(fatal, act, tell)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        said = pipe.read().decode()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    assert os.waitstatus_to_exitcode(status) == 0, said
    return int(said)


def _live_and_die(fatal: int, act: Act, tell: int) -> None:
    """The whole life of the forked process; it never returns into the tests."""
    code = 1
    try:
        steps = Steps(fatal)
        count_files(steps)
        count_keyring(steps)
        count_database(steps)
        act()
        os.write(tell, str(steps.taken).encode())
        code = 0
    except BaseException:
        os.write(tell, traceback.format_exc().encode())
    finally:
        os._exit(code)


def count_files(steps: Steps, put: Put = setattr) -> None:
    """The root slots and whatever else is written without SQLite."""
    for name in ("pwrite", "fsync", "ftruncate"):
        put(os, name, steps.around(getattr(os, name)))
    plain = os.open

    def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_WRONLY:
            steps.take()
        return plain(path, flags, *more, **named)

    put(os, "open", opened)


def count_keyring(steps: Steps, put: Put = setattr) -> None:
    """Every changing statement of the keyring; Django's own SQLite is reached by another door."""

    class Counted(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            if READS.match(statement):
                return super().execute(statement, *given)
            return steps.around(super().execute)(statement, *given)

        def executemany(self, statement: str, *given: Any) -> sqlite3.Cursor:
            return steps.around(super().executemany)(statement, *given)

        def executescript(self, script: str) -> sqlite3.Cursor:
            return steps.around(super().executescript)(script)

        def backup(self, target: sqlite3.Connection, **_given: Any) -> None:
            portions = {"pages": _COPIED_AT_ONCE, "progress": lambda *_: steps.take()}
            steps.around(super().backup)(target, **portions)

    plain = sqlite3.connect

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        return plain(*given, factory=Counted, **named)

    put(sqlite3, "connect", connect)


def count_database(steps: Steps) -> None:
    """Every changing statement of the database, and each commit."""
    connection = connections["default"]

    def execute(run: Any, statement: str, *given: Any) -> Any:
        return (run if READS.match(statement) else steps.around(run))(statement, *given)

    connection.execute_wrappers.append(execute)
    connection._commit = steps.around(connection._commit)
