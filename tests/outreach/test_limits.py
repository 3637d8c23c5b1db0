"""What a supporter's word cannot do: outlive the name, or count what was never possible."""

from __future__ import annotations

from datetime import timedelta

from beside.outreach import actions as outreach
from beside.referrals import due
from beside.referrals.models import load
from beside.rules.stages import Actor, Stage
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage


def test_a_rest_ends_before_the_name_must_be_forgotten(cast: Cast) -> None:
    row = at_stage(cast, Stage.TALKING)
    late = NOW + timedelta(days=45)
    outreach.rest(row.handle, 4, actor=Actor.SUPPORTER, by=cast.sue.member, at=late)
    limit = load(row.handle).expiry_week
    due.wake(NOW.replace(year=limit.year, month=limit.month, day=limit.day) - timedelta(days=1))
    assert load(row.handle).stage == Stage.OFFERED


def test_who_never_had_the_contact_has_reached_nobody(cast: Cast) -> None:
    row = at_stage(cast, Stage.TAKEN)
    told = {"reached": True, "expecting": True}
    outreach.hand_back(row.handle, **told, actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    facts = load(row.handle).facts
    assert (facts.reached, facts.offered, facts.offered_at) == (False, False, "")


def test_who_had_it_and_reached_them_counts(cast: Cast) -> None:
    row = at_stage(cast, Stage.CONFIRMED)
    told = {"reached": True, "expecting": True}
    outreach.hand_back(row.handle, **told, actor=Actor.SUPPORTER, by=cast.sue.member, at=NOW)
    facts = load(row.handle).facts
    assert (facts.reached, facts.offered, facts.expecting) == (True, True, True)
