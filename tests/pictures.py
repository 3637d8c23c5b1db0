"""`python -m tests.pictures ADDRESS`: the README's pictures, taken of a running demo."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import machine
from tests.browser import DESKTOP, FLAGS, PHONE, Look

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def main(url: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=FLAGS)
        home = someone(browser, url, PHONE.dark)
        home.goto("/")
        home.screenshot(path=FOLDER / "home.png")
        supporter = someone(browser, url, PHONE.dark, role="supporter")
        supporter.goto("/outreach/")
        supporter.get_by_role("link", name="To be reached").first.click()
        supporter.get_by_text("Did you reach them?").scroll_into_view_if_needed()
        supporter.screenshot(path=FOLDER / "supporter.png")
        desk = someone(browser, url, DESKTOP, role="coordinator")
        desk.goto("/desk/")
        desk.screenshot(path=FOLDER / "desk.png")
        browser.close()


def someone(browser: Browser, url: str, look: Look, role: str = "") -> Page:
    page = browser.new_context(
        base_url=url,
        viewport={"width": look.width, "height": look.height},
        color_scheme=look.scheme,
    ).new_page()
    if role:
        page.goto("/sign-in/")
        page.request.post("/sign-in/demo/", form={"role": role})
    return page


if __name__ == "__main__":
    main(sys.argv[1])
