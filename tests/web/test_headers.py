"""Every answer carries the same headers: pages, refusals, failures, redirects and static files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver

from beside.doors import headers
from beside.program.models import Member
from beside.rules.budgets import Spent
from beside.vault.actions import BudgetSpent, KeyringProblem
from beside.web import promise
from tests.attacks.test_origin import addresses, members, routes
from tests.cast import NOW, Cast

KEPT = {
    "/", "/help-now/", "/promise/", "/supporters/", "/figures/", "/outreach/limits/", "/learn/",
    "/learn/what-helps/", "/another-door/", "/accessibility/",
    *(f"/to-print/{one}" for one in ("", "poster/", "cards/", "plain-cards/", "resources/")),
}  # fmt: skip
THE_SAME_FOR_EVERYBODY = {"/help-now/"}
# Where the answers of a house's own sign-on come in: in no language, to the letter.
BY_ANOTHER_HOUSE = {
    "/sign-in/house/house/back/", "/sign-in/saml/house/acs/", "/sign-in/saml/house/back/",
    "/sign-in/saml/house/metadata/",
}  # fmt: skip
STATIC = ("tokens.css", "base.css", "components.css", "pages.css", "print.css", "beside.js")
# The page on which a passkey's question is fetched, from ourselves, when it is asked for.
ALSO = {"Content-Security-Policy": (f"{headers.POLICY}; connect-src 'self'",)}
SAID = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def check(answer: Any, where: object, *, may_be_kept: bool = False) -> None:
    for name, value in headers.ALWAYS.items():
        if name != "Cache-Control":
            assert answer[name] in (value, *ALSO.get(name, ())), (where, name)
    assert answer["Referrer-Policy"] == "no-referrer", where
    assert may_be_kept or answer["Cache-Control"] == "no-store", (where, answer["Cache-Control"])
    assert "Server" not in answer, where


def _shut(answer: Any) -> None:
    """Close the file behind an answer, and nothing else."""
    for close in answer._resource_closers:
        close()


def browser(member: Member | None = None) -> Client:
    client = Client(raise_request_exception=False, enforce_csrf_checks=member is not None)
    if member is not None:
        client.force_login(member)
    return client


def test_every_page_for_everybody_by_every_method_has_every_header(cast: Cast) -> None:
    answers: dict[int, int] = {}
    everywhere = list(addresses(cast))
    for member in members(cast):
        client = browser(member)
        for address, _is_public in everywhere:
            for method in ("get", "post", "options", "delete"):
                answer = getattr(client, method)(address)
                answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
                # A member has a form on every page; what is the same for everybody may be kept.
                is_kept = address in (KEPT if member is None else THE_SAME_FOR_EVERYBODY)
                check(answer, (method, address), may_be_kept=is_kept)
    assert set(answers) >= {200, 302, 403, 404, 405, 422}
    assert not answers.get(500)
    assert sum(answers.values()) > 500


def test_under_another_language_every_page_answers_as_it_does_in_ours(cast: Cast) -> None:
    """The same refusals, the same headers, and nothing more is kept."""
    compared = 0
    for member in (None, cast.cora, cast.lea, cast.ann):
        client = browser(member)
        for address, _is_public in dict.fromkeys(addresses(cast)):
            if address in ("/sign-out/", *BY_ANOTHER_HOUSE):
                continue
            for method in ("get", "options"):
                ours = getattr(client, method)(address)
                theirs = getattr(client, method)(f"/es{address}")
                assert theirs.status_code == ours.status_code, (method, address)
                assert theirs["Cache-Control"] == ours["Cache-Control"], (method, address)
                is_kept = address in (KEPT if member is None else THE_SAME_FOR_EVERYBODY)
                check(theirs, (method, address), may_be_kept=is_kept)
                compared += 1
    assert compared > 400


def test_a_browser_is_let_keep_nothing_but_pages_that_ask_nothing(cast: Cast) -> None:
    for address, is_public in dict.fromkeys(routes(get_resolver().url_patterns)):
        if not is_public or "<" in address:
            continue
        answer = browser().get(address)
        if answer.get("Cache-Control") != "no-store":
            assert address in KEPT
            assert b"<form" not in answer.content


@pytest.mark.parametrize("name", STATIC)
def test_a_style_sheet_and_the_script_have_them_too(cast: Cast, name: str) -> None:
    answer = browser().get(f"/static/web/{name}")
    assert answer.status_code == 200
    check(answer, name, may_be_kept=True)
    _shut(answer)
    assert browser().get("/static/web/none.css").status_code == 404


def _raise(error: Exception) -> Callable[..., Any]:
    def view(request: HttpRequest) -> Any:
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("Rosa Reyes"), 500),
        (KeyringProblem("Rosa Reyes"), 503),
        (BudgetSpent(Spent.HOUR), 429),
    ],
)
def test_a_failure_has_them_and_says_nothing_of_what_was_typed(
    cast: Cast, error: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promise, "public_holdings", _raise_when_called(error))
    answer = browser().get("/promise/")
    assert answer.status_code == status
    check(answer, error)
    assert b"Rosa" not in answer.content
    assert b"/help-now/" in answer.content


def _raise_when_called(error: Exception) -> Callable[[], Any]:
    def holdings() -> Any:
        raise error

    return holdings


def test_what_is_too_long_and_what_is_for_another_site_are_answered_with_them(cast: Cast) -> None:
    for address in (
        "/for-me/",
        "/for-a-colleague/",
        "/event/",
        "/event/code/",
        "/my-code/",
        "/talk/",
    ):
        answer = browser().post(address, {"name": "R" * 1_000_000})
        assert answer.status_code == 413, address
        check(answer, address)
        assert b"more than we can take at once" in answer.content
    client = Client()
    client.force_login(cast.cora)
    desk = client.post("/desk/events/new/", {"exposed": "R" * 1_000_000})
    assert desk.status_code == 413
    check(desk, "the desk")
    with override_settings(ALLOWED_HOSTS=["peers.example.edu"], SECURE_SSL_REDIRECT=True):
        for secure in (False, True):
            answer = browser().get("/", headers={"host": "elsewhere.example"}, secure=secure)
            assert answer.status_code == 400
            check(answer, "elsewhere")


def test_in_production_the_plain_page_leads_to_the_locked_one_and_stays_there(cast: Cast) -> None:
    with override_settings(
        SECURE_SSL_REDIRECT=True,
        SECURE_HSTS_SECONDS=31_536_000,
        SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SECURE_HSTS_PRELOAD=True,
    ):
        plain = browser().get("/for-me/")
        assert plain.status_code == 301
        check(plain, "plain")
        for address in ("/for-me/", "/nowhere/", "/static/web/base.css", "/desk/"):
            answer = browser().get(address, secure=True)
            _shut(answer)
            assert answer["Strict-Transport-Security"] == (
                "max-age=31536000; includeSubDomains; preload"
            )


def test_the_policy_lets_nothing_in_line_and_nothing_from_elsewhere(cast: Cast) -> None:
    assert "unsafe" not in headers.POLICY
    assert "http" not in headers.POLICY
    assert "*" not in headers.POLICY
    assert "default-src 'none'" in headers.POLICY
    for one in ("camera", "microphone", "geolocation", "usb", "browsing-topics", "payment"):
        assert f"{one}=()" in headers.PERMISSIONS
    page = browser().get("/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|<meta http-equiv", page)


def test_signing_out_clears_what_the_browser_keeps(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.cora)
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    check(answer, "sign-out")


# Who tells us where a form is from.


def test_a_member_whose_browser_hides_the_origin_of_our_own_page_is_believed(cast: Cast) -> None:
    """As Chromium and Firefox send it: no referrer, an origin of null, and the site by name."""
    for headers_sent, is_believed in (
        ({"origin": "null", "sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, False),
        ({"origin": "null", "sec-fetch-site": "same-site"}, False),
        ({"origin": "null", "sec-fetch-site": "none"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://testserver"}, True),
        ({}, False),
    ):
        client = Client(enforce_csrf_checks=True)
        client.force_login(cast.cora)
        page = client.get("/desk/call/", secure=True).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        answer = client.post(
            "/sign-out/", {"csrfmiddlewaretoken": token[1]}, headers=headers_sent, secure=True
        )
        assert (answer.status_code == 302) is is_believed, headers_sent


def test_the_name_of_the_site_does_not_stand_in_for_the_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.cora)
    assert client.post("/sign-out/", headers={"sec-fetch-site": "same-origin"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "policy"),
    [
        ({}, "no-referrer"),
        ({**SAID, "sec-fetch-site": "none"}, "no-referrer"),
        ({**SAID, "sec-fetch-site": "cross-site"}, "no-referrer"),
        (SAID, "same-origin"),
    ],
)
def test_only_a_browser_that_cannot_say_where_a_form_is_from_may_tell_us_where_it_was(
    sent: dict[str, str], policy: str
) -> None:
    assert headers.referrer_policy(RequestFactory().get("/", headers=sent)) == policy
