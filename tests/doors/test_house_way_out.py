"""On the way to the house's sign-on: begun by a press of ours, asked only where we were told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast
from tests.doors.conftest import describe

OUT = "/sign-in/house/hill/"
DESCRIBED = """
[[openid]]
id = "hill"
name = "Hill University"
server = "{address}"
client = "beside"
secret = "not a secret"
"""
Answer = Callable[[str], tuple[int, dict[str, str], bytes]]


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A small server: where it is, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says_of_itself(address: str) -> bytes:
    return json.dumps({
        "issuer": address, "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token", "userinfo_endpoint": f"{address}/me",
        "jwks_uri": f"{address}/keys",
    }).encode()  # fmt: skip


def test_a_sign_on_that_sends_us_elsewhere_is_not_followed(
    cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    """Else whoever speaks for the sign-on could have us ask what stands inside the house."""
    with served(lambda _path: (200, {}, says_of_itself("http://127.0.0.1:9"))) as (inside, asked):
        away = {"Location": f"{inside}/within"}
        with served(lambda _path: (302, away, b"")) as (house, _asked):
            describe(tmp_path, settings, DESCRIBED.format(address=house))
            answer = Client().get(OUT)
    assert asked == []
    assert answer.status_code == 502
    assert "did not let you through" in answer.content.decode()


@pytest.fixture
def hill(tmp_path: Path, settings: Settings) -> Iterator[str]:
    with served(lambda _path: (200, {}, says_of_itself(house[0]))) as house:
        describe(tmp_path, settings, DESCRIBED.format(address=house[0]))
        yield house[0]


@pytest.mark.parametrize("site", ["same-origin", "none", ""])
def test_by_a_press_of_ours_or_a_bookmark_one_is_led_there(
    cast: Cast, hill: str, site: str
) -> None:
    answer = Client().get(OUT, headers={"sec-fetch-site": site} if site else {})
    assert answer.headers["Location"].startswith(f"{hill}/authorize")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("language", ["", "/es"])
def test_a_page_elsewhere_that_leads_here_meets_the_page_with_the_button(
    cast: Cast, hill: str, site: str, language: str
) -> None:
    """Else it could sign her in, or out of another account, without a press of hers."""
    client = Client()
    answer = client.get(f"{language}{OUT}?next=/desk/", headers={"sec-fetch-site": site})
    assert answer.headers["Location"] == f"{language}/sign-in/?next=%2Fdesk%2F"
    assert not client.cookies
