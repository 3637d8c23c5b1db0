"""Every page on the way in, and of her own keys, as it is held in the hand."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from beside.program.models import Invitation
from tests.browser import PHONE, OpenPage
from tests.cast import Cast
from tests.doors.conftest import code_sent_to, shown_by
from tests.doors.test_once_more import a_while_ago
from tests.doors.test_passkey import come_in_and_make_one, invite, with_authenticator
from tests.doors.test_passkey import school as school
from tests.journeys.looking import look_at, press, visit

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()
    look_at(page)


def time_goes_by(page: Page) -> None:
    """She showed her key twenty minutes ago."""
    [cookie] = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    client = Client()
    client.cookies["sessionid"] = cookie["value"]
    a_while_ago(client)


def test_every_page_from_the_invitation_to_all_her_keys(school: Cast, open_page: OpenPage) -> None:
    page, address = open_page(PHONE), invite("ada@example.edu", "lead")
    visit(page, "/sign-in/")
    visit(page, address)
    press(page, "Come in")
    follow(page, "Make a passkey")
    with_authenticator(page)
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look_at(page)
    visit(page, "/your-keys/recovery/")  # they are shown once
    visit(page, "/your-keys/recovery/new/")
    visit(page, "/your-keys/app/")
    secret = page.locator(".code-line code").inner_text().replace(" ", "")
    page.locator("main [name=code]").fill("000000")
    press(page, "Keep it")
    page.locator("main [name=code]").fill(shown_by(secret))
    press(page, "Keep it")
    visit(page, "/your-keys/")
    visit(page, "/your-keys/app/remove/")
    visit(page, "/your-keys/")
    follow(page, "Take away")
    time_goes_by(page)
    visit(page, "/your-keys/app/remove/")
    assert "/your-keys/again/" in page.url
    page.locator("main [name=code]").fill("000000")
    press(page, "Go on")
    follow(page, "Use my passkey")
    Invitation.objects.all().delete()
    page.goto(address)
    look_at(page)


def test_every_page_from_a_code_by_mail_to_the_second_step(
    school: Cast, open_page: OpenPage
) -> None:
    page = open_page(PHONE)
    come_in_and_make_one(page, "lead")
    page.wait_for_url("**/desk/overview/")
    press(page, "Sign out")
    press(page, "Send me a code")  # nothing filled in
    page.get_by_label("Your e-mail").fill("ada@example.edu")
    press(page, "Send me a code")
    page.get_by_label("The code from the e-mail").fill("ABCDEF")
    press(page, "Go on")
    page.get_by_label("The code from the e-mail").fill(code_sent_to("ada@example.edu"))
    press(page, "Go on")
    page.locator("main [name=code]").fill("000000")
    press(page, "Go on with a code")
    cache.clear()
