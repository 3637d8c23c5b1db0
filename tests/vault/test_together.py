"""Group commit: what waits for a rotation is taken along by the next one, each for itself."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beside.vault.keyring import forgetting
from beside.vault.keyring.interface import Closing, Receipt
from beside.vault.keyring.local import LocalKeyring
from beside.vault.together import Together
from tests.vault.keyrings import NOW, PERIOD, TODAY


@pytest.fixture
def keyring(tmp_path: Path) -> LocalKeyring:
    return LocalKeyring.create_new(tmp_path / "keyring", "test")


@contextmanager
def nobody_changes_anything(folder: Path) -> Iterator[None]:
    """As if another process were in the middle of a change."""
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def until(is_so: object) -> None:
    """Wait for what other threads are about to do; they do nothing else."""
    pause = threading.Event()
    while not is_so():  # type: ignore[operator]
        pause.wait(0.001)


def waiting(queue: Together[forgetting._Wish]) -> int:
    return len(queue._waiting)


def test_all_that_wait_share_one_rotation_and_each_is_answered_for_itself(
    keyring: LocalKeyring,
) -> None:
    handles = keyring.create("referral", TODAY, 12, NOW)
    good = [Closing(one, period=PERIOD, tables={"outcome": "met"}) for one in handles[:11]]
    broken = Closing(handles[11], period="\ud800", tables={"outcome": "met"})
    before = keyring.about().generation
    found: dict[object, object] = {}

    def ask(closing: Closing) -> None:
        try:
            found[closing.handle] = keyring.forget([closing], TODAY)[0]
        except UnicodeEncodeError as trouble:
            found[closing.handle] = trouble

    threads = [threading.Thread(target=ask, args=(one,)) for one in [*good, broken]]
    queue = forgetting._queues[str(keyring.store.folder)]
    with nobody_changes_anything(keyring.store.folder):
        threads[0].start()
        until(lambda: queue._is_acting and waiting(queue) == 0)
        for thread in threads[1:]:
            thread.start()
        until(lambda: waiting(queue) == 11)
    for thread in threads:
        thread.join()
    assert keyring.about().generation == before + 2, "the first one alone, and all the others"
    assert [isinstance(found[one], Receipt) for one in handles] == [True] * 11 + [False]
    assert keyring.period(PERIOD) == {"total": {"all": 11}, "outcome": {"met": 11}}
    assert keyring.holds(handles) == [False] * 11 + [True]
