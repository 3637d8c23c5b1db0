"""What only the keyring's files can tell: roots, crashes between two steps, what stands where."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from beside.vault.keyring import roots as root_slots
from beside.vault.keyring.counting import decayed
from beside.vault.keyring.interface import Closing, KeyringProblem
from beside.vault.keyring.local import LocalKeyring
from tests.vault.keyrings import NOW, TODAY, one


@pytest.fixture
def keyring(tmp_path: Path) -> LocalKeyring:
    return LocalKeyring.create_new(tmp_path / "keyring", "test")


def test_an_older_copy_of_the_file_is_worthless_with_todays_root(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    before = keyring.store.file.read_bytes()
    secret = root_slots.find(keyring.store.roots, keyring.about().generation).secret
    keyring.forget([Closing(handle)], TODAY)
    assert keyring.holds([handle]) == [False], "today's file serves"
    assert secret not in keyring.store.roots.read_bytes(), "whatever generation it is said to be"
    keyring.store.file.write_bytes(before)
    with pytest.raises(KeyringProblem, match="neither slot fits"):
        keyring.holds([handle])


def test_the_old_root_is_overwritten_in_place(keyring: LocalKeyring) -> None:
    old = root_slots.find(keyring.store.roots, keyring.about().generation).secret
    inode = keyring.store.roots.stat().st_ino
    keyring.forget([Closing(one(keyring))], TODAY)
    assert old not in keyring.store.roots.read_bytes()
    assert keyring.store.roots.stat().st_ino == inode
    assert keyring.store.roots.stat().st_size == 2 * root_slots.SLOT


def test_a_crash_between_new_root_and_commit_loses_nothing(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    generation = keyring.about().generation
    root_slots.write(keyring.store.roots, generation + 1, slot=1)
    assert keyring.holds([handle]) == [True]
    keyring.forget([Closing(handle)], TODAY)
    assert keyring.about().generation == generation + 1


def test_a_crash_between_commit_and_erasing_is_mended_by_the_next_rotation(
    keyring: LocalKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    old = root_slots.find(keyring.store.roots, keyring.about().generation).secret
    with monkeypatch.context() as patched:
        patched.setattr(root_slots, "erase", lambda path, slot: None)
        keyring.forget([Closing(first)], TODAY)
    assert keyring.holds([first, second]) == [False, True]
    keyring.forget([Closing(second)], TODAY)
    assert old not in keyring.store.roots.read_bytes()


def test_a_claim_stands_in_the_file_only_as_a_keyed_digest(keyring: LocalKeyring) -> None:
    keyring.claim_many([(one(keyring), ["email:rosa@example.edu"])])
    assert b"rosa" not in keyring.store.file.read_bytes()


def test_a_load_is_halved_every_eight_weeks_and_a_clock_put_back_grows_nothing() -> None:
    assert [decayed(3.0, 100, span) for span in range(100, 104)] == [3.0, 1.5, 0.5, 0.0]
    assert decayed(1.0, 100, 92) == 1.0


def test_the_file_forgets_what_it_deletes(keyring: LocalKeyring) -> None:
    connection = sqlite3.connect(keyring.store.file)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal"
    connection.close()
    handle = one(keyring)
    keyring.set_code(handle, "AAAA")
    keyring.forget([Closing(handle)], TODAY)
    assert handle.bytes not in keyring.store.file.read_bytes()


def test_two_keyrings_differ(tmp_path: Path) -> None:
    first = LocalKeyring.create_new(tmp_path / "one", "test")
    second = LocalKeyring.create_new(tmp_path / "two", "test")
    assert first.about().identifier != second.about().identifier
    with pytest.raises(KeyringProblem, match="already"):
        LocalKeyring.create_new(tmp_path / "one", "test")


def test_a_keyring_of_another_format_is_refused_and_left_as_it_is(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    with sqlite3.connect(keyring.store.file) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE name = 'format'")
    connection.close()
    before = keyring.store.file.read_bytes(), keyring.store.roots.read_bytes()
    with pytest.raises(KeyringProblem, match="of format 1, and this version of Beside knows"):
        keyring.forget([Closing(handle)], TODAY)
    assert (keyring.store.file.read_bytes(), keyring.store.roots.read_bytes()) == before


def test_a_root_in_a_folder_where_others_may_put_another_is_not_used(tmp_path: Path) -> None:
    """The file is closed; who may write to its folder would put one of theirs in its place."""
    away = tmp_path / "away"
    away.mkdir(mode=0o700)
    LocalKeyring.create_new(tmp_path / "keyring", "test", away / "roots")
    LocalKeyring(tmp_path / "keyring", away / "roots").about()
    away.chmod(0o770)
    with pytest.raises(KeyringProblem, match=f"Others can put files into {away}"):
        LocalKeyring(tmp_path / "keyring", away / "roots").store.check()
