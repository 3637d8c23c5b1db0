"""Who comes back to the desk after words were left has a new time, and is not forgotten there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.desk.lines import due_of
from beside.matching import actions as matching
from beside.outreach import actions as outreach
from beside.program.week import contact_due
from beside.referrals import actions, due
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.vault import actions as vault
from tests.cast import NOW, Cast, supporter
from tests.referrals.making import at_stage

AFTER = NOW + timedelta(days=5)
MUCH_LATER = NOW + timedelta(days=30)


def handed_back(cast: Cast, stage: Stage, *, reached: bool = False) -> Referral:
    row = at_stage(cast, stage)
    return outreach.hand_back(
        row.handle,
        reached=reached,
        expecting=True,
        actor=Actor.SUPPORTER,
        by=cast.sue.member,
        at=AFTER,
    )


@pytest.mark.parametrize("stage", [Stage.OFFERED, Stage.TALKING, Stage.RESTING])
def test_what_is_handed_back_after_words_were_left_is_due_again(cast: Cast, stage: Stage) -> None:
    row = load(handed_back(cast, stage).handle)
    assert row.first_contact_is_due
    assert row.facts.due_at == contact_due(row.facts.urgency, AFTER)
    assert due_of(row, MUCH_LATER).late


def test_someone_else_after_an_offer_is_due_again_until_she_leaves_words(cast: Cast) -> None:
    row = at_stage(cast, Stage.OFFERED)
    actions.someone_else(row.handle, actor=Actor.RECIPIENT, by=None, at=AFTER)
    kit = supporter("Kim Park", cast.kim_one)
    matching.ask(row.handle, kit, by=cast.cora, at=AFTER)
    matching.take(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=AFTER)
    none = matching.Conflict.NONE
    matching.answer_conflict(row.handle, none, actor=Actor.COORDINATOR, by=cast.cora, at=AFTER)
    assert due_of(load(row.handle), MUCH_LATER).late
    row = outreach.offer(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=AFTER)
    assert row.facts.due_again == ""
    row = outreach.contact_fails(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=AFTER)
    assert not row.first_contact_is_due


def test_before_words_were_left_the_first_promise_stands(cast: Cast) -> None:
    before = at_stage(cast, Stage.CONFIRMED)
    actions.someone_else(before.handle, actor=Actor.RECIPIENT, by=None, at=AFTER)
    after = load(before.handle).facts
    assert (after.due, after.due_again) == (before.facts.due, "")


def test_a_first_contact_in_time_is_counted_as_such_when_it_came_back(cast: Cast) -> None:
    row = handed_back(cast, Stage.OFFERED)
    actions.close(row.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=AFTER)
    due.finish(AFTER + timedelta(minutes=11))
    assert vault.period("2026Q4")["first contact"] == {"in time": 1}


@pytest.mark.parametrize("stage", [Stage.OFFERED, Stage.TALKING])
def test_what_nobody_has_touched_for_a_fortnight_has_its_day_in_the_list(
    cast: Cast, stage: Stage
) -> None:
    row = load(at_stage(cast, stage).handle)
    soon = due_of(row, NOW)
    assert (soon.word, soon.now) == ("Tue 8 Dec", False)
    assert due_of(row, MUCH_LATER).now
