"""Counting where forgetting happens; and giving the counts out, late and never small."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from beside.vault.keyring.interface import Closing, Keyring, NotReleased, Released
from tests.vault.keyrings import NOW, PERIOD, TODAY, one

LATE = date(2027, 1, 15)


def close(keyring: Keyring, number: int, period: str = PERIOD, outcome: str = "met") -> None:
    handles = keyring.create("referral", TODAY, number, NOW)
    keyring.forget(
        [Closing(handle, period=period, tables={"outcome": outcome}) for handle in handles], TODAY
    )


def test_an_events_coverage_grows_as_its_people_are_forgotten_and_then_joins_the_period(
    keyring: Keyring,
) -> None:
    event, first, second = keyring.create("referral", TODAY, 3, NOW)
    keyring.open_event(event)
    for handle in (first, second):
        closing = Closing(handle, events=(event,), coverage=("exposed", "offered"))
        keyring.forget([closing], TODAY)
    keyring.count_event(event, ("exposed", "merged"))
    assert keyring.event_coverage(event) == {"exposed": 3, "offered": 2, "merged": 1}
    keyring.forget([Closing(event, period=PERIOD)], TODAY)
    assert keyring.event_coverage(event) == {}
    tables = {"coverage": {"exposed": 3, "offered": 2, "merged": 1}}
    assert keyring.period(PERIOD) == tables, "an event is nobody's close"


def test_several_people_of_an_event_are_counted_at_once(keyring: Keyring) -> None:
    event = one(keyring, "event")
    keyring.open_event(event, "death", "icu")
    keyring.count_event(event, ["exposed"], 12)
    keyring.open_event(event, "death", "icu")
    assert keyring.event_coverage(event) == {"exposed": 12}, "opened again, it keeps its counts"
    keyring.count_event(uuid4(), ["exposed"], 12)
    assert keyring.statistics().event_counters == 1, "an event that is not counted is not begun"


def test_a_load_is_each_supporters_own_and_fades(keyring: Keyring) -> None:
    handles = keyring.create("referral", TODAY, 3, NOW)
    keyring.forget([Closing(one, supporter=7, week=1600) for one in handles], TODAY)
    assert keyring.load([7, 8], 1600) == {7: 3.0, 8: 0.0}
    assert keyring.load([7], 1608) == {7: 1.5}
    assert keyring.load([7], 1700) == {7: 0.0}


def test_a_period_is_given_out_fifteen_days_after_its_end_and_not_before(keyring: Keyring) -> None:
    close(keyring, 11)
    with pytest.raises(NotReleased) as refused:
        keyring.release(PERIOD, date(2027, 1, 14))
    assert refused.value.reason == "not over"
    tables = {"total": {"all": 11}, "outcome": {"met": 11}}
    assert keyring.release(PERIOD, LATE) == Released((PERIOD,), tables, False)


def test_a_period_of_fewer_than_eleven_is_joined_with_the_next(keyring: Keyring) -> None:
    close(keyring, 10, "2026Q3")
    with pytest.raises(NotReleased) as refused:
        keyring.release("2026Q3", LATE)
    assert refused.value.reason == "too few"
    close(keyring, 1, PERIOD, "missed")
    tables = {"total": {"all": 11}, "outcome": {"met": 10, "missed": 1}}
    assert keyring.release(PERIOD, LATE) == Released(("2026Q3", PERIOD), tables, False)


def test_what_stays_small_for_a_year_is_only_said_to_be_few(keyring: Keyring) -> None:
    close(keyring, 10, "2026Q1")
    with pytest.raises(NotReleased, match="too few"):
        keyring.release("2026Q3", LATE)
    assert keyring.release(PERIOD, LATE) == Released(("2026Q1",), {}, True)


def test_a_period_of_which_nothing_is_held_is_not_given_out(keyring: Keyring) -> None:
    with pytest.raises(NotReleased, match="nothing"):
        keyring.release(PERIOD, LATE)


def test_what_was_published_is_forgotten_here_too(keyring: Keyring) -> None:
    close(keyring, 11)
    close(keyring, 1, "2027Q1")
    before = keyring.about().generation
    keyring.discard([PERIOD])
    assert keyring.periods() == ["2027Q1"]
    assert keyring.about().generation == before + 1, "by a rotation, so that it is gone for good"
    keyring.discard([PERIOD])
    with pytest.raises(NotReleased):
        keyring.release(PERIOD, LATE + timedelta(days=1))
