"""The watch over what a page leaves in a browser would see it; and boxes offer no one's words."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from tests.attacks.test_origin import addresses, members
from tests.browser import OpenPage, left_behind
from tests.cast import NOW, Cast
from tests.events.telling import tell

LEAVE = (
    "localStorage.setItem('a', 'Rosa Reyes')",
    "sessionStorage.setItem('a', 'Rosa Reyes')",
    "caches.open('Rosa Reyes')",
    "new Promise(done => { indexedDB.open('Rosa Reyes').onsuccess = done; }).then(() => 1)",
    "history.replaceState('Rosa Reyes', '')",
    "document.cookie = 'a=Rosa'",
    "window.name = 'Rosa Reyes'",
)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("leave", LEAVE)
def test_whatever_a_page_left_would_be_seen(
    leave: str, transactional_db: None, cast: Cast, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto("/promise/")
    assert left_behind(page) == []
    page.evaluate(f"async () => {{ await ({leave}) }}")
    assert len(left_behind(page)) == 1
    page.goto("about:blank")  # so that the watch itself has nothing to say


# What a browser may offer to fill in.

OWN = {  # a member's own words carry their tokens
    "email": "username webauthn",
    "code": {"one-time-code", "off"},
}
NO_WORDS = {"hidden", "radio", "checkbox", "submit", "date", "number"}


class Boxes(HTMLParser):
    """Boxes into which words are typed, each with what it or its form lets a browser offer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._form = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = given.get("autocomplete", "")
        elif tag == "input" and given.get("type", "text") not in NO_WORDS:
            self.found.append((given.get("name", ""), given.get("autocomplete", self._form)))


def test_no_box_for_somebody_elses_words_is_ever_offered_to_the_next_person(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    tell(cast)
    where, boxes, wrong = list(addresses(cast)), 0, set()
    for member in members(cast):
        client = Client()
        if member is not None:
            client.force_login(member)
        for address, _is_public in where:
            answer = client.get(address)
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            for name, offered in Boxes(answer.content.decode()).found:
                boxes += 1
                own = OWN.get(name, "off")
                if offered not in (own if isinstance(own, set) else {own}):
                    wrong.add((address.partition("?")[0], name, offered))
    assert boxes > 20
    assert wrong == set()
