"""Somebody who is being reached already is named in an event, and moves on in that very moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from beside.events import actions
from beside.events.actions import placing
from beside.events.coverage import coverage_of
from beside.events.models import EventQuerySet, load
from beside.matching import actions as matching
from beside.program.models import Member
from beside.referrals import actions as referrals
from beside.referrals.models import Referral
from beside.rules.stages import Actor, Stage
from tests.cast import NOW, Cast
from tests.events.telling import tell
from tests.meanwhile import Other, after, before
from tests.referrals.making import at_stage

ROSA = "Rosa Reyes\trosa.reyes11@example.edu\tresident\tSurgery\n"


def close(cast: Cast, row: Referral, step: str) -> None:
    referrals.close(row.handle, step, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)


def test_who_was_taken_on_in_that_moment_counts_for_the_event(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.ASKED)
    who = {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": NOW}
    before(monkeypatch, placing, "edit_facts", lambda: matching.take(row.handle, **who))
    event = tell(cast, ROSA)
    [only] = Referral.objects.all().with_facts()
    assert (only.stage, only.facts.events) == (Stage.TAKEN, [str(event.handle)])
    assert load(event.handle).facts.looked_after == 0, "not counted a second time"
    assert coverage_of(load(event.handle)).exposed == 1


def test_who_was_let_go_in_that_moment_as_not_meant_is_not_missed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.WAITING)
    before(monkeypatch, placing, "edit_facts", lambda: close(cast, row, "report_in_error"))
    event = tell(cast, ROSA)
    assert load(event.handle).facts.looked_after == 0
    [fresh] = Referral.objects.exclude(handle=row.handle).with_facts()
    assert (fresh.stage, fresh.facts.events) == (Stage.RECEIVED, [str(event.handle)])


def test_who_was_looked_after_to_the_end_in_that_moment_is_left_in_peace(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_stage(cast, Stage.TALKING)
    before(monkeypatch, placing, "edit_facts", lambda: close(cast, row, "met"))
    event = tell(cast, ROSA)
    assert load(event.handle).facts.looked_after == 1
    assert Referral.objects.count() == 1


Verb = Callable[[Cast, Member, list[object]], object]
BOTH_WAYS: dict[str, Verb] = {
    "separate": lambda _cast, by, two: actions.separate(*two, by=by, at=NOW),  # type: ignore[arg-type]
    "take back": lambda _cast, by, two: actions.take_back(
        two[0],  # type: ignore[arg-type]
        actor=Actor.COORDINATOR,
        by=by,
        at=NOW + timedelta(minutes=1),
    ),
}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", BOTH_WAYS)
def test_two_who_act_on_joined_events_do_not_wait_for_each_other_for_ever(
    cast: Cast, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tell(cast, "").handle, tell(cast, "").handle
    actions.join(one, two, by=cast.cora, at=NOW)
    dan = Other(lambda: BOTH_WAYS[what](cast, cast.dan, [two, one]))
    after(monkeypatch, actions.reporting, "change", dan.has_a_moment)
    BOTH_WAYS[what](cast, cast.cora, [one, two])
    dan.join()
    assert dan.refused is None


def test_an_event_that_is_joined_meanwhile_is_joined_with_all_of_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (tell(cast, ROSA).handle for _time in range(3))
    before(
        monkeypatch, EventQuerySet, "wait_for",
        lambda: actions.join(second, third, by=cast.cora, at=NOW),
    )  # fmt: skip
    actions.join(first, second, by=cast.cora, at=NOW)
    for one in (first, second, third):
        assert set(load(one).facts.joined) == {first, second, third} - {one}


def test_an_event_taken_back_leaves_whoever_joined_it_meanwhile(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (tell(cast, ROSA).handle for _time in range(2))
    before(
        monkeypatch, EventQuerySet, "wait_for",
        lambda: actions.join(second, first, by=cast.cora, at=NOW),
    )  # fmt: skip
    actions.take_back(first, actor=Actor.REPORTER, by=None, at=NOW)
    assert list(load(second).facts.joined) == []
