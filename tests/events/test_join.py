"""Two reports of one event: whoever is in both is reached once and counts for both."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beside.directory.index import index
from beside.events import actions
from beside.events.actions import EventGone, SameEvent
from beside.events.coverage import coverage_of, likely_same
from beside.events.models import load
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from tests.cast import NOW, Cast
from tests.events.telling import DESK, choose, names, reach, tell

TUESDAY = date(2026, 11, 24)


def test_same_unit_and_a_day_apart_may_be_the_same(cast: Cast) -> None:
    event = tell(cast, "")
    near = tell(cast, "", day=TUESDAY)
    tell(cast, "", day=TUESDAY + timedelta(days=1))
    tell(cast, "", unit=cast.medicine.pk)
    assert [one.handle for one in likely_same(event)] == [near.handle]


def test_who_is_in_both_is_folded_and_counts_for_both(cast: Cast) -> None:
    one = tell(cast, "Faye Frost\nRosa Reyes\n")
    choose(cast, one, faye=cast.faye)
    other = tell(cast, "Dr. Faye Frost\nRemy Roth\n", day=TUESDAY)
    faye = next(row for row in Referral.objects.all().with_facts() if _is_for(row, other, "Faye"))
    # Both were resolved to Faye before anybody thought of one event: at the referral itself.
    referrals.resolve(faye.handle, index().by_id(cast.faye.pk), by=cast.cora, at=NOW)
    actions.join(other.handle, one.handle, by=cast.cora, at=NOW)
    assert len([row for row in Referral.objects.all() if row.is_open]) == 3
    for event in (one, other):
        whole = coverage_of(event)
        assert (whole.exposed, whole.unresolved) == (1, 1)
    assert coverage_of(one).merged + coverage_of(other).merged == 1


def _is_for(row: Referral, event: object, first: str) -> bool:
    name = referrals.peek(row).name
    return str(getattr(event, "handle", "")) in row.facts.events and name.startswith(first)


def test_whoever_was_looked_after_is_left_in_peace_and_counts(cast: Cast) -> None:
    one = tell(cast, "Faye Frost\tfaye.frost13@example.edu\n")
    choose(cast, one, faye=cast.faye)
    reach(cast, names(one)["Faye Frost"].handle, end="decline")
    other = tell(cast, "Faye Frost\tfaye.frost13@example.edu\nRosa Reyes\n", day=TUESDAY)
    assert set(names(other)) == {"Faye Frost", "Rosa Reyes"}  # not known to be the same event
    faye = names(other)["Faye Frost"].handle
    actions.join(one.handle, other.handle, by=cast.cora, at=NOW)
    assert set(names(other)) == {"Rosa Reyes"}
    whole = coverage_of(other)
    assert (whole.exposed, whole.offered, whole.merged) == (1, 1, 1)
    # Undone, she is to be found again and counts as nothing yet.
    referrals.undo(faye, actor=DESK, by=cast.cora, at=NOW + timedelta(minutes=5))
    whole = coverage_of(other)
    assert (whole.exposed, whole.offered, whole.unresolved) == (0, 0, 2)


def test_joined_and_separated_again(cast: Cast) -> None:
    one, other = tell(cast, ""), tell(cast, "", day=TUESDAY)
    actions.join(one.handle, other.handle, by=cast.cora, at=NOW)
    assert likely_same(load(one.handle)) == []
    actions.separate(other.handle, one.handle, by=cast.cora, at=NOW)
    assert load(one.handle).facts.same_as == load(other.handle).facts.same_as == []
    assert [found.handle for found in likely_same(load(one.handle))] == [other.handle]


def test_three_reports_of_one_event_know_each_other(cast: Cast) -> None:
    one, two, three = (tell(cast, ""), tell(cast, "", day=TUESDAY), tell(cast, ""))
    actions.join(one.handle, two.handle, by=cast.cora, at=NOW)
    actions.join(three.handle, one.handle, by=cast.cora, at=NOW)
    assert set(load(two.handle).facts.joined) == {one.handle, three.handle}


def test_whoever_was_at_one_of_them_supports_nobody_of_the_other(cast: Cast) -> None:
    one = tell(cast, "Sue Sato\tsue.sato3@example.edu\n")
    other = tell(cast, "Faye Frost\tfaye.frost13@example.edu\n", day=TUESDAY)
    choose(cast, other, faye=cast.faye)
    assert cast.sue.pk not in names(other)["Faye Frost"].facts.barred_supporters
    actions.join(one.handle, other.handle, by=cast.cora, at=NOW)
    assert cast.sue.pk in names(other)["Faye Frost"].facts.barred_supporters


def test_an_event_is_not_joined_with_itself_nor_with_one_taken_back(cast: Cast) -> None:
    one, other = tell(cast, ""), tell(cast, "")
    with pytest.raises(SameEvent):
        actions.join(one.handle, one.handle, by=cast.cora, at=NOW)
    actions.take_back(other.handle, actor=DESK, by=cast.cora, at=NOW)
    with pytest.raises(EventGone):
        actions.join(one.handle, other.handle, by=cast.cora, at=NOW)
    assert load(one.handle).facts.same_as == []


def test_taken_back_it_is_joined_with_nothing(cast: Cast) -> None:
    one, other = tell(cast, ""), tell(cast, "", day=TUESDAY)
    actions.join(one.handle, other.handle, by=cast.cora, at=NOW)
    actions.take_back(other.handle, actor=DESK, by=cast.cora, at=NOW)
    assert load(one.handle).facts.same_as == []
    assert not [row for row in Referral.objects.all() if row.stage == Stage.CLOSING]
