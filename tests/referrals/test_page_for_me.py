"""Ask someone to reach me: every way in, and nothing typed is ever lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beside.program.models import Member
from beside.referrals.models import Referral
from beside.rules.stages import Stage
from tests.cast import Cast
from tests.referrals.visitor import HERE, Visitor, code_on, token_on, words

ADDRESS = "/for-me/"
ROSA: dict[str, Any] = {"name": "Rosa Reyes", "contact": "503 555 0142"}


def test_a_page_that_was_open_too_long_is_shown_again_filled(cast: Cast, visitor: Visitor) -> None:
    old = visitor.post(ADDRESS, go="send", step="2", when="night", once="old", **ROSA)
    assert old.status_code == 403
    assert "Nothing was sent yet" in words(old)
    assert 'value="503 555 0142"' in old.content.decode()
    assert 'value="night" selected' in old.content.decode()
    assert visitor.send(ADDRESS, old, go="send", **ROSA).status_code == 200
    assert Referral.objects.count() == 1


def test_a_form_without_its_token_is_shown_again_filled(cast: Cast, visitor: Visitor) -> None:
    page = visitor.post(ADDRESS, go="send", **ROSA)
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example"},
        {},
    ],
)
def test_a_form_from_another_place_is_not_taken(
    cast: Cast, visitor: Visitor, headers: dict[str, str]
) -> None:
    token = token_on(visitor.open(ADDRESS))
    page = Client().post(ADDRESS, {"once": token, "go": "send", **ROSA}, headers=headers)
    assert page.status_code == 403
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()


def test_a_browser_that_names_our_own_origin_is_welcome(cast: Cast, visitor: Visitor) -> None:
    token = token_on(visitor.open(ADDRESS))
    fields = {"once": token, "go": "send", **ROSA}
    assert (
        Client().post(ADDRESS, fields, headers={"origin": "http://testserver"}).status_code == 200
    )
    assert Referral.objects.count() == 1


def test_a_role_served_elsewhere_meets_its_own_door_and_nothing_is_kept(
    cast: Cast, visitor: Visitor
) -> None:
    page = visitor.send(ADDRESS, go="send", step="2", pool="nurse", **ROSA)
    said = words(page)
    assert page.status_code == 200
    assert "Nurses for nurses" in said
    assert "+1 503 555 0199" in said
    assert "day and night" in said
    assert not Referral.objects.exists()
    back = visitor.post(ADDRESS, go="more", pool="nurse", **ROSA)
    assert "When and how" in words(back)


def test_a_signed_in_member_asks_as_anonymously_as_anyone(cast: Cast, visitor: Visitor) -> None:
    visitor.client.force_login(cast.sue.member)
    form = visitor.client.get(ADDRESS)
    page = visitor.client.post(
        ADDRESS, {"once": token_on(form), "go": "send", **ROSA}, headers=HERE
    )
    assert page.status_code == 200
    assert Referral.objects.count() == 1


def test_more_than_a_quarter_of_a_megabyte_is_not_read(cast: Cast, visitor: Visitor) -> None:
    page = visitor.post(ADDRESS, go="send", name="x" * 300_000, contact="503 555 0142")
    assert page.status_code == 400
    assert not Referral.objects.exists()


# Choosing somebody on the roster.


def test_a_chosen_supporter_who_can_is_asked_at_once(cast: Cast, visitor: Visitor) -> None:
    form = visitor.open(ADDRESS, **{"with": cast.sue.pk})
    assert "We ask Sue Sato to reach you." in words(form)
    visitor.send(ADDRESS, form, go="send", chosen=cast.sue.pk, or_another="yes", **ROSA)
    row = the_referral()
    assert (row.stage, row.facts.supporter) == (Stage.ASKED, cast.sue.pk)
    assert row.facts.source == "direct"
    assert row.facts.preferred == cast.sue.pk


@pytest.mark.parametrize("why", ["away", "untrained", "barred"])
def test_one_who_cannot_is_not_asked_and_the_page_says_the_same(
    cast: Cast, visitor: Visitor, why: str
) -> None:
    able = visitor.send(
        ADDRESS, go="send", name="A", contact="503 555 0177", chosen=cast.sol.pk, or_another="no"
    )
    Referral.objects.all().delete()
    if why == "away":
        cast.sol.away_on = date(2026, 11, 24)
    if why == "untrained":
        cast.sol.trained_on = None
    cast.sol.save()
    name = "Rosa Reyes" if why == "barred" else "A"
    page = visitor.send(
        ADDRESS, go="send", name=name, contact="503 555 0178", chosen=cast.sol.pk, or_another="no"
    )
    row = the_referral()
    assert row.stage == Stage.WAITING
    assert row.facts.supporter is None
    assert (row.facts.preferred, row.facts.or_another) == (cast.sol.pk, False)
    same = words(able).replace(code_on(able), "").replace("0177", "0178")
    assert words(page).replace(code_on(page), "") == same


def test_one_who_left_the_list_is_said_so_and_nothing_typed_is_lost(
    cast: Cast, visitor: Visitor
) -> None:
    cast.sue.retired = True
    cast.sue.save()
    assert "not on the list any more" in words(visitor.open(ADDRESS, **{"with": cast.sue.pk}))
    page = visitor.send(ADDRESS, go="send", chosen=cast.sue.pk, when="night", **ROSA)
    assert "not on the list any more" in words(page)
    assert 'value="Rosa Reyes"' in page.content.decode()
    assert not Referral.objects.exists()
    assert visitor.send(ADDRESS, page, go="send", **ROSA).status_code == 200


@pytest.mark.parametrize("address", ["/for-me/?with=x", "/for-me/?with=999999"])
def test_a_made_up_choice_is_no_failure(cast: Cast, visitor: Visitor, address: str) -> None:
    assert visitor.open(address).status_code == 200


def test_the_pages_are_where_the_other_pages_look_for_them() -> None:
    assert reverse("referrals:for_me") == ADDRESS
    assert reverse("referrals:for_a_colleague") == "/for-a-colleague/"
    assert reverse("referrals:my_code") == "/my-code/"


def test_a_program_without_coordinators_promises_no_number(cast: Cast, visitor: Visitor) -> None:
    Member.objects.filter(pk__in=[cast.cora.pk, cast.dan.pk]).update(is_active=False)
    page = visitor.send(ADDRESS, go="send", **ROSA)
    assert "only the people who run the program can see your name" in words(page)
