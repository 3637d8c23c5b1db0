"""Somebody who reads Spanish, from the first page to a code; and a language that runs leftwards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beside.learning import shipped
from beside.program.models import Member
from beside.rules.stages import Stage
from tests.browser import PHONE, OpenPage
from tests.cast import Cast
from tests.events.telling import FOUR, tell
from tests.journeys.looking import NARROW, look_at, visit
from tests.journeys.looking import signed_in as signed_in
from tests.journeys.people import code_on
from tests.journeys.test_every_page import documented
from tests.journeys.test_every_page import school as school
from tests.referrals.making import at_stage

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]

ONE_LINE = "Esta página también está en español."
# What leaves the page at either side; what is for ears only does not count.
OUTSIDE = """() => [...document.querySelectorAll("body *")]
    .filter(one => !one.closest(".unseen, .skip") && one.checkVisibility())
    .filter(one => { const box = one.getBoundingClientRect();
                     return box.left < -1 || box.right > innerWidth + 1; })
    .map(one => one.outerHTML.slice(0, 120)).slice(0, 3)"""


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_from_the_first_page_to_a_code_and_back_to_stop_it(school: Cast, page: Page):
    page.set_extra_http_headers({"Accept-Language": "es-MX,es;q=0.9"})
    page.goto("/")
    page.get_by_role("link", name=ONE_LINE).click()
    expect(page).to_have_url(re.compile(r"/es/$"))
    page.set_extra_http_headers({"Accept-Language": "en"})  # from here on the address alone says it
    page.get_by_role("link", name="Pedir que alguien me contacte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pedir que alguien me contacte")

    press(page, "Pedir que alguien me contacte")
    expect(page.get_by_text("No se perdió nada. Mire esto otra vez, por favor:")).to_be_visible()
    expect(page.get_by_text("Dé un nombre, por favor.").first).to_be_visible()
    look_at(page)
    page.locator("[name=name]").fill("Nia")
    page.locator("main [name=contact]").fill("12")
    press(page, "Pedir que alguien me contacte")
    expect(page.get_by_text("Este número parece corto.").first).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Nia")
    page.locator("main [name=contact]").fill("503-555-0177")
    press(page, "Agregar antes cuándo y cómo")
    look_at(page)
    press(page, "Pedir que alguien me contacte")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lo recibimos.")
    expect(page.get_by_role("link", name="English")).to_have_count(0)
    code = code_on(page)
    look_at(page)

    page.goto("/es/my-code/")
    page.locator("main [name=code]").fill(code)
    press(page, "Mostrar lo que guardan")
    expect(page.get_by_role("heading", level=1)).to_have_text("En qué punto está")
    look_at(page)
    press(page, "Detener y olvidarme")
    press(page, "Detener y olvidarme")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ya le olvidamos")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.context.cookies() == []


def test_every_public_page_in_spanish(school: Cast, open_page: OpenPage):
    page = open_page(PHONE)
    addresses = [one for one in documented("Public") if "<" not in one]
    assert len(addresses) > 10
    addresses += [f"/learn/{slug}/" for slug in shipped.orders()]
    addresses += [f"/guide/{place}/" for place in ("people", "kind", "while", "steady", "page")]
    for address in [*addresses, "/sign-in/"]:
        visit(page, f"/es{address}")
    assert page.context.cookies() == []


def test_the_desk_and_a_supporter_in_spanish(school: Cast, signed_in: Callable[[Member], Page]):
    now = timezone.now()
    row, hers = at_stage(school, Stage.WAITING, now), at_stage(school, Stage.CONFIRMED, now)
    event = tell(school, FOUR, at=now)
    desk = signed_in(school.cora)
    for address in ("", "events/", f"events/{event.handle}/", f"{row.handle}/", "call/"):
        visit(desk, f"/es/desk/{address}")
    desk.goto(f"/es/desk/{row.handle}/")
    press(desk, "Abrir el nombre")
    look_at(desk)
    own = signed_in(school.sue.member)
    visit(own, "/es/outreach/")
    own.goto(f"/es/outreach/{hers.handle}/")
    press(own, "Sí")
    expect(own.get_by_text("Anotado: están en contacto.")).to_be_visible()
    look_at(own)


def test_nothing_leaves_a_narrow_page_where_lines_run_from_right_to_left(
    school: Cast, open_page: OpenPage, signed_in: Callable[[Member], Page]
):
    page, desk = open_page(PHONE), signed_in(school.cora)
    at_stage(school, Stage.WAITING, timezone.now())
    visited = [(page, one) for one in documented("Public") if "<" not in one]
    for one, address in (*visited, (desk, "/desk/"), (desk, "/desk/call/for-themselves/")):
        one.set_viewport_size({"width": NARROW, "height": 800})
        one.goto(address)
        one.evaluate("document.documentElement.dir = 'rtl'")
        one.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
        assert one.evaluate(OUTSIDE) == [], address
        begins, ends = one.evaluate(
            "() => { const one = document.querySelector('h1'), all = document.createRange();"
            " all.selectNodeContents(one);"
            " return [one, all].map(it => it.getBoundingClientRect().right); }"
        )
        assert abs(begins - ends) < 2, (address, "a heading does not begin at the right")
