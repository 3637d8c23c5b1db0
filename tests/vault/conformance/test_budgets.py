"""How many names a member may open, and what is worth an alarm."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from beside.rules.budgets import Spent
from beside.vault.keyring.interface import BudgetSpent, Keyring, NotAgreed, Opener, Sealed
from tests.vault.keyrings import NOW, PLACE, TODAY, one

SAM, CORA, LEA = 7, 8, 9
MORNING = NOW.replace(hour=6, minute=0)


def supporter(member: int = SAM, *, exempt: bool = False) -> Opener:
    return Opener(member, "supporter", exempt)


def coordinator(member: int = CORA) -> Opener:
    return Opener(member, "coordinator")


def look(keyring: Keyring, number: int, opener: Opener, at: datetime = MORNING) -> list[UUID]:
    """Look at so many names that nobody has looked at: their seals are of no matter here."""
    handles = [uuid4() for _ in range(number)]
    look_at(keyring, handles, opener, at)
    return handles


def look_at(keyring: Keyring, handles: list[UUID], opener: Opener, at: datetime) -> None:
    keyring.look([Sealed(one, PLACE, b"") for one in handles], opener, at)


def spent(keyring: Keyring, number: int, opener: Opener, at: datetime = MORNING) -> Spent:
    with pytest.raises(BudgetSpent) as refused:
        look(keyring, number, opener, at)
    return refused.value.spent


def test_a_look_opens_the_name_and_is_counted(keyring: Keyring) -> None:
    handle = one(keyring)
    sealed = keyring.seal([Sealed(handle, PLACE, b"Rosa")])[0]
    asked = [Sealed(handle, PLACE, sealed), Sealed(uuid4(), PLACE, b"")]
    assert keyring.look(asked, supporter(), MORNING) == [b"Rosa", None]
    assert keyring.openings(TODAY) == {"supporter": 2}
    assert keyring.openings(TODAY - timedelta(days=1)) == {}


def test_a_supporter_opens_twenty_names_a_day(keyring: Keyring) -> None:
    look(keyring, 20, supporter())
    assert spent(keyring, 1, supporter(), MORNING + timedelta(hours=12)) == Spent.DAY
    look(keyring, 1, supporter(LEA))
    look(keyring, 20, supporter(), MORNING + timedelta(days=1))


def test_a_refused_look_opens_nothing_and_counts_nothing_but_an_alarm(keyring: Keyring) -> None:
    look(keyring, 19, supporter())
    assert spent(keyring, 2, supporter()) == Spent.DAY
    assert keyring.openings(TODAY) == {"supporter": 19}
    look(keyring, 1, supporter())
    assert keyring.alarms() == {"openings": 1}


def test_an_alarm_is_told_until_it_is_written_down_and_what_came_since_stays(
    keyring: Keyring,
) -> None:
    look(keyring, 20, supporter())
    for _time in range(2):
        assert spent(keyring, 1, supporter()) == Spent.DAY
    told = keyring.alarms()
    assert told == keyring.alarms() == {"openings": 2}
    assert spent(keyring, 1, supporter()) == Spent.DAY
    keyring.drop_alarms(told)
    assert keyring.alarms() == {"openings": 1}
    keyring.drop_alarms(keyring.alarms())
    assert keyring.alarms() == {}


def test_the_same_name_counts_once_however_often_it_is_looked_at(keyring: Keyring) -> None:
    handles = look(keyring, 20, supporter())
    for hours in range(12):
        look_at(keyring, handles, supporter(), MORNING + timedelta(hours=hours))
    assert keyring.openings(TODAY) == {"supporter": 20}


def test_the_first_look_after_a_take_is_counted_and_never_refused(keyring: Keyring) -> None:
    look(keyring, 20, supporter())
    look(keyring, 5, supporter(exempt=True))
    assert keyring.openings(TODAY) == {"supporter": 25}
    assert spent(keyring, 1, supporter()) == Spent.DAY


def test_a_name_of_today_stays_open_whatever_was_opened_since(keyring: Keyring) -> None:
    handles = look(keyring, 20, supporter())
    look(keyring, 5, supporter(exempt=True))
    look_at(keyring, handles, supporter(), MORNING + timedelta(hours=2))
    assert keyring.openings(TODAY) == {"supporter": 25}


def test_a_coordinator_opens_sixty_an_hour_and_three_hundred_a_day(keyring: Keyring) -> None:
    for hour in range(5):
        look(keyring, 60, coordinator(), MORNING + timedelta(hours=hour))
        assert spent(keyring, 1, coordinator(), MORNING + timedelta(hours=hour)) == Spent.HOUR
    assert spent(keyring, 1, coordinator(), MORNING + timedelta(hours=6)) == Spent.DAY
    assert spent(keyring, 61, coordinator(LEA), MORNING) == Spent.HOUR


def test_all_together_open_six_hundred_a_day(keyring: Keyring) -> None:
    for member in range(30):
        look(keyring, 20, supporter(100 + member))
    assert spent(keyring, 1, supporter()) == Spent.EVERYBODY
    look(keyring, 1, supporter(exempt=True))
    look(keyring, 1, supporter(), MORNING + timedelta(days=1))


def test_two_members_widen_what_may_be_opened_for_a_day(keyring: Keyring) -> None:
    with pytest.raises(NotAgreed):
        keyring.agree_widen(LEA, MORNING)
    keyring.ask_widen(CORA, MORNING)
    assert keyring.widening(MORNING) == (CORA, None)
    with pytest.raises(NotAgreed):
        keyring.agree_widen(CORA, MORNING)
    assert spent(keyring, 61, coordinator()) == Spent.HOUR
    keyring.agree_widen(LEA, MORNING)
    assert keyring.widening(MORNING) == (None, MORNING + timedelta(hours=24))
    look(keyring, 600, coordinator())
    assert spent(keyring, 1, coordinator()) == Spent.DAY
    assert keyring.widening(MORNING + timedelta(hours=24)) == (None, None)
    assert spent(keyring, 61, coordinator(), MORNING + timedelta(hours=24)) == Spent.HOUR


def test_asking_to_widen_again_takes_nothing_away(keyring: Keyring) -> None:
    keyring.ask_widen(CORA, MORNING)
    keyring.agree_widen(LEA, MORNING)
    later = MORNING + timedelta(hours=10)
    keyring.ask_widen(CORA, later)
    assert keyring.widening(later) == (CORA, MORNING + timedelta(hours=24))
    look(keyring, 61, coordinator(), later)
    keyring.agree_widen(LEA, later)
    assert keyring.widening(later) == (None, later + timedelta(hours=24))


def test_what_was_asked_a_day_ago_is_asked_no_more(keyring: Keyring) -> None:
    keyring.ask_widen(CORA, MORNING)
    late = MORNING + timedelta(hours=24, minutes=1)
    assert keyring.widening(late) == (None, None)
    with pytest.raises(NotAgreed):
        keyring.agree_widen(LEA, late)


def test_looking_up_more_than_five_hundred_an_hour_is_an_alarm_and_never_refused(
    keyring: Keyring,
) -> None:
    people = [[f"person:{number}"] for number in range(500)]
    assert keyring.claimed(people, MORNING) == [frozenset()] * 500
    assert keyring.alarms() == {}
    keyring.claimed(people, MORNING + timedelta(hours=1))
    keyring.claimed(people)
    assert keyring.alarms() == {}, "another hour, and what an act asks for itself"
    keyring.claimed(people[:1], MORNING)
    keyring.claimed(people[:1], MORNING)
    assert keyring.alarms() == {"claims": 1}, "once an hour"


def test_who_opened_what_is_forgotten_and_only_how_many_stays(keyring: Keyring) -> None:
    look(keyring, 20, supporter())
    keyring.tidy(MORNING + timedelta(days=2), is_told=True)
    look(keyring, 20, supporter())
    assert keyring.openings(TODAY) == {"supporter": 40}, "its digests of that day are gone"
    keyring.tidy(MORNING + timedelta(days=35), is_told=True)
    assert keyring.openings(TODAY) == {}
