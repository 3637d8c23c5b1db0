"""A page's forms as a browser would send them back, without a browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

FROM_HERE = {"sec-fetch-site": "same-origin"}


@dataclass
class Form:
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif not self.forms:
            return
        elif tag == "input" and name:
            ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if ticked:
                self.forms[-1].fields[name] = given.get("value", "")
        elif tag == "textarea":
            self._area = name
            self.forms[-1].fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].fields[self._select] = given.get("value", "")
        elif tag == "button":
            self.forms[-1].buttons.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            fields = self.forms[-1].fields
            # As a browser does, the first line break after the tag does not count.
            text = fields[self._area] + data
            fields[self._area] = text[1:] if not fields[self._area] and text[:1] == "\n" else text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def forms_of(response: Any) -> list[Form]:
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def press(
    client: Client,
    page: Any,
    go: str,
    *,
    name: str = "go",
    about: str = "",
    typed: dict[str, object] | None = None,
    **more: object,
) -> Any:
    """Fill the form that has this button (and, with `about`, this value), and press it."""
    form = next(
        one
        for one in forms_of(page)
        if (name, go) in one.buttons and (not about or about in one.fields.values())
    )
    data = {
        **form.fields,
        **{key: str(value) for key, value in {**(typed or {}), **more}.items()},
        name: go,
    }
    where = form.action or page.request["PATH_INFO"]
    return client.post(where, data, headers=FROM_HERE, follow=True)
