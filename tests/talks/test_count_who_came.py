"""Afterwards: a number, and nobody's name. Who asked goes in the same act."""

from __future__ import annotations

import pytest

from beside.talks import actions
from beside.talks.actions import Moved, NotTheirs, NotYet
from beside.talks.models import GroupConversation, Status, Talk
from tests.cast import NOW, TODAY, Cast
from tests.desk.pages import Desk
from tests.talks.making import (
    CONTACT,
    LAST_WEEK,
    asked_for,
    given,
    planned,
    planned_group,
)


def test_how_many_came_and_whoever_asked_is_gone_in_the_same_act(cast: Cast, cora: Desk) -> None:
    talk = planned(cast, LAST_WEEK)
    page = cora.go(f"/desk/talks/{talk.pk}/")
    assert "How many came on 17 November?" in page
    assert CONTACT in page
    page = cora.send(f"/desk/talks/{talk.pk}/", what="count", came="23")
    assert page.address == "/desk/talks/?said=talk_counted"
    talk.refresh_from_db()
    assert (talk.status, talk.came) == (Status.GIVEN, 23)
    assert (talk.contact, talk.wished) == ("", "")
    assert CONTACT not in cora.go(f"/desk/talks/{talk.pk}/").text


def test_the_database_itself_keeps_nobody_who_asked_when_it_is_over(cast: Cast) -> None:
    from django.db import IntegrityError, transaction

    talk = given(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.filter(pk=talk.pk).update(contact=CONTACT)


def test_nobody_is_a_number_too_and_a_slip_is_put_right(cast: Cast, cora: Desk) -> None:
    talk = given(cast, came=230)
    page = cora.go(f"/desk/talks/{talk.pk}/")
    assert "It was given, and 230 came." in page
    cora.send(f"/desk/talks/{talk.pk}/", press="Put the number right", what="count", came="0")
    talk.refresh_from_db()
    assert (talk.status, talk.came) == (Status.GIVEN, 0)


@pytest.mark.parametrize("came", ["", "many", "-1", "5001", "Rosa Reyes", "23.5"])
def test_anything_but_a_number_is_asked_again(cast: Cast, cora: Desk, came: str) -> None:
    talk = planned(cast, LAST_WEEK)
    cora.go(f"/desk/talks/{talk.pk}/")
    page = cora.send(f"/desk/talks/{talk.pk}/", what="count", came=came)
    assert page.status == 422
    assert "To mend:" in page
    talk.refresh_from_db()
    assert (talk.status, talk.came, talk.contact) == (Status.PLANNED, None, CONTACT)


def test_before_the_day_nobody_knows(cast: Cast, cora: Desk) -> None:
    talk = planned(cast)
    assert "came" not in {name for one in cora.go(f"/desk/talks/{talk.pk}/").forms
                          for name in one.fields}  # fmt: skip
    with pytest.raises(NotYet):
        actions.count_who_came(talk, 20, edition=talk.edition, by=cast.cora, at=NOW)


def test_on_the_day_itself_it_may_be_counted(cast: Cast) -> None:
    talk = planned(cast, TODAY)
    actions.count_who_came(talk, 20, edition=talk.edition, by=cast.cora, at=NOW)
    assert Talk.objects.get().came == 20


def test_what_has_no_day_is_not_counted(cast: Cast) -> None:
    talk = asked_for(cast)
    with pytest.raises(Moved):
        actions.count_who_came(talk, 20, edition=talk.edition, by=cast.cora, at=NOW)


def test_of_two_who_count_at_once_one_is_told(cast: Cast, cora: Desk, dan: Desk) -> None:
    talk = planned(cast, LAST_WEEK)
    where = f"/desk/talks/{talk.pk}/"
    cora.go(where)
    dan.go(where)
    cora.send(where, what="count", came="23")
    assert "Somebody else was here in the meantime" in dan.send(where, what="count", came="25")
    assert Talk.objects.get().came == 23


def test_of_a_group_conversation_nothing_says_any_more_who_led_it(cast: Cast, cora: Desk) -> None:
    group = planned_group(cast, LAST_WEEK)
    page = cora.go(f"/desk/talks/groups/{group.pk}/")
    assert "Sue Sato and Sol Stone" in page
    cora.send(f"/desk/talks/groups/{group.pk}/", what="count", came="8")
    group.refresh_from_db()
    assert (group.status, group.came) == (Status.GIVEN, 8)
    assert (group.first, group.second) == (None, None)
    assert "Sue Sato" not in cora.go(f"/desk/talks/groups/{group.pk}/")


def test_the_database_itself_keeps_nobody_who_led_one(cast: Cast) -> None:
    from django.db import IntegrityError, transaction

    group = planned_group(cast, LAST_WEEK)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupConversation.objects.filter(pk=group.pk).update(status=Status.GIVEN)


def test_a_supporter_counts_nothing(cast: Cast) -> None:
    talk = planned(cast, LAST_WEEK)
    with pytest.raises(NotTheirs):
        actions.count_who_came(talk, 9, edition=talk.edition, by=cast.sue.member, at=NOW)
