"""What is news for a supporter: asked, late, back. Each is told once, and names nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.matching import actions as matching
from beside.notices import due as notices_due
from beside.notices.models import Notice
from beside.outreach import actions as outreach
from beside.outreach.due import derive
from beside.referrals import actions, due
from beside.referrals.models import Referral, load
from beside.rules.stages import Actor, Stage
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, waiting

LATE = NOW + timedelta(days=3)


def news() -> set[tuple[int, str]]:
    return set(Notice.objects.values_list("member_id", "slot"))


def test_who_is_asked_is_told_once(cast: Cast) -> None:
    at_stage(cast, Stage.ASKED)
    assert derive(NOW) == 1
    assert derive(NOW + timedelta(minutes=1)) == 0
    assert news() == {(cast.sue.member.pk, "asked")}


def test_it_is_not_told_again_the_next_day(cast: Cast) -> None:
    at_stage(cast, Stage.ASKED)
    derive(NOW)
    notices_due.deliver(NOW)
    for hours in (24, 30):
        derive(NOW + timedelta(hours=hours))
    assert Notice.objects.filter(slot="asked").count() == 1


def test_once_it_is_news_no_more_its_row_goes_with_the_day(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    derive(NOW)
    notices_due.deliver(NOW)
    matching.recall(row.handle, by=cast.cora, at=NOW)
    derive(NOW + timedelta(minutes=5))
    assert Notice.objects.count() == 1
    derive(NOW + timedelta(days=1))
    assert not Notice.objects.exists()


def test_asked_again_is_news_again(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    derive(NOW)
    matching.recall(row.handle, by=cast.cora, at=NOW)
    matching.ask(row.handle, cast.sue, by=cast.cora, at=NOW)
    assert derive(NOW) == 1


@pytest.mark.parametrize("stage", [Stage.ASKED, Stage.TAKEN, Stage.CONFIRMED, Stage.REACHING])
def test_what_is_late_is_told_to_who_has_it(cast: Cast, stage: Stage) -> None:
    at_stage(cast, stage)
    derive(NOW)
    assert (cast.sue.member.pk, "late") not in news()
    derive(LATE)
    assert (cast.sue.member.pk, "late") in news()


@pytest.mark.parametrize("stage", [Stage.OFFERED, Stage.TALKING, Stage.CONTACT, Stage.CLOSING])
def test_who_has_nothing_to_do_is_not_told_that_it_is_late(cast: Cast, stage: Stage) -> None:
    at_stage(cast, stage)
    derive(LATE)
    assert news() == set()


def test_nobody_is_told_of_what_only_waits(cast: Cast) -> None:
    waiting(cast)
    derive(LATE)
    assert news() == set()


def test_a_rest_that_is_over_comes_back(cast: Cast) -> None:
    row = at_stage(cast, Stage.RESTING)
    derive(NOW)
    assert news() == set()
    after = NOW + timedelta(days=15)
    due.wake(after)
    assert load(row.handle).stage == Stage.OFFERED
    derive(after)
    assert news() == {(cast.sue.member.pk, "back")}


def test_a_contact_that_was_mended_comes_back_and_to_nobody_else_later(cast: Cast) -> None:
    row = at_stage(cast, Stage.CONTACT)
    new = "+1 503 555 0077"
    actions.mend_contact(row.handle, new, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    derive(NOW)
    assert news() == {(cast.sue.member.pk, "back")}
    who = {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": NOW}
    outreach.hand_back(row.handle, reached=False, expecting=False, **who)  # type: ignore[arg-type]
    assert load(row.handle).facts.back == 0


def test_deriving_changes_no_referral(cast: Cast) -> None:
    at_stage(cast, Stage.ASKED)
    before = list(Referral.objects.values())
    derive(LATE)
    assert list(Referral.objects.values()) == before


def test_a_row_names_no_referral(cast: Cast) -> None:
    row = at_stage(cast, Stage.ASKED)
    derive(NOW)
    kept = str(list(Notice.objects.values()))
    assert row.handle.hex not in kept
    assert str(row.handle) not in kept
