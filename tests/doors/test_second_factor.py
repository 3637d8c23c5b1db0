"""Who coordinates, leads or administers shows two factors before anything else."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from beside.doors import sealing
from beside.doors.forms import NewPasskeyForm
from beside.program.models import Member
from tests.cast import Cast
from tests.doors.conftest import Browser, shown_by

WHO = ["cora", "lea", "ann"]
KEYS = "/your-keys/?said=second_needed"


def member_of(cast: Cast, who: str) -> Member:
    member: Member = getattr(cast, who)
    return member


def test_a_supporter_needs_no_second_one(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    assert browser.client.get("/outreach/").status_code == 200


@pytest.mark.parametrize("who", WHO)
def test_by_a_code_alone_they_reach_their_keys_and_nothing_else(cast: Cast, who: str) -> None:
    browser = Browser()
    browser.come_in(member_of(cast, who))
    for view, address in every_page():
        if getattr(view, "is_public", False) or getattr(view, "is_for_members", False):
            continue
        for method in ("get", "post"):
            answer = getattr(browser.client, method)(address)
            if getattr(view, "is_never_withheld", False):  # safety waits for no key; none of hers
                assert (address, answer.status_code) == (address, 404)
                continue
            assert (address, answer.headers.get("Location")) == (address, KEYS)
    assert browser.client.get(KEYS).status_code == 200


def every_page() -> list[tuple[object, str]]:
    """Every view with an address, its variables filled with something that fits."""
    found: list[tuple[object, str]] = []

    def walk(resolver: URLResolver, before: str) -> None:
        for one in resolver.url_patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                walk(one, route)
            elif isinstance(one, URLPattern):
                found.append((one.callback, "/" + filled(route)))

    walk(get_resolver(), "")
    assert len(found) > 60
    return found


def filled(route: str) -> str:
    for variable, value in (
        ("<uuid:", "11111111-1111-4111-8111-111111111111"),
        ("<int:", "1"), ("<slug:", "x"), ("<str:", "met"), ("<", "x"),
    ):  # fmt: skip
        while variable in route:
            start = route.index(variable)
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return route


@pytest.mark.parametrize("who", WHO)
def test_with_an_app_they_come_in_and_next_time_it_is_asked_for(cast: Cast, who: str) -> None:
    browser, member = Browser(), member_of(cast, who)
    browser.come_in(member)
    secret = browser.make_app()
    assert browser.client.get("/inside/", follow=True).status_code == 200
    cache.clear()
    later = Browser()
    assert later.come_in(member).headers["Location"] == "/sign-in/second/"
    assert not later.is_in
    wrong = later.client.post("/sign-in/second/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert not later.is_in
    later.client.post("/sign-in/second/", {"code": shown_by(secret)})
    assert later.client.get("/inside/", follow=True).status_code == 200


def test_a_code_of_the_app_works_once(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    secret = browser.make_app()
    cache.clear()
    first, second = Browser(), Browser()
    code = shown_by(secret)
    for one in (first, second):
        one.come_in(cast.cora)
        one.client.post("/sign-in/second/", {"code": code})
    assert (first.is_in, second.is_in) == (True, False)


def test_a_recovery_code_works_once_and_they_are_shown_once(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    browser.make_app()
    codes = shown_on(browser.client.get("/your-keys/recovery/"))
    assert len(codes) == 10
    assert shown_on(browser.client.get("/your-keys/recovery/")) == []
    for attempt in (True, False):
        later = Browser()
        later.come_in(cast.cora)
        later.client.post("/sign-in/second/", {"code": codes[0]})
        assert later.is_in is attempt


def shown_on(page: Any) -> list[str]:
    """The recovery codes of a page, in fours as somebody reads and types them."""
    return re.findall(r"<code>(\d{4} \d{4} \d{4})</code>", page.content.decode())


def test_no_recovery_code_nor_what_it_is_made_of_stands_in_the_database(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    browser.make_app()
    codes = shown_on(browser.client.get("/your-keys/recovery/"))
    row = Authenticator.objects.get(user=cast.cora, type="recovery_codes")
    assert set(row.data) == {"seed", "used_mask", "viewed_at"}
    assert len(sealing.open_seal("keys", b64decode(row.data["seed"]))) * 4 == 320  # bits, in hex
    for one in codes:
        assert one.replace(" ", "") not in str(row.data)


def test_six_wrong_codes_in_five_minutes_stop_even_the_right_one(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    secret = browser.make_app()
    cache.clear()
    thief = Browser()
    thief.come_in(cast.cora)
    for number in range(6):
        thief.client.post("/sign-in/second/", {"code": f"{number:06}"})
    answer = thief.client.post("/sign-in/second/", {"code": shown_by(secret)})
    assert not thief.is_in
    assert "wait 5 minutes" in answer.content.decode()


@pytest.mark.parametrize("who", WHO)
def test_the_last_key_that_a_role_needs_cannot_be_taken_away(cast: Cast, who: str) -> None:
    browser, member = Browser(), member_of(cast, who)
    browser.come_in(member)
    secret = browser.make_app()
    cache.clear()
    browser.client.post("/your-keys/again/?next=/your-keys/", {"code": shown_by(secret)})
    page = browser.client.post("/your-keys/app/remove/")
    assert "Add another one first" in page.content.decode()
    assert Authenticator.objects.filter(user=member, type="totp").exists()


def test_a_supporter_may_take_hers_away_and_is_told_by_mail(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    secret = browser.make_app()
    cache.clear()
    browser.client.post("/your-keys/again/?next=/your-keys/", {"code": shown_by(secret)})
    browser.client.post("/your-keys/app/remove/")
    assert not Authenticator.objects.filter(user=cast.sue.member, type="totp").exists()
    assert mail.outbox[-1].subject == "An authenticator app was taken away"
    assert "127.0.0.1" not in "".join(str(one.body) for one in mail.outbox)


def test_another_key_is_added_only_by_who_has_just_shown_one(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    browser.make_app()
    session = browser.client.session
    for one in (records := session["account_authentication_methods"]):
        one["at"] = 0
    session["account_authentication_methods"] = records
    session.save()
    answer = browser.client.get("/your-keys/passkey/")
    assert answer.headers["Location"].startswith("/your-keys/again/")


def test_a_member_who_is_given_a_role_needs_a_key_with_the_next_page(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    cast.sue.member.held.create(role="coordinator")
    assert browser.client.get("/outreach/").headers["Location"] == KEYS


def test_nobody_takes_away_the_key_of_another(cast: Cast) -> None:
    hers = Browser()
    hers.come_in(cast.cora)
    hers.make_app()
    key = Authenticator.objects.create(user=cast.dan, type="webauthn", data={"name": "Dan"})
    assert hers.client.post(f"/your-keys/passkey/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_the_secrets_of_an_app_are_sealed_and_its_row_carries_no_time(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.cora)
    secret = browser.make_app()
    browser.client.get("/your-keys/recovery/")
    cache.clear()
    later = Browser()
    later.come_in(cast.cora)
    later.client.post("/sign-in/second/", {"code": shown_by(secret)})
    assert later.is_in
    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
        made = timezone.localtime(row.created_at)
        assert made.date() == timezone.localdate()
        assert (made.hour, made.minute, made.second, row.last_used_at) == (0, 0, 0, None)
        assert row.data.get("viewed_at") in (None, True)


def test_what_is_sealed_for_one_purpose_opens_for_no_other(settings) -> None:  # type: ignore[no-untyped-def]
    sealed = sealing.seal("keys", b"x", about="one")
    assert sealing.open_seal("keys", sealed, about="one") == b"x"
    for purpose, about in (("sessions", "one"), ("keys", "two")):
        with pytest.raises(sealing.Strange):
            sealing.open_seal(purpose, sealed, about=about)
    settings.SECRET_KEY = "another one" * 6
    with pytest.raises(sealing.Strange):
        sealing.open_seal("keys", sealed, about="one")


def test_whoever_signed_in_without_it_before_is_asked_for_it(cast: Cast) -> None:
    """A session that has shown only a code, of somebody who has an app."""
    browser = Browser()
    browser.come_in(cast.cora)
    browser.make_app()
    session = browser.client.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    session.save()
    assert browser.client.get("/desk/").headers["Location"] == "/your-keys/again/"


def test_anonymous_visitors_reach_nobodys_keys(db: None) -> None:
    assert Client().get("/your-keys/").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    "said", ["0", "-0", "0.0", "false", "null", "[]", '""', "1", "[1]", "{}", "x"]
)
def test_what_does_not_look_like_a_passkey_is_none(
    cast: Cast, rf: RequestFactory, said: str
) -> None:
    request = rf.post("/your-keys/passkey/", headers={"accept": "text/html"})
    request.user, request.session = cast.cora, Client().session
    with request_context(request):
        form = NewPasskeyForm({"name": "Mine", "credential": said}, user=cast.cora)
        assert "credential" in form.errors
