"""The page for help: it opens without a net, looks as it should, and is one sheet of paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from beside.program import crisis
from beside.program.actions import set_crisis_contacts
from beside.program.crisis import Answering
from tests.browser import PHONE, OpenPage
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

MANY = [
    Answering("Suicide & Crisis Lifeline", "988", "For everybody, day and night.", "both"),
    Answering("Emergency", "911", "If a life is in danger now."),
    Answering("Physician Support Line", "1-888-409-0141", "Every day, 8 am to 1 am Eastern."),
    Answering("The chaplain on call", "+1 503 555 0160", "Day and night, of any faith or none."),
]


@pytest.fixture
def school(transactional_db: None, cast: Cast) -> Cast:
    set_crisis_contacts(MANY, seen=crisis.mark(), by=cast.lea, at=NOW)
    return cast


def test_it_opens_without_a_net_and_looks_as_it_does(school: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/help-now/")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("about:blank")
    page.context.set_offline(True)
    page.goto("/help-now/")
    expect(page.get_by_role("link", name="988", exact=True)).to_be_visible()
    expect(page.get_by_text("8 am to 1 am Eastern")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == paper
    page.context.set_offline(False)


def test_the_control_another_page_does_not(school: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/for-me/")
    page.goto("about:blank")
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto("/for-me/")
    page.context.set_offline(False)


def sheets(page: Page, paper: str) -> int:
    """How many pages it takes, printed: counted in the file the browser makes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper, prefer_css_page_size=False)))


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_it_prints_on_one_sheet_with_every_number(
    school: Cast, open_page: OpenPage, paper: str
) -> None:
    page = open_page(PHONE)
    page.goto("/help-now/")
    assert sheets(page, paper) == 1
    page.emulate_media(media="print")
    for one in MANY:
        expect(page.locator("main").get_by_text(one.number, exact=True).first).to_be_visible()
    expect(page.locator(".leave")).to_be_hidden()


@pytest.mark.parametrize("address", ["/promise/", "/supporters/", "/outreach/limits/", "/figures/"])
def test_every_other_printed_page_has_them_at_its_head(
    school: Cast, open_page: OpenPage, address: str
) -> None:
    page = open_page(PHONE)
    page.goto(address)
    page.emulate_media(media="print")
    head = page.locator(".crisis")
    expect(head).to_be_visible()
    for one in MANY:
        expect(head).to_contain_text(one.number)


def test_leaving_takes_the_page_out_of_the_way_back(school: Cast, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto("/promise/")
    page.evaluate("document.querySelector('[data-leave]').href = '/figures/'")  # no other host
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Leave this page").click()
    expect(page).to_have_url(re.compile("/figures/$"))
    assert page.evaluate("history.length") == before
