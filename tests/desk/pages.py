"""Using a page as a browser does: follow links, press the buttons that are there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.test import Client

from beside.program.models import Member
from tests.cast import NOW


class Clock:
    """What the time is, until a test moves it."""

    def __init__(self) -> None:
        self.at: datetime = NOW

    def forward(self, **much: float) -> None:
        self.at += timedelta(**much)


@dataclass
class Form:
    action: str
    fields: dict[str, list[str]]
    words: str = ""


class _Forms(HTMLParser):
    """Every form of a page with what it would send by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(has.get("action", ""), {})
            self.found.append(self._open)
        elif tag == "input" and self._open is not None and "name" in has:
            kind = has.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in has:
                self._open.fields.setdefault(has["name"], []).append(has.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.words += data


@dataclass
class Page:
    """What the browser shows."""

    status: int
    address: str
    text: str

    @property
    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.text)
        return reader.found

    @property
    def words(self) -> str:
        """The page without its markup."""
        return re.sub(
            r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", self.text.replace("<wbr>", "")))
        )

    def __contains__(self, words: str) -> bool:
        return words in self.words


class Desk:
    """A browser in which somebody is signed in."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = Page(0, "", "")

    def go(self, address: str) -> Page:
        response = self.client.get(address, follow=True)
        at = response.redirect_chain[-1][0] if response.redirect_chain else address
        self.page = Page(response.status_code, at, response.content.decode())
        return self.page

    def one(self, handle: UUID) -> Page:
        return self.go(f"/desk/{handle}/")

    def form(self, action: str) -> Form:
        """The form of the page shown that leads to this address (its end is enough)."""
        here = self.page.address
        fitting = [one for one in self.page.forms if (one.action or here).endswith(action)]
        assert fitting, f"no form leads to {action}"
        return fitting[0]

    def send(self, action: str, *, press: str = "", **typed: Any) -> Page:
        """Fill in and send the form of the page shown that leads to this address."""
        form = self.form(action)
        data: dict[str, Any] = {**form.fields, **typed}
        assert press in form.words, f"no button says {press}"
        return self.post(form.action or self.page.address.partition("?")[0], data)

    def post(self, address: str, data: dict[str, Any]) -> Page:
        response = self.client.post(address, data, follow=True)
        at = response.redirect_chain[-1][0] if response.redirect_chain else address
        self.page = Page(response.status_code, at, response.content.decode())
        return self.page

    def step(self, handle: UUID, slug: str, **typed: Any) -> Page:
        """Open the page of one step and take it there."""
        self.go(f"/desk/{handle}/step/{slug}/")
        assert self.page.status == 200
        return self.send(f"/step/{slug}/", **typed)


AsMember = Callable[[Member], Desk]
