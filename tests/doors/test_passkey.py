"""A passkey, made and used in a real browser whose authenticator is a virtual one."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from beside.doors import invitations
from beside.doors.models import SignedIn
from beside.program.models import Member
from tests.browser import DESKTOP, PHONE, OpenPage
from tests.cast import Cast
from tests.doors.conftest import code_sent_to


@pytest.fixture
def school(transactional_db: None, cast: Cast) -> Cast:
    """The cast, seen by the server too."""
    return cast


def with_authenticator(page: Page) -> Any:
    """A phone whose owner lays a finger on it whenever she is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, added["authenticatorId"]


def invite(email: str, *roles: str) -> str:
    secret = invitations.invite(email, "Ada", roles, by=None, at=timezone.now())
    return f"/sign-in/invitation/{secret}/"


def come_in_and_make_one(page: Page, role: str) -> None:
    with_authenticator(page)
    page.goto(invite("ada@example.edu", role))
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("link", name="I have them").click()


def test_from_the_invitation_to_a_passkey_and_in_by_it_the_next_day(
    school: Cast, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    with_authenticator(page)
    page.goto(invite("ada@example.edu", "coordinator"))
    page.get_by_role("button", name="Come in").click()
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have them").click()
    page.wait_for_url("**/desk/")
    assert Authenticator.objects.filter(user__email="ada@example.edu", type="webauthn").exists()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/desk/")
    assert SignedIn.objects.get(member__email="ada@example.edu").how == SignedIn.How.PASSKEY


def test_after_an_emailed_code_the_passkey_is_the_second_step(
    school: Cast, open_page: OpenPage
) -> None:
    page = open_page(DESKTOP)
    come_in_and_make_one(page, "lead")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Your e-mail").fill("ada@example.edu")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the e-mail").fill(code_sent_to("ada@example.edu"))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/desk/overview/")


def test_a_passkey_nobody_knows_is_told_kindly(school: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    come_in_and_make_one(page, "supporter")
    Authenticator.objects.all().delete()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("We do not know this passkey")).to_be_visible()


def test_a_passkey_of_who_has_left_opens_nothing(school: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    come_in_and_make_one(page, "supporter")
    Member.objects.filter(email="ada@example.edu").update(is_active=False)
    page.goto("/sign-in/")
    with page.expect_navigation():  # the answer looks like the page it was asked from
        page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for address in ("/outreach/", "/your-keys/", "/inside/"):
        page.goto(address)
        assert "/sign-in/" in page.url, address


def test_an_answer_to_another_question_opens_nothing(school: Cast) -> None:
    """What a passkey answered once is worth nothing in another session."""
    client = Client()
    client.get("/sign-in/passkey/", headers={"Accept": "application/json"})
    for credential in ("", "{}", "[]", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', "null"):
        answer = client.post("/sign-in/passkey/", {"credential": credential})
        assert answer.headers["Location"] == "/sign-in/?said=passkey_unknown"
    assert "_auth_user_id" not in client.session


def test_without_scripts_the_code_is_there_and_no_dead_button(
    school: Cast, open_page: OpenPage
) -> None:
    page = open_page(PHONE.without_scripts)
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Use my passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
