"""Posters, cards and the sheet to leave: for everybody, and they lead to the first page alone."""

from __future__ import annotations

import pytest
import segno
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from beside.printables.codes import QUIET, drawn
from beside.program.models import Policy
from tests.browser import LOOKS, check_axe
from tests.cast import Cast
from tests.referrals.visitor import words

pytestmark = pytest.mark.looks
SHEETS = ("poster", "cards", "plain_cards", "resources")


def shown(sheet: str) -> str:
    answer = Client().get(reverse(f"printables:{sheet}"))
    assert answer.status_code == 200
    assert not answer.cookies, "nobody who prints a poster is known afterwards"
    return answer.content.decode()


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_code_on_it_leads_to_the_first_page_and_says_so(
    cast: Cast, settings: Settings, sheet: str
) -> None:
    settings.BESIDE_URL = "https://support.example.edu"
    page = shown(sheet)
    path = segno.make("https://support.example.edu/", error="m").svg_inline(border=QUIET)
    drawing = path.partition(' d="')[2].partition('"')[0]
    assert drawing in page
    other = segno.make("https://support.example.edu/for-me/", error="m").svg_inline(border=QUIET)
    assert other.partition(' d="')[2].partition('"')[0] not in page
    assert "It leads to support.example.edu" in page
    assert 'role="img"' in page


def test_ten_cards_are_read_out_once(cast: Cast) -> None:
    page = shown("cards")
    assert page.count('class="card"') == 10
    assert page.count('class="card" aria-hidden="true"') == 9


def test_a_plain_card_does_not_say_what_it_is_for(cast: Cast) -> None:
    Policy.objects.update(program_phone="503 555 0110")
    page = Client().get(reverse("printables:plain_cards"))
    card = page.content.decode().split('class="card"')[1].split("</section>")[0]
    for word in ("support", "colleague", "talk", "hard", "help", "peer"):
        assert word not in card.lower()
    assert "503 555 0110" in card


def test_crisis_help_stands_on_what_is_printed(cast: Cast) -> None:
    for sheet in ("poster", "cards", "resources"):
        assert "988" in shown(sheet).split('<article class="sheet')[1]


def test_a_program_without_a_telephone_shows_none(cast: Cast) -> None:
    Policy.objects.update(program_phone="", counselling_phone="")
    for sheet in SHEETS:
        assert 'class="phone"' not in shown(sheet)


def test_an_address_with_signs_of_markup_stays_text(cast: Cast) -> None:
    drawing = str(drawn('https://example.edu/"><script>', 'a <b> & "c"'))
    assert "<script>" not in drawing
    assert "<b>" not in drawing


def test_what_there_is_is_listed_with_what_it_is_for(cast: Cast) -> None:
    said = words(Client().get(reverse("printables:index")))
    for sheet in ("Poster", "Pocket cards", "Plain cards", "A sheet to leave with somebody"):
        assert sheet in said


@pytest.mark.browser
@pytest.mark.parametrize("sheet", SHEETS)
def test_it_comes_out_of_the_printer_as_one_page(
    transactional_db: None, cast: Cast, live_server: LiveServer, page: Page, sheet: str
) -> None:
    page.goto(live_server.url + reverse(f"printables:{sheet}"))
    for size in ("Letter", "A4"):
        paper = page.pdf(format=size, print_background=True)
        assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page/") == 1, size


@pytest.mark.browser
@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_every_sheet_can_be_read_on_a_screen(
    transactional_db: None, cast: Cast, live_server: LiveServer, page: Page
) -> None:
    for sheet in ("index", *SHEETS):
        page.goto(live_server.url + reverse(f"printables:{sheet}"))
        check_axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, sheet
