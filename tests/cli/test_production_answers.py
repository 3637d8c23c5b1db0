"""What a production server says around its pages: headers, cookies, and nothing of itself."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Machine

HOSTS = {"BESIDE_HOSTS": "peers.example.edu"}
PAGES = ["/", "/for-me/", "/event/", "/help-now/", "/promise/", "/figures/", "/sign-in/"]
REFUSALS = ["/nowhere/", "/desk/", "/static/", "/static/web/nothing.css", "/.git/config"]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass(frozen=True)
class Server:
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        told = {"Host": "peers.example.edu", "X-Forwarded-Proto": "https", **headers}
        try:
            connection.request(method, path, headers=told)
            got = connection.getresponse()
            said = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, said, got.read().decode())
        finally:
            connection.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    machine = Machine(tmp_path_factory.mktemp("real") / "home", "production")
    assert machine.beside("setup", **HOSTS).returncode == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port: int = other.getsockname()[1]
    with machine.start("serve", PORT=str(port), **HOSTS) as running:
        try:
            one = Server(port)
            _wait_for(one)
            yield one
        finally:
            running.terminate()
            running.wait(60)


def _wait_for(server: Server) -> None:
    for _tenth in range(300):
        try:
            server.ask("/")
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


@pytest.mark.parametrize("path", [*PAGES, *REFUSALS, "/static/web/base.css"])
def test_every_answer_is_typed_sealed_and_goes_nowhere_else(server: Server, path: str) -> None:
    headers = server.ask(path).headers
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    if headers["content-length"] != "0":
        assert "charset=utf-8" in headers["content-type"].lower().replace('"', "")


@pytest.mark.parametrize("path", [*PAGES, "/nowhere/"])
def test_a_page_loads_nothing_from_elsewhere_and_stands_in_no_frame(
    server: Server, path: str
) -> None:
    headers = server.ask(path).headers
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "://" not in policy
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_sets_no_cookie(server: Server, path: str) -> None:
    assert "set-cookie" not in server.ask(path).headers


def test_a_visitor_without_tls_is_sent_to_it(server: Server) -> None:
    answer = server.ask("/for-me/", **{"X-Forwarded-Proto": "http"})
    assert answer.status == 301
    assert answer.headers["location"] == "https://peers.example.edu/for-me/"


@pytest.mark.parametrize("path", REFUSALS)
def test_no_folder_is_listed_and_no_file_of_the_house_is_shown(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.status in (302, 404)
    assert "Index of" not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "DEBUG"])
def test_nothing_that_was_sent_comes_back_by_an_odd_method(server: Server, method: str) -> None:
    answer = server.ask("/", method, **{"X-Told": "a-word-of-mine"})
    assert "a-word-of-mine" not in answer.text + json.dumps(answer.headers)


@pytest.mark.parametrize("path", ["/", "/nowhere/"])
def test_it_does_not_say_what_it_is_made_of(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.headers.pop("server", "granian") == "granian", "a name without a version"
    said = (json.dumps(answer.headers) + answer.text).lower()
    for word in ("granian", "django", "python", "x-powered-by"):
        assert word not in said


def test_another_host_is_not_believed_of_a_proxys_header(server: Server) -> None:
    answer = server.ask("/", **{"X-Forwarded-Host": "elsewhere.example.org"})
    assert answer.status == 200
    assert "elsewhere.example.org" not in answer.text


def test_the_cookie_of_a_session_is_this_hosts_own_and_out_of_reach_of_scripts(
    tmp_path: Path,
) -> None:
    code = (
        "from beside import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.CSRF_USE_SESSIONS, s.DEBUG)"
    )
    machine = Machine(tmp_path / "home", "production")
    assert machine.beside("setup", **HOSTS).returncode == 0
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=machine.environment(**HOSTS),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["__Host-sessionid", "True", "True", "Lax", "True", "False"]
