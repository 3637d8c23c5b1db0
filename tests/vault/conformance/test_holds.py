"""A legal hold: two members, for ninety days, and never a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from beside.vault.keyring.interface import (
    Closing,
    Hold,
    Keyring,
    NotAgreed,
    OnHold,
    Receipt,
    Subject,
    UnknownHandle,
)
from tests.vault.keyrings import NOW, PERIOD, TODAY, one

ADA, LEA, CORA = 1, 2, 3
ALL = Subject()


def hold(keyring: Keyring, scope: Subject = ALL) -> Hold:
    asked = keyring.ask_hold(scope, "court", ADA, TODAY)
    return keyring.agree_hold(asked.identifier, LEA, TODAY)


def test_one_asks_a_second_agrees_and_it_holds_for_ninety_days(keyring: Keyring) -> None:
    asked = keyring.ask_hold(Subject(unit="icu"), "court", ADA, TODAY)
    assert asked == Hold(
        asked.identifier, Subject(unit="icu"), "court", ADA, None, TODAY + timedelta(days=7)
    )
    agreed = keyring.agree_hold(asked.identifier, LEA, TODAY)
    assert agreed == replace(asked, agreed_by=LEA, until=TODAY + timedelta(days=90))
    assert keyring.all_holds(TODAY) == [agreed]
    assert keyring.statistics().holds == 1


def test_the_one_who_asked_cannot_agree(keyring: Keyring) -> None:
    asked = keyring.ask_hold(ALL, "court", ADA, TODAY)
    with pytest.raises(NotAgreed):
        keyring.agree_hold(asked.identifier, ADA, TODAY)
    assert keyring.all_holds(TODAY) == [asked]


def test_nobody_agrees_to_what_nobody_asked(keyring: Keyring) -> None:
    with pytest.raises(NotAgreed):
        keyring.agree_hold("nothing", LEA, TODAY)


def test_what_is_only_asked_holds_nothing_and_is_over_after_a_week(keyring: Keyring) -> None:
    asked = keyring.ask_hold(ALL, "court", ADA, TODAY)
    assert len(keyring.forget([Closing(one(keyring))], TODAY)) == 1
    late = TODAY + timedelta(days=8)
    assert keyring.all_holds(late) == [asked], "a leap of the clock ends nothing"
    keyring.confirm_clock(NOW + timedelta(days=8))
    assert keyring.all_holds(late) == []
    with pytest.raises(NotAgreed):
        keyring.agree_hold(asked.identifier, LEA, late)


def test_nobody_renews_a_hold_alone(keyring: Keyring) -> None:
    held = hold(keyring)
    later = TODAY + timedelta(days=60)
    for member in (ADA, LEA, CORA):
        with pytest.raises(NotAgreed):
            keyring.agree_hold(held.identifier, member, later)
    assert keyring.all_holds(later) == [held]


def test_two_renew_a_hold_by_the_same_act(keyring: Keyring) -> None:
    held = hold(keyring)
    later = TODAY + timedelta(days=60)
    asked = keyring.ask_hold(held.scope, held.why, LEA, later)
    assert keyring.all_holds(later) == [asked, held], "held all the while"
    renewed = keyring.agree_hold(asked.identifier, ADA, later)
    assert renewed.until == later + timedelta(days=90)
    with pytest.raises(OnHold):
        keyring.forget([Closing(one(keyring))], TODAY + timedelta(days=120))


def test_a_hold_is_over_after_its_last_day_and_then_forgotten(keyring: Keyring) -> None:
    hold(keyring)
    handle = one(keyring)
    last = TODAY + timedelta(days=90)
    with pytest.raises(OnHold):
        keyring.forget([Closing(handle)], last)
    keyring.tidy(NOW + timedelta(days=91), is_told=True)
    assert keyring.statistics().holds == 0
    assert len(keyring.forget([Closing(handle)], last + timedelta(days=1))) == 1


def test_a_hold_that_is_ended_holds_nothing(keyring: Keyring) -> None:
    held = hold(keyring)
    before = keyring.about().generation
    keyring.end_hold(held.identifier)
    keyring.end_hold(held.identifier)
    assert keyring.all_holds(TODAY) == []
    assert keyring.about().generation > before, "and what it said is gone"
    assert len(keyring.forget([Closing(one(keyring))], TODAY)) == 1


def test_what_a_hold_covers_is_not_forgotten_and_not_counted(keyring: Keyring) -> None:
    hold(keyring)
    first, second = keyring.create("referral", TODAY, 2, NOW)
    with pytest.raises(OnHold):
        keyring.forget([Closing(first, period=PERIOD, tables={"outcome": "met"})], TODAY)
    assert keyring.holds([first, second]) == [True, True]
    assert keyring.periods() == []


def forgets(keyring: Keyring, closing: Closing) -> bool:
    try:
        found = keyring.forget([closing], TODAY)
    except OnHold:
        return False
    return isinstance(found[0], Receipt)


def events(keyring: Keyring) -> tuple[UUID, UUID]:
    """A death on the intensive care unit, an assault in the emergency department."""
    first, second = keyring.create("event", TODAY, 2, NOW)
    keyring.open_event(first, "death", "icu")
    keyring.open_event(second, "assault", "ed")
    return first, second


def test_a_hold_on_one_event_covers_it_and_its_people(keyring: Keyring) -> None:
    event, other = events(keyring)
    hold(keyring, Subject(event=event))
    assert not forgets(keyring, Closing(event))
    assert not forgets(keyring, Closing(one(keyring), events=(other, event)))
    assert forgets(keyring, Closing(one(keyring), events=(other,)))
    assert forgets(keyring, Closing(one(keyring)))
    assert forgets(keyring, Closing(other))


def test_a_hold_by_kind_covers_the_events_of_that_kind_and_their_people(keyring: Keyring) -> None:
    event, other = events(keyring)
    hold(keyring, Subject(kind="death"))
    assert not forgets(keyring, Closing(one(keyring), events=(event,)))
    assert forgets(keyring, Closing(one(keyring), events=(other,)))
    assert forgets(keyring, Closing(one(keyring)))


def test_a_hold_by_reason_covers_what_came_for_that_reason(keyring: Keyring) -> None:
    hold(keyring, Subject(reason="litigation"))
    assert not forgets(keyring, Closing(one(keyring), reason="litigation"))
    assert forgets(keyring, Closing(one(keyring), reason="life"))
    assert forgets(keyring, Closing(one(keyring)))


def test_a_hold_by_unit_covers_the_people_and_the_events_of_that_unit(keyring: Keyring) -> None:
    event, other = events(keyring)
    hold(keyring, Subject(unit="icu"))
    assert not forgets(keyring, Closing(one(keyring), unit="icu"))
    assert not forgets(keyring, Closing(one(keyring), unit="ward", events=(event,)))
    assert not forgets(keyring, Closing(event))
    assert forgets(keyring, Closing(one(keyring), unit="ward", events=(other,)))


def test_a_hold_of_several_words_covers_what_all_of_them_cover(keyring: Keyring) -> None:
    event, _other = events(keyring)
    hold(keyring, Subject(kind="death", reason="litigation"))
    assert not forgets(keyring, Closing(one(keyring), events=(event,), reason="litigation"))
    assert forgets(keyring, Closing(one(keyring), events=(event,), reason="life"))
    assert forgets(keyring, Closing(one(keyring), reason="litigation"))


def test_a_hold_brings_back_nothing_that_was_forgotten(keyring: Keyring) -> None:
    handle = one(keyring)
    receipt = keyring.forget([Closing(handle)], TODAY)
    hold(keyring)
    assert keyring.forget([Closing(handle)], TODAY) == receipt
    assert keyring.holds([handle]) == [False]


def test_while_anything_is_held_no_key_expires_by_itself(keyring: Keyring) -> None:
    handle = one(keyring)
    keyring.confirm([handle])
    held = hold(keyring, Subject(reason="litigation"))
    late = NOW + timedelta(days=8)
    assert keyring.tidy(late, is_told=True).lost == 0
    assert keyring.holds([handle]) == [True]
    keyring.end_hold(held.identifier)
    assert keyring.tidy(late, is_told=True).lost == 0, "the sweep has a week to close it truly"
    assert keyring.tidy(late + timedelta(days=7), is_told=True).lost == 0
    assert keyring.tidy(late + timedelta(days=8), is_told=True).lost == 1
    with pytest.raises(UnknownHandle):
        keyring.claim_many([(handle, ["person:1"])])
