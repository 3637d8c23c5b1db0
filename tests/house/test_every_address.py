"""Every address there is, asked by everybody: a demo says that it is one, and nothing is JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.utils import translation
from pytest_django import Settings

import beside
from beside.program.models import Member
from beside.rules.budgets import Spent
from beside.vault.actions import BudgetSpent, KeyringProblem
from tests.cast import Cast
from tests.referrals.making import waiting

ROOT = Path(beside.__file__).parent
SEEN = ROOT.parents[1] / "docs" / "axe.md"
LINE = 'class="demo-line"'
DOCUMENTS = [one for one in ROOT.rglob("*.html") if "<!doctype" in one.read_text().lower()]


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    for one in patterns:
        where = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, where)
        else:
            yield where


def in_every_language() -> set[str]:
    """The addresses as each language writes them."""
    found: set[str] = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= set(addresses(get_resolver().url_patterns))
    return found


def filled(address: str, handle: str) -> str:
    """An address with something in its places: a handle that is there, or a word that is none."""
    with_handle = re.sub(r"<uuid:\w+>", handle, address)
    return re.sub(r"<int:\w+>", "1", re.sub(r"<(?:\w+:)?\w+>", "none", with_handle))


@pytest.fixture
def in_demo(cast: Cast, settings: Settings) -> Cast:
    """As a demo would answer. The installation was checked a moment ago, in its own mode."""
    settings.BESIDE_MODE = "demo"
    return cast


def everybody(cast: Cast) -> Iterator[tuple[str, Member | None]]:
    yield "nobody", None
    for name in ("cora", "lea", "ann", "sam"):
        found = getattr(cast, name)
        yield name, found if isinstance(found, Member) else found.member


def answers(cast: Cast) -> Iterator[tuple[str, HttpResponseBase]]:
    handle = str(waiting(cast).handle)
    for name, member in everybody(cast):
        client = Client(raise_request_exception=False)
        if member is not None:
            client.force_login(member)
        for address in sorted(in_every_language()):
            asked = filled(address, handle)
            for method in (client.get, client.post):
                answer = method(asked, headers={"accept": "text/html, application/json"})
                yield f"{name} {method.__name__} {asked}", answer
            if "sign-out" in asked and member is not None:
                client.force_login(member)


def test_a_demo_says_on_every_page_that_it_is_one_and_no_address_answers_in_json(
    in_demo: Cast,
) -> None:
    """JSON would want a machine that tries it from its schema; while there is none, there is none.

    Whoever brings the first JSON address brings schemathesis (or its equal) with it.
    """
    pages: dict[int, int] = {}
    for asked, answer in answers(in_demo):
        kind = answer.headers.get("Content-Type", "")
        assert "json" not in kind, asked
        if kind.startswith("text/html") and answer.content:  # type: ignore[attr-defined]
            assert LINE in answer.content.decode(), asked  # type: ignore[attr-defined]
            pages[answer.status_code] = pages.get(answer.status_code, 0) + 1
    assert pages[200] > 100
    assert pages[422] > 0, "forms with nothing in them"
    assert pages[404] > 100


def test_no_code_of_ours_makes_json_for_a_browser() -> None:
    for one in ROOT.rglob("*.py"):
        assert "JsonResponse" not in one.read_text(), one
        assert "application/json" not in one.read_text(), one


def test_without_a_demo_no_page_says_so(cast: Cast) -> None:
    assert LINE not in Client().get("/").content.decode()


def test_every_page_that_begins_by_itself_has_the_line() -> None:
    assert DOCUMENTS
    for one in DOCUMENTS:
        assert "{% if demo %}" in one.read_text(), one


# ---- pages for what went wrong ----


def breaks(request: HttpRequest) -> HttpResponseBase:
    raise ZeroDivisionError


def spends(request: HttpRequest) -> HttpResponseBase:
    raise BudgetSpent(next(iter(Spent)))


def has_no_keyring(request: HttpRequest) -> HttpResponseBase:
    raise KeyringProblem("not there")


for view in (breaks, spends, has_no_keyring):
    view.is_public = True  # type: ignore[attr-defined]


class broken:  # noqa: N801 - a module of addresses, as Django wants one
    from beside import urls

    handler400 = urls.handler400
    urlpatterns = [
        path("breaks/", breaks),
        path("spends/", spends),
        path("has-no-keyring/", has_no_keyring),
        *urls.urlpatterns,
    ]


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("/breaks/", "testserver", 500),
        ("/spends/", "testserver", 429),
        ("/has-no-keyring/", "testserver", 503),
        ("/nowhere/", "testserver", 404),
        ("/", "elsewhere.example.org", 400),
    ],
)
def test_a_demo_says_so_on_every_page_for_what_went_wrong(
    in_demo: Cast, address: str, host: str, status: int
) -> None:
    with override_settings(ROOT_URLCONF=broken, ALLOWED_HOSTS=["testserver"]):
        answer = Client(raise_request_exception=False).get(address, headers={"host": host})
    assert answer.status_code == status
    assert LINE in answer.content.decode()


def test_a_demo_says_so_where_a_form_is_refused_or_too_large(in_demo: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(in_demo.cora)
    refused = client.post("/desk/call/", {}, headers={"sec-fetch-site": "cross-site"})
    assert refused.status_code == 403
    assert LINE in refused.content.decode()
    large = Client().post(
        "/for-me/", {"name": "x" * 300_000}, headers={"sec-fetch-site": "same-origin"}
    )
    assert large.status_code == 413
    assert LINE in large.content.decode()


# What answers with no page of its own: it does something and leads on, or gives a file.
NO_PAGES = frozenset(
    {
        "/desk/<uuid:handle>/ask/", "/desk/<uuid:handle>/join/", "/desk/<uuid:handle>/who/",
        "/desk/named-again/", "/desk/names/", "/inside/", "/outreach/noted/",
        "/talk/<int:talk>/calendar/", "/sign-out/", "/your-keys/browsers/",
        "/sign-in/passkey/", "/sign-in/over/", "/sign-in/house/<slug:provider_id>/",
        "/sign-in/saml/<slug:organization_slug>/", "/sign-in/saml/<slug:organization_slug>/acs/",
        "/sign-in/saml/<slug:organization_slug>/metadata/",
    }
)  # fmt: skip


def test_axe_has_looked_at_every_page() -> None:
    """Each address of the program is in the table of what axe saw, or is no page."""
    line = re.compile(r"^\| `([^`]+)` \|.*\| (\d+) \| [^|]* \|$", re.MULTILINE)
    seen = dict(line.findall(SEEN.read_text()))
    pages = set(addresses(get_resolver().url_patterns))
    assert set(seen) - pages == set(), "a page that is no more: write the table anew"
    assert pages - set(seen) - NO_PAGES == set(), "a page that axe has not seen"
    assert set(seen.values()) == {"0"}
