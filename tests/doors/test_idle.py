"""After a long pause a key is shown once more; nothing typed is lost, and safety never waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from beside.configuration import Refused, read
from beside.doors import idle
from beside.doors.models import SignedIn
from beside.program.models import Member, MemberRole, Role
from beside.referrals.models import load
from beside.rules.stages import Stage
from tests.cast import Cast
from tests.doors.conftest import Browser, shown_by
from tests.outreach.pressing import now_at, page_of
from tests.referrals.making import NAME

Later = Callable[..., None]
WHO = ["cora", "lea", "ann"]
HOME = {"cora": "/desk/", "lea": "/desk/overview/", "ann": "/machine/"}
AGAIN = "/your-keys/again/"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """It is a little past a quarter, and time goes by."""
    at = [(time.time() // idle.QUARTER) * idle.QUARTER + 60]
    monkeypatch.setattr(time, "time", lambda: at[0])

    def go_by(**much: float) -> None:
        at[0] += timedelta(**much).total_seconds()

    return go_by


@pytest.fixture
def come_in(later: Later) -> Callable[[Member], tuple[Browser, str]]:
    """A browser in which somebody has come in with an app; and the app's secret."""

    def begin(member: Member) -> tuple[Browser, str]:
        browser = Browser()
        browser.come_in(member)
        secret = browser.make_app()
        cache.clear()
        return browser, secret

    return begin


ComeIn = Callable[[Member], tuple[Browser, str]]


@pytest.mark.parametrize("who", WHO)
def test_after_an_hour_and_a_quarter_without_a_page_a_key_is_asked_for(
    cast: Cast, come_in: ComeIn, later: Later, who: str
) -> None:
    browser, secret = come_in(getattr(cast, who))
    assert browser.client.get(HOME[who]).status_code == 200
    later(minutes=60)
    assert browser.client.get(HOME[who]).status_code == 200
    later(minutes=75)
    answer = browser.client.get(HOME[who] + "?page=2")
    assert answer.headers["Location"] == f"{AGAIN}?next={HOME[who].replace('/', '%2F')}%3Fpage%3D2"
    shown = browser.client.post(answer.headers["Location"], {"code": shown_by(secret)})
    assert shown.headers["Location"] == f"{HOME[who]}?page=2"
    assert browser.client.get(HOME[who]).status_code == 200


