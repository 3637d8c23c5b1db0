"""A page as somebody holds it: phone and desktop, by day and by night, by keyboard, by ear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from beside.program.models import Member
from tests.axe import check_axe
from tests.browser import DESKTOP, PHONE, Look, OpenPage
from tests.read_aloud import check_names

# The night on a phone, the day at a desk; the public pages are looked at in every light.
NIGHT_AND_DAY = (PHONE.dark, DESKTOP)
NARROW = 320  # a phone whose text is enlarged
MOST_TABS = 120

# What somebody who presses Tab meets: shown in full view, with a line around it, under nothing.
_FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const at = (x, y) => document.elementFromPoint(x, y);
    const on = at(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
    return {
        what: one.outerHTML.slice(0, 120),
        lined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        free: !!on && (one === on || one.contains(on) || on.contains(one)),
        main: one.matches("[data-wanted]"),
    };
}"""
# The thing a page is there for: its first button, else its first link, else where it leads to.
_WANTED = """() => {
    const seen = one => one.checkVisibility() && !one.disabled;
    for (const kind of ["main :is(.answer, .button, button)", "main a[href]", "nav a[href]"]) {
        const found = [...document.querySelectorAll(kind)].find(seen);
        if (found) { found.dataset.wanted = ""; return true; }
    }
    return false;
}"""
_HEIGHT = "() => Math.ceil(document.documentElement.scrollHeight)"
_UNFOLD = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
# Buttons too low for a thumb: 48 px, as the founding look has it.
_TOO_LOW = """() => [...document.querySelectorAll("main :is(button, .button, .answer)")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 47.5)
    .map(one => one.outerHTML.slice(0, 120))"""
_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".unseen"))
    .map(one => one.outerHTML.slice(0, 120)).slice(0, 3)"""


def look_at(page: Page, looks: tuple[Look, ...] = NIGHT_AND_DAY) -> None:
    """The page as it stands is fit to be used, by everybody."""
    page.wait_for_load_state()  # after a press: not while the answer is still coming in
    _keyboard_reaches_what_it_is_for(page)
    page.evaluate(_UNFOLD)
    check_names(page)
    for look in looks:
        # As tall as the page: what a bar at the lower edge covers just now can be scrolled free.
        page.set_viewport_size({"width": look.width, "height": look.height})
        page.set_viewport_size({"width": look.width, "height": page.evaluate(_HEIGHT)})
        page.emulate_media(color_scheme=look.scheme, reduced_motion="reduce")
        check_axe(page)
        _nothing_sticks_out(page)
        if look.touch:
            assert page.evaluate(_TOO_LOW) == [], (page.url, "too low for a thumb")
    page.set_viewport_size({"width": NARROW, "height": PHONE.height})
    _nothing_sticks_out(page)
    page.set_viewport_size({"width": PHONE.width, "height": PHONE.height})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def _nothing_sticks_out(page: Page) -> None:
    width, room = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room, (page.url, room, page.evaluate(_TOO_WIDE))


def _keyboard_reaches_what_it_is_for(page: Page) -> None:
    """Forwards from where one is; from what has to be mended it may be once around the page."""
    assert page.evaluate(_WANTED), f"{page.url} leads nowhere"
    ends = 0 if page.locator(".errors[autofocus]").count() else 1
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if not found:
            ends += 1
            assert ends < 2, f"{page.url}: Tab leads out of the page before what it is for"
            continue
        assert found["lined"], (page.url, "nothing shows where one is", found["what"])
        assert found["free"], (page.url, "something lies over it", found["what"])
        if found["main"]:
            return
    raise AssertionError(f"{page.url}: {MOST_TABS} presses of Tab do not reach what it is for")


def visit(page: Page, address: str, looks: tuple[Look, ...] = NIGHT_AND_DAY) -> None:
    answer = page.goto(address)
    assert answer, address
    assert answer.status == 200, (address, answer.status)
    look_at(page, looks)


def press(page: Page, name: str, looks: tuple[Look, ...] = NIGHT_AND_DAY) -> None:
    """Press it, and look at the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
    look_at(page, looks)


def let_in(page: Page, member: Member, url: str) -> Page:
    """The browser of somebody who has signed in already."""
    client = Client()
    client.force_login(member)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": url, "httpOnly": True}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


@pytest.fixture
def signed_in(open_page: OpenPage, live_server: Any) -> Callable[[Member], Page]:
    return lambda member: let_in(open_page(PHONE), member, live_server.url)
