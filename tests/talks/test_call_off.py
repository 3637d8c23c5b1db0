"""It does not take place: it stays on the list of what is over, without those it named."""

from __future__ import annotations

import pytest

from beside.audit.models import Administration
from beside.talks import actions
from beside.talks.actions import Moved, NotTheirs
from beside.talks.models import Status
from tests.cast import NOW, Cast
from tests.desk.pages import Desk
from tests.talks.making import CONTACT, asked_for, given, planned, planned_group


def test_a_request_is_called_off_and_whoever_asked_is_gone(cast: Cast, cora: Desk) -> None:
    talk = asked_for(cast)
    cora.go(f"/desk/talks/{talk.pk}/")
    page = cora.send(f"/desk/talks/{talk.pk}/", press="Call it off", what="call_off")
    assert "Called off. Nobody whom it named is kept." in page
    talk.refresh_from_db()
    assert (talk.status, talk.contact, talk.wished) == (Status.CALLED_OFF, "", "")
    assert "Called off" in cora.go("/desk/talks/?show=over")


def test_a_planned_one_too(cast: Cast) -> None:
    talk = planned(cast)
    assert talk.contact == CONTACT
    actions.call_off(talk, edition=talk.edition, by=cast.lea, at=NOW)
    talk.refresh_from_db()
    assert (talk.status, talk.contact, talk.came) == (Status.CALLED_OFF, "", None)
    assert Administration.objects.filter(verb="call_off", about=f"talk {talk.pk}").exists()


def test_of_a_group_conversation_nothing_says_who_was_to_lead_it(cast: Cast) -> None:
    group = planned_group(cast)
    actions.call_off(group, edition=group.edition, by=cast.cora, at=NOW)
    group.refresh_from_db()
    assert (group.status, group.first, group.second) == (Status.CALLED_OFF, None, None)


def test_what_was_given_is_not_called_off(cast: Cast) -> None:
    talk = given(cast)
    with pytest.raises(Moved):
        actions.call_off(talk, edition=talk.edition, by=cast.cora, at=NOW)


def test_a_supporter_calls_nothing_off(cast: Cast) -> None:
    talk = planned(cast)
    with pytest.raises(NotTheirs):
        actions.call_off(talk, edition=talk.edition, by=cast.sue.member, at=NOW)


@pytest.mark.parametrize("edition", ["", "0", "none", "9" * 20])
def test_a_form_that_knows_no_state_changes_nothing(cast: Cast, cora: Desk, edition: str) -> None:
    talk = planned(cast)
    cora.go(f"/desk/talks/{talk.pk}/")
    page = cora.send(f"/desk/talks/{talk.pk}/", what="call_off", edition=edition)
    assert "Somebody else was here" in page
    talk.refresh_from_db()
    assert talk.status == Status.PLANNED
