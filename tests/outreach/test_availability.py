"""Away today, a pause, and back: only days are kept, and who is away is not asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beside.audit.models import DayCount
from beside.referrals.models import load
from beside.rules.stages import Stage
from beside.supporters import actions
from beside.supporters.actions import Backwards
from beside.supporters.models import Supporter
from tests.cast import NOW, TODAY, Cast
from tests.outreach.pressing import now_at, phone_of

DAYS = "/outreach/availability/"


def sue(cast: Cast) -> Supporter:
    return Supporter.objects.get(pk=cast.sue.pk)


def test_away_today_is_over_tomorrow_by_itself(cast: Cast) -> None:
    actions.away_today(cast.sue, True, by=cast.sue.member, at=NOW)
    assert not sue(cast).is_available(TODAY)
    assert sue(cast).is_available(TODAY + timedelta(days=1))
    actions.away_today(cast.sue, False, by=cast.sue.member, at=NOW)
    assert sue(cast).is_available(TODAY)


def test_a_pause_has_a_first_and_a_last_day(cast: Cast) -> None:
    first, last = TODAY + timedelta(days=2), TODAY + timedelta(days=4)
    actions.pause(cast.sue, first, last, by=cast.sue.member, at=NOW)
    free = [sue(cast).is_available(TODAY + timedelta(days=day)) for day in range(6)]
    assert free == [True, True, False, False, False, True]


def test_a_pause_without_an_end_lasts_until_she_says_so(cast: Cast) -> None:
    actions.pause(cast.sue, TODAY, None, by=cast.sue.member, at=NOW)
    assert not sue(cast).is_available(TODAY + timedelta(days=400))
    actions.resume(cast.sue, by=cast.sue.member, at=NOW)
    assert sue(cast).is_available(TODAY)


def test_a_pause_that_runs_backwards_is_refused_and_nothing_changes(cast: Cast) -> None:
    with pytest.raises(Backwards):
        actions.pause(cast.sue, TODAY, TODAY - timedelta(days=1), by=cast.sue.member, at=NOW)
    assert sue(cast).paused_from is None


def test_it_is_counted_by_role_and_names_nobody(cast: Cast) -> None:
    actions.away_today(cast.sue, True, by=cast.cora, at=NOW)
    actions.resume(cast.sue, by=cast.sue.member, at=NOW)
    counted = set(DayCount.objects.values_list("role", "verb"))
    assert {("coordinator", "away"), ("supporter", "resume")} <= counted


def test_she_says_so_from_her_list(cast: Cast) -> None:
    phone = phone_of(cast.sue.member)
    assert "You can be asked today." in phone.open("/outreach/")
    phone.press("/outreach/", at=DAYS, act="away")
    assert "You are away today." in phone.open("/outreach/")
    phone.press("/outreach/", at=DAYS, act="resume")
    assert "You can be asked today." in phone.open("/outreach/")


def test_she_pauses_from_one_day_to_another(cast: Cast) -> None:
    today = timezone.localdate()
    phone = phone_of(cast.sue.member)
    phone.press(DAYS, act="pause", begins=f"{today}", ends=f"{today + timedelta(days=7)}")
    assert "You are pausing until" in phone.open("/outreach/")
    assert not sue(cast).is_available(today)


def test_a_pause_to_come_is_said_and_can_be_taken_back(cast: Cast) -> None:
    begins = timezone.localdate() + timedelta(days=3)
    phone = phone_of(cast.sue.member)
    phone.press(DAYS, act="pause", begins=f"{begins}", ends="")
    assert "A pause begins on" in phone.open(DAYS)
    phone.press(DAYS, act="resume")
    assert "A pause begins on" not in phone.open(DAYS)


def test_days_that_run_backwards_are_shown_again_with_what_was_chosen(cast: Cast) -> None:
    phone = phone_of(cast.sue.member)
    response = phone.press(DAYS, act="pause", begins="2030-02-03", ends="2030-02-01")
    assert response.status_code == 422
    page = response.content.decode()
    assert "The last day is before the first." in page
    assert 'value="2030-02-03"' in page
    assert 'value="2030-02-01"' in page
    assert sue(cast).paused_from is None


def test_what_she_has_taken_stays_with_her(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    phone_of(cast.sue.member).press(DAYS, act="away")
    assert load(row.handle).facts.supporter == cast.sue.pk


def test_a_member_who_is_no_supporter_has_no_such_page(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.cora)
    assert client.get(DAYS).status_code == 404
