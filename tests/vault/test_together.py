"""Group commit: what waits for a rotation is taken along by the next one, each for itself."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from beside.vault.keyring import forgetting
from beside.vault.keyring.interface import Closing, Receipt
from beside.vault.keyring.local import LocalKeyring
from beside.vault.together import Together, Wish
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


# ---- Somebody is told to end: by Ctrl-C, or by a server that ends its worker.


class ToldToEnd(BaseException):
    """It comes from outside, in the middle of whatever is done."""


class Turn(threading.Event):
    """A wait that is broken off, after so many seconds or when the turn has come."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(self.seconds)
        raise ToldToEnd


class Asking(threading.Thread):
    """Somebody who waits with others for one act."""

    def __init__(self, queue: Together[Wish], act: Callable[[list[Wish]], None], **kind: object):
        super().__init__(daemon=True)
        self.wish, self.queue, self.act = Wish(**kind), queue, act  # type: ignore[arg-type]
        self.end: BaseException | None = None

    def run(self) -> None:
        try:
            self.queue.join(self.wish, self.act)
        except BaseException as trouble:
            self.end = trouble


def begun(queue: Together[Wish]) -> tuple[Asking, threading.Event]:
    """Somebody whose act is under way until the event is set."""
    goes_on = threading.Event()

    def act(_wishes: list[Wish]) -> None:
        goes_on.wait()

    first = Asking(queue, act)
    first.start()
    until(lambda: queue._is_acting and not queue._waiting)
    return first, goes_on


@pytest.mark.parametrize("seconds", [0.01, 60], ids=["while another acts", "when it is her turn"])
def test_who_is_told_to_end_while_waiting_keeps_nobody_else_waiting(seconds: float) -> None:
    queue, done = Together[Wish](), list[Wish]()
    first, goes_on = begun(queue)
    leaves = Asking(queue, done.extend, turn=Turn(seconds))
    leaves.start()
    if seconds < 1:
        leaves.join()
    else:
        until(lambda: len(queue._waiting) == 1)
    stays = Asking(queue, done.extend)
    stays.start()
    goes_on.set()
    for one in (first, leaves, stays):
        one.join(5)
        assert not one.is_alive()
    assert isinstance(leaves.end, ToldToEnd)
    assert stays.wish.is_done
    assert (first.end, stays.end) == (None, None)
    later = Asking(queue, done.extend)
    later.start()
    later.join(5)
    assert later.wish.is_done, "and whoever comes later waits for nobody"


def test_who_is_told_to_end_in_the_middle_of_the_act_ends_alone() -> None:
    queue, done = Together[Wish](), list[Wish]()
    first, goes_on = begun(queue)

    def is_ended(_wishes: list[Wish]) -> None:
        raise ToldToEnd

    leader = Asking(queue, is_ended)
    leader.start()
    until(lambda: len(queue._waiting) == 1)
    others = [Asking(queue, done.extend) for _one in range(3)]
    for one in others:
        one.start()
    until(lambda: len(queue._waiting) == 4)
    goes_on.set()
    for one in (first, leader, *others):
        one.join(5)
        assert not one.is_alive()
    assert isinstance(leader.end, ToldToEnd)
    assert [one.end for one in others] == [None] * 3
    assert len(done) == 3, "what they wanted was done by the next of them"


def test_who_writes_is_not_kept_waiting_by_those_who_look_one_after_another(
    local: LocalKeyring,
) -> None:
    """Whoever comes to look while somebody waits to write comes after them."""
    came: list[str] = []

    def write() -> None:
        with local.store.writing():
            came.append("writes")

    def look() -> None:
        with local.store.reading():
            came.append("looks")

    others = [threading.Thread(target=write), threading.Thread(target=look)]
    with local.store.reading():
        for one in others:
            one.start()
            one.join(0.3)
        assert came == [], "the first look has not ended, and the second stands behind the writer"
    for one in others:
        one.join()
    assert came == ["writes", "looks"]
