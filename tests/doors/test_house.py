"""By the house's own sign-on, OpenID Connect and SAML, from real ones: who is a member comes in."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Request, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from beside.doors import sealing
from beside.doors.models import SignedIn
from beside.program.models import Member
from tests import machine
from tests.axe import check_axe
from tests.browser import OpenPage
from tests.cast import Cast
from tests.doors.conftest import Browser, describe, shown_by
from tests.doors.providers import hill as at_hill
from tests.doors.providers.hill import CLIENT, OTHER, Hill
from tests.doors.providers.river import River
from tests.doors.ways import (
    NO_MEMBER,
    TROUBLE,
    ByHill,
    ByRiver,
    assert_nobody_came,
    go,
    open_back,
    rows,
)
from tests.searching import find

pytestmark = pytest.mark.usefixtures("known")
BOTH = pytest.mark.parametrize("house", ["hill", "river"], indirect=True)
CANARY = "kestrel"  # in every name and number over there


@pytest.fixture
def house(request: pytest.FixtureRequest) -> Hill | River:
    """One of the two."""
    found: Hill | River = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def way(house: Hill | River) -> ByHill | ByRiver:
    return ByHill(house) if isinstance(house, Hill) else ByRiver(house)


# ---- in a real browser ----


@pytest.fixture
def school(transactional_db: None, cast: Cast) -> Cast:
    """The cast, seen by the server too."""
    return cast


@pytest.fixture
def visitor(
    browser: Chromium, live_server: LiveServer, house: Hill | River
) -> Iterator[Callable[[], Page]]:
    """Somebody's browser, in which our pages ask nobody else and break no policy of their own."""
    house.welcome(live_server.url)
    house.forget_agreements()
    complaints: list[str] = []
    with contextlib.ExitStack() as stack:

        def come() -> Page:
            context = browser.new_context(base_url=live_server.url, locale="en")
            stack.callback(context.close)
            context.on("request", lambda one: _asked(one, live_server.url, complaints))
            context.on("console", lambda one: _said(one, live_server.url, complaints))
            context.set_default_timeout(20_000)
            return context.new_page()

        yield come
    assert complaints == []


def _asked(request: Request, home: str, complaints: list[str]) -> None:
    if request.is_navigation_request() or not request.frame.url.startswith(home):
        return
    if not request.url.startswith(f"{home}/"):
        complaints.append(f"asked another host: {request.url}")


def _said(message: ConsoleMessage, home: str, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)


def to_the_house(page: Page, house: Hill | River, who: str) -> None:
    page.goto("/sign-in/")
    page.get_by_role("link", name=f"Sign in with {_name(house)}").click()
    house.log_in(page, who)
    house.agree(page)


def _name(house: Hill | River) -> str:
    return "Hill University" if isinstance(house, Hill) else "River Hospital"


@BOTH
@pytest.mark.browser
def test_a_supporter_comes_in_by_the_button_and_the_page_over_there(
    school: Cast, house: Hill | River, visitor: Callable[[], Page]
) -> None:
    page = visitor()
    to_the_house(page, house, "sue")
    page.wait_for_url("**/outreach/")
    assert SignedIn.objects.get(member=school.sue.member).how == SignedIn.How.HOUSE
    assert [one["name"] for one in page.context.cookies(page.url)] == ["sessionid"]
    assert set(rows().values()) == {0}


@BOTH
@pytest.mark.browser
def test_a_coordinator_is_led_to_her_keys_whatever_the_house_says_of_factors(
    school: Cast, house: Hill | River, visitor: Callable[[], Page]
) -> None:
    page = visitor()
    to_the_house(page, house, "cora")
    needed = page.get_by_text("Your role needs a key of your own").first
    expect(needed).to_be_visible(timeout=20_000)
    page.goto("/desk/")
    expect(needed).to_be_visible()
    assert urlsplit(page.url).path == "/your-keys/"


@BOTH
@pytest.mark.browser
def test_who_is_no_member_meets_a_calm_page_and_can_go_back(
    school: Cast, house: Hill | River, visitor: Callable[[], Page]
) -> None:
    page, members = visitor(), Member.objects.count()
    to_the_house(page, house, "nora")
    expect(page.get_by_role("heading", name="not a member here")).to_be_visible()
    assert CANARY not in page.content().lower()
    check_axe(page)
    assert Member.objects.count() == members
    assert set(rows().values()) == {0}
    page.get_by_role("link", name="To the three doors").click()
    page.wait_for_url("**/")


