"""A one-time link brings a member in; a new one replaces what was lost."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from beside.audit.models import Administration
from beside.doors import invitations
from beside.doors.models import SignedIn
from beside.program import actions as program
from beside.program.models import Member
from tests.cast import Cast
from tests.doors.conftest import HERE, Browser

EMAIL = "ada@example.edu"


def link(*roles: str, email: str = EMAIL, days_ago: int = 0) -> str:
    at = timezone.now() - timedelta(days=days_ago)
    return f"/sign-in/invitation/{invitations.invite(email, 'Ada', roles, by=None, at=at)}/"


def test_the_link_brings_in_and_leads_to_a_key(cast: Cast) -> None:
    address = link("coordinator")
    browser = Browser()
    assert "Have it at hand" in browser.client.get(address).content.decode()
    answer = browser.client.post(address, headers=HERE)
    assert answer.headers["Location"] == "/your-keys/?said=welcome"
    assert browser.is_in
    assert browser.client.get("/desk/").headers["Location"] == "/your-keys/?said=second_needed"
    browser.make_app()
    assert browser.client.get("/desk/").status_code == 200
    assert SignedIn.objects.get(member__email=EMAIL).how == SignedIn.How.INVITATION


def test_looking_at_the_link_does_not_use_it_up(cast: Cast) -> None:
    """Mail programs open links by themselves."""
    address = link("supporter")
    for _time in range(3):
        assert Client().get(address).status_code == 200
    assert Client().post(address, headers=HERE).status_code == 302


def test_it_works_once_and_for_seven_days(cast: Cast) -> None:
    used, old = link("supporter"), link("supporter", email="bo@example.edu", days_ago=8)
    Client().post(used, headers=HERE)
    for address in (used, old, "/sign-in/invitation/made-up/"):
        browser = Browser()
        assert browser.client.post(address, headers=HERE).status_code == 404
        assert not browser.is_in


def test_a_press_from_elsewhere_does_nothing(cast: Cast) -> None:
    address, browser = link("supporter"), Browser()
    browser.client.post(address, headers={"Sec-Fetch-Site": "cross-site"})
    assert not browser.is_in
    assert Client().post(address, headers=HERE).status_code == 302


def test_a_new_invitation_ends_the_lost_key_and_every_browser(cast: Cast) -> None:
    first = Browser()
    first.client.post(link("coordinator"), headers=HERE)
    first.make_app()
    second = Browser()
    second.client.post(link("coordinator"), headers=HERE)
    ada = Member.objects.get(email=EMAIL)
    assert not Authenticator.objects.filter(user=ada).exists()
    assert first.client.get("/desk/").headers["Location"].startswith("/sign-in/")
    assert second.is_in


def test_whoever_had_left_is_asked_back_with_the_roles_of_today(cast: Cast) -> None:
    program.leave(cast.dan, by=cast.lea, at=timezone.now())
    browser = Browser()
    browser.client.post(link("supporter", email=cast.dan.email), headers=HERE)
    assert browser.is_in
    dan = Member.objects.get(pk=cast.dan.pk)
    assert (dan.is_active, dan.roles) == (True, {"supporter"})


def test_both_ends_of_it_stand_in_the_audit(cast: Cast) -> None:
    Client().post(link("lead"), headers=HERE)
    ada = Member.objects.get(email=EMAIL)
    acts = list(Administration.objects.order_by("pk").values_list("verb", "member_id", "about"))
    assert acts[-2:] == [("invite", None, str(ada.pk)), ("accept_invitation", ada.pk, "")]
