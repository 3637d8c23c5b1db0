"""What the machine shows of running processes, and what a browser keeps on a shared workstation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Playwright
from pytest_django.live_server_helper import LiveServer

from beside.matching import actions as matching
from beside.matching.actions import Conflict
from beside.referrals import actions as referrals
from beside.rules.stages import Actor
from tests import machine
from tests.attacks.canaries import Canary, wanted
from tests.attacks.ledger import Ledger
from tests.attacks.lives import ROOT, surrounding
from tests.attacks.restoring import free_port
from tests.browser import FLAGS, left_behind
from tests.cast import Cast
from tests.referrals.making import received
from tests.searching import Found, Source, files, search

WHO = Canary(13)
TOKEN = re.compile(r'name="once" value="([^"]+)"')


def shown_by_the_machine(process: int) -> Iterator[Source]:
    """Environment, command line and name of a process and of all its children."""
    for one in (process, *_children(process)):
        for name in ("environ", "cmdline", "comm"):
            yield f"/proc/{one}/{name}", Path(f"/proc/{one}/{name}").read_bytes()


def _children(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *_children(child)]
    return found


def test_no_process_shows_a_name_in_its_environment(tmp_path: Path, ledger: Ledger) -> None:
    """Server and worker, while somebody asks and a coordinator's mail is on its way."""
    (tmp_path / "home").mkdir(mode=0o700)
    port = free_port()
    environment = surrounding(tmp_path / "home", PORT=str(port))
    for command in ("setup",):
        subprocess.run([sys.executable, "-m", "beside", command], env=environment, cwd=ROOT,
                       check=True, capture_output=True)  # fmt: skip
    with (tmp_path / "log").open("wb") as log:
        running = [
            subprocess.Popen([sys.executable, "-m", "beside", command], env=environment, cwd=ROOT,
                             stdout=log, stderr=log)
            for command in ("serve", "work")
        ]  # fmt: skip
        try:
            _ask(f"http://127.0.0.1:{port}/for-me/")
            sources = [one for each in running for one in shown_by_the_machine(each.pid)]
        finally:
            for each in running:
                each.terminate()
                each.wait(timeout=60)
    found = search(wanted([WHO]), [*sources, *files(tmp_path / "log")])
    with subprocess.Popen(["sleep", "60"], env={**os.environ, "REPLY_TO": WHO.email}) as careless:
        control = search(wanted([WHO]), shown_by_the_machine(careless.pid))
        careless.terminate()
    ledger.record_search(
        "residue: environments of server and worker", found, canaries=1, control=len(control.hits)
    )


def _ask(address: str) -> None:
    until = time.monotonic() + 90
    while True:
        try:
            page = urlopen(address, timeout=10).read().decode()  # noqa: S310
            break
        except OSError:
            assert time.monotonic() < until, "the server does not answer"
            time.sleep(0.2)
    token = TOKEN.search(page)
    assert token
    fields = {"once": token[1], "go": "send", "name": WHO.name, "contact": WHO.email}
    asked = Request(address, urlencode(fields).encode(), {"Sec-Fetch-Site": "same-origin"})  # noqa: S310
    assert b'id="code"' in urlopen(asked, timeout=60).read()  # noqa: S310


# The browser on a shared workstation.


def session_of(member: object, address: str) -> dict[str, Any]:
    client = Client()
    client.force_login(member)  # type: ignore[arg-type]
    value = client.cookies["sessionid"].value
    return {"name": "sessionid", "value": value, "url": address, "httpOnly": True}


def browse(playwright: Playwright, profile: Path, cookie: dict[str, Any], *pages: str) -> str:
    """A browser with a profile of its own opens these pages and is closed; the last one's text."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=machine.chromium(), args=FLAGS, chromium_sandbox=False
    )
    try:
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        text = ""
        for address in pages:
            page.goto(address)
            text += page.content()
            if "/for-me/" in address:
                page.locator("[name=name]").fill(WHO.name)
                page.locator("[name=contact]").fill(WHO.email)
                page.locator("button[value=send]").click()
                page.wait_for_load_state()
            assert left_behind(page) == []
        page.wait_for_timeout(500)  # what a browser writes down a little later
        return text
    finally:
        context.close()


def careless(playwright: Playwright, folder: Path, cookie: dict[str, Any], url: str) -> Found:
    """The control: the name stands in an address, as in many a search."""
    browse(playwright, folder, cookie, f"{url}/?{urlencode({'name': WHO.name})}")
    return search(wanted([WHO]), files(folder))


@pytest.fixture
def hers(transactional_db: None, cast: Cast) -> UUID:
    """A request of which Sue has just said that nothing stands between them."""
    now = timezone.now()
    sue = {"actor": Actor.SUPPORTER, "by": cast.sue.member, "at": now}
    row = received(cast, now, name=WHO.name, contact=WHO.phone)
    referrals.resolve(row.handle, None, by=cast.cora, at=now)
    matching.ask(row.handle, cast.sue, by=cast.cora, at=now)
    matching.take(row.handle, **sue)  # type: ignore[arg-type]
    matching.answer_conflict(row.handle, Conflict.NONE, **sue)  # type: ignore[arg-type]
    return row.handle


@pytest.mark.browser
def test_a_supporters_browser_keeps_no_name(
    hers: UUID,
    cast: Cast,
    live_server: LiveServer,
    playwright: Playwright,
    tmp_path: Path,
    ledger: Ledger,
) -> None:
    """She sees name and contact, goes to her list and to the safety page; then it is closed."""
    cookie = session_of(cast.sue.member, live_server.url)
    page = f"{live_server.url}/outreach/{hers}/"
    text = browse(playwright, tmp_path / "hers", cookie, page, f"{page}safety/", page)
    assert WHO.name in text
    assert WHO.phone in text
    found = search(wanted([WHO]), files(tmp_path / "hers"))
    assert found.places > 20, "there is a profile to be searched"
    control = careless(playwright, tmp_path / "careless", cookie, live_server.url)
    ledger.record_search(
        "residue: a supporter's browser", found, canaries=1, control=len(control.hits)
    )


@pytest.mark.browser
def test_a_recipients_browser_keeps_what_was_typed_only_where_it_reopens_its_pages(
    hers: UUID,
    cast: Cast,
    live_server: LiveServer,
    playwright: Playwright,
    tmp_path: Path,
    ledger: Ledger,
) -> None:
    """Neither history nor cache nor what it offers to fill in.

    A browser remembers what a form sent as long as it may have to load the answer again, and so
    that it can reopen its pages after a crash. That file of its own is what remains, and the
    documents say so.
    """
    cookie = session_of(cast.sue.member, live_server.url)
    browse(playwright, tmp_path / "theirs", cookie, f"{live_server.url}/for-me/")
    found = search(wanted([WHO]), files(tmp_path / "theirs"))
    reopened = [hit for hit in found.hits if "/Sessions/" in hit.where]
    control = careless(playwright, tmp_path / "careless", cookie, live_server.url)
    ledger.record(
        "residue: a recipient's browser",
        canaries=1,
        places=found.places,
        searched=found.searched,
        hits=len(found.hits) - len(reopened),
        control=len([hit for hit in control.hits if "/Sessions/" not in hit.where]),
        remark=f"what it reopens its pages from, as said openly: {len(reopened)}",
    )