@BOTH
@pytest.mark.browser
def test_a_wrong_password_stays_over_there_and_back_leads_to_all_ways_in(
    school: Cast, house: Hill | River, visitor: Callable[[], Page]
) -> None:
    page = visitor()
    page.goto("/sign-in/")
    page.get_by_role("link", name=f"Sign in with {_name(house)}").click()
    house.log_in(page, "sue", "wrong")
    expect(house.refusal(page)).to_be_visible()
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
    assert not SignedIn.objects.filter(member__isnull=False).exists()


@pytest.mark.browser
def test_the_page_of_a_way_back_that_leads_nowhere_is_calm_and_leads_on(
    school: Cast, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto("/sign-in/saml/river/back/")
    expect(page.get_by_role("heading", name="did not let you through")).to_be_visible()
    check_axe(page)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("link", name="Sign in with River Hospital")).to_be_visible()
    check_axe(page)


# ---- the same steps, one by one ----


@BOTH
def test_her_browser_is_listed_as_come_in_by_the_house(cast: Cast, way: ByHill | ByRiver) -> None:
    browser = Browser()
    answer = way.come_back(browser, go(browser, way.out), "sue")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inside/")
    assert "by the house" in browser.client.get("/your-keys/").content.decode()


@BOTH
def test_whoever_came_for_a_page_is_led_there_and_never_elsewhere(
    cast: Cast, way: ByHill | ByRiver
) -> None:
    for wanted, led_to in (("/outreach/", "/outreach/"), ("https://x.example/", "/inside/")):
        browser = Browser()
        asked = go(browser, f"{way.out}?next={wanted}")
        assert way.come_back(browser, asked, "sue").headers["Location"] == led_to


@BOTH
def test_who_has_left_stays_outside(cast: Cast, way: ByHill | ByRiver) -> None:
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    browser, members = Browser(), Member.objects.count()
    answer = way.come_back(browser, go(browser, way.out), "sue")
    assert_nobody_came(browser, answer, NO_MEMBER, members)


@BOTH
def test_who_leaves_while_over_there_stays_outside(cast: Cast, way: ByHill | ByRiver) -> None:
    browser, members = Browser(), Member.objects.count()
    asked = go(browser, way.out)
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    assert_nobody_came(browser, way.come_back(browser, asked, "sue"), NO_MEMBER, members)


@BOTH
def test_an_email_that_the_house_calls_unverified_stands_for_nobody(
    cast: Cast, way: ByHill | ByRiver
) -> None:
    browser, members = Browser(), Member.objects.count()
    answer = way.come_back(browser, go(browser, way.out), "sol")
    assert_nobody_came(browser, answer, NO_MEMBER, members)


@BOTH
def test_the_second_step_is_asked_and_nothing_of_the_account_waits_in_the_session(
    cast: Cast, way: ByHill | ByRiver
) -> None:
    first = Browser()
    first.come_in(cast.cora)
    secret = first.make_app()
    cache.clear()
    browser = Browser()
    answer = way.come_back(browser, go(browser, way.out), "cora")
    assert answer.headers["Location"] == "/sign-in/second/"
    assert not browser.is_in
    assert CANARY not in opened_sessions().lower()
    browser.client.post("/sign-in/second/", {"code": shown_by(secret)})
    assert browser.client.get("/desk/").status_code == 200


@BOTH
@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_no_word_in_the_address_makes_an_account_be_kept(
    cast: Cast, way: ByHill | ByRiver, process: str
) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    asked = go(browser, f"{way.out}?process={process}&scope=phone&auth_params=canary%3D1")
    assert "phone" not in asked
    assert "canary" not in asked
    way.come_back(browser, asked, "sue")
    assert set(rows().values()) == {0}


@BOTH
def test_who_comes_in_as_somebody_else_is_no_longer_who_was_in_before(
    cast: Cast, way: ByHill | ByRiver
) -> None:
    browser = Browser()
    browser.come_in(cast.sam.member)
    key = browser.client.cookies["sessionid"].value
    way.come_back(browser, go(browser, way.out), "sue")
    assert browser.client.session["_auth_user_id"] == str(cast.sue.member.pk)
    assert browser.client.cookies["sessionid"].value != key
    assert not SignedIn.objects.filter(member=cast.sam.member).exists()


