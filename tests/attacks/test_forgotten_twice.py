"""Forgetting asked twice, at once, after a crash and after a restore: counted once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from beside.referrals.actions.lost import give_up
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from beside.sweep import sweep
from beside.vault import actions as vault
from beside.vault.keyring import forgetting, roots, store
from beside.vault.keyring.entries import Entries
from beside.vault.keyring.forgetting import Forgetting
from beside.vault.keyring.interface import Closing, Context, Receipt, Sealed
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.mirroring import Mirror
from tests.attacks.ledger import Ledger
from tests.attacks.lives import ROOT, surrounding
from tests.cast import NOW as AT
from tests.cast import Cast
from tests.referrals.making import at_stage

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
PLACE = Context("referral", "identity", 1024)
PEOPLE, PROCESSES, THREADS = 12, 4, 4


class Crash(Exception):
    """The power went."""


def closing(handle: UUID) -> Closing:
    return Closing(handle, period="2026Q4", tables={"outcome": "met"}, supporter=7, week=1)


def counted(keyring: LocalKeyring) -> int:
    return keyring.period("2026Q4").get("total", {}).get("all", 0)


@pytest.fixture
def keyring(tmp_path: Path) -> LocalKeyring:
    return LocalKeyring.create_new(tmp_path / "keyring", "test")


@pytest.fixture
def count_every_asking(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The protection off: whoever asks is counted, whether the key was here or not."""
    forget = Forgetting.forget

    def counting(self: Forgetting, closing: Closing, today: Any) -> Receipt:
        self._entries.put("key", closing.handle.bytes, b"", size=64)
        return forget(self, closing, today)

    return lambda: monkeypatch.setattr(Forgetting, "forget", counting)


