"""The browser the journeys use sees what it should see."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import PHONE, check_axe

pytestmark = pytest.mark.browser

STRICT = {"Content-Security-Policy": "default-src 'none'", "Content-Type": "text/html"}
FINE = (
    "<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1>"
    "<p><label>Name <input name=name></label></p></main></html>"
)
FAULTY = FINE.replace("<label>Name ", "").replace("</label>", "")


def test_the_accessibility_check_sees_a_planted_fault(browser: Browser):
    page = browser.new_page()
    page.route("**/fine", lambda route: route.fulfill(headers=STRICT, body=FINE))
    page.route("**/faulty", lambda route: route.fulfill(headers=STRICT, body=FAULTY))
    page.goto("http://localhost/fine")
    check_axe(page)
    page.goto("http://localhost/faulty")
    with pytest.raises(AssertionError, match="label"):
        check_axe(page)
    page.close()


def test_the_accessibility_check_says_so_when_it_cannot_look(open_page):
    page = open_page(PHONE.without_scripts)
    with pytest.raises(AssertionError, match="axe needs scripts"):
        check_axe(page)