def test_an_unknown_house_does_not_exist(cast: Cast) -> None:
    for address in (
        "/sign-in/house/nobody/",
        "/sign-in/house/nobody/back/",
        "/sign-in/house/river/",
        "/sign-in/saml/hill/",
        "/sign-in/saml/hill/metadata/",
        "/sign-in/saml/hill/back/",
        "/sign-in/saml/river/sls/",
    ):
        assert Client().get(address).status_code == 404, address


# ---- OpenID Connect: what comes back is not what went away ----


def test_the_house_is_asked_for_an_email_and_nothing_more(cast: Cast, hill: Hill) -> None:
    asked = parse_qs(urlsplit(go(Browser(), ByHill.out)).query)
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0]


def test_without_a_state_or_with_another_nobody_comes_in(cast: Cast, hill: Hill) -> None:
    for change in ("", "state=", "state=wrong"):
        browser, members = Browser(), Member.objects.count()
        back = hill.answer(go(browser, ByHill.out), "sue")
        answer = open_back(browser, re.sub(r"state=[^&]+", change, back))
        assert_nobody_came(browser, answer, TROUBLE, members)


def test_the_way_back_in_another_browser_leads_nowhere(cast: Cast, hill: Hill) -> None:
    hers, thiefs, members = Browser(), Browser(), Member.objects.count()
    back = hill.answer(go(hers, ByHill.out), "sue")
    go(thiefs, ByHill.out)
    assert_nobody_came(thiefs, open_back(thiefs, back), TROUBLE, members)


def test_the_way_back_works_once(cast: Cast, hill: Hill) -> None:
    browser, members = Browser(), Member.objects.count()
    back = hill.answer(go(browser, ByHill.out), "sue")
    open_back(browser, back)
    assert browser.is_in
    browser.client.post("/sign-out/")
    assert_nobody_came(browser, open_back(browser, back), TROUBLE, members)


def with_code_of(back: str, other: str) -> str:
    """This way back, with the code of another one."""
    ours, theirs = (parse_qs(urlsplit(one).query)["code"][0] for one in (back, other))
    return back.replace(ours, theirs)


def test_a_stolen_code_in_a_thiefs_own_way_back_opens_nothing(cast: Cast, hill: Hill) -> None:
    """The code is hers and for us; what it was asked with is in her browser."""
    hers, thiefs, members = Browser(), Browser(), Member.objects.count()
    stolen = hill.answer(go(hers, ByHill.out), "sue")
    back = hill.answer(go(thiefs, ByHill.out), "nora")
    assert_nobody_came(thiefs, open_back(thiefs, with_code_of(back, stolen)), TROUBLE, members)


def test_a_code_for_another_client_of_the_house_opens_nothing(cast: Cast, hill: Hill) -> None:
    browser, members = Browser(), Member.objects.count()
    asked = go(browser, ByHill.out)
    ours = parse_qs(urlsplit(asked).query)["redirect_uri"][0]
    elsewhere = asked.replace(f"client_id={CLIENT}", f"client_id={OTHER}").replace(
        _quoted(ours), _quoted("http://other.test/back/")
    )
    back = with_code_of(hill.answer(asked, "sue"), hill.answer(elsewhere, "sue", client=OTHER))
    assert_nobody_came(browser, open_back(browser, back), TROUBLE, members)


def _quoted(url: str) -> str:
    return url.replace(":", "%3A").replace("/", "%2F")


def test_a_paper_with_another_browsers_number_opens_nothing(cast: Cast, hill: Hill) -> None:
    browser, members = Browser(), Member.objects.count()
    asked = go(browser, ByHill.out)
    nonce = parse_qs(urlsplit(asked).query)["nonce"][0]
    answer = open_back(browser, hill.answer(asked.replace(nonce, "of-somebody-else"), "sue"))
    assert_nobody_came(browser, answer, TROUBLE, members)


def test_what_the_house_refuses_is_a_calm_page(cast: Cast, hill: Hill) -> None:
    browser, members = Browser(), Member.objects.count()
    back = hill.elsewhere(go(browser, ByHill.out))
    assert "error=" in back
    assert_nobody_came(browser, open_back(browser, back), TROUBLE, members)


