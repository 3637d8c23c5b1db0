"""The whole way with the keyboard alone: no mouse, no finger, as each of them.

Nothing is clicked here. Tab goes on until what is wanted has the focus, and whatever has it shows
so; keys write, choose and press.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beside.program.models import Member
from beside.referrals.models import Referral, load
from beside.rules.stages import Stage
from tests.browser import DESKTOP, OpenPage
from tests.cast import Cast
from tests.journeys.looking import let_in
from tests.referrals.making import at_stage, waiting

pytestmark = [pytest.mark.browser, pytest.mark.looks]
MOST_TABS = 120
FOCUSED = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const line = getComputedStyle(here);
    const labels = [...(here.labels || [])].map(one => one.innerText).join(" ");
    return {
        name: (here.getAttribute("aria-label") || labels || here.innerText || "").trim(),
        seen: line.outlineStyle !== "none" || line.boxShadow !== "none"
            || [...(here.labels || [])].some(one => getComputedStyle(one).outlineStyle !== "none"),
    };
}"""


class Keys:
    """Somebody at a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def to(self, name: str) -> None:
        """Tab on until what is so called has the focus."""
        passed = []
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(FOCUSED)
            if here is None:
                continue
            assert here["seen"], (self.page.url, "nothing shows where one is", here["name"])
            passed.append(here["name"])
            if here["name"].startswith(name):
                return
        raise AssertionError((self.page.url, name, passed))

    def press(self, name: str) -> None:
        """Enter, on a link or a button; and the page that comes has come."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        self.to(name)
        self.page.keyboard.type(text)

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()


@pytest.fixture
def school(transactional_db: None, cast: Cast) -> Cast:
    return cast


@pytest.fixture
def visitor(open_page: OpenPage, school: Cast) -> Keys:
    return Keys(open_page(DESKTOP))


@pytest.fixture
def as_member(open_page: OpenPage, live_server: Any) -> Callable[[Member], Keys]:
    return lambda member: Keys(let_in(open_page(DESKTOP), member, live_server.url))


def test_somebody_asks_to_be_reached_and_stops_it_again(visitor: Keys) -> None:
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(FOCUSED)["name"] == "Skip to the page"
    visitor.press("Ask someone to reach me")
    visitor.press("Ask someone to reach me")  # nothing is filled in
    visitor.says("Nothing is lost")
    visitor.to("Your name")  # in the list of what to mend, and it leads to its box
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.type("Rosa")
    visitor.write("One way to reach you", "503 555 0142")
    visitor.press("Ask someone to reach me")
    code = str(visitor.page.locator("#code").text_content()).strip()
    assert Referral.objects.count() == 1
    visitor.open("/my-code/")
    visitor.write("Your code", code)
    visitor.press("Show what you hold")
    visitor.press("Stop, and forget me")
    visitor.press("Stop, and forget me")
    assert not Referral.objects.exists()


def test_a_supporter_says_yes_reaches_and_closes(
    school: Cast, as_member: Callable[[Member], Keys]
) -> None:
    row = at_stage(school, Stage.ASKED, timezone.now())
    sue = as_member(school.sue.member)
    sue.open("/outreach/")
    sue.press("Can you reach a colleague?")
    sue.press("Yes")
    assert load(row.handle).stage == Stage.TAKEN
    sue.press("None of these")
    sue.press("Yes")
    sue.press("Meet")
    assert load(row.handle).stage == Stage.TALKING


def test_a_coordinator_opens_a_name_and_asks_a_supporter(
    school: Cast, as_member: Callable[[Member], Keys]
) -> None:
    row = waiting(school, at=timezone.now())
    cora = as_member(school.cora)
    cora.open("/desk/")
    cora.press("Ask someone")
    assert re.search(rf"/desk/{row.handle}/", cora.page.url)
    cora.press("Open the name")
    cora.says("Rosa")
    cora.press("Ask\nSue Sato")
    assert load(row.handle).stage == Stage.ASKED


def test_a_lead_calls_the_program_by_another_name(
    school: Cast, as_member: Callable[[Member], Keys]
) -> None:
    lea = as_member(school.lea)
    lea.open("/desk/overview/")
    lea.press("The program")
    lea.press("Change names, numbers and days")
    lea.to("What the program is called")
    lea.page.keyboard.press("Control+A")
    lea.page.keyboard.type("Side by Side")
    lea.press("Save")
    lea.says("Side by Side")


def test_an_administrator_reads_how_the_machine_is(
    school: Cast, as_member: Callable[[Member], Keys]
) -> None:
    ann = as_member(school.ann)
    ann.open("/")
    ann.press("Machine")
    ann.press("How you come in")
    ann.says("passkey")
