"""The whole as it is now: counts, lateness, what is in hand; and for the lead who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.desk.designations import designation
from beside.referrals import actions
from tests.cast import NOW, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Desk


def test_counts_by_stage_and_lateness_are_told(cast: Cast, cora: Desk) -> None:
    matters.received("Kim Park", at=NOW - timedelta(days=20))
    matters.received("Bo Bell", at=NOW - timedelta(days=9))
    matters.waiting(cast.faye, cast.cora)
    page = cora.go("/desk/overview/")
    assert "3 people are to be reached. 2 are late." in page
    assert "More than 5 days late: 2. More than 10 days late: 1." in page
    assert "Not certain yet who is meant 2 2" in page
    assert "Nobody asked yet 1 0" in page


def test_who_was_just_closed_is_not_among_those_to_be_reached(cast: Cast, cora: Desk) -> None:
    matters.waiting(cast.rosa, cast.cora)
    closed = matters.waiting(cast.faye, cast.cora)
    assert "2 people are to be reached." in cora.go("/desk/overview/")
    cora.step(closed.handle, "not_voluntary")
    page = cora.go("/desk/overview/")
    assert "1 person is to be reached." in page
    assert "Closed 1" in page, "it can still be undone, and is counted as that"


def test_nothing_is_said_of_long_lateness_while_there_is_none(cast: Cast, cora: Desk) -> None:
    matters.received("Bo Bell", at=NOW - timedelta(days=4))
    page = cora.go("/desk/overview/")
    assert "1 person is to be reached. 1 is late." in page
    assert "More than" not in page


def test_the_list_leads_a_coordinator_to_the_overview(cast: Cast, cora: Desk) -> None:
    matters.waiting(cast.faye, cast.cora)
    assert 'href="/desk/overview/"' in cora.client.get("/desk/").content.decode()


def test_what_each_supporter_has_now_is_told(cast: Cast, cora: Desk) -> None:
    matters.asked(cast.rosa, cast.sue, cast.cora)
    page = cora.go("/desk/overview/")
    assert "Sue Sato 1 2" in page
    assert "2 have nobody just now Sam Silva Sol Stone" in page


def test_the_lead_sees_who_looked_and_when_but_no_name(cast: Cast, as_member: AsMember) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.look(row.handle, by=cast.cora, at=NOW)
    page = as_member(cast.lea).go("/desk/overview/")
    assert designation(row.handle) in page
    assert "Cora: Tue 24 Nov" in page
    assert "Frost" not in page.text


def test_a_coordinator_does_not_see_who_looked(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.look(row.handle, by=cast.dan, at=NOW)
    page = cora.go("/desk/overview/")
    assert "Dan: Tue" not in page
    assert "Who opened a name" not in page


@pytest.mark.parametrize("who", ["sam", "ann"])
def test_supporters_and_administrators_have_no_overview(
    cast: Cast, as_member: AsMember, who: str
) -> None:
    someone = getattr(cast, who)
    member = someone.member if who == "sam" else someone
    assert as_member(member).go("/desk/overview/").status == 404
