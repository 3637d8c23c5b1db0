"""More names for an event that was told before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.events import actions
from beside.events.actions import EventGone, TooLate
from beside.events.coverage import coverage_of
from beside.events.models import load
from beside.referrals.models import Referral
from beside.rules.stages import Actor
from tests.cast import NOW, Cast
from tests.events.telling import choose, names, people, reach, tell


def test_a_name_added_later_has_a_place(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n")
    later = NOW + timedelta(days=3)
    actions.add_names(event.handle, people("Faye Frost\n"), actor=Actor.REPORTER, by=None, at=later)
    rows = names(event)
    assert set(rows) == {"Rosa Reyes", "Faye Frost"}
    assert load(event.handle).facts.last_name_on == "2026-11-27"
    # The promise runs from when the name came.
    assert rows["Faye Frost"].facts.due_at == later + timedelta(hours=24)


def test_a_name_that_is_there_already_changes_nothing(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n")
    again = people("Reyes, Rosa; rosa.reyes11@example.edu\n")
    actions.add_names(event.handle, again, actor=Actor.REPORTER, by=None, at=NOW)
    assert Referral.objects.count() == 1
    assert names(event)["Rosa Reyes"].facts.events == [str(event.handle)]


def test_somebody_of_this_event_who_was_reached_is_left_in_peace_and_counted_once(
    cast: Cast,
) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n")
    choose(cast, event, rosa=cast.rosa)
    reach(cast, names(event)["Rosa Reyes"].handle)
    again = people("Rosa Reyes\trosa.reyes11@example.edu\n")
    actions.add_names(event.handle, again, actor=Actor.REPORTER, by=None, at=NOW)
    assert names(event) == {}
    assert coverage_of(event).exposed == 1


def test_names_are_taken_for_three_weeks_after_the_last_and_sixty_days_at_most(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n")
    with pytest.raises(TooLate):
        actions.add_names(
            event.handle,
            people("Faye Frost\n"),
            actor=Actor.REPORTER,
            by=None,
            at=NOW + timedelta(days=22),
        )
    for day, name in ((20, "Faye Frost"), (40, "Remy Roth"), (60, "Uma Unlisted")):
        actions.add_names(
            event.handle,
            people(f"{name}\n"),
            actor=Actor.COORDINATOR,
            by=cast.cora,
            at=NOW + timedelta(days=day),
        )
    with pytest.raises(TooLate):
        actions.add_names(
            event.handle,
            people("Kim Park\n"),
            actor=Actor.COORDINATOR,
            by=cast.cora,
            at=NOW + timedelta(days=61),
        )
    assert len(names(event)) == 4


def test_an_event_taken_back_takes_no_names(cast: Cast) -> None:
    event = tell(cast)
    actions.take_back(event.handle, actor=Actor.REPORTER, by=None, at=NOW)
    with pytest.raises(EventGone):
        actions.add_names(event.handle, people("Kim Park\n"), actor=Actor.REPORTER, by=None, at=NOW)
