"""By e-mail and code: who is invited comes in, and nobody learns who that is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.internal.flows import code_verification
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from beside.doors import sent_codes
from beside.doors.models import SignedIn
from beside.program.models import Member
from tests.cast import Cast
from tests.doors.conftest import HERE, Browser, code_sent_to

STRANGER = "nora@example.edu"


def test_a_supporter_comes_in_by_the_code_from_her_mail(cast: Cast) -> None:
    browser = Browser()
    page = browser.ask_for_code(cast.sue.member.email)
    assert page.headers["Location"] == "/sign-in/code/"
    answer = browser.type_code(code_sent_to(cast.sue.member.email))
    assert answer.headers["Location"] == "/inside/"
    assert browser.client.get("/inside/", follow=True).status_code == 200
    assert SignedIn.objects.get(member=cast.sue.member).how == SignedIn.How.CODE


def test_the_mail_says_neither_who_nor_what_for_on_a_locked_screen(cast: Cast) -> None:
    Browser().ask_for_code(cast.sue.member.email)
    [letter] = mail.outbox
    assert letter.subject == "A code to sign in"
    assert letter.from_email == "peers@example.edu"
    assert "Sue" not in str(letter.body)


def test_the_code_may_be_typed_small_and_with_spaces(cast: Cast) -> None:
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    browser.type_code(f" {code_sent_to(cast.sue.member.email).lower().replace('-', ' ')} ")
    assert browser.is_in


def test_a_wrong_code_is_told_beside_its_field_and_the_right_one_still_works(cast: Cast) -> None:
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    answer = browser.type_code("WRONG-CODE")
    assert (answer.status_code, browser.is_in) == (422, False)
    assert "This code is not right" in answer.content.decode()
    browser.type_code(code_sent_to(cast.sue.member.email))
    assert browser.is_in


def test_after_five_wrong_codes_a_new_one_is_needed(cast: Cast) -> None:
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    answers = [browser.type_code("WRONG-CODE") for _time in range(5)]
    assert answers[-1].headers["Location"] == "/sign-in/?said=code_over"
    browser.type_code(code_sent_to(cast.sue.member.email))
    assert not browser.is_in


def test_a_code_is_good_for_ten_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    now = code_verification.time.time()
    monkeypatch.setattr(code_verification.time, "time", lambda: now + 601)
    browser.type_code(code_sent_to(cast.sue.member.email))
    assert not browser.is_in


def test_a_code_works_once(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    code = code_sent_to(cast.sue.member.email)
    browser.client.post("/sign-out/")
    browser.ask_for_code(cast.sue.member.email)
    browser.type_code(code)
    assert not browser.is_in


def test_a_strangers_address_meets_the_same_page_and_no_mail(cast: Cast) -> None:
    pages = []
    for email in (cast.sue.member.email, STRANGER):
        browser = Browser()
        answer = browser.ask_for_code(email)
        page = browser.client.get("/sign-in/code/")
        text = re.sub(r'value="[\w-]{40,}"', "", page.content.decode())
        pages.append((answer.status_code, dict(answer.headers), text.replace(email, "")))
    assert pages[0] == pages[1]
    assert [one.to for one in mail.outbox] == [[cast.sue.member.email]]


def test_whoever_has_left_gets_no_code_and_no_other_page(cast: Cast) -> None:
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    browser = Browser()
    assert browser.ask_for_code(cast.sue.member.email).headers["Location"] == "/sign-in/code/"
    assert mail.outbox == []


def test_whoever_leaves_between_mail_and_code_stays_outside(cast: Cast) -> None:
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    Member.objects.filter(pk=cast.sue.member.pk).update(is_active=False)
    browser.type_code(code_sent_to(cast.sue.member.email))
    assert not browser.is_in


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://x.edu"}])
def test_a_form_from_elsewhere_sends_nothing(cast: Cast, headers: dict[str, str]) -> None:
    answer = Browser().ask_for_code(cast.sue.member.email, **headers)
    assert (answer.status_code, mail.outbox) == (422, [])


@pytest.mark.parametrize("typed", ["", "sue", "sue@", "s" * 400 + "@example.edu", "a\x00b@x.edu"])
def test_what_is_no_address_is_told_and_stays_typed(cast: Cast, typed: str) -> None:
    answer = Browser().ask_for_code(typed)
    assert answer.status_code == 422
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [("/desk/", "/desk/"), ("https://x.example/", "/inside/"), ("//x.example/", "/inside/")],
)
def test_whoever_came_for_a_page_is_led_there_and_never_elsewhere(
    cast: Cast, wanted: str, led_to: str
) -> None:
    browser = Browser()
    address = f"/sign-in/?next={wanted}"
    answer = browser.client.post(address, {"email": cast.sue.member.email}, headers=HERE)
    answer = browser.client.post(
        answer.headers["Location"], {"code": code_sent_to(cast.sue.member.email)}
    )
    assert answer.headers["Location"] == led_to


def test_whoever_asks_in_her_name_keeps_no_member_out_and_fills_no_mailbox(cast: Cast) -> None:
    """Twenty browsers elsewhere ask for codes; hers comes in by the newest that was sent."""
    for _time in range(20):
        assert Browser().ask_for_code(cast.sue.member.email).status_code == 302
    assert len(mail.outbox) == 5
    hers = Browser()
    assert hers.ask_for_code(cast.sue.member.email).headers["Location"] == "/sign-in/code/"
    assert len(mail.outbox) == 5
    hers.type_code(code_sent_to(cast.sue.member.email))
    assert hers.is_in


def test_a_code_that_stands_in_several_browsers_opens_one(cast: Cast) -> None:
    browsers = [Browser() for _time in range(8)]
    for one in browsers:
        one.ask_for_code(cast.sue.member.email)
    code = code_sent_to(cast.sue.member.email)
    for one in browsers[5:]:
        one.type_code(code)
    assert [one.is_in for one in browsers[5:]] == [True, False, False]


def test_an_older_code_of_the_five_opens_only_where_it_was_asked_for(cast: Cast) -> None:
    browsers = [Browser() for _time in range(6)]
    for one in browsers[:5]:
        one.ask_for_code(cast.sue.member.email)
    codes = [re.search(r"[A-Z]{4}-[A-Z]{4}", str(one.body))[0] for one in mail.outbox]  # type: ignore[index]
    browsers[5].ask_for_code(cast.sue.member.email)
    browsers[5].type_code(codes[0])
    browsers[0].type_code(codes[0])
    assert (browsers[5].is_in, browsers[0].is_in) == (False, True)


def test_a_stranger_asked_for_often_meets_the_same_answers(cast: Cast) -> None:
    found = []
    for email in (cast.sue.member.email, STRANGER):
        answers = [Browser().ask_for_code(email) for _time in range(8)]
        found.append([(one.status_code, one.headers["Location"]) for one in answers])
    assert found[0] == found[1]
    assert {tuple(one.to) for one in mail.outbox} == {(cast.sue.member.email,)}


def test_one_code_is_not_guessed_from_ever_more_browsers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is an end to it: as many guesses as would make one in twenty million come in."""
    assert sent_codes.MOST * 5 / 20**8 < 1 / 20_000_000
    monkeypatch.setattr(sent_codes, "MOST", 3)
    answers = [Browser().ask_for_code(cast.sue.member.email) for _time in range(5 + 3 + 1)]
    assert [one.status_code for one in answers] == [302] * 8 + [422]
    assert "wait 5 minutes" in answers[-1].content.decode()
    assert Browser().ask_for_code(cast.sam.member.email).status_code == 302


