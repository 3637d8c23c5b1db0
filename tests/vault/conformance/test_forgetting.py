"""Forgetting: exactly once, on a receipt, and only what is known."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from beside.vault.keyring.interface import (
    Closing,
    Keyring,
    KeyringProblem,
    OnHold,
    Receipt,
    Subject,
    UnknownHandle,
)
from beside.vault.keyring.local import LocalKeyring
from tests.vault.keyrings import NOW, PERIOD, TODAY, one

TABLES = {"outcome": "met"}


def test_forgetting_counts_once_however_often_it_is_asked(keyring: Keyring) -> None:
    handle = one(keyring)
    closing = Closing(handle, period=PERIOD, tables=TABLES, supporter=7, week=1)
    receipts = [keyring.forget([closing], TODAY)[0] for _ in range(3)]
    assert len(set(receipts)) == 1
    assert receipts[0].handle == handle
    assert len(receipts[0].proof) == 64
    assert keyring.period(PERIOD) == {"total": {"all": 1}, "outcome": {"met": 1}}
    assert keyring.load([7], 1) == {7: 1.0}


def test_a_receipt_is_each_ones_own(keyring: Keyring) -> None:
    handles = keyring.create("referral", TODAY, 3, NOW)
    receipts = keyring.forget([Closing(handle) for handle in handles], TODAY)
    assert [one.handle for one in receipts] == handles
    assert len({one.proof for one in receipts}) == 3


def test_unknown_is_not_forgotten(keyring: Keyring) -> None:
    known = one(keyring)
    with pytest.raises(UnknownHandle):
        keyring.forget([Closing(known, period=PERIOD, tables=TABLES), Closing(uuid4())], TODAY)
    assert keyring.holds([known]) == [True], "nothing of a refused forgetting happens"
    assert keyring.periods() == []
    assert keyring.forgotten([known, uuid4()]) == [False, False]


def at_once(asks: list[Callable[[], object]]) -> None:
    """All of these in threads of their own, and none before all are ready."""
    ready = threading.Barrier(len(asks))

    def begin(ask: Callable[[], object]) -> None:
        ready.wait()
        ask()

    threads = [threading.Thread(target=begin, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_forgetting_asked_by_eight_at_once_counts_once(keyring: Keyring) -> None:
    closing = Closing(one(keyring), period=PERIOD, tables=TABLES)
    proofs: list[str] = []
    at_once([lambda: proofs.append(keyring.forget([closing], TODAY)[0].proof)] * 8)
    assert len(proofs) == 8
    assert len(set(proofs)) == 1
    assert keyring.period(PERIOD)["total"] == {"all": 1}


def test_many_at_once_get_a_receipt_each_and_one_that_is_unknown_fails_alone(
    keyring: Keyring,
) -> None:
    handles = keyring.create("referral", TODAY, 24, NOW)
    stranger, held = uuid4(), one(keyring)
    asked = keyring.ask_hold(Subject(reason="litigation"), "court", 1, TODAY)
    keyring.agree_hold(asked.identifier, 2, TODAY)
    found: dict[UUID, object] = {}

    def ask(handle: UUID, reason: str) -> None:
        closing = Closing(handle, period=PERIOD, tables=TABLES, reason=reason)
        try:
            found[handle] = keyring.forget([closing], TODAY)[0]
        except (UnknownHandle, OnHold) as refusal:
            found[handle] = type(refusal)

    def asks(handle: UUID, reason: str = "") -> Callable[[], object]:
        return lambda: ask(handle, reason)

    at_once([*map(asks, handles), asks(stranger), asks(held, "litigation")])
    assert found.pop(stranger) is UnknownHandle
    assert found.pop(held) is OnHold
    assert all(isinstance(found[handle], Receipt) for handle in handles)
    assert keyring.period(PERIOD) == {"total": {"all": 24}, "outcome": {"met": 24}}
    assert keyring.holds([*handles, held]) == [False] * 24 + [True]


def test_a_wish_that_cannot_be_granted_harms_no_other(keyring: Keyring) -> None:
    handles = keyring.create("referral", TODAY, 8, NOW)
    bad = Closing(one(keyring), period="x" * 2000, tables={"outcome": "y" * 40_000})
    receipts: list[Receipt] = []
    problems: list[Exception] = []

    def ask_badly() -> None:
        try:
            keyring.forget([bad], TODAY)
        except KeyringProblem as problem:
            problems.append(problem)

    def asks(handle: UUID) -> Callable[[], object]:
        return lambda: receipts.extend(keyring.forget([Closing(handle)], TODAY))

    at_once([*map(asks, handles), ask_badly])
    assert len(receipts) == 8
    assert len(problems) == 1
    assert keyring.holds([bad.handle]) == [True]


def test_after_a_restore_what_has_no_key_is_counted_as_lost_once(keyring: Keyring) -> None:
    here, gone = one(keyring), uuid4()
    receipts = keyring.give_up([here, gone], TODAY)
    assert [receipt.handle for receipt in receipts] == [gone]
    assert keyring.give_up([here, gone], TODAY) == receipts
    assert keyring.holds([here]) == [True], "what has a key is left alone"
    assert keyring.period(PERIOD) == {"total": {"all": 1}, "outcome": {"lost": 1}}
    assert keyring.forget([Closing(gone)], TODAY) == receipts


def test_what_a_later_keyring_has_closed_is_given_up_without_being_counted(
    keyring: Keyring,
) -> None:
    gone = uuid4()
    receipts = keyring.give_up([gone], TODAY, False)
    assert keyring.forget([Closing(gone)], TODAY) == receipts
    assert keyring.periods() == []


def test_after_a_restore_keys_without_a_row_are_named_and_go_when_told(keyring: Keyring) -> None:
    first, second, third = keyring.create("referral", date(2026, 12, 7), 3, NOW)
    monday = date(2026, 11, 23)  # of the week in which they were made
    assert sorted(keyring.orphans([first])) == sorted([(second, monday), (third, monday)])
    assert keyring.orphans([first, second, third]) == []
    assert keyring.destroy_orphans([second, uuid4()], TODAY) == 1
    assert keyring.holds([first, second, third]) == [True, False, True]
    assert keyring.periods() == [], "nobody was behind it"


def test_after_a_restore_keys_whose_rows_are_lost_count_as_lost(keyring: Keyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    event = one(keyring, "event")
    keyring.open_event(event)
    keyring.count_event(event, ["exposed"], 4)
    assert keyring.lose([first, event, uuid4()], TODAY) == 2
    assert keyring.holds([first, second, event]) == [False, True, False]
    assert keyring.period(PERIOD) == {
        "total": {"all": 1},
        "outcome": {"lost": 1},
        "coverage": {"exposed": 4},
    }


def test_every_key_is_an_orphan_to_a_database_that_knows_none(keyring: Keyring) -> None:
    handles = keyring.create("referral", TODAY, 3, NOW)
    assert {handle for handle, _week in keyring.orphans([])} == set(handles)


def test_a_hundred_thousand_rows_are_asked_about_in_frames(keyring: Keyring) -> None:
    mine = keyring.create("referral", TODAY, 2, NOW)
    others = [UUID(int=number) for number in range(100_000)]
    assert keyring.holds([*others, mine[0]])[-2:] == [False, True]
    assert keyring.orphans([mine[0], *others]) == [(mine[1], date(2026, 11, 23))]
    assert keyring.orphans([*others, mine[1]]) == [(mine[0], date(2026, 11, 23))]
    assert keyring.destroy_orphans([mine[0], *others, mine[1]], TODAY) == 2


def test_it_remembers_how_far_its_database_has_come(keyring: Keyring) -> None:
    keyring.forget([Closing(one(keyring))], TODAY, keyring.about().generation)
    assert keyring.about().witnessed == 1
    keyring.tidy(NOW, keyring.about().generation)
    assert keyring.about().witnessed == 2
    keyring.forget([], TODAY, 1)
    assert keyring.about().witnessed == 2, "it never goes back"


acts: dict[str, Callable[[Keyring, UUID], object]] = {
    "forget": lambda keyring, handle: keyring.forget([Closing(handle)], TODAY, 2),
    "tidy": lambda keyring, _handle: keyring.tidy(NOW + timedelta(days=2), 2),
}


@pytest.mark.parametrize("act", list(acts))
def test_a_database_that_has_seen_more_than_this_keyring_is_refused(
    keyring: Keyring, act: str
) -> None:
    handle = one(keyring)
    with pytest.raises(KeyringProblem, match="older than the database"):
        acts[act](keyring, handle)
    assert keyring.holds([handle]) == [True]
    assert keyring.about().witnessed == 0
    assert keyring.about().generation == 1


@pytest.mark.parametrize(
    ("name", "mode"), [("", 0o755), ("keyring.sqlite3", 0o644), ("roots", 0o640)]
)
def test_a_keyring_that_others_could_read_is_refused(
    keyring: Keyring, local: LocalKeyring, name: str, mode: int
) -> None:
    (local.store.folder / name).chmod(mode)
    with pytest.raises(KeyringProblem, match="permissions"):
        keyring.statistics()


def damaged(folder: Path, damage: str) -> None:
    if damage == "missing":
        (folder / "keyring.sqlite3").unlink()
    elif damage == "empty":
        (folder / "keyring.sqlite3").write_bytes(b"")
    elif damage == "roots missing":
        (folder / "roots").unlink()
    else:
        (folder / "roots").write_bytes(b"short")


@pytest.mark.parametrize("damage", ["missing", "empty", "roots missing", "roots cut"])
def test_a_missing_or_damaged_keyring_is_refused_and_nothing_is_deleted(
    keyring: Keyring, local: LocalKeyring, damage: str
) -> None:
    damaged(local.store.folder, damage)
    with pytest.raises(KeyringProblem, match=r"deleted|damaged"):
        keyring.statistics()
