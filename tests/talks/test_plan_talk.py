"""Cora plans a talk: a day, a time, a place, and who gives it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from beside.audit.models import Administration
from beside.program.models import Member
from beside.rules.talks import Lack
from beside.talks import actions
from beside.talks.actions import Lacks, Moved, NotTheirs
from beside.talks.models import Status, Talk
from tests.cast import NOW, Cast
from tests.desk.pages import AsMember, Desk
from tests.talks.making import CONTACT, NEXT_WEEK, asked_for, details, given, planned, topic


def form(cast: Cast, **other: Any) -> dict[str, Any]:
    said = {"for_whom": cast.surgery.pk, "topic": topic().pk, "title": "For new residents"}
    said |= {"on": NEXT_WEEK.isoformat(), "at": "12:30", "minutes": "45", "place": "Library"}
    return said | {"giver": cast.sue.member.pk, "materials": "/promise/"} | other


def test_she_plans_one_from_the_list(cast: Cast, cora: Desk) -> None:
    topic()
    cora.go("/desk/talks/new/")
    page = cora.send("/desk/talks/new/", press="Keep this plan", **form(cast))
    talk = Talk.objects.get()
    assert page.address == f"/desk/talks/{talk.pk}/?said=talk_planned"
    assert (talk.status, talk.on, talk.at) == (Status.PLANNED, NEXT_WEEK, time(12, 30))
    assert (talk.minutes, talk.place, talk.giver) == (45, "Library", cast.sue.member)
    for words in ("For new residents", "Sue Sato", "12:30–13:15", "/promise/", "all is set"):
        assert words in page


def test_what_was_asked_for_becomes_a_plan_and_keeps_who_asked(cast: Cast, cora: Desk) -> None:
    talk = asked_for(cast)
    page = cora.go(f"/desk/talks/{talk.pk}/plan/")
    assert CONTACT in page.text
    said = form(cast, contact=CONTACT, wished="Tuesdays at noon")
    cora.send(f"/desk/talks/{talk.pk}/plan/", **said)
    talk.refresh_from_db()
    assert (talk.status, talk.contact) == (Status.PLANNED, CONTACT)


def test_one_that_was_given_already_is_not_called_planned(cast: Cast, cora: Desk) -> None:
    topic()
    cora.go("/desk/talks/new/")
    past = (NEXT_WEEK - timedelta(days=30)).isoformat()
    page = cora.send("/desk/talks/new/", press="Keep this plan", **form(cast, on=past))
    assert page.address.endswith("?said=talk_past")
    assert "Its day is past: say how many came, and it is done." in page
    assert "How many came on" in page


def test_without_a_day_it_waits(cast: Cast, cora: Desk) -> None:
    topic()
    cora.go("/desk/talks/new/")
    page = cora.send("/desk/talks/new/", **form(cast, on="", at="", place=""))
    assert Talk.objects.get().status == Status.REQUESTED
    assert "It waits for a day" in page


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"at": ""}, "Please say at what time it begins."),
        ({"place": ""}, "Please say where."),
        ({"on": "31 February"}, "We could not read this as a day."),
        ({"at": "noon"}, "Please give the time as hours and minutes"),
        ({"outside_speaker": "Dr. Vance"}, "Please leave one of the two empty."),
        ({"materials": "/promise/\nhttp://example.edu/"}, "Line 2 is no page of ours"),
        ({"for_whom": ""}, "Please choose for whom it is."),
        ({"title": "x" * 81}, "Please say it in fewer words."),
        ({"giver": "99999"}, "This choice is not there, or not any more"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_stays(
    cast: Cast, cora: Desk, given_: dict[str, str], says: str
) -> None:
    topic()
    cora.go("/desk/talks/new/")
    page = cora.send("/desk/talks/new/", **form(cast, **given_))
    assert page.status == 422
    assert says in page
    if "title" not in given_:
        assert 'value="For new residents"' in page.text
    assert not Talk.objects.exists()


def test_somebody_from_outside_may_give_it(cast: Cast, cora: Desk) -> None:
    topic()
    cora.go("/desk/talks/new/")
    page = cora.send("/desk/talks/new/", **form(cast, giver="", outside_speaker="Dr. Vance"))
    assert "Dr. Vance" in page
    assert "all is set" in page


def test_ann_who_keeps_the_machine_cannot_be_chosen(cast: Cast, cora: Desk) -> None:
    topic()
    cora.go("/desk/talks/new/")
    assert cora.send("/desk/talks/new/", **form(cast, giver=cast.ann.pk)).status == 422


def test_two_at_once_and_the_second_is_told_and_keeps_what_was_typed(
    cast: Cast, cora: Desk, dan: Desk
) -> None:
    talk = planned(cast)
    where = f"/desk/talks/{talk.pk}/plan/"
    cora.go(where)
    dan.go(where)
    assert cora.send(where, **form(cast, place="Hall")).status == 200
    page = dan.send(where, **form(cast, place="Ward 4"))
    assert page.status == 422
    assert "Somebody else changed this plan" in page
    assert 'value="Ward 4"' in page.text
    assert Talk.objects.get().place == "Hall"
    dan.send(where, **form(cast, place="Ward 4"))
    assert Talk.objects.get().place == "Ward 4"


def test_sent_twice_it_is_planned_once(cast: Cast, cora: Desk) -> None:
    topic()
    cora.go("/desk/talks/new/")
    sent = {**cora.form("/desk/talks/new/").fields, **form(cast)}
    cora.post("/desk/talks/new/", sent)
    assert "That was already done" in cora.post("/desk/talks/new/", sent)
    assert Talk.objects.count() == 1


def test_what_is_over_has_no_other_plan(cast: Cast, cora: Desk) -> None:
    talk = given(cast)
    assert "Somebody else was here" in cora.go(f"/desk/talks/{talk.pk}/plan/")
    with pytest.raises(Moved):
        actions.plan_talk(talk, details(cast), edition=talk.edition, by=cast.cora, at=NOW)


def test_a_plan_does_not_lose_its_day(cast: Cast) -> None:
    talk = planned(cast)
    with pytest.raises(Lacks) as lacks:
        actions.plan_talk(talk, details(cast, on=None), edition=1, by=cast.cora, at=NOW)
    assert lacks.value.what == (Lack.DAY,)


@pytest.mark.parametrize("who", ["ann", "sue"])
def test_nobody_else_plans(cast: Cast, as_member: AsMember, who: str) -> None:
    member = cast.ann if who == "ann" else cast.sue.member
    with pytest.raises(NotTheirs):
        actions.plan_talk(None, details(cast), by=member, at=NOW)
    assert as_member(member).go("/desk/talks/new/").status == 404
    assert not Talk.objects.exists()


def test_the_lead_plans_too_and_it_is_written_down(cast: Cast) -> None:
    talk = actions.plan_talk(None, details(cast), by=cast.lea, at=NOW)
    rows = Administration.objects.values_list("verb", "member_id", "about")
    assert ("plan_talk", cast.lea.pk, f"talk {talk.pk}") in set(rows)


def test_when_who_gives_it_has_left_somebody_is_needed(cast: Cast, cora: Desk) -> None:
    talk = planned(cast)
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    page = cora.go("/desk/talks/")
    assert "nobody gives it yet" in page
    assert "Who gives it?" in page
    assert "Sue Sato" not in cora.go(f"/desk/talks/{talk.pk}/")
