"""Who is this? Proposed from the directory, chosen by a person, never guessed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beside.desk.finding import survivor
from beside.referrals.actions import peek
from beside.referrals.models import Referral, load
from beside.rules.stages import Stage
from tests.cast import Cast
from tests.desk import matters
from tests.desk.pages import Desk
from tests.referrals.making import at_stage


def opened(desk: Desk, row: Referral) -> None:
    desk.one(row.handle)
    desk.send("/open/", press="Open the name and find out who")


def test_one_that_fits_is_proposed_and_confirmed(cast: Cast, cora: Desk) -> None:
    row = matters.received("Rosa Reyes")
    opened(cora, row)
    assert "One person in the directory has this name" in cora.page
    page = cora.send("/who/", press="This is the one", person=str(cast.rosa.pk))
    assert "Found. Somebody can be asked now." in page
    saved = load(row.handle)
    assert (saved.stage, saved.facts.match) == ("waiting", "confirmed")
    assert peek(saved).person == cast.rosa.pk


def test_what_the_directory_knows_is_told_in_words_a_person_uses(cast: Cast, cora: Desk) -> None:
    row = matters.received("Rosa Reyes")
    opened(cora, row)
    assert "Surgery, Resident, rosa.reyes11@example.edu, +1 503 555 0011" in cora.page


def test_two_of_one_name_are_never_guessed(cast: Cast, cora: Desk) -> None:
    row = matters.received("Kim Park")
    opened(cora, row)
    assert "Nobody is guessed" in cora.page
    assert "Medicine" in cora.page
    assert "Pediatrics" in cora.page
    cora.send("/who/", person=str(cast.kim_two.pk))
    assert peek(load(row.handle)).person == cast.kim_two.pk


def test_somebody_may_be_outside_the_directory(cast: Cast, cora: Desk) -> None:
    row = matters.received("Uma Unlisted")
    opened(cora, row)
    assert "Nobody in the directory has this name." in cora.page
    page = cora.send("/who/", press="They are not in the directory", person="outside")
    assert "conflicts are not checked" in page
    assert load(row.handle).facts.match == "outside"


def test_a_name_can_be_looked_for_and_stands_in_no_query_and_no_address(
    cast: Cast, cora: Desk
) -> None:
    row = matters.received("Dr. R.")
    opened(cora, row)
    with CaptureQueriesContext(connection) as queries:
        page = cora.send("/search/", press="Look", words="reyes")
    assert "Rosa Reyes" in page
    assert "Dr. R." in page
    assert "reyes" not in page.address
    assert not any("reyes" in query["sql"].lower() for query in queries)


def test_looking_for_nothing_keeps_the_page_and_says_what_is_missing(
    cast: Cast, cora: Desk
) -> None:
    row = matters.received("Dr. R.")
    opened(cora, row)
    page = cora.send("/search/", words="")
    assert page.status == 422
    assert "Please type a name." in page


def test_somebody_the_directory_does_not_know_cannot_be_chosen(cast: Cast, cora: Desk) -> None:
    row = matters.received("Rosa Reyes")
    opened(cora, row)
    assert cora.send("/who/", person="999999").status == 404
    assert load(row.handle).stage == "received"


def test_the_second_to_say_who_it_is_is_told_that_it_has_moved_on(
    cast: Cast, cora: Desk, dan: Desk
) -> None:
    row = matters.received("Kim Park")
    opened(cora, row)
    opened(dan, row)
    cora.send("/who/", person=str(cast.kim_one.pk))
    page = dan.send("/who/", person=str(cast.kim_two.pk))
    assert "Somebody else was here in the meantime." in page
    assert peek(load(row.handle)).person == cast.kim_one.pk


def test_the_same_person_twice_is_told_and_joined(cast: Cast, cora: Desk) -> None:
    asked = matters.asked(cast.rosa, cast.sue, cast.cora, events=[])
    again = matters.waiting(cast.rosa, cast.cora)
    page = cora.one(again.handle)
    assert "The same person has another open request" in page
    assert "Rosa" not in page.text
    page = cora.send("/join/", press="Join the two")
    assert "Joined. They will be reached once." in page
    assert str(asked.handle) in page.address
    assert (load(again.handle).stage, load(asked.handle).stage) == ("closing", "asked")


def test_somebody_else_is_not_offered_to_be_joined(cast: Cast, cora: Desk) -> None:
    matters.waiting(cast.faye, cast.cora)
    row = matters.waiting(cast.rosa, cast.cora)
    other = matters.waiting(cast.remy, cast.cora)
    assert "another open request" not in cora.one(row.handle)
    cora.one(row.handle)
    form = {**cora.form("/open/").fields, "other": str(other.handle)}
    cora.post(f"/desk/{row.handle}/join/", form)
    assert load(row.handle).stage == "waiting"


@pytest.mark.parametrize("action", ["open", "search", "who", "ask", "join"])
def test_what_was_sent_by_mistake_leads_back_to_the_page(
    cast: Cast, cora: Desk, action: str
) -> None:
    row = matters.received("Kim Park")
    assert cora.go(f"/desk/{row.handle}/{action}/").address == f"/desk/{row.handle}/"


def test_two_people_who_share_a_telephone_are_not_offered_to_be_joined(
    cast: Cast, cora: Desk
) -> None:
    matters.received("Bo Bell", "+1 503 555 0777")
    row = matters.received("Kim Park", "+1 503 555 0777")
    assert "another open request" not in cora.one(row.handle)


def test_the_same_name_in_another_order_with_the_same_contact_is_one_person(
    cast: Cast, cora: Desk
) -> None:
    matters.received("Uma Unlisted", "+1 503 555 0777")
    row = matters.received("unlisted uma", "503 555 0777")
    assert "The same person has another open request" in cora.one(row.handle)


def test_a_request_that_is_hidden_from_her_is_not_told_as_a_duplicate(
    cast: Cast, cora: Desk
) -> None:
    matters.received("Uma Unlisted", "+1 503 555 0777", hidden_from=[cast.cora.pk])
    row = matters.received("Uma Unlisted", "+1 503 555 0777")
    assert "another open request" not in cora.one(row.handle)


@pytest.mark.parametrize("behind", [Stage.CONTACT, Stage.RESTING, Stage.CLOSING])
def test_of_two_the_one_who_talks_goes_on(cast: Cast, behind: Stage) -> None:
    other, talking = at_stage(cast, behind), at_stage(cast, Stage.TALKING)
    for pair in ((other, talking), (talking, other)):
        ahead, _behind = survivor(*pair)
        assert ahead.handle == talking.handle
