"""Somebody without an account, with a browser that keeps nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

Page = Any  # the test client's answer
HERE = {"sec-fetch-site": "same-origin"}
TOKEN = re.compile(r'name="once" value="([^"]+)"')
CODE = re.compile(r'<output[^>]*id="code"[^>]*>\s*([0-9A-Z-]{29})\s*</output>')


def words(page: Page) -> str:
    """The page as it is read: no tags, single spaces."""
    body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    body = body.replace("<wbr>", "")  # a place to break a line is no space
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split())).replace(" .", ".")


def code_on(page: Page) -> str:
    found = CODE.search(page.content.decode())
    assert found, words(page)
    return found.group(1)


def token_on(page: Page) -> str:
    found = TOKEN.search(page.content.decode())
    assert found, words(page)
    return found.group(1)


class Visitor:
    """Opens pages and sends their forms as a browser does."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def open(self, address: str, **params: Any) -> Page:
        page = self.client.get(address, params)
        assert not page.cookies
        return page

    def send(self, address: str, page: Page | None = None, **fields: Any) -> Page:
        """Send a form of this page (or of a fresh one)."""
        shown = page or self.open(address)
        return self.post(address, once=token_on(shown), **fields)

    def post(self, address: str, **fields: Any) -> Page:
        """Exactly these fields, from our own page."""
        answer = self.client.post(address, fields, headers=HERE)
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        return answer
