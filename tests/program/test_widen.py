"""Many people at once: a coordinator asks, a lead agrees, for a day. And ceilings that were met."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.audit.models import Administration
from beside.program import actions, due
from beside.program.actions import NotTheirs
from beside.program.models import Member
from beside.referrals.actions import look
from beside.rules import budgets
from beside.vault import actions as vault
from beside.vault import ceilings
from beside.vault.actions import BudgetSpent, NotAgreed
from tests.cast import NOW, TODAY, Cast
from tests.referrals.making import waiting

HOUR = timedelta(hours=1)


def test_a_coordinator_asks_a_lead_agrees_and_it_holds_for_a_day(cast: Cast) -> None:
    actions.ask_widen(by=cast.cora, at=NOW)
    assert ceilings.widening(NOW) == (cast.cora.pk, None)
    actions.agree_widen(by=cast.lea, at=NOW + HOUR)
    until = NOW + 25 * HOUR
    assert ceilings.widening(until - HOUR) == (None, until)
    assert ceilings.widening(until) == (None, None)


def test_then_more_names_may_be_opened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 1)
    one, other = waiting(cast), waiting(cast, cast.faye)
    look(one.handle, by=cast.cora, at=NOW)
    with pytest.raises(BudgetSpent):
        look(other.handle, by=cast.cora, at=NOW)
    actions.ask_widen(by=cast.cora, at=NOW)
    with pytest.raises(BudgetSpent):
        look(other.handle, by=cast.cora, at=NOW)
    actions.agree_widen(by=cast.lea, at=NOW)
    assert look(other.handle, by=cast.cora, at=NOW)


def test_nobody_else_asks_and_nobody_else_agrees(cast: Cast) -> None:
    for member in (cast.lea, cast.ann, cast.sue.member):
        with pytest.raises(NotTheirs):
            actions.ask_widen(by=member, at=NOW)
    actions.ask_widen(by=cast.cora, at=NOW)
    for member in (cast.dan, cast.ann, cast.sue.member):
        with pytest.raises(NotTheirs):
            actions.agree_widen(by=member, at=NOW)


def test_a_lead_who_asked_as_a_coordinator_does_not_agree_with_herself(cast: Cast) -> None:
    cast.lea.held.create(role="coordinator")
    both = Member.objects.get(pk=cast.lea.pk)
    actions.ask_widen(by=both, at=NOW)
    with pytest.raises(NotAgreed):
        actions.agree_widen(by=both, at=NOW)


def test_a_wish_older_than_a_day_is_none(cast: Cast) -> None:
    actions.ask_widen(by=cast.cora, at=NOW)
    later = NOW + 25 * HOUR
    assert ceilings.widening(later) == (None, None)
    with pytest.raises(NotAgreed):
        actions.agree_widen(by=cast.lea, at=later)
    assert [one.verb for one in Administration.objects.all()] == ["ask_widen"]


def test_asking_again_takes_nothing_away_from_what_holds(cast: Cast) -> None:
    actions.ask_widen(by=cast.cora, at=NOW)
    actions.agree_widen(by=cast.lea, at=NOW)
    actions.ask_widen(by=cast.dan, at=NOW + HOUR)
    assert ceilings.widening(NOW + HOUR) == (cast.dan.pk, NOW + 24 * HOUR)


def test_a_ceiling_that_is_met_is_written_down_once_with_how_often(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "COORDINATOR_HOUR", 0)
    row = waiting(cast)
    for _again in range(2):
        with pytest.raises(BudgetSpent):
            look(row.handle, by=cast.cora, at=NOW)
    assert due.note_alarms(NOW) == 1
    assert due.note_alarms(NOW) == 0
    assert due.alarms(since=7, at=NOW) == [(TODAY, "openings", 2)]
    assert due.alarms(since=7, at=NOW + timedelta(days=7)) == []
    [kept] = Administration.objects.all()
    assert (kept.verb, kept.member_id, kept.about) == ("alarm", None, "openings: 2")


def test_looking_up_more_than_five_hundred_in_an_hour_is_an_alarm_and_no_refusal(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "CLAIMS_HOUR", 2)
    for _each in range(5):
        assert vault.claimed([["phone:+15035550011"]], at=NOW) == [frozenset()]
    due.note_alarms(NOW)
    assert due.alarms(since=1, at=NOW) == [(TODAY, "claims", 1)]
