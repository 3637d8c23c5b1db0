"""I am worried about a colleague: received, by when, and never what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from beside.referrals.actions import peek
from beside.referrals.asking import Concern, refer_colleague
from beside.referrals.models import Referral, load
from beside.rules.stages import Stage
from tests.cast import NOW, Cast
from tests.referrals.making import at_stage, waiting
from tests.referrals.visitor import Visitor, token_on, words

ADDRESS = "/for-a-colleague/"
ROSA: dict[str, Any] = {"name": "Rosa Reyes"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def the_referral() -> Referral:
    rows = Referral.objects.all().with_facts()
    assert len(rows) == 1
    return rows[0]


def test_a_name_is_enough_and_the_reason_stays_unsaid(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, **ROSA)
    assert page.status_code == 200
    row = the_referral()
    assert row.stage == Stage.RECEIVED
    assert (row.facts.source, row.facts.reason) == ("colleague", "unsaid")
    assert row.facts.match == "unknown"
    assert peek(row).person is None  # whom she means is found out at the desk
    said = words(page)
    assert "Your colleague will have been contacted by tomorrow 17:00." in said
    assert "You will not hear from us what came of it" in said
    assert "Your code" not in said


def test_what_was_said_is_sealed_with_it(cast: Cast, visitor: Visitor) -> None:
    visitor.send(
        ADDRESS, contact="503 555 0142", department=cast.surgery.pk, pool="resident",
        urgency="today", told="yes", **ROSA,
    )  # fmt: skip
    row = the_referral()
    assert (row.facts.urgency, row.facts.pool) == ("today", "resident")
    assert row.facts.department == cast.surgery.pk
    assert [(one.value, one.source) for one in peek(row).contacts] == [
        ("503 555 0142", "colleague")
    ]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("yes", "Let them know when the call may come."),
        ("not_yet", "If you can, ask them before we call."),
        ("no", "That you would rather not ask them is all right."),
        ("", "You will not hear from us"),
    ],
)
def test_whether_they_were_asked_changes_only_the_advice(
    cast: Cast, visitor: Visitor, told: str, sentence: str
) -> None:
    page = words(visitor.send(ADDRESS, told=told, **ROSA))
    assert sentence in page
    assert ("would rather not ask them" in page) == (told == "no")
    assert the_referral().facts.expecting is False


def test_without_a_name_nothing_is_sent_and_nothing_is_lost(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, name="", contact="503 555 0142", told="not_yet")
    assert page.status_code == 422
    assert "Please give your colleague's name" in words(page)
    body = page.content.decode()
    assert 'value="503 555 0142"' in body
    assert 'value="not_yet" id="id_told_1" checked' in body or "checked" in body
    assert not Referral.objects.exists()


def test_a_contact_nobody_could_use_is_asked_for_again(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, contact="the ward", **ROSA)
    assert page.status_code == 422
    assert 'value="the ward"' in page.content.decode()


def test_sent_twice_it_happens_once(cast: Cast, visitor: Visitor) -> None:
    form = visitor.open(ADDRESS)
    first, second = visitor.send(ADDRESS, form, **ROSA), visitor.send(ADDRESS, form, **ROSA)
    assert first.content == second.content
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {}])
def test_a_form_from_another_place_is_not_taken(
    cast: Cast, visitor: Visitor, headers: dict[str, str]
) -> None:
    token = token_on(visitor.open(ADDRESS))
    page = Client().post(ADDRESS, {"once": token, **ROSA}, headers=headers)
    assert page.status_code == 403
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()


def test_a_form_without_its_token_is_shown_again_filled(cast: Cast, visitor: Visitor) -> None:
    page = visitor.post(ADDRESS, **ROSA)
    assert "Nothing was sent yet" in words(page)
    assert 'value="Rosa Reyes"' in page.content.decode()


def test_a_role_served_elsewhere_has_its_own_door(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, pool="nurse", **ROSA)
    assert "Nurses for nurses" in words(page)
    assert not Referral.objects.exists()
    back = visitor.post(ADDRESS, go="back", pool="nurse", **ROSA)
    assert 'value="Rosa Reyes"' in back.content.decode()


# Somebody who is looked after already.


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.ASKED, Stage.TALKING])
def test_who_is_looked_after_already_is_not_named_twice_and_no_page_tells(
    cast: Cast, visitor: Visitor, stage: Stage
) -> None:
    new = visitor.send(ADDRESS, name="Faye Frost")
    Referral.objects.all().delete()
    at_stage(cast, stage)
    page = visitor.send(ADDRESS, contact="503 555 0142", **ROSA)
    assert words(page) == words(new)
    assert Referral.objects.count() == 1


def test_a_further_contact_is_noted_and_none_is_replaced(cast: Cast) -> None:
    row = waiting(cast, source="event")
    before = peek(load(row.handle)).shown_contacts
    refer_colleague(Concern("Rosa Reyes", "503 555 0142"), by=None, at=NOW)
    after = peek(load(row.handle)).shown_contacts
    assert after[:-1] == before
    assert (after[-1].value, after[-1].source) == ("503 555 0142", "colleague")


def test_once_the_recipient_gave_a_contact_no_other_is_shown(cast: Cast) -> None:
    row = waiting(cast, source="self")
    refer_colleague(Concern("Rosa Reyes", "503 555 0999"), by=None, at=NOW)
    shown = peek(load(row.handle)).shown_contacts
    assert [one.source for one in shown] == ["recipient"]


def test_a_more_urgent_worry_brings_the_promise_forward(cast: Cast) -> None:
    row = waiting(cast)
    due = row.facts.due_at
    refer_colleague(Concern("Rosa Reyes", urgency="today"), by=None, at=NOW)
    sooner = load(row.handle).facts.due_at
    assert due is not None
    assert sooner is not None
    assert sooner < due


def test_two_colleagues_who_worry_about_one_name_make_one_request(cast: Cast) -> None:
    for _number in range(2):
        refer_colleague(Concern("Rosa Reyes", department=cast.surgery.pk), by=None, at=NOW)
    assert Referral.objects.count() == 1


def test_who_is_named_with_a_title_and_without_is_one_person(cast: Cast) -> None:
    """Nobody by that name is in the directory: only the words themselves can tell."""
    for name in ("Dr. Nora Quist", "Quist, Nora MD", "Dra. Nora Quist", "Nora Quist"):
        refer_colleague(Concern(name, "nora@example.org"), by=None, at=NOW)
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("contact", ["pager 4411", "x4-5678", "busca 4411", "ext. 214"])
def test_a_number_inside_the_house_is_taken_with_the_word_that_says_what_it_is(
    cast: Cast, visitor: Visitor, contact: str
) -> None:
    assert visitor.send(ADDRESS, contact=contact, **ROSA).status_code == 200
    assert [one.value for one in peek(the_referral()).contacts] == [contact]


def test_a_short_number_alone_is_asked_what_it_is(cast: Cast, visitor: Visitor) -> None:
    page = visitor.send(ADDRESS, contact="4411", **ROSA)
    assert page.status_code == 422
    assert "Or say what it is: pager 4411." in words(page)
    assert not Referral.objects.exists()


def test_two_people_of_one_name_are_two_requests(cast: Cast) -> None:
    refer_colleague(Concern("Kim Park", cast.kim_one.email), by=None, at=NOW)
    refer_colleague(Concern("Kim Park", cast.kim_two.email), by=None, at=NOW)
    assert Referral.objects.count() == 2


def test_a_contact_alone_never_makes_two_people_one(cast: Cast) -> None:
    refer_colleague(Concern("Faye Frost", "503 555 0142"), by=None, at=NOW)
    refer_colleague(Concern("Remy Roth", "503 555 0142"), by=None, at=NOW)
    assert Referral.objects.count() == 2


def test_sent_once_more_much_later_it_says_the_time_it_said_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, day = Visitor(), timedelta(hours=22)
    once = token_on(visitor.open("/for-a-colleague/"))
    fields = {"once": once, "name": "Nora Quist", "contact": "nora@example.org"}
    first = words(visitor.post("/for-a-colleague/", **fields))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + day)
    again = words(visitor.post("/for-a-colleague/", **fields))
    assert "by tomorrow 17:00" in first, first
    assert "by today 17:00" in again, again
    assert Referral.objects.count() == 1
