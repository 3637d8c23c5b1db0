"""The safety page is never withheld, keeps the contact in sight, and stores nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beside.referrals import due
from beside.referrals.models import Referral, load
from beside.rules.stages import CONTACT_SHOWN, Stage
from tests.cast import Cast
from tests.outreach.pressing import now_at, page_of, phone_of
from tests.referrals.making import NAME

NUMBERS = ("+1 503 555 0100", "+1 503 555 0101", "+1 503 555 0102", "911")
SHOWN = "+1 503 555 0011"


@pytest.mark.parametrize("stage", sorted(CONTACT_SHOWN))
def test_name_and_contact_stay_in_sight_while_she_has_them(cast: Cast, stage: Stage) -> None:
    row = now_at(cast, stage)
    page = phone_of(cast.sue.member).open(f"{page_of(row.handle)}safety/")
    for said in (NAME, SHOWN, *NUMBERS):
        assert said in page
    assert str(cast.sue.member.pk) in load(row.handle).facts.looks


def test_before_she_may_see_them_the_numbers_are_there_all_the_same(cast: Cast) -> None:
    row = now_at(cast, Stage.ASKED)
    page = phone_of(cast.sue.member).open(f"{page_of(row.handle)}safety/")
    assert NAME not in page
    for said in NUMBERS:
        assert said in page


def test_after_the_close_and_when_it_is_gone_the_page_is_still_there(cast: Cast) -> None:
    row = now_at(cast, Stage.CLOSING)
    phone = phone_of(cast.sue.member)
    address = f"{page_of(row.handle)}safety/"
    assert NAME not in phone.open(address)
    due.finish(timezone.now() + timedelta(minutes=11))
    assert not Referral.objects.exists()
    page = phone.open(address)
    for said in NUMBERS:
        assert said in page


def test_what_is_not_hers_shows_the_same_page_without_a_name(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    page = phone_of(cast.sam.member).open(f"{page_of(row.handle)}safety/")
    assert NAME not in page
    assert "911" in page
    assert load(row.handle).facts.looks == {}


def test_it_has_no_form_and_changes_no_stage(cast: Cast) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    phone = phone_of(cast.sue.member)
    address = f"{page_of(row.handle)}safety/"
    assert 'name="once"' not in phone.open(address)
    assert phone.client.post(address).status_code == 405
    assert load(row.handle).stage == Stage.CONFIRMED


def test_the_card_is_there_for_everyone_and_sets_no_cookie(cast: Cast) -> None:
    client = Client()
    response = client.get("/outreach/limits/")
    assert response.status_code == 200
    assert not response.cookies
    page = response.content.decode()
    for exception in ("serious harm", "abused or neglected", "crime", "court", "license", "party"):
        assert exception in page
    assert "uideline 1." in page


def test_the_programs_own_text_for_the_law_here_stands_on_the_card(cast: Cast) -> None:
    from beside.program.models import Policy

    Policy.objects.update(
        confidentiality="All who work here may use it.",
        law_here="What the statute of this state says.",
    )
    page = Client().get("/outreach/limits/").content.decode()
    assert "What the statute of this state says." in page
    assert "All who work here may use it." not in page, "that is for the first page"
