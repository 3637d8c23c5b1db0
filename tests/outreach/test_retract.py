"""A wrong "Yes, they answered": taken back until the next step, and nothing of it is counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beside.events import actions as events
from beside.events.coverage import coverage_of
from beside.events.models import load as load_event
from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.outreach import actions as outreach
from beside.referrals import actions as referrals
from beside.referrals import due
from beside.referrals.change import NotNow, NotYours
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from tests.cast import NOW, Cast, supporter
from tests.events.telling import DESK, names, tell
from tests.outreach.pressing import now_at, page_of, phone_of
from tests.referrals.making import at_stage

SLIP = "My last answer was a slip"
ANSWERS = {
    "offer": Stage.OFFERED,
    "talk": Stage.TALKING,
    "rest": Stage.RESTING,
    "introduce": Stage.INTRODUCED,
}


def hers(cast: Cast) -> dict[str, object]:
    return {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": NOW}


def answer(cast: Cast, row: Referral, what: str) -> Referral:
    weeks = [2] if what == "rest" else []
    return getattr(outreach, what)(row.handle, *weeks, **hers(cast))  # type: ignore[no-any-return]


@pytest.mark.parametrize("before", [Stage.CONFIRMED, Stage.REACHING])
@pytest.mark.parametrize("what", ANSWERS)
def test_it_stands_again_exactly_as_before_the_answer(cast: Cast, before: Stage, what: str) -> None:
    row = at_stage(cast, before)
    was, due_on = load(row.handle).facts, row.due_on
    assert answer(cast, row, what).stage == ANSWERS[what]
    after = outreach.retract(row.handle, **hers(cast))  # type: ignore[arg-type]
    assert (after.stage, after.facts, after.due_on) == (before, was, due_on)
    assert after.first_contact_is_due


def test_only_the_last_answer_and_only_once(cast: Cast) -> None:
    row = at_stage(cast, Stage.OFFERED)
    answer(cast, row, "talk")
    after = outreach.retract(row.handle, **hers(cast))  # type: ignore[arg-type]
    assert (after.stage, after.facts.offered, after.facts.reached) == (Stage.OFFERED, True, False)
    with pytest.raises(NotNow):
        outreach.retract(row.handle, **hers(cast))  # type: ignore[arg-type]


def test_not_after_the_next_step(cast: Cast) -> None:
    row = at_stage(cast, Stage.RESTING)
    outreach.wake(row.handle, **hers(cast))  # type: ignore[arg-type]
    with pytest.raises(NotNow):
        outreach.retract(row.handle, **hers(cast))  # type: ignore[arg-type]
    assert load(row.handle).stage == Stage.OFFERED


def test_not_once_somebody_else_goes_on(cast: Cast) -> None:
    row = at_stage(cast, Stage.TALKING)
    outreach.hand_back(row.handle, reached=True, expecting=True, **hers(cast))  # type: ignore[arg-type]
    helper = supporter("Hal Helper")
    matching.ask(row.handle, helper, by=cast.cora, at=NOW)
    his = {"actor": Actor.SUPPORTER, "by": helper.member, "at": NOW}
    matching.take(row.handle, **his)  # type: ignore[arg-type]
    matching.answer_conflict(row.handle, Conflict.NONE, **his)  # type: ignore[arg-type]
    with pytest.raises(NotNow):
        outreach.retract(row.handle, **his)  # type: ignore[arg-type]
    assert load(row.handle).facts.reached


def test_it_is_nobody_elses_to_take_back(cast: Cast) -> None:
    row = at_stage(cast, Stage.TALKING)
    with pytest.raises(NotYours):
        outreach.retract(row.handle, actor=Actor.SUPPORTER, by=cast.sam.member, at=NOW)
    assert load(row.handle).stage == Stage.TALKING


def test_after_an_undone_close_the_slip_before_it_can_still_be_taken_back(cast: Cast) -> None:
    row = at_stage(cast, Stage.TALKING)
    outreach.end(row.handle, "decline", **hers(cast))  # type: ignore[arg-type]
    with pytest.raises(NotNow):
        outreach.retract(row.handle, **hers(cast))  # type: ignore[arg-type]
    outreach.undo(row.handle, **hers(cast))  # type: ignore[arg-type]
    after = outreach.retract(row.handle, **hers(cast))  # type: ignore[arg-type]
    assert (after.stage, after.facts.reached) == (Stage.CONFIRMED, False)


def test_the_event_counts_nobody_as_reached_by_a_slip(cast: Cast) -> None:
    event = tell(cast, "Uma Unlisted\n")
    (row,) = names(event).values()
    events.resolve_exposed(event.handle, {row.handle: None}, by=cast.cora, at=NOW)
    desk = {"actor": DESK, "by": cast.cora, "at": NOW}
    matching.ask(row.handle, cast.sue, by=cast.cora, at=NOW)
    matching.take(row.handle, **desk)  # type: ignore[arg-type]
    matching.answer_conflict(row.handle, Conflict.NONE, **desk)  # type: ignore[arg-type]
    outreach.talk(row.handle, **desk)  # type: ignore[arg-type]
    assert coverage_of(load_event(event.handle)).reached == 1
    outreach.retract(row.handle, **desk)  # type: ignore[arg-type]
    outreach.not_yet(row.handle, **desk)  # type: ignore[arg-type]
    referrals.close(row.handle, "not_reached", **desk)  # type: ignore[arg-type]
    due.finish(NOW + timedelta(minutes=11))
    whole = coverage_of(load_event(event.handle))
    assert (whole.exposed, whole.offered, whole.reached) == (1, 0, 0)


@pytest.mark.parametrize("stage", ANSWERS.values())
def test_the_supporters_page_offers_it_while_it_can_be_taken_back(cast: Cast, stage: Stage) -> None:
    row = now_at(cast, stage)
    phone = phone_of(cast.sue.member)
    assert SLIP in phone.open(page_of(row.handle))
    response = phone.press(page_of(row.handle), answer="retract")
    page = phone.open(response["Location"])
    assert "It stands as it did before that answer." in page
    assert "Did you reach them?" in page
    assert SLIP not in page


def test_the_page_does_not_offer_what_it_cannot_do(cast: Cast) -> None:
    row = now_at(cast, Stage.RESTING)
    outreach.wake(row.handle, actor=Actor.SUPPORTER, by=cast.sue.member, at=timezone.now())
    assert SLIP not in phone_of(cast.sue.member).open(page_of(row.handle))
