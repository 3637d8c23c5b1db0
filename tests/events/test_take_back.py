"""Reported in error: nobody is contacted because of it, and nothing else is touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.events import actions, due
from beside.events.actions import EventGone
from beside.events.models import Event, load
from beside.matching import actions as matching
from beside.referrals import actions as referrals
from beside.referrals.due import finish
from beside.referrals.models import Referral
from beside.referrals.models import load as referral
from beside.rules.clocks import UNDO
from beside.rules.stages import Actor, Outcome, Stage
from beside.vault import actions as vault
from tests.cast import NOW, Cast
from tests.events.telling import DESK, choose, names, tell


def test_the_people_of_this_event_alone_are_left_in_peace(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\nFaye Frost\n")
    actions.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    assert load(event.handle).stage == Event.Stage.VOIDED
    rows = Referral.objects.all().with_facts()
    assert {row.stage for row in rows} == {Stage.CLOSING}
    assert {row.facts.outcome for row in rows} == {Outcome.IN_ERROR}


def test_a_supporter_who_had_somebody_of_it_stands_down(cast: Cast) -> None:
    event = tell(cast, "Faye Frost\n")
    choose(cast, event, faye=cast.faye)
    faye = names(event)["Faye Frost"].handle
    matching.ask(faye, cast.sam, by=cast.cora, at=NOW)
    actions.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    assert referral(faye).stage == Stage.CLOSING


def test_whoever_is_here_for_another_reason_too_stays_for_that(cast: Cast) -> None:
    first = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n", unit=cast.medicine.pk)
    second = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\nFaye Frost\n")
    actions.take_back(second.handle, actor=DESK, by=cast.cora, at=NOW)
    rosa = names(first)["Rosa Reyes"]
    assert rosa.stage == Stage.RECEIVED
    assert rosa.facts.events == [str(first.handle)]


def test_what_was_in_error_is_remembered_by_nobody(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n", code="CODE", call_back="5-1234")
    actions.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    assert not load(event.handle).facts.can_call_back
    # A true report of the same day and unit then reaches her.
    again = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n")
    assert set(names(again)) == {"Rosa Reyes"}
    finish(NOW + UNDO)
    due.forget(NOW + timedelta(days=1))
    assert not Event.objects.filter(handle=event.handle).exists()
    assert vault.find_code("CODE") is None
    assert vault.period("2026Q4")["total"] == {"all": 1}
    assert "coverage" not in vault.period("2026Q4")


def test_it_is_taken_back_once(cast: Cast) -> None:
    event = tell(cast)
    actions.take_back(event.handle, actor=DESK, by=cast.cora, at=NOW)
    with pytest.raises(EventGone):
        actions.take_back(event.handle, actor=DESK, by=cast.cora, at=NOW)


def test_one_of_its_people_can_be_kept_for_ten_minutes(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n")
    rosa = names(event)["Rosa Reyes"].handle
    actions.take_back(event.handle, actor=DESK, by=cast.cora, at=NOW)
    referrals.undo(rosa, actor=DESK, by=cast.cora, at=NOW + timedelta(minutes=9))
    assert referral(rosa).stage == Stage.RECEIVED
    due.forget(NOW + timedelta(days=1))
    assert load(event.handle).stage == Event.Stage.VOIDED  # kept while it is needed
