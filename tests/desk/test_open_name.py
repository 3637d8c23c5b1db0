"""Opening one name: on the page that answers, for this look, and written down."""

from __future__ import annotations

from beside.matching import actions as matching
from beside.referrals.models import load
from beside.supporters.models import Supporter
from tests.cast import NOW, TODAY, Cast
from tests.desk import matters
from tests.desk.pages import AsMember, Desk


def test_the_name_and_contact_are_shown_once_and_the_look_is_kept(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    assert "Faye" not in cora.one(row.handle).text
    page = cora.send("/open/", press="Open the name")
    assert "Faye Frost" in page
    assert "faye.frost13@example.edu" in page
    assert load(row.handle).facts.looks == {str(cast.cora.pk): [TODAY.isoformat()]}
    assert "Faye" not in cora.one(row.handle).text


def test_the_title_and_the_address_never_name_anyone(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    page = cora.send("/open/")
    title = page.text.partition("<title>")[2].partition("</title>")[0]
    assert title == "One request"
    assert "faye" not in page.address.lower()


def test_a_page_sent_again_opens_nothing_a_second_time(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    form = cora.form("/open/")
    assert "Faye Frost" in cora.post(form.action, dict(form.fields))
    page = cora.post(form.action, dict(form.fields))
    assert "That was already done." in page
    assert "Faye" not in page.text


def test_without_a_token_of_the_page_nothing_is_opened(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    page = cora.post(f"/desk/{row.handle}/open/", {})
    assert "Please do it once more." in page
    assert load(row.handle).facts.looks == {}


def test_what_the_page_sends_by_get_opens_nothing(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    assert "Faye" not in cora.go(f"/desk/{row.handle}/open/").text
    assert load(row.handle).facts.looks == {}


def test_neither_lead_nor_supporter_can_open_it_here(
    cast: Cast, cora: Desk, as_member: AsMember
) -> None:
    row = matters.confirmed(cast.rosa, cast.sue, cast.cora)
    cora.one(row.handle)
    form = cora.form("/open/")
    for member in (cast.lea, cast.ann, cast.sue.member):
        assert as_member(member).post(form.action, dict(form.fields)).status == 404


def test_a_coordinator_who_is_asked_herself_answers_first_like_everybody(
    cast: Cast, cora: Desk
) -> None:
    own = Supporter.objects.create(member=cast.cora, designated_on=TODAY, trained_on=TODAY, cap=2)
    row = matters.waiting(cast.faye, cast.cora)
    matching.ask(row.handle, own, by=cast.dan, at=NOW)
    cora.one(row.handle)
    page = cora.send("/open/")
    assert "Frost" not in page.text
    assert load(row.handle).facts.looks == {}


def test_a_number_longer_than_any_row_has_is_nobody(cast: Cast, cora: Desk) -> None:
    row = matters.waiting(cast.faye, cast.cora)
    cora.one(row.handle)
    form = cora.form("/ask/")
    fields = {**form.fields, "supporter": "9" * 5000}
    assert cora.post(form.action, fields).status == 404