def test_a_thousand_members_of_one_address_all_come_in(cast: Cast) -> None:
    """The limits know no address at all."""
    for number in range(1000):
        browser = Browser(Client(REMOTE_ADDR="192.0.2.1"))
        assert browser.ask_for_code(f"m{number}@example.edu").status_code == 302


def test_no_address_of_anyone_is_kept_where_limits_are_counted(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache

    kept: list[Any] = []
    monkeypatch.setattr(cache, "set", lambda *what, **more: kept.append((what, more)))
    monkeypatch.setattr(cache, "set_many", lambda *what, **more: kept.append((what, more)))
    Browser(Client(REMOTE_ADDR="192.0.2.77")).ask_for_code(cast.sue.member.email)
    assert len(kept) == 2
    assert code_sent_to(cast.sue.member.email) not in repr(kept)
    assert "192.0.2.77" not in repr(kept)
    assert cast.sue.member.email not in repr(kept)


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_reset_password",
             "account_signup_by_passkey", "socialaccount_connections", "socialaccount_signup"],
)  # fmt: skip
def test_what_members_have_no_use_for_does_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_there_is_no_way_to_sign_up(cast: Cast) -> None:
    before = Member.objects.count()
    for address in ("/sign-up/", "/signup/", "/accounts/signup/", "/sign-in/sign-up/"):
        assert Client().post(address, {"email": STRANGER}).status_code in (302, 404)
    assert reverse("account_signup") == "/sign-in/"
    assert Member.objects.count() == before


def test_no_address_takes_a_password(cast: Cast) -> None:
    assert not cast.sue.member.has_usable_password()
    assert not Client().login(username=cast.sue.member.email, password="anything at all")
    assert "password" not in {one.name for one in Member._meta.concrete_fields}
    assert "password" not in str(get_resolver().reverse_dict.keys()).lower()


def test_going_out_leaves_nothing_in_the_browser(cast: Cast) -> None:
    browser = Browser()
    browser.come_in(cast.sue.member)
    key = browser.client.cookies["sessionid"].value
    answer = browser.client.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.client.cookies["sessionid"] = key
    assert browser.client.get("/inside/").headers["Location"].startswith("/sign-in/")
    assert not SignedIn.objects.filter(member=cast.sue.member).exists()


def test_starting_over_forgets_what_was_begun(cast: Cast) -> None:
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    assert browser.client.get("/sign-in/").headers["Location"] == "/sign-in/code/"
    browser.client.post("/sign-in/over/")
    assert browser.client.get("/sign-in/").status_code == 200


def test_a_session_is_new_when_somebody_has_come_in(cast: Cast) -> None:
    """A key that was put into the browser before is worth nothing afterwards."""
    browser = Browser()
    browser.ask_for_code(cast.sue.member.email)
    before = browser.client.cookies["sessionid"].value
    browser.type_code(code_sent_to(cast.sue.member.email))
    assert browser.client.cookies["sessionid"].value != before
    thief = Browser()
    thief.client.cookies["sessionid"] = before
    assert not thief.is_in
