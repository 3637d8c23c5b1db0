"""A house with every number a house may have: each sheet is still one, nothing on another."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from beside.program.models import CrisisContact, Policy
from tests.cast import Cast
from tests.printables.test_sheets import LONGEST

pytestmark = [pytest.mark.looks, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = ("", "/es")
HOURS = "Psychiatrists who are volunteers, for physicians and those in training. Every day, 8 to 1."
PAPERS = {"Letter": (816, 1056), "A4": (794, 1123)}
HALF_AN_INCH = 48

# Parts of a sheet of which one lies on the other, and cards from which something sticks out.
OVERLAPS = """() => {
    const sheet = document.querySelector("article.sheet");
    const boxes = [...sheet.children].map(one => [one.className.baseVal ?? one.className
        ?? one.tagName, one.getBoundingClientRect()]);
    const on = [];
    boxes.forEach(([name, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
        const beside = a.right < b.left + 1 || b.right < a.left + 1;
        if (!beside && a.bottom > b.top + 1) on.push(`${name} on ${other}`);
    }));
    for (const card of sheet.querySelectorAll(".card"))
        for (const part of card.querySelectorAll("p, svg")) {
            const a = card.getBoundingClientRect(), b = part.getBoundingClientRect();
            if (b.top < a.top || b.bottom > a.bottom || b.right > a.right)
                on.push(`cut off: ${part.textContent}`);
        }
    return on;
}"""


@pytest.fixture
def full(cast: Cast) -> None:
    """The on-call line, four more, the clinic and the program's own."""
    Policy.objects.update(
        crisis_name="Peer support, on call day and night",
        crisis_phone="+1 503 555 0111",
        counselling_name="the wellness clinic",
        counselling_phone="+1 503 555 0120",
        program_phone="+1 503 555 0110",
    )
    for number in ("1-888-409-0141", "1-888-409-0142"):
        CrisisContact.objects.create(
            name="Physician Support Line", number=number, says=HOURS, position=9
        )


def sign_in(page: Page, live_server: LiveServer, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.sam.member)
    ticket = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**ticket, "url": live_server.url}])


@pytest.mark.parametrize("word", ["", LONGEST])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", ["poster", "cards", "plain_cards", "resources"])
def test_a_sheet_with_every_number_on_it_is_one_page(
    cast: Cast,
    full: None,
    live_server: LiveServer,
    page: Page,
    sheet: str,
    language: str,
    word: str,
) -> None:
    Policy.objects.update(word_at_the_door=word)
    sign_in(page, live_server, cast)
    page.goto(live_server.url + language + reverse(f"printables:{sheet}"))
    page.emulate_media(media="print")
    for size, (width, height) in PAPERS.items():
        paper = page.pdf(format=size, print_background=True)
        assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page/") == 1, size
        page.set_viewport_size(
            {"width": width - 2 * HALF_AN_INCH, "height": height - 2 * HALF_AN_INCH}
        )
        assert page.evaluate(OVERLAPS) == [], size


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", ["cards", "plain_cards"])
def test_on_a_phone_no_card_is_cut_also_with_letters_twice_as_large(
    cast: Cast, full: None, live_server: LiveServer, page: Page, sheet: str, language: str
) -> None:
    page.goto(live_server.url + language + reverse(f"printables:{sheet}"))
    for letters in ("100%", "200%"):
        page.evaluate(f"document.documentElement.style.fontSize = '{letters}'")
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate(OVERLAPS) == [], (letters, width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_of_the_limits_is_one_page(
    cast: Cast, full: None, live_server: LiveServer, page: Page, language: str
) -> None:
    Policy.objects.update(law_here="Here the law says this about it. " * 8)
    page.goto(live_server.url + language + reverse("outreach:limits"))
    for size in PAPERS:
        paper = page.pdf(format=size, print_background=True)
        assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page/") == 1, size
