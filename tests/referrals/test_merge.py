"""The same person twice: one lives on with what both said; undone, each has its own again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest

from beside.events.coverage import coverage_of
from beside.events.models import load as load_event
from beside.referrals import actions, by_code, due
from beside.referrals.actions import NobodyLeft, peek
from beside.referrals.asking import Asking, Concern, ask_for_oneself, refer_colleague
from beside.referrals.change import NotNow
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from beside.vault import codes
from tests.cast import NOW, Cast
from tests.events.telling import names, tell
from tests.referrals.making import at_stage, received, waiting

AfterCommit = Callable[[], AbstractContextManager[list[object]]]
DESK = Actor.COORDINATOR
FIRST, SECOND = codes.write(b"1" * codes.BYTES), codes.write(b"2" * codes.BYTES)


def asked_twice(**more: Any) -> tuple[Referral, Referral]:
    """Rosa asks, and asks again with another number."""
    first = ask_for_oneself(Asking("Rosa Reyes", "503 555 7000"), code=FIRST, by=None, at=NOW)
    again = Asking("Rosa Reyes", "503 555 7002", **more)
    return first, ask_for_oneself(again, code=SECOND, by=None, at=NOW)


def leads_to(code: str) -> object:
    found = by_code.find(code)
    return found.handle if found else None


def test_nothing_is_joined_into_what_is_closing(cast: Cast) -> None:
    closing, row = at_stage(cast, Stage.CLOSING), waiting(cast)
    with pytest.raises(NotNow):
        actions.merge(row.handle, closing.handle, by=cast.cora, at=NOW)
    due.finish(NOW + timedelta(minutes=11))
    assert [one.handle for one in Referral.objects.all()] == [row.handle]
    assert load(row.handle).stage == Stage.WAITING


def test_what_they_wished_goes_on_with_the_one_that_lives_on(cast: Cast) -> None:
    row = waiting(cast)
    own = Asking(
        "Rosa Reyes",
        "503 555 7002",
        urgency="today",
        anyone_but=(cast.sue.pk,),
        not_through=(cast.dan.pk,),
        channel="text",
        reason="board",
    )
    again = ask_for_oneself(own, code=SECOND, by=None, at=NOW)
    actions.merge(again.handle, row.handle, by=cast.cora, at=NOW)
    after = load(row.handle)
    assert [one.value for one in peek(after).shown_contacts] == ["503 555 7002"]
    assert cast.sue.pk in after.facts.barred_supporters
    assert after.facts.hidden_from == [cast.dan.pk]
    assert (after.facts.urgency, after.facts.channel) == ("today", "text")
    assert (after.facts.reason, after.facts.reason_is_own) == ("board", True)
    assert after.facts.source == "self"
    assert after.facts.due == again.facts.due
    assert after.due_on == again.due_on


def test_undone_each_has_its_own_again(cast: Cast) -> None:
    row = waiting(cast)
    kept, typed = load(row.handle), peek(row).contacts
    own = Asking("Rosa Reyes", "503 555 7002", urgency="today", anyone_but=(cast.sue.pk,))
    again = ask_for_oneself(own, code=SECOND, by=None, at=NOW)
    before = load(again.handle).facts
    actions.merge(again.handle, row.handle, by=cast.cora, at=NOW)
    actions.undo(again.handle, actor=DESK, by=cast.cora, at=NOW)
    assert load(row.handle).facts == kept.facts
    assert load(row.handle).due_on == kept.due_on
    assert peek(load(row.handle)).contacts == typed
    after = load(again.handle).facts
    after.back = before.back
    assert after == before


def test_what_was_changed_since_is_not_given_back(cast: Cast) -> None:
    row = waiting(cast)
    own = Asking("Rosa Reyes", "503 555 7002", channel="text", when="evening")
    again = ask_for_oneself(own, code=SECOND, by=None, at=NOW)
    actions.merge(again.handle, row.handle, by=cast.cora, at=NOW)

    def call(facts: Any) -> None:
        facts.channel = "call"

    actions.change_wishes(row.handle, call, actor=DESK, by=cast.cora, at=NOW)
    actions.undo(again.handle, actor=DESK, by=cast.cora, at=NOW)
    after = load(row.handle).facts
    assert (after.channel, after.when) == ("call", "")


def test_two_are_not_joined_when_nobody_could_see_them_then(cast: Cast) -> None:
    first, second = asked_twice(not_through=(cast.dan.pk,))
    actions.not_through(first.handle, cast.cora.pk, actor=DESK, by=cast.cora, at=NOW)
    with pytest.raises(NobodyLeft):
        actions.merge(second.handle, first.handle, by=cast.dan, at=NOW)
    assert load(first.handle).facts.hidden_from == [cast.cora.pk]
    assert load(second.handle).is_open


def test_four_contacts_are_held_at_most_and_their_own_stays_the_best(cast: Cast) -> None:
    first, second = asked_twice()
    for number in range(4):
        actions.add_contact(second.handle, f"503 555 80{number:02}", by=cast.cora, at=NOW)
    actions.merge(second.handle, first.handle, by=cast.cora, at=NOW)
    identity = peek(load(first.handle))
    assert len(identity.contacts) == 4
    assert [one.value for one in identity.shown_contacts] == ["503 555 7000", "503 555 7002"]


def test_however_many_contacts_the_desk_adds_they_have_room(cast: Cast) -> None:
    row = received(cast)
    for number in range(14):
        long = f"{'x' * 60}{number}@{'y' * 40}.example.edu"
        actions.add_contact(row.handle, long, by=cast.cora, at=NOW)
    assert len(peek(load(row.handle)).contacts) == 4


def test_a_code_leads_to_the_one_that_lives_on_and_back_when_it_is_undone(cast: Cast) -> None:
    first, second = asked_twice()
    actions.merge(second.handle, first.handle, by=cast.cora, at=NOW)
    assert (leads_to(FIRST), leads_to(SECOND)) == (first.handle, first.handle)
    actions.undo(second.handle, actor=DESK, by=cast.cora, at=NOW)
    assert (leads_to(FIRST), leads_to(SECOND)) == (first.handle, second.handle)


def test_of_three_joined_one_after_another_every_code_leads_to_the_last(cast: Cast) -> None:
    first, second = asked_twice()
    third = waiting(cast)
    actions.merge(first.handle, second.handle, by=cast.cora, at=NOW)
    actions.merge(second.handle, third.handle, by=cast.cora, at=NOW + timedelta(minutes=1))
    assert (leads_to(FIRST), leads_to(SECOND)) == (third.handle, third.handle)
    with pytest.raises(NotNow):
        actions.undo(first.handle, actor=DESK, by=cast.cora, at=NOW + timedelta(minutes=2))
    due.finish(NOW + timedelta(minutes=12))
    assert (leads_to(FIRST), leads_to(SECOND)) == (third.handle, third.handle)


def test_a_stop_by_either_code_stops_both(cast: Cast, after_commit: AfterCommit) -> None:
    first, second = asked_twice()
    actions.merge(second.handle, first.handle, by=cast.cora, at=NOW)
    found = by_code.find(SECOND)
    assert found is not None
    with after_commit():
        actions.stop(found.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert not Referral.objects.exists()
    assert (leads_to(FIRST), leads_to(SECOND)) == (None, None)


def test_a_merge_is_not_undone_when_the_other_is_gone(cast: Cast) -> None:
    first, second = asked_twice()
    actions.merge(second.handle, first.handle, by=cast.cora, at=NOW)
    Referral.objects.filter(handle=first.handle).delete()
    with pytest.raises(NotNow):
        actions.undo(second.handle, actor=DESK, by=cast.cora, at=NOW)
    assert load(second.handle).stage == Stage.CLOSING


def test_who_was_joined_and_stopped_counts_once_for_each_event(
    cast: Cast, after_commit: AfterCommit
) -> None:
    one, other = tell(cast, "Faye Frost\n"), tell(cast, "R. Reyes\n", day=date(2026, 11, 24))
    [first], [second] = names(one).values(), names(other).values()
    actions.merge(second.handle, first.handle, by=cast.cora, at=NOW)
    with after_commit():
        actions.stop(first.handle, actor=DESK, by=cast.cora, at=NOW)
    assert not Referral.objects.exists()
    for event in (one, other):
        whole = coverage_of(load_event(event.handle))
        assert whole.exposed + whole.outside == 1


def test_whom_a_colleague_names_stands_for_more_than_the_event(cast: Cast) -> None:
    row = waiting(cast)
    refer_colleague(Concern("Rosa Reyes", "rosa.reyes11@example.edu"), by=None, at=NOW)
    assert load(row.handle).facts.source == "colleague"
