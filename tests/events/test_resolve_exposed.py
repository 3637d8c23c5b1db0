"""Many people of an event are found at once; nobody is guessed, nobody is reached twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.events import actions
from beside.events.actions import EventGone
from beside.events.coverage import coverage_of, open_of
from beside.events.models import load
from beside.matching import actions as matching
from beside.matching.actions import CannotAsk
from beside.referrals import actions as referrals
from beside.referrals.change import NotNow
from beside.referrals.models import load as referral
from beside.rules.stages import Actor, Stage
from tests.cast import NOW, Cast
from tests.events.telling import choose, names, people, reach, tell


def test_those_chosen_are_found_and_the_others_stay(cast: Cast) -> None:
    event = tell(cast)
    done = choose(cast, event, rosa=cast.rosa, uma=None)
    assert (done.found, done.folded, done.moved) == (2, 0, 0)
    rows = names(event)
    assert rows["Rosa Reyes"].facts.match == "confirmed"
    assert rows["Uma Unlisted"].facts.match == "outside"
    assert rows["Faye Frost"].stage == Stage.RECEIVED
    assert actions.exposed_people(event) == {cast.rosa.pk}


def test_whoever_was_there_supports_none_of_the_others(cast: Cast) -> None:
    event = tell(cast, "Faye Frost\tfaye.frost13@example.edu\nSue Sato\tsue.sato3@example.edu\n")
    choose(cast, event, faye=cast.faye)
    rows = names(event)
    assert cast.sue.pk in rows["Faye Frost"].facts.barred_supporters
    with pytest.raises(CannotAsk):
        matching.ask(rows["Faye Frost"].handle, cast.sue, by=cast.cora, at=NOW)


def test_a_supporter_who_turns_out_to_have_been_there_is_asked_no_more(cast: Cast) -> None:
    event = tell(cast, "Faye Frost\tfaye.frost13@example.edu\n")
    choose(cast, event, faye=cast.faye)
    faye = names(event)["Faye Frost"].handle
    matching.ask(faye, cast.sue, by=cast.cora, at=NOW)
    actions.add_names(
        event.handle,
        people("Sue Sato\tsue.sato3@example.edu\n"),
        actor=Actor.COORDINATOR,
        by=cast.cora,
        at=NOW,
    )
    assert referral(faye).stage == Stage.WAITING
    assert cast.sue.pk in referral(faye).facts.barred_supporters


def test_the_bar_outlives_the_supporters_own_request(cast: Cast) -> None:
    event = tell(cast, "Sue Sato\tsue.sato3@example.edu\nFaye Frost\n")
    sue = names(event)["Sue Sato"].handle
    choose(cast, event, sue=cast.sue.clinician)
    referrals.stop(sue, actor=Actor.RECIPIENT, by=None, at=NOW)
    choose(cast, event, faye=cast.faye)
    assert cast.sue.pk in names(event)["Faye Frost"].facts.barred_supporters


def test_two_lines_that_turn_out_to_be_one_person_become_one(cast: Cast) -> None:
    event = tell(cast, "Faye Frost\t\t\tPediatrics\nFaye Frost\t\t\tMedicine\n")
    rows = open_of(event.handle)
    assert len(rows) == 2
    done = actions.resolve_exposed(
        event.handle, {row.handle: cast.faye.pk for row in rows}, by=cast.cora, at=NOW
    )
    assert (done.found, done.folded) == (1, 1)
    whole = coverage_of(event)
    assert (whole.exposed, whole.merged, whole.open) == (1, 1, 1)


def test_whoever_is_being_reached_for_another_reason_is_reached_once(cast: Cast) -> None:
    first = tell(cast, "Faye Frost\n", unit=cast.medicine.pk)
    choose(cast, first, faye=cast.faye)
    second = tell(cast, "Faye Frost\n")
    done = choose(cast, second, faye=cast.faye)
    assert done.folded == 1
    faye = names(first)["Faye Frost"]
    assert set(faye.facts.events) == {str(first.handle), str(second.handle)}
    assert coverage_of(second).exposed == 1


def test_a_wrong_first_guess_is_not_remembered(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n")  # the directory is sure
    choose(cast, event, rosa=cast.remy)  # and wrong: somebody read the wrong line
    later = tell(cast, "Rosa Reyes\t+1 503 555 0011\n", unit=cast.medicine.pk)
    assert set(names(later)) == {"Rosa Reyes"}
    assert names(later)["Rosa Reyes"].handle not in {row.handle for row in names(event).values()}


def test_what_moved_on_in_the_meantime_is_said(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\trosa.reyes11@example.edu\n")
    rosa = names(event)["Rosa Reyes"].handle
    choose(cast, event, rosa=cast.rosa)
    again = actions.resolve_exposed(event.handle, {rosa: cast.faye.pk}, by=cast.cora, at=NOW)
    assert (again.found, again.moved) == (0, 1)
    assert referrals.peek(referral(rosa)).person == cast.rosa.pk


def test_somebody_who_left_the_directory_is_not_guessed(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\n")
    rosa = names(event)["Rosa Reyes"].handle
    with pytest.raises(NotNow):
        actions.resolve_exposed(event.handle, {rosa: 999_999}, by=cast.cora, at=NOW)
    assert referral(rosa).stage == Stage.RECEIVED


def test_of_an_event_taken_back_nobody_is_resolved(cast: Cast) -> None:
    event = tell(cast)
    rows = names(event)
    actions.take_back(event.handle, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    with pytest.raises(EventGone):
        actions.resolve_exposed(
            event.handle, {rows["Rosa Reyes"].handle: cast.rosa.pk}, by=cast.cora, at=NOW
        )


def test_the_number_left_is_destroyed_when_everyone_on_a_whole_list_is_found(cast: Cast) -> None:
    event = tell(cast, "Rosa Reyes\nUma Unlisted\n", call_back="5-1234")
    choose(cast, event, rosa=cast.rosa)
    assert load(event.handle).facts.can_call_back
    choose(cast, event, uma=None)
    assert not load(event.handle).facts.can_call_back
    assert actions.look_at_asides(event.handle, by=cast.cora, at=NOW) == {}


def test_found_again_in_a_second_report_after_all_is_over(cast: Cast) -> None:
    first = tell(cast, "Faye Frost\n")
    choose(cast, first, faye=cast.faye)
    reach(cast, names(first)["Faye Frost"].handle)
    second = tell(cast, "Dr. Frost, Faye\tfaye.frost13@example.edu\n", at=NOW + timedelta(days=2))
    assert names(second) == {}
    whole = coverage_of(second)
    assert (whole.exposed, whole.offered, whole.merged) == (1, 1, 1)
