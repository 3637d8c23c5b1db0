"""The desk in a real browser: by phone and by laptop, by day and by night, for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.axe import check_axe
from tests.browser import DESKTOP, PATIENCE, PHONE, Look, OpenPage
from tests.cast import NOW, Cast
from tests.desk import matters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def come_in(page: Page, cast: Cast) -> None:
    """Cora is signed in."""
    client = Client()
    client.force_login(cast.cora)
    name = settings.SESSION_COOKIE_NAME
    page.goto("/")
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": page.url}])
    page.set_default_timeout(PATIENCE)


@pytest.mark.parametrize("page", [PHONE, DESKTOP.dark], indirect=True)
def test_every_page_of_the_desk_can_be_used_by_everybody(page: Page, cast: Cast) -> None:
    late = matters.received("Kim Park", "kim.park@a-long-name.example.edu", at=NOW - timedelta(5))
    waiting = matters.waiting(cast.faye, cast.cora)
    asked = matters.asked(cast.rosa, cast.sue, cast.cora)
    come_in(page, cast)
    for address in (
        "/desk/",
        f"/desk/{waiting.handle}/",
        f"/desk/{asked.handle}/",
        f"/desk/{asked.handle}/step/stop/",
        f"/desk/{waiting.handle}/step/waiting/",
        "/desk/call/",
        "/desk/call/for-themselves/",
        "/desk/call/find/",
        "/desk/overview/",
    ):
        page.goto(address)
        check_axe(page)
        assert not is_wider_than_the_screen(page), address
    page.goto(f"/desk/{late.handle}/")
    page.get_by_role("button", name="Open the name").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kim Park")
    check_axe(page)
    assert not is_wider_than_the_screen(page)


def is_wider_than_the_screen(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wide


@pytest.mark.parametrize("look", [PHONE.without_scripts, DESKTOP])
def test_finding_asking_and_recording_by_hand(open_page: OpenPage, cast: Cast, look: Look) -> None:
    row = matters.received("Rosa Reyes")
    page = open_page(look)
    come_in(page, cast)
    page.goto("/desk/")
    page.get_by_role("link", name="Find out who").click()
    page.get_by_role("button", name="Open the name and find out who").click()
    page.get_by_role("button", name="This is the one").click()
    page.get_by_role("button", name="Ask Sue Sato").click()
    page.get_by_role("button", name="They said yes").click()
    page.get_by_role("button", name="Nothing stands between them").click()
    page.get_by_role("link", name="They are in touch").click()
    page.get_by_role("button", name="They are in touch").click()
    page.get_by_role("link", name="They met").click()
    page.get_by_role("button", name="They met").click()
    expect(page.get_by_text("You can undo it for 10 minutes").first).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert matters.stage_of(row.handle) == "talking"
