"""What Firefox keeps on a shared workstation: the whole profile is searched, as Chromium's is."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.attacks.canaries import Canary, wanted
from tests.attacks.firefox import Firefox, firefox
from tests.attacks.ledger import Ledger
from tests.cast import Cast
from tests.searching import Found, files, search

WHO = Canary(17)
# The files from which it reopens its pages.
REOPENED = ("sessionstore", "recovery.", "previous.", "upgrade.")
pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.django_db(transaction=True)]


def ask_for_oneself(browser: Firefox, url: str) -> None:
    browser.open(f"{url}/for-me/")
    browser.fill("name", WHO.name)
    browser.fill("contact", WHO.email)
    browser.press("button[value=send]")
    until = time.monotonic() + 60
    while 'id="code"' not in browser.text:
        assert time.monotonic() < until, browser.text
        time.sleep(0.2)
    time.sleep(2)  # what a browser writes down a little later


def kept(profile: Path) -> tuple[Found, int, int]:
    """The search of a profile: all of it, hits elsewhere, and hits where it reopens its pages."""
    found = search(wanted([WHO]), files(profile))
    reopened = [hit for hit in found.hits if any(one in hit.where for one in REOPENED)]
    return found, len(found.hits) - len(reopened), len(reopened)


def careless(folder: Path, url: str) -> int:
    """The control: the name stands in an address and a title, and a script keeps it."""
    leave = f"localStorage.setItem('a', '{WHO.name}'); document.title = '{WHO.name}'"
    with firefox(folder) as browser:
        browser.open(f"{url}/promise/?{urlencode({'name': WHO.name})}")
        browser.ask("WebDriver:ExecuteScript", script=leave, args=[])
        time.sleep(2)
    _found, elsewhere, reopened = kept(folder)
    assert reopened, "the search sees into what it reopens its pages from"
    return elsewhere


def test_firefox_keeps_what_was_typed_only_where_it_reopens_its_pages(
    transactional_db: None, cast: Cast, live_server: LiveServer, tmp_path: Path, ledger: Ledger
) -> None:
    """Neither history nor cache nor stores nor what it offers to fill in."""
    with firefox(tmp_path / "theirs") as browser:
        ask_for_oneself(browser, live_server.url)
        left = "return [localStorage.length, sessionStorage.length, document.cookie, history.state]"
        assert browser.ask("WebDriver:ExecuteScript", script=left, args=[])["value"] == [
            0, 0, "", None,
        ]  # fmt: skip
    found, elsewhere, reopened = kept(tmp_path / "theirs")
    assert found.places > 20, "there is a profile to be searched"
    ledger.record(
        "residue: a recipient's Firefox",
        canaries=1,
        places=found.places,
        searched=found.searched,
        hits=elsewhere,
        control=careless(tmp_path / "careless", live_server.url),
        remark=f"what it reopens its pages from: {reopened}",
    )
