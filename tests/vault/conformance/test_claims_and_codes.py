"""Claims, return codes and the keys of a day: what must be found, and then never again."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from beside.vault.keyring.interface import Closing, Keyring, UnknownHandle
from tests.vault.keyrings import NOW, TODAY, one


def test_claims_find_and_are_forgotten_with_their_handle(keyring: Keyring) -> None:
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


def test_nobody_stands_for_anything_without_a_key(keyring: Keyring) -> None:
    with pytest.raises(UnknownHandle):
        keyring.claim_many([(one(keyring), ["person:1"]), (uuid4(), ["person:1"])])
    assert keyring.claimed([["person:1"]]) == [frozenset()], "one act, whole or not at all"


def test_what_two_stand_for_can_be_taken_from_one(keyring: Keyring) -> None:
    event, person = keyring.create("referral", TODAY, 2, NOW)
    keyring.claim_many([(event, ["person:1", "person:2"])])
    keyring.claim_many([(person, ["person:1"])])
    keyring.unclaim_shared(person, event)
    assert keyring.claimed([["person:1"], ["person:2"]]) == [
        frozenset({person}),
        frozenset({event}),
    ]


def test_what_turned_out_not_to_be_theirs_is_taken_back(keyring: Keyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.claim_many([(first, ["person:1", "person:2"]), (second, ["person:1"])])
    keyring.unclaim(first, ["person:1", "person:9"])
    assert keyring.claimed([["person:1"], ["person:2"]]) == [
        frozenset({second}),
        frozenset({first}),
    ]
    keyring.drop_claims(first)
    assert keyring.claimed([["person:2"]]) == [frozenset()]
    assert keyring.holds([first]) == [True]


def test_a_thousand_people_are_claimed_and_looked_up_at_once(keyring: Keyring) -> None:
    handle = one(keyring)
    lists = [[f"person:{number}", f"email:{number:064}"] for number in range(3000)]
    keyring.claim_many([(handle, values) for values in lists[:300]])
    found = keyring.claimed(lists)
    assert found == [frozenset({handle})] * 300 + [frozenset()] * 2700


def test_a_code_leads_to_its_handle_until_it_is_forgotten(keyring: Keyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.set_code(first, "AAAA")
    keyring.set_code(second, "BBBB")
    assert keyring.find_code("AAAA") == first
    assert keyring.find_code("CCCC") is None
    keyring.forget([Closing(first)], TODAY)
    assert keyring.find_code("AAAA") is None
    assert keyring.find_code("BBBB") == second


def test_a_code_leads_nowhere_without_a_key(keyring: Keyring) -> None:
    with pytest.raises(UnknownHandle):
        keyring.set_code(uuid4(), "AAAA")
    with pytest.raises(UnknownHandle):
        keyring.share_codes(one(keyring), uuid4())
    assert keyring.find_code("AAAA") is None


def test_a_code_that_is_given_again_outlives_the_act_that_broke_off(keyring: Keyring) -> None:
    """Her form was sent twice: the first time the database had no room for her row."""
    broken, hers = keyring.create("referral", TODAY, 2, NOW)
    keyring.set_code(broken, "AAAA")
    keyring.set_code(hers, "AAAA")
    keyring.confirm([hers])
    assert keyring.tidy(NOW).orphans == 0
    assert keyring.tidy(NOW + timedelta(hours=24)).orphans == 0
    assert keyring.tidy(NOW + timedelta(hours=26)).orphans == 1
    assert keyring.find_code("AAAA") == hers


def test_codes_of_two_that_became_one_lead_to_the_one_that_lives_on(keyring: Keyring) -> None:
    first, second = keyring.create("referral", TODAY, 2, NOW)
    keyring.set_code(first, "AAAA")
    keyring.set_code(second, "BBBB")
    keyring.share_codes(first, second)
    keyring.forget([Closing(first)], TODAY)
    assert keyring.find_code("AAAA") == keyring.find_code("BBBB") == second


def test_a_days_key_derives_the_same_bytes_and_dies_after_two_days(keyring: Keyring) -> None:
    assert keyring.derive(TODAY, "return code", b"nonce", 14) is None
    keyring.begin_day(TODAY)
    code = keyring.derive(TODAY, "return code", b"nonce", 14)
    keyring.begin_day(TODAY)
    assert code is not None
    assert len(code) == 14
    assert keyring.derive(TODAY, "return code", b"nonce", 14) == code
    assert keyring.derive(TODAY, "return code", b"other", 14) != code
    assert keyring.derive(TODAY, "form token", b"nonce", 14) != code
    keyring.tidy(NOW + timedelta(days=1), is_told=True)
    assert keyring.derive(TODAY, "return code", b"nonce", 14) == code
    keyring.tidy(NOW + timedelta(days=2), is_told=True)
    assert keyring.derive(TODAY, "return code", b"nonce", 14) is None
