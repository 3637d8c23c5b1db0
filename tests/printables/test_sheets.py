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
from tests.axe import check_axe
from tests.browser import LOOKS
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


WITH_WORD = ("poster", "resources")
LONGEST = "Wednesday lanterns beside the old library"[:40]


def printed_by(client: Client, sheet: str) -> str:
    return words(client.get(reverse(f"printables:{sheet}"))).replace("Print this page", "")


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_word_at_the_door_is_printed_for_members_where_the_doors_are_named(
    cast: Cast, sheet: str
) -> None:
    Policy.objects.update(word_at_the_door="Blue Lamp")
    client = Client()
    client.force_login(cast.sam.member)
    assert ("Blue Lamp" in printed_by(client, sheet)) == (sheet in WITH_WORD)
    Policy.objects.update(word_is_printed=False)
    assert "Blue Lamp" not in printed_by(client, sheet)
    Policy.objects.update(word_is_printed=True, word_at_the_door="")
    assert "word at the door" not in printed_by(client, sheet)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_visitor_does_not_read_the_word_off_a_page_that_everybody_may_open(
    cast: Cast, sheet: str
) -> None:
    Policy.objects.update(word_at_the_door="Blue Lamp")
    for page in (reverse(f"printables:{sheet}"), f"/es{reverse(f'printables:{sheet}')}"):
        assert "Blue Lamp" not in Client().get(page).content.decode()
    says_why = "For whoever is signed in, the word at the door stands on it too."
    assert (says_why in printed_by(Client(), sheet)) == (sheet in WITH_WORD)
    Policy.objects.update(word_is_printed=False)
    assert says_why not in printed_by(Client(), sheet)


@pytest.mark.browser
@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("sheet", WITH_WORD)
def test_with_the_longest_word_it_is_still_one_page(
    transactional_db: None,
    cast: Cast,
    live_server: LiveServer,
    page: Page,
    sheet: str,
    language: str,
) -> None:
    Policy.objects.update(word_at_the_door=LONGEST)
    client = Client()
    client.force_login(cast.sam.member)
    ticket = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**ticket, "url": live_server.url}])
    page.goto(live_server.url + language + reverse(f"printables:{sheet}"))
    assert LONGEST in page.inner_text("article")
    for size in ("Letter", "A4"):
        paper = page.pdf(format=size, print_background=True)
        assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page/") == 1, size


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
