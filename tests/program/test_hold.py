"""Asking for a legal hold, agreeing, renewing, ending: by two, on the record, never of a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.audit.models import Administration
from beside.events.models import Event
from beside.program import actions, due
from beside.program.actions import NotTheirs
from beside.program.holds import NoSuchHold
from beside.program.models import Member, Role
from beside.rules.holds import Subject, Why
from beside.vault import actions as vault
from beside.vault import holds
from beside.vault.actions import Hold, NotAgreed
from tests.cast import NOW, TODAY, Cast
from tests.events.telling import tell

ALL = Subject()
DAY = timedelta(days=1)


def ask(cast: Cast, by: Member | None = None, subject: Subject = ALL) -> Hold:
    return actions.ask_hold(subject, Why.LAWSUIT, by=by or cast.lea, at=NOW)


def recorded() -> list[tuple[str, int | None, str]]:
    return list(Administration.objects.order_by("pk").values_list("verb", "member_id", "about"))


def test_a_lead_asks_an_administrator_agrees_and_it_is_in_force(cast: Cast) -> None:
    hold = ask(cast)
    assert holds.suspended_until(TODAY) is None
    actions.agree_hold(hold.identifier, by=cast.ann, at=NOW)
    assert holds.suspended_until(TODAY) == TODAY + 90 * DAY


def test_an_administrator_may_ask_and_a_lead_agree(cast: Cast) -> None:
    hold = actions.agree_hold(ask(cast, cast.ann).identifier, by=cast.lea, at=NOW)
    assert (hold.asked_by, hold.agreed_by) == (cast.ann.pk, cast.lea.pk)


@pytest.mark.parametrize("who", ["cora", "sam"])
def test_nobody_else_asks_or_agrees(cast: Cast, who: str) -> None:
    member = cast.sam.member if who == "sam" else cast.cora
    with pytest.raises(NotTheirs):
        ask(cast, member)
    hold = ask(cast)
    with pytest.raises(NotTheirs):
        actions.agree_hold(hold.identifier, by=member, at=NOW)
    assert holds.standing(TODAY)[0].agreed_by is None


def test_nobody_agrees_with_herself_and_one_of_the_two_is_a_lead(cast: Cast) -> None:
    hold = ask(cast)
    with pytest.raises(NotAgreed):
        actions.agree_hold(hold.identifier, by=cast.lea, at=NOW)
    other = Member.objects.create_member("amy@example.edu", "Amy", Role.ADMINISTRATOR)
    with pytest.raises(NotTheirs):
        actions.agree_hold(ask(cast, cast.ann).identifier, by=other, at=NOW)
    assert holds.suspended_until(TODAY) is None


def test_who_asked_and_has_left_cannot_be_agreed_with_by_an_administrator(cast: Cast) -> None:
    hold = ask(cast)
    Member.objects.filter(pk=cast.lea.pk).update(is_active=False)
    with pytest.raises(NotTheirs):
        actions.agree_hold(hold.identifier, by=cast.ann, at=NOW)


def test_it_is_renewed_by_two_and_there_is_one(cast: Cast) -> None:
    first = actions.agree_hold(ask(cast).identifier, by=cast.ann, at=NOW)
    later = NOW + 80 * DAY
    again = actions.renew_hold(first.identifier, by=cast.lea, at=later)
    with pytest.raises(NoSuchHold):
        actions.agree_hold(first.identifier, by=cast.ann, at=later)
    assert holds.suspended_until(later.date()) == TODAY + 90 * DAY
    actions.agree_hold(again.identifier, by=cast.ann, at=later)
    assert [one.identifier for one in holds.standing(later.date())] == [again.identifier]
    assert holds.suspended_until(later.date()) == later.date() + 90 * DAY


def test_one_lead_ends_it_and_an_administrator_does_not(cast: Cast) -> None:
    hold = actions.agree_hold(ask(cast).identifier, by=cast.ann, at=NOW)
    for member in (cast.ann, cast.cora):
        with pytest.raises(NotTheirs):
            actions.end_hold(hold.identifier, by=member, at=NOW)
    actions.end_hold(hold.identifier, by=cast.lea, at=NOW)
    assert holds.standing(TODAY) == []
    with pytest.raises(NoSuchHold):
        actions.end_hold(hold.identifier, by=cast.lea, at=NOW)


def test_who_asked_can_take_it_back_before_anybody_agreed(cast: Cast) -> None:
    hold = ask(cast, cast.ann)
    actions.end_hold(hold.identifier, by=cast.ann, at=NOW)
    assert holds.standing(TODAY) == []


def test_what_nobody_agreed_to_for_a_week_is_none(cast: Cast) -> None:
    hold = ask(cast)
    over = NOW + 8 * DAY
    with pytest.raises(NoSuchHold):
        actions.agree_hold(hold.identifier, by=cast.ann, at=over)
    assert due.end_holds(over) == 0
    assert vault.statistics().holds == 0


def test_every_act_is_kept_with_its_member_and_a_code_and_never_a_handle(cast: Cast) -> None:
    event: Event = tell(cast, "")
    hold = ask(cast, subject=Subject(event=event.handle))
    actions.agree_hold(hold.identifier, by=cast.ann, at=NOW)
    due.end_holds(NOW + 91 * DAY)
    assert recorded() == [
        ("ask_hold", cast.lea.pk, "lawsuit: event"),
        ("agree_hold", cast.ann.pk, "lawsuit: event"),
        ("hold_over", None, "lawsuit: event"),
    ]
    assert due.end_holds(NOW + 91 * DAY) == 0


def test_what_is_refused_is_not_recorded(cast: Cast) -> None:
    hold = ask(cast)
    for member in (cast.lea, cast.cora):
        with pytest.raises((NotAgreed, NotTheirs)):
            actions.agree_hold(hold.identifier, by=member, at=NOW)
    assert [verb for verb, _member, _about in recorded()] == ["ask_hold"]
