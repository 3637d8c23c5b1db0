"""The one small store that forgets: sealing, rotating, counting exactly once."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from beside.vault.keyring import roots as root_slots
from beside.vault.keyring.counting import decayed
from beside.vault.keyring.interface import (
    Closing,
    Context,
    KeyringProblem,
    SealBroken,
    Sealed,
    UnknownHandle,
)
from beside.vault.keyring.local import LocalKeyring

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
PLACE = Context("referral", "identity", 1024)


@pytest.fixture
def keyring(tmp_path: Path) -> LocalKeyring:
    return LocalKeyring.create_new(tmp_path / "keyring", "test")


def one(keyring: LocalKeyring) -> UUID:
    return keyring.create("referral", TODAY, 1, NOW)[0]


def test_a_seal_opens_where_it_was_made(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    sealed = keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0]
    assert keyring.open([Sealed(handle, PLACE, sealed)]) == [b"Rosa"]


def test_every_seal_has_the_same_length(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    texts = [b"", b"Rosa", b"x" * 1020]
    lengths = {
        len(sealed) for sealed in keyring.seal([Sealed(handle, PLACE, one) for one in texts])
    }
    assert len(lengths) == 1


def test_a_text_too_long_for_its_seal_is_refused(keyring: LocalKeyring) -> None:
    with pytest.raises(KeyringProblem, match="does not fit"):
        keyring.seal([Sealed(one(keyring), PLACE, b"x" * 1021)])


def test_a_seal_opens_in_no_other_row_column_or_table(keyring: LocalKeyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    sealed = keyring.seal([Sealed(first, PLACE, b"Rosa")])[0]
    for handle, elsewhere in (
        (second, PLACE),
        (first, Context("referral", "facts", 1024)),
        (first, Context("event", "identity", 1024)),
    ):
        with pytest.raises(SealBroken):
            keyring.open([Sealed(handle, elsewhere, sealed)])
    # Each row has a key of its own; the seal would know its row even if two shared one.
    assert PLACE.associated(1, first) != PLACE.associated(1, second)


@given(cut=some.integers(0, 60), flip=some.integers(0, 1000))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_cut_or_changed_seal_gives_one_and_the_same_error(
    keyring: LocalKeyring, cut: int, flip: int
) -> None:
    handle = one(keyring)
    sealed = bytearray(keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0])
    sealed[flip % len(sealed)] ^= 1
    with pytest.raises(SealBroken, match=r"^This seal does not open\.$"):
        keyring.open([Sealed(handle, PLACE, bytes(sealed[: len(sealed) - cut]))])


def test_a_forgotten_handle_opens_nothing(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    sealed = keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0]
    keyring.forget([Closing(handle)], TODAY)
    assert keyring.open([Sealed(handle, PLACE, sealed)]) == [None]
    with pytest.raises(UnknownHandle):
        keyring.seal([Sealed(handle, PLACE, b"again")])


def test_forgetting_counts_once_however_often_it_is_asked(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    closing = Closing(handle, period="2026Q4", tables={"outcome": "met"}, supporter=7, week=1)
    receipts = [keyring.forget([closing], TODAY)[0] for _ in range(3)]
    assert len({one.proof for one in receipts}) == 1
    assert keyring.period("2026Q4") == {"total": {"all": 1}, "outcome": {"met": 1}}
    assert keyring.load([7], 1) == {7: 1.0}


def test_forgetting_asked_by_eight_at_once_counts_once(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    closing = Closing(handle, period="2026Q4", tables={"outcome": "met"})
    proofs: list[str] = []

    def ask() -> None:
        proofs.append(keyring.forget([closing], TODAY)[0].proof)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(proofs) == 8
    assert len(set(proofs)) == 1
    assert keyring.period("2026Q4")["total"] == {"all": 1}


def test_unknown_is_not_forgotten(keyring: LocalKeyring) -> None:
    known = one(keyring)
    with pytest.raises(UnknownHandle):
        keyring.forget([Closing(known), Closing(uuid4())], TODAY)
    assert keyring.holds([known]) == [True], "nothing of a refused forgetting happens"


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


def test_claims_find_and_are_forgotten_with_their_handle(keyring: LocalKeyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.claim_many([(first, ["email:rosa@example.edu", "phone:+15035550011"])])
    keyring.claim_many([(second, ["phone:+15035550011"])])
    assert keyring.claimed([["phone:+15035550011"], ["email:other"]]) == [
        frozenset({first, second}),
        frozenset(),
    ]
    keyring.forget([Closing(first)], TODAY)
    assert keyring.claimed([["phone:+15035550011"]]) == [frozenset({second})]
    assert keyring.claimed([["email:rosa@example.edu"]]) == [frozenset()]


def test_what_two_stand_for_can_be_taken_from_one(keyring: LocalKeyring) -> None:
    event, person = keyring.create("referral", TODAY, 2, NOW)
    keyring.claim_many([(event, ["person:1", "person:2"])])
    keyring.claim_many([(person, ["person:1"])])
    keyring.unclaim_shared(person, event)
    assert keyring.claimed([["person:1"], ["person:2"]]) == [
        frozenset({person}),
        frozenset({event}),
    ]


def test_a_claim_stands_in_the_file_only_as_a_keyed_digest(keyring: LocalKeyring) -> None:
    keyring.claim_many([(one(keyring), ["email:rosa@example.edu"])])
    assert b"rosa" not in keyring.store.file.read_bytes()


def test_a_code_leads_to_its_handle_until_it_is_forgotten(keyring: LocalKeyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.set_code(first, "AAAA")
    keyring.set_code(second, "BBBB")
    assert keyring.find_code("AAAA") == first
    assert keyring.find_code("CCCC") is None
    keyring.forget([Closing(first)], TODAY)
    assert keyring.find_code("AAAA") is None
    assert keyring.find_code("BBBB") == second


def test_codes_of_two_that_became_one_lead_to_the_one_that_lives_on(keyring: LocalKeyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.set_code(first, "AAAA")
    keyring.set_code(second, "BBBB")
    keyring.share_codes(first, second)
    keyring.forget([Closing(first)], TODAY)
    assert keyring.find_code("AAAA") == keyring.find_code("BBBB") == second


def test_a_days_key_derives_the_same_bytes_and_dies_after_two_days(keyring: LocalKeyring) -> None:
    keyring.begin_day(TODAY)
    code = keyring.derive(TODAY, "return code", b"nonce", 14)
    keyring.begin_day(TODAY)
    assert keyring.derive(TODAY, "return code", b"nonce", 14) == code
    assert keyring.derive(TODAY, "return code", b"other", 14) != code
    keyring.tidy(NOW + timedelta(days=1), is_told=True)
    assert keyring.derive(TODAY, "return code", b"nonce", 14) == code
    keyring.tidy(NOW + timedelta(days=2), is_told=True)
    assert keyring.derive(TODAY, "return code", b"nonce", 14) is None


def test_an_events_coverage_grows_as_its_people_are_forgotten_and_then_joins_the_period(
    keyring: LocalKeyring,
) -> None:
    event, first, second = keyring.create("referral", TODAY, 3, NOW)
    keyring.open_event(event)
    for handle in (first, second):
        closing = Closing(handle, events=(event,), coverage=("exposed", "offered"))
        keyring.forget([closing], TODAY)
    keyring.count_event(event, ("exposed", "merged"))
    assert keyring.event_coverage(event) == {"exposed": 3, "offered": 2, "merged": 1}
    keyring.forget([Closing(event, period="2026Q4")], TODAY)
    assert keyring.event_coverage(event) == {}
    tables = {"coverage": {"exposed": 3, "offered": 2, "merged": 1}}
    assert keyring.period("2026Q4") == tables, "an event is nobody's close"


def test_a_load_is_halved_every_eight_weeks_and_a_clock_put_back_grows_nothing() -> None:
    assert [decayed(3.0, 100, span) for span in range(100, 104)] == [3.0, 1.5, 0.5, 0.0]
    assert decayed(1.0, 100, 92) == 1.0


def test_a_handle_is_remembered_as_forgotten_for_120_days(keyring: LocalKeyring) -> None:
    handle = one(keyring)
    keyring.forget([Closing(handle)], TODAY)
    keyring.tidy(NOW + timedelta(days=120), is_told=True)
    keyring.forget([Closing(handle)], TODAY + timedelta(days=120))
    keyring.tidy(NOW + timedelta(days=127), is_told=True)
    with pytest.raises(UnknownHandle):
        keyring.forget([Closing(handle)], TODAY + timedelta(days=127))


@pytest.mark.parametrize(
    ("name", "mode"), [("", 0o755), ("keyring.sqlite3", 0o644), ("roots", 0o640)]
)
def test_a_keyring_that_others_could_read_is_refused(
    keyring: LocalKeyring, name: str, mode: int
) -> None:
    (keyring.store.folder / name).chmod(mode)
    with pytest.raises(KeyringProblem, match="permissions"):
        keyring.statistics()


@pytest.mark.parametrize("damage", ["missing", "empty", "roots missing", "roots cut"])
def test_a_missing_or_damaged_keyring_is_refused_and_nothing_is_deleted(
    keyring: LocalKeyring, damage: str
) -> None:
    if damage == "missing":
        keyring.store.file.unlink()
    elif damage == "empty":
        keyring.store.file.write_bytes(b"")
    elif damage == "roots missing":
        keyring.store.roots.unlink()
    else:
        keyring.store.roots.write_bytes(b"short")
    with pytest.raises(KeyringProblem, match=r"deleted|damaged"):
        keyring.statistics()


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
