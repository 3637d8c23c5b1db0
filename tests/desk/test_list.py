"""The list of people to be reached: what is due, who has it, and no names by default."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beside.desk.designations import designation
from beside.directory.models import Clinician
from beside.referrals import actions
from beside.referrals.asking import Asking, ask_for_oneself
from beside.referrals.models import load
from beside.rules.stages import Actor
from tests.cast import NOW, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Clock, Desk


def test_an_empty_desk_says_so_and_offers_to_take_a_call(cora: Desk) -> None:
    page = cora.go("/desk/")
    assert "Nobody is waiting to be reached." in page
    assert 'href="/desk/call/"' in page.text


def test_each_row_has_its_one_next_act(cast: Cast, cora: Desk) -> None:
    matters.received("Kim Park")
    matters.waiting(cast.faye, cast.cora)
    matters.asked(cast.rosa, cast.sue, cast.cora)
    page = cora.go("/desk/")
    for words in ("Find out who", "Ask someone", "Waiting for Sue Sato", "Stop asking"):
        assert words in page
    assert "3 people are to be reached. 1 is still to be found." in page


def test_a_row_tells_a_person_by_two_words_and_never_by_name(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.go("/desk/")
    assert designation(row.handle) in page
    assert "Faye" not in page.text
    assert "Frost" not in page.text
    assert "frost" not in page.text


def test_a_department_with_few_people_is_not_named(cast: Cast, cora: Desk) -> None:
    matters.waiting(cast.faye, cast.cora)
    page = cora.go("/desk/")
    assert "small department, Faculty" in page
    assert "Medicine" not in page


def test_a_department_with_thirty_people_is_named(cast: Cast, cora: Desk) -> None:
    Clinician.objects.bulk_create(
        Clinician(
            employee_id=f"M{number}",
            first_name="Mo",
            last_name=f"Many{number}",
            department=cast.medicine,
            pool=cast.faculty,
        )
        for number in range(30)
    )
    matters.waiting(cast.faye, cast.cora)
    assert "Medicine, Faculty" in cora.go("/desk/")


def test_what_is_due_first_stands_first_and_late_is_a_word(cast: Cast, cora: Desk) -> None:
    later = matters.waiting(cast.faye, cast.cora)
    late = matters.received("Kim Park", at=NOW - timedelta(days=5))
    soon = matters.received("Remy Roth", urgency="today", at=NOW - timedelta(hours=20))
    page = cora.go("/desk/")
    places = [page.text.index(designation(one.handle)) for one in (late, soon, later)]
    assert places == sorted(places)
    assert "Late by 3 days" in page
    assert "Today 13:00" in page


@pytest.mark.parametrize(
    ("show", "mine", "others"),
    [("", True, True), ("?show=me", True, False), ("?show=others", False, True)],
)
def test_the_filters_tell_apart_what_waits_on_whom(
    cast: Cast, cora: Desk, show: str, mine: bool, others: bool
) -> None:
    waiting = matters.waiting(cast.faye, cast.cora)
    asked = matters.asked(cast.rosa, cast.sue, cast.cora)
    page = cora.go(f"/desk/{show}")
    assert (designation(waiting.handle) in page) is mine
    assert (designation(asked.handle) in page) is others


def test_due_now_shows_what_is_late_or_due_today(cast: Cast, cora: Desk) -> None:
    late = matters.received("Kim Park", at=NOW - timedelta(days=5))
    later = matters.waiting(cast.faye, cast.cora)
    page = cora.go("/desk/?show=due")
    assert designation(late.handle) in page
    assert designation(later.handle) not in page


def test_an_agreed_day_stands_as_a_chip_and_waits_on_others_until_then(
    cast: Cast, cora: Desk
) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.wait_on(row.handle, "recipient", "2026-11-27", by=cast.cora, at=NOW)
    assert "they asked for a date, Fri 27 Nov" in cora.go("/desk/")
    assert designation(row.handle) not in cora.go("/desk/?show=me")


def test_what_somebody_holds_says_so(cast: Cast, cora: Desk, dan: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.wait_on(row.handle, "", "", by=cast.cora, at=NOW, hold=True)
    assert "held by Cora" in dan.go("/desk/")
    assert designation(row.handle) in cora.go("/desk/?show=me")
    assert designation(row.handle) not in dan.go("/desk/?show=me")


def test_a_late_supporter_is_a_call_away(cast: Cast, cora: Desk) -> None:
    matters.confirmed(cast.rosa, cast.sue, cast.cora, at=NOW - timedelta(days=5))
    page = cora.go("/desk/")
    assert "Call Sue Sato" in page
    assert 'href="tel:+15035550200"' in page.text


def test_a_close_can_be_undone_from_the_list(cast: Cast, cora: Desk) -> None:
    row = matters.talking(cast.rosa, cast.sue, cast.cora)
    actions.close(row.handle, "met", actor=Actor.COORDINATOR, by=cast.cora, at=NOW)
    cora.go("/desk/")
    page = cora.send("/step/undo/", press="Undo")
    assert "Undone. Everything is as it was." in page
    assert load(row.handle).stage == "talking"


def test_what_is_hidden_from_a_coordinator_is_not_in_her_list(
    cast: Cast, cora: Desk, dan: Desk
) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    actions.not_mine(row.handle, by=cast.cora, at=NOW)
    assert designation(row.handle) not in cora.go("/desk/")
    assert cora.one(row.handle).status == 404
    assert designation(row.handle) in dan.go("/desk/")


@pytest.mark.parametrize("who", ["sam", "lea", "ann"])
def test_the_list_exists_only_for_coordinators(cast: Cast, as_member: AsMember, who: str) -> None:
    someone = getattr(cast, who)
    member = someone.member if who == "sam" else someone
    assert as_member(member).go("/desk/").status == 404


def test_an_agreed_day_that_has_passed_is_late(cast: Cast, cora: Desk, clock: Clock) -> None:
    row = matters.talking(cast.rosa, cast.sue, cast.cora)
    actions.wait_on(row.handle, "recipient", "2026-11-25", by=cast.cora, at=NOW)
    assert "Wed 25 Nov" in cora.go("/desk/?show=others")
    clock.forward(days=3)
    cora.client.force_login(cast.cora)
    page = cora.go("/desk/?show=me")
    assert designation(row.handle) in page
    assert "Late by 33 hours" in page


def test_somebody_who_asks_again_waits_on_the_desk_at_once(cast: Cast, cora: Desk) -> None:
    row = matters.talking(cast.rosa, cast.sue, cast.cora)
    asking = Asking("Rosa Reyes", "rosa.reyes11@example.edu")
    again = ask_for_oneself(asking, code="x", by=None, at=NOW)
    assert again.handle != row.handle
    page = cora.go("/desk/?show=me")
    assert designation(again.handle) in page
    assert "they asked again" in page
    assert "See to it" in page
