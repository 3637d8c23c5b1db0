"""On the way to the house's sign-on and back: begun by a press of ours, in her own language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast
from tests.doors.conftest import describe
from tests.doors.providers.river import made_key

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


BACK = "/sign-in/house/hill/back/"


def left_from(client: Client, page: str) -> str:
    """The number under which she went there."""
    return parse_qs(urlsplit(client.get(page).headers["Location"]).query)["state"][0]


@pytest.mark.parametrize(
    ("page", "address", "language"),
    [
        (OUT, "/sign-in/", "en"),
        (f"/es{OUT}", "/es/sign-in/", "es"),
        (f"/es{OUT}?next=/es/desk/", "/es/sign-in/", "es"),
        (f"/es{OUT}?next=/desk/", "/sign-in/", "en"),  # it was an English page she came for
        (f"{OUT}?next=//evil.example/es/", "/sign-in/", "en"),
    ],
)
def test_who_says_no_over_there_lands_in_the_language_she_left_in(
    cast: Cast, hill: str, page: str, address: str, language: str
) -> None:
    client = Client()
    state = left_from(client, page)
    answer = client.get(f"{BACK}?error=access_denied&state={state}")
    assert answer.headers["Location"] == f"{address}?said=house_left"
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(("page", "language"), [(OUT, "en"), (f"/es{OUT}", "es")])
def test_the_signons_trouble_is_told_in_it_too(
    cast: Cast, hill: str, page: str, language: str
) -> None:
    client = Client()
    state = left_from(client, page)
    answer = client.get(f"{BACK}?error=server_error&state={state}")
    assert answer.status_code == 403
    assert f'<html lang="{language}"' in answer.content.decode()
    assert answer.headers["Content-Language"] == language


def test_two_who_left_in_two_languages_come_back_each_in_hers(cast: Cast, hill: str) -> None:
    client = Client()
    spanish, english = left_from(client, f"/es{OUT}"), left_from(client, OUT)
    for state, address in ((english, "/sign-in/"), (spanish, "/es/sign-in/")):
        answer = client.get(f"{BACK}?error=access_denied&state={state}")
        assert answer.headers["Location"] == f"{address}?said=house_left"


def test_another_browser_learns_nothing_of_the_way_she_went(cast: Cast, hill: str) -> None:
    """Where nothing tells it, all languages stand on the page, the first one being English."""
    state = left_from(Client(), f"/es{OUT}")
    answer = Client().get(f"{BACK}?error=access_denied&state={state}")
    assert answer.headers["Content-Language"] == "en"
    assert '<section class="stack" lang="es">' in answer.content.decode()


def test_nothing_more_is_kept_of_her_for_it(cast: Cast, hill: str) -> None:
    """The address she comes back to is in her own browser's session, as long as she is away."""
    client = Client()
    left_from(client, f"/es{OUT}")
    [(state, _when, _house)] = client.session["socialaccount_states"].values()
    assert state["next"] == "/es/inside/"
    assert set(state) <= {"process", "data", "next", "pkce_code_verifier", "scope", "auth_params"}


RIVER = """
[[saml]]
id = "river"
name = "River Hospital"
entity = "https://river.example/metadata"
address = "https://river.example/singleSignOn"
certificate = "{certificate}"
"""
TO_RIVER, ACS = "/sign-in/saml/river/", "/sign-in/saml/river/acs/"


def browser() -> Client:
    return Client(HTTP_HOST="testserver")


@pytest.fixture
def by_river(tmp_path: Path, settings: Settings) -> None:
    _key, certificate = made_key("river")
    one_line = "".join(certificate.splitlines()[1:-1])
    describe(tmp_path, settings, RIVER.format(certificate=one_line))


@pytest.mark.parametrize(("prefix", "told"), [("", ""), ("/es", "es")])
def test_a_saml_answer_in_vain_is_told_in_the_language_that_went_along(
    cast: Cast, by_river: None, prefix: str, told: str
) -> None:
    """It comes without our cookie, so only what goes along and comes back can say it."""
    away = urlsplit(browser().get(f"{prefix}{TO_RIVER}").headers["Location"])
    asked = parse_qs(away.query, keep_blank_values=True)
    assert set(asked) == {"SAMLRequest", "RelayState"}
    assert asked["RelayState"] == [told]
    answer = browser().post(ACS, {"SAMLResponse": "PHg+", "RelayState": told})
    assert answer.status_code == 403
    assert f'<html lang="{told or "en"}"' in answer.content.decode()
    assert answer.headers["Content-Language"] == (told or "en")


@pytest.mark.parametrize("told", ["xx", "es/../..", "//evil.example", "<script>", "fr"])
def test_anything_else_that_came_along_is_not_heard(cast: Cast, by_river: None, told: str) -> None:
    answer = browser().post(ACS, {"SAMLResponse": "PHg+", "RelayState": told})
    assert answer.headers["Content-Language"] == "en"
    assert told not in answer.content.decode() or told in ("xx", "fr")


@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])
def test_the_step_in_between_is_in_the_language_of_her_last_way_out(
    cast: Cast, by_river: None, prefix: str, language: str
) -> None:
    client = browser()
    client.get(f"{prefix}{TO_RIVER}")
    answer = client.get("/sign-in/saml/river/back/")
    assert answer.status_code == 403
    assert answer.headers["Content-Language"] == language
