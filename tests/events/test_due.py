"""What time does to an event: it stops remembering its people, and is forgotten."""

from __future__ import annotations

from datetime import timedelta

from beside.events import actions, due
from beside.events.coverage import coverage_of
from beside.events.models import Event, load
from beside.referrals import actions as referrals
from beside.referrals.due import finish
from beside.rules.stages import Actor
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.events.telling import choose, names, people, reach, tell

DAY = timedelta(days=1)


def test_three_weeks_after_its_last_name_it_no_longer_knows_its_people(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n", call_back="5-1234")
    choose(cast, event, rosa=cast.rosa)
    reach(cast, names(event)["Rosa Reyes"].handle)
    before = vault.statistics().claims
    due.forget(NOW + 21 * DAY)
    assert vault.statistics().claims == before
    due.forget(NOW + 22 * DAY)
    assert vault.statistics().claims == 0
    assert coverage_of(load(event.handle)).exposed == 1


def test_a_number_left_for_an_unfinished_list_goes_with_the_memory(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n", completeness="others", call_back="5-1234")
    due.forget(NOW + 21 * DAY)
    assert load(event.handle).facts.can_call_back
    due.forget(NOW + 22 * DAY)
    assert not load(event.handle).facts.can_call_back


def test_thirty_days_after_its_last_referral_it_is_forgotten_and_counted(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\nFaye Frost\n", code="CODE")
    choose(cast, event, rosa=cast.rosa, faye=cast.faye)
    rows = names(event)
    reach(cast, rows["Rosa Reyes"].handle)
    due.forget(NOW + 40 * DAY)
    assert Event.objects.count() == 1  # Faye is still here
    referrals.close(
        rows["Faye Frost"].handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=NOW
    )
    finish(NOW + 40 * DAY)
    due.forget(NOW + 40 * DAY)
    assert due.forget(NOW + 69 * DAY) == 0
    assert due.forget(NOW + 70 * DAY) == 1
    assert not Event.objects.exists()
    assert vault.find_code("CODE") is None
    counted = vault.period("2027Q1")["coverage"]
    assert counted == {"exposed": 1, "offered": 1, "reached": 1, "outside": 1}
    assert due.forget(NOW + 71 * DAY) == 0


def test_names_that_come_in_the_thirty_days_begin_them_anew(cast: Cast) -> None:
    event = tell(cast, "")
    due.forget(NOW)
    actions.add_names(
        event.handle, people("Rosa Reyes\n"), actor=Actor.REPORTER, by=None, at=NOW + 20 * DAY
    )
    due.forget(NOW + 30 * DAY)
    due.forget(NOW + 55 * DAY)
    assert load(event.handle).is_open


def test_an_event_without_a_name_is_forgotten_too(cast: Cast) -> None:
    tell(cast, "")
    due.forget(NOW)
    assert due.forget(NOW + 29 * DAY) == 0
    assert due.forget(NOW + 30 * DAY) == 1


def test_no_event_outlives_its_last_week_once_nobody_is_left(cast: Cast) -> None:
    event = tell(cast, "")
    row = load(event.handle)
    assert due.forget(NOW + (row.expiry_week - NOW.date()) + DAY) == 1


def test_a_row_without_a_key_stays_and_nothing_is_deleted(cast: Cast) -> None:
    event = tell(cast, "")
    Event.objects.filter(handle=event.handle).update(
        handle="00000000-0000-4000-8000-000000000000", stage=Event.Stage.OVER
    )
    assert due.forget(NOW) == 0
    assert Event.objects.count() == 1
