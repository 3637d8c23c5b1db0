"""Letters twice as large on a phone, a narrow phone, a page from right to left: all can be read."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from beside.demo.figures import build as publish
from beside.program.models import Policy
from tests.cast import NOW, Cast
from tests.talks.making import given, held_group

pytestmark = [pytest.mark.looks, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/", "/for-me/", "/for-a-colleague/", "/event/", "/my-code/", "/help-now/", "/guide/",
    "/supporters/", "/accessibility/", "/sign-in/", "/learn/", "/to-print/poster/",
    "/to-print/cards/", "/to-print/plain-cards/", "/to-print/resources/",
)  # fmt: skip
STICKS_OUT = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        && one.checkVisibility() && !one.closest(".unseen, .skip, svg"))
    .map(one => one.outerHTML.slice(0, 120)).slice(-3)"""


@pytest.mark.parametrize("language", ["", "/es"])
def test_with_letters_twice_as_large_nothing_sticks_out_of_a_phone(
    cast: Cast, live_server: LiveServer, page: Page, language: str
) -> None:
    Policy.objects.update(
        program_phone="+1 503 555 0110",
        crisis_phone="+1 503 555 0111",
        program_email="peer-support@example.edu",
    )
    page.set_viewport_size({"width": 360, "height": 740})
    for address in PAGES:
        page.goto(live_server.url + language + address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(STICKS_OUT) == [], address


# Full stops behind a number that stand on the line below it.
ALONE = """() => [...document.querySelectorAll("main a[href^='tel:']")].filter(one => {
    const next = one.nextSibling;
    if (next?.nodeType !== Node.TEXT_NODE || !/^[.,;]/.test(next.data)) return false;
    const sign = document.createRange();
    sign.setStart(next, 0);
    sign.setEnd(next, 1);
    return sign.getBoundingClientRect().left < one.getBoundingClientRect().left + 5;
}).map(one => one.parentElement.textContent)"""


@pytest.mark.parametrize("address", ["/es/another-door/", "/my-code/"])
def test_a_full_stop_stays_with_the_number_before_it(
    cast: Cast, live_server: LiveServer, page: Page, address: str
) -> None:
    Policy.objects.update(program_phone="+1 503 555 0110")
    page.goto(live_server.url + address)
    assert page.locator("main .whole").count()
    for width in range(320, 420, 3):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(ALONE) == [], width


@pytest.mark.parametrize("language", ["", "/es"])
def test_three_years_of_figures_fit_on_the_narrowest_phone(
    cast: Cast, live_server: LiveServer, page: Page, language: str
) -> None:
    for year in (NOW.year - 1, NOW.year - 2, NOW.year - 3):
        given(cast, date(year, 3, 4), came=1100)
        for day in range(1, 14):
            held_group(cast, date(year, 5, day), came=10)
    publish(at=NOW)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}{language}/figures/")
    assert page.locator("main table").count()
    assert page.evaluate(STICKS_OUT) == []
    assert page.locator("main thead").first.is_visible(), "the years stand side by side"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(STICKS_OUT) == []
    year = page.locator("main tbody td").first.evaluate(
        "one => getComputedStyle(one, '::before').content"
    )
    assert year == f'"{NOW.year - 3}"'


def test_a_number_that_saves_a_life_is_large_enough_for_a_thumb(
    cast: Cast, live_server: LiveServer, page: Page
) -> None:
    page.goto(f"{live_server.url}/help-now/")
    for one in page.locator(".numbers > li > a").all():
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 48


def test_from_right_to_left_the_chart_keeps_its_years_and_numbers(
    cast: Cast, live_server: LiveServer, page: Page
) -> None:
    publish(at=NOW)
    page.goto(f"{live_server.url}/figures/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    lines = page.locator(".chart li").all()
    assert lines
    for line in lines:
        year, room, bar, count = (
            line.locator(one).bounding_box() for one in ("span", "svg", "rect", "b")
        )
        assert year
        assert room
        assert bar
        assert count
        ends = bar["x"] + bar["width"], room["x"] + room["width"]
        assert abs(ends[0] - ends[1]) <= 1, "a bar grows from where its year stands"
        assert year["x"] >= bar["x"] + bar["width"] - 1, "the year stands where reading begins"
        assert count["x"] + count["width"] <= bar["x"] + 1


def test_the_words_of_the_chart_are_as_large_as_those_around_it(
    cast: Cast, live_server: LiveServer, page: Page
) -> None:
    publish(at=NOW)
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    page.goto(f"{live_server.url}/figures/")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        said = page.locator("main figcaption").evaluate(size)
        drawn = page.locator(".chart span").first
        assert drawn.evaluate(size) >= said
        assert drawn.evaluate("one => !one.closest('svg')"), "a drawing is scaled, words are not"


@pytest.mark.parametrize("language", ["", "/es"])
def test_with_letters_twice_as_large_no_word_on_a_door_is_broken(
    cast: Cast, live_server: LiveServer, page: Page, language: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}{language}/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    broken = page.locator(".door b").evaluate_all(
        """all => all.filter(one => {
            one.style.display = "inline-block";
            one.style.overflowWrap = "normal";
            one.style.inlineSize = "min-content";
            const style = getComputedStyle(one.parentElement);
            const room = document.querySelector("main > h1").clientWidth - 2
                - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            return one.getBoundingClientRect().width > room + 1;
        }).map(one => one.textContent)"""
    )
    assert broken == []
