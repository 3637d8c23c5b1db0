"""Who had it is told not to call, when somebody else ends it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils import timezone

from beside.notices.models import Notice
from beside.outreach import actions as outreach
from beside.program.models import Member
from beside.referrals import actions, due
from beside.referrals.models import load
from beside.rules.stages import WITH_SUPPORTER, Actor, Stage
from tests.cast import NOW, Cast
from tests.outreach.pressing import now_at, phone_of
from tests.referrals.making import at_stage

AfterCommit = Callable[[], AbstractContextManager[list[object]]]
NEEDED_NO_MORE = [("no_longer_needed",)]


def told(member: Member) -> list[tuple[str]]:
    return list(Notice.objects.filter(member=member).values_list("slot"))


@pytest.mark.parametrize("stage", sorted(WITH_SUPPORTER))
def test_a_recipients_stop_tells_the_supporter_at_every_stage(
    cast: Cast, stage: Stage, after_commit: AfterCommit
) -> None:
    row = at_stage(cast, stage)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert told(cast.sue.member) == NEEDED_NO_MORE
    assert Notice.objects.count() == 1


def test_nobody_is_told_when_nobody_had_it(cast: Cast, after_commit: AfterCommit) -> None:
    row = at_stage(cast, Stage.WAITING)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert not Notice.objects.exists()


def test_it_is_told_only_after_the_change_is_done(cast: Cast, after_commit: AfterCommit) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
        assert not Notice.objects.exists(), "never in the transaction that changes the referral"
    assert Notice.objects.exists()


def test_someone_else_and_a_report_in_error_stand_her_down_too(
    cast: Cast, after_commit: AfterCommit
) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    with after_commit():
        actions.someone_else(row.handle, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert told(cast.sue.member) == NEEDED_NO_MORE
    row = at_stage(cast, Stage.TALKING)
    with after_commit():
        actions.close(row.handle, "report_in_error", actor=Actor.REPORTER, by=None, at=NOW)
    assert told(cast.sue.member) == NEEDED_NO_MORE * 2


def test_what_she_did_herself_is_no_news_to_her(cast: Cast, after_commit: AfterCommit) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    with after_commit():
        outreach.someone_else(row.handle, actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    assert load(row.handle).stage == Stage.WAITING
    assert not Notice.objects.exists()


def test_her_list_says_so_without_a_name_until_she_has_read_it(
    cast: Cast, after_commit: AfterCommit
) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    with after_commit():
        actions.stop(row.handle, actor=Actor.RECIPIENT, by=None, at=timezone.now())
    phone = phone_of(cast.sue.member)
    page = phone.open("/outreach/")
    assert "One request is no longer needed. Please do not call." in page
    assert "Rosa" not in page
    phone.press("/outreach/", at="/outreach/noted/")
    assert "no longer needed" not in phone.open("/outreach/")
    assert not Notice.objects.exists()


@pytest.mark.parametrize("step", ["wrong_person", "was_not_there", "not_voluntary", "signpost"])
def test_whatever_the_desk_ends_stands_her_down(
    cast: Cast, step: str, after_commit: AfterCommit
) -> None:
    row = at_stage(cast, Stage.TALKING)
    with after_commit():
        actions.close(row.handle, step, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert told(cast.sue.member) == NEEDED_NO_MORE


def test_an_undo_at_the_desk_takes_the_word_back_and_gives_it_to_her_again(
    cast: Cast, after_commit: AfterCommit
) -> None:
    row = at_stage(cast, Stage.TALKING)
    with after_commit():
        actions.close(row.handle, "wrong_person", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    with after_commit():
        actions.undo(row.handle, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert told(cast.sue.member) == []
    assert load(row.handle).facts.back == 1, "which is news to her"


def test_what_expires_in_her_hands_stands_her_down(cast: Cast, after_commit: AfterCommit) -> None:
    at_stage(cast, Stage.CONFIRMED)
    with after_commit():
        due.expire(NOW + timedelta(days=61))
    assert told(cast.sue.member) == NEEDED_NO_MORE
