"""What pages look like is squeezed for whoever asks; a page with a form or a name never is."""

from __future__ import annotations

import gzip

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver

from tests.attacks.test_origin import routes
from tests.cast import Cast

SQUEEZES = {"HTTP_ACCEPT_ENCODING": "gzip"}
MAY_BE = {"/supporters/"}


@pytest.mark.parametrize("name", ["tokens.css", "base.css", "components.css", "beside.js"])
def test_looks_are_squeezed_and_are_the_same(cast: Cast, name: str) -> None:
    answer = Client().get(f"/static/web/{name}", **SQUEEZES)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    with open(finders.find(f"web/{name}") or "", "rb") as whole:
        assert gzip.decompress(answer.getvalue()) == whole.read()


def test_whoever_cannot_unsqueeze_gets_them_whole(cast: Cast) -> None:
    answer = Client().get("/static/web/base.css")
    assert "Content-Encoding" not in answer.headers
    assert b"@layer base" in answer.getvalue()


def test_a_part_of_a_sheet_is_sent_as_it_is(cast: Cast) -> None:
    answer = Client().get("/static/web/base.css", HTTP_RANGE="bytes=0-99", **SQUEEZES)
    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    assert len(answer.getvalue()) == 100


def test_no_page_but_the_roster_is_squeezed(cast: Cast) -> None:
    squeezed = set()
    for address, is_public in dict.fromkeys(routes(get_resolver().url_patterns)):
        if is_public and "<" not in address:
            answer = Client().get(address, **SQUEEZES)
            if answer.get("Content-Encoding"):
                squeezed.add(address)
                assert b'method="post"' not in gzip.decompress(answer.content)
    assert squeezed == MAY_BE
