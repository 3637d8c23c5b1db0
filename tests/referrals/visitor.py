"""Somebody without an account, with a browser that keeps nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

HERE = {"HTTP_SEC_FETCH_SITE": "same-origin"}
TOKEN = re.compile(r'name="once" value="([^"]+)"')
CODE = re.compile(r'<output[^>]*id="code"[^>]*>\s*([0-9A-Z-]{29})\s*</output>')
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


def words(page: HttpResponse) -> str:
    """The page as it is read: no tags, single spaces."""
    body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split())).replace(" .", ".")


def code_on(page: HttpResponse) -> str:
    found = CODE.search(page.content.decode())
    assert found, words(page)
    return found.group(1)


def token_on(page: HttpResponse) -> str:
    found = TOKEN.search(page.content.decode())
    assert found, words(page)
    return found.group(1)


class Visitor:
    """Opens pages and sends their forms as a browser does."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def open(self, address: str, **params: Any) -> HttpResponse:
        page = self.client.get(address, params)
        assert not page.cookies
        return page

    def send(self, address: str, page: HttpResponse | None = None, **fields: Any) -> HttpResponse:
        """Send a form of this page (or of a fresh one)."""
        shown = page or self.open(address)
        return self.post(address, once=token_on(shown), **fields)

    def post(self, address: str, **fields: Any) -> HttpResponse:
        """Exactly these fields, from our own page."""
        answer = self.client.post(address, fields, **HERE)
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        return answer
