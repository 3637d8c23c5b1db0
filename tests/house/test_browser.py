"""The browser the journeys use sees what it should see."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests import axe
from tests.axe import check_axe
from tests.browser import PHONE, watch

pytestmark = pytest.mark.browser

STRICT = {"Content-Security-Policy": "default-src 'none'", "Content-Type": "text/html"}
FINE = (
    "<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1>"
    "<p><label>Name <input name=name></label></p></main></html>"
)
# Legible on the dark page, and not where its light falls on it.
GLOWING = FINE.replace(
    "<main>",
    "<style>body { --paper: #222; --glow: #666; color: #bbb;"
    "background: radial-gradient(var(--glow), var(--paper)) }</style><main>",
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


def test_the_accessibility_check_sees_what_a_gradient_hides_from_it(browser: Browser):
    page = browser.new_page()
    lax = {"Content-Type": "text/html"}
    page.route("**/glowing", lambda route: route.fulfill(headers=lax, body=GLOWING))
    page.route(
        "**/even", lambda route: route.fulfill(headers=lax, body=GLOWING.replace("#666", "#222"))
    )
    page.goto("http://localhost/even")
    check_axe(page)
    page.goto("http://localhost/glowing")
    with pytest.raises(AssertionError, match="color-contrast"):
        check_axe(page)
    page.close()


def test_the_table_of_what_axe_saw_has_a_line_for_each_page():
    night = axe.Seen("/desk/", "en", 390, "dark", ("label", "list"), (), 0, "4")
    day = replace(night, width=1280, light="light", rules=("label", "link-name"))
    other = replace(night, address="/", language="es", breaches=2, unsure=("color-contrast",))
    lines = axe.table([night, other, day]).splitlines()
    assert lines[-2:] == [
        "| `/` | es | 1 | 2 | 2 | color-contrast |",
        "| `/desk/` | en | 2 | 3 | 0 | – |",
    ]


def test_the_accessibility_check_says_so_when_it_cannot_look(open_page):
    page = open_page(PHONE.without_scripts)
    with pytest.raises(AssertionError, match="axe needs scripts"):
        check_axe(page)


def test_a_page_that_misbehaves_is_told_on(browser: Browser):
    context = browser.new_context()
    complaints: list[str] = []
    watch(context, "http://localhost", complaints)
    body = "<script>thisIsNowhere()</script><img src='http://127.0.0.2/dot.png'>"
    context.route(
        "**/*", lambda route: route.fulfill(status=500, content_type="text/html", body=body)
    )
    context.new_page().goto("http://localhost/")
    context.close()
    for told in ("asked another host: http://127.0.0.2/dot.png", "answered 500: http://localhost/"):
        assert told in complaints
    assert any(told.startswith("script: ") for told in complaints)


def test_a_breach_of_the_content_security_policy_is_told(browser: Browser):
    context = browser.new_context()
    complaints: list[str] = []
    watch(context, "http://localhost", complaints)
    body = FINE.replace("<main>", "<main style='color: red'>")
    context.route("**/*", lambda route: route.fulfill(headers=STRICT, body=body))
    context.new_page().goto("http://localhost/")
    context.close()
    assert any("Content Security Policy" in told for told in complaints)
