"""A real browser for the journeys: phone and desktop, light and dark, with and without scripts.

Every page watches itself: a request to another host, an error in the console (a breach of the
content security policy is one) or an answer of 500 fails the test that caused it; and so does
anything that a page has left in the browser's stores when its journey is over.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from tests import machine

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True)
class Look:
    """What somebody holds in their hands."""

    width: int
    height: int
    touch: bool = False
    scheme: Literal["light", "dark"] = "light"
    scripts: bool = True

    @property
    def dark(self) -> Look:
        return replace(self, scheme="dark")

    @property
    def without_scripts(self) -> Look:
        return replace(self, scripts=False)


PHONE = Look(390, 844, touch=True)
DESKTOP = Look(1280, 900)
LOOKS = (PHONE, PHONE.dark, DESKTOP, DESKTOP.dark)

OpenPage = Callable[..., Page]
PATIENCE = 60_000  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; only one of it can run at a time."""
    # Playwright keeps an event loop running in this thread; the tests' own queries are not in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, started once."""
    chromium = playwright.chromium.launch(
        executable_path=machine.chromium(), args=FLAGS, chromium_sandbox=False
    )
    yield chromium
    chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """`open_page(PHONE)`: a page of its own in a browser of its own, as another person has."""
    contexts: list[BrowserContext] = []
    looks: list[Look] = []
    complaints: list[str] = []

    def open_one(look: Look = PHONE) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": look.width, "height": look.height},
            has_touch=look.touch,
            color_scheme=look.scheme,
            java_script_enabled=look.scripts,
            reduced_motion="reduce",
            service_workers="block",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        looks.append(look)
        watch(context, live_server.url, complaints)
        return context.new_page()

    yield open_one
    for context, look in zip(contexts, looks, strict=True):
        if look.scripts:
            complaints += [left for page in context.pages for left in left_behind(page)]
        context.close()
    assert complaints == []


@pytest.fixture
def page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """A phone in daylight, or `@pytest.mark.parametrize("page", LOOKS, indirect=True)`."""
    return open_page(getattr(request, "param", PHONE))


def watch(context: BrowserContext, home: str, complaints: list[str]) -> None:
    """Note what no page of ours may do."""

    def heard(message: ConsoleMessage) -> None:
        # A refusal (403, 404, 409) is a page that a journey may well ask for.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text}")

    def asked(url: str) -> None:
        if url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(f"{home}/"):
            complaints.append(f"asked another host: {url}")

    def answered(status: int, url: str) -> None:
        if status >= 500:
            complaints.append(f"answered {status}: {url}")

    context.on("console", heard)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
    context.on("request", lambda request: asked(request.url))
    context.on("response", lambda response: answered(response.status, response.url))


# Everything a page can leave with a browser for its next visit.
STORES = """async () => ({
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
    caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(one => one.name),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    state: history.state,
    cookies: document.cookie,
    name: window.name,
})"""


def left_behind(page: Page) -> list[str]:
    """What this page's site has left in the browser: nothing, whatever the journey was."""
    if not page.url.startswith("http"):
        return []
    kept = page.evaluate(STORES)
    return [f"left in {store}: {what} ({page.url})" for store, what in kept.items() if what]
