"""Whoever kept old copies, of the database with all its log, of the keyring, of both.

The last of these opens something, and the documents say so: everything of one moment together
opens what was open at that moment, and nothing else.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from beside.directory.people import contact_fingerprints
from beside.referrals.remembering import event_fingerprints
from tests.attacks import recorder
from tests.attacks.canaries import Canary
from tests.attacks.ledger import Ledger
from tests.attacks.lives import Lived
from tests.attacks.picklock import File, Row, Thief, secrets_in
from tests.attacks.restoring import TODAY, Installation, database, rows

FITS_NOT = "does not belong to this keyring (neither slot fits). Nothing was deleted."
TOO_OLD = "This keyring is older than the database: it was restored from somewhere."


@pytest.fixture(scope="module")
def old_rows(whole: Lived, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Every row of the first day: an old backup of the database, all the log replayed."""
    with database(whole, "early", tmp_path_factory.mktemp("old")) as where:
        return rows(where)


@pytest.fixture(scope="module")
def remembered_rows(remembering: Lived, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    with database(remembering, "early", tmp_path_factory.mktemp("old")) as where:
        return rows(where)


def keyring_of(life: Lived, moment: str) -> Path:
    """The keyring's folder as it was at a moment, or as it is."""
    if moment == TODAY:
        return life.machine / "home" / "keyring"
    return life.keep / moment / "keyring"


def thief(life: Lived, *, files: str, roots: str, and_every_version: bool = False) -> Thief:
    """Somebody with the file of one moment and the roots of another."""
    stolen = [File.read(keyring_of(life, files) / "keyring.sqlite3")]
    if and_every_version:
        stolen += [File.read(one.file) for one in recorder.versions(life.keep)]
    someone = Thief(secrets_in((keyring_of(life, roots) / "roots").read_bytes()))
    someone.take(stolen)
    return someone


def opened(someone: Thief, old: list[Row]) -> set[str]:
    """The handles whose names the thief reads in these rows."""
    found = someone.handle_keys()
    return {str(row.handle) for row in old if row.name(found)}


def gone(life: Lived, moment: str = "end") -> set[str]:
    return {handle for one in life.at(moment, "gone") for handle in one.handles}


def test_an_old_database_with_all_its_log_and_todays_keyring_open_nobody_who_is_closed(
    whole: Lived,
    remembering: Lived,
    old_rows: list[Row],
    remembered_rows: list[Row],
    ledger: Ledger,
) -> None:
    found = opened(thief(whole, files=TODAY, roots=TODAY), old_rows)
    still = {one.handles[0] for one in whole.at("end", "open") if one in whole.at("early", "open")}
    assert found - gone(whole) == still, "whoever is still open is open, in the old copy too"
    careless = opened(thief(remembering, files=TODAY, roots=TODAY), remembered_rows)
    ledger.record(
        "old database and all its log, today's keyring",
        canaries=len(whole.at("end", "gone")),
        places=len(old_rows),
        hits=len(found & gone(whole)),
        control=len(careless & gone(remembering)),
        remark=f"{len(still)} still open: open",
    )


def test_every_version_of_the_keyring_there_ever_was_opens_nobody_with_todays_root(
    whole: Lived,
    remembering: Lived,
    old_rows: list[Row],
    remembered_rows: list[Row],
    ledger: Ledger,
) -> None:
    someone = thief(whole, files=TODAY, roots=TODAY, and_every_version=True)
    found = opened(someone, old_rows) | {str(one) for one in someone.codes()}
    careless = thief(remembering, files=TODAY, roots=TODAY, and_every_version=True)
    ledger.record(
        "every version of the keyring's file, today's root and keys",
        canaries=len(whole.at("end", "gone")),
        places=sum(1 for _one in recorder.versions(whole.keep)),
        searched=len(recorder.pages(whole.keep)),
        hits=len(found & gone(whole)),
        control=len(opened(careless, remembered_rows) & gone(remembering)),
    )


def guesses(one: Canary) -> list[str]:
    """Everything by which a keyring could know somebody, for whoever knows them well."""
    plain = [
        *contact_fingerprints(None, one.email, one.phone, "", ""),
        *contact_fingerprints(None, "", one.spoken_phone, "", ""),
    ]
    return [*plain, *event_fingerprints(plain, one.name)]


def test_nobody_who_is_closed_can_be_guessed_in_an_old_keyring(
    whole: Lived, remembering: Lived, ledger: Ledger
) -> None:
    someone = thief(whole, files=TODAY, roots=TODAY, and_every_version=True)
    careless = thief(remembering, files=TODAY, roots=TODAY, and_every_version=True)

    def known(life: Lived, whoever: Thief) -> list[Canary]:
        people = life.at("end", "gone")
        return [one for one in people if any(map(whoever.owners, guesses(one)))]

    still = [one for one in whole.at("end", "open") if any(map(someone.owners, guesses(one)))]
    assert len(still) == len(whole.at("end", "open")), "who is open is claimed, and can be guessed"
    ledger.record(
        "every e-mail and number guessed in every old keyring",
        canaries=len(whole.at("end", "gone")),
        places=sum(1 for _one in recorder.versions(whole.keep)),
        hits=len(known(whole, someone)),
        control=len(known(remembering, careless)),
    )


@pytest.mark.parametrize(
    ("old", "says"),
    [
        (("keyring.sqlite3",), FITS_NOT),
        (("roots",), FITS_NOT),
        (("keyring.sqlite3", "roots"), TOO_OLD),
    ],
    ids=["old file", "old root", "old file and root"],
)
def test_an_old_keyring_is_refused_and_opens_nobody_who_is_closed(
    old: tuple[str, ...],
    says: str,
    whole: Lived,
    old_rows: list[Row],
    tmp_path: Path,
    ledger: Ledger,
) -> None:
    files = "early" if "keyring.sqlite3" in old else TODAY
    roots = "early" if "roots" in old else TODAY
    with database(whole, TODAY, tmp_path) as where:
        installation = Installation(whole, tmp_path, where)
        assert len(installation.opens()) == len(whole.at("end", "open")), "as it is, it serves"
        installation.put_back(whole, "early", *old)
        refused = installation.serve()
        assert (refused.returncode, refused.stdout) == (2, "")
        assert says in refused.stderr
        found = opened(thief(whole, files=files, roots=roots), rows(where))
    together = opened(thief(whole, files="early", roots="early"), old_rows)
    ledger.record(
        f"today's database, {' and '.join(old)} of the first day",
        canaries=len(whole.at("end", "gone")),
        hits=len(found & gone(whole)),
        control=len(together & gone(whole)),
        remark="refused to serve",
    )


def test_everything_of_one_old_moment_opens_what_was_open_then_and_nothing_else(
    whole: Lived, old_rows: list[Row], tmp_path: Path, ledger: Ledger
) -> None:
    then = {one.name for one in whole.at("middle", "open")}
    with database(whole, "middle", tmp_path) as where:
        installation = Installation(whole, tmp_path, where)
        installation.put_back(whole, "middle")
        names = installation.opens()
    assert {name for name in names if "Marie" not in name} == then, "as it is said openly"
    found = opened(thief(whole, files="middle", roots="middle"), old_rows)
    control = opened(thief(whole, files="early", roots="early"), old_rows)
    ledger.record(
        "keyring, root and database of one old moment",
        canaries=len(whole.at("middle", "gone")),
        places=len(old_rows),
        hits=len(found & gone(whole, "middle")),
        control=len(control & gone(whole, "middle")),
        remark=f"what was open then opens: {len(then)}",
    )
