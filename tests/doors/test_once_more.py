"""The most delicate acts are done by whoever has just shown a key; every day's work is not."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from beside.doors import once_more
from beside.program import actions, holds
from beside.program.models import Member
from beside.rules.holds import Why
from beside.vault import ceilings
from beside.vault.actions import Subject
from tests.axe import check_axe
from tests.browser import PHONE, OpenPage
from tests.cast import Cast
from tests.doors.conftest import Browser, shown_by
from tests.doors.test_passkey import come_in_and_make_one

NOTHING_YET = "Nothing is done yet"


def a_while_ago(client: Client) -> None:
    """She showed her key twenty minutes ago: awake, and not fresh."""
    session = client.session
    records = session["account_authentication_methods"]
    for one in records:
        one["at"] = time.time() - 20 * 60
    session["account_authentication_methods"] = records
    session.save()


def with_app(member: Member) -> tuple[Client, str]:
    browser = Browser()
    browser.come_in(member)
    secret = browser.make_app()
    a_while_ago(browser.client)
    cache.clear()
    return browser.client, secret


def token_on(client: Client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return {"once": page.partition('name="once" value="')[2].partition('"')[0]}


def asked(cast: Cast) -> str:
    hold = actions.ask_hold(Subject(), Why.LAWSUIT, by=cast.ann, at=timezone.now())
    return str(UUID(hold.identifier))


def agreed(identifier: str) -> bool:
    return holds.find(UUID(identifier).hex, timezone.now()).agreed_by is not None


def test_a_hold_is_agreed_to_by_who_has_just_shown_a_key(cast: Cast) -> None:
    identifier = asked(cast)
    client, secret = with_app(cast.lea)
    address = f"/desk/holds/{identifier}/agree/"
    typed = token_on(client, address)
    answer = client.post(address, typed)
    assert (answer.status_code, NOTHING_YET in answer.content.decode()) == (403, True)
    assert not agreed(identifier)
    answer = client.post(address, {**typed, "again-code": shown_by(secret)})
    assert answer.headers["Location"] == "/desk/holds/?said=hold_agreed"
    assert agreed(identifier)


def test_a_wrong_code_does_nothing_and_says_so(cast: Cast) -> None:
    identifier = asked(cast)
    client, _secret = with_app(cast.lea)
    address = f"/desk/holds/{identifier}/agree/"
    answer = client.post(address, {**token_on(client, address), "again-code": "000000"})
    assert answer.status_code == 422
    assert "This code is not right" in answer.content.decode()
    assert not agreed(identifier)


def test_the_code_of_another_does_nothing(cast: Cast) -> None:
    identifier = asked(cast)
    _hers, secret_of_cora = with_app(cast.cora)
    client, _secret = with_app(cast.lea)
    address = f"/desk/holds/{identifier}/agree/"
    typed = token_on(client, address)
    client.post(address, {**typed, "again-code": shown_by(secret_of_cora)})
    assert not agreed(identifier)


def test_six_wrong_ones_stop_even_the_right_one(cast: Cast) -> None:
    identifier = asked(cast)
    client, secret = with_app(cast.lea)
    address = f"/desk/holds/{identifier}/agree/"
    typed = token_on(client, address)
    for number in range(6):
        client.post(address, {**typed, "again-code": f"{number:06}"})
    answer = client.post(address, {**typed, "again-code": shown_by(secret)})
    assert "wait 5 minutes" in answer.content.decode()
    assert not agreed(identifier)


def test_ending_a_hold_asks_too_and_asking_for_one_does_not(cast: Cast) -> None:
    identifier = asked(cast)
    client, secret = with_app(cast.lea)
    assert client.get("/desk/holds/ask/").status_code == 200
    ask = {**token_on(client, "/desk/holds/ask/?shape=all"), "shape": "all"}
    assert NOTHING_YET not in client.post("/desk/holds/ask/", ask).content.decode()
    address = f"/desk/holds/{identifier}/end/"
    assert client.post(address, token_on(client, address)).status_code == 403
    holds.find(UUID(identifier).hex, timezone.now())
    client.post(address, {**token_on(client, address), "again-code": shown_by(secret)})
    with pytest.raises(holds.NoSuchHold):
        holds.find(UUID(identifier).hex, timezone.now())


def test_many_openings_are_agreed_to_by_who_has_just_shown_a_key(cast: Cast) -> None:
    actions.ask_widen(by=cast.cora, at=timezone.now())
    client, secret = with_app(cast.lea)
    typed = {**token_on(client, "/desk/many/"), "what": "agree"}
    page = client.post("/desk/many/", typed)
    assert page.status_code == 403
    assert 'name="what" hidden' in page.content.decode()
    assert ceilings.widening(timezone.now())[1] is None
    client.post("/desk/many/", {**typed, "again-code": shown_by(secret)})
    assert ceilings.widening(timezone.now())[1] is not None


def test_asking_for_many_is_not_held_up(cast: Cast) -> None:
    client, _secret = with_app(cast.cora)
    client.post("/desk/many/", {**token_on(client, "/desk/many/"), "what": "ask"})
    assert ceilings.widening(timezone.now())[0] == cast.cora.pk


def test_a_member_is_put_out_by_who_has_just_shown_a_key(cast: Cast) -> None:
    client, secret = with_app(cast.lea)
    chosen = cast.dan.pk
    typed = {**token_on(client, f"/desk/members/?member={chosen}"), "member": str(chosen)}
    assert client.post("/desk/members/", typed).status_code == 403
    assert Member.objects.get(pk=chosen).is_active
    client.post("/desk/members/", {**typed, "again-code": shown_by(secret)})
    assert not Member.objects.get(pk=chosen).is_active


def test_within_ten_minutes_of_coming_in_nothing_is_asked(cast: Cast) -> None:
    identifier = asked(cast)
    browser = Browser()
    browser.come_in(cast.lea)
    browser.make_app()
    address = f"/desk/holds/{identifier}/agree/"
    browser.client.post(address, token_on(browser.client, address))
    assert agreed(identifier)


def test_for_whom_it_is_not_it_does_not_exist_before_anything_is_asked(cast: Cast) -> None:
    client, _secret = with_app(cast.cora)
    assert client.post("/desk/members/", {"member": cast.dan.pk}).status_code == 404


KEYS = [
    "/your-keys/app/remove/", "/your-keys/passkey/", "/your-keys/recovery/new/",
]  # fmt: skip


@pytest.mark.parametrize("address", KEYS)
def test_a_key_is_added_or_taken_away_only_by_who_has_just_shown_one(
    cast: Cast, address: str
) -> None:
    client, secret = with_app(cast.sue.member)
    mail.outbox.clear()
    assert client.get(address).headers["Location"].startswith("/your-keys/again/")
    page = client.post(address, {"name": "Blue <one>"}, HTTP_USER_AGENT="Canary/7")
    assert (page.status_code, NOTHING_YET in page.content.decode()) == (403, True)
    assert "Blue &lt;one&gt;" in page.content.decode()
    for kept in ("Canary", "Blue", "127.0.0.1"):
        assert kept not in repr(dict(client.session))
    assert mail.outbox == []
    answer = client.post(address, {"name": "Blue <one>", "again-code": shown_by(secret)})
    assert NOTHING_YET not in answer.content.decode()


def test_the_invented_members_of_a_demo_have_no_key_and_are_not_asked(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(cast.lea)
    session = client.session
    session["account_authentication_methods"] = [{"method": "demo", "at": 0}]
    session.save()
    request = type("Request", (), {"session": session})()
    settings.BESIDE_MODE = "demo"
    assert once_more.is_fresh(request, cast.lea)
    settings.BESIDE_MODE = "production"
    assert not once_more.is_fresh(request, cast.lea)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_by_passkey_the_act_goes_on_with_one_press(
    transactional_db: None, cast: Cast, open_page: OpenPage
) -> None:
    actions.ask_widen(by=cast.cora, at=timezone.now())
    page = open_page(PHONE)
    come_in_and_make_one(page, "lead")
    page.wait_for_url("**/desk/overview/")
    [cookie] = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    client = Client()
    client.cookies["sessionid"] = cookie["value"]
    a_while_ago(client)
    page.goto("/desk/many/")
    page.get_by_role("button", name="Agree, for 24 hours").click()
    expect(page.get_by_text(NOTHING_YET)).to_be_visible()
    check_axe(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_text("For 24 hours more names may be opened")).to_be_visible()
    assert ceilings.widening(timezone.now())[1] is not None
