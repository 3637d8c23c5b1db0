"""Everybody follows every link and asks every question by GET: no page breaks or leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from beside.program.models import Member
from beside.rules.stages import OVER, Stage
from tests.attacks.ledger import Ledger
from tests.cast import NOW, Cast
from tests.events.telling import tell
from tests.referrals.making import at_stage, hold

pytestmark = pytest.mark.looks
MOST = 2000
HANDLE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PEOPLE = ("anonymous", "supporter", "coordinator", "lead", "administrator")


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """The links, forms and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inside: list[str] = []  # links and forms of the page itself, not of its frame
        self.forms: list[Form] = []
        self.anchors: set[str] = set()
        self._depth = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given["id"]} if "id" in given else set()
        if tag == "main":
            self._depth += 1
        for name in ("href", "src"):
            if name in given and not _is_let_go(tag, given):
                self.inside += [given[name]] if self._depth and tag == "a" else []
                # Into another language `tests/web/test_languages.py` follows every page.
                if given.get("hreflang"):
                    continue
                self.links.append(given[name])
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self.inside += ["form"] if self._depth else []
        elif tag in ("input", "select", "button") and given.get("name") and self.forms:
            self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._depth -= 1


def _is_let_go(tag: str, given: dict[str, str]) -> bool:
    """A link that a person may follow to a source or away from here, and that tells nobody so."""
    silent = "noreferrer" in given.get("rel", "").split()
    return tag == "a" and silent and given.get("href", "").startswith("https://")


def everything_there_is(cast: Cast) -> None:
    """A request at every stage, two events, a hold, and somebody who left words."""
    for stage in Stage:
        if stage not in (*OVER, Stage.HELD):
            at_stage(cast, stage)
    tell(cast)
    tell(
        cast, "Kim Park\nUma Unlisted\tuma@example.org", who_knows="Nora", call_back="503 555 01 11"
    )
    hold(cast)


def who(cast: Cast, name: str) -> Member | None:
    return {
        "anonymous": None,
        "supporter": cast.sue.member,
        "coordinator": cast.cora,
        "lead": cast.lea,
        "administrator": cast.ann,
    }[name]


@pytest.mark.parametrize("person", PEOPLE)
def test_every_link_of_every_page_leads_on(person: str, cast: Cast, ledger: Ledger) -> None:
    everything_there_is(cast)
    client = Client(raise_request_exception=False)
    if (member := who(cast, person)) is not None:
        client.force_login(member)
    seen, wrong, kinds = _crawl(client)
    assert wrong == []
    assert len(seen) < MOST, "it did not come to the end"
    assert len(kinds) > 12
    control = _dead(client)
    ledger.record(
        f"crawl: {person}",
        places=len(seen),
        hits=len(wrong),
        control=len(control),
        remark=f"{len(kinds)} kinds of page; control: a link of our own that leads nowhere",
    )


def _crawl(client: Client) -> tuple[set[str], list[Any], Counter[str]]:
    ahead, seen, wrong = ["/"], set[str](), list[Any]()
    kinds: Counter[str] = Counter()
    while ahead and len(seen) < MOST:
        address = ahead.pop(0)
        kind = HANDLE.sub("<handle>", address).partition("?")[0]
        if address in seen or kinds[kind] >= 25:
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = client.get(address)
        wrong += _problems(address, answer)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            ahead += _leads(address, Page(answer.content.decode()), wrong)
        elif "Location" in answer:
            ahead.append(urljoin(address, answer["Location"]))
        for close in answer._resource_closers:
            close()
    return seen, wrong, kinds


def _problems(address: str, answer: Any) -> list[Any]:
    """What no answer to a link of ours may be: a failure, a dead end, a page from elsewhere."""
    if answer.status_code not in (200, 301, 302):
        return [(address, answer.status_code)]
    if "html" not in answer.get("Content-Type", "") or answer.status_code != 200:
        return []
    page = Page(answer.content.decode())
    found: list[Any] = []
    if not page.inside:
        found.append((address, "no way on"))
    found += [(address, "elsewhere", one) for one in page.links if _is_elsewhere(one)]
    return found


def _is_elsewhere(link: str) -> bool:
    return urlsplit(link).scheme not in ("", "tel", "mailto", "sms") or link.startswith("//")


def _leads(address: str, page: Page, wrong: list[Any]) -> list[str]:
    """Where this page leads; a link to a place in it must have that place."""
    found = []
    for link in page.links:
        if link.startswith("#"):
            if link[1:] not in page.anchors:
                wrong.append((address, "no such place", link))
        elif not urlsplit(link).scheme:
            found.append(urljoin(address, link).partition("#")[0])
    for form in page.forms:
        if form.method == "get":
            asked = "&".join(f"{name}=Rosa" for name, _value in form.fields)
            found.append(f"{urljoin(address, form.action or address)}?{asked}")
    return found


def _dead(client: Client) -> list[Any]:
    return _problems("/nowhere/", client.get("/nowhere/"))


@pytest.mark.parametrize("address", ["/nowhere/", "/desk/nowhere/", "/outreach/nowhere/"])
def test_what_is_not_there_leads_back(address: str, cast: Cast) -> None:
    for person in PEOPLE:
        client = Client()
        if (member := who(cast, person)) is not None:
            client.force_login(member)
        answer = client.get(address)
        assert answer.status_code == 404
        assert "/" in Page(answer.content.decode()).inside
