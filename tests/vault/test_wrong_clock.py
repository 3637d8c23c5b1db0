"""Who comes while the clock is wrong is here as long as everybody else, once it is set right.

A machine whose battery is empty begins in a year long gone, until it is told the time; another one
runs a month ahead. Rosa came before, by the right clock.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beside.events.models import Event
from beside.program.week import contact_due
from beside.referrals import actions
from beside.referrals.facts import moment
from beside.referrals.models import Referral, load
from beside.rules.clocks import monday
from beside.rules.stages import Actor
from beside.sweep import sweep
from beside.vault import actions as vault
from tests.cast import NOW, TODAY, Cast
from tests.events.telling import tell
from tests.referrals.making import received

LONG_AGO = NOW - timedelta(days=900)
AHEAD = NOW + timedelta(days=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UMA = {"name": "Uma Unlisted", "contact": "uma@example.org"}


@pytest.fixture
def rosa(cast: Cast) -> Referral:
    row = received(cast)
    sweep(NOW)
    sweep(NOW)
    return row


def opens(cast: Cast, row: Referral, at: object = NOW) -> bool:
    return actions.look(row.handle, by=cast.cora, at=NOW).name.startswith("Uma")


def weeks(row: Referral) -> tuple[object, object]:
    now = load(row.handle)
    return now.opened_week, now.expiry_week


def test_who_comes_while_the_clock_stands_years_back_is_not_taken_for_overdue(
    rosa: Referral, cast: Cast
) -> None:
    uma = received(cast, LONG_AGO, **UMA)
    sweep(LONG_AGO)
    for hours in (0, 1, 25):
        sweep(NOW + hours * HOUR)
    assert opens(cast, uma), "somebody who has just come is not *missed by us*"
    assert weeks(uma) == weeks(rosa)
    assert load(uma.handle).facts.due_at < NOW, "and is overdue for the desk, which is safe"
    assert vault.period("2026Q4") == {}


def test_who_comes_while_the_clock_is_a_month_ahead_is_not_here_for_a_month_longer(
    rosa: Referral, cast: Cast
) -> None:
    uma = received(cast, AHEAD, **UMA)
    sweep(AHEAD)
    assert weeks(uma) > weeks(rosa), "nothing is said of it as long as it may be true"
    sweep(NOW + HOUR)
    assert weeks(uma) == weeks(rosa)
    facts = load(uma.handle).facts
    assert facts.due_at == contact_due("ordinary", NOW + HOUR), "promised from now, not in a month"
    assert facts.opened_at == moment(facts.opened) == NOW + HOUR
    assert load(uma.handle).due_on == timezone.localdate(facts.due_at)
    assert opens(cast, uma)


def test_what_was_done_by_the_clock_that_was_ahead_stays_done(rosa: Referral, cast: Cast) -> None:
    uma = received(cast, AHEAD, **UMA)
    actions.close(uma.handle, "signpost", actor=Actor.COORDINATOR, by=cast.cora, at=AHEAD)
    sweep(NOW + HOUR)
    assert not Referral.objects.filter(handle=uma.handle).exists(), "ten minutes, and no month"


def test_an_event_that_was_told_of_by_a_wrong_clock_is_neither_over_at_once_nor_here_too_long(
    rosa: Referral, cast: Cast
) -> None:
    right = tell(cast, "", completeness="others")
    early = tell(cast, "", at=LONG_AGO, completeness="others", kind="violence")
    late = tell(cast, "", at=AHEAD, completeness="others", kind="legal")
    sweep(NOW + HOUR)
    found = {one.handle: (one.opened_week, one.expiry_week) for one in Event.objects.all()}
    assert found[early.handle] == found[late.handle] == found[right.handle]


def test_whoever_came_by_the_right_clock_is_left_alone_whatever_it_says_later(
    rosa: Referral, cast: Cast
) -> None:
    before = weeks(rosa)
    for at in (NOW - 7 * DAY, NOW - 30 * DAY, LONG_AGO, AHEAD, NOW + DAY, NOW + 2 * DAY):
        sweep(at)
    sweep(NOW - 30 * DAY, is_told=True)
    assert weeks(rosa) == before
    assert before[0] == monday(TODAY)


def test_a_name_is_not_here_longer_because_a_wrong_clock_was_believed(
    rosa: Referral, cast: Cast
) -> None:
    """A year ahead for three days, believed, set right, and confirmed; then somebody comes."""
    for hours in (0, 72, 73):
        sweep(NOW + timedelta(days=365, hours=hours))
    uma = received(cast, NOW, **UMA)
    vault.confirm_clock(at=NOW)
    limit = weeks(uma)
    for day in range(1, 62):
        sweep(NOW + day * DAY)
        assert not Referral.objects.filter(handle=uma.handle).exists() or weeks(uma) == limit
    assert not Referral.objects.filter(handle=uma.handle).exists()