def test_who_says_no_over_there_is_led_to_all_ways_in(cast: Cast, hill: Hill) -> None:
    browser = Browser()
    state = parse_qs(urlsplit(go(browser, ByHill.out)).query)["state"][0]
    answer = open_back(browser, f"/sign-in/house/hill/back/?error=access_denied&state={state}")
    assert answer.headers["Location"] == "/sign-in/?said=house_left"
    page = browser.client.get(answer.headers["Location"])
    assert "You came back without signing in" in page.content.decode()


# ---- the house does not answer ----


def test_a_house_that_is_down_is_a_calm_page_on_the_way_out_and_back(
    cast: Cast, tmp_path: Path, settings: Settings, log: io.StringIO
) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    own = at_hill.begin(folder)
    try:
        describe(tmp_path, settings, own.described)
        browser, members = Browser(), Member.objects.count()
        back = own.answer(go(browser, ByHill.out), "sue")
    finally:
        own.program.stop()
    answers = [open_back(browser, back), browser.client.get(ByHill.out)]
    for answer in answers:
        assert answer.status_code == 502
        assert_nobody_came(browser, answer, TROUBLE, members)
    assert {re.sub(r":[0-9]+", "", one) for one in log.getvalue().splitlines()} == {
        "WARNING beside the house's sign-on: ConnectionError",
        "ERROR django.request message from log",
    }


def test_a_house_that_hangs_is_given_up_and_a_calm_page(
    cast: Cast, hill: Hill, settings: Settings
) -> None:
    assert django_settings.SOCIALACCOUNT_REQUESTS_TIMEOUT == 5
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    browser, members = Browser(), Member.objects.count()
    back = hill.answer(go(browser, ByHill.out), "sue")
    began = time.monotonic()
    with hill.program.asleep():
        answer = open_back(browser, back)
    assert time.monotonic() - began < 30  # it would be asleep for ever
    assert answer.status_code == 502
    assert_nobody_came(browser, answer, TROUBLE, members)


def test_in_production_nothing_is_asked_in_the_clear(
    cast: Cast, hill: Hill, settings: Settings
) -> None:
    settings.BESIDE_MODE = "production"
    answer = Client().get(ByHill.out)
    assert answer.status_code == 502
    assert TROUBLE in answer.content.decode()


@pytest.mark.parametrize("find_it", [machine.glewlwyd, machine.simplesamlphp])
def test_a_machine_without_them_says_what_to_install_and_no_test_is_skipped(
    find_it: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda *_what, **_more: None)
    with pytest.raises(machine.Missing, match="apt-get install"):
        find_it()


# ---- what is kept of them: nothing ----


def opened_sessions() -> str:
    """Every session as whoever has the secret key could read it."""
    rows = SignedIn.objects.values_list("session_key", "session_data")
    return " ".join(
        sealing.open_seal("sessions", base64.b64decode(data), about=key).decode()
        for key, data in rows
    )


def every_row() -> bytes:
    """The whole database as text."""
    lines = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            lines += [repr((table, row)) for row in cursor.fetchall()]
    return "\n".join(lines).encode()


def test_nothing_of_an_account_over_there_is_found_in_database_sessions_or_log(
    cast: Cast, hill: Hill, river: River, log: io.StringIO
) -> None:
    for way in (ByHill(hill), ByRiver(river)):
        for who in ("sue", "cora", "nora", "sol"):
            browser = Browser()
            way.come_back(browser, go(browser, way.out), who)
    # One that was signed and never fetched: it waits, and holds nothing of who sent it.
    browser = Browser(
        Client(HTTP_HOST="testserver", REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT="Kestrel/7")
    )
    browser.client.post(
        "/sign-in/saml/river/acs/",
        {"SAMLResponse": river.answer(go(browser, ByRiver.out), "sue")},
    )
    waiting = [one for one in opened_sessions().split("} {") if "SAMLResponse" in one]
    assert len(waiting) == 1
    assert "192.0.2.77" not in waiting[0]
    assert "Kestrel/7" not in waiting[0]
    SignedIn.objects.filter(member=None).delete()
    canaries = [*hill.canaries(), *river.canaries()]
    places: list[tuple[Path | str, bytes]] = [
        ("database", every_row()),
        ("sessions", opened_sessions().encode()),
        ("log", log.getvalue().encode()),
    ]
    assert SignedIn.objects.filter(how=SignedIn.How.HOUSE).count() == 4
    assert find(canaries, places) == []
    assert find(canaries, [("control", repr(hill.canaries()[-1]).encode())]) != []
