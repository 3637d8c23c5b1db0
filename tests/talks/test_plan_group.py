"""A group conversation: after one-to-one was offered, by two people, and with no word of anyone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from beside.audit.models import Administration
from beside.rules.talks import Lack
from beside.talks import actions
from beside.talks.actions import Lacks, NotTheirs
from beside.talks.models import GroupConversation, Status
from tests.cast import NOW, Cast
from tests.desk.pages import AsMember, Desk
from tests.talks.making import NEXT_WEEK, group_details, planned_group

NEW = "/desk/talks/groups/new/"


def form(cast: Cast, **other: Any) -> dict[str, Any]:
    said = {"department": cast.surgery.pk, "offered": "yes", "on": NEXT_WEEK.isoformat()}
    said |= {"first": cast.sue.member.pk, "second": cast.sol.member.pk, "go": "plan"}
    return said | other


def test_it_is_planned_once_each_person_was_offered_one_to_one(cast: Cast, cora: Desk) -> None:
    cora.go(NEW)
    page = cora.send(NEW, **form(cast))
    group = GroupConversation.objects.get()
    assert page.address == f"/desk/talks/groups/{group.pk}/?said=talk_planned"
    assert (group.status, group.on, group.department) == (Status.PLANNED, NEXT_WEEK, cast.surgery)
    assert (group.first, group.second) == (cast.sue.member, cast.sol.member)


def test_before_that_the_page_leads_kindly_to_the_event(cast: Cast, cora: Desk) -> None:
    cora.go(NEW)
    page = cora.send(NEW, **form(cast, offered="no"))
    assert page.status == 422
    assert "A group conversation comes after that, never instead of it." in page
    assert '<a href="/desk/events/new/">' in page.text
    assert not GroupConversation.objects.exists()
    for kept in (f'value="{NEXT_WEEK.isoformat()}"', f'value="{cast.sue.member.pk}" selected'):
        assert kept in page.text


def test_not_yet_is_said_before_anything_else_is_asked_for(cast: Cast, cora: Desk) -> None:
    cora.go(NEW)
    page = cora.send(NEW, **form(cast, offered="no", on="", first="", second=""))
    assert "never instead of it" in page
    assert "Please say which day." not in page


def test_the_lead_who_is_not_at_the_desk_is_led_to_the_public_page(
    cast: Cast, as_member: AsMember
) -> None:
    lea = as_member(cast.lea)
    lea.go(NEW)
    assert '<a href="/event/">' in lea.send(NEW, **form(cast, offered="no")).text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"offered": ""}, "Please answer this first."),
        ({"on": ""}, "Please say which day."),
        ({"first": ""}, "Please choose who leads it."),
        ({"second": ""}, "Please choose a second person"),
        ({"department": ""}, "Please choose the department."),
        ({"department": "0"}, "Please choose the department."),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    cast: Cast, cora: Desk, given: dict[str, str], says: str
) -> None:
    cora.go(NEW)
    page = cora.send(NEW, **form(cast, **given))
    assert page.status == 422
    assert says in page
    assert not GroupConversation.objects.exists()


def test_two_different_people_lead_it(cast: Cast, cora: Desk) -> None:
    cora.go(NEW)
    page = cora.send(NEW, **form(cast, second=cast.sue.member.pk))
    assert page.status == 422
    assert "Two different people lead it." in page
    with pytest.raises(Lacks) as lacks:
        planned_group(cast, second=cast.sue.member)
    assert lacks.value.what == (Lack.TWO_DIFFERENT,)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupConversation.objects.create(
            department=cast.surgery, first=cast.sue.member, second=cast.sue.member
        )


def test_one_whose_day_is_past_is_not_called_planned(cast: Cast, cora: Desk) -> None:
    cora.go(NEW)
    page = cora.send(NEW, **form(cast, on=(NEXT_WEEK - timedelta(days=30)).isoformat()))
    assert "Its day is past: say how many came, and it is done." in page
    assert "Planned." not in page
    assert GroupConversation.objects.get().status == Status.PLANNED


def test_no_verb_plans_one_before_one_to_one_was_offered(cast: Cast) -> None:
    with pytest.raises(Lacks) as lacks:
        planned_group(cast, offered_one_to_one=False)
    assert lacks.value.what == (Lack.ONE_TO_ONE,)
    assert not GroupConversation.objects.exists()


def test_that_one_is_wanted_can_be_noted_and_planned_later(cast: Cast, cora: Desk) -> None:
    cora.go(NEW)
    page = cora.send(NEW, department=cast.surgery.pk, go="ask")
    group = GroupConversation.objects.get()
    assert (group.status, group.on, group.first) == (Status.REQUESTED, None, None)
    assert "no day is found yet" in page
    cora.go(f"/desk/talks/groups/{group.pk}/plan/")
    cora.send(f"/desk/talks/groups/{group.pk}/plan/", **form(cast))
    group.refresh_from_db()
    assert group.status == Status.PLANNED


def test_another_plan_may_change_who_leads_it(cast: Cast, cora: Desk) -> None:
    group = planned_group(cast)
    where = f"/desk/talks/groups/{group.pk}/plan/"
    cora.go(where)
    cora.send(where, **form(cast, second=cast.sam.member.pk))
    group.refresh_from_db()
    assert group.second == cast.sam.member


def test_two_at_once_and_the_second_is_told(cast: Cast, cora: Desk, dan: Desk) -> None:
    group = planned_group(cast)
    where = f"/desk/talks/groups/{group.pk}/plan/"
    cora.go(where)
    dan.go(where)
    cora.send(where, **form(cast, second=cast.sam.member.pk))
    assert "Somebody else changed this plan" in dan.send(where, **form(cast))
    group.refresh_from_db()
    assert group.second == cast.sam.member


@pytest.mark.parametrize("who", ["ann", "sue"])
def test_nobody_else_plans(cast: Cast, as_member: AsMember, who: str) -> None:
    member = cast.ann if who == "ann" else cast.sue.member
    for verb in (
        lambda: actions.plan_group(None, group_details(cast), by=member, at=NOW),
        lambda: actions.ask_group(cast.surgery, by=member, at=NOW),
    ):
        with pytest.raises(NotTheirs):
            verb()
    assert as_member(member).go(NEW).status == 404


def test_it_is_written_down_that_cora_planned_it(cast: Cast) -> None:
    group = planned_group(cast)
    act = Administration.objects.get(verb="plan_group")
    assert (act.member_id, act.about) == (cast.cora.pk, f"group {group.pk}")


def test_there_is_no_place_for_who_came_for_what_it_was_about_or_for_an_event() -> None:
    fields = {one.name: one for one in GroupConversation._meta.get_fields()}
    assert set(fields) == {
        "id", "status", "on", "came", "edition", "department", "first", "second"
    }  # fmt: skip
    assert not [one for one in fields.values() if isinstance(one, models.TextField)]
    assert [name for name, one in fields.items() if isinstance(one, models.CharField)] == ["status"]
    assert fields["status"].choices
