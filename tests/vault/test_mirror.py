"""The keyring's second copy: changed and forgotten in the same act, or nothing is."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from beside.vault.keyring import roots
from beside.vault.keyring.interface import Closing, Context, KeyringProblem, Sealed
from beside.vault.keyring.local import LocalKeyring
from beside.vault.keyring.mirroring import Mirror

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
PLACE = Context("referral", "identity", 1024)


@pytest.fixture
def keyring(tmp_path: Path) -> LocalKeyring:
    return LocalKeyring.create_new(tmp_path / "keyring", "test", mirror=tmp_path / "mirror")


def come(keyring: LocalKeyring) -> tuple[UUID, bytes]:
    handle = keyring.create("referral", TODAY, 1, NOW)[0]
    return handle, keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0]


def alone(tmp_path: Path) -> LocalKeyring:
    """The mirror by itself, as after the loss of the first disk."""
    return LocalKeyring(tmp_path / "mirror")


def test_the_mirror_alone_opens_what_the_keyring_opens(
    keyring: LocalKeyring, tmp_path: Path
) -> None:
    handle, sealed = come(keyring)
    other, _sealed = come(keyring)
    keyring.forget([Closing(other, period="2026Q4", tables={"outcome": "met"})], TODAY)
    mirror = alone(tmp_path)
    assert mirror.open([Sealed(handle, PLACE, sealed)]) == [b"Rosa"]
    assert mirror.period("2026Q4") == keyring.period("2026Q4")
    assert mirror.about() == keyring.about()


def test_what_is_forgotten_is_forgotten_in_both_and_so_is_the_old_root(
    keyring: LocalKeyring, tmp_path: Path
) -> None:
    handle, sealed = come(keyring)
    old = roots.find(keyring.store.roots, keyring.about().generation).secret
    keyring.forget([Closing(handle)], TODAY)
    for path in (tmp_path / "keyring", tmp_path / "mirror"):
        for file in path.iterdir():
            assert old not in file.read_bytes()
            assert handle.bytes not in file.read_bytes()
    assert alone(tmp_path).open([Sealed(handle, PLACE, sealed)]) == [None]


def test_while_the_mirror_is_out_of_reach_nothing_is_forgotten_and_nothing_is_lost(
    keyring: LocalKeyring, tmp_path: Path
) -> None:
    handle, sealed = come(keyring)
    shutil.move(tmp_path / "mirror", tmp_path / "unplugged")
    with pytest.raises(KeyringProblem, match="mirror is not in"):
        keyring.forget([Closing(handle)], TODAY)
    assert keyring.open([Sealed(handle, PLACE, sealed)]) == [b"Rosa"]
    faye, hers = come(keyring)
    assert keyring.open([Sealed(faye, PLACE, hers)]) == [b"Rosa"], "who comes is taken in"
    shutil.move(tmp_path / "unplugged", tmp_path / "mirror")
    assert keyring.forget([Closing(handle)], TODAY)
    assert alone(tmp_path).about() == keyring.about()
    assert alone(tmp_path).open([Sealed(faye, PLACE, hers)]) == [b"Rosa"]


def test_a_mirror_that_fell_behind_is_made_whole_by_the_next_act(
    keyring: LocalKeyring, tmp_path: Path
) -> None:
    first, sealed = come(keyring)
    without = LocalKeyring(tmp_path / "keyring")
    second, _sealed = come(without)
    without.forget([Closing(second)], TODAY)
    keyring.forget([Closing(first)], TODAY)
    assert alone(tmp_path).about() == keyring.about()
    assert alone(tmp_path).open([Sealed(first, PLACE, sealed)]) == [None]
    assert alone(tmp_path).forgotten([first, second]) == [True, True]


def test_a_new_mirror_for_an_old_keyring(tmp_path: Path) -> None:
    before = LocalKeyring.create_new(tmp_path / "keyring", "test")
    handle, sealed = come(before)
    after = LocalKeyring(tmp_path / "keyring", mirror=tmp_path / "mirror")
    after.store.make_mirror()
    assert alone(tmp_path).open([Sealed(handle, PLACE, sealed)]) == [b"Rosa"]


def test_a_mirror_on_a_disk_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringProblem, match="cannot be made"):
        LocalKeyring.create_new(tmp_path / "keyring", "test", mirror=tmp_path / "nowhere" / "m")


def test_a_look_at_the_mirror_in_the_midst_of_an_act_finds_no_trouble(
    keyring: LocalKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has written the primary and not the mirror yet: the look waits for it."""
    assert keyring.store.mirror
    copy, looked = Mirror._copy, list[str]()
    doctor = threading.Thread(target=lambda: looked.append(keyring.store.mirror.trouble()))  # type: ignore[union-attr]

    def meanwhile(self: Mirror, connection: sqlite3.Connection, root: roots.Root) -> None:
        if not doctor.ident:
            doctor.start()
            doctor.join(0.5)
        copy(self, connection, root)

    monkeypatch.setattr(Mirror, "_copy", meanwhile)
    come(keyring)
    doctor.join()
    assert looked == [""]
