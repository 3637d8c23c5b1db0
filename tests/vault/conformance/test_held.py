"""What the keyring keeps because two members said so, and lets go of when they do not any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from beside.vault.keyring.interface import Closing, Hold, Keyring, NotAgreed, OnHold, Subject

NOW = datetime(2026, 11, 24, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
LEA, ANN = 3, 4
ALL = Subject()


def one(keyring: Keyring, row: str = "referral") -> UUID:
    handle = keyring.create(row, TODAY, 1, NOW)[0]
    keyring.confirm([handle])
    return handle


def hold(keyring: Keyring, subject: Subject = ALL) -> Hold:
    asked = keyring.ask_hold(subject, "lawsuit", LEA, TODAY)
    return keyring.agree_hold(asked.identifier, ANN, TODAY)


def is_held(keyring: Keyring, closing: Closing) -> bool:
    """Whether it is refused; and the keyring says so beforehand."""
    said = keyring.held_until([closing], TODAY) != [None]
    generation = keyring.about().generation
    try:
        keyring.forget([closing], TODAY)
    except OnHold:
        assert said
        assert keyring.holds([closing.handle]) == [True]
        return True
    assert not said
    assert keyring.holds([closing.handle]) == [False]
    assert keyring.about().generation == generation + 1
    return False


def test_what_is_held_is_not_forgotten_and_not_counted(keyring: Keyring) -> None:
    handle = one(keyring)
    hold(keyring)
    closing = Closing(handle, period="2026Q4", tables={"outcome": "met"})
    assert is_held(keyring, closing)
    assert keyring.period("2026Q4") == {}


def test_once_the_hold_is_over_it_is_counted_once(keyring: Keyring) -> None:
    handle = one(keyring)
    held = hold(keyring)
    closing = Closing(handle, period="2026Q4", tables={"outcome": "met"})
    assert is_held(keyring, closing)
    keyring.end_hold(held.identifier)
    for _again in range(2):
        keyring.forget([closing], TODAY)
    assert keyring.period("2026Q4")["total"] == {"all": 1}


def test_asked_for_and_not_agreed_to_it_holds_nothing(keyring: Keyring) -> None:
    handle = one(keyring)
    keyring.ask_hold(ALL, "lawsuit", LEA, TODAY)
    assert not is_held(keyring, Closing(handle))


def test_nobody_agrees_alone_nor_to_what_was_not_asked(keyring: Keyring) -> None:
    asked = keyring.ask_hold(ALL, "lawsuit", LEA, TODAY)
    for identifier, member in ((asked.identifier, LEA), ("ab" * 16, ANN)):
        with pytest.raises(NotAgreed):
            keyring.agree_hold(identifier, member, TODAY)
    assert keyring.all_holds(TODAY)[0].agreed_by is None


def test_a_wish_older_than_a_week_is_none(keyring: Keyring) -> None:
    asked = keyring.ask_hold(ALL, "lawsuit", LEA, TODAY)
    assert keyring.all_holds(TODAY + 7 * DAY) == [asked]
    assert keyring.all_holds(TODAY + 8 * DAY) == []
    with pytest.raises(NotAgreed):
        keyring.agree_hold(asked.identifier, ANN, TODAY + 8 * DAY)


def test_it_lasts_ninety_days(keyring: Keyring) -> None:
    closing = Closing(one(keyring))
    last = TODAY + 90 * DAY
    assert hold(keyring).until == last
    keyring.confirm_clock(NOW + 90 * DAY)
    assert keyring.held_until([closing], last) == [last]
    assert keyring.held_until([closing], last + DAY) == [None]
    keyring.forget([closing], last + DAY)


def test_a_leap_of_the_clock_ends_no_hold_before_the_keyring_believes_it(
    keyring: Keyring,
) -> None:
    closing = Closing(one(keyring))
    held, leapt = hold(keyring), NOW + 100 * DAY
    for hours in (0, 71):
        keyring.tidy(leapt + timedelta(hours=hours))
        with pytest.raises(OnHold):
            keyring.forget([closing], (leapt + timedelta(hours=hours)).date())
        assert keyring.all_holds(leapt.date()) == [held]
    keyring.tidy(leapt + timedelta(hours=72))
    keyring.forget([closing], leapt.date())


def test_one_alone_cannot_make_it_last_longer(keyring: Keyring) -> None:
    held = hold(keyring)
    for member in (LEA, ANN, 5):
        with pytest.raises(NotAgreed):
            keyring.agree_hold(held.identifier, member, TODAY + DAY)
    assert keyring.all_holds(TODAY)[0].until == TODAY + 90 * DAY


def test_two_renew_it_by_the_same_act_and_there_is_one(keyring: Keyring) -> None:
    hold(keyring)
    later = TODAY + 80 * DAY
    again = keyring.ask_hold(ALL, "lawsuit", ANN, later)
    assert keyring.held_until([Closing(one(keyring))], later) == [TODAY + 90 * DAY]
    keyring.agree_hold(again.identifier, LEA, later)
    assert [held.until for held in keyring.all_holds(later)] == [later + 90 * DAY]


def test_another_with_other_words_stands_beside_it(keyring: Keyring) -> None:
    hold(keyring)
    hold(keyring, Subject(reason="litigation"))
    assert len(keyring.all_holds(TODAY)) == 2


def test_an_event_and_its_people_are_found_by_kind_and_unit(keyring: Keyring) -> None:
    event = one(keyring, "event")
    keyring.open_event(event, "died", "3")
    for subject in (Subject(event=event), Subject(kind="died"), Subject(unit="3")):
        held = hold(keyring, subject)
        assert is_held(keyring, Closing(event))
        assert is_held(keyring, Closing(one(keyring), events=(event,)))
        assert not is_held(keyring, Closing(one(keyring)))
        keyring.end_hold(held.identifier)
    for other in (Subject(kind="violence"), Subject(unit="33"), Subject(event=one(keyring))):
        hold(keyring, other)
    assert not is_held(keyring, Closing(one(keyring), events=(event,)))


def test_a_person_of_the_unit_is_found_without_an_event(keyring: Keyring) -> None:
    hold(keyring, Subject(unit="3"))
    hold(keyring, Subject(reason="board"))
    assert is_held(keyring, Closing(one(keyring), unit="3"))
    assert is_held(keyring, Closing(one(keyring), unit="4", reason="board"))
    assert not is_held(keyring, Closing(one(keyring), unit="4", reason="litigation"))


def test_of_several_the_last_day_is_told(keyring: Keyring) -> None:
    hold(keyring)
    later = keyring.ask_hold(Subject(unit="3"), "court", LEA, TODAY + DAY)
    keyring.agree_hold(later.identifier, ANN, TODAY + DAY)
    there, elsewhere = Closing(one(keyring), unit="3"), Closing(one(keyring))
    days = keyring.held_until([there, elsewhere], TODAY + DAY)
    assert days == [TODAY + 91 * DAY, TODAY + 90 * DAY]


def test_one_of_many_that_is_held_keeps_all_of_that_asking(keyring: Keyring) -> None:
    held, free = one(keyring), one(keyring)
    hold(keyring, Subject(unit="3"))
    with pytest.raises(OnHold):
        keyring.forget([Closing(free), Closing(held, unit="3")], TODAY)
    assert keyring.holds([held, free]) == [True, True]


def test_without_a_hold_a_key_is_lost_a_week_after_its_limit(keyring: Keyring) -> None:
    handle = one(keyring)
    tidy(keyring, 6)
    assert keyring.holds([handle]) == [True]
    tidy(keyring, 7)
    assert keyring.holds([handle]) == [False]


def test_what_was_held_has_a_week_to_be_counted_before_it_is_lost(keyring: Keyring) -> None:
    handle = one(keyring)
    held = hold(keyring)
    tidy(keyring, 30)
    keyring.end_hold(held.identifier)
    tidy(keyring, 31, 38)
    assert keyring.holds([handle]) == [True]
    tidy(keyring, 39)
    assert keyring.holds([handle]) == [False]


def test_a_hold_that_ends_by_itself_leaves_that_week_too(keyring: Keyring) -> None:
    handle = one(keyring)
    hold(keyring)
    tidy(keyring, 90, 91, 98)
    assert keyring.all_holds(TODAY) == []
    assert keyring.holds([handle]) == [True]
    tidy(keyring, 99)
    assert keyring.holds([handle]) == [False]


def tidy(keyring: Keyring, *days: int) -> None:
    """The sweep, so many days after today, by somebody's word."""
    for day in days:
        keyring.tidy(NOW + day * DAY, is_told=True)
