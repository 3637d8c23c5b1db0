"""Keys and seals: a seal opens where it was made, for as long as its key is here."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from beside.vault.keyring.interface import (
    Closing,
    Context,
    Keyring,
    KeyringProblem,
    SealBroken,
    Sealed,
    UnknownHandle,
)
from tests.vault.keyrings import NOW, PLACE, TODAY, one

FACTS = Context("referral", "facts", 4096)


def test_a_seal_opens_where_it_was_made(keyring: Keyring) -> None:
    handle = one(keyring)
    sealed = keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0]
    assert keyring.open([Sealed(handle, PLACE, sealed)]) == [b"Rosa"]


def test_nothing_asked_is_nothing_answered(keyring: Keyring) -> None:
    assert keyring.create("referral", TODAY, 0, NOW) == []
    assert keyring.seal([]) == []
    assert keyring.open([]) == []
    assert keyring.claimed([]) == []
    assert keyring.forget([], TODAY) == []


def test_every_seal_has_the_same_length(keyring: Keyring) -> None:
    handle = one(keyring)
    texts = [b"", b"Rosa", b"x" * 1020]
    lengths = {
        len(sealed) for sealed in keyring.seal([Sealed(handle, PLACE, one) for one in texts])
    }
    assert len(lengths) == 1


def test_a_text_too_long_for_its_seal_is_refused(keyring: Keyring) -> None:
    with pytest.raises(KeyringProblem, match=r"A value of 1021 bytes does not fit into 1024\."):
        keyring.seal([Sealed(one(keyring), PLACE, b"x" * 1021)])


def test_a_seal_opens_in_no_other_row_column_or_table(keyring: Keyring) -> None:
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
    keyring: Keyring, cut: int, flip: int
) -> None:
    handle = one(keyring)
    sealed = bytearray(keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0])
    sealed[flip % len(sealed)] ^= 1
    with pytest.raises(SealBroken, match=r"^This seal does not open\.$"):
        keyring.open([Sealed(handle, PLACE, bytes(sealed[: len(sealed) - cut]))])


def test_an_empty_seal_does_not_open(keyring: Keyring) -> None:
    with pytest.raises(SealBroken):
        keyring.open([Sealed(one(keyring), PLACE, b"")])


def test_a_forgotten_handle_opens_nothing(keyring: Keyring) -> None:
    handle = one(keyring)
    sealed = keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0]
    keyring.forget([Closing(handle)], TODAY)
    assert keyring.open([Sealed(handle, PLACE, sealed)]) == [None]
    with pytest.raises(UnknownHandle):
        keyring.seal([Sealed(handle, PLACE, b"again")])


def test_a_key_waits_for_its_row_to_be_seen(keyring: Keyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    assert set(keyring.unconfirmed()) == {first, second}
    keyring.confirm([first, uuid4()])
    assert keyring.unconfirmed() == [second]
    assert keyring.holds([first, second, uuid4()]) == [True, True, False]


def test_facts_of_five_hundred_pass_in_frames_and_come_back_in_their_order(
    keyring: Keyring,
) -> None:
    handles = keyring.create("referral", TODAY, 500, NOW)
    texts = [b"%04d" % number * 1000 for number in range(500)]
    sealed = keyring.seal(
        [Sealed(handle, FACTS, text) for handle, text in zip(handles, texts, strict=True)]
    )
    assert {len(one) for one in sealed} == {4096 + 29}
    asked = [Sealed(handle, FACTS, one) for handle, one in zip(handles, sealed, strict=True)]
    assert keyring.open(asked) == texts
    broken = Sealed(handles[499], FACTS, sealed[0])
    with pytest.raises(SealBroken):
        keyring.open([*asked[:499], broken])


def test_it_says_which_it_is_and_counts_what_it_holds(keyring: Keyring) -> None:
    before = keyring.about()
    assert len(before.identifier) == 32
    assert (before.mode, before.generation, before.witnessed) == ("test", 1, 0)
    first, second = keyring.create("referral", TODAY, 2, NOW)
    event = one(keyring, "event")
    keyring.open_event(event, "death", "icu")
    keyring.claim_many([(first, ["email:a", "phone:b"])])
    keyring.set_code(first, "AAAA")
    keyring.begin_day(TODAY)
    keyring.forget([Closing(second, period="2026Q4", tables={"outcome": "met"})], TODAY)
    found = keyring.statistics()
    assert (found.referrals, found.events, found.claims, found.codes) == (1, 1, 2, 1)
    assert (found.event_counters, found.periods, found.day_keys) == (1, 1, 1)
    assert (found.forgotten, found.holds, found.generation) == (1, 0, 2)
    assert keyring.about().identifier == before.identifier