def test_whoever_works_is_never_asked_however_long(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    browser, _secret = come_in(cast.cora)
    for _quarter in range(40):
        later(minutes=15)
        assert browser.client.get("/desk/").status_code == 200


def test_public_pages_keep_nobody_awake(cast: Cast, come_in: ComeIn, later: Later) -> None:
    browser, _secret = come_in(cast.cora)
    for _time in range(6):
        later(minutes=15)
        assert not browser.client.get("/help-now/").cookies
    assert browser.client.get("/desk/").headers["Location"].startswith(AGAIN)


def test_what_was_typed_comes_in_together_with_the_key(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    browser, secret = come_in(cast.cora)
    page = browser.client.get("/desk/call/for-a-colleague/")
    once = page.content.decode().partition('name="once" value="')[2].partition('"')[0]
    later(minutes=90)
    typed = {"once": once, "name": "Rosa Reyes", "words": "one\r\ntwo <b>", "go": ["a", "b"]}
    asked = browser.client.post("/desk/call/for-a-colleague/?x=1", typed)
    text = asked.content.decode()
    assert (asked.status_code, "Nothing is done yet" in text) == (403, True)
    assert 'action="/desk/call/for-a-colleague/?x=1"' in text
    for kept in (once, "Rosa Reyes", "two &lt;b&gt;"):
        assert kept in text
    assert text.count('name="go"') == 2
    wrong = browser.client.post("/desk/call/for-a-colleague/", {**typed, "again-code": "000000"})
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.content.decode()
    assert "Rosa Reyes" in wrong.content.decode()
    right = {**typed, "again-code": shown_by(secret)}
    went_on = browser.client.post("/desk/call/for-a-colleague/", right)
    assert "Nothing is done yet" not in went_on.content.decode()
    assert browser.client.get("/desk/").status_code == 200


def test_what_was_typed_is_never_put_down_with_us(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    """A session is sealed with a key that does not forget; whoever is helped never stands there."""
    browser, _secret = come_in(cast.cora)
    later(minutes=90)
    browser.client.post("/desk/call/for-a-colleague/", {"name": "Rosa Reyes"})
    assert "Rosa" not in repr(dict(browser.client.session))


def test_no_row_is_written_by_a_page_and_the_browser_holds_a_seal(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    """What a dump tells of when she works: nothing at all."""
    browser, _secret = come_in(cast.cora)
    before = SignedIn.objects.values().get()
    marks = set()
    for _quarter in range(3):
        browser.client.get("/desk/call/")
        cookie = browser.client.cookies["awake"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
        assert str(idle._now()) not in cookie.value
        marks.add(cookie.value)
        later(minutes=15)
    assert len(marks) == 3
    assert SignedIn.objects.values().get() == before


def test_a_mark_of_another_session_or_of_nobody_keeps_no_one_awake(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    old, _secret = come_in(cast.cora)
    later(minutes=90)
    fresh = Browser()
    fresh.client.force_login(cast.dan)
    fresh.client.get("/desk/")
    for mark in (fresh.client.cookies["awake"].value, "", "x", "AAAA" * 20, "%%%"):
        old.client.cookies["awake"] = mark
        assert old.client.get("/desk/").headers["Location"].startswith(AGAIN)


def test_a_stolen_session_does_not_live_on_what_its_owner_does(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    """The thief's copy falls asleep although she works on."""
    hers, _secret = come_in(cast.cora)
    hers.client.get("/desk/")
    thief = Client()
    for name in ("sessionid", "awake"):
        thief.cookies[name] = hers.client.cookies[name].value
    for _quarter in range(6):
        later(minutes=15)
        assert hers.client.get("/desk/").status_code == 200
    assert thief.get("/desk/").headers["Location"].startswith(AGAIN)


def test_asleep_the_keys_are_shut_and_the_ways_out_are_open(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    browser, _secret = come_in(cast.cora)
    later(minutes=90)
    for address in ("/your-keys/", "/your-keys/passkey/", "/your-keys/recovery/", "/inside/"):
        assert browser.client.get(address).headers["Location"].startswith(AGAIN), address
    others = browser.client.post("/your-keys/browsers/", {"which": "others"})
    assert others.status_code == 403
    assert browser.client.get(AGAIN).status_code == 200
    out = browser.client.post("/sign-out/")
    assert out.headers["Location"] == "/sign-in/?said=signed_out"
    assert out.cookies["awake"]["max-age"] == 0


def test_a_supporter_is_not_asked_within_her_twelve_hours(cast: Cast, later: Later) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    later(hours=11)
    assert browser.client.get("/outreach/").status_code == 200
    assert "awake" not in browser.client.cookies


@pytest.mark.parametrize("how", ["asleep", "by a code alone"])
def test_the_safety_page_and_its_contact_never_wait_for_a_key(
    cast: Cast, come_in: ComeIn, later: Later, how: str
) -> None:
    """Sue coordinates too. *I am worried about their safety* asks for nothing."""
    row = now_at(cast, Stage.CONFIRMED)
    MemberRole.objects.create(member=cast.sue.member, role=Role.COORDINATOR)
    if how == "asleep":
        browser, _secret = come_in(cast.sue.member)
        later(hours=3)
    else:
        browser = Browser()
        browser.come_in(cast.sue.member)
    assert browser.client.get(page_of(row.handle)).status_code == 302
    page = browser.client.get(f"{page_of(row.handle)}safety/")
    assert page.status_code == 200
    assert NAME in page.content.decode()
    assert str(cast.sue.member.pk) in load(row.handle).facts.looks
    assert browser.client.get("/outreach/safety/").status_code == 200


def test_the_page_that_asks_for_a_key_leads_to_safety(
    cast: Cast, come_in: ComeIn, later: Later
) -> None:
    row = now_at(cast, Stage.CONFIRMED)
    MemberRole.objects.create(member=cast.sue.member, role=Role.COORDINATOR)
    browser, _secret = come_in(cast.sue.member)
    later(hours=3)
    safety = f'href="{page_of(row.handle)}safety/"'
    assert safety in browser.client.get(page_of(row.handle), follow=True).content.decode()
    assert safety in browser.client.post(page_of(row.handle), {"answer": "x"}).content.decode()


def test_who_has_no_key_to_show_comes_in_again(cast: Cast, come_in: ComeIn, later: Later) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    later(hours=3)
    assert browser.client.get("/your-keys/").headers["Location"] == "/sign-in/"
    assert not browser.is_in
    assert not SignedIn.objects.filter(member=cast.cora).exists()


def test_the_site_sets_the_pause(
    cast: Cast, come_in: ComeIn, later: Later, settings: Settings
) -> None:
    settings.BESIDE_IDLE_MINUTES = 20
    browser, _secret = come_in(cast.cora)
    browser.client.get("/desk/")
    later(minutes=30)
    assert browser.client.get("/desk/").status_code == 200
    later(minutes=45)
    assert browser.client.get("/desk/").headers["Location"].startswith(AGAIN)


@pytest.mark.parametrize("minutes", ["", "14", "721", "an hour", "-60"])
def test_a_pause_that_is_none_is_refused(minutes: str, tmp_path: object) -> None:
    given = {"BESIDE_MODE": "test", "BESIDE_HOME": str(tmp_path), "BESIDE_IDLE_MINUTES": minutes}
    with pytest.raises(Refused, match="from 15 to 720"):
        read(given)


def test_the_pause_is_an_hour_where_nobody_has_said(tmp_path: object) -> None:
    given = {"BESIDE_MODE": "test", "BESIDE_HOME": str(tmp_path)}
    assert read(given).idle_minutes == 60