def by_threads(keyring: LocalKeyring, handles: list[UUID]) -> set[str]:
    """Everybody asks for everything at the same time; the receipts they get."""
    proofs: list[str] = []
    ready = threading.Barrier(2 * THREADS)

    def ask() -> None:
        ready.wait()
        for handle in handles:
            proofs.append(keyring.forget([closing(handle)], TODAY)[0].proof)

    threads = [threading.Thread(target=ask) for _ in range(2 * THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(proofs) == 2 * THREADS * len(handles)
    return set(proofs)


def test_asked_by_many_threads_at_once(
    keyring: LocalKeyring,
    tmp_path: Path,
    count_every_asking: Callable[[], None],
    ledger: Ledger,
) -> None:
    assert len(by_threads(keyring, keyring.create("referral", TODAY, PEOPLE, NOW))) == PEOPLE
    careless = LocalKeyring.create_new(tmp_path / "careless", "test")
    count_every_asking()
    by_threads(careless, careless.create("referral", TODAY, PEOPLE, NOW))
    ledger.record(
        f"forgetting asked by {2 * THREADS} threads at once: counted too often",
        canaries=PEOPLE,
        hits=abs(counted(keyring) - PEOPLE),
        control=abs(counted(careless) - PEOPLE),
    )


_ASK = """
import sys, threading
from datetime import date
from pathlib import Path
from uuid import UUID
from beside.vault.keyring.interface import Closing
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.mirroring import Mirror
keyring = LocalKeyring(Path(sys.argv[1]))
def ask():
    for text in sys.argv[2:]:
        closing = Closing(UUID(text), period="2026Q4", tables={"outcome": "met"})
        print(keyring.forget([closing], date(2026, 11, 24))[0].proof)
threads = [threading.Thread(target=ask) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_asked_by_many_processes_at_once(keyring: LocalKeyring, ledger: Ledger) -> None:
    handles = keyring.create("referral", TODAY, PEOPLE, NOW)
    command = [sys.executable, "-c", _ASK, str(keyring.store.folder), *map(str, handles)]
    asking = [
        subprocess.Popen(
            command, cwd=ROOT, env=surrounding(keyring.store.folder), stdout=subprocess.PIPE
        )
        for _ in range(PROCESSES)
    ]
    told = b"".join(one.communicate(timeout=300)[0] for one in asking).split()
    assert [one.returncode for one in asking] == [0] * PROCESSES
    assert len(told) == PROCESSES * THREADS * PEOPLE
    assert len(set(told)) == PEOPLE
    ledger.record(
        f"forgetting asked by {PROCESSES} processes at once: counted too often",
        canaries=PEOPLE,
        hits=abs(counted(keyring) - PEOPLE),
        control=len(told) - PEOPLE,
        remark="control: one count an asking",
    )


def _crash(after: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def wrap(act: Callable[..., Any]) -> Callable[..., Any]:
        def crashing(*given: Any, **more: Any) -> Any:
            if after:
                act(*given, **more)
            raise Crash

        return crashing

    return wrap


# Every place at which a rotation can end early; the last ones come after the commit.
STEPS: dict[str, tuple[Any, str]] = {
    "new root": (roots, "write"),
    "key deleted": (Forgetting, "_destroy"),
    "counted": (forgetting.Counters, "count"),
    "shards under the new root": (Entries, "finish"),
    "database seen": (store, "_witness"),
    "mirror caught up": (Mirror, "catch_up"),
    "mirror has the root": (Mirror, "take_root"),
    "mirror forgets": (Mirror, "forget"),
    "old root erased": (roots, "erase"),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_after_a_crash_it_is_asked_again_and_counted_once(
    step: str, after: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = LocalKeyring.create_new(tmp_path / "one", "test", mirror=tmp_path / "two")
    handle, other = keyring.create("referral", TODAY, 2, NOW)
    sealed = keyring.seal([Sealed(handle, PLACE, b"Rosa"), Sealed(other, PLACE, b"Remy")])
    owner, name = STEPS[step]
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, _crash(after)(getattr(owner, name)))
        with pytest.raises(Crash):
            keyring.forget([closing(handle)], TODAY)
    fresh = LocalKeyring(tmp_path / "one", mirror=tmp_path / "two")
    assert counted(fresh) in (0, 1)
    assert fresh.holds([handle]) == [counted(fresh) == 0], "gone exactly when it is counted"
    fresh.forget([closing(handle)], TODAY)
    fresh.forget([closing(handle)], TODAY)
    assert counted(fresh) == 1
    assert fresh.open([Sealed(handle, PLACE, sealed[0]), Sealed(other, PLACE, sealed[1])]) == [
        None,
        b"Remy",
    ]


def test_a_counter_beside_the_store_would_have_miscounted(
    keyring: LocalKeyring, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    """The control of the crashes: forget first and count in a second act, as two stores would."""
    handles = keyring.create("referral", TODAY, len(STEPS), NOW)
    beside: list[UUID] = []

    def forget_and_count(handle: UUID) -> None:
        keyring.forget([closing(handle)], TODAY)
        beside.append(handle)

    for handle in handles:
        with monkeypatch.context() as patched:
            patched.setattr(roots, "erase", _crash(after=False)(roots.erase))
            with pytest.raises(Crash):
                forget_and_count(handle)
        keyring.forget([closing(handle)], TODAY)  # again: it says so, and counts nothing
    ledger.record(
        "forgetting after a crash at every step: miscounted",
        canaries=2 * len(STEPS),
        places=2 * len(STEPS),
        hits=abs(counted(keyring) - len(handles)),
        control=abs(len(beside) - len(handles)),
        remark="control: counted in a second act",
    )


def test_a_row_that_a_restore_brought_back_is_not_counted_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, ledger: Ledger
) -> None:
    """The database of yesterday beside the keyring of today: its rows go once more, uncounted."""
    row = at_stage(cast, Stage.CLOSING)
    sweep(AT + timedelta(minutes=11))
    once = dict(vault.period("2026Q4")["total"])
    for stage in (Stage.CLOSING, Stage.FORGETTING):
        row.stage = stage.value
        row.save(force_insert=True)
        sweep(AT + timedelta(minutes=12))
        assert not Referral.objects.exists(), "the keyring's word is enough for the row to go"
    again = dict(vault.period("2026Q4")["total"])

    # The control: a keyring that remembers nobody as forgotten counts a row without a key as lost.
    with monkeypatch.context() as careless:
        careless.setattr(Forgetting, "is_forgotten", lambda self, handle: False)
        give_up([row.handle], at=AT)
    ledger.record(
        "a row that a restore brought back: counted again",
        canaries=1,
        places=2,
        hits=again["all"] - once["all"],
        control=vault.period("2026Q4")["total"]["all"] - again["all"],
    )
