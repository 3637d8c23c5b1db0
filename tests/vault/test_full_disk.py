"""A disk that is full at any write: one sentence, nothing lost, and it goes on once there is room.

The disk is full at the k-th write of an act, for every k: root slots, statements and commits of the
keyring, the copy into its mirror. And once truly, by a file that may not grow.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from beside.vault.keyring import store as stores
from beside.vault.keyring.choosing import Where
from beside.vault.keyring.interface import Closing, Context, KeyringProblem, Sealed
from beside.vault.keyring.local import LocalKeyring
from tests.attacks.killing import Steps, count_files, count_keyring

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
PLACE = Context("referral", "identity", 1024)
ROOM = 0  # no step is fatal


class Site:
    """A keyring with a mirror, Rosa's key in it, and Remy's that is to be forgotten."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        LocalKeyring.create_new(folder / "keyring", "test", mirror=folder / "mirror")
        self.rosa, self.remy = self.keyring().create("referral", TODAY, 2, NOW)
        [self.sealed] = self.keyring().seal([Sealed(self.rosa, PLACE, b"Rosa")])

    def keyring(self) -> LocalKeyring:
        return LocalKeyring(self.folder / "keyring", mirror=self.folder / "mirror")

    def come(self) -> list[UUID]:
        return self.keyring().create("referral", TODAY, 1, NOW)

    def forget(self) -> object:
        closing = Closing(self.remy, period="2026Q4", tables={"outcome": "met"}, supporter=7)
        return self.keyring().forget([closing], TODAY)

    def rosa_is_here(self) -> None:
        for one in (self.keyring(), LocalKeyring(self.folder / "mirror")):
            assert one.open([Sealed(self.rosa, PLACE, self.sealed)]) == [b"Rosa"]

    def remy_is_counted_once(self) -> None:
        for one in (self.keyring(), LocalKeyring(self.folder / "mirror")):
            assert one.holds([self.remy]) == [False]
            assert one.period("2026Q4") == {"total": {"all": 1}, "outcome": {"met": 1}}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def refuse() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def refuse_statement() -> None:
    raise sqlite3.OperationalError("database or disk is full")


FULL: dict[str, tuple[Callable[..., None], Callable[[], None]]] = {
    "the roots": (count_files, refuse),
    "the file": (count_keyring, refuse_statement),
}


@pytest.mark.parametrize("where", FULL)
@pytest.mark.parametrize("act", ["come", "forget"])
def test_a_disk_that_is_full_at_any_write_loses_nothing(
    tmp_path: Path, where: str, act: str
) -> None:
    count, end = FULL[where]
    fatal = refused = 0
    while True:
        fatal += 1
        site = Site(tmp_path / str(fatal))
        steps = Steps(fatal, end)
        with pytest.MonkeyPatch.context() as patched:
            count(steps, patched.setattr)
            said = ""
            try:
                getattr(site, act)()
            except KeyringProblem as trouble:
                said = str(trouble)
        site.rosa_is_here()
        if said:
            refused += 1
            assert "cannot be written" in said
            assert "Nothing was lost" in said
            assert said.endswith(".")
        getattr(site, act)()  # there is room again
        site.rosa_is_here()
        if act == "forget":
            site.remy_is_counted_once()
        else:
            assert (
                site.keyring().statistics() == LocalKeyring(site.folder / "mirror").statistics()
            ), "the mirror is caught up"
        if steps.taken < fatal:
            break
    assert refused or (where, act) == ("the roots", "come"), "adding writes no root"


def test_a_file_that_may_not_grow_any_more(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = stores._connect

    def small(file: Path) -> sqlite3.Connection:
        connection = plain(file)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with monkeypatch.context() as patched:
        patched.setattr(stores, "_connect", small)
        with pytest.raises(KeyringProblem, match=r"cannot be written \(database or disk is full\)"):
            site.keyring().create("referral", TODAY, 1000, NOW)
        site.rosa_is_here()
    site.come()
    site.forget()
    site.remy_is_counted_once()


@pytest.mark.parametrize("where", FULL)
def test_a_setup_that_finds_no_room_says_so_and_is_just_done_again(
    tmp_path: Path, where: str
) -> None:
    count, end = FULL[where]
    fatal = refused = 0
    while True:
        fatal += 1
        folder = tmp_path / str(fatal)
        folder.mkdir()
        place = Where(folder / "keyring", mirror=folder / "mirror")
        steps = Steps(fatal, end)
        with pytest.MonkeyPatch.context() as patched:
            count(steps, patched.setattr)
            said = ""
            try:
                place.create("test")
            except KeyringProblem as trouble:
                said = str(trouble)
        if said:
            refused += 1
            assert "cannot be made" in said or "cannot be written" in said
            assert said.endswith(".")
        place.create("test")  # there is room again
        place.make_mirror()
        ours = LocalKeyring(folder / "keyring", mirror=folder / "mirror")
        [handle] = ours.create("referral", TODAY, 1, NOW)
        assert ours.statistics().referrals == 1
        assert LocalKeyring(folder / "mirror").holds([handle]) == [True]
        if steps.taken < fatal:
            break
    assert refused > 3
