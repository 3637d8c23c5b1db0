"""A coordinator who should not see it sees it no more; somebody always can."""

from __future__ import annotations

import pytest

from beside.desk.lines import is_mine
from beside.referrals import actions
from beside.referrals.actions import NobodyLeft
from beside.referrals.models import load
from beside.rules.stages import Actor
from beside.supporters.models import Supporter
from tests.cast import NOW, TODAY, Cast
from tests.referrals.making import waiting


def test_it_is_never_hidden_from_everybody(cast: Cast) -> None:
    row = waiting(cast)
    actions.not_mine(row.handle, by=cast.cora, at=NOW)
    with pytest.raises(NobodyLeft):
        actions.not_mine(row.handle, by=cast.dan, at=NOW)
    with pytest.raises(NobodyLeft):
        actions.not_through(row.handle, cast.dan.pk, actor=Actor.RECIPIENT, by=None, at=NOW)
    assert load(row.handle).facts.hidden_from == [cast.cora.pk]


def test_what_waited_for_her_waits_for_the_others(cast: Cast) -> None:
    row = waiting(cast)
    day = TODAY.isoformat()
    actions.wait_on(row.handle, "recipient", day, by=cast.cora, at=NOW, hold=True)
    assert not is_mine(load(row.handle), cast.dan, NOW)
    actions.not_mine(row.handle, by=cast.cora, at=NOW)
    assert is_mine(load(row.handle), cast.dan, NOW)


def test_a_coordinator_who_is_a_supporter_too_is_not_asked_then(cast: Cast) -> None:
    own = Supporter.objects.get(pk=cast.sue.pk)
    Supporter.objects.filter(pk=own.pk).update(member=cast.dan)
    row = waiting(cast)
    actions.not_through(row.handle, cast.dan.pk, actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    assert own.pk in load(row.handle).facts.barred_supporters
