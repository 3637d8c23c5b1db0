"""A sign-in ends by itself or from elsewhere, and its row tells a copy of the database nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beside.doors import sessions
from beside.doors.models import SignedIn
from beside.program.models import Member
from tests.cast import Cast
from tests.doors.conftest import Browser

PAGE = "/your-keys/"


def put_forward(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    later = timezone.now() + by
    monkeypatch.setattr(sessions.timezone, "now", lambda: later)


def test_a_row_holds_a_digest_a_day_and_a_full_hour(cast: Cast) -> None:
    browser = Browser(Client(REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="Canary/7"))
    browser.come_in(cast.sue.member)
    [row] = SignedIn.objects.all()
    cookie = browser.client.cookies["sessionid"].value
    assert cookie not in (row.pk, row.session_data)
    assert (row.expire_date.minute, row.expire_date.second) == (0, 0)
    assert row.since == timezone.localdate()
    everything = repr(SignedIn.objects.values().get())
    for canary in ("192.0.2.7", "Canary", cast.sue.member.email, "_auth_user"):
        assert canary not in everything
    assert {one.name for one in SignedIn._meta.concrete_fields} == {
        "session_key", "session_data", "expire_date", "member", "how", "since",
    }  # fmt: skip


def test_what_stands_in_the_database_opens_no_door(cast: Cast) -> None:
    Browser().come_in(cast.sue.member)
    thief = Browser()
    thief.client.cookies["sessionid"] = SignedIn.objects.get().pk
    assert not thief.is_in


def test_a_row_moved_to_another_key_is_nobodys(cast: Cast) -> None:
    hers, thiefs = Browser(), Browser()
    hers.come_in(cast.sue.member)
    thiefs.ask_for_code(cast.sam.member.email)
    data = SignedIn.objects.get(member=cast.sue.member).session_data
    SignedIn.objects.filter(member=None).update(session_data=data)
    assert not thiefs.is_in
    assert hers.is_in


def test_with_another_secret_key_every_session_is_over(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    browser = Browser()
    browser.come_in(cast.sue.member)
    settings.SECRET_KEY = "another one" * 6
    assert browser.client.get("/inside/").headers["Location"].startswith("/sign-in/")


def test_it_ends_after_twelve_hours_whatever_was_done(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    until = SignedIn.objects.get().expire_date
    put_forward(monkeypatch, timedelta(hours=10))
    session = browser.client.session
    session["something"] = "was done"
    session.save()
    assert SignedIn.objects.get().expire_date == until
    assert until - datetime.now(UTC) <= timedelta(hours=12)
    put_forward(monkeypatch, timedelta(hours=12))
    assert browser.client.get("/inside/").headers["Location"].startswith("/sign-in/")


def test_the_cookie_ends_with_the_browser_and_no_script_reads_it(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    cookie = browser.client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_the_page_lists_them_and_ends_one_or_all_others(cast: Cast) -> None:
    here, there, elsewhere = Browser(), Browser(), Browser()
    for one in (here, there, elsewhere):
        one.come_in(cast.sue.member)
    page = here.client.get(PAGE).content.decode()
    assert (page.count("This browser"), page.count("Another browser")) == (1, 2)
    key = sessions.digest(there.client.cookies["sessionid"].value)
    here.client.post("/your-keys/browsers/", {"which": key})
    assert [one.is_in for one in (here, there, elsewhere)] == [True, False, True]
    here.client.post("/your-keys/browsers/", {"which": "others"})
    assert [one.is_in for one in (here, there, elsewhere)] == [True, False, False]


def test_nobody_ends_anothers_sign_in(cast: Cast) -> None:
    hers, his = Browser(), Browser()
    hers.come_in(cast.sue.member)
    his.come_in(cast.sam.member)
    key = sessions.digest(his.client.cookies["sessionid"].value)
    for which in (key, "others"):
        hers.client.post("/your-keys/browsers/", {"which": which})
    assert his.is_in


def test_whoever_leaves_is_out_with_the_next_page(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    assert browser.client.get("/outreach/").headers["Location"].startswith("/sign-in/")


def test_a_visitor_who_only_looks_leaves_no_row(cast: Cast) -> None:
    for address in ("/", "/sign-in/", "/promise/"):
        client = Client()
        client.get(address)
        assert not client.cookies
    assert not SignedIn.objects.exists()
